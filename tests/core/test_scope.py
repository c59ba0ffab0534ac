"""What people paste stays with those of their scope: nobody else finds, reads, counts or changes it, whatever they type."""

import json
from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from msgspec.structs import replace

import core.commands.verbs  # noqa: F401 (the verbs declare themselves)
from core.app import Paperboy
from core.cards.card import Reply
from core.catalog import Catalog
from core.commands.dispatch import answer
from core.commands.table import TABLE
from core.delivery.choosing import choose
from core.ingest.arrivals import Arrivals
from core.model import Call, Listing, Person, Place
from core.scope import EVERYBODY, Origin, viewer_of
from core.store.delivery.deliveries import Body, Deliveries, Delivery
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from core.store.papers.feeds import Feeds
from core.store.papers.papers import Papers
from core.store.votes.moving import Moves
from core.store.votes.votes import Votes
from tests.factories import NOW, abstract, bring, entry

DELIVERIES = count()


def place(platform: str, team: str, channel: str, who: str, *, is_open: bool) -> Call:
    """A call from a place."""
    person = Person(platform, team if platform == "slack" else "", who)
    where = Place(platform, team, channel)
    name = "nlp" if is_open else ""
    return Call(
        person, where, NOW, f"d{next(DELIVERIES)}", name=who.title(), open_to_all=is_open, channel_name=name,
        direct=channel.startswith("D"),
    )  # fmt: skip


def in_open() -> Call:
    return place("slack", "T1", "C1", "ada", is_open=True)


def in_closed() -> Call:
    return place("slack", "T1", "C9", "ada", is_open=False)


def in_guild() -> Call:
    return place("discord", "77", "101", "eve", is_open=True)


STRANGERS = {
    "another workspace": lambda: place("slack", "T2", "C1", "bob", is_open=True),
    "a server": lambda: place("discord", "88", "100", "cy", is_open=True),
    "a direct message on Discord": lambda: place("discord", "", "D5", "cy", is_open=False),
    "a terminal": lambda: Call(
        Person("terminal", "", "root"), Place("terminal", "", "terminal"), NOW, f"t{next(DELIVERIES)}"
    ),
}


def guest() -> Call:
    """Somebody of another workspace in a channel that the two share, who may set nothing up."""
    call = place("slack", "T1", "C2", "gus", is_open=True)
    return replace(call, foreign=True, refusal="Guests may not.")


COLLEAGUES = {
    "another private channel": lambda: place("slack", "T1", "C8", "bob", is_open=False),
    "an open channel": lambda: place("slack", "T1", "C1", "bob", is_open=True),
    "a direct message": lambda: place("slack", "T1", "D3", "bob", is_open=False),
}
SECRET = entry("Zyzzyva Gramophones Under Moonlight")
SIGNS = {"zyzzyva", "gramophones", "moonlight"}
PASTE = f"add {SECRET.title}\n\n{SECRET.abstract}\n\nQuibbling Xylophones of Yore\n\n{abstract('xylophones')}"
SIGNS |= {"quibbling", "xylophones", "yore"}


def settled(app: Paperboy) -> None:
    for todo in app.of(Arrivals).todo():
        app.ingest_slice(todo.id, NOW)
    app.of(Catalog).catch_up()


def pasted(app: Paperboy, who: Call, text: str = PASTE) -> str:
    """What came of a paste: the id of its first paper."""
    reply = answer(app, text, who)
    (following,) = reply.follows
    settled(app)
    return app.of(Arrivals).outcomes(following.run)[0].paper_id


def read(reply: Reply) -> str:
    """All that a reply says, with what its buttons type."""
    cards = [
        *reply.cards,
        *reply.redraws,
        *((reply.discussion.card, reply.discussion.first) if reply.discussion else ()),
    ]
    return "\n".join(
        f"{c.title.text} {c.body.text} {c.plain} {c.code} {c.link} "
        f"{' '.join(f'{f.name} {f.value}' for f in c.fields)} {' '.join(f'{b.label} {b.line}' for b in (*c.buttons, *c.menu))}"
        for c in cards
    )


@pytest.fixture
def known(app: Paperboy) -> None:
    """A few papers that are everybody's."""
    bring(
        app.of(Record), entry("Tidal Kites", arxiv="2611.00010", score=3), entry("Sparse Lanterns", arxiv="2611.00020")
    )
    app.of(Catalog).catch_up()


def lines(app: Paperboy, paper: str, run: str) -> dict[str, list[str]]:
    """What to type for every verb, so that it would show a paper if it could: by its id, its words, its day."""
    day = f"{NOW:%Y-%m-%d}"
    by_id = {
        verb: [f"{verb} {paper}"]
        for verb in ("show", "similar", "vote", "share", "votes", "dup", "save", "unsave", "discuss")
    }
    by_id["votes"] += ["votes", "my-votes"]
    by_id["vote"] = [f"vote {paper} up"]
    some = "gramophones"
    return by_id | {
        "search": [
            f"search {some}",
            "zyzzyva moonlite",
            "search gramophone",
            "search source:pasted",
            "search sort:new",
            "zyzyva",
        ],
        "export": [f"export json id:{paper}", f"export bibtex {some}", "export json top:all", "export csv saved:yes"],
        "today": ["today", f"today date:{day}"],
        "week": ["week"],
        "month": ["month"],
        "top": ["top 7d", "top 30d", "top all"],
        "home": ["home"],
        "saved": ["saved"],
        "added": [f"added {run}"],
        "see-all": ["see-all theirs"],
        "add": ["add https://arxiv.org/abs/2611.00010"],
        "status": ["status"],
        "sources": ["sources"],
        "sources try": ["sources try gopher://kites"],
        "sources add": ["sources add gopher://kites"],
        "sources remove": ["sources remove gopher://kites"],
        "help": ["help", "help search"],
        "digest new": ["digest new tz:Europe/Paris sure:yes", "digest new topics:gramophones tz:Europe/Paris"],
        "digest list": ["digest list"],
        "digest edit": ["digest edit top:3", "digest edit topics:gramophones"],
        "digest preview": ["digest preview"],
        "digest pause": ["digest pause"],
        "digest resume": ["digest resume"],
        "digest now": ["digest now"],
        "digest stop": ["digest stop", "digest stop sure:yes"],
        "digest undo": ["digest undo"],
        "mute": ["mute", "mute off"],
        "links": ["links"],
        "list new": ['list new "Friday club"'],
        "hello": ["hello"],
        "paper hidden": ["paper hidden"],
        "forget-me": ["forget-me", "forget-me sure:yes"],
    }


def typed(known: dict[str, list[str]], paper: str) -> list[str]:
    """The lines to type: what is known for a verb, it alone, and with a paper and a word; but a list would have that for its name."""
    bare = {verb: () if verb == "list new" else (f"{verb} {paper}", f"{verb} gramophones") for verb in TABLE}
    return [line for verb in TABLE for line in (*known.get(verb, ()), verb, *bare[verb])]


def post_of(app: Paperboy) -> None:
    """A digest's post of the scope's own channel, whose list a stranger asks for."""
    app.of(Record).commit(app.of(Deliveries).opening(Delivery("theirs", "one", "post", NOW.date(), NOW)))
    held = app.of(Deliveries).claim("theirs", NOW)
    assert held
    app.of(Deliveries).decide(held, Body(NOW, (), 3, 0, None, (NOW.date(),)))


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(("owner", "stranger"), [
    *((in_open, reader) for reader in (*STRANGERS.values(), guest)), (in_guild, STRANGERS["a server"]),
    *((in_closed, reader) for reader in (*STRANGERS.values(), *COLLEAGUES.values())),
])  # fmt: skip
def test_a_stranger_who_types_every_verb_reads_no_word_of_what_others_pasted(app: Paperboy, owner, stranger) -> None:  # type: ignore[no-untyped-def]
    mine = pasted(app, owner())
    run = answer(app, PASTE, owner()).follows[0].run
    settled(app)
    answer(app, f"vote {mine} up", owner())
    answer(app, f"save {mine}", owner())
    post_of(app)
    known = lines(app, mine, run)
    assert set(known) <= set(TABLE)
    for line in typed(known, mine):
        reply = read(answer(app, line, stranger()))
        leaked = {sign for sign in SIGNS if sign in reply.lower() and sign not in line}
        assert not leaked, (line, reply)
        assert mine not in reply or mine in line
    stood = app.of(Votes).tallies([mine])[mine]
    assert (stood.up, stood.down, stood.saved) == (1, 0, 1)
    assert not app.of(Catalog).complete("zyzz", 25, viewer_of(stranger()))
    assert not app.of(Catalog).index.complete("gramophones", 25)


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("owner", "reader"),
    [
        (in_open, COLLEAGUES["another private channel"]),
        (in_open, COLLEAGUES["a direct message"]),
        (in_closed, in_closed),
    ],
)
def test_those_of_a_scope_find_what_was_pasted_to_them_by_every_way(app: Paperboy, owner, reader) -> None:  # type: ignore[no-untyped-def]
    mine = pasted(app, owner())
    for line in (
        "search gramophones",
        "search zyzzyva moonlight",
        f"show {mine}",
        "today",
        "top 7d",
        "month",
        "export json gramophones",
    ):
        assert "Zyzzyva Gramophones" in read(answer(app, line, reader())), line
    assert app.of(Catalog).complete("zyzzyva gramo", 25, viewer_of(reader()))
    assert "1 for" in read(answer(app, f"vote {mine} up", reader()))


def test_two_scopes_that_paste_one_title_have_two_papers_and_a_feed_makes_one_of_them(app: Paperboy) -> None:
    mine, theirs = pasted(app, in_open()), pasted(app, in_guild())
    assert mine != theirs
    answer(app, f"vote {mine} up", in_open())
    answer(app, f"save {mine} tag:later", in_open())
    answer(app, f"vote {theirs} up", in_guild())
    arrived = bring(app.of(Record), SECRET)
    (listed,) = [outcome.paper_id for outcome in app.of(Arrivals).outcomes(arrived.run)]
    app.of(Moves).carry(NOW)
    app.of(Catalog).catch_up()
    assert app.of(Papers).current([mine, theirs]) == {mine: listed, theirs: listed}
    tally = app.of(Votes).tallies([listed])[listed]
    assert (tally.up, tally.saved) == (2, 1)
    assert "Zyzzyva" in read(answer(app, "saved tag:later", in_open()))
    assert "2 for" in read(answer(app, f"show {mine}", in_open()))
    assert "Zyzzyva" in read(answer(app, "search gramophones", STRANGERS["another workspace"]()))
    assert len(app.of(Catalog).index) == app.of(Papers).count()
    assert app.of(Moves).carry(NOW) == 0


def test_a_paste_changes_nothing_that_others_read_of_a_paper_that_is_theirs_too(app: Paperboy) -> None:
    bring(app.of(Record), entry("Tidal Kites", arxiv="2611.00010"))
    before = app.of(Catalog).paper("2611.00010", EVERYBODY)
    forged = {"title": "Tidal Kites Debunked by Zyzzyva", "arxiv": "2611.00010", "abstract": abstract("gramophones")}
    pasted(app, in_open(), f"add {json.dumps([forged])}")
    assert app.of(Catalog).paper("2611.00010", EVERYBODY) == before
    mine = app.of(Catalog).paper("2611.00010", viewer_of(in_open()))
    assert [seen.source for seen in mine.sightings] == ["pasted", "test"]
    assert (mine.title, mine.abstract) == (before.title, before.abstract)
    assert "Zyzzyva" not in read(answer(app, "search zyzzyva", STRANGERS["another workspace"]()))


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        (in_open, "Everybody in this workspace will see them, and nobody elsewhere until a feed lists them."),
        (in_guild, "Everybody in this server will see them, and nobody elsewhere until a feed lists them."),
        (in_closed, "They stay in this channel until a feed lists them."),
        (COLLEAGUES["a direct message"], "They stay in this conversation until a feed lists them."),
        (STRANGERS["a terminal"], "Everybody will see them."),
    ],
)
def test_add_says_who_will_see_what_is_pasted(app: Paperboy, who: Callable[[], Call], sentence: str) -> None:
    assert sentence in read(answer(app, PASTE, who()))
    alone = sentence.replace("They stay", "It stays").replace(" them", " it")
    assert alone in read(answer(app, f"add {SECRET.title}\n\n{SECRET.abstract}", who()))


def test_show_names_who_pasted_a_paper_and_where_to_those_who_may_see_that(app: Paperboy) -> None:
    mine = pasted(app, in_open())
    assert "pasted by Ada in #nlp on 20 Nov 2026" in read(answer(app, f"show {mine}", in_open()))
    bring(app.of(Record), SECRET)
    app.of(Catalog).catch_up()
    (hit,) = answer(app, "search zyzzyva", STRANGERS["another workspace"]()).cards[:1]
    others = read(answer(app, f"show {hit.paper_id}", STRANGERS["another workspace"]()))
    assert "listed by test" in others
    assert "Ada" not in others
    assert "pasted by Ada in #nlp" in read(answer(app, f"show {hit.paper_id}", in_open()))
    answer(app, "forget-me sure:yes", in_open())
    assert "Ada" not in read(answer(app, f"show {hit.paper_id}", in_open()))


def test_a_digest_brings_what_was_pasted_only_where_it_may_be_seen(app: Paperboy) -> None:
    mine = pasted(app, in_open())
    for who, brings in (
        (in_open(), True),
        (in_closed(), True),
        (STRANGERS["another workspace"](), False),
        (in_guild(), False),
    ):
        answer(app, "digest new tz:UTC sure:yes", who)
        (subscription,) = app.of(Subscriptions).of_place(who.place)
        picks = [paper_id for paper_id, _ in app.call(choose, subscription=subscription, now=NOW).picks]
        assert (mine in picks) is brings, who.place


def test_a_fetched_paper_is_found_by_all_and_news_only_where_it_was_asked_for(app: Paperboy) -> None:
    fetched = Listing("arxiv", None, (entry("Tidal Kites", arxiv="2611.00010"),))
    origin = Origin("fetched", "slack/T1/", "arxiv:2611.00010")
    app.store_listing(b"answer", "arXiv", fetched, NOW.date(), NOW, origin)
    settled(app)
    stranger = STRANGERS["another workspace"]
    for line in ("search tidal kites", "show 2611.00010"):
        assert "Tidal Kites" in read(answer(app, line, stranger()))
    for line in ("today", "week", "top 7d", "home", "search source:added"):
        assert "Tidal Kites" not in read(answer(app, line, stranger())), line
        assert "Tidal Kites" in read(answer(app, line, in_open())) or line.startswith("search")
    answer(app, "vote 2611.00010 up", in_open())
    assert "Tidal Kites" in read(answer(app, "top 7d", stranger())), "a vote on what is everybody's is everybody's"


def test_a_list_counts_only_what_its_reader_may_see(app: Paperboy) -> None:
    bring(
        app.of(Record), *(entry(f"Tidal Kites number {n}", f"kites {n}", arxiv=f"2611.000{n}") for n in range(10, 16))
    )
    pasted(app, in_open())
    stranger = STRANGERS["another workspace"]
    for line in ("today limit:5", "top 7d limit:5", "search from:2026-11-01 limit:5"):
        assert "Page 1 of 2, 6 papers" in read(answer(app, line, stranger())), line
        assert "Page 1 of 2, 8 papers" in read(answer(app, line, in_open())), line


def test_a_flood_of_one_team_empties_nobodys_page(app: Paperboy) -> None:
    real = entry("Gramophones of Slow Rivers", arxiv="2611.00010")
    bring(app.of(Record), real)
    flood = [{"title": f"Gramophones of Slow Rivers {n}", "abstract": abstract(f"flood {n}")} for n in range(150)]
    pasted(app, in_open(), f"add {json.dumps(flood)}")
    stranger = STRANGERS["another workspace"]
    reply = answer(app, "search gramophones of slow rivers", stranger())
    assert [card.paper_id for card in reply.cards if card.paper_id] == ["2611.00010"]
    assert [i for i, _ in app.of(Catalog).complete("gramophones of", 25, viewer_of(stranger()))] == ["2611.00010"]


def test_a_paper_that_was_only_pasted_is_still_fetched_when_somebody_adds_its_link(app: Paperboy) -> None:
    forged = {"title": "Tidal Kites Debunked by Zyzzyva", "arxiv": "2611.00010", "abstract": abstract("gramophones")}
    mine = pasted(app, in_open(), f"add {json.dumps([forged])}")
    assert "2611.00010 waits for a worker" in read(answer(app, "add https://arxiv.org/abs/2611.00010", in_open()))
    real = Listing("arxiv", None, (entry("Tidal Kites", arxiv="2611.00010"),))
    (fetch,) = app.of(Feeds).waiting()
    app.store_listing(b"answer", "arXiv", real, NOW.date(), NOW, fetch.origin)
    settled(app)
    for reader in (in_open(), STRANGERS["another workspace"]()):
        reply = read(answer(app, "show 2611.00010", reader))
        assert "Tidal Kites" in reply
        assert "Zyzzyva" not in reply
    assert "added by Ada in #nlp" in read(answer(app, f"show {mine}", in_open()))


def test_the_days_of_what_others_pasted_are_no_list_days_to_a_stranger(app: Paperboy) -> None:
    stranger, friday = STRANGERS["another workspace"], NOW.date() - timedelta(days=4)
    bring(app.of(Record), entry("Tidal Kites", arxiv="2611.00010"), day=friday)
    pasted(app, in_open())
    for number in (1, 2):
        app.store_listing(
            b"%d" % number, "x", Listing("page", None, (entry(f"Slow Beacons {number}"),)), friday + timedelta(days=number), NOW,
            Origin("pasted", "slack/T1/", "x"),
        )  # fmt: skip
        settled(app)
    assert f"today date:{friday}" in read(answer(app, "today", stranger()))
    assert f"{friday}" in read(answer(app, "status", stranger()))
    answer(app, "digest new tz:UTC sure:yes", stranger())
    (subscription,) = app.of(Subscriptions).of_place(stranger().place)
    assert [paper_id for paper_id, _ in app.call(choose, subscription=subscription, now=NOW).picks] == ["2611.00010"]
