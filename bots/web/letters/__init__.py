"""What the links in mails lead to: a GET shows what a press would do, a POST does it, since scanners follow every link."""
