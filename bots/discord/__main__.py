"""`python -m bots.discord`: Paperboy in the servers of Discord that added it."""

from bots.discord import connect
from bots.shared.start import start

NEEDED = ("DISCORD_TOKEN",)
ADVICE = "`paperboy init discord` shows where Discord gives it and writes it into .env."


def main() -> None:
    """Serve until told to stop."""
    start(connect.run, NEEDED, ADVICE)


if __name__ == "__main__":
    main()
