"""What is offered while somebody types an option of a digest: its name, lists part by part, and the answers that an option takes.

Discord's forms hold five fields and a digest has thirteen settings, so they are options here and not a form.
"""

from collections.abc import Sequence

from bots.discord import inbound
from bots.discord.inbound import Interaction
from bots.discord.session import Session
from core.commands.verbs.sources import papers_by_source
from core.subscriptions.form import CHOICES, SHORT_DAYS, Choices
from core.text.source_names import source_name

RUNS: Choices = (("mon-fri", "Monday to Friday"), ("daily", "Every day"), ("mon,wed,fri", "Monday, Wednesday, Friday"))
"""Weekdays that many want, before each day alone."""

COMPLETED = frozenset({"name", "cats", "sources", "days", "quiet", "layout", "board", "top"})

Offered = list[tuple[str, str]]
"""What is shown, and what it stands for."""


async def offer(session: Session, interaction: Interaction, option: str, typed: str, most: int) -> Offered:
    """What goes on from what is typed for one of the options of `COMPLETED`. Raises RecordDown."""
    match option:
        case "name":
            return await session.do(_names, session, interaction, typed)
        case "cats":
            return _after_comma(typed, await session.do(session.catalog.index.complete_category, _last(typed), most))
        case "sources":
            found = await session.do(papers_by_source, session.app, session.clock.now())
            return _after_comma(
                typed,
                list(
                    dict.fromkeys(
                        name for one, _ in found.most_common() if _begins(name := source_name(one), _last(typed))
                    )
                ),
            )
    answers = (*RUNS, *SHORT_DAYS) if option == "days" else CHOICES[option]
    return [(shown, said) for said, shown in answers if _begins(said, typed) or _begins(shown, typed)]


def _names(session: Session, interaction: Interaction, typed: str) -> Offered:
    """The digests of this place and the person's own, each by its id, for two may have one name."""
    call = inbound.of_interaction(interaction, session.clock.now())
    here = session.subscriptions.of_place(call.place)
    some = {one.id: one.name for one in (*here, *session.subscriptions.of_person(call.person))}
    return [(name, digest) for digest, name in some.items() if _begins(name, typed)]


def _after_comma(typed: str, names: Sequence[str]) -> Offered:
    before = "".join(typed.rpartition(",")[:2])
    return [(f"{before}{one}", f"{before}{one}") for one in names]


def _last(typed: str) -> str:
    return typed.rpartition(",")[2].strip()


def _begins(name: str, typed: str) -> bool:
    return name.casefold().startswith(typed.strip().casefold())
