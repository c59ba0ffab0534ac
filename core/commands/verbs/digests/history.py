"""What a digest learns from the past of its channel, as commands: to have that read, and to see how far it is."""

from collections.abc import Iterator
from datetime import timedelta

import msgspec

from core.cards.card import Button, Card
from core.cards.views import note
from core.commands.rights import TEAMS, may_set_up
from core.errors import CannotBeDone
from core.model import Call, Follow
from core.services.history.learning import digest_line
from core.services.history.reading import MOST
from core.store.chats.histories import ChannelReading, Histories
from core.store.delivery.subscriptions import Subscriptions
from core.subscriptions.wording import long_day
from core.text.cleaning import counted, papers_in_words

FRESH = timedelta(hours=1)
"""How long a channel's past is not read again: what came since was heard as it came."""

PROGRESS = Button("How far is it?", "digest learn history")


def read_history(histories: Histories, subscriptions: Subscriptions, call: Call) -> Iterator[Card | Follow]:
    """Have the past of the channel read from which a call comes. Raises NotAllowed, CannotBeDone."""
    may_set_up(call)
    if call.place.platform not in TEAMS:
        raise CannotBeDone(
            "Only a channel of Slack or Discord has a past to read; “paperboy learn FILE” reads an export."
        )
    if call.direct or call.group or call.closed_thread:
        raise CannotBeDone(
            "Only a channel's past is read, not that of a conversation between a few. Type it in a channel."
        )
    before = histories.of(msgspec.structs.replace(call.place, thread=""))
    if before and before.ended and not before.why and call.now - before.ended < FRESH:
        yield history_card(before, subscriptions)
        return
    reading = histories.ask(call)
    if reading.messages:
        yield note("I am still reading this channel's past.", so_far(reading), PROGRESS)
    else:
        yield note(
            "I read this channel's past now, and tell you what I found.",
            f"The newest {MOST:,} messages of the last two years, without what is in threads: links become its archive, reactions"
            " its first votes. Nothing is posted.",
            PROGRESS,
        )
    yield Follow(past=reading.place)


def history_card(reading: ChannelReading, subscriptions: Subscriptions) -> Card:
    """What became of a reading."""
    if reading.why:
        return note("I could not read this channel's past to its end.", f"{reading.why} {so_far(reading)}", AGAIN)
    digests = subscriptions.of_place(reading.place)
    learns = " Its digest learns from that." if any(digest.learn == "on" for digest in digests) else ""
    if not reading.topics:
        return note("I read this channel's past.", f"{so_far(reading)}{learns}")
    reads = f"This room reads: {', '.join(reading.topics)}."
    if digests:
        return note("I read this channel's past.", f"{so_far(reading)} {reads}{learns}")
    offer = Button("Set a digest up", digest_line(reading.topics))
    return note("I read this channel's past.", f"{so_far(reading)} {reads} Set a digest up?", offer)


AGAIN = Button("Try again", "digest learn history")


def so_far(reading: ChannelReading) -> str:
    """How much was read: `1,200 messages back to Friday 6 November 2026: 31 papers, 12 votes.`"""
    if not reading.messages:
        return "No message was read."
    back = f" back to {long_day(reading.back_to.date())} {reading.back_to.year}" if reading.back_to else ""
    papers, votes = papers_in_words(len(reading.papers)), counted(reading.votes, "vote")
    return f"{counted(reading.messages, 'message')}{back}: {papers}, {votes}."
