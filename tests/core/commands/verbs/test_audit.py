"""Whoever sets something up for others leaves an act: who, where and when."""

from datetime import timedelta

import msgspec
import pytest

import core.commands.verbs  # noqa: F401 (the verbs declare themselves)
from core.app import Paperboy
from core.commands.dispatch import answer
from core.commands.table import TABLE
from core.links.rights import PublicSite
from core.model import Call, Place
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.audit import Audit
from core.store.engine.record import Record
from tests.core.commands.verbs.test_changes import BEFORE, LINES, UNDOES
from tests.factories import BOB, NOW, bring, call, entry, with_rules

NLP = Place("slack", "T1", "C1")
PAPER = "2611.00010"


@pytest.fixture(autouse=True)
def trusted(app: Paperboy) -> None:
    """Eve sits where those are who run this Paperboy, whose pages have a public address."""
    with_rules(app, admins="slack:C1")
    app._parts[PublicSite] = PublicSite("https://papers.example.org")


def eve(**more: object) -> Call:
    return msgspec.structs.replace(call(BOB), place=NLP, name="Eve", channel_name="nlp", **more)


@pytest.fixture(autouse=True)
def papers(app: Paperboy) -> None:
    bring(app.of(Record), entry("Tidal Kites", arxiv=PAPER), entry("Sparse Kites", arxiv="2611.00020"))


@pytest.mark.parametrize("verb", [name for name, row in TABLE.items() if row.changes])
def test_what_configures_is_kept_with_who_where_and_when_and_nothing_else_is(app: Paperboy, verb: str) -> None:
    for line in BEFORE if verb != "digest new" else BEFORE[:-1]:
        answer(app, line, eve())
    if verb in UNDOES:
        answer(app, UNDOES[verb], eve())
    before = app.of(Audit).count()
    made = eve(now=NOW + timedelta(seconds=1))
    answer(app, LINES[verb], made)
    assert app.of(Audit).count() - before == TABLE[verb].configures
    if TABLE[verb].configures:
        act = app.of(Audit).newest(1)[0]
        assert act.verb == verb and act.who == "slack/T1/U1" and act.name == "Eve"
        assert (act.where, act.channel, act.at) == ("slack/T1/C1", "nlp", made.now)


def test_a_delivery_that_comes_again_is_one_act(app: Paperboy) -> None:
    made = eve()
    for line in ("mute", "mute"):
        answer(app, line, made)
    assert app.of(Audit).count() == 1


def test_what_is_refused_leaves_no_act(app: Paperboy) -> None:
    for line in ("mute", "links off", "digest new tz:UTC sure:yes"):
        answer(app, line, eve(refusal="Only Ada may."))
    assert app.of(Audit).count() == 0


def test_what_somebody_sets_up_for_themselves_is_nobodys_business(app: Paperboy) -> None:
    alone = msgspec.structs.replace(call(BOB), place=Place("slack", "T1", "D5"), direct=True)
    for line in ("digest new tz:UTC sure:yes", "digest pause", "mute", "links off"):
        answer(app, line, msgspec.structs.replace(alone, delivery=line))
    assert app.of(Subscriptions).all() and app.of(Audit).count() == 0


def test_who_is_forgotten_leaves_an_act_of_nobody(app: Paperboy) -> None:
    answer(app, "mute", eve())
    answer(app, "forget-me sure:yes", eve())
    (act,) = app.of(Audit).newest(9)
    assert (act.verb, act.who, act.name) == ("mute", "", "")
