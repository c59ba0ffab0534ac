"""The methods views.* and files.*: modals, the Home, and the two steps of an upload."""

import json

from tests.fakes.slack.chat import told
from tests.fakes.slack.checks import VIEW_BYTES
from tests.fakes.slack.content import judge, place, stored
from tests.fakes.slack.state import Workspace
from tests.fakes.slack.things import BOT, File, Json, Message, Refused, View
from tests.fakes.slack.web import Method

DEEP = 3  # docs.slack.dev/surfaces/modals: at most three views in one stack


def open_view(world: Workspace, given: Json) -> Json:
    shape = taken(world, given.get("view"), "modal", "views.open")
    user = world.pull(str(given.get("trigger_id") or given.get("interactivity_pointer") or ""))
    return {"view": show(world, shape, user).shown()}


def push_view(world: Workspace, given: Json) -> Json:
    shape = taken(world, given.get("view"), "modal", "views.push")
    user = world.pull(str(given.get("trigger_id", "")))
    return {"view": push(world, shape, user).shown()}


def update_view(world: Workspace, given: Json) -> Json:
    shape = taken(world, given.get("view"), "modal", "views.update")
    named = [v for v in world.views.values() if v.given.get("external_id") == given.get("external_id")]
    view = world.views.get(str(given.get("view_id", ""))) or (named[0] if given.get("external_id") and named else None)
    if view is None or not view.is_open:
        raise Refused("not_found")
    if given.get("hash") and given["hash"] != view.hash:
        raise Refused("hash_conflict")
    view.given, view.version = shape, view.version + 1
    return {"view": view.shown()}


def publish(world: Workspace, given: Json) -> Json:
    shape = taken(world, given.get("view"), "home", "views.publish")
    user = str(given.get("user_id", ""))
    if user not in world.users:
        raise Refused("user_not_found")
    home = world.homes.get(user)
    if home and given.get("hash") and given["hash"] != home.hash:
        raise Refused("hash_conflict")
    if home is None:
        home = world.homes[user] = View(world.number("V"), shape, user)
        world.views[home.id] = home
    home.given, home.version = shape, home.version + 1
    return {"view": home.shown()}


def show(world: Workspace, shape: Json, user: str) -> View:
    """Opens a modal over whatever the person has open."""
    view = View(world.number("V"), shape, user)
    return world.views.setdefault(view.id, view)


def push(world: Workspace, shape: Json, user: str) -> View:
    """Opens a modal upon the person's topmost one; raises Refused (push_limit_reached)."""
    below = [v for v in world.views.values() if v.user == user and v.is_open and v.given["type"] == "modal"]
    if len(below) >= DEEP:
        raise Refused("push_limit_reached")
    view = show(world, shape, user)
    if below:
        view.root, view.previous = below[0].id, below[-1].id
    return view


def taken(world: Workspace, view: object, kind: str, where: str) -> Json:
    """The view as Slack stores it; raises Refused (invalid_arguments, view_too_large)."""
    if not isinstance(view, dict) or view.get("type") != kind:
        raise Refused("invalid_arguments", response_metadata={"messages": [f"[ERROR] no {kind} [json-pointer:/view]"]})
    if len(json.dumps(view)) > VIEW_BYTES:
        raise Refused("view_too_large")
    judge(world, view, where, "invalid_arguments")
    wants = any(block.get("type") == "input" for block in view.get("blocks", []))
    if kind == "modal" and (not view.get("title") or (wants and not view.get("submit"))):
        world.breaches.append(f"{where}: a modal without title, or with inputs and no submit")
        raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] missing required field"]})
    return {**view, "blocks": stored(world, view.get("blocks", []))}


def file_info(world: Workspace, given: Json) -> Json:
    file = world.files.get(str(given.get("file", "")))
    if file is None or not file.shared:
        raise Refused("file_not_found")
    return {"file": describe(world, file)}


def upload_url(world: Workspace, given: Json) -> Json:
    if not given.get("filename") or not int(given.get("length") or 0):
        raise Refused("invalid_arguments")
    file = File(world.number("F"), str(given["filename"]), BOT)
    world.files[file.id] = file
    return {"upload_url": f"{world.url}/upload/v1/{file.id}", "file_id": file.id}


def complete_upload(world: Workspace, given: Json) -> Json:
    found = [world.files.get(str(named.get("id"))) for named in given.get("files") or []]
    files = [file for file in found if file and file.data]
    if not files or len(files) != len(found):
        raise Refused("file_not_found")
    for file, named in zip(files, given["files"], strict=True):
        file.title = str(named.get("title") or file.name)
    if given.get("channel_id"):
        channel = place(world, given, "channel_id", posting=True)
        message = Message(channel.id, world.stamp(), BOT, str(given.get("initial_comment") or ""))
        message.thread_ts = str(given.get("thread_ts") or "")
        for file in files:
            file.shared.append(channel.id)
        message.files = [describe(world, file) for file in files]
        world.messages.append(message)
        world.outbox.append(told(channel, message) | {"subtype": "file_share"})
    return {"files": [describe(world, file) for file in files]}


def describe(world: Workspace, file: File) -> Json:
    """The file object of events and files.info; its download wants the bot's token."""
    kind = file.name.rpartition(".")[2].lower() or "text"
    private = f"{world.url}/files-pri/T1-{file.id}"
    return (
        {"id": file.id, "name": file.name, "title": file.title or file.name, "user": file.user, "size": len(file.data)}
        | {"filetype": kind, "pretty_type": kind.upper(), "mimetype": "text/plain", "mode": "hosted", "editable": False}
        | {"is_external": False, "external_type": "", "is_public": True, "public_url_shared": False, "username": ""}
        | {"display_as_bot": False, "created": int(world.now()), "timestamp": int(world.now())}
        | {"url_private": f"{private}/{file.name}", "url_private_download": f"{private}/download/{file.name}"}
        | {"permalink": f"https://acme.slack.com/files/{file.user}/{file.id}/{file.name}", "file_access": "visible"}
        | {"has_rich_preview": False, "channels": list(file.shared), "groups": [], "ims": []}
    )


METHODS = {
    "views.open": Method(open_view, "", 100),
    "views.push": Method(push_view, "", 100),
    "views.update": Method(update_view, "", 100),
    "views.publish": Method(publish, "", 100),
    "files.info": Method(file_info, "files:read", 100),
    "files.getUploadURLExternal": Method(upload_url, "files:write", 100),
    "files.completeUploadExternal": Method(complete_upload, "files:write", 100),
}
