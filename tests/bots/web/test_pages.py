"""The pages show what the chats show, to those who may see it; what is empty, unknown or wrong is one sentence and a way on."""

import re
from datetime import timedelta
from html import unescape

import pytest
from aiohttp.test_utils import TestClient

from core.app import Paperboy
from core.ingest.arrivals import Arrivals
from core.links.rights import link_of
from core.links.signed import SignedLinks
from core.model import Call, Entry, Listing, Person, Place
from core.scope import Origin
from core.store.chats.posted import Posted, PostedLinks
from core.store.engine.audit import act_of
from core.store.engine.record import Record
from core.store.papers.hidden import EVERYWHERE, Hidden
from core.store.papers.papers import Papers
from core.store.votes.votes import Votes
from tests.bots.web.conftest import Opened
from tests.factories import ADA, BOB, NOW, TODAY, bring, call, entry

TITLES = ("Tidal kites for rivers", "Sparse lanterns", "Slow orchards")
IN_A_CHANNEL = Call(Person("slack", "T1", "U1"), Place("slack", "T1", "C1"), NOW, "d1")
ELSEWHERE = Call(Person("slack", "T2", "U9"), Place("slack", "T2", "C7"), NOW, "d2")


def token(app: Paperboy, asked: Call = IN_A_CHANNEL) -> str:
    return app.of(SignedLinks).token(link_of(asked, "pages"))


async def text(client: TestClient, path: str, status: int = 200) -> str:
    answer = await client.get(path)
    assert answer.status == status, await answer.text()
    return unescape(await answer.text())


def titles(page: str) -> list[str]:
    shown = page.split('<div class="beside">')[0]
    return [re.sub("<[^>]*>", "", found) for found in re.findall(r"<h2><a [^>]*>(.*?)</a></h2>", shown)]


def paste(record: Record, title: str, scope: str) -> None:
    """A paper that people of a scope pasted."""
    listing, arrivals = Listing("pasted", TODAY, (entry(title),)), Arrivals(record)
    arrived = arrivals.arrive(title.encode(), "a paste", listing, TODAY, NOW, Origin("pasted", scope, title))
    for todo in arrived.todo:
        begun = arrivals.begin(todo.id, NOW)
        assert begun
        arrivals.ingest(begun, listing, lambda: NOW)


async def test_the_first_page_shows_the_newest_day_best_first(opened: Opened, app: Paperboy, record: Record) -> None:
    bring(record, *map(entry, TITLES))
    slow = next(p.id for p in app.of(Papers).get_many(app.of(Papers).ids()).values() if p.title == "Slow orchards")
    app.of(Votes).press(call(BOB), slow, "up")
    page = await text(await opened(), "/")
    assert "Friday 20 November 2026" in page and titles(page)[0] == "Slow orchards" and set(titles(page)) == set(TITLES)
    assert "+1 (1 for, 0 against)" in page and BOB.id not in page


async def test_before_today_has_a_list_the_newest_day_stands_first(opened: Opened, record: Record) -> None:
    bring(record, entry("Older kites"), day=TODAY - timedelta(days=3))
    assert "Tuesday 17 November 2026" in await text(await opened(), "/")


@pytest.mark.parametrize(
    "path", ["/day/2026-11-20", "/week", "/week/2026-W47", "/month", "/month/2026-11", "/top", "/top/14d"]
)
async def test_each_list_shows_its_papers(opened: Opened, record: Record, path: str) -> None:
    bring(record, *map(entry, TITLES))
    assert set(titles(await text(await opened(), path))) == set(TITLES)


@pytest.mark.parametrize(
    "path",
    ["/day/2026-02-30", "/day/today", "/day/20261120", "/week/2026-W60", "/month/2026-13", "/top/ever", "/top/0d"],
)
async def test_a_list_that_cannot_be_is_one_sentence_and_a_way_on(opened: Opened, path: str) -> None:
    page = await text(await opened(), path, 404)
    assert "There is no list" in page and 'class="way"' in page


async def test_an_empty_day_names_the_newest(opened: Opened, record: Record) -> None:
    bring(record, *map(entry, TITLES))
    page = await text(await opened(), "/day/2026-11-18")
    assert "Nothing is listed for Wednesday 18 November 2026." in page and 'href="../day/2026-11-20"' in page


async def test_an_empty_record_says_so(opened: Opened) -> None:
    client = await opened()
    for path in ("/", "/week", "/month"):
        assert "No papers here yet." in await text(client, path)
    assert "No paper has more votes for than against it yet." in await text(client, "/top/all")


async def test_pages_go_on_after_the_paper_that_was_read_last_whatever_came_in_meanwhile(
    opened: Opened, record: Record, app: Paperboy
) -> None:
    bring(record, *(entry(f"Kite {n} of a long list", f"kite {n}") for n in range(70)))
    client = await opened()
    first = await text(client, "/week")
    seen, (after,) = titles(first), set(re.findall(r"after=([^\"&]*)", first))
    last = next(p for p in app.of(Papers).get_many(app.of(Papers).ids()).values() if p.title == seen[40 - 11])
    bring(record, entry("Wholly new lanterns"), where="b.txt")
    newcomer = next(p.id for p in app.of(Papers).get_many(app.of(Papers).ids()).values() if "new" in p.title)
    app.of(Votes).press(call(BOB), newcomer, "up")
    second = titles(await text(client, f"/week?after={after}"))
    assert last and not set(seen) & set(second) and len(seen) == len(second) == 30


async def test_search_takes_the_chats_language_and_filters_of_the_form(opened: Opened, record: Record) -> None:
    bring(record, entry(TITLES[0], authors=("Ada Byron",), categories=("cs.LG",)), *map(entry, TITLES[1:]))
    client = await opened()
    for query in (
        "query=kites",
        "query=kites+author:Byron",
        "query=&author=Byron",
        "cat=cs.LG",
        "query=kites+-sparse",
    ):
        assert titles(await text(client, f"/search?{query}")) == [TITLES[0]], query
    assert "<mark>" in await text(client, "/search?query=kites")


@pytest.mark.parametrize("query", ["query=%22open", "from=never", "min_votes=x", "query=-kites", "query=" + "a" * 300])
async def test_a_wrong_query_is_one_sentence_above_the_form_as_it_was_filled_in(opened: Opened, query: str) -> None:
    page = await text(await opened(), f"/search?{query}", 400)
    assert page.count('role="alert"') == 1 and 'value="' in page


async def test_search_completes_what_is_typed_without_a_script(opened: Opened, record: Record, app: Paperboy) -> None:
    bring(record, entry(TITLES[0], authors=("Ada Byron",)), *map(entry, TITLES[1:]))
    app.catch_up()
    client = await opened()
    page = await text(client, "/search?query=tid&author=ada&complete=yes")
    assert f'<option value="{TITLES[0]}">' in page and '<option value="Ada Byron">' in page and not titles(page)


async def test_a_papers_page_shows_all_of_it(opened: Opened, record: Record, app: Paperboy) -> None:
    authors = tuple(f"Ada Byron {n}" for n in range(30))
    bring(record, entry(TITLES[0], authors=authors, arxiv="2611.01234", code="https://code.example.org/kites"))
    page = await text(await opened(), "/paper/2611.01234")
    paper = app.of(Papers).get("2611.01234")
    assert paper and paper.abstract in page and all(name in page for name in authors)
    assert "https://arxiv.org/pdf/2611.01234" in page and "https://code.example.org/kites" in page


async def test_a_paper_is_exported_as_a_file(opened: Opened, record: Record) -> None:
    bring(record, entry(TITLES[0], arxiv="2611.01234"))
    answer = await (await opened()).get("/export/bibtex/2611.01234")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="2611.01234.bib"'
    assert TITLES[0] in await answer.text()


@pytest.mark.parametrize("path", ["/paper/none", "/paper/9999.99999", "/export/bibtex/none", "/export/x/2611.01234"])
async def test_an_unknown_paper_is_one_sentence_and_a_way_on(opened: Opened, record: Record, path: str) -> None:
    bring(record, entry(TITLES[0], arxiv="2611.01234"))
    page = await text(await opened(), path, 404)
    assert "There is no such paper here." in page and 'class="way"' in page


async def test_what_a_team_pasted_is_shown_by_its_link_alone(opened: Opened, app: Paperboy, record: Record) -> None:
    bring(record, entry(TITLES[0]))
    paste(record, "Harbor secrets of a team", "slack/T1/")
    client = await opened()
    paper = next(p for p in app.of(Papers).get_many(app.of(Papers).ids()).values() if p.scope)
    paths = ("/", "/week", "/month", "/top", "/search?query=harbor", "/day/2026-11-20", "/rss/today.atom")
    for stranger in ("", f"/l/{token(app, ELSEWHERE)}"):
        for path in paths if not stranger else paths[:-1]:
            assert "Harbor" not in (page := await text(client, stranger + path)) and paper.id not in page, path
        await text(client, f"{stranger}/paper/{paper.id}", 404)
        assert "Harbor" not in await text(client, f"{stranger}/search?query=harb&complete=yes")
    for path in paths[:-1]:
        assert "Harbor" in await text(client, f"/l/{token(app)}{path}"), path
    assert "Harbor" in await text(client, f"/l/{token(app)}/paper/{paper.id}")


async def test_a_day_on_which_only_others_have_papers_is_an_empty_day(
    opened: Opened, app: Paperboy, record: Record
) -> None:
    bring(record, entry(TITLES[0]), day=TODAY - timedelta(days=2))
    paste(record, "Harbor secrets of a team", "slack/T1/")
    page = await text(await opened(), "/month")
    assert (
        'href="../day/2026-11-20"' not in page.replace('href="./day', 'href="../day')
        and "18 November 2026, 1 paper" in page
    )
    assert "20 November 2026, 1 paper" in await text(await opened(), f"/l/{token(app)}/month")


async def test_a_paper_that_was_removed_or_hidden_is_on_no_page(opened: Opened, app: Paperboy, record: Record) -> None:
    bring(record, entry(TITLES[0], arxiv="2611.01234"), entry(TITLES[1]))
    client = await opened()
    app.of(Hidden).hide(EVERYWHERE, "2611.01234", NOW, "d9", act_of(call(), "paper remove"))
    for path in ("/", "/week", "/top", "/search?query=kites", "/rss/today.json"):
        assert TITLES[0] not in await text(client, path), path
    await text(client, "/paper/2611.01234", 404)


async def test_where_a_link_was_posted_is_shown_to_those_who_may_know(
    opened: Opened, app: Paperboy, record: Record
) -> None:
    bring(record, entry(TITLES[0], arxiv="2611.01234"))
    posted = Posted("C5", "nlp", "m1", NOW, "slack/T1/U1")
    app.of(PostedLinks).put("arxiv:2611.01234", Place("slack", "T1", "C5"), posted, IN_A_CHANNEL.person)
    client = await opened()
    assert "in #nlp on 20 Nov 2026" in await text(client, f"/l/{token(app)}/paper/2611.01234")
    for path in ("/paper/2611.01234", f"/l/{token(app, ELSEWHERE)}/paper/2611.01234"):
        assert "nlp" not in await text(client, path)


async def test_no_get_changes_the_record(opened: Opened, app: Paperboy, record: Record) -> None:
    bring(record, *(entry(title, arxiv=f"2611.0123{n}") for n, title in enumerate(TITLES)))
    client, given = await opened(), token(app)
    app.catch_up()
    await client.get("/")
    before = {key: record.raw.dump(key) for key in record.raw.keys("*")}
    for path in (
        "/",
        "/top",
        "/search?query=kites",
        "/paper/2611.01231",
        "/rss/today.atom",
        "/digests",
        "/digest/x",
        f"/l/{given}/",
    ):
        await client.get(path)
        await client.head(path)
    assert {key: record.raw.dump(key) for key in record.raw.keys("*")} == before


async def test_a_page_that_did_not_change_is_not_sent_again(opened: Opened, app: Paperboy, record: Record) -> None:
    bring(record, *map(entry, TITLES))
    client = await opened()
    first = await client.get("/week")
    again = await client.get("/week", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, await again.read()) == (304, b"") and again.headers["ETag"] == first.headers["ETag"]
    app.of(Votes).press(call(ADA), app.of(Papers).ids()[0], "up")
    assert (await client.get("/week", headers={"If-None-Match": first.headers["ETag"]})).status == 200


async def test_what_strangers_wrote_is_text(opened: Opened, record: Record) -> None:
    markup = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    bring(
        record,
        Entry(
            f"Kites {markup}",
            f"{markup} and more words",
            authors=(markup,),
            arxiv="2611.01234",
            code="javascript:alert(1)",
            project="data:text/html,x",
            url='https://example.org/"onmouseover=x',
        ),
    )
    client = await opened()
    for path in ("/", "/paper/2611.01234", "/search?query=kites", "/rss/today.atom", "/rss/today.json"):
        page = await (await client.get(path)).text()
        assert (
            "<script" not in page and "<img src=x" not in page and "javascript:" not in page and "data:text" not in page
        )
