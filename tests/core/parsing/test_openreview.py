"""OpenReview's API: the paper among its reviews, both versions, and what a note may lack or get wrong."""

import json
from datetime import date
from typing import Any

import pytest

from core.errors import NotAListing
from core.model import Entry, Listing
from core.parsing import openreview, parse
from tests.core.parsing.answers import authors_of
from tests.core.parsing.forums import forum, review, submission
from tests.core.parsing.renderings import deal

CARDS = deal()
CARD = CARDS[4]
NOTE = submission(CARD)
ID = NOTE["id"]
WRONG: list[Any] = [None, True, 7, -1.5, "", "x", [], [1, None, "a"], {}, {"value": {}}, float("inf"), 10**30, "\ud800"]


def read(data: bytes, where: str = "OpenReview") -> Listing:
    return openreview.parse(data, where)


def first(*notes: object) -> Entry:
    (entry,) = read(forum(*notes)).entries
    return entry


def test_every_field_of_a_submission_is_read() -> None:
    expected = Entry(
        title=CARD.title,
        abstract=CARD.text,
        line=1,
        url=f"https://openreview.net/forum?id={ID}",
        authors=authors_of(CARD),
        published=CARD.published,
        rank=1,
        keywords=("nets", "numbers"),
    )
    assert read(forum(NOTE)) == Listing("openreview", None, (expected,))
    assert parse(forum(NOTE), "OpenReview") == Listing("openreview", None, (expected,), kind="OpenReview")


def test_the_first_version_of_the_api_says_the_same_without_wrapping() -> None:
    plain = NOTE | {"content": {key: field["value"] for key, field in NOTE["content"].items()}}
    assert first(plain) == first(NOTE)


@pytest.mark.parametrize("place", [0, 1, 3])
def test_reviews_are_no_papers_wherever_they_stand(place: int) -> None:
    notes = [review(ID, n) for n in range(3)]
    notes.insert(place, NOTE)
    digest = parse(forum(*notes), "OpenReview")
    assert [entry.title for entry in digest.entries] == [CARD.title]
    assert digest.skipped == ()


def test_a_reply_with_an_abstract_is_no_paper_beside_the_paper_itself() -> None:
    revision = submission(CARDS[0]) | {"forum": ID}
    assert first(revision, NOTE).title == CARD.title


def test_without_the_note_that_opens_the_forum_the_first_with_an_abstract_is_the_paper() -> None:
    other = submission(CARDS[0]) | {"forum": ID}
    assert first(review(ID), NOTE | {"id": None}, other).title == CARD.title
    assert first(review(ID), NOTE | {"id": "Camera-ready"}).url == f"https://openreview.net/forum?id={ID}"
    assert first(NOTE | {"forum": None}).url == f"https://openreview.net/forum?id={ID}"


@pytest.mark.parametrize(
    ("times", "day"),
    [
        ({"cdate": 1767225599999}, date(2025, 12, 31)),
        ({"cdate": 1767225600000}, date(2026, 1, 1)),
        ({"cdate": 1767225600000, "pdate": 1780272000000}, date(2026, 6, 1)),
        ({"cdate": 1767225600000, "pdate": None}, date(2026, 1, 1)),
        ({"cdate": 1767225600000, "pdate": 0}, date(2026, 1, 1)),
        ({"cdate": 10**17}, None),
        ({"cdate": -(10**13)}, None),
        ({"cdate": "2026-01-01"}, None),
        ({"cdate": None}, None),
    ],
)
def test_the_day_is_that_of_publication_in_utc_else_that_of_submission(times: dict[str, Any], day: date | None) -> None:
    assert first(NOTE | times).published == day


@pytest.mark.parametrize("authors", [["Anonymous"], [], None, "Anonymous", [None, 7, {"name": "x"}]])
def test_a_submission_under_blind_review_has_no_authors(authors: Any) -> None:
    assert first(submission(CARD, authors=authors)).authors == ()


@pytest.mark.parametrize(
    "hostile", ["x", "../../etc", "a b c d e f", "abcdef&id=ghijkl", "a" * 21, "<script>", "\u202eabcdef"]
)
def test_an_id_that_is_none_makes_no_address(hostile: str) -> None:
    assert first(NOTE | {"id": hostile, "forum": hostile}).url == ""


@pytest.mark.parametrize("field", ["forum", "cdate", "pdate", "invitations", "details", *NOTE["content"]])
@pytest.mark.parametrize("value", WRONG, ids=ascii)
def test_a_wrong_value_costs_its_field_and_never_another_note(field: str, value: Any) -> None:
    wrong = submission(CARD, **{field: value}) if field in NOTE["content"] else NOTE | {field: value}
    digest = read(forum(submission(CARDS[0]), wrong, submission(CARDS[1])))
    titles = [entry.title for entry in digest.entries]
    assert (titles[0], titles[-1]) == (CARDS[0].title, CARDS[1].title)


@pytest.mark.parametrize("value", WRONG, ids=ascii)
def test_what_is_no_note_costs_nothing_else(value: Any) -> None:
    assert first(value, NOTE, value).title == CARD.title
    assert first(NOTE, NOTE | {"id": "Review-9", "content": value}).title == CARD.title


def test_a_submission_without_a_title_is_told() -> None:
    digest = read(forum(submission(CARDS[0]), submission(CARD, title=" ")))
    assert [skipped.why for skipped in digest.skipped] == ["the title is empty"]


@pytest.mark.parametrize(
    "data", [forum(), forum(review(ID)), forum(submission(CARD, title=None)), b'{"notes": [', b'{"count":0,"notes":[]}']
)
def test_an_answer_without_a_paper_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(NotAListing, match=r"^OpenReview holds no paper: .*\.$"):
        read(data)


def test_what_is_no_answer_is_refused() -> None:
    error = {"name": "ForbiddenError", "message": "Challenge", "status": 403}
    with pytest.raises(NotAListing, match=r"^OpenReview is not an answer of OpenReview: it has no notes\.$"):
        read(json.dumps(error).encode())


def test_too_many_notes_are_refused() -> None:
    with pytest.raises(NotAListing, match="more than 10,000 notes"):
        read(forum(*[7] * 10_001))


@pytest.mark.parametrize(
    ("opening", "known"),
    [
        ('{"notes":[{"id":"x","forum":"x"', True),
        ('{ "count": 1, "fromCache": true, "notes": [ {"content": {', True),
        ('{"notes":[],"count":0}', True),
        ('{"notes": ["a remark"], "title": "A paper", "abstract": "…"}', False),
        ('{"notes": [], "title": "A paper"}', False),
        ('{"title": "A paper", "notes": [{"forum": "x"}]}', False),
        ('[{"notes": [{"forum": "x"}]}]', False),
        ("", False),
        ('{"a":1,' * 2000, False),
    ],
    ids=lambda text: str(text)[:20],
)
def test_an_answer_is_known_by_how_it_begins(opening: str, known: bool) -> None:
    assert openreview.looks_like(opening) is known
