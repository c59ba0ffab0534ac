"""The search form: opened by a button, answered privately, also after a restart."""

import simcord

from bots.discord.bind import Bot
from bots.discord.search_form import FIELDS
from core.commands.table import TABLE
from core.paperboy import Paperboy
from tests.bots.discord.conftest import Server, said, settings


async def opened(server: Server) -> simcord.InteractionResult:
    """The form, by the button of an empty state."""
    talk = await server.ada.send(server.nlp, "good morning")
    found = await server.ada.context_menu(server.nlp, "Save paper", talk)
    shown = await server.ada.click(found.response, label="Search papers")  # type: ignore[arg-type]
    assert shown.modal and shown.modal["title"] == "Search papers"
    return shown


async def test_a_filled_form_is_answered_with_what_was_found(server: Server) -> None:
    done = await server.ada.submit_modal(
        await opened(server), {"query": "tidal", "author": "Ada Byron", "sort": ["new"]}
    )
    assert done.ephemeral and "8 papers for" in said(done.response)


async def test_what_is_wrong_is_said_with_the_way_back(server: Server) -> None:
    done = await server.ada.submit_modal(await opened(server), {"query": "tidal", "from": "never"})
    assert "from: is a day like" in said(done.response)
    again = await server.ada.click(done.response, label="Search papers")  # type: ignore[arg-type]
    assert again.modal


async def test_a_form_opened_before_a_restart_is_still_answered(server: Server, app: Paperboy) -> None:
    shown = await opened(server)
    await server.env.restart_bot(Bot(app, settings()))
    done = await server.ada.submit_modal(shown, {"query": "tidal"})
    assert "8 papers for" in said(done.response)


def test_every_field_is_an_option_of_search() -> None:
    assert set(FIELDS) <= {option.name for option in TABLE["search"].options} and len(FIELDS) <= 5
