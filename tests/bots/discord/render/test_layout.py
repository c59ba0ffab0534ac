"""What discord.py makes of our components: a private list goes through a fake Discord and back when a button is pressed."""

from typing import Any

import discord
import simcord
from discord import app_commands

from bots.discord.render.ids import TEMPLATE
from bots.discord.render.layout import described, layout
from bots.discord.render.message import message, redraw
from core.cards.views import paper_card
from core.model import Tally
from tests.bots.discord.live import shown, texts
from tests.bots.discord.samples import listed, other, parked


class Press(discord.ui.DynamicItem[discord.ui.Button[Any]], template=TEMPLATE):
    """A button of ours, known by its id alone."""

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction, item: Any, match: Any) -> "Press":
        return cls(item)

    async def callback(self, interaction: discord.Interaction) -> None:
        assert interaction.message and interaction.message.flags.ephemeral
        assert self.custom_id == "p:vote 2611.00002 up"
        after = redraw(described(interaction.message), paper_card(other(2), Tally(99, 1)), parked)
        await interaction.response.edit_message(view=layout(after))


async def answer(interaction: discord.Interaction) -> None:
    view = layout(message(listed(5), "", parked).components)
    await interaction.response.send_message(view=view, ephemeral=True, suppress_embeds=True)


class Bot(discord.Client):
    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True))
        self.tree = app_commands.CommandTree(self)
        self.tree.command(name="list", description="A private list")(answer)

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Press)
        await self.tree.sync()


async def test_a_pressed_button_gets_its_private_message_back_and_redraws_one_card() -> None:
    bot = Bot()
    async with simcord.run(bot) as env:
        guild = env.create_guild()
        channel = guild.create_text_channel("papers")
        ada = guild.add_member(env.create_user("ada"))
        sent = (await ada.slash(channel, "list")).response
        assert sent is not None
        before = [*texts(described(sent.message))]
        await ada.click(sent, custom_id="p:vote 2611.00002 up")
        after = [*texts(described(sent.message))]
        assert [text for text in after if text not in before] == [text for text in after if "99 for" in shown(text)]
        assert len(after) == len(before) and any("99 for" in shown(text) for text in after)
        assert bot._connection._view_store._views == {}  # nothing is kept for a message that was sent
