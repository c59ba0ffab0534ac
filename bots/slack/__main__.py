"""`python -m bots.slack`: Paperboy in a Slack workspace, over Socket Mode."""

from bots.shared.start import start
from bots.slack import connect

NEEDED = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")
ADVICE = "`paperboy init slack` shows where Slack gives them and writes them into .env."


def main() -> None:
    """Serve until told to stop."""
    start(connect.run, NEEDED, ADVICE)


if __name__ == "__main__":
    main()
