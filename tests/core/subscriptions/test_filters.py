"""What a filter wants, and why."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.model import Paper, Sighting
from core.subscriptions.filters import breadth, reasons
from core.subscriptions.model import Filter
from core.subscriptions.topics import read_authors, read_categories, read_topics
from core.text.words import words_of
from tests.factories import TODAY

PAPER = Paper(
    "2611.00001",
    "Graph-Pruned Transformers: Résumés of Large Models",
    "We study machine unlearning. State-space models forget.",
    ("Ada M. Byron", "Jean-Luc Picard", "Vincent van Gogh", "J. Doe"),
    categories=("cs.LG", "stat.ML"),
    also=("Pruning by Any Name",),
    sightings=(Sighting("hf", TODAY, 1, 41), Sighting("arxiv", TODAY)),
    keywords=("diffusion", "super-resolution"),
)


def about(typed: str) -> Filter:
    topics, excluded = read_topics(typed)
    return Filter(topics, excluded)


@pytest.mark.parametrize(
    "typed",
    [
        "unlearning", "UNLEARNING", "transformer", "transformers", "resume", "“large model”", "graph pruned", "diffusion",
        "super resolution", "superresolution", "super-resolution", "statespace", "state space model", "unlearn+diffusion",
        "nothing, unlearning", '"machine unlearning"+transformer', "pruning by any name", "-survey",
        "forget", "unlearn", "state spaces", "un-learning", "unlearn*", "diffus*+larg* mod*",
    ],
)  # fmt: skip
def test_plurals_case_accents_and_hyphens_are_forgiven(typed: str) -> None:
    assert reasons(about(typed), PAPER) is not None


@pytest.mark.parametrize(
    ("topic", "same", "other"),
    [
        ("unlearning", "unlearning unlearnings unlearning's", "unlearnable unlearned unlearn relearning"),
        ("unlearn", "unlearns unlearned unlearning", "unlearnable unlearner"),
        ("transformers", "transformer transformers transformer's", "transform transforming transformation"),
        ("prune", "prunes pruned pruning", "pruner prunable"),
        ("plan", "plans planned planning plan's", "plane planed planner plant"),
        ("box", "boxes boxed boxing", "boxer"),
        ("study", "studies studied studying", "student studio"),
        ("policies", "policy policies", "police"),
        ("loss", "losses", "lossy los"),
        ("news", "news", "new newer"),
        ("LLM", "LLMs LLM's", "ll"),
        ("reasoning", "reasoning", "reason reasons reasonable"),
        ("unlearn*", "unlearn unlearning unlearnable unlearnt", "learn"),
    ],
)
def test_a_topic_takes_the_endings_of_its_own_word_and_no_other_word(topic: str, same: str, other: str) -> None:
    for word in same.split():
        assert reasons(about(topic), Paper("1", f"On {word} today")) is not None, word
    for word in other.split():
        assert reasons(about(topic), Paper("1", f"On {word} today")) is None, word


@pytest.mark.parametrize(
    "typed",
    [
        "learning", "former", "unlearning machine", "unlearn+survey", "models we study", "graph transformer",
        "large models we", "diffusion super",
        "forgetting", "learn*", "unlearned", "larger", "studying", "modelled",
        "unlearning,-transformer", "-“large models”", "-superresolution",
    ],
)  # fmt: skip
def test_words_match_whole_in_order_and_within_one_part(typed: str) -> None:
    assert reasons(about(typed), PAPER) is None


def test_the_reasons_name_what_matched() -> None:
    wants = Filter(
        read_topics("survey,unlearning,“graph pruned”+diffusion")[0], (), ("A. Byron",), ("cs",), ("HF",), 41
    )
    assert reasons(wants, PAPER) == (
        "topics: unlearning, graph pruned + diffusion",
        "author: Ada M. Byron",
        "category: cs.LG",
        "source: Hugging Face",
    )


def test_what_is_asked_for_must_all_hold() -> None:
    assert reasons(Filter((("unlearning",),), categories=("cs.CR",)), PAPER) is None
    assert reasons(Filter((("unlearning",),), authors=("Emmy Noether",)), PAPER) is None
    assert reasons(Filter((("unlearning",),), sources=("biorxiv",)), PAPER) is None
    assert reasons(Filter(min_upvotes=42), PAPER) is None
    assert reasons(Filter(min_upvotes=41), PAPER) == ()


@pytest.mark.parametrize("typed", ["cs", "cs.*", "CS.lg", "stat", "stat.ML", "math, cs"])
def test_a_category_is_exact_or_a_group(typed: str) -> None:
    assert reasons(Filter(categories=read_categories(typed)), PAPER) is not None


@pytest.mark.parametrize("typed", ["c", "cs.L", "cs.LGX", "LG", "math", "sta"])
def test_a_part_of_a_category_is_none(typed: str) -> None:
    assert reasons(Filter(categories=read_categories(typed)), PAPER) is None


@pytest.mark.parametrize(
    "typed",
    ["byron", "Ada Byron", "A. Byron", "ada m. BYRON", '"Byron, Ada"', "M. Byron", "Jane Doe", "J. Doe", "Doe",
     "J.-L. Picard", "van Gogh", "Gogh", "V. van Gogh"],
)  # fmt: skip
def test_an_author_is_a_surname_or_a_name_with_initials_standing_for_more(typed: str) -> None:
    assert reasons(Filter(authors=read_authors(typed)), PAPER) is not None


@pytest.mark.parametrize("typed", ["Ada", "Byro", "Emmy Byron", "B. Byron", "M. A. Byron", "Mary Doe", "Ada Picard"])
def test_another_given_name_is_another_person(typed: str) -> None:
    assert reasons(Filter(authors=read_authors(typed)), PAPER) is None


def test_a_paper_that_names_a_surname_only_is_not_taken_for_the_whole_name() -> None:
    bare = Paper("1", "T", authors=("Doe",))
    assert reasons(Filter(authors=("Jane Doe",)), bare) is None
    assert reasons(Filter(authors=("Doe",)), bare) == ("author: Doe",)


def test_at_most_three_reasons_of_a_kind_are_named() -> None:
    paper = Paper("1", "a1 b2 c3 d4 e5")
    assert reasons(about("e5,d4,c3,b2,a1"), paper) == ("topics: e5, d4, c3",)


def test_a_filter_that_wants_everything_or_nothing_is_known() -> None:
    others = [PAPER, Paper("2", "A survey of kites")]
    assert breadth(Filter(), others) == "all"
    assert breadth(about("violin"), others) == "none"
    assert breadth(about("kite"), others) == "some"
    assert breadth(about("violin"), []) == "some"


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_paper_holds_the_words_of_its_own_title(title: str, abstract: str) -> None:
    phrase = " ".join(title.split())
    assume(words_of(phrase))
    assert reasons(Filter(((phrase,),)), Paper("1", phrase, abstract)) is not None


@given(st.text(max_size=60), st.sampled_from(["kite", "graph pruning", "x"]))
def test_a_topic_is_never_both_wanted_and_left_out(title: str, topic: str) -> None:
    paper = Paper("1", title, f"On {topic} again." if len(title) % 2 else "")
    wanted, left = (reasons(wants, paper) for wants in (Filter(((topic,),)), Filter(excluded=((topic,),))))
    assert (wanted is None) != (left is None)
