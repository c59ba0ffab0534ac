"""What is offered while somebody types."""

import pytest

from core.model import Person
from core.paperboy import Paperboy
from tests.bots.discord.conftest import Server
from tests.makers import NOW


@pytest.fixture(autouse=True)
def warm(app: Paperboy) -> None:
    """As at the start of the process."""
    app.archive.warm()


async def test_titles_go_on_from_what_is_typed_and_stand_for_their_paper(server: Server) -> None:
    offered = await server.ada.autocomplete(server.nlp, "papers show", "paper", "tidal kites number 3")
    assert offered[0] == {"name": "Tidal Kites number 3 of Rivers", "value": "2611.00013"}


async def test_a_searchs_words_are_completed_to_titles(server: Server) -> None:
    offered = await server.ada.autocomplete(server.nlp, "papers search", "query", "tidal kites number 3")
    assert offered[0]["value"] == "Tidal Kites number 3 of Rivers"


async def test_tags_are_ones_own(server: Server, app: Paperboy) -> None:
    app.shelf.save(Person("discord", "", str(server.ada.id)), "2611.00010", "rivers", NOW)
    app.shelf.save(Person("discord", "", str(server.bo.id)), "2611.00010", "roads", NOW)
    offered = await server.ada.autocomplete(server.nlp, "papers saved", "tag", "R")
    assert offered == [{"name": "rivers", "value": "rivers"}]


async def test_nothing_typed_offers_nothing(server: Server) -> None:
    assert await server.ada.autocomplete(server.nlp, "papers show", "paper", "") == []
