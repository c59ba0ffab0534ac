"""Reading a channel's own past where its platform shows it: a page at a time, each learned before the next is asked for."""

from datetime import date, datetime, timedelta

import msgspec

from core.services.history.learning import HistoryLearner, LearnedChannel
from core.services.history.past import PastChannel, PastPage
from core.store.chats.histories import ChannelReading, Histories

MOST = 10_000
"""Messages of a channel that are read, the newest."""

FARTHEST = timedelta(days=720)
"""How old a message may be: older votes are not learned from (core/delivery/examples.py)."""


class HistoryReader:
    """Learns the pages of channels whose past somebody has read."""

    def __init__(self, histories: Histories, learner: HistoryLearner) -> None:
        self._histories, self._learner = histories, learner

    def take(self, reading: ChannelReading, page: PastPage, now: datetime) -> None:
        """Learn a page, and keep how far the reading is. Taken twice, it changes nothing."""
        channel = channel_of(reading, page)
        learned = self._learner.learn_part(channel, now)
        references = (reference for message in page.messages for reference in message.papers)
        after = msgspec.structs.replace(
            reading,
            until=now,
            cursor=page.cursor or reading.cursor,
            messages=reading.messages + page.read,
            back_to=page.back_to or reading.back_to,
            papers=tuple(dict.fromkeys((*reading.papers, *references))),
            titles=tuple(dict.fromkeys((*reading.titles, *learned.titles))),
            votes=reading.votes + learned.votes,
        )
        if not page.more or after.messages >= MOST:
            after = self._ended(after, channel, now)
        self._histories.change(reading, after)

    def fail(self, reading: ChannelReading, why: str, now: datetime) -> None:
        """End a reading that cannot go on; what was learned stays."""
        self._histories.change(reading, msgspec.structs.replace(reading, ended=now, why=why))

    def _ended(self, reading: ChannelReading, channel: PastChannel, now: datetime) -> ChannelReading:
        topics = self._topics(reading, channel, now.date())
        return msgspec.structs.replace(reading, ended=now, topics=topics, titles=())

    def _topics(self, reading: ChannelReading, channel: PastChannel, today: date) -> tuple[str, ...]:
        learned = LearnedChannel(channel, len(reading.papers), reading.votes, reading.titles)
        return self._learner.topics(learned, today)


def channel_of(reading: ChannelReading, page: PastPage) -> PastChannel:
    """The channel of a reading, with a page of its messages."""
    return PastChannel(reading.place, reading.place, page.name, bool(page.name), page.messages)
