"""The page of all that Slack shows: it reads marks as Slack does, lets nothing else get live, and shows every state."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.preview.asking import Filled, Sample
from bots.preview.drawing import HtmlCanvas, drawn
from bots.preview.page import SLACK, page
from bots.preview.reading import Mrkdwn
from bots.preview.record import NOW, throwaway
from bots.preview.slack import samples
from bots.slack.render.text import escape
from core.app import Paperboy
from docs.make.pictures import CHROMIUM, picture, size
from tests.bots.html import Read
from tests.fakes.slack.limits import check
from tests.servers import needs

READ = Mrkdwn(NOW.date())
CANVAS = HtmlCanvas(READ)
MARKS = {"p", "br", "blockquote", "pre", "code", "strong", "em", "s", "a", "mark", "time"}


@pytest.fixture(scope="module")
def groups(preview: Paperboy) -> dict[str, list[Sample]]:
    return dict(samples(preview))


@pytest.fixture(scope="module")
def html(groups: dict[str, list[Sample]]) -> str:
    return page([(SLACK, groups.items())])


def test_the_samples_are_the_same_in_each_preview(groups: dict[str, list[Sample]]) -> None:
    with throwaway() as again:
        assert dict(samples(again)) == groups


@pytest.mark.parametrize(
    ("mrkdwn", "html"),
    [
        ("*bold* a*b*c 2 * 3 * 4", "<p><strong>bold</strong> a*b*c 2 * 3 * 4</p>"),
        ("_slanted_ ~gone~ snake_case_name", "<p><em>slanted</em> <s>gone</s> snake_case_name</p>"),
        ("`a *b* <c`", "<p><code>a *b* &lt;c</code></p>"),
        ("one\ntwo", "<p>one<br>two</p>"),
        (">a\n>b\nc", "<blockquote>a<br>b</blockquote><p>c</p>"),
        ("&gt; a quote too", "<blockquote>a quote too</blockquote>"),
        ("x\n```\n*y*\n  &lt;z&gt;\n```", "<p>x</p><pre><code>*y*\n  &lt;z&gt;</code></pre>"),
        (
            "*<https://a.org/?x=1&amp;y=2|A &amp; B>*",
            '<p><strong><a href="https://a.org/?x=1&amp;y=2" rel="noreferrer">A &amp; B</a></strong></p>',
        ),
        ("<https://a.org>", '<p><a href="https://a.org" rel="noreferrer">https://a.org</a></p>'),
        ("<javascript:alert(1)|x>", "<p>&lt;javascript:alert(1)|x&gt;</p>"),
        ("<!date^1780272000^{date_short_pretty}|1 Jun 2026>", "<p><time>Jun 1, 2026</time></p>"),
        ("<!date^1795176000^{date_short_pretty}|20 Nov 2026>", "<p><time>today</time></p>"),
        ("<!channel> <@U1> <#C1|nlp>", "<p><mark>@channel</mark> <mark>@U1</mark> <mark>#nlp</mark></p>"),
        ("&amp;lt;b&amp;gt;", "<p>&amp;lt;b&amp;gt;</p>"),
    ],
)
def test_marks_are_read_as_slack_reads_them(mrkdwn: str, html: str) -> None:
    assert READ.html(mrkdwn) == html


@given(st.text(alphabet=st.sampled_from("*_~`<>&|!@#:/ \n\"'abjsxhtp^{}0"), max_size=60))
def test_no_text_brings_tags_of_its_own(mrkdwn: str) -> None:
    read = Read(READ.html(mrkdwn))
    assert read.balanced and {tag for tag, _ in read.tags} <= MARKS
    assert all(set(attrs) <= {"href", "rel"} for _, attrs in read.tags)
    assert all(href.lower().startswith(("http://", "https://", "mailto:")) for href in read.all("href"))


@given(st.text(alphabet=st.sampled_from("*_~`<>&|!@#:/ \n-1.ab"), max_size=60))
def test_a_strangers_text_as_we_send_it_shows_without_any_mark(text: str) -> None:
    assert {tag for tag, _ in Read(READ.html(escape(text))).tags} <= {"p", "br"}


def test_a_menu_lists_its_entries_and_a_button_says_what_it_sends() -> None:
    option = {"text": {"type": "plain_text", "text": "Find <similar>"}, "value": "similar 1"}
    menu = {"type": "overflow", "action_id": "m", "options": [option]}
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}, "accessory": menu}
    button = {"type": "button", "text": {"type": "plain_text", "text": "Save"}, "value": 'save "1"'}
    read = Read(drawn([section, {"type": "actions", "elements": [button]}], CANVAS))
    assert read.balanced and "⋯ Find <similar>" in read.text
    assert read.all("title") == ["Find <similar>", 'sends: save "1"']


def test_what_is_wrong_with_a_field_stands_beside_it() -> None:
    field = {
        "type": "input",
        "block_id": "from",
        "label": {"type": "plain_text", "text": "From"},
        "element": {"type": "plain_text_input", "action_id": "from"},
    }
    read = Read(drawn([field], HtmlCanvas(READ, Filled({"from": '"x"'}, {"from": "That is <no> day."}))))
    assert "That is <no> day." in read.text and read.all("value") == ['"x"'] and read.all("aria-invalid") == ["true"]
    assert not Read(drawn([field], CANVAS)).all("aria-invalid")


def test_a_block_that_it_cannot_draw_is_not_passed_over() -> None:
    with pytest.raises(KeyError, match="carousel"):
        drawn([{"type": "carousel"}], CANVAS)


def test_every_sample_is_what_slack_takes(groups: dict[str, list[Sample]]) -> None:
    broken = {one.asked: check(one.view) for group in groups.values() for one in group if check(one.view)}
    assert broken == {}


def test_every_state_is_there(groups: dict[str, list[Sample]], html: str) -> None:
    text = Read(html).text.replace("\u2060", "")
    for said in (
        "+11 (12 for, 1 against)", "Page 1 of ", "Did you mean “attention author:vaswani”?",
        "machine-made summary:", "No saved papers yet.", "Type /papers and a command", "/papers search [<query>]",
        "Paperboy's status", "not “best”.", "No paper here is called “9999.99999”", "does not answer",
        "(e7f3)", "@misc{vaswani2017attention,", "papers.json", "Top of the week", "swap them.", "Hello, I am Paperboy",
        "is discussed in a thread", "posted in #nlp on 3 November", "That list has expired.", "Only Grace (who invited me here)",
        "20 papers are queued.", "20 seen before", "Did you mean the command “search”?", "No papers here yet.",
        "1 failing", "Only visible to you", "You have not voted on any paper yet.", "reads like “Attention Is All You Need”",
    ):  # fmt: skip
        assert said in text, said
    stumbles = [one.asked for group in groups.values() for one in group if "stumbled" in str(one.view)]
    assert len(stumbles) == 1, f"only the sample of a fault stumbles, not {stumbles}"


def test_a_title_with_a_script_in_it_is_shown_as_text(html: str) -> None:
    read = Read(html)
    assert "Titles with <script>alert(1)</script>" in read.text
    assert "script" not in {tag for tag, _ in read.tags}
    assert "mark" not in {tag for tag, _ in read.tags}, "somebody is mentioned"


def test_the_page_is_sound_fetches_nothing_and_speaks_to_screen_readers(html: str) -> None:
    read = Read(html)
    assert read.balanced
    assert [attrs for tag, attrs in read.tags if tag == "html"] == [{"lang": "en"}]
    assert not {"link", "img", "iframe", "object", "video"} & {tag for tag, _ in read.tags}
    assert not read.all("src") and not read.all("style") and "url(" not in html and "@import" not in html
    ids = read.all("id")
    assert len(ids) == len(set(ids)) and {href[1:] for href in read.all("href") if href[:1] == "#"} <= set(ids)
    assert all(attrs.get("aria-label") for tag, attrs in read.tags if tag == "svg")
    assert any(said == "Vote worth reading, 12 votes so far" for said in read.all("aria-label"))


@needs(CHROMIUM, "there is no Chromium here to lay the page out")
@pytest.mark.parametrize("width", [360, 1200])
def test_nothing_must_be_scrolled_sideways(html: str, width: int) -> None:
    assert size(html, width)[0] <= width


def test_a_picture_holds_one_sample(groups: dict[str, list[Sample]]) -> None:
    one = groups["Cards"][0]
    read = Read(picture(SLACK, one))
    assert read.balanced and "Attention Is All You Need" in read.text and "h3" not in {tag for tag, _ in read.tags}
