"""The form that asks for a webhook's address: private, and the address stands in no line, no inbox and no answer."""

from core.app import Paperboy
from core.model import Person, Place
from core.store.chats.rooms import Rooms
from core.store.delivery.hooks import Hooks
from core.store.delivery.subscriptions import Subscriptions
from tests.bots.discord.conftest import Server, said

ADDRESS = "https://discord.com/api/webhooks/123456789012345678/discordsecret"


async def test_to_webhook_opens_a_form_whose_address_is_kept_apart(server: Server, app: Paperboy) -> None:
    app.of(Rooms).invited(Place("discord", str(server.guild.id)), Person("discord", "", str(server.ada.id)))
    asked = {"topics": "tidal", "at": "09:00", "tz": "UTC", "sure": "yes", "to": "webhook"}
    shown = await server.ada.slash(server.nlp, "papers digest new", **asked)
    assert shown.modal and shown.modal["title"] == "Post it elsewhere"
    done = await server.ada.submit_modal(shown, {"address": ADDRESS})
    assert done.ephemeral and "is set up" in said(done.response) and "discordsecret" not in said(done.response)
    (one,), (hook,) = app.of(Subscriptions).all(), app.of(Hooks).all()
    assert one.place == hook.place and one.maker.id == str(server.ada.id) and hook.address == ADDRESS
    assert "discordsecret" not in str(app.of(Subscriptions).all())


async def test_a_wrong_address_is_told_and_not_kept(server: Server, app: Paperboy) -> None:
    shown = await server.ada.slash(server.nlp, "papers digest new", to="webhook")
    done = await server.ada.submit_modal(shown, {"address": "https://evil.example/discordsecret"})
    assert done.ephemeral and "evil.example is neither" in said(done.response)
    assert "discordsecret" not in said(done.response)
    assert app.of(Hooks).all() == [] and app.of(Subscriptions).all() == []


async def test_an_address_in_a_typed_line_is_refused_and_not_repeated(server: Server, app: Paperboy) -> None:
    done = await server.ada.slash(server.nlp, "papers digest new", to=ADDRESS)
    assert done.ephemeral and "a secret" in said(done.response) and "discordsecret" not in said(done.response)
    assert app.of(Hooks).all() == []
