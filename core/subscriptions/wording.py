"""How the day's post reads: its head, its picks, its foot, and what goes inside. Pure; no platform is named."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec

from core.cards.card import Button, Card, Field
from core.cards.picks import HERE, opening, pick_card
from core.cards.views import gist_of, links, note, numbers_note, paper_card, whole_card
from core.model import Marked, Paper, Tally
from core.subscriptions.model import Filter, Subscription
from core.text.cleaning import clip, counted

TITLE = 100
"""Characters of a title in a notification."""

DAYS_OF_A_WEEK = 7

LEARNS = "From now on votes here teach what comes; “digest learn off” ends that."
LEARNS_HEARD = "Votes teach now; “digest learn off” ends that;"
"""What the first post says whose order was learned, seen and heard."""


OTHERS_SHOWN, SHORT_TITLE = 3, 60
"""Titles of what would have been posted, at most, and characters of each."""


class DigestParts(msgspec.Struct, frozen=True):
    """What a post is made of: the picks (paper, why), of how many new papers, how many listings these had more, when the next
    post comes, and which feed is missing, in a sentence. `delivery` is its id, which leads
    to all that was new; '' where nothing is posted. `learned`: it is the first whose order was learned."""

    delivery: str
    day: date
    picks: tuple[tuple[Paper, str], ...]
    new: int
    merged: int
    next: datetime | None
    missing: str = ""
    learned: bool = False

    @property
    def notes(self) -> str:
        """What stands below a post, in sentences."""
        return " ".join(filter(None, (self.missing, LEARNS if self.learned else "")))


def daily(subscription: Subscription, made: DigestParts, tallies: Mapping[str, Tally]) -> tuple[Card, ...]:
    """The day's post: head, picks, foot."""
    if subscription.layout == "cards" and not subscription.by_mail:
        return (_head(made), *_cards(made, tallies), _foot(subscription, made))
    head = f"{len(made.picks)} of {_new(made)}"
    return _compact(head, subscription, made, tallies, _acts(subscription, made))


def board(subscription: Subscription, made: DigestParts, tallies: Mapping[str, Tally]) -> tuple[Card, ...]:
    """The week's best."""
    return _compact(f"The week's best of {counted(made.new, 'paper')} voted for", subscription, made, tallies)


def nothing_new(made: DigestParts, thin: str, zone: str) -> tuple[Card, ...]:
    """What an empty day says where it says a line."""
    following = f"Next: {moment(made.next, zone)}." if made.next else ""
    return (
        note(
            f"{long_day(made.day)}: {thin[:1].lower()}{thin[1:]}" if thin else f"{long_day(made.day)}: nothing new.",
            following,
        ),
    )


def silent(subscription: Subscription, thin: str, others: Sequence[Paper]) -> Card:
    """What a maker reads once after three working days without a post; `others` is what it would have brought unfiltered."""
    titles = "; ".join(f"“{clip(paper.title, SHORT_TITLE)}”" for paper in others[:OTHERS_SHOWN])
    wide = f" Without its filter it would have brought {titles}." if titles and subscription.wants != Filter() else ""
    return note(
        f"{named(subscription)} has posted nothing for three working days.",
        f"{thin}{wide}".strip(),
        Button("Widen its filter", f"digest edit {subscription.id}"),
        Button("See why", f"digest preview {subscription.id}"),
    )


def inside(picks: Sequence[tuple[Paper, str]], tallies: Mapping[str, Tally]) -> tuple[Card, ...]:
    """The abstracts, for a post's thread."""
    cards = []
    for number, (paper, _) in enumerate(picks, 1):
        whole = whole_card(paper, tallies[paper.id])
        title = Marked(f"{number}. {paper.title}")
        ways = tuple(
            Button(f"Open the {button.label}", url=button.url)
            for button in links(paper)
            if button.url in (paper.code, paper.project)
        )
        kept = tuple(field for field in whole.fields if field.name in ("machine-made summary", "keywords"))
        cards.append(Card(title, whole.body, paper.url, kept, buttons=ways, plain=clip(paper.title, 300)))
    return tuple(cards)


def report(
    subscription: Subscription,
    posted: int,
    voted: int,
    discussed: int,
    unloved: str,
    drop: str,
    learned: str = "",
    *,
    loses: bool = False,
) -> Card:
    """The one line a maker reads on Friday; `unloved` is what nobody voted for, `drop` the line that takes it out; `learned` is how
    both orders did, and `loses` whether learning does."""
    less = max(1, subscription.top - 2)
    sentence = f"{named(subscription)} this week: {posted} posted, {voted} voted on, {discussed} discussed"
    buttons = (Button("Drop it", drop),) if drop else ()
    if less < subscription.top and voted * 2 < posted:
        buttons = (*buttons, Button(f"Post {less} a day", f"digest edit {subscription.id} top:{less}"))
    if loses:
        buttons = (*buttons, Button("Switch learning off", f"digest learn off name:{subscription.id}"))
    return note(sentence + (f"; nobody voted on anything from {unloved}." if unloved else "."), learned, *buttons)


def saving() -> Card:
    """What stands in a form's place while its settings are saved."""
    return note("Saving …")


def closed(subscription: Subscription) -> Card:
    """What a maker reads once when a subscription's place takes nothing."""
    send, when = ("mail", "its address takes mails again") if subscription.by_mail else ("post", "I may post there")
    return note(
        f"I cannot {send} {named(subscription)}: {subscription.why_paused}.",
        f"I paused it and kept its settings. Resume it when {when}.",
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


def _compact(
    title: str,
    subscription: Subscription,
    made: DigestParts,
    tallies: Mapping[str, Tally],
    buttons: tuple[Button, ...] = (),
) -> tuple[Card, ...]:
    """A compact post: what it is, its picks, and what can be done with them."""
    day, papers = long_day(made.day), [paper for paper, _ in made.picks]
    picks = (
        pick_card(number, paper, tallies[paper.id], gist_of(paper), _reason(why), made.day)
        for number, (paper, why) in enumerate(made.picks, 1)
    )
    sentence = _next(subscription, made)
    if subscription.deaf:
        sentence = f"{sentence[:1].upper()}{sentence[1:]}"
    else:
        press = "Press, or react with, a number to vote" if len(papers) > 1 else "Press the number to vote"
        sentence = f"{press} · {sentence}"
    foot = Card(
        Marked(sentence),
        Marked(made.notes),
        buttons=buttons,
        select=None if subscription.deaf else opening(papers),
        plain=_foot_heard(sentence, subscription, made),
    )
    return (Card(Marked(f"{title} · {day}"), plain=f"{title}, {day}."), *picks, foot)


def _foot_heard(foot: str, subscription: Subscription, made: DigestParts) -> str:
    """The foot as it is heard: once what it learns from, in place of how to vote, so that the post stays a minute long."""
    heard = f"{LEARNS_HEARD} {_next(subscription, made)}" if made.learned else foot.replace(" · ", "; ")
    return f"{heard}. {made.missing}".rstrip()


def _next(subscription: Subscription, made: DigestParts) -> str:
    """When the next post comes, by its own clock: `next Monday 09:00`."""
    if not made.next:
        return "no further post is planned"
    at = made.next.astimezone(ZoneInfo(subscription.zone))
    away = (at.date() - made.day).days
    day = "today" if not away else f"{at:%A}" if 0 < away <= DAYS_OF_A_WEEK else long_day(at.date())
    return f"next {day} {at:%H:%M}"


def _reason(why: str) -> str:
    """Why a paper was picked, without its votes, which stand on its button, where there is another reason."""
    parts = why.split("; ")
    return "; ".join([part for part in parts if not part.endswith(HERE)] or parts)


def _head(made: DigestParts) -> Card:
    title, counts = f"Papers for {long_day(made.day)}", _counted(made)
    listed = "; ".join(f"{number}. {clip(paper.title, TITLE)}" for number, (paper, _) in enumerate(made.picks, 1))
    return Card(Marked(title), fields=(Field("Today", counts),), plain=f"{title}: {counts}. {listed}")


def _counted(made: DigestParts) -> str:
    repeats = f"; {counted(made.merged, 'repeat')} left out" if made.merged else ""
    return f"{counted(len(made.picks), 'pick')} of {_new(made)}{repeats}"


def _new(made: DigestParts) -> str:
    return counted(made.new, "new paper")


def _cards(made: DigestParts, tallies: Mapping[str, Tally]) -> Iterator[Card]:
    for number, (paper, why) in enumerate(made.picks, 1):
        yield paper_card(paper, tallies[paper.id], why, number=number)


def _foot(subscription: Subscription, made: DigestParts) -> Card:
    lines = [
        f"Next: {moment(made.next, subscription.zone)}."
        if made.next
        else "This is the last post until somebody resumes the digest."
    ]
    lines += [numbers_note().title.text] if len(made.picks) > 1 and not subscription.deaf else []
    lines += [made.notes] if made.notes else []
    return Card(Marked(" ".join(lines)), buttons=_acts(subscription, made), plain=" ".join(lines))


def _acts(subscription: Subscription, made: DigestParts) -> tuple[Button, ...]:
    """The ways to all that was new, where the post is out, and to the settings."""
    if subscription.deaf:
        return ()
    edit = Button("Change this", f"digest edit {subscription.id}")
    return (Button(f"See all {made.new:,}", f"see-all {made.delivery}"), edit) if made.delivery else (edit,)
