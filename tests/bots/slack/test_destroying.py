"""What destroys is asked about in Slack: a red button that its person alone sees; stopping a digest can be undone."""

import msgspec

from core.app import Paperboy
from core.store.delivery.subscriptions import Subscriptions
from tests.bots.slack.conftest import Bot, said
from tests.fakes.slack import Channel, FakeSlack, User


def test_stopping_takes_a_red_button_and_can_be_undone(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    slack.command(ada, nlp, "digest new top:3 topics:tidal sure:yes name:kites").answered()
    (before,) = app.of(Subscriptions).all()
    asked = slack.command(ada, nlp, "digest stop").answered()
    assert "Stop “kites” for good?" in said(asked) and app.of(Subscriptions).all() == [before]
    red = [
        element for block in asked.blocks for element in block.get("elements", ()) if element.get("style") == "danger"
    ]
    assert [button["value"] for button in red] == [f"digest stop {before.id} sure:yes"]
    stopped = slack.press(ada, asked, "Stop it").answered()
    assert "“kites” is stopped" in said(stopped) and app.of(Subscriptions).all() == []
    assert "“kites” is back" in said(slack.press(ada, stopped, "Undo").answered())
    (back,) = app.of(Subscriptions).all()
    assert back == msgspec.structs.replace(before, begun=back.begun, begun_by="brought back")
