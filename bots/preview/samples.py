"""Every state that people meet in a chat, made by the program itself over the sample papers: cards, lists, digests, receipts, errors."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import msgspec

from bots.preview import record
from bots.preview.asking import ADA, NEW, Asking, Sample
from bots.preview.record import NOW
from core.app import Paperboy
from core.cards.card import Card, Discussion, Reply
from core.cards.views import calm, cannot_post_here, expired, no_papers_linked, not_for_you, thread_note, who_may
from core.delivery.composer import Composer
from core.delivery.outlet import Digest
from core.delivery.planner import delivery_of
from core.ingest.arrivals import Arrivals
from core.model import Entry, Listing
from core.services.posted_links import LinkCards, LinkedMessage, links_of
from core.store.chats.threads import Thread, Threads
from core.store.delivery.deliveries import Body
from core.store.delivery.subscriptions import Subscriptions
from core.store.papers.feeds import Feeds, Health
from core.subscriptions import wording
from core.subscriptions.model import Filter, Layout, Subscription
from core.votes.emoji import Rules

ATTENTION, BERT, LORA, HOSTILE = "1706.03762", "1810.04805", "2106.09685", "2611.20001"
VOTES = (
    (ATTENTION, 12, 1),
    (LORA, 7, 2),
    ("1512.03385", 5, 0),
    ("2010.11929", 4, 0),
    ("1412.6980", 3, 3),
    ("2205.14135", 1, 4),
)
"""Papers, how many find them worth reading, and how many would skip them."""

RUN = "4f2a9c1b07de"
"""The number of the run that is shown."""

EXTRA = Listing(
    "hf",
    NOW.date(),
    (
        Entry(
            "LoRA: Low-Rank Adaptation of Large Language Models",
            arxiv=LORA,
            code="https://github.com/microsoft/LoRA",
            stars=10_000,
            summary="Adapts a large model by training two thin matrices beside each chosen one.",
            keywords=("fine-tuning", "low rank"),
            score=41,
            comments=3,
        ),
        Entry(
            "Titles with <script>alert(1)</script>, *stars*, `ticks`, <!channel> & @here: what a chat makes of them",
            "A title is a stranger's text. This one holds all that a chat might take for a mark, and is shown as it reads: "
            "> no quote, ~no strike~, _no slant_, :no_emoji:, and www.example.com is no link.",
            arxiv=HOSTILE,
            authors=("Mallory <https://example.com|Example>",),
            categories=("cs.CR",),
            published=NOW.date(),
        ),
        Entry("A paper of which only the title is known"),
    ),
)

Own = Callable[[Asking], Iterator[Sample]]
"""Samples of what only one platform has."""

Groups = Iterator[tuple[str, list[Sample]]]

SET_UP = "digest new top:5 topics:attention,learning tz:Europe/Paris board:fri"


def samples(asking: Asking, views: tuple[str, Own], links: Own) -> Groups:
    """The samples by groups, each with its heading, a platform's own views and links among them. The record is empty at first.

    Raises RecordError.
    """
    empty = asking.typed("today", "Nothing is here yet")
    _prepare(asking.app, asking)
    yield "Cards", list(_cards(asking))
    yield "Lists", list(_lists(asking))
    yield views[0], list(views[1](asking))
    yield "Links, threads and hello", [_hello(asking), *links(asking), *_talk(asking)]
    yield "Digests", list(digests(asking))
    yield "Receipts", list(_receipts(asking))
    yield "Help and status", list(_help(asking))
    yield "Nothing to show", [empty, *_empty(asking)]
    yield "Errors and refusals", list(_errors(asking))


def _prepare(app: Paperboy, asking: Asking) -> None:
    record.fill(app)
    arrived = app.store_listing(b"extra", "extra.json", EXTRA, NOW.date(), NOW)
    record.ingest(app, [todo.id for todo in arrived.todo])
    for paper, up, down in VOTES:
        for number in range(up + down):
            asking.reply(f"vote {paper} {'up' if number < up else 'down'}", ADA if not number else f"{number}")
    feeds = app.of(Feeds)
    for feed in app.of(Rules).feeds:
        feeds.set_health(feed, Health(), Health(NOW - timedelta(minutes=50)))
    for paper in (BERT, LORA, ATTENTION):
        asking.reply(f"save {paper}")


def _cards(asking: Asking) -> Iterator[Sample]:
    yield asking.typed(f"share {ATTENTION}", "A card with votes, shared with everyone")
    yield asking.typed("share 2006.11239", "A card without votes")
    yield asking.typed(f"share {HOSTILE}", "A title that would like to do harm")
    yield asking.typed(f"show {LORA}", "The whole abstract, and what else is known")
    yield asking.typed(f"votes {ATTENTION}", "How the votes stand")
    yield asking.typed(f"vote {BERT} up", "A vote that is typed; a pressed one redraws its card", "grace")


def _lists(asking: Asking) -> Iterator[Sample]:
    yield asking.typed("search attention translation limit:3", "What was searched for is bold")
    yield asking.typed("search atention is al you ned limit:2 page:2", "Typos are forgiven; the second page")
    yield asking.typed("search only the title", "A paper of which only the title is known")
    yield asking.typed("today", "The day's papers")
    yield asking.typed("top all limit:3", "What people voted for")
    yield asking.typed(f"similar {ATTENTION} limit:2", "What reads like a paper")
    yield asking.typed("saved", "Somebody's own list")
    yield asking.typed("votes limit:2", "What somebody voted on")
    yield asking.typed("today limit:10", "Ten at once")


def _hello(asking: Asking) -> Sample:
    return asking.sample("invited", "Hello, once", asking.reply("hello"), "message", "hello")


def _talk(asking: Asking) -> Iterator[Sample]:
    line = f"discuss {ATTENTION}"
    opened = asking.reply(line).discussion or Discussion(_none(), _none())
    opener = Reply((opened.card,), False)
    yield asking.sample("Discuss", "The card that opens the paper's thread", opener, line=f"show {ATTENTION}")
    yield asking.sample("Discuss", "The first message in that thread", Reply((opened.first,), False), "thread", "")
    yield asking.shown("Discuss, pressed by two at once", "The other one", thread_note(opened.card.title.text, ""))
    where = asking.chat.place
    thread = Thread(where.channel, "1", f"https://chat.example/{where.channel}/1")
    asking.app.of(Threads).put(ATTENTION, where, thread, open_to_all=True)
    yield asking.pressed("Discuss, pressed again", line, "A link to the thread there is")


def posted_before(asking: Asking) -> Card:
    """The card of a link that was posted a while ago too."""
    (link,) = links_of([f"https://arxiv.org/abs/{BERT}"])
    before = LinkedMessage("1", NOW - timedelta(days=17), "nlp")
    links = asking.app.call(LinkCards)
    links.keep([link], asking.call("grace"), before)
    return links.card(link, asking.call(), LinkedMessage("2", NOW, "nlp")) or _none()


def _none() -> Card:
    raise LookupError("the sample lacks a paper that the preview shows")


def _numbered(sample: Sample, run: str) -> Sample:
    """A sample with the number that a run has in every preview: its own is drawn by lot."""
    return sample._replace(view=json.loads(json.dumps(sample.view).replace(run, RUN)))


def _receipts(asking: Asking) -> Iterator[Sample]:
    yield asking.pressed("Save", "save 2010.11929", "A paper goes on one's own list")
    yield asking.pressed("Take it off", "unsave 2010.11929", "And off again")
    yield asking.typed("add arxiv.org/abs/2611.09999", "A paper nobody here knows")
    yield asking.typed(f"add arxiv.org/abs/{BERT}", "A paper that is here already")
    digest = (record.SAMPLE / "dense.txt").read_text(encoding="utf-8")
    reply = asking.reply(f"add {digest}")
    (following,), arrivals = reply.follows, asking.app.of(Arrivals)
    queued = asking.sample("/papers add (a pasted digest)", "The papers are queued", reply)
    yield _numbered(queued, following.run)
    record.ingest(asking.app, [todo.id for todo in arrivals.todo()])
    settled = asking.reply(f"added {following.run}")
    sample = asking.sample("/papers added (its number)", "What became of them, told when all are settled", settled)
    yield _numbered(sample, following.run)
    yield asking.typed(f"dup {ATTENTION}", "Which entries were taken for one paper, and why")
    yield asking.typed("links", "Whether posted links get a card here")
    yield asking.typed("links off", "It is switched off")
    yield asking.typed(f"export bibtex id:{ATTENTION}", "Code to copy")
    yield asking.typed("export json top:week limit:50", "Longer code is a file")
    yield asking.typed("forget-me", "What is destroyed is asked about first", "1")
    yield asking.typed("forget-me sure:yes", "All that a person did is erased", "2")


def _help(asking: Asking) -> Iterator[Sample]:
    yield asking.typed("", "Bare /papers is help with buttons")
    yield asking.typed("help search", "One command and its options")
    yield asking.typed("status", "How Paperboy is doing")
    yield asking.typed("sources", "How the feeds are doing")
    feeds, failing = asking.app.of(Feeds), "arxiv:cs.CL+cs.LG"
    before = feeds.health(failing)
    error = "arXiv answered 503 (Service Unavailable) three times"
    feeds.set_health(failing, before, Health(before.success, error, NOW - timedelta(hours=2)))
    yield asking.typed("sources", "One of them is failing")


def _empty(asking: Asking) -> Iterator[Sample]:
    yield asking.typed("search attention author:Vaswanny", "Nothing found, with a suggestion")
    yield asking.typed("search attention min_votes:90", "Nothing found")
    yield asking.typed("today date:2026-11-01", "A day without a list")
    yield asking.typed("saved", "No list yet", NEW)
    yield asking.typed('saved tag:"to read"', "No paper under that tag", NEW)
    yield asking.typed("votes", "No votes of yours yet", NEW)
    yield asking.typed("export md saved:yes", "Nothing to export", NEW)


def _errors(asking: Asking) -> Iterator[Sample]:
    yield asking.typed("search attention sort:best", "A bad option")
    yield asking.typed("show 9999.99999", "Not found")
    yield asking.typed("saerch attention", "A misspelt command")
    rule = who_may("inviter", "Grace", "Ada", asking.chat.team)
    yield asking.typed("links off", "Somebody who may not set the channel up", NEW, rule)
    down = Asking(record.without_server(asking.app), asking.chat)
    yield down.typed(f"show {ATTENTION}", "The database does not answer")
    yield asking.shown(f"/papers show {ATTENTION}", "A fault of ours, with a reference to the log", calm("e7f3"))
    yield asking.shown("Next", "A list whose day is over", expired())
    yield asking.shown("Discuss", "In a channel where Paperboy may not write", cannot_post_here(asking.chat.team))
    yield asking.shown("Save paper", "A message without a paper", no_papers_linked())
    yield asking.shown(
        "/papers today", f"In a {asking.chat.team} that is not on the list", not_for_you(asking.chat.team)
    )


def digests(asking: Asking) -> Iterator[Sample]:
    """The samples; the record holds the papers of a day."""
    yield asking.typed("digest new topics:attention", "The time zone is asked once, where nobody knows it")
    yield asking.typed(SET_UP, "A digest is set up, its settings read back")
    subscriptions = asking.app.of(Subscriptions)
    (digest,) = subscriptions.of_place(asking.chat.place)
    yield asking.typed("digest new topics:zeppelins name:airships", "A filter that fits nothing is questioned first")
    yield asking.typed("digest list", "The digests of a channel")
    yield asking.typed("digest preview", "What the last seven days would have brought")
    yield asking.pressed("Pause", f"digest pause {digest.id}", "It is paused")
    yield from _posts(asking, msgspec.structs.replace(digest, wants=Filter()))
    yield asking.shown(
        "Friday, to its maker", "How the week went", wording.report(digest, 25, 11, 3, "cs.CR", "digest edit")
    )
    gone = msgspec.structs.replace(digest, why_paused="the channel is archived")
    yield asking.shown("its channel is gone", "Its maker hears of it once", wording.closed(gone))


def _posts(asking: Asking, subscription: Subscription) -> Iterator[Sample]:
    composer = asking.app.call(Composer)
    shapes: tuple[tuple[int, Layout], ...] = ((5, "compact"), (10, "compact"), (5, "cards"))
    for top, layout in shapes:
        shaped = msgspec.structs.replace(subscription, top=top, layout=layout, abstracts="thread")
        digest = _letter(composer, shaped, composer.choose(shaped, "post", NOW))
        yield _sample(asking, f"09:00 ({top} picks, {layout})", "The day's post", digest)
    yield asking.sample("09:00", "The abstracts inside it", Reply(digest.inside[:4], private=False), "thread")
    best = composer.choose(subscription, "board", NOW)
    board = composer.write(subscription, delivery_of(subscription, "board", NOW), best, NOW)
    yield _sample(asking, "09:00 on Friday", "The week's best", board)
    quiet = _letter(composer, msgspec.structs.replace(subscription, quiet="line"), Body(NOW))
    yield _sample(asking, "09:00 on a day without papers", "One line, for those who want one", quiet)


def _letter(composer: Composer, subscription: Subscription, body: Body) -> Digest:
    return composer.write(subscription, delivery_of(subscription, "post", NOW), body, NOW)


def _sample(asking: Asking, when: str, about: str, digest: Digest) -> Sample:
    return asking.sample(when, about, Reply(digest.cards, private=False))
