"""What people do with the app's own surfaces: commands, buttons, menus, shortcuts and modals."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from tests.fakes.slack import hooks, surfaces
from tests.fakes.slack.content import ACTS, content
from tests.fakes.slack.fields import state_of, taken_option
from tests.fakes.slack.stage import Act, Person, Room, Stage, container, interaction, name_of, room_of, sees
from tests.fakes.slack.things import APP, TEAM, Blocks, Hook, Json, Message, Refused, User, View

TOKEN = re.compile(r"<[@#][UWC][A-Z0-9]+(?:\|[^>]*)?>|https?://[^\s<>]+")


class Acts(Stage):
    """Each act waits for its ack and gives an Act."""

    should_escape = True  # as the manifest says of the slash command

    def command(
        self, user: Person, channel: Room, text: str, *, name: str = "/papers", team: str = TEAM, wait: bool = True
    ) -> Act:
        """Types a slash command; with `team`, in another workspace."""
        with self.world.changed:
            who, room = self.world.users[name_of(user)], self.world.channels[name_of(channel)]
            hook = self.world.hook(room.id, who.id)
            typed = "".join(_escaped(text)) if self.should_escape else text
            payload = (
                {"token": "verification", "team_id": team, "team_domain": "acme", "api_app_id": APP}
                | {"channel_id": room.id, "channel_name": room_of(room)["name"], "command": name, "text": typed}
                | {"user_id": who.id, "user_name": who.name, "is_enterprise_install": "false"}
                | {"response_url": self._url(hook), "trigger_id": self.world.trigger(who.id)}
            )
        act = Act(self.send("slash_commands", payload, accepts=True, wait=wait), hook, self)
        if act.delivery.answer:
            self._post_ack(hook, act.delivery.answer)
        return act

    def press(
        self,
        user: Person,
        where: Message | View,
        action: str,
        *,
        nth: int = 0,
        wait: bool = True,
        filled: dict[str, object] | None = None,
    ) -> Act:
        """Presses a button by its label, its action_id or its value: the nth of those; in a form, `filled` in so far."""
        found = [e for e in _elements(where) if e[1]["type"] == "button" and action in _names(e[1])]
        block, button, unfurl = _nth(found, nth, action)
        pressed: Json = {name: button[name] for name in ("text", "value", "url") if name in button}
        return self._act(user, where, block, button, pressed, unfurl, wait, filled)

    def choose(self, user: Person, where: Message | View, label: str, *, nth: int = 0) -> Act:
        """Picks an option of a menu (overflow, select, radio) by its text or value: of the nth menu that has it."""
        found = [e for e in _elements(where) if taken_option(e[1], label)]
        block, menu, unfurl = _nth(found, nth, label)
        return self._act(user, where, block, menu, {"selected_option": taken_option(menu, label)}, unfurl, True)

    def _act(
        self,
        user: Person,
        where: Message | View,
        block: Json,
        element: Json,
        did: Json,
        unfurl: str,
        wait: bool,
        filled: dict[str, object] | None = None,
    ) -> Act:
        with self.world.changed:
            who = self.world.users[name_of(user)]
            payload = interaction(self.world, "block_actions", who, TEAM)
            about = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
            payload["actions"] = [{**about, **did, "action_ts": self.world.stamp()}]
            payload |= {"container": container(where), "state": {"values": {}}}
            hook = self._stand(payload, who, where, unfurl)
            if isinstance(where, View):
                payload["view"] = where.shown(state_of(where.given["blocks"], filled or {}))
        return Act(self.send("interactive", payload, wait=wait), hook, self)

    def _stand(self, payload: Json, who: User, where: Message | View, unfurl: str) -> Hook | None:
        if isinstance(where, View):
            payload |= {"view": where.shown()}
            return None
        if not sees(where, who.id):
            raise ValueError(f"{who.name} cannot see that message")
        hook = self.world.hook(where.channel, who.id, where)
        payload |= {"channel": room_of(self.world.channels[where.channel]), "response_url": self._url(hook)}
        if unfurl:
            payload["container"] |= {"type": "message_attachment", "attachment_id": 1, "is_app_unfurl": True}
            payload["container"]["app_unfurl_url"] = unfurl
            payload["app_unfurl"] = {"id": 1, "app_unfurl_url": unfurl, "is_app_unfurl": True, **where.unfurls[unfurl]}
        elif not where.only_for:
            payload["message"] = where.shown()
        return hook

    def shortcut(self, user: Person, callback_id: str, message: Message | None = None) -> Act:
        """Runs a shortcut: a global one, or that of a message."""
        with self.world.changed:
            who = self.world.users[name_of(user)]
            payload = interaction(self.world, "message_action" if message else "shortcut", who, TEAM)
            payload |= {"callback_id": callback_id, "action_ts": self.world.stamp()}
            hook = None
            if message:
                hook = self.world.hook(message.channel, who.id)
                payload |= {"channel": room_of(self.world.channels[message.channel]), "message_ts": message.ts}
                payload |= {"message": message.shown(), "response_url": self._url(hook)}
        return Act(self.send("interactive", payload), hook, self)

    def modal(self, user: Person) -> View | None:
        """The topmost modal that the person has open."""
        mine = [v for v in self.world.views.values() if v.user == name_of(user) and v.is_open]
        return next((v for v in reversed(mine) if v.given["type"] == "modal"), None)

    def submit(self, user: Person, view: View, values: dict[str, object]) -> Act:
        """Fills a modal in, by block_id or action_id, and submits it; ValueError where a field must be filled."""
        with self.world.changed:
            who = self.world.users[name_of(user)]
            payload = interaction(self.world, "view_submission", who, who.team)  # theirs, not ours: bolt-js #1614
            payload |= {"view": view.shown(state_of(view.given["blocks"], values)), "response_urls": []}
        act = Act(self.send("interactive", payload, accepts=True), None, self)
        if act.acked:
            self._respond(view, act.delivery.answer)
        return act

    def _respond(self, view: View, answer: Json) -> None:
        action = answer.get("response_action", "")
        with self.world.changed:
            if action in ("update", "push"):
                shape = surfaces.taken(self.world, answer.get("view"), "modal", f"response_action {action}")
                if action == "push":
                    surfaces.push(self.world, shape, view.user)
                else:
                    view.given, view.version = shape, view.version + 1
            elif action == "errors":
                unknown = set(answer["errors"]) - {block["block_id"] for block in view.given["blocks"]}
                self.world.breaches += [f"errors beside a field that is not there: {name}" for name in unknown]
            else:
                for other in self.world.views.values():
                    if other is view or (action == "clear" and other.user == view.user):
                        other.is_open = False
            self.world.changed.notify_all()

    def _post_ack(self, hook: Hook, answer: Json) -> None:
        with self.world.changed:
            try:
                text, blocks = content(self.world, answer, "ack")
            except Refused:
                return  # Slack says nothing to the app; it stands among the breaches
            hook.answers.append(hooks.post(self.world, hook, answer, text, blocks))
        self.flush()

    def _url(self, hook: Hook) -> str:
        return f"{self.world.url}/hooks/{hook.id}"


def _elements(where: Message | View) -> Iterator[tuple[Json, Json, str]]:
    """Every block with something to act on, that thing, and the link whose unfurl it stands in (or "")."""
    if isinstance(where, View):
        yield from ((block, element, "") for block, element in _acting(where.given["blocks"]))
        return
    yield from ((block, element, "") for block, element in _acting(where.blocks))
    for url, card in where.unfurls.items():
        yield from ((block, element, url) for block, element in _acting(card.get("blocks", [])))


def acting(message: Message) -> Iterator[Json]:
    """Everything in a message that somebody can press or pick from."""
    return (element for _, element, _ in _elements(message))


def _acting(blocks: Blocks) -> Iterator[tuple[Json, Json]]:
    for block in blocks:
        for element in [*block.get("elements", []), block.get("accessory"), block.get("element")]:
            if element and element.get("type") in ACTS:
                yield block, element


def _names(button: Json) -> tuple[object, ...]:
    return button["text"]["text"], button["action_id"], button.get("value")


def _nth(found: list[tuple[Json, Json, str]], nth: int, named: str) -> tuple[Json, Json, str]:
    if len(found) <= nth:
        raise LookupError(f"nothing there is called {named!r}")
    return found[nth]


def _escaped(text: str) -> Iterator[str]:
    """What is typed, as Slack hands it on: addresses in angles, mentions kept, the rest escaped."""
    at = 0
    for found in TOKEN.finditer(text):
        yield _plain(text[at : found.start()])
        word = found.group()
        yield f"<{_plain(word)}>" if urlsplit(word).scheme else word
        at = found.end()
    yield _plain(text[at:])


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
