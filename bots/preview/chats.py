"""Every state of every chat on one page, which `paperboy preview` writes."""

from collections.abc import Callable

from bots.preview import discord, slack
from bots.preview.asking import Sample
from bots.preview.page import DISCORD, SLACK, Look
from bots.preview.page import page as every
from bots.preview.record import throwaway
from bots.preview.samples import Groups
from core.app import Paperboy

CHATS: tuple[tuple[Look, Callable[[Paperboy], Groups]], ...] = (
    (SLACK, slack.samples),
    (DISCORD, discord.samples),
)


def page() -> str:
    """The page. Raises RecordError."""
    return every([(look, _made(samples)) for look, samples in CHATS])


def _made(samples: Callable[[Paperboy], Groups]) -> list[tuple[str, list[Sample]]]:
    """A chat's samples, on a record of their own."""
    with throwaway() as app:
        return list(samples(app))
