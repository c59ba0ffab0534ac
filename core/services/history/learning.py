"""Keeps what an export tells as if Paperboy had been there: where papers were posted, and what people said of them by reactions.

Nothing is posted, and nothing becomes news. What is kept already stays as it is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import log

import msgspec

from core.catalog import Catalog
from core.model import Paper
from core.scope import Origin
from core.services.history.past import Past, PastChannel, PastMessage
from core.store.chats.posted import Posted, PostedLinks
from core.store.chats.posts import KEPT, Posts
from core.store.engine import keys
from core.store.engine.record import Record
from core.store.engine.step import Step
from core.store.papers.feeds import Feeds, by_name, fetchable
from core.store.papers.papers import Papers
from core.store.votes.moving import VotesAhead, WaitingMark
from core.subscriptions.learning.features import STOP_WORDS
from core.subscriptions.model import Filter
from core.subscriptions.topics import type_filter
from core.text.cleaning import words
from core.votes.emoji import Rules, aimed
from core.votes.marks import Mark, order_of

POSTED = "🔗"
"""The sign of the mark that a paper's link leaves: who posts it shares it."""

APART = timedelta(seconds=4)
"""How far apart the papers are asked for that nobody waits for."""

OTHERS = timedelta(days=60)
"""How far back other papers are looked at, beside which a room's stand out."""

LATE = timedelta(days=1)
"""How far ahead of now a message may be said to be."""

MOST, TWICE = 4, 2
"""Topics that are proposed; in how many titles each is at least."""

PAIR = 1.6
"""How much a pair of words is worth more than a word: it says more."""

GENERAL = frozenset(
    """analysis approach arxiv based beyond better deep efficient effective framework improved improving language large learning
    learn learned method methods model modeling models network networks neural new novel paper pdf scale study survey task tasks
    towards training understanding using data can do""".split()
)
"""Words of nearly every paper, which alone are no topic."""


class LearnedChannel(msgspec.Struct, frozen=True):
    """What was learned of a channel: how many papers were posted and reactions counted, and the titles that are known of its papers."""

    channel: PastChannel
    papers: int
    votes: int
    titles: tuple[str, ...]


class LearnedPast(msgspec.Struct, frozen=True):
    """What became of an export: its channels, how many links were not known, how many papers are asked for at their sources, and
    when the same export was learned before."""

    channels: tuple[LearnedChannel, ...]
    links: int = 0
    asked: int = 0
    before: datetime | None = None


Channels = Sequence[tuple[PastChannel, Sequence[PastMessage]]]
"""Channels, each with the messages that are learned."""


class HistoryLearner:
    """Learns exports."""

    def __init__(
        self,
        record: Record,
        papers: Papers,
        catalog: Catalog,
        posted: PostedLinks,
        posts: Posts,
        ahead: VotesAhead,
        feeds: Feeds,
        rules: Rules,
    ) -> None:
        self._record, self._catalog, self._posted, self._posts = record, catalog, posted, posts
        self._papers, self._ahead, self._feeds, self._emoji = papers, ahead, feeds, rules.emoji

    def learn(self, past: Past, content: str, now: datetime) -> LearnedPast:
        """Keep what an export tells. `content` names it (a hash); one that was learned before changes nothing."""
        channels = [(channel, self._in_time(channel, now)) for channel in past.channels]
        known = self._known(channels)
        shown = tuple(self._shown(channel, messages, known) for channel, messages in channels)
        if at := self._record.text.hget(keys.LEARNED_FILES, content):
            return LearnedPast(shown, before=datetime.fromisoformat(at))
        links, asked = self._keep(channels, known, now)
        step = Step("learned", content).write("HSET", keys.LEARNED_FILES, content, now.isoformat())
        self._record.commit(step)
        return LearnedPast(shown, links, asked)

    def learn_part(self, channel: PastChannel, now: datetime) -> LearnedChannel:
        """Keep what some messages of a channel tell; a second time they change nothing."""
        channels = [(channel, self._in_time(channel, now))]
        known = self._known(channels)
        self._keep(channels, known, now)
        return self._shown(channel, channels[0][1], known)

    def topics(self, learned: LearnedChannel, today: date) -> tuple[str, ...]:
        """What a room reads, beside other papers of these weeks that everybody there may see."""
        listed = self._papers.listed_on(*self._papers.days(today - OTHERS, today))
        others = self._catalog.seen(listed, self._catalog.viewer_at(learned.channel.place))
        return reads(learned.titles, (paper.title for paper in others.values()))

    def _in_time(self, channel: PastChannel, now: datetime) -> list[PastMessage]:
        return [message for message in channel.messages if message.at <= now + LATE]

    def _known(self, channels: Channels) -> dict[tuple[str, str], Paper]:
        """The papers that are here, by where they were posted (a scope) and their references."""
        pipe, wanted = self._record.text.pipeline(), []
        for channel, messages in channels:
            for reference in dict.fromkeys(paper for message in messages for paper in message.papers):
                wanted.append((channel, reference))
                pipe.hget(keys.ids(""), reference)
                pipe.hget(keys.ids(channel.scope), reference)
        answers = pipe.execute() if wanted else []
        owners = dict(zip(wanted, (a or b for a, b in zip(answers[::2], answers[1::2], strict=True)), strict=True))
        known = dict[tuple[str, str], Paper]()
        for channel, _ in channels:
            mine = {reference: owner for (other, reference), owner in owners.items() if other is channel and owner}
            seen = self._catalog.seen(mine.values(), self._catalog.viewer_at(channel.place)) if mine else {}
            known |= {(channel.scope, reference): seen[owner] for reference, owner in mine.items() if owner in seen}
        return known

    def _keep(self, channels: Channels, known: Mapping[tuple[str, str], Paper], now: datetime) -> tuple[int, int]:
        """Keep the links and the votes, and ask for papers; returns how many links are new, and how many papers were asked for."""
        links = sum(self._keep_links(channel, messages) for channel, messages in channels)
        asked = self._ask(channels, known, now)
        self._keep_votes(channels, known, now)
        return links, asked

    def _keep_links(self, channel: PastChannel, messages: Sequence[PastMessage]) -> int:
        name, room = channel.name if channel.is_open else "", channel.place.channel
        return self._posted.put_all(
            [
                (
                    paper,
                    channel.place,
                    Posted(room, name, message.id, message.at, keys.name(message.person)),
                    message.person,
                )
                for message in messages
                for paper in message.papers
            ]
        )

    def _ask(self, channels: Channels, known: Mapping[tuple[str, str], Paper], now: datetime) -> int:
        """Have the papers fetched that are not here, the newest first; returns how many."""
        wanted = {
            (reference, channel.scope): message.at
            for channel, messages in channels
            for message in messages
            for reference in message.papers
            if fetchable(reference)
            and (channel.scope, reference) not in known
            and not self._catalog.withheld(reference, self._catalog.viewer_at(channel.place))
        }
        newest = sorted(wanted, key=lambda key: (wanted[key], key), reverse=True)
        before = sum(fetch.origin.old for fetch in self._feeds.waiting()) if newest else 0
        self._feeds.ask_at_leisure(
            [
                by_name(reference, now + (before + number) * APART, Origin("fetched", scope, old=True))
                for number, (reference, scope) in enumerate(newest)
            ]
        )
        return len({reference for reference, _ in newest})

    def _keep_votes(self, channels: Channels, known: Mapping[tuple[str, str], Paper], now: datetime) -> None:
        here, waiting = defaultdict[str, list[Mark]](list), list[WaitingMark]()
        for channel, messages in channels:
            for message in messages:
                for reference, mark in self._marks(channel, message):
                    if paper := known.get((channel.scope, reference)):
                        here[paper.id].append(mark)
                    else:
                        waiting.append(WaitingMark(reference, mark))
                self._adopt(channel, message, known, now)
        for paper_id in sorted(here):
            self._ahead.count(paper_id, here[paper_id], now)
        self._ahead.keep(waiting)

    def _adopt(
        self, channel: PastChannel, message: PastMessage, known: Mapping[tuple[str, str], Paper], now: datetime
    ) -> None:
        """Let later reactions under a message of these days count, as under one that came while Paperboy was there."""
        paper = known.get((channel.scope, message.papers[0])) if len(message.papers) == 1 else None
        if paper and now - message.at < KEPT:
            self._posts.put(channel.room, message.id, [paper.id], message.at, ours=False)

    def _marks(self, channel: PastChannel, message: PastMessage) -> Iterator[tuple[str, Mark]]:
        """What a message and its reactions say of papers: a reaction counts as it does today. All are as old as the message."""
        where, order = keys.message(channel.room, message.id), order_of(message.at)
        for reference in message.papers:
            yield reference, Mark(keys.name(message.person), where, POSTED, "share", order)
        for reaction in message.reactions if len(message.papers) == 1 else ():
            meaning = self._emoji.read(reaction.emoji)
            if meaning and (meant := aimed(meaning, message.papers)):
                yield meant[0], Mark(keys.name(reaction.person), where, meaning.sign, meant[1], order)

    def _shown(
        self, channel: PastChannel, messages: Sequence[PastMessage], known: Mapping[tuple[str, str], Paper]
    ) -> LearnedChannel:
        papers = dict.fromkeys(paper for message in messages for paper in message.papers)
        titles = {paper: known[channel.scope, paper].title for paper in papers if (channel.scope, paper) in known}
        for message in messages:
            if len(message.papers) == 1 and message.titles:
                titles.setdefault(message.papers[0], message.titles[0])
        votes = sum(mark.sign != POSTED for message in messages for _, mark in self._marks(channel, message))
        return LearnedChannel(channel, len(papers), votes, tuple(titles.values()))


def reads(titles: Sequence[str], others: Iterable[str]) -> tuple[str, ...]:
    """The topics of a room's titles, beside those of other papers; none where too little is known."""
    own, common = Counter[str](), Counter[str]()
    for title in dict.fromkeys(titles):
        own.update(_terms(title))
    for title in others:
        common.update(_terms(title))
    total = len(titles) + sum(common.values())
    worth = {
        term: count * log(2 + total / (1 + common[term])) * (PAIR if " " in term else 1)
        for term, count in own.items()
        if count >= TWICE
    }
    topics: list[str] = []
    for term in sorted(worth, key=lambda term: (-worth[term], term)):
        if len(topics) < MOST and not set(term.split()) & {word for topic in topics for word in topic.split()}:
            topics.append(term)
    return tuple(topics)


def digest_line(topics: Sequence[str]) -> str:
    """The line that sets up a digest of some topics; '' for none."""
    if not topics:
        return ""
    typed = type_filter(Filter(topics=tuple((topic,) for topic in topics)))["topics"]
    return f"digest new topics:{typed}"


def _terms(title: str) -> set[str]:
    title_words = words(title)
    kept = {word for word in title_words if _says(word)}
    return kept | {f"{left} {right}" for left, right in pairwise(title_words) if _says(left) and _says(right)}


def _says(word: str) -> bool:
    return len(word) > 2 and not word.isdigit() and word not in GENERAL and word not in STOP_WORDS
