"""The form that asks for an address: private, and the address stands in no line, no inbox and no answer."""

from core.app import Paperboy
from core.delivery.addresses.mailing import Mailing
from core.model import Person, Place
from core.store.chats.rooms import Rooms
from core.store.delivery.hooks import Hooks
from core.store.delivery.mailboxes import Mailboxes
from core.store.delivery.subscriptions import Subscriptions
from tests.bots.discord.conftest import Server, said
from tests.factories import with_rules

ADDRESS = "https://discord.com/api/webhooks/123456789012345678/discordsecret"


async def test_to_webhook_opens_a_form_whose_address_is_kept_apart(server: Server, app: Paperboy) -> None:
    app.of(Rooms).invited(Place("discord", str(server.guild.id)), Person("discord", "", str(server.ada.id)))
    asked = {"topics": "tidal", "at": "09:00", "tz": "UTC", "sure": "yes", "to": "webhook"}
    shown = await server.ada.slash(server.nlp, "papers digest new", **asked)
    assert shown.modal and shown.modal["title"] == "Post it elsewhere"
    done = await server.ada.submit_modal(shown, {"address": ADDRESS})
    assert done.ephemeral and "is set up" in said(done.response) and "discordsecret" not in said(done.response)
    (digest,), (hook,) = app.of(Subscriptions).all(), app.of(Hooks).all()
    assert digest.place == hook.place and digest.maker.id == str(server.ada.id) and hook.address == ADDRESS
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


async def test_to_mail_opens_a_form_and_begins_with_the_code_from_its_mail(server: Server, app: Paperboy) -> None:
    with_rules(app, mails=True)
    asked = {"topics": "tidal", "at": "09:00", "tz": "UTC", "sure": "yes", "to": "mail"}
    shown = await server.bo.slash(server.nlp, "papers digest new", **asked)
    assert shown.modal and shown.modal["title"] == "Get it by mail"
    done = await server.bo.submit_modal(shown, {"address": "bo@example.com"})
    assert done.ephemeral and "Look into your inbox." in said(done.response) and "bo@" not in said(done.response)
    (request,) = app.of(Mailboxes).requests()
    listed = await server.ada.slash(server.nlp, "papers digest list")
    assert "waits for the code" not in said(listed.response)
    begun = await server.bo.slash(server.nlp, "papers digest confirm", code=app.of(Mailing).code(request.id))
    assert begun.ephemeral and "is set up" in said(begun.response)
    (digest,) = app.of(Subscriptions).all()
    assert digest.by_mail and digest.maker.id == str(server.bo.id) and server.nlp.last_message is None


async def test_what_is_no_mail_address_is_told_and_not_kept(server: Server, app: Paperboy) -> None:
    with_rules(app, mails=True)
    shown = await server.ada.slash(server.nlp, "papers digest new", to="mail")
    done = await server.ada.submit_modal(shown, {"address": "ada at example"})
    assert done.ephemeral and "is no mail address" in said(done.response) and app.of(Mailboxes).requests() == []


async def test_without_a_relay_no_mail_address_is_asked_for(server: Server, app: Paperboy) -> None:
    done = await server.ada.slash(server.nlp, "papers digest new", to="mail")
    assert not done.modal and "No mails are sent from here" in said(done.response)


async def test_the_button_of_an_empty_list_opens_the_form_too(server: Server, app: Paperboy) -> None:
    with_rules(app, mails=True)
    listed = await server.ada.slash(server.nlp, "papers digest list")
    assert listed.response
    pressed = await server.ada.click(listed.response, label="Get it by mail")
    assert pressed.modal and pressed.modal["title"] == "Get it by mail"
