"""`rss link` gives the links of a place, to its own people; `rss new-link` ends them."""

from collections.abc import Callable

import msgspec
import pytest

from core.app import Paperboy
from core.cards.card import Reply
from core.commands.dispatch import answer
from core.links.lists import read_name
from core.links.rights import PageRights, PublicSite
from core.links.signed import SignedLinks
from core.model import Call, Person, Place
from tests.factories import NOW, call

URL = "https://papers.example.org"
IN_A_CHANNEL = Call(Person("slack", "T1", "U1"), Place("slack", "T1", "C1"), NOW, "d1")

Ask = Callable[..., Reply]


@pytest.fixture
def site(app: Paperboy) -> Callable[[PublicSite], None]:
    """Puts another site in the place of the app's."""

    def put(public: PublicSite) -> None:
        app._parts[PublicSite] = app._public_site = public

    put(PublicSite(URL))
    return put


def ask(app: Paperboy, line: str, asked: Call = IN_A_CHANNEL) -> Reply:
    return answer(app, line, msgspec.structs.replace(asked, delivery=f"{asked.delivery} {line}"))


def rights(app: Paperboy, reply: Reply) -> PageRights:
    """The rights of the address that an answer gives."""
    card = reply.cards[-1]
    assert card.code.startswith(f"{URL}/f/") and card.code.endswith(".atom") and reply.private
    link = app.of(SignedLinks).read("rss", card.code.removeprefix(f"{URL}/f/").removesuffix(".atom"))
    assert link
    return PageRights.of(link)


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("", "today"),
        ("today", "today"),
        ("today 2026-11-18", "day/2026-11-18"),
        ("yesterday", "day/2026-11-19"),
        ("week", "week"),
        ("week 2026-11-18", "week/2026-W47"),
        ("month 2026-10", "month/2026-10"),
        ("top", "top/week"),
        ("top 2w", "top/14d"),
        ("top all", "top/all"),
        ("graph kites author:Byron", "search?query=graph+kites&author=Byron"),
        ('search "graph kites" sort:new', "search?query=%22graph+kites%22&sort=new"),
    ],
)
def test_each_list_has_a_link_that_names_it(app: Paperboy, typed: str, name: str) -> None:
    given = rights(app, ask(app, f"rss link {typed}"))
    assert given == PageRights("slack", "T1", "C1", name)
    assert read_name(name).name == name


@pytest.mark.usefixtures("site")
def test_rss_alone_gives_the_link_of_each_days_papers(app: Paperboy) -> None:
    assert rights(app, ask(app, "rss")).list == "today"


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("typed", ["saved", "top 0d", "today 2026-02-30", 'search "open', "search limit:3"])
def test_what_is_no_list_is_refused_in_one_sentence(app: Paperboy, typed: str) -> None:
    reply = ask(app, f"rss link {typed}")
    assert reply.outcome in ("wrong", "refused") or rights(app, reply).list.startswith("search?")


@pytest.mark.usefixtures("site")
def test_a_new_link_ends_the_old_one_and_gives_another(app: Paperboy) -> None:
    old = ask(app, "rss link week").cards[-1].code
    reply = ask(app, "rss new-link")
    assert reply.outcome == "done" and rights(app, reply).list == "today"
    assert app.of(SignedLinks).read("rss", old.removeprefix(f"{URL}/f/").removesuffix(".atom")) is None
    assert ask(app, "rss link week").cards[-1].code != old


@pytest.mark.usefixtures("site")
def test_who_may_not_set_the_channel_up_ends_no_link(app: Paperboy) -> None:
    old = ask(app, "rss link").cards[-1].code
    refused = msgspec.structs.replace(
        IN_A_CHANNEL, person=Person("slack", "T1", "U2"), refusal="Only Ada may do that here."
    )
    assert ask(app, "rss new-link", refused).outcome == "refused"
    assert ask(app, "rss link").cards[-1].code == old


@pytest.mark.usefixtures("site")
def test_a_stranger_ends_and_gets_only_links_of_their_own_place(app: Paperboy) -> None:
    old = ask(app, "rss link").cards[-1].code
    stranger = Call(Person("slack", "T2", "U9"), Place("slack", "T2", "C1"), NOW, "d2")
    assert rights(app, ask(app, "rss new-link", stranger)).place == stranger.place
    assert ask(app, "rss link").cards[-1].code == old
    guest = msgspec.structs.replace(IN_A_CHANNEL, person=stranger.person, foreign=True, delivery="d3")
    assert rights(app, ask(app, "rss link", guest)).guest


def test_where_no_address_would_lead_anywhere_that_is_said(app: Paperboy, site: Callable[[PublicSite], None]) -> None:
    site(PublicSite())
    for line in ("rss link", "rss new-link"):
        reply = ask(app, line)
        assert reply.outcome == "refused" and "PAPERBOY_URL" in reply.cards[0].plain
    assert ask(app, "rss link", call()).cards[0].code.startswith("http://127.0.0.1:8020/f/")
    site(PublicSite(URL, pages="off"))
    assert "PAPERBOY_PAGES" in ask(app, "rss link").cards[0].plain


@pytest.mark.usefixtures("site")
def test_the_address_stays_short_enough_for_a_message(app: Paperboy) -> None:
    long = Call(Person("discord", "", "1" * 20), Place("discord", "2" * 20, "3" * 20), NOW, "d1")
    assert len(ask(app, "rss link week", long).cards[0].code) < 300
