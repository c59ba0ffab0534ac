"""What every form has in common: a modal that discord.py keeps for nobody, how it opens, and what comes back filled in."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from discord import ui

from bots.discord.inbound import Interaction
from bots.discord.session import Session
from bots.shared.errors import CallFailed

HINT = 100
"""Characters of what stands below a field's label (components/reference, label)."""

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


def kept_in(interaction: Interaction) -> str:
    """What a sent form kept in its id, which its own name begins."""
    data: Mapping[str, Any] = interaction.data or {}
    return str(data.get("custom_id") or "").partition(":")[2]


def values_in(interaction: Interaction) -> dict[str, str]:
    """What the fields of a sent form hold, wherever they stand."""
    data: Mapping[str, Any] = interaction.data or {}
    return dict(_values(data.get("components")))


def _values(node: object) -> Iterator[tuple[str, str]]:
    for part in node if isinstance(node, list) else [node]:
        if isinstance(part, Mapping):
            values = part.get("values") or [part.get("value")]
            if part.get("custom_id"):
                yield str(part["custom_id"]), str(values[0] or "").strip()
            yield from _values(part.get("components") or part.get("component") or [])
