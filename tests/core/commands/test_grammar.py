"""Typed lines: bare words fill the first option, a declared name before a colon is an option, every other colon is text."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import core.commands.verbs
from core.commands.grammar import Misread, parse, read
from core.commands.table import TABLE
from core.errors import BadInput

assert core.commands.verbs


def said(line: str) -> tuple[str, dict[str, str | int]]:
    given_ = parse(line)
    return given_.verb, given_.values


@pytest.mark.parametrize(
    ("line", "verb", "values"),
    [
        ("", "help", {}),
        ("/papers", "help", {}),
        ("/papers  SEARCH  deep  rivers ", "search", {"query": "deep  rivers"}),
        ("deep rivers", "search", {"query": "deep rivers"}),
        ("search Rivers: A Survey", "search", {"query": "Rivers: A Survey"}),
        ("search https://arxiv.org/abs/2611.00001", "search", {"query": "https://arxiv.org/abs/2611.00001"}),
        ("search rivers author:Byron limit:3", "search", {"query": "rivers", "author": "Byron", "limit": 3}),
        ('search author:"Ada Byron" rivers', "search", {"query": "rivers", "author": "Ada Byron"}),
        ("search author:“Ada Byron” rivers", "search", {"query": "rivers", "author": "Ada Byron"}),
        ("search from:7d to:2026-11-20 x", "search", {"query": "x", "from": "7d", "to": "2026-11-20"}),
        ('search "an author: in quotes" x', "search", {"query": '"an author: in quotes" x'}),
        ("search Author:Byron", "search", {"author": "Byron"}),
        ("search author: Byron", "search", {"query": "author: Byron"}),
        ("search a -b sort:votes", "search", {"query": "a -b", "sort": "votes"}),
        ("mute", "mute", {}),
        ("mute off all", "mute", {"switch": "off", "where": "all"}),
        ("mute all", "mute", {"switch": "on", "where": "all"}),
        ("Mute HERE", "mute", {"switch": "on", "where": "here"}),
        ("mute where:all", "mute", {"where": "all"}),
        ("`/papers unmute`", "mute", {"switch": "off"}),
        ("```search rivers limit:3```", "search", {"query": "rivers", "limit": 3}),
        ("unmute", "mute", {"switch": "off"}),
        ("unmute here", "mute", {"switch": "off", "where": "here"}),
        ("unmute all", "mute", {"switch": "off", "where": "all"}),
        ("unmute where:all", "mute", {"switch": "off", "where": "all"}),
        ("my-votes", "votes", {}),
        ("my-votes limit:5 page:2", "votes", {"limit": 5, "page": 2}),
        ("vote 2611.00001 up", "vote", {"paper": "2611.00001", "vote": "up"}),
        ("vote 2611.00001 down", "vote", {"paper": "2611.00001", "vote": "down"}),
        ("vote 2611.00001 way:up", "vote", {"paper": "2611.00001", "vote": "up"}),
        (
            "search a since:7d until:today order:newest",
            "search",
            {"query": "a", "from": "7d", "to": "today", "sort": "new"},
        ),
        (
            "search a authors:Byron category:cs.LG max:3",
            "search",
            {"query": "a", "author": "Byron", "cat": "cs.LG", "limit": 3},
        ),
        ("digest new a zone:Paris hour:9 count:3", "digest new", {"topics": "a", "tz": "Paris", "at": "9", "top": "3"}),
        ("top span:30d", "top", {"period": "30d"}),
        ('top period:"last month"', "top", {"period": "month"}),
        ("export form:md id:2611.00001", "export", {"format": "md", "id": "2611.00001"}),
        ("top 30d page:2", "top", {"period": "30d", "page": 2}),
        ("export bibtex deep rivers cat:cs.LG", "export", {"format": "bibtex", "query": "deep rivers", "cat": "cs.LG"}),
        ("export md id:2611.00001", "export", {"format": "md", "id": "2611.00001"}),
        (
            "add A title: with author:colons\n\nAn abstract.",
            "add",
            {"what": "A title: with author:colons\n\nAn abstract."},
        ),
        ("forget-me", "forget-me", {}),
        ("digest new topics: kites top: 3", "digest new", {"topics": "kites", "top": "3"}),
        ('digest new topics: "graph pruning" name:x', "digest new", {"topics": "graph pruning", "name": "x"}),
        ("top period: week", "top", {"period": "week"}),
        ('search kites author:""', "search", {"query": "kites", "author": ""}),
        ("saved tag: reading", "saved", {"tag": "reading"}),
        ("search kites author: a study", "search", {"query": "kites author: a study"}),
        ("Source: a study of order: and chaos", "search", {"query": "Source: a study of order: and chaos"}),
        ("show Limit: a title", "show", {"paper": "Limit: a title"}),
        ("paper note 2611.00001 good for: Ada", "paper note", {"paper": "2611.00001", "text": "good for: Ada"}),
    ],
)
def test_a_line_is_read(line: str, verb: str, values: dict[str, str | int]) -> None:
    assert said(line) == (verb, values)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("search a limit:11", "whole number from 1 to 10"),
        ("search a limit:-1", "whole number from 1 to 10"),
        ("search a limit:٣", "whole number"),
        ("search a limit:9999999999999999999", "whole number"),
        ("search a sort:best", "“sort:” takes relevance, new or votes, not “best”."),
        ("search a author:x author:y", "given twice"),
        ('search author:"Ada', "never closed"),
        ("vote", "needs a paper's id"),
        ("vote 2611.00001 sideways", "“vote” takes up, down, none or 👍 or 👎, not “sideways”."),
        ("status now", "cannot use “now”"),
        ("add", "needs an arXiv link, a DOI"),
        ("mute swans", "“mute” takes on or off, not “swans”."),
        (
            "digest new topics:graph pruning tz:UTC",
            "“digest new” cannot use “pruning”. A value of several words needs quotation marks.",
        ),
        ("digest new topics:", "“topics:” needs a value behind it; type one, or leave “topics:” out."),
        ("digest new topics: top:3", "“topics:” needs a value behind it"),
        ("digest new topics: graph pruning", "A value of several words needs quotation marks."),
        ("digest edit name:", "“name:” needs a value behind it"),
        ("search kites author:", "“author:” needs a value behind it"),
        ("search author: limit:3", "“author:” needs a value behind it"),
        ("saved tag:", "“tag:” needs a value behind it"),
        ("top limit:", "“limit:” needs a value behind it"),
        ("top limit: theory", "“limit:” takes a whole number"),
        ("search query:kites Byron", "“search” cannot use “Byron”."),
        ("mute where:there", "“where:” takes here or all, not “there”."),
        ("export from:nonsense", "“from:” takes a day like"),
        ("export to:2026-02-30", "“to:” takes a day like"),
        ("export author:--", "“author:” needs a name with letters or digits"),
        ("export limit:0", "“limit:” takes a whole number from 1 to 100, not “0”."),
        ("export from:29february", "needs the format to write"),
        ("search " + "a" * 5000, "4,000 is the most"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_in_one_sentence(line: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=re.escape(sentence)) as refused:
        parse(line)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize(
    ("line", "offered"), [("serach x", "search"), ("seach deep rivers", "search"), ("toop 7d", "top"), ("to be", "")]
)
def test_a_first_word_one_edit_from_a_verb_offers_that_verb(line: str, offered: str) -> None:
    assert parse(line).offered == offered


@given(st.text(max_size=300))
def test_any_text_is_a_command_or_one_sentence(text: str) -> None:
    try:
        assert parse(text).verb in TABLE
    except BadInput as refused:
        assert str(refused)


@given(st.text(st.characters(exclude_characters='"“”„«»:\n', exclude_categories=("Cs",)), min_size=1, max_size=60))
def test_an_option_keeps_its_value_wherever_it_stands(name: str) -> None:
    quoted = f'tag:"{name}"'
    if name.strip() == name:
        assert parse(f"export md rivers {quoted} deep").values == {"format": "md", "query": "rivers deep", "tag": name}
        assert parse(f"export {quoted} md rivers deep").values == {"format": "md", "query": "rivers deep", "tag": name}


@pytest.mark.parametrize(
    "line", ['"' * 4000, "author:" * 500, "a: " * 1300, '"a ' * 1300, "((((" * 900, "-" * 3000, "\x00" * 100]
)
def test_hostile_lines_get_an_answer(line: str) -> None:
    try:
        parse(line)
    except BadInput as refused:
        assert str(refused)


def test_discord_could_hold_the_table() -> None:
    menu = [verb for verb in TABLE.values() if verb.menu]
    groups = Counter(verb.name.rpartition(" ")[0] for verb in menu)
    assert groups.pop("") + len(groups) <= 25 and all(children <= 25 for children in groups.values())
    for verb in menu:
        assert 1 <= len(verb.help) <= 100
        assert len(verb.options) <= 25
        assert all(len(option.help) <= 100 and option.name == option.name.lower() for option in verb.options)


@pytest.mark.parametrize(
    ("line", "verb", "values"),
    [
        ("digest new", "digest new", {}),
        ("/papers  Digest   NEW unlearning top:3", "digest new", {"topics": "unlearning", "top": "3"}),
        ("digest", "digest list", {}),
        ("digest\tpause", "digest pause", {}),
        ("digest parsing methods", "search", {"query": "digest parsing methods"}),
        ('digest new topics:"a b",c,-d at:09:00', "digest new", {"topics": '"a b",c,-d', "at": "09:00"}),
    ],
)
def test_a_verb_may_have_two_words(line: str, verb: str, values: dict[str, str]) -> None:
    given = parse(line)
    assert given.verb == verb
    assert {name: value for name, value in given.values.items() if name in values} == values


def test_a_search_that_begins_like_a_group_is_offered_the_group() -> None:
    assert parse("digest parsing methods").offered == "digest list"
    assert parse("digest nwe unlearning").offered in ("digest new", "digest list")
    assert parse("digst new unlearning").offered == "digest new"
    assert parse("digestive biscuits").offered == ""


@pytest.mark.parametrize(
    ("line", "turned"),
    [("top 7d page:2", True), ("search a page:12", True), ("search page: a story", False), ("today", False)],
)
def test_a_line_that_names_a_page_turns_pages(line: str, turned: bool) -> None:
    assert read(line).turns is turned


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("search", "search"),
        ("search rivers", ""),
        ("digest new", "digest"),
        ("digest new name:kites", ""),
        ("digest edit", "digest"),
        ("digest edit kites", "digest"),
        ("digest edit kites top:3", ""),
        ("digest news about kites", ""),
        ("today", ""),
        ("top period:k", ""),
    ],
)
def test_a_line_asks_for_the_form_of_its_verb_where_it_says_no_more_than_what_it_is_about(line: str, form: str) -> None:
    assert read(line).form == form


def test_what_is_wrong_with_a_line_goes_along_with_it() -> None:
    misread = read("vote 2611.00001 sideways")
    assert isinstance(misread, Misread) and "sideways" in str(misread.error)
    assert (misread.verb, misread.row, misread.form, misread.turns) == ("vote", None, "", False)
    assert read("vote 2611.00001 up").row is TABLE["vote"]


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ('saved "to read"', {"tag": "to read"}),
        ("saved “to read”", {"tag": "to read"}),
        ('digest pause "morning papers"', {"name": "morning papers"}),
        ('show "Tidal Kites"', {"paper": "Tidal Kites"}),
        ('search "tidal kites"', {"query": '"tidal kites"'}),
        ('export bibtex "tidal kites"', {"format": "bibtex", "query": '"tidal kites"'}),
        ('digest new "graph pruning"', {"topics": '"graph pruning"'}),
    ],
)
def test_quotation_marks_hold_a_name_together_and_make_a_phrase_of_what_is_searched_for(
    line: str, values: dict[str, str]
) -> None:
    assert parse(line).values == values


def test_a_list_is_longer_in_a_terminal_than_in_a_chat() -> None:
    assert read("search kites limit:25", wide=True).values["limit"] == 25
    for wide, most in ((True, 25), (False, 10)):
        refused = read(f"search kites limit:{most + 1}", wide=wide)
        assert isinstance(refused, Misread)
        assert str(refused.error) == f"“limit:” takes a whole number from 1 to {most}, not “{most + 1}”."
