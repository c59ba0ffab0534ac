"""What destroys is asked about in Discord: a red button that its person alone sees, and a second press."""

from core.app import Paperboy
from tests.bots.discord.conftest import Server, acts, parts, said


async def test_forgetting_takes_a_red_button_and_a_second_press(server: Server, app: Paperboy) -> None:
    await server.ada.slash(server.nlp, "papers save", paper="2611.00010")
    done = await server.ada.slash(server.nlp, "papers forget-me")
    assert done.ephemeral and "your list of 1 paper" in said(done.response)
    (box,) = parts(done.response)  # type: ignore[arg-type]
    assert str(box).count("'style': 4") == 1 and "forget-me sure:yes" in acts(done.response)[0]
    pressed = await server.ada.click(done.response, label="Erase it")  # type: ignore[arg-type]
    assert "You are forgotten" in said(pressed.followups[0])
