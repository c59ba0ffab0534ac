"""What programs ask by name and options, only of verbs that change nothing and tell nothing of a person; and an answer as data."""

from collections.abc import Mapping

import core.commands.verbs  # noqa: F401 (the verbs declare themselves)
from core.app import Paperboy
from core.cards.card import Reply
from core.cards.data import AnswerData, answer_data, paper_ids, shown_cards
from core.catalog import Catalog
from core.commands.grammar import Given, checked, typed_line
from core.commands.table import OWN, TABLE, Option, Verb
from core.errors import BadCommand, NotFound
from core.model import Call
from core.store.votes.votes import Votes
from core.text.cleaning import clip

PROGRAMS: Mapping[str, Verb] = {name: verb for name, verb in TABLE.items() if verb.programs}
"""The verbs that programs may ask, by name."""


def taken(verb: Verb) -> list[Option]:
    """The options that programs may give: not those that ask for what is a person's own."""
    return [option for option in verb.options if OWN not in option.marks]


def given_by(name: str, options: Mapping[str, object]) -> Given:
    """The call of a verb with options by their names. Raises NotFound, BadCommand."""
    verb = PROGRAMS.get(name)
    if verb is None:
        raise NotFound(f"There is no “{clip(name, 40)}” here. There are {', '.join(PROGRAMS)}.")
    names = [option.name for option in taken(verb)]
    for option in options:
        if option not in names:
            offered = f"It takes {', '.join(names)}." if names else "It takes none."
            raise BadCommand(f"“{name}” has no option “{clip(option, 40)}”. {offered}")
    texts = {option: text for option, value in options.items() if (text := _text_of(verb, option, value))}
    given = checked(verb, texts, wide=True)
    first = verb.options[0].name if verb.options else ""  # its words stand bare, as people type them
    return Given(name, given, typed_line(name, texts.pop(first, ""), texts), chosen=True)


def _text_of(verb: Verb, name: str, value: object) -> str:
    """The value of an option as people type it; '' for null, by which programs leave one out. Raises BadCommand."""
    option = verb.option(name)
    is_whole = isinstance(value, float) and value.is_integer()
    if not (value is None or is_whole or isinstance(value, str | int)) or isinstance(value, bool):
        raise BadCommand(f"“{name}:” takes {'a whole number' if option and option.number else 'a text'}.")
    return "" if value is None else f"{value:.0f}" if is_whole else str(value).strip()


def as_data(app: Paperboy, reply: Reply, call: Call) -> AnswerData:
    """A reply to a call as data. Raises RecordDown."""
    return app.call(_with_papers, call, reply=reply)


def _with_papers(catalog: Catalog, votes: Votes, call: Call, reply: Reply) -> AnswerData:
    papers = catalog.seen(paper_ids(shown_cards(reply)), catalog.viewer_of(call))
    return answer_data(reply, papers, votes.tallies([paper.id for paper in papers.values()]))
