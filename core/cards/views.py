"""How things read: papers, lists and receipts as cards. All wording lives here and in the verbs, none in the adapters."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import quote_plus

import msgspec

from core.cards.card import Button, Card, Field
from core.model import Marked, Paper, Tally
from core.text.cleaning import clip, clip_words, counted
from core.text.gist.choosing import gist
from core.text.source_names import known_parts, listed, met, publication, seen, short_day

EXCERPT = 300
"""Characters of an abstract on a card: about two lines in a chat."""

AUTHORS_SHOWN, MOST_AUTHORS = 2, 20
"""Authors that a card in a list names, and one that shows a whole paper."""

NOT_YET_KNOWN, NOBODY_KNOWS = "authors unknown so far", "authors unknown; no service knows this title"
"""What stands for the authors of a paper without an id: services are asked for it by its title, while a worker runs."""

LONGEST_LINK = 200
"""Characters of an address that stands among the small words of a card: four of them and a byline fit every platform's text."""

ENDS = frozenset(".!?…:;,")
"""What a title may end in that needs no full stop before the text under it."""

_DAILY = frozenset(("hf", "hf-page"))
"""The sources whose papers have a page at Hugging Face, where they are discussed."""

MORE = "More about this paper"
"""Stands on a paper's menu where the platform gives it words."""


def standing(tally: Tally) -> str:
    """How a paper stands, in words: `+11 (12 for, 1 against) · 3 saved`; '' where nobody voted or saved."""
    votes = f"{signed(tally.net)} ({tally.up} for, {tally.down} against)" if tally.up or tally.down else ""
    return " · ".join(filter(None, (votes, f"{tally.saved} saved" if tally.saved else "")))


def signed(net: int) -> str:
    """A net with its sign, a real minus; 0 has none."""
    return f"+{net}" if net > 0 else f"\N{MINUS SIGN}{-net}" if net else "0"


def byline(paper: Paper, most: int = AUTHORS_SHOWN) -> str:
    """Who, and in which categories: `Ada Byron, Mary Fairfax, +3 · cs.LG`."""
    shown = list(paper.authors[:most])
    if len(paper.authors) > most:
        shown.append(f"+{len(paper.authors) - most}")
    people = ", ".join(shown) or ("" if paper.arxiv or paper.doi else NOBODY_KNOWS if paper.unknown else NOT_YET_KNOWN)
    return " · ".join(filter(None, (people, ", ".join(paper.categories[:3]))))


def dated(text: str, day: date | None) -> str:
    """A text with a day after it: `Ada Byron · 20 Nov 2026`."""
    return " · ".join(filter(None, (text, short_day(day) if day else "")))


def with_day(card: Card) -> Card:
    """The card with its day in its byline, for a platform that has no dates of its own."""
    named = {field.name: field for field in card.fields}
    if not card.day:
        return card
    rest = tuple(field for field in card.fields if field.name != "by")
    by = Field("by", dated(named["by"].value if "by" in named else "", card.day))
    return msgspec.structs.replace(card, fields=(by, *rest))


def votes_told(card: Card) -> str:
    """How many are for a paper, in words, for where no button tells it: '' where there are none, or where a field tells it already."""
    votes = counted(card.up, "vote") if card.up else ""
    return "" if any(re.search(rf"\b{votes}\b", field.value) for field in card.fields) else votes


def kind_of(paper: Paper) -> str:
    """What kind of source listed a paper first: `hf`, `arxiv`, `biorxiv`, `rss`, …; '' where none did."""
    return paper.sightings[0].source.partition(":")[0].partition("-")[0] if paper.sightings else ""


def link(paper: Paper) -> str:
    """Where to read it; a paper known by its title only opens a search for that title at arXiv."""
    return paper.url or f"https://arxiv.org/search/?searchtype=title&query={quote_plus(paper.title[:300])}"


def paper_card(
    paper: Paper,
    tally: Tally,
    why: str = "",
    *,
    title: Marked | None = None,
    body: Marked | None = None,
    number: int = 0,
    authors: int = AUTHORS_SHOWN,
) -> Card:
    """A paper: what, who, why you see it, how it stands, the acts; where it has a number in a list, its gist, else how its
    abstract begins.
    """
    shown, by = title or Marked(paper.title), byline(paper, authors)
    if not paper.published:
        by = " · ".join(filter(None, (by, met(paper.sightings))))
    day = paper.published if paper.published and len(known_parts(paper.published)) == 3 else None
    if paper.published and not day:  # a platform would write the first of the month, which nobody told
        by = " · ".join(filter(None, (by, publication(paper.published))))
    if number:
        before = f"{number}. "
        shown = Marked(before + shown.text, tuple((s + len(before), e + len(before)) for s, e in shown.spans))
    fields = [Field("by", by), Field("why", why or seen(paper.sightings)), Field("votes", standing(tally))]
    return Card(
        title=shown,
        body=body if body is not None else Marked(gist_of(paper) if number else clip_words(paper.abstract, EXCERPT)),
        link=link(paper),
        fields=tuple(field for field in fields if field.value),
        buttons=acts(paper),
        menu=menu(paper),
        links=links(paper),
        day=day,
        paper_id=paper.id,
        source=kind_of(paper),
        plain=". ".join(filter(None, (paper.title, dated(by, day), standing(tally)))),
        up=tally.up,
    )


HIDDEN, REMOVED = "Hidden here", "Removed"
"""What stands in the place of a paper that is not shown any more."""


def withheld_card(paper_id: str, *, removed: bool) -> Card:
    """What a message shows in the place of a paper that was hidden there, or removed."""
    title = REMOVED if removed else HIDDEN
    return Card(Marked(title), paper_id=paper_id, plain=f"{title}.")


def gist_of(paper: Paper) -> str:
    """The line under a paper's title in a list, '' where nothing tells what it does."""
    return gist(paper.title, paper.abstract, paper.summary, paper.line) or ""


def acts(paper: Paper) -> tuple[Button, ...]:
    """At most four acts on a card."""
    pdf = (Button("PDF", url=f"https://arxiv.org/pdf/{paper.arxiv}"),) if paper.arxiv else ()
    return (
        Button("▲ Worth reading", f"vote {paper.id} up"),
        Button("▼ Skip", f"vote {paper.id} down"),
        Button("Save", f"save {paper.id}"),
        *pdf,
    )


def menu(paper: Paper) -> tuple[Button, ...]:
    """The rest of a card's acts: five, which is what Slack's menus hold."""
    return (
        Button("Read the abstract", f"show {paper.id}"),
        Button("Discuss", f"discuss {paper.id}"),
        Button("Find similar", f"similar {paper.id}"),
        Button("Copy BibTeX", f"export bibtex id:{paper.id}"),
        Button("Share here", f"share {paper.id}"),
    )


def write_button(paper_id: str, readers: str = "me", label: str = "Write a note") -> Button:
    """What opens the form of a note, or shows how one is typed."""
    return Button(label, f"paper note {paper_id}{' for:channel' if readers == 'channel' else ''}")


def writable(card: Card) -> Card:
    """The card with a note to write in the place of papers like it."""
    menu = (write_button(card.paper_id) if act.line.startswith("similar ") else act for act in card.menu)
    return msgspec.structs.replace(card, menu=tuple(menu))


def links(paper: Paper) -> tuple[Button, ...]:
    """The ways to a paper's code, its project page and where it is discussed, as far as they are known and fit a line."""
    stars = f" ({counted(paper.stars, 'star')})" if paper.stars is not None else ""
    is_daily = paper.arxiv and any(seen.source in _DAILY for seen in paper.sightings)
    ways = {
        f"code{stars}": paper.code,
        "project": paper.project,
        "Hugging Face": f"https://huggingface.co/papers/{paper.arxiv}" if is_daily else "",
        "alphaXiv": f"https://www.alphaxiv.org/abs/{paper.arxiv}" if paper.arxiv else "",
    }
    return tuple(
        Button(label, url=url) for label, url in ways.items() if url.startswith("http") and len(url) <= LONGEST_LINK
    )


def whole_card(
    paper: Paper, tally: Tally, adders: Mapping[tuple[str, str], tuple[str, str]] | None = None, posted: str = ""
) -> Card:
    """A paper with its authors and its whole abstract, where it was listed, `posted` and who added it, and what else its sources say
    of it, their machine-made summary marked as such.
    """
    why = "; ".join(filter(None, (listed(paper.sightings, adders or {}), posted)))
    card = paper_card(paper, tally, why, body=Marked(paper.abstract), authors=MOST_AUTHORS)
    more = [Field("machine-made summary", paper.summary), Field("keywords", ", ".join(paper.keywords))]
    if paper.citations is not None:
        more.append(Field("cited", counted(paper.citations, "time")))
    if paper.source_score:
        comments = max((sighting.comments or 0 for sighting in paper.sightings), default=0)
        more.append(Field("at the source", f"{counted(paper.source_score, 'upvote')}, {counted(comments, 'comment')}"))
    return read_whole(msgspec.structs.replace(card, fields=(*card.fields, *(field for field in more if field.value))))


def read_whole(card: Card) -> Card:
    """The card with the acts of one that shows the whole abstract: a note is written where others open it."""
    opens, write = f"show {card.paper_id}", write_button(card.paper_id)
    notes = (
        Button(write.label, act.line.removesuffix(opens) + write.line) for act in card.menu if act.line.endswith(opens)
    )
    return msgspec.structs.replace(card, menu=(*notes, *(act for act in card.menu if not act.line.endswith(opens))))


def numbers_note() -> Card:
    """The foot of such a message."""
    title = "React with a paper's number to vote for it; a plain 👍 votes for none."
    return Card(Marked(title), plain=title)


def page_card(total: int, page: int, size: int, line: str, subject: str) -> Card:
    """The foot of a list: how many, which page, and the ways to the others."""
    pages = max(1, -(-total // size))
    papers = counted(total, "paper")
    title = f"{papers} {subject}" if pages == 1 else f"Page {page} of {pages}, {papers} {subject}"
    buttons = []
    if page > 1:
        buttons.append(Button("Previous", f"{line} page:{page - 1}"))
    if page < pages:
        buttons.append(Button("Next", f"{line} page:{page + 1}"))
    return Card(Marked(title), buttons=tuple(buttons), plain=title)


def quoted(title: str) -> str:
    """A title as it stands in a sentence."""
    return f"“{clip(title, 200)}”"


def thread_note(title: str, url: str) -> Card:
    """The way to a paper's thread, or that it is being opened where there is no address yet."""
    named = quoted(title)
    if not url:
        return note(f"I am opening a thread for {named}.", "Press Discuss again in a moment for the link.")
    return note(f"{named} is discussed in a thread.", "", Button("Go to the thread", url=url))


def cannot_post_here(team: str) -> Card:
    """What somebody reads where Paperboy may not write; `team` is the platform's word: workspace, server."""
    return note(
        "I may not post in this channel.", f"Invite me, or ask somebody who manages this {team}; then press again."
    )


def archived_here() -> Card:
    """What somebody reads where nobody may write any more."""
    return note(
        "This channel is archived, so nobody can write in it.", "Press Discuss on the paper's card in another channel."
    )


def cannot_whisper(verb: str, *, offered: bool, done: bool) -> Card:
    """What all read where an answer is for one person, whose direct messages are closed.

    `offered`: there is a command for it; `done`: what was asked for is done already.
    """
    match done, offered:
        case True, True:
            line = f"I did that, but cannot send you a direct message. Next time type /papers {verb}: only you see the answer."
        case True, False:
            line = "I did that, but cannot send you a direct message. Let members of this server write to you."
        case False, True:
            line = f"I cannot send you a direct message. Type /papers {verb} instead: only you see the answer."
        case _:
            line = "I cannot send you a direct message. Let members of this server write to you, then ask again."
    return note(line)


def cannot_tell(name: str) -> Card:
    """What all read where a digest that waited is dealt with, and who asked for it takes no direct messages."""
    return note(f"I cannot send {name} a direct message. Type /papers digest list to see whether the digest is set up.")


def acts_elsewhere(channel: str) -> Card:
    """What stands under an answer that was sent directly, for what is pressed there acts in the channel where it was asked for."""
    return note(f"You asked for this in {f'#{channel}' if channel else 'a channel'}; what you press here acts there.")


def out_of_sight() -> Card:
    """What somebody reads whose press acts in a channel that they do not see, or not any more."""
    return note("You asked for that in a channel that you cannot see now. Ask again where you are.")


def only_pressed() -> Card:
    """What somebody reads whose message asks for what only a button can do."""
    return note("I cannot do that from a message. Press Discuss on the paper's card.")


def may_not_here(permissions: Sequence[str], team: str) -> Card:
    """What somebody reads where Paperboy lacks permissions, by the names that the platform's settings give them."""
    lacking = ", ".join(permissions)
    return note(f"I lack permissions here: {lacking}.", f"Somebody who manages this {team} can grant them to my role.")


def no_papers_yet() -> Card:
    """Where there are no papers at all: the ways to the first ones."""
    ways = (
        "While “paperboy up” runs, the lists of its feeds come by themselves. Or type “paperboy fetch hf”"
        " in a terminal for today's papers from Hugging Face, or give “add” a link."
    )
    return note("No papers here yet.", ways, Button("Show help for add", "help add"))


def none_listed() -> Card:
    """Where papers are, but no list of a day: files of older papers bring none."""
    advice = "The papers that are here stand in no list of a day; search finds them."
    return note("No list of a day is here yet.", advice, Button("Show help for search", "help search"))


def no_papers_linked() -> Card:
    """What somebody reads who would save or add what a message does not hold."""
    return note("No paper is linked in that message.", "", Button("Search papers", "search"))


def not_all_saved(saved: int, linked: int) -> Card:
    """What somebody reads who saved a message with many links."""
    return note(f"That message links to {linked} papers; I took the first {saved}.", "Save the others one by one.")


STARTS = "The person who runs Paperboy starts one with “paperboy up”."
"""Who starts a worker, where something waits for one."""


def being_fetched(named: str, *, works: bool, saves: bool = False) -> Card:
    """What somebody reads who named a paper that its source is asked for; `works` is whether a worker runs that asks."""
    name = named.partition(":")[2]
    then = f" Once {name} is here, I save it." if saves else ""
    button = Button("Show it", f"show {named}")
    if not works:
        return note(f"{name} waits for a worker.", f"{STARTS}{then}", button)
    asked = "Paperboy asks its source now, and again later if it does not answer."
    return note(f"Fetching {name}.", f"{asked}{then}", button)


def searching() -> Card:
    """What stands in a form's place while its search runs."""
    return note("Searching …")


def calm(reference: str) -> Card:
    """What somebody reads when we stumble: nothing of what happened but a reference to what the log says."""
    return note(
        f"Paperboy stumbled over that and wrote down why. Nothing stored is lost; please try again. ({reference})"
    )


def who_may(rule: str, inviter: str, creator: str, team: str) -> str:
    """Who may set a channel up, hide papers and mute, said to somebody who may not. `rule` is PAPERBOY_CONFIGURE; names may be ''."""
    if rule == "members":
        return f"Only members of this {team} and admins may do that here; guests may not."
    named = [f"{inviter} (who invited me here)"] if inviter else []
    named += [f"{creator} (who made this channel)"] if creator and creator != inviter else []
    may = ", ".join(named) + " and admins" if named and rule == "inviter" else "admins"
    return f"Only {may} may do that here. Please ask one of them."


def expired() -> Card:
    """A list whose line was kept for a day, which is over."""
    return note("That list has expired.", "Search again.", Button("Search papers", "search"))


def not_for_you(team: str) -> Card:
    """What people of a workspace or server read that this Paperboy does not serve."""
    return note(f"This Paperboy does not serve this {team}; please ask the person who runs it to add it.")


def posted_note(channel: str, when: date, today: date) -> str:
    """Where and when a paper's link was posted before: `posted in #nlp on 3 March`, with the year where it is another one."""
    year = "" if when.year == today.year else f" {when.year}"
    return f"posted {f'in #{channel}' if channel else 'here'} on {when.day} {when:%B}{year}"


def note(title: str, body: str = "", *buttons: Button) -> Card:
    """A sentence or two, with at most a few acts: a receipt or an empty state."""
    stop = "." if body and title.rstrip("”)")[-1:] not in ENDS else ""
    return Card(Marked(title), Marked(body), buttons=buttons, plain=f"{title}{stop} {body}".strip())
