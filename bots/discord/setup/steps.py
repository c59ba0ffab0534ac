"""What `paperboy init discord` has people do."""

from bots.discord.permissions import YOURS, link
from core.settings import Settings

FIRST = """\
1. Open https://discord.com/developers/applications and press New Application. Under Bot press Reset Token and copy it.
   No privileged intent is needed; switch Message Content Intent on only if links that people post should get a card
   (then set DISCORD_READ_LINKS=1).
"""

INVITE = """\
2. Open this link and choose your server; it asks for the least permissions:

   {link}

   Once paperboy up runs, it says hello there.
"""

WHERE_YOURS = f"   ({YOURS} in the link is on your application's page, General Information.)\n"


def first() -> str:
    """How to make the application and find its token."""
    return FIRST


def last(settings: Settings) -> str:
    """How to add the bot to a server."""
    address = link(settings.discord_token.reveal())
    return INVITE.format(link=address) + (WHERE_YOURS if YOURS in address else "")
