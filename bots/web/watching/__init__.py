"""What those who watch the service read: whether all is there, figures for Prometheus, and how long answers take."""
