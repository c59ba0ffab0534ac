"""The search form: opened by a button, answered privately, also after a restart."""

from collections.abc import Iterator, Mapping
from typing import Any

import simcord

from bots.discord.bind import Bot
from core.app import Paperboy
from core.commands.search_form import FIRST, MORE
from core.commands.table import TABLE
from core.store.engine.record import Record
from tests.bots.discord.conftest import Server, said, settings


async def opened(server: Server) -> simcord.InteractionResult:
    """The form, by the button of an empty state."""
    talk = await server.ada.send(server.nlp, "good morning")
    answer = await server.ada.context_menu(server.nlp, "Save paper", talk)
    shown = await server.ada.click(answer.response, label="Search papers")  # type: ignore[arg-type]
    assert shown.modal and shown.modal["title"] == "Search papers"
    return shown


async def test_a_filled_form_is_answered_with_what_was_found(server: Server) -> None:
    done = await server.ada.submit_modal(await opened(server), {"query": "tidal", "author": "Ada Byron"})
    assert done.ephemeral and "8 papers for" in said(done.response)


async def test_what_is_wrong_is_said_with_the_way_back_to_what_was_typed(server: Server) -> None:
    done = await server.ada.submit_modal(await opened(server), {"query": "tidal", "author": "Byron", "from": "never"})
    assert "“from:” takes a day like" in said(done.response)
    again = await server.ada.click(done.response, label="Change this search")  # type: ignore[arg-type]
    assert again.modal and filled(again.modal) == {"query": "tidal", "author": "Byron", "from": "never"}
    done = await server.ada.submit_modal(again, {"query": "tidal", "author": "Byron", "from": "3 March 2026"})
    assert "8 papers for" in said(done.response)


async def test_more_narrows_what_was_searched_for_and_keeps_it(server: Server) -> None:
    words = f"tidal kites of rivers -{'x' * 120}"
    done = await server.ada.submit_modal(await opened(server), {"query": words, "from": "3 March 2026"})
    more = await server.ada.click(done.response, label="More")  # type: ignore[arg-type]
    assert more.modal and names(more.modal) == list(MORE)
    wrong = await server.ada.submit_modal(more, {"min_votes": "many"})
    assert "whole number" in said(wrong.response)
    again = await server.ada.click(wrong.response, label="More")  # type: ignore[arg-type]
    assert again.modal and filled(again.modal) == {"min_votes": "many"}
    done = await server.ada.submit_modal(again, {"min_votes": "0", "sort": ["new"]})
    assert "8 papers for “tidal kites of rivers" in said(done.response)


async def test_what_a_form_kept_for_a_day_is_said_to_be_gone_after_it(server: Server, app: Paperboy) -> None:
    done = await server.ada.submit_modal(await opened(server), {"query": f"tidal -{'x' * 120}"})
    more = await server.ada.click(done.response, label="More")  # type: ignore[arg-type]
    for key in app.of(Record).text.keys("pb:parked:*"):
        app.of(Record).text.delete(key)
    assert "has expired" in said((await server.ada.submit_modal(more, {"sort": ["new"]})).response)


def fields(node: object) -> Iterator[Mapping[str, Any]]:
    """The fields of a form, wherever they stand."""
    for item in node if isinstance(node, list) else [node]:
        if isinstance(item, Mapping):
            if "type" in item and item["type"] in (3, 4):
                yield item
            yield from fields(item.get("components") or item.get("component") or [])


def names(form: Mapping[str, Any]) -> list[str]:
    return [field["custom_id"] for field in fields(form["components"])]


def filled(form: Mapping[str, Any]) -> dict[str, str]:
    """What a form opens with."""
    return {field["custom_id"]: field["value"] for field in fields(form["components"]) if field.get("value")}


async def test_a_form_opened_before_a_restart_is_still_answered(server: Server, app: Paperboy) -> None:
    shown = await opened(server)
    await server.env.restart_bot(Bot(app, settings()))
    done = await server.ada.submit_modal(shown, {"query": "tidal"})
    assert "8 papers for" in said(done.response)


def test_every_field_is_an_option_of_search() -> None:
    options = {option.name for option in TABLE["search"].options}
    for some in (FIRST, MORE):
        assert {*some} <= options and len(some) <= 5
