"""What is offered while somebody types."""

import pytest

from core.app import Paperboy
from core.catalog import Catalog
from core.model import Person, Place
from core.scope import moderated
from core.store.engine.audit import Act
from core.store.engine.record import Record
from core.store.papers.hidden import EVERYWHERE, Hidden
from core.store.votes.shelf import Shelf
from tests.bots.discord.conftest import Server, said
from tests.factories import NOW, bring, entry


@pytest.fixture(autouse=True)
def warm(app: Paperboy) -> None:
    """As at the start of the process."""
    app.of(Catalog).warm()


async def test_titles_go_on_from_what_is_typed_and_stand_for_their_paper(server: Server) -> None:
    offered = await server.ada.autocomplete(server.nlp, "papers show", "paper", "tidal kites number 3")
    assert offered[0] == {"name": "Tidal Kites number 3 of Rivers", "value": "2611.00013"}


async def test_a_searchs_words_are_completed_to_titles(server: Server) -> None:
    offered = await server.ada.autocomplete(server.nlp, "papers search", "query", "tidal kites number 3")
    assert offered[0]["value"] == "Tidal Kites number 3 of Rivers"


async def test_tags_are_ones_own(server: Server, app: Paperboy) -> None:
    app.of(Shelf).save(Person("discord", "", str(server.ada.id)), "2611.00010", ("rivers",), NOW)
    app.of(Shelf).save(Person("discord", "", str(server.bo.id)), "2611.00010", ("roads",), NOW)
    offered = await server.ada.autocomplete(server.nlp, "papers saved", "tag", "R")
    assert offered == [{"name": "rivers", "value": "rivers"}]


async def test_authors_are_completed_by_surname_and_their_names_find_their_papers(
    server: Server, app: Paperboy
) -> None:
    bring(app.of(Record), entry("Looms", authors=("Ada Lovelace", "Bo 'The \"Cat\"' Lovell")))
    app.of(Catalog).catch_up()
    offered = await server.ada.autocomplete(server.nlp, "papers search", "author", "lov")
    assert [offer["value"] for offer in offered] == ["Ada Lovelace", "Bo 'The Cat ' Lovell"]
    for item in offered:
        answered = await server.ada.slash(server.nlp, "papers search", author=item["value"])
        assert "Looms" in said(answered.response)


async def test_categories_are_completed(server: Server, app: Paperboy) -> None:
    bring(app.of(Record), entry("Looms", categories=("cs.LG", "cs.CL", "math.CO")))
    app.of(Catalog).catch_up()
    offered = await server.ada.autocomplete(server.nlp, "papers search", "cat", "CS.")
    assert [offer["name"] for offer in offered] == ["cs.CL", "cs.LG"]


async def test_time_zones_are_completed_by_their_city(server: Server) -> None:
    offered = await server.ada.autocomplete(server.nlp, "papers digest new", "tz", "pari")
    assert offered[0] == {"name": "Europe/Paris", "value": "Europe/Paris"}


async def test_nothing_typed_offers_nothing(server: Server) -> None:
    assert await server.ada.autocomplete(server.nlp, "papers show", "paper", "") == []


async def test_a_period_is_chosen_or_typed(server: Server) -> None:
    offered = await server.ada.autocomplete(server.nlp, "papers top", "period", "")
    assert [offer["value"] for offer in offered] == ["week", "month", "all"]
    offered = await server.ada.autocomplete(server.nlp, "papers top", "period", "2w")
    assert [offer["value"] for offer in offered] == ["14d"]
    answered = await server.ada.slash(server.nlp, "papers top", period="14d")
    assert "of the last 14 days" in said(answered.response)
    assert "a period such as 14d" in said((await server.ada.slash(server.nlp, "papers top", period="soon")).response)


async def test_what_only_hidden_or_removed_papers_have_is_not_completed(server: Server, app: Paperboy) -> None:
    hidden = entry("Looms", authors=("Ada Lovelace",), categories=("zz.LO",), arxiv="2611.00077")
    removed = entry("Mills", authors=("Bo Lovell",), categories=("zz.MI",), arxiv="2611.00078")
    bring(app.of(Record), hidden, removed, entry("Wheels", authors=("Cy Lovett",), categories=("zz.WH",)))
    app.of(Catalog).catch_up()
    here, act = moderated(Place("discord", str(server.guild.id))), Act(NOW, "paper hide", "", "")
    app.of(Hidden).hide(here, "2611.00077", NOW, "a", act)
    app.of(Hidden).hide(EVERYWHERE, "2611.00078", NOW, "b", act)

    async def offered(command: str, option: str, typed: str) -> list[str]:
        return [choice["value"] for choice in await server.ada.autocomplete(server.nlp, command, option, typed)]

    assert await offered("papers search", "author", "lov") == ["Cy Lovett"]
    assert await offered("papers search", "cat", "zz") == ["zz.WH"]
    assert await offered("papers digest new", "cats", "cs.LG,zz") == ["cs.LG,zz.WH"]
