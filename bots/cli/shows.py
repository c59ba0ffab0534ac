"""The commands `demo` and `preview`: a morning in #papers, by the bots' own processes on a record that is thrown away, with a page of
what they sent; and the page of all that people see in Slack and Discord, or of the user's own digests.
"""

import logging
import os
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from bots.cli import output
from bots.cli.worker import environment
from bots.preview.chats import digests_page, samples_page
from bots.preview.morning.page import WHERE, answered, first_votes, page, post
from bots.preview.morning.serving import PLACES
from bots.preview.morning.story import LINK, Morning, staged
from bots.terminal import render, session
from bots.terminal.render import INDENT, line, safe
from core.text.cleaning import clip, clip_words, counted

ROW = 74
"""Letters of a pick's line that fit a row of a terminal of 80 columns."""

NEXT = (
    ("paperboy chat", "a prompt with all of it, here in the terminal"),
    ("paperboy init slack", "or discord: set it up for your team"),
    ("paperboy up", "run Paperboy's processes"),
)


@click.command()
@click.argument("file", default="demo.html")
def demo(file: str) -> None:
    """Show a morning with Paperboy, on sample papers.

    It uses a record of its own and throws it away, needs no token and no network, and draws what the bots sent into FILE
    (demo.html if none is named; an existing file is replaced).
    """
    output.check_place(file)
    logging.getLogger().addHandler(logging.NullHandler())
    out = render.console()
    with staged(environment(os.environ)) as morning:
        _tell(morning, out)
        written = page({platform: morning.staged.history(platform) for platform in PLACES})
    output.leave(file, written)
    line(out, Text.assemble(("Both channels as people see them: ", "bold"), safe(str(Path(file).resolve()))))
    for place, (command, what) in enumerate(NEXT):
        line(out, Text.assemble(("" if place else "Next:").ljust(7), (f"{command:<21}", "cyan"), what))


def _tell(morning: Morning, out: Console) -> None:
    """The scenes, each told once it has happened, from what was really sent and what stands in the record."""
    morning.eve()
    morning.post()
    (header,), *picks = post(morning.posts("slack")[-1])
    _say(f"09:00 in #papers: {header}", out)
    for title, *rest in picks:
        line(out, Text(safe(title), "bold"), INDENT)
        for part in rest:
            line(out, Text(safe(clip_words(part, ROW))), INDENT * 2)
    morning.start_again()
    _say("Both were killed (signal 9), posts out and not yet noted; they run again.", out)
    counts = ", ".join(f"{len(morning.posts(platform))} {where}" for platform, where in WHERE.items())
    looked = " Each looked, and found its own." if morning.all_found() else ""
    line(out, Text(f"Posts in #papers: {counts}.{looked}"), INDENT)
    morning.vote()
    _say("Ada reacts with the number 1 in Slack; Bo presses the first button on Discord.", out)
    votes = ", ".join(f"{first_votes(morning.posts(platform)[-1])} {where}" for platform, where in WHERE.items())
    line(out, Text(f"That button now counts {votes}: one tally, {counted(morning.tally().up, 'vote')}."), INDENT)
    morning.paste()
    _say(f"Cleo pastes {LINK} and is answered:", out)
    line(out, Text(safe(answered(morning.staged.history("slack")))), INDENT)
    morning.next_morning()
    (header,), (title, *_, why), *_ = post(morning.posts("slack")[-1])
    _say(f"It learned from these votes. The next 09:00: {header}", out)
    line(out, Text(safe(clip(title, 70)), "bold"), INDENT)
    line(out, Text(safe(why)), INDENT * 2)


def _say(text: str, out: Console) -> None:
    line(out, Text(text, "bold magenta"))


@click.command()
@click.argument("file", default="preview.html")
@click.option("--mine", is_flag=True, help="Draw the next posts of your own digests instead, as they would be now.")
def preview(file: str, mine: bool) -> None:
    """Draw what Slack and Discord show, as a web page.

    FILE is preview.html if none is named; an existing file is replaced.
    """
    output.check_place(file)
    if mine:
        read = session.read_settings()
        with session.opened(read) as app:
            drawn = digests_page(app, session.now(app, read))
        content = "shows the next post of each of your digests, as Slack and Discord would show it now"
    else:
        logging.getLogger().addHandler(logging.NullHandler())  # what the samples of faults log is for nobody
        drawn, content = samples_page(), "shows every card, list, form and error as Slack and Discord do"
    output.leave(file, drawn)
    click.echo(f"{safe(file)} {content}. Open it in a browser.")
