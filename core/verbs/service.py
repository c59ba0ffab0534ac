"""About Paperboy itself: help, status, and being forgotten."""

from collections.abc import Iterator
from typing import Annotated

from core.cards import Button, Card, Field, Redraw
from core.commands.table import TABLE, Verb, command
from core.errors import NotFound
from core.figures import figures_of
from core.marked import Marked
from core.model import Call
from core.paperboy import Paperboy
from core.text import clip
from core.views import note


@command(private=True)
def help(app: Paperboy, call: Call, verb: Annotated[str, "a verb"] = "") -> Iterator[Card | Redraw]:
    """Show what Paperboy can do, or how one verb is typed."""
    if not verb:
        listed = "\n".join(f"{one.name}: {one.help}" for one in TABLE.values() if one.menu)
        buttons = (
            Button("Show today's papers", "today"),
            Button("See the top papers", "top 7d"),
            Button("Help with search", "help search"),
        )
        said = "Type /papers and a verb; words that are no verb are searched for."
        yield Card(Marked(said), Marked(listed), buttons=buttons, plain=said)
        return
    row = TABLE.get(verb.lower())
    if row is None:
        raise NotFound(f"There is no verb “{clip(verb, 40)}”. The verbs are: {', '.join(TABLE)}.")
    yield Card(
        Marked(f"/papers {row.usage}"), Marked(row.help), fields=_options(row), plain=f"/papers {row.usage}. {row.help}"
    )


@command(private=True)
def status(app: Paperboy, call: Call) -> Iterator[Card | Redraw]:
    """Show how the record, the queue, the workers and the index are doing."""
    figures = figures_of(app)
    yield Card(
        Marked("Paperboy's status"),
        fields=tuple(Field(f.name, f.said) for f in figures),
        plain="; ".join(f"{f.name}: {f.said}" for f in figures),
    )


@command(private=True, changes=True)
def forget_me(app: Paperboy, call: Call) -> Iterator[Card | Redraw]:
    """Erase your votes and your saved list, from the log too."""
    touched = app.forget(call.person, call.now, call.delivery)
    papers = "1 paper" if touched == 1 else f"{touched} papers"
    yield note(
        "You are forgotten.",
        f"Your votes and your list are erased; that touched {papers}. Backups made by hand are not changed."
        " Reactions of yours that still stand under messages count again at the next look: take those back too.",
    )


def _options(row: Verb) -> tuple[Field, ...]:
    fields = []
    for option in row.options:
        choices = f" ({', '.join(option.choices)})" if option.choices else ""
        default = "" if option.default in (None, "", 0) else f", else {option.default}"
        fields.append(Field(f"{option.name}:", f"{option.help}{choices}{default}"))
    return tuple(fields)
