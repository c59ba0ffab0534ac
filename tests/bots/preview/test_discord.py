"""Discord's part of the page: it reads marks as Discord does, lets nothing else get live, and shows every state."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.discord.render.drawing import COLOURS, NOTE_COLOUR, PAPER_COLOUR
from bots.discord.render.text import escape
from bots.preview.asking import Filled, Sample
from bots.preview.discord import samples
from bots.preview.drawing import HtmlCanvas, drawn, edge
from bots.preview.page import DISCORD, page, whole
from bots.preview.reading import Markdown
from bots.preview.record import throwaway
from core.app import Paperboy
from docs.make.pictures import CHROMIUM, picture, size
from tests.bots.html import Read
from tests.fakes.discord.checks import message as check
from tests.servers import needs

READ = Markdown()
CANVAS = HtmlCanvas(READ)
MARKS = {"p", "br", "h4", "small", "blockquote", "pre", "code", "strong", "em", "u", "s", "a", "mark", "time"}


@pytest.fixture(scope="module")
def groups(preview: Paperboy) -> dict[str, list[Sample]]:
    return dict(samples(preview))


@pytest.fixture(scope="module")
def html(groups: dict[str, list[Sample]]) -> str:
    return page([(DISCORD, groups.items())])


def test_the_samples_are_the_same_in_each_preview(groups: dict[str, list[Sample]]) -> None:
    with throwaway() as again:
        assert dict(samples(again)) == groups


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("**bold** 2 * 3 * 4 *em* _too_ snake_case", "<p><strong>bold</strong> 2 * 3 * 4 <em>em</em> <em>too</em> snake_case</p>"),
        ("~~gone~~ __under__ ||hidden||", "<p><s>gone</s> <u>under</u> <mark>hidden</mark></p>"),
        (r"\*\*a\*\* \\ \[x\](y)", r"<p>**a** \ [x](y)</p>"),
        ("`a *b* <c`", "<p><code>a *b* &lt;c</code></p>"),
        ("one\ntwo", "<p>one<br>two</p>"),
        ("### T\n> a\n> b\n-# c", "<h4>T</h4><blockquote>a<br>b</blockquote><p><small>c</small></p>"),
        ("[T](https://a.org/)", '<p><a href="https://a.org/" rel="noreferrer">T</a></p>'),
        ("x\n```\n*y*\n  <z>\n```", "<p>x</p><pre><code>*y*\n  &lt;z&gt;</code></pre>"),
        ("<https://a.org/?x=1&y=2>", '<p><a href="https://a.org/?x=1&amp;y=2" rel="noreferrer">https://a.org/?x=1&amp;y=2</a></p>'),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("<t:1795176000:D>", "<p><time>20 November 2026</time></p>"),
        ("@everyone <@1> <@&2>", "<p><mark>@everyone</mark> <mark>@1</mark> <mark>@&amp;2</mark></p>"),
        ("</papers search:3> <a:b:4>", "<p><mark>/papers search:3</mark> <mark>a:b:4</mark></p>"),
        ("**<b>\\***", "<p><strong>&lt;b&gt;*</strong></p>"),
    ],
)  # fmt: skip
def test_marks_are_read_as_discord_reads_them(markdown: str, html: str) -> None:
    assert READ.html(markdown) == html


@given(st.text(alphabet=st.sampled_from("*_~`<>&|!@#:/ \n\"'\\[]()-abjsxhtp"), max_size=60))
def test_no_text_brings_tags_of_its_own(markdown: str) -> None:
    read = Read(READ.html(markdown))
    assert read.balanced and {tag for tag, _ in read.tags} <= MARKS
    assert all(set(attrs) <= {"href", "rel"} for _, attrs in read.tags)
    assert all(href.startswith(("http://", "https://")) for href in read.all("href"))


@given(st.text(alphabet=st.sampled_from("*_~`<>&|!@#:/ \n\\[]()-1.ab"), max_size=60))
def test_a_strangers_text_as_we_send_it_shows_without_any_mark(text: str) -> None:
    assert {tag for tag, _ in Read(READ.html(escape(text))).tags} <= {"p", "br"}


def test_a_menu_lists_its_entries_and_a_button_says_what_it_sends() -> None:
    option = {"label": "Find <similar>", "value": "similar 1"}
    menu = {"type": 3, "custom_id": "m:1", "placeholder": "More", "options": [option]}
    button = {"type": 2, "style": 2, "label": "Save", "custom_id": 'p:save "1"'}
    read = Read(drawn([{"type": 1, "components": [button]}, {"type": 1, "components": [menu]}], CANVAS))
    assert read.balanced and "⌄ Find <similar>" in read.text
    assert read.all("title") == ['sends: p:save "1"']


def test_a_form_shows_what_is_filled_in() -> None:
    field = {"type": 18, "label": "From", "component": {"type": 4, "style": 1, "custom_id": "from"}}
    assert Read(drawn([field], HtmlCanvas(READ, Filled({"from": '"x"'})))).all("value") == ['"x"']


def test_a_component_that_it_cannot_draw_is_not_passed_over() -> None:
    with pytest.raises(KeyError, match="12"):
        drawn([{"type": 12}], CANVAS)


def test_every_edge_has_its_colour_in_the_style() -> None:
    for colour in (*COLOURS.values(), PAPER_COLOUR, NOTE_COLOUR):
        assert f".{edge(colour)}{{border-left-color:#{colour:06x}}}" in whole("", "")


def test_every_sample_is_what_discord_takes(groups: dict[str, list[Sample]]) -> None:
    sent = [one for group in groups.values() for one in group if one.surface != "modal"]
    assert {one.asked: check(one.view) for one in sent if check(one.view)} == {}


def test_every_state_is_there(groups: dict[str, list[Sample]], html: str) -> None:
    text = Read(html).text.replace("\u2060", "")
    for said in (
        "+11 (12 for, 1 against)", "Page 1 of ", "Did you mean “attention author:vaswani”?",
        "machine-made summary:", "No saved papers yet.", "Type /papers and a command", "/papers search [<query>]",
        "Paperboy's status", "not “best”.", "No paper here is called “9999.99999”", "does not answer",
        "(e7f3)", "@misc{vaswani2017attention,", "papers.json", "“from:” takes a day like", "Hello, I am Paperboy",
        "is discussed in a thread", "posted in #nlp on 3 November", "That list has expired.", "Only Grace (who invited me here)",
        "20 papers are queued.", "20 seen before", "Did you mean the command “search”?", "No papers here yet.",
        "Only you can see this", "You have not voted on any paper yet.", "does not serve this server",
    ):  # fmt: skip
        assert said in text, said
    assert "someday" in Read(html).all("value")
    stumbles = [one.asked for group in groups.values() for one in group if "stumbled" in str(one.view)]
    assert len(stumbles) == 1, f"only the sample of a fault stumbles, not {stumbles}"


def test_a_title_that_would_do_harm_is_shown_as_text(html: str) -> None:
    tags = {tag for tag, _ in Read(html).tags}
    assert "alert(1)" in Read(html).text
    assert not {"script", "mark"} & tags, "something of a stranger's is live"


def test_the_page_is_sound_fetches_nothing_and_speaks_to_screen_readers(html: str) -> None:
    read = Read(html)
    assert (
        read.balanced and not read.all("src") and not read.all("style") and "url(" not in html and "@import" not in html
    )
    ids = read.all("id")
    assert len(ids) == len(set(ids)) and {href[1:] for href in read.all("href") if href[:1] == "#"} <= set(ids)
    assert all(attrs.get("aria-label") for tag, attrs in read.tags if tag == "svg")


@needs(CHROMIUM, "there is no Chromium here to lay the page out")
@pytest.mark.parametrize("width", [360, 1200])
def test_nothing_must_be_scrolled_sideways(html: str, width: int) -> None:
    assert size(html, width)[0] <= width


def test_a_picture_holds_one_sample(groups: dict[str, list[Sample]]) -> None:
    read = Read(picture(DISCORD, groups["Cards"][0]))
    assert read.balanced and "Attention Is All You Need" in read.text and "h3" not in {tag for tag, _ in read.tags}
