"""A digest by mail that somebody sets up in a chat: asked privately, confirmed by the code in a mail, theirs to change and to end."""

import re
from datetime import timedelta

import msgspec
import pytest

from core.cards.card import Reply
from core.commands.dispatch import answer
from core.commands.verbs.digests.access import NO_SENDER
from core.delivery.addresses.asked import NO_MAILS, keep_address
from core.delivery.addresses.mailing import Mailing
from core.errors import BadCommand
from core.model import Call, Person, Place
from core.store.delivery.mailboxes import Mailboxes
from core.store.delivery.models import Models
from core.store.delivery.stopped import StoppedDigests
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from core.store.votes.votes import Votes
from core.subscriptions.model import Subscription
from tests.bots.mail.conftest import Post, kept_in
from tests.core.delivery.conftest import text_of
from tests.factories import with_rules
from workers import jobs

ADA, BOB = Person("slack", "T1", "U1"), Person("slack", "T1", "U2")
HERE = Place("slack", "T1", "C1")
LINE = "digest new topics:tidal at:09:00 tz:Europe/Paris sure:yes"
CODE = re.compile(r"digest confirm ([0-9a-f]{5}-[0-9a-f]{5})")


class Chat:
    """People in a channel, as the core hears them, and the worker that asks addresses."""

    def __init__(self, post: Post) -> None:
        self.post, self.app = post, post.app
        with_rules(self.app, mails=True)
        self._lines = 0

    def call(self, person: Person = ADA, **more: object) -> Call:
        """What somebody does now."""
        self._lines += 1
        return msgspec.structs.replace(Call(person, HERE, self.post.now, f"d{self._lines}"), **more)

    def type(self, line: str, person: Person = ADA, **more: object) -> Reply:
        """What the core answers to a line."""
        return answer(self.app, line, self.call(person, **more))

    def fill(self, address: str, line: str = LINE, person: Person = ADA, **more: object) -> Reply:
        """Type an address in the form, as the bots do, and what the core answers to the line with its short id."""
        call = self.call(person)
        short_id = self.app.call(keep_address, call=call, form="mail", address=address)
        return self.type(f"{line} to:mail:{short_id}", person, **more)

    def work(self) -> None:
        """Send what is to be asked."""
        jobs.use(jobs.Work(self.app, self.post.settings))
        for request in self.app.of(Mailboxes).requests():
            jobs.confirm(request.id)

    def code(self) -> str:
        """The code in the newest mail."""
        body = self.post.relay.taken[-1].mail.get_body(("plain",))
        assert body
        return CODE.findall(body.get_content())[0]

    def sign_up(self, address: str = "ada@example.com", line: str = LINE, person: Person = ADA) -> Subscription:
        """All of it: the form, the mail, the code."""
        self.fill(address, line, person)
        self.work()
        assert "is set up" in text_of(self.type(f"digest confirm {self.code()}", person))
        return self.digests(person)[-1]

    def digests(self, person: Person = ADA) -> list[Subscription]:
        """The digests of a person."""
        return self.app.of(Subscriptions).of_person(person)


@pytest.fixture
def chat(post: Post) -> Chat:
    """Ada and Bob in a channel of Slack."""
    return Chat(post)


def test_an_address_gets_a_code_first_and_the_digest_once_that_is_typed(chat: Chat) -> None:
    told = text_of(chat.fill("ada@example.com"))
    assert "Look into your inbox." in told and "a…@example.com" in told and "ada@" not in told
    assert "tidal" in told and "Nothing else is sent before" in told
    chat.work()
    (asked,) = chat.post.relay.taken
    assert asked.recipient == "ada@example.com" and chat.digests() == []
    assert not asked.mail["list-unsubscribe"] and "tidal" in str(asked.mail.get_body(("plain",)))
    confirmed = text_of(chat.type(f"digest confirm {chat.code()}"))
    assert "“daily papers” is set up." in confirmed and NO_SENDER in confirmed
    (digest,) = chat.digests()
    assert digest.by_mail and digest.maker == ADA and digest.personal and digest.zone == "Europe/Paris"
    assert chat.post.send() == ["done"]
    first = chat.post.relay.taken[-1]
    assert first.recipient == "ada@example.com" and "Tidal Attention" in str(first.mail.get_body(("plain",)))
    assert chat.app.of(Mailboxes).requests() == []


def test_the_code_is_read_however_it_is_typed_and_typed_twice_it_does_nothing_more(chat: Chat) -> None:
    chat.fill("ada@example.com")
    chat.work()
    for typed in (chat.code().upper().replace("-", " "), chat.code().replace("-", ""), f"“{chat.code()}”"):
        assert "is set up" in text_of(chat.type(f"digest confirm {typed}"))
    assert len(chat.digests()) == 1


def test_only_who_asked_can_type_the_code_and_a_wrong_one_sets_nothing_up(chat: Chat) -> None:
    chat.fill("ada@example.com")
    chat.work()
    right = chat.code()
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    for code, person in ((right, BOB), (wrong, ADA), ("é", ADA), ("0", ADA)):
        reply = chat.type(f"digest confirm {code}", person)
        assert reply.outcome != "done" and "No digest of yours waits for that code" in text_of(reply)
    assert chat.app.of(Subscriptions).all() == []


def test_the_link_in_the_mail_confirms_too_and_is_left_out_where_it_would_lead_nowhere(chat: Chat) -> None:
    chat.fill("ada@example.com")
    chat.work()
    assert "https://papers.example.org/mail/confirm/" in str(chat.post.relay.taken[-1].mail.get_body(("plain",)))
    (request,) = chat.app.of(Mailboxes).requests()
    chat.app.of(Mailing).confirm(request.id, chat.post.now)
    assert [one.maker for one in chat.app.of(Subscriptions).all()] == [ADA]
    mailing = chat.app.of(Mailing)
    mailing._site = msgspec.structs.replace(mailing._site, url="")
    chat.fill("ada@example.org", "digest new top:3 sure:yes tz:UTC")
    chat.work()
    assert "http" not in str(chat.post.relay.taken[-1].mail.get_body(("plain",)))
    assert "/papers digest confirm" in str(chat.post.relay.taken[-1].mail.get_body(("plain",)))


def test_without_a_public_address_and_a_box_the_mail_says_the_way_in_the_chat(chat: Chat) -> None:
    chat.post.use(PAPERBOY_URL="")
    chat.sign_up()
    chat.post.send()
    assert "/papers digest list" in str(chat.post.relay.taken[-1].mail.get_body(("plain",)))
    assert "http" not in str(chat.post.relay.taken[-1].mail["list-unsubscribe"])


def test_what_waits_for_its_code_stands_in_the_list_of_who_asked_alone_and_can_be_cancelled(chat: Chat) -> None:
    chat.fill("ada@example.com", f"{LINE} name:kites")
    listed = chat.type("digest list")
    assert "“kites” waits for the code in a mail to a…@example.com" in text_of(listed)
    assert "kites" not in text_of(chat.type("digest list", BOB))
    (cancel,) = (button for card in listed.cards for button in card.buttons if button.label == "Cancel it")
    chat.work()
    assert "kites" not in text_of(chat.type(f"{cancel.line} sure:yes", BOB))
    assert "is cancelled" in text_of(chat.type(f"{cancel.line} sure:yes"))
    assert "waits" not in text_of(chat.type("digest list"))
    assert "No digest of yours" in text_of(chat.type(f"digest confirm {chat.code()}"))


def test_a_digest_by_mail_is_listed_changed_paused_and_stopped_by_its_maker_alone(chat: Chat) -> None:
    digest = chat.sign_up()
    assert "“daily papers”, which comes to you by mail" in text_of(chat.type("digest list"))
    assert "by mail" not in text_of(chat.type("digest list", BOB))
    for verb in ("edit", "pause", "stop"):
        reply = chat.type(f"digest {verb} {digest.id} {'top:3' if verb == 'edit' else ''}", BOB)
        assert reply.outcome != "done" and "was stopped, or is posted elsewhere" in text_of(reply)
    assert "Up to 3 papers" in text_of(chat.type(f"digest edit {digest.id} top:3"))
    assert "is paused" in text_of(chat.type(f"digest pause {digest.id}"))
    assert "is resumed" in text_of(chat.type(f"digest resume {digest.id}"))
    assert "is stopped" in text_of(chat.type(f"digest stop {digest.id} sure:yes"))
    assert "is back" in text_of(chat.type(f"digest undo {digest.id}"))
    assert chat.post.send() == ["done"]


def test_a_digest_of_ones_own_moves_to_an_address_and_from_one_to_another(chat: Chat) -> None:
    alone = Place("slack", "T1", "D1")
    chat.type(f"{LINE} name:kites layout:cards top:7", place=alone, direct=True)
    (old,) = chat.digests()
    asked = text_of(chat.fill("ada@example.com", f"digest edit {old.id} top:3"))
    assert "Until then, “kites” goes on as it is." in asked and "Up to 3 papers about tidal" in asked
    assert chat.digests() == [old]
    chat.work()
    assert "“kites” is set up" in text_of(chat.type(f"digest confirm {chat.code()}"))
    (moved,) = chat.digests()
    assert moved.by_mail and (moved.top, moved.layout, moved.wants) == (3, "compact", old.wants)
    assert "goes to that address already" in text_of(chat.fill("ada@example.com", f"digest edit {moved.id}"))
    chat.fill("ada@example.org", f"digest edit {moved.id}")
    chat.work()
    chat.type(f"digest confirm {chat.code()}")
    (last,) = chat.digests()
    assert last.place != moved.place and last.name == "kites"
    chat.app.tend(chat.post.now + timedelta(days=2))
    assert [box.address for box in chat.app.of(Mailboxes).all()] == ["ada@example.org"]


def test_a_channels_digest_stays_where_others_read_it_and_none_moves_to_a_webhook(chat: Chat) -> None:
    chat.type(LINE)
    (old,) = chat.digests()
    assert "Others read that digest" in text_of(chat.fill("ada@example.com", f"digest edit {old.id}"))
    assert "cannot move to a webhook" in text_of(chat.type(f"digest edit {old.id} to:webhook"))
    chat.work()
    assert chat.digests() == [old] and chat.post.relay.taken == []


def test_an_empty_list_offers_mails_where_they_are_sent(chat: Chat) -> None:
    lines = [button.line for card in chat.type("digest list").cards for button in card.buttons]
    assert lines == ["digest new", "digest new to:mail"]
    with_rules(chat.app, mails=False)
    assert [button.line for card in chat.type("digest list").cards for button in card.buttons] == ["digest new"]


def test_an_address_is_forgotten_a_day_after_its_last_digest_was_stopped(chat: Chat) -> None:
    digest, boxes = chat.sign_up(), chat.app.of(Mailboxes)
    chat.app.tend(chat.post.now)
    assert len(boxes.all()) == 1
    chat.type(f"digest stop {digest.id} sure:yes")
    chat.app.tend(chat.post.now + timedelta(hours=23))
    assert len(boxes.all()) == 1  # stopping can be undone
    chat.app.tend(chat.post.now + timedelta(hours=25))
    assert boxes.all() == [] and chat.app.of(StoppedDigests).kept(chat.post.now) == []


def test_a_digest_whose_reader_ended_it_by_mail_does_not_come_back_to_a_forgotten_address(chat: Chat) -> None:
    digest = chat.sign_up()
    chat.type(f"digest stop {digest.id} sure:yes")
    chat.app.of(Mailing).end(digest)
    reply = chat.type(f"digest undo {digest.id}")
    assert "Its address was forgotten" in text_of(reply) and chat.digests() == []


def test_whoever_may_not_set_the_channel_up_gets_their_own_mails_all_the_same(chat: Chat) -> None:
    told = text_of(
        chat.fill("ada@example.com", refusal="Only admins may do that.", posting="never", way_in="Invite me.")
    )
    assert "Look into your inbox." in told


@pytest.mark.parametrize(
    "options", ["layout:cards", "abstracts:thread", "publish:yes", "top:99", "tz:Nowhere/Else", "at:99"]
)
def test_what_a_mail_cannot_do_is_said_before_anybody_is_asked(chat: Chat, options: str) -> None:
    reply = chat.fill("ada@example.com", f"digest new {options} sure:yes")
    assert reply.outcome != "done" and "menu" not in text_of(reply)
    chat.work()
    assert chat.post.relay.taken == []


def test_a_zone_that_nobody_knows_and_a_filter_that_fits_nothing_are_asked_about_with_the_address_kept(
    chat: Chat,
) -> None:
    asked = chat.fill("ada@example.com", "digest new topics:kites")
    assert "Which time zone" in text_of(asked)
    (paris,) = (button.line for card in asked.cards for button in card.buttons if button.label == "Europe/Paris")
    assert "ada@" not in paris and "to:mail:" in paris
    assert "Look into your inbox." in text_of(chat.type(paris))
    doubted = chat.fill("bob@example.com", "digest new topics:nobodywritesofthis tz:UTC")
    (anyway,) = (button.line for card in doubted.cards for button in card.buttons)
    assert "Nothing is saved yet" in text_of(doubted) and "Look into your inbox." in text_of(chat.type(anyway))


def test_the_same_address_is_asked_again_only_later_and_only_who_asked_is_told(chat: Chat) -> None:
    chat.fill("ada@example.com")
    chat.work()
    chat.post.now += timedelta(minutes=1)
    assert "You had that address asked already" in text_of(chat.fill("ada@example.com", f"{LINE} name:more"))
    assert "Look into your inbox." in text_of(chat.fill("ada@example.com", LINE, BOB))
    chat.work()
    assert len(chat.post.relay.taken) == 1
    chat.post.now += timedelta(minutes=11)
    assert "Look into your inbox." in text_of(chat.fill("ada@example.com", f"{LINE} name:more"))
    chat.work()
    assert len(chat.post.relay.taken) == 2


def test_cancelling_does_not_let_an_address_be_asked_more_often(chat: Chat) -> None:
    for n in range(6):
        chat.fill("ada@example.com", f"{LINE} name:n{n}")
        chat.work()
        for request in chat.app.of(Mailboxes).requests_of(ADA):
            chat.type(f"digest stop {request.id} sure:yes")
        chat.post.now += timedelta(minutes=11)
    assert len(chat.post.relay.taken) == 3


def test_what_others_have_at_an_address_is_not_told_and_not_changed(chat: Chat) -> None:
    old = chat.post.subscribe("ada@example.com", top="7")
    chat.fill("ada@example.com")
    assert "already" not in text_of(chat.type("digest list"))
    chat.work()
    assert "“daily papers 2” is set up" in text_of(chat.type(f"digest confirm {chat.code()}"))
    assert chat.post.digest(old) == old and len(chat.app.of(Subscriptions).all()) == 2
    assert "gets “daily papers 2” already" in text_of(chat.fill("ada@example.com", f'{LINE} name:"daily papers 2"'))


@pytest.mark.parametrize("typed", ["ada@example.com", '"ada@example.com"', "mailto:ada@example.com"])
def test_a_chats_line_takes_no_address(chat: Chat, typed: str) -> None:
    reply = chat.type(f"digest new to:{typed}")
    assert "to:mail, and I ask you for your mail address privately" in text_of(reply) and "ada@" not in text_of(reply)


def test_in_a_mention_the_way_to_the_form_is_said(chat: Chat) -> None:
    assert "Type it as a command: /papers digest new to:mail" in text_of(chat.type("digest new to:mail"))


def test_the_short_id_of_anothers_address_is_of_no_use(chat: Chat) -> None:
    short_id = chat.app.call(keep_address, call=chat.call(BOB), form="mail", address="bob@example.com")
    assert "You gave no mail address of that name" in text_of(chat.type(f"{LINE} to:mail:{short_id}"))


def test_without_a_relay_it_is_said_that_no_mails_are_sent(chat: Chat) -> None:
    with_rules(chat.app, mails=False)
    with pytest.raises(BadCommand, match="No mails are sent from here"):
        chat.fill("ada@example.com")
    assert NO_MAILS in text_of(chat.type("digest new to:mail"))


def test_an_address_that_the_relay_refuses_is_told_in_the_list(chat: Chat) -> None:
    chat.fill("ada@example.com")
    chat.post.relay.faults.append("unknown")
    chat.work()
    listed = text_of(chat.type("digest list"))
    assert "cannot come by mail" in listed and "the relay refuses its address (5.1.1)" in listed
    chat.work()
    assert chat.post.relay.taken == []


@pytest.mark.parametrize(("fault", "mails"), [("busy", 1), ("full", 1), ("drop before", 0), ("drop after", 1)])
def test_the_question_is_asked_once_whatever_the_relay_does(chat: Chat, fault: str, mails: int) -> None:
    chat.fill("ada@example.com")
    chat.post.relay.faults.append(fault)  # type: ignore[arg-type]
    chat.work()
    chat.work()
    chat.work()
    assert len(chat.post.relay.taken) == mails


def test_bounces_tell_the_maker_in_the_chat_without_the_address(chat: Chat) -> None:
    digest = chat.sign_up()
    chat.post.send()
    assert chat.app.of(Mailing).bounced(digest.place.channel, "5.1.1", chat.post.now) == "off"
    assert chat.post.send() == ["done"]
    (notice,) = chat.post.chat.posts
    told = str(notice.digest)
    assert "its address come back (5.1.1)" in told and "I cannot mail" in told and "ada@" not in told
    assert "Paused after it could not be sent: mails to its address come back (5.1.1)" in text_of(
        chat.type("digest list")
    )


def test_forgetting_its_maker_leaves_no_trace_of_the_address(chat: Chat) -> None:
    chat.sign_up()
    chat.post.send()
    chat.post.now += timedelta(minutes=11)
    chat.fill("ada@example.com", f"{LINE} name:asked")
    stopped = chat.sign_up("ada@stopped.example", f"{LINE} name:stopped")
    chat.type(f"digest stop {stopped.id} sure:yes")
    chat.app.call(keep_address, call=chat.call(), form="mail", address="ada@draft.example")
    assert str(kept_in(chat.app.of(Record))).count("ada@") > 3
    chat.app.forget(ADA, chat.post.now)
    assert "ada@" not in str(kept_in(chat.app.of(Record))) and chat.app.of(Subscriptions).all() == []
    mails = len(chat.post.relay.taken)
    chat.post.go(days=3)
    assert len(chat.post.relay.taken) == mails


def test_forgetting_its_maker_forgets_what_was_voted_for_from_its_mails(chat: Chat) -> None:
    digest = chat.sign_up()
    chat.post.send()
    (paper, *_) = chat.app.of(Subscriptions).sent(digest.id, digest.made - timedelta(days=1))
    votes = chat.app.of(Votes)
    votes.press(Call(digest.reader, digest.place, chat.post.now, "v1", direct=True), paper, "up")
    assert votes.tallies([paper])[paper].up == 1
    chat.app.forget(ADA, chat.post.now)
    assert votes.tallies([paper])[paper].up == 0


def test_it_learns_from_what_its_maker_votes_for_in_the_chat_and_its_reader_by_mail(chat: Chat) -> None:
    digest = chat.sign_up()
    chat.post.send()
    papers = chat.app.of(Subscriptions).sent(digest.id, digest.made - timedelta(days=1))
    call = Call(digest.reader, digest.place, chat.post.now, "v1", direct=True)
    chat.app.of(Votes).press(call, papers[0], "up")
    models = chat.app.of(Models)
    assert models.waiting() == [digest.id]
