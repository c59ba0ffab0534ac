"""What people do in channels: talk, share links and files, react, invite the app, open its Home."""

import re
from bisect import insort
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from tests.fakes.slack.acts import Acts
from tests.fakes.slack.rooms import mark, unmark
from tests.fakes.slack.sockets import Delivery
from tests.fakes.slack.stage import Person, Room, name_of
from tests.fakes.slack.surfaces import describe
from tests.fakes.slack.things import BOT, TEAM, Channel, File, Json, Message

PART = re.compile(r"(?P<link>https?://[^\s<>]*[^\s<>.,;:!?)])|<@(?P<user>[UW][A-Z0-9]+)>|(?P<bot>@paperboy\b)")


class Talk(Acts):
    """Each of these waits for the acks of the events it causes; `slack.deliveries` keeps them all."""

    def say(
        self,
        user: Person,
        channel: Room,
        text: str,
        *,
        thread: Message | None = None,
        files: list[tuple[str, bytes]] | None = None,
        wait: bool = True,
    ) -> Message:
        """Posts as a person. "@paperboy" mentions the app; addresses become links, as when typed into Slack."""
        with self.world.changed:
            who, room = self.world.users[name_of(user)], self.world.channels[name_of(channel)]
            if who.id not in room.members:
                raise ValueError(f"{who.name} is not in {room.name}")
            typed, parts, links = composed(text)
            message = Message(room.id, self.world.stamp(), who.id, typed, _rich(parts, self.world.number("b")))
            message.thread_ts = (thread.thread_ts or thread.ts) if thread else ""
            message.files = [self._attach(who.id, room, *file) for file in files or ()]
            self.world.messages.append(message)
            self._tell_said(room, message, who.team)
            self._tell_links(room, message, links)
        self.flush(wait)
        return message

    def recall(
        self, user: Person, channel: Room, text: str, at: float, reactions: Mapping[str, Sequence[Person]]
    ) -> Message:
        """A message from before the app came, of which it hears nothing: its events were never sent."""
        with self.world.changed:
            message = Message(name_of(channel), f"{at:.6f}", name_of(user), composed(text)[0])
            message.reactions = {name: [name_of(one) for one in people] for name, people in reactions.items()}
            insort(self.world.messages, message, key=lambda one: float(one.ts))
        return message

    def _attach(self, user: str, room: Channel, name: str, data: bytes) -> Json:
        file = File(self.world.number("F"), name, user, data, name, [room.id])
        self.world.files[file.id] = file
        return describe(self.world, file)

    def _tell_said(self, room: Channel, message: Message, team: str) -> None:
        event = message.shown() | {"channel": room.id, "event_ts": message.ts, "team": team}
        event |= {"user_team": team, "source_team": team} if team != TEAM else {}
        kind = {"subtype": "file_share"} if message.files else {"client_msg_id": self.world.number("m")}
        self.world.outbox.append({**event, "channel_type": room.kind, **kind})
        if f"<@{BOT}>" in message.text and not room.peer and BOT in room.members:
            self.world.outbox.append({**event, "type": "app_mention"})

    def _tell_links(self, room: Channel, message: Message, links: list[str]) -> None:
        mine = self._unfurlable(links)
        if mine:
            made = self.world.number("unfurl-")
            self.world.links[made] = (message, mine)
            where = {"channel": room.id, "message_ts": message.ts, "is_bot_user_member": BOT in room.members}
            where |= {"thread_ts": message.thread_ts} if message.thread_ts else {}
            self._share(message.user, made, "conversations_history", mine, where)

    def compose(self, user: Person, text: str, *, wait: bool = True) -> str:
        """Types links without sending them; the unfurl_id, by which `slack.composed` shows the cards."""
        with self.world.changed:
            mine = self._unfurlable(composed(text)[2])
            made = self.world.number("unfurl-")
            self.world.links[made] = (None, mine)
            where = {"channel": "COMPOSER", "message_ts": self.world.number("draft-"), "is_bot_user_member": True}
            if mine:
                self._share(name_of(user), made, "composer", mine, where)
        self.flush(wait)
        return made

    def _share(self, user: str, unfurl: str, source: str, links: list[str], where: Json) -> None:
        told = [{"url": url, "domain": self._domain(url)} for url in links]
        event = {"type": "link_shared", "user": user, "unfurl_id": unfurl, "source": source, "links": told}
        self.world.outbox.append({**event, **where, "event_ts": self.world.stamp()})

    def _unfurlable(self, links: list[str]) -> list[str]:
        return [url for url in dict.fromkeys(links) if self._domain(url)]

    def _domain(self, url: str) -> str:
        host = urlsplit(url).hostname or ""
        return next((d for d in self.world.unfurl_domains if host == d or host.endswith("." + d)), "")

    def react(self, user: Person, message: Message, name: str, *, wait: bool = True) -> None:
        with self.world.changed:
            mark(self.world, message, name, name_of(user))
        self.flush(wait)

    def unreact(self, user: Person, message: Message, name: str, *, wait: bool = True) -> None:
        with self.world.changed:
            unmark(self.world, message, name, name_of(user))
        self.flush(wait)

    def invite(self, user: Person, channel: Room) -> None:
        """Brings the app into a channel."""
        with self.world.changed:
            room = self.world.channels[name_of(channel)]
            if BOT not in room.members:
                room.members.append(BOT)
            joined = {"type": "member_joined_channel", "user": BOT, "channel": room.id, "inviter": name_of(user)}
            kind = {"channel_type": "G" if room.is_private else "C", "team": TEAM, "event_ts": self.world.stamp()}
            self.world.outbox.append({**joined, **kind})
        self.flush()

    def kick(self, user: Person, channel: Room) -> None:
        """Takes the app out of a channel."""
        with self.world.changed:
            room = self.world.channels[name_of(channel)]
            room.members.remove(BOT)
            kind = "group_left" if room.is_private else "channel_left"
            left = {"type": kind, "channel": room.id, "actor_id": name_of(user), "event_ts": self.world.stamp()}
            self.world.outbox.append(left)
        self.flush()

    def open_home(self, user: Person, tab: str = "home") -> None:
        with self.world.changed:
            home = self.world.homes.get(name_of(user))
            room = self.world.direct(name_of(user))
            event: Json = {"type": "app_home_opened", "user": name_of(user), "channel": room.id, "tab": tab}
            event |= {"view": home.shown()} if home else {}
            self.world.outbox.append({**event, "event_ts": self.world.stamp()})
        self.flush()

    def deliver(self, event: Json, copies: int = 1, event_id: str = "", team: str = TEAM) -> list[Delivery]:
        """Sends any event, in as many copies as wanted, all with one event_id, and waits for their acks."""
        with self.world.changed:
            event = {"event_ts": self.world.stamp(), **event}
            payload = self.wrap(event, event_id, team)
        sent = [self.send("events_api", payload, wait=False) for _ in range(copies)]
        self._await(sent)
        return sent


def composed(text: str) -> tuple[str, list[Json], list[str]]:
    """What somebody typed: as Slack stores it, as rich text, and its links."""
    stored, parts, links, at = "", [], [], 0
    for found in PART.finditer(text):
        stored += _plain(text[at : found.start()])
        parts += [{"type": "text", "text": text[at : found.start()]}] if found.start() > at else []
        if found["link"]:
            links.append(found["link"])
            stored += f"<{_plain(found['link'])}>"
            parts.append({"type": "link", "url": found["link"]})
        else:
            stored += f"<@{found['user'] or BOT}>"
            parts.append({"type": "user", "user_id": found["user"] or BOT})
        at = found.end()
    parts += [{"type": "text", "text": text[at:]}] if text[at:] else []
    return stored + _plain(text[at:]), parts, links


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _rich(parts: list[Json], block_id: str) -> list[Json]:
    if not parts:
        return []
    return [{"type": "rich_text", "block_id": block_id, "elements": [{"type": "rich_text_section", "elements": parts}]}]
