"""How the day's post reads: its head, its picks, its foot, and what goes inside. Pure; no platform is named."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec

from core.cards.card import Button, Card, Field
from core.cards.views import elsewhere, note, numbers_note, paper_card, signed, whole_card
from core.marked import Marked
from core.model import Paper, Tally
from core.subscriptions.key_sentences import key_sentence
from core.subscriptions.model import Subscription
from core.text.cleaning import clip, counted, papers_in_words

CHOSEN_SHOWN = 3
"""Titles of what the team chose, at most."""

TITLE = 100
SHORT_TITLE = 60
"""Characters of a title in a notification, and in a post's foot."""

Chosen = tuple[tuple[Paper, Tally], ...]


class DigestParts(msgspec.Struct, frozen=True):
    """What a post is made of: the picks (paper, why), of how many new papers, how many listings these had more, when the next
    post comes, and what the team chose of the last one. `delivery` is its id, which leads to all that was new."""

    delivery: str
    day: date
    picks: tuple[tuple[Paper, str], ...]
    new: int
    merged: int
    next: datetime | None
    chosen: Chosen = ()


def daily(subscription: Subscription, made: DigestParts, tallies: Mapping[str, Tally]) -> tuple[Card, ...]:
    """The day's post: head, picks, foot."""
    what = f"Papers for {long_day(made.day)}"
    picks = _picks(made, tallies, listed=subscription.layout == "list")
    return (_head(made, what, Field("Today", _counted(made))), *picks, _foot(subscription, made))


def board(made: DigestParts, tallies: Mapping[str, Tally]) -> tuple[Card, ...]:
    """The week's best."""
    voted = Field("Voted for", f"{papers_in_words(made.new)} in the last seven days")
    head = _head(made, f"The week's best, {long_day(made.day)}", voted)
    numbers = (numbers_note(),) if len(made.picks) > 1 else ()
    return (head, *_picks(made, tallies, listed=True), *numbers)


def nothing_new(subscription: Subscription, made: DigestParts) -> tuple[Card, ...]:
    """What an empty day says where it says a line."""
    said = "nothing new" if not made.new else f"{_new(made)}, none for {named(subscription)}"
    return (
        note(f"{long_day(made.day)}: {said}.", f"Next: {moment(made.next, subscription.zone)}." if made.next else ""),
    )


def inside(picks: Sequence[tuple[Paper, str]], tallies: Mapping[str, Tally]) -> tuple[Card, ...]:
    """The abstracts, for a post's thread."""
    cards = []
    for number, (paper, _) in enumerate(picks, 1):
        whole = whole_card(paper, tallies[paper.id])
        title = Marked(f"{number}. {paper.title}")
        more = elsewhere(paper)
        kept = tuple(field for field in whole.fields if field.name in ("machine-made summary", "keywords"))
        cards.append(
            Card(title, whole.body, paper.url, kept, buttons=more.buttons if more else (), plain=clip(paper.title, 300))
        )
    return tuple(cards)


def report(subscription: Subscription, posted: int, voted: int, discussed: int, unloved: str, drop: str) -> Card:
    """The one line a maker reads on Friday; `unloved` is what nobody voted for, `drop` the line that takes it out."""
    less = max(1, subscription.top - 2)
    said = f"{named(subscription)} this week: {posted} posted, {voted} voted on, {discussed} discussed"
    buttons = (Button("Drop it", drop),) if drop else ()
    if less < subscription.top and voted * 2 < posted:
        buttons = (*buttons, Button(f"Post {less} a day", f"digest edit {subscription.id} top:{less}"))
    return note(said + (f"; nobody voted on anything from {unloved}." if unloved else "."), "", *buttons)


def saving() -> Card:
    """What stands in a form's place while its settings are saved."""
    return note("Saving …")


def closed(subscription: Subscription) -> Card:
    """What a maker reads once when a subscription's place takes nothing."""
    return note(
        f"I cannot post {named(subscription)}: {subscription.why_paused}.",
        "I paused it and kept its settings. Resume it when I may post there.",
        Button("Resume it", f"digest resume {subscription.id}"),
        Button("Stop it for good", f"digest stop {subscription.id}"),
    )


def named(subscription: Subscription) -> str:
    """A subscription by its name."""
    return f"“{subscription.name}”"


def long_day(day: date) -> str:
    """A day as it stands in a heading: `Friday 20 November`."""
    return f"{day:%A} {day.day} {day:%B}"


def moment(at: datetime, zone: str) -> str:
    """A moment by a zone's clock: `Monday 23 November, 09:00`."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{long_day(local.date())}, {local:%H:%M}"


def _head(made: DigestParts, title: str, field: Field) -> Card:
    said = field.value if field.name == "Today" else f"{field.name.lower()} {field.value}"
    return Card(Marked(title), fields=(field,), plain=_plain(title, said, [paper for paper, _ in made.picks]))


def _plain(title: str, text: str, papers: Sequence[Paper]) -> str:
    listed = "; ".join(f"{number}. {clip(paper.title, TITLE)}" for number, paper in enumerate(papers, 1))
    return f"{title}: {text}. {listed}"


def _counted(made: DigestParts) -> str:
    repeats = f"; {counted(made.merged, 'repeat')} left out" if made.merged else ""
    return f"{counted(len(made.picks), 'pick')} of {_new(made)}{repeats}"


def _new(made: DigestParts) -> str:
    return counted(made.new, "new paper")


def _picks(made: DigestParts, tallies: Mapping[str, Tally], *, listed: bool) -> Iterator[Card]:
    for number, (paper, why) in enumerate(made.picks, 1):
        told = key_sentence(paper)
        line = Marked(f"Machine-made summary: {told.text}" if told.machine else told.text)
        yield paper_card(paper, tallies[paper.id], why, number=number, body=line if listed else None)


def _foot(subscription: Subscription, made: DigestParts) -> Card:
    said = [
        f"Next: {moment(made.next, subscription.zone)}."
        if made.next
        else "This is the last post until somebody resumes the digest."
    ]
    if len(made.picks) > 1:
        said.append(numbers_note().title.text)
    if made.chosen:
        said.append(f"Chosen last time: {_chosen(made.chosen)}.")
    buttons = (
        Button(f"See all {made.new:,}", f"see-all {made.delivery}"),
        Button("Change this", f"digest edit {subscription.id}"),
    )
    return Card(Marked(" ".join(said)), buttons=buttons, plain=" ".join(said))


def _chosen(chosen: Chosen) -> str:
    shown = "; ".join(
        f"“{clip(paper.title, SHORT_TITLE)}” ({signed(tally.net)})" for paper, tally in chosen[:CHOSEN_SHOWN]
    )
    more = len(chosen) - CHOSEN_SHOWN
    return f"{shown}; and {more} more" if more > 0 else shown
