"""Each verb, asked as a person would ask it, on a real record and index."""

import json
import re
from datetime import date, timedelta

import pytest
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from core.app import Paperboy
from core.cards.card import Reply
from core.commands.dispatch import answer
from core.commands.table import TABLE
from core.ingest.arrivals import Arrivals
from core.model import Call, Entry
from core.services.fetching import asked_for
from core.store.engine import keys
from core.store.engine.queue import Queue
from core.store.engine.record import Record
from core.store.papers.feeds import Feeds, Health
from core.store.papers.papers import Papers
from tests.factories import ADA, BOB, NOW, TODAY, bring, call, entry, with_rules
from tests.marks import shown

RIVERS = entry(
    "Tidal Attention for Long Rivers",
    arxiv="2611.00010",
    doi="10.5555/tidal.1",
    authors=("Ada Byron", "Bo Li"),
    categories=("cs.LG",),
    score=41,
)
KITES = entry(
    "Sparse Kites over Dense Fields: a Survey", arxiv="2611.00020", authors=("Cy Day",), categories=("cs.CV",), score=7
)
LAMPS = entry("Lanterns that Learn to Dim", authors=("Zoë O'Hara",), categories=("cs.RO",))


@pytest.fixture(autouse=True)
def papers(app: Paperboy) -> None:
    bring(app.of(Record), RIVERS, KITES, where="first.txt")
    bring(app.of(Record), LAMPS, day=TODAY - timedelta(days=20), source="other", where="second.txt")


def ask(app: Paperboy, line: str, who: Call | None = None) -> Reply:
    return answer(app, line, who or call())


def titles(reply: Reply) -> list[str]:
    """The papers of a reply, without their numbers."""
    return [card.title.text.partition(". ")[2] or card.title.text for card in reply.cards if card.paper_id]


def said(reply: Reply) -> str:
    return "\n".join(
        f"{card.title} {card.body} {' '.join(f'{f.name} {f.value}' for f in card.fields)}" for card in reply.cards
    )


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("search tidal rivers", RIVERS),
        ("tidal rivers", RIVERS),
        ("search tidl atention", RIVERS),
        ("search byron", RIVERS),
        ("search kites author:day", KITES),
        ("search author:“Zoe O'Hara”", LAMPS),
        ("search cat:cs.CV", KITES),
        ("search source:other", LAMPS),
        ("search to:2026-11-01", LAMPS),
        ('search "dense fields"', KITES),
        ("search 2611.00010", RIVERS),
        ("search https://arxiv.org/pdf/2611.00020v3", KITES),
        ("search https://doi.org/10.5555/TIDAL.1", RIVERS),
        ("search Sparse Kites over Dense Fields: a Survey", KITES),
    ],
)
def test_search_finds(app: Paperboy, line: str, found: Entry) -> None:
    reply = ask(app, line)
    assert titles(reply)[:1] == [found.title]
    assert reply.private


def test_what_matched_is_highlighted_in_the_title(app: Paperboy) -> None:
    (card, *_) = ask(app, "search tidal").cards
    assert shown(card.title, "<", ">") == "1. <Tidal> Attention for Long Rivers"


def test_a_search_leaves_out_what_is_not_wanted(app: Paperboy) -> None:
    assert titles(ask(app, "search rivers kites -sparse")) == [RIVERS.title]


def test_votes_narrow_and_order_a_search(app: Paperboy) -> None:
    ask(app, "vote 2611.00020 up")
    assert titles(ask(app, "search from:90d sort:votes"))[0] == KITES.title
    assert titles(ask(app, "search from:90d min_votes:1")) == [KITES.title]
    assert titles(ask(app, "search from:90d sort:new"))[-1] == LAMPS.title


def test_an_empty_result_says_what_was_tried_and_offers_one_act(app: Paperboy) -> None:
    (card,) = ask(app, "search zzyzx qwrtp").cards
    assert card.title.text.startswith("Nothing found for “zzyzx qwrtp”")
    assert len(card.buttons) == 1


def test_paging_goes_on_where_the_page_before_ended(app: Paperboy) -> None:
    first = ask(app, "search from:90d limit:2")
    assert len(titles(first)) == 2
    (following,) = [b.line for b in first.cards[-1].buttons if b.label == "Next"]
    second = ask(app, following)
    assert len(titles(second)) == 1
    assert not set(titles(first)) & set(titles(second))
    assert [b.label for b in second.cards[-1].buttons] == ["Previous"]


@pytest.mark.parametrize(
    "line",
    [
        'search "open',
        "search -only",
        "search " + "a " * 40,
        "search " + "b" * 300,
        "search from:yesterday x",
        "search (",
    ],
)
def test_a_bad_search_gets_one_sentence(app: Paperboy, line: str) -> None:
    (card,) = ask(app, line).cards
    assert "\n" not in card.title.text
    assert card.title.text.endswith((".", "”"))


def test_show_tells_the_whole_abstract(app: Paperboy) -> None:
    (card,) = ask(app, "show 2611.00010").cards
    assert card.body.text == RIVERS.abstract
    assert "listed by test on 20 Nov 2026" in said(ask(app, "show arXiv:2611.00010v2"))


def test_a_paper_that_is_not_here_is_told_with_what_to_give(app: Paperboy) -> None:
    (card,) = ask(app, "show 9999.99999").cards
    assert card.title.text.startswith("No paper here is called “9999.99999”.")


def test_similar_never_shows_the_paper_itself(app: Paperboy) -> None:
    assert RIVERS.title not in titles(ask(app, "similar 2611.00010"))


def test_lists_hold_the_days_they_name_in_the_order_of_worth(app: Paperboy) -> None:
    assert titles(ask(app, "today")) == [RIVERS.title, KITES.title]
    ask(app, "vote 2611.00020 up")
    assert titles(ask(app, "today")) == [KITES.title, RIVERS.title]
    assert titles(ask(app, "week")) == [KITES.title, RIVERS.title]
    assert titles(ask(app, "today date:2026-10-31")) == [LAMPS.title]
    assert titles(ask(app, "month date:2026-10-05")) == [LAMPS.title]


def test_a_day_without_papers_points_to_the_newest_list(app: Paperboy) -> None:
    (card,) = ask(app, "today date:2026-11-01").cards
    assert card.title.text == "Nothing is listed on Sunday 1 November 2026."
    assert card.buttons[0].line == "today date:2026-11-20"
    assert "is not a day" in said(ask(app, "today date:tomorrow"))
    assert "is not a month" in said(ask(app, "month 2026-13"))
    assert "is not a week" in said(ask(app, "week 2026-W60"))


def test_a_search_says_which_word_it_did_not_take_for_an_option(app: Paperboy) -> None:
    assert "search has no option “year:”, so it is read as words" in said(ask(app, "search rivers year:2026"))
    assert "; “NOT” is read as a word: type -kites to leave that out" in said(ask(app, "search rivers NOT kites"))
    assert said(ask(app, "search rivers OR kites")).rstrip().endswith("; “OR” is read as a word")
    for typed in (
        'search "year:2026" rivers',
        "search rivers: year",
        "search arxiv:2611.00010",
        "search rivers from:2026",
        "search RIVERS NOT KITES",
        "search not rivers",
    ):
        assert not re.search("has no option|is read as", said(ask(app, typed)))


@pytest.mark.parametrize("line", ["today cat:cs.LG", "week author:Byron", "top source:arXiv"])
def test_an_option_of_the_search_after_another_command_is_not_said_to_be_none_of_the_search(
    app: Paperboy, line: str
) -> None:
    reply = ask(app, line)
    assert reply.outcome == "wrong" and f"“{line.partition(' ')[2]}”" in said(reply)


def test_a_paper_that_is_here_is_not_said_to_be_added_where_a_list_brought_it(app: Paperboy) -> None:
    text = said(ask(app, "add 2611.00010"))
    assert "here already" in text and "added" not in text


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("export csv saved", "you have no saved papers."),
        ("export csv tag:wind", "you have no saved papers under “wind”."),
        ("export csv saved:unread", "you have no unread saved papers."),
        ('export csv list:"Friday club"', "no paper is on “Friday club”."),
        ("export csv zzyzx", "no paper fits."),
        ("export csv digest:2026-11-01", "no paper fits."),
    ],
)
def test_an_export_of_nothing_says_what_is_empty(app: Paperboy, line: str, why: str) -> None:
    ask(app, 'list new "Friday club"')
    assert said(ask(app, line)).startswith(f"There is nothing to export: {why}")


def test_top_of_all_time_is_what_people_voted_for(app: Paperboy) -> None:
    assert "No paper has more votes for than against it yet." in said(ask(app, "top all"))
    ask(app, "vote 2611.00010 up")
    assert titles(ask(app, "top all")) == [RIVERS.title]
    assert titles(ask(app, "top 30d"))[0] == RIVERS.title
    assert len(titles(ask(app, "top 30d"))) == 3


def test_a_vote_is_told_to_its_person_redraws_its_card_and_pressing_again_takes_it_back(app: Paperboy) -> None:
    reply = ask(app, "vote 2611.00010 up")
    assert reply.private and reply.redrawn
    assert [card.paper_id for card in reply.redraws] == ["2611.00010"]
    assert "1 for, 0 against" in said(reply)
    assert "against" not in said(ask(app, "vote 2611.00010 up"))


def test_a_redelivered_press_counts_once(app: Paperboy) -> None:
    once = call(delivery="d")
    for _ in range(3):
        assert "1 for, 0 against" in said(ask(app, "vote 2611.00010 up", once))


def test_votes_tells_how_it_stands_and_ones_own_list(app: Paperboy) -> None:
    assert "You have not voted on any paper yet." in said(ask(app, "votes"))
    ask(app, "vote 2611.00010 down")
    assert "You voted against it." in said(ask(app, "votes 2611.00010"))
    assert "You have not voted on it." in said(ask(app, "votes 2611.00010", call(BOB)))
    assert titles(ask(app, "votes")) == [RIVERS.title]


def test_a_list_of_ones_own(app: Paperboy) -> None:
    assert "No saved papers yet." in said(ask(app, "saved"))
    ask(app, 'save 2611.00010 tag:"to read"')
    ask(app, "save 2611.00020")
    assert set(titles(ask(app, "saved"))) == {RIVERS.title, KITES.title}
    assert titles(ask(app, 'saved tag:"To Read"')) == [RIVERS.title]
    assert "No saved papers yet." in said(ask(app, "saved", call(BOB)))
    ask(app, "unsave 2611.00010")
    assert titles(ask(app, "saved")) == [KITES.title]


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("export json id:2611.00010", 1),
        ("export json saved:yes", 1),
        ("export json saved", 1),
        ("export json top", 2),
        ("export json top:30d", 3),
        ("export json top:30d limit:2", 2),
        ("export json tidal", 1),
    ],
)
def test_exports_of_one_a_list_the_top_and_a_search(app: Paperboy, line: str, count: int) -> None:
    ask(app, "save 2611.00020")
    (card,) = ask(app, line).cards
    assert len(json.loads(card.code)) == count


def test_an_export_never_takes_a_word_for_another(app: Paperboy) -> None:
    bring(app.of(Record), entry("Zyzzyva Beetles of the Delta"))
    assert "Zyzzyva" in said(ask(app, "search zyzyva"))
    refused = ask(app, "export bibtex zyzyva")
    assert refused.outcome == "refused" and "No paper here has “zyzyva”." in said(refused)
    assert [button.line for button in refused.cards[0].buttons] == ["search zyzyva"]


def test_an_export_of_nothing_says_so(app: Paperboy) -> None:
    assert "There is nothing to export" in said(ask(app, "export csv saved:yes"))


def test_added_text_is_queued_and_what_is_no_digest_is_refused(app: Paperboy) -> None:
    new = entry("Quiet Harbors for Loud Pulleys")
    reply = ask(
        app, f"add {new.title}\n\n{new.abstract}\n\nSlow Quarries of Fast Beacons\n\n{entry('beacons').abstract}"
    )
    assert "2 papers are queued." in said(reply)
    assert len(app.of(Queue).waiting()) == 1
    assert "link" in said(ask(app, "add hello there"))


def test_adding_a_known_link_shows_the_paper(app: Paperboy) -> None:
    assert titles(ask(app, "add https://arxiv.org/abs/2611.00010")) == [RIVERS.title]


def test_an_unknown_link_is_fetched_and_a_doi_nobody_answers_for_is_refused(app: Paperboy) -> None:
    assert "2611.09999 waits for a worker" in said(ask(app, "add https://arxiv.org/abs/2611.09999v2"))
    shown = ask(app, "show 2611.09999")
    assert "2611.09999 is not here yet." in said(shown) and "Add it" not in repr(shown)
    (wanted,) = app.of(Feeds).waiting()
    assert wanted.feed == "name:arxiv:2611.09999"
    assert app.of(Queue).waiting() == {wanted.id}
    assert "paste its title and abstract" in said(ask(app, "add 10.5555/nobody.knows"))
    worker = SimpleWorker([app.of(Queue).listened()], connection=app.of(Queue).connection, serializer=JSONSerializer)
    worker.register_birth()
    assert "Fetching 2611.09999." in said(ask(app, "add https://arxiv.org/abs/2611.09999v2"))
    worker.register_death()


@pytest.mark.parametrize("what", ["2699.99999", "arXiv:2699.99999v2", "https://arxiv.org/abs/2699.99999"])
def test_what_is_no_id_of_arxiv_is_told_so_and_not_as_a_paste(app: Paperboy, what: str) -> None:
    assert said(ask(app, f"add {what}")).startswith("arXiv has no paper 2699.99999: ")
    assert app.of(Feeds).waiting() == []


def test_a_link_to_no_paper_is_told_what_can_be_fetched(app: Paperboy) -> None:
    assert "cannot tell which paper that link means." in said(ask(app, "add https://papers.example/one"))


def test_what_became_of_added_papers_is_told_item_by_item(app: Paperboy) -> None:
    text = f"{RIVERS.title}\n\n{RIVERS.abstract}\n\nQuiet Harbors for Loud Pulleys\n\n{entry('harbors').abstract}"
    (button,) = ask(app, f"add {text}").cards[0].buttons
    assert "0 new, 0 seen before, 0 new but much like another, 2 wait" in said(ask(app, button.line))
    for todo in app.of(Arrivals).todo():
        app.ingest_slice(todo.id, NOW)
    told = said(ask(app, button.line))
    assert "1 new, 1 seen before" in told
    assert f"“{RIVERS.title}”: seen before, listed by" in told
    assert "“Quiet Harbors for Loud Pulleys”: new" in told
    assert "no longer know" in said(ask(app, "added 123"))


def test_a_paste_is_told_by_what_it_is_and_not_by_a_source(app: Paperboy) -> None:
    ask(
        app,
        "add Kites over Rivers\n\nKites fly over rivers, as we measured for a year with forty children and a long rope.",
    )
    (ingests,) = [
        field.value for card in ask(app, "status").cards for field in card.fields if field.name == "last ingests"
    ]
    assert "pasted text on " in ingests


def test_sources_tell_how_each_feed_is_doing(app: Paperboy) -> None:
    assert "No feed is switched on." in said(ask(app, "sources"))
    with_rules(app, feeds=("test", "hf", "arxiv:cs.CL"))
    app.of(Record).text.hset(keys.INSTALLATION, "offset", 17 * 60)
    app.of(Feeds).settle("arxiv:cs.CL", TODAY)
    app.of(Feeds).ask(asked_for("hf", TODAY - timedelta(days=2), NOW + timedelta(minutes=5)))
    app.of(Feeds).set_health("hf", Health(), Health(NOW, "huggingface.co does not answer.", NOW))
    text = said(ask(app, "sources"))
    assert "3 feeds, 1 failing" in text and "Nothing is fetched until the person who runs Paperboy" in text
    assert "test 2 papers in 7 days; no success yet; next asked 20 Nov 09:17; it has no past days" in text
    assert (
        "Hugging Face 0 papers in 7 days; last success 20 Nov 09:00; failing since 20 Nov 09:00: huggingface.co does not answer; "
        in text
    )
    assert "next asked 20 Nov 09:05; 1 earlier day still to fetch, the first 18 Nov" in text
    assert "arXiv (cs.CL) 0 papers in 7 days; no success yet; next asked 23 Nov 05:17" in text
    status = said(ask(app, "status"))
    assert "Hugging Face is failing" in status and "test, arXiv (cs.CL): no answer yet" in status


def test_dup_tells_what_was_merged_and_why(app: Paperboy) -> None:
    bring(
        app.of(Record),
        Entry("TIDAL ATTENTION for long rivers", RIVERS.abstract, line=12),
        where="third.txt",
        source="other",
    )
    text = said(ask(app, "dup 2611.00010"))
    assert "1 other listing of" in text
    assert "“TIDAL ATTENTION for long rivers” (third.txt, line 12, 2026-11-20)" in text


def test_dup_names_each_id_that_leads_to_the_paper(app: Paperboy) -> None:
    preprint, journal = "10.1101/2026.11.01.123456", "10.5555/tidal.0"
    for number, doi in enumerate((preprint, journal)):
        told = Entry("Gulls that Count Ships", "Gulls count ships by their masts.", line=number, doi=doi)
        bring(app.of(Record), told, where=f"{number}.json", source="other")
    for doi in (preprint, journal):
        assert f"also known as doi:{journal}" in said(ask(app, f"dup doi:{doi}"))


def test_share_names_who_shared(app: Paperboy) -> None:
    reply = ask(app, "share 2611.00010")
    assert not reply.private
    assert f"shared by {ADA.id}" in said(reply)


def test_status_tells_its_figures(app: Paperboy) -> None:
    text = said(ask(app, "status"))
    for part in ("papers 3", "Valkey", "nothing waits", "none running", "first.txt (test)", "newest list 2026-11-20"):
        assert part in text


def test_forget_me_leaves_nothing_of_me(app: Paperboy) -> None:
    ask(app, "vote 2611.00010 up", call(BOB))
    ask(app, "save 2611.00020", call(BOB))
    assert "I erased all that I kept of you." in said(ask(app, "forget-me sure:yes", call(BOB)))
    assert "You have not voted" in said(ask(app, "votes", call(BOB)))
    for key in app.of(Record).raw.keys("pb:*"):
        assert b"U1" not in key
        assert b"slack/T1/U1" not in repr(app.of(Record).raw.dump(key)).encode()


def test_help_names_every_verb_of_the_menu_and_tells_how_one_is_typed(app: Paperboy) -> None:
    text = said(ask(app, "help more"))
    assert all(f"{verb.name}: {verb.help}" in text for verb in TABLE.values() if verb.menu)
    assert "/papers export bibtex|ris|csl|md|csv|json" in said(ask(app, "help export"))
    assert "“dance” is not a command" in said(ask(app, "help dance"))


def test_a_fault_of_ours_is_calm_and_has_a_reference(
    app: Paperboy, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(app.of(Papers), "listed_on", lambda *_: 1 / 0)
    text = said(ask(app, "today"))
    assert "stumbled" in text
    reference = text.rpartition("(")[2].partition(")")[0]
    assert f"reference {reference}" in caplog.text
    assert "ZeroDivisionError" not in text


def test_nobody_elses_clock_is_used(app: Paperboy) -> None:
    later = call(now=NOW + timedelta(days=400))
    assert "Nothing is listed" in said(ask(app, "today", later))
    assert date(2026, 11, 20) == TODAY


def test_a_whole_paper_names_its_authors_and_folds_those_beyond_twenty(app: Paperboy) -> None:
    many = tuple(f"Ada{n} Byron{n}" for n in range(1, 26))
    bring(app.of(Record), entry("Crowded Kites", authors=many, arxiv="2611.00077"), where="crowd.txt")
    text = said(ask(app, "show 2611.00077"))
    assert "Ada20 Byron20, +5" in text and "Byron21" not in text


def test_a_saved_paper_shows_its_tag_without_quotes(app: Paperboy) -> None:
    ask(app, 'save 2611.00010 tag:"to read"')
    assert "saved under “to read”" in said(ask(app, "saved"))


def test_links_in_a_sentence_are_each_fetched_or_refused_by_name(app: Paperboy) -> None:
    reply = ask(
        app, "add see https://scirate.com/arxiv/2611.04321, arXiv:2611.04322 and https://dx.doi.org/10.1000/abc"
    )
    text = said(reply)
    assert "2611.04321" in text
    assert "2611.04322" in text
    assert "10.1000/abc is not added" in text
