"""What every form has in common: a modal that discord.py keeps for nobody, how it opens, and what comes back filled in."""

import logging
from collections.abc import Iterator, Mapping

from discord import ui

from bots.discord.inbound import Interaction
from bots.discord.session import Session
from bots.shared.errors import CallFailed

log = logging.getLogger("paperboy")


class Modal(ui.Modal):
    """A modal whose answer comes to the bot, from any person and at any time."""

    def is_finished(self) -> bool:
        """Always true: discord.py stores forms that are not, one for each that was opened and never sent."""
        return True


async def open_view(session: Session, interaction: Interaction, modal: Modal) -> None:
    """Open a modal, as the first answer to an interaction; one that Discord refuses is logged."""
    try:
        await session.send.call("modal", lambda: interaction.response.send_modal(modal), repeatable=False)
    except CallFailed as failed:
        log.warning("%s", failed)


def values_in(node: object) -> Iterator[tuple[str, str]]:
    """The name and value of each field of a sent form, wherever it stands."""
    for part in node if isinstance(node, list) else [node]:
        if isinstance(part, Mapping):
            values = part.get("values") or [part.get("value")]
            if part.get("custom_id"):
                yield str(part["custom_id"]), str(values[0] or "").strip()
            yield from values_in(part.get("components") or part.get("component") or [])
