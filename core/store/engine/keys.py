"""Every key of the record, built here and nowhere else; all begin with `pb:`.

Papers claim their ids, titles, words and shingles in a space for each scope: two scopes that paste one title have two papers, and
neither sees the other's. Shingles are spread over many small hashes, which Valkey stores compactly: a million of them take about 30 MB.
"""

from collections.abc import Callable
from datetime import date

from core.model import Person, Place
from core.text.naming import message as message
from core.text.naming import name as name
from core.text.naming import person as person
from core.text.naming import person_id as person_id
from core.text.naming import place as place

PREFIX = "pb:"
SCHEMA = "pb:schema"
CONFIRMED = "pb:confirmed"
LOG = "pb:log"
SNAPSHOT = "pb:snapshot"
BACKUP = "pb:backup"
DAYS = "pb:days"
INGESTS = "pb:ingests"
TALLIES = "pb:tallies"
NET = "pb:net"
TODO = "pb:todo"
DEAD = "pb:dead"
TICKS = "pb:ticks"
FETCHES = "pb:fetches"
UNFETCHED = "pb:unfetched"
FOLLOWS = "pb:follows"
FEEDS = "pb:feeds"
ADDED_FEEDS = "pb:added-feeds"
FIRST_OUTCOMES = "pb:first-outcomes"
TAGS = "pb:tags"
TURNS = "pb:turns"
SINCE = "pb:since"
INSTALLATION = "pb:installation"
RESOLVE = "pb:resolve"
RESOLVE_TRIES = "pb:resolve-tries"
PAPERS = "pb:papers"
TRENDING = "pb:trending"
TRENDING_BY = "pb:trending-by"
ACTIVE = "pb:active"
TOMBSTONES = "pb:graves"
CHANGED = "pb:changed"
POSTS = "pb:posts"
REDRAWN = "pb:redrawn"
SUBMITTED = "pb:submitted"
ADDERS = "pb:adders"
LIMITED = "pb:limited"
SCOPED = "pb:scoped"
LAST = "last"
MOVED = "pb:moved"
MOVING = "pb:moving"
UNITED = "pb:united"
EPOCH = "pb:epoch"
INBOX = "pb:inbox"
TEAMS = "pb:teams"
DEAD_EVENTS = "pb:dead-events"
SUBSCRIPTIONS = "pb:subscriptions"
STOPPED = "pb:stopped-digests"
WAITING = "pb:waiting"
DUE = "pb:due"
SLOTS_OPEN = "pb:slots-open"
SLOTS_ENDED = "pb:slots-ended"
SLOTS_FAILED = "pb:slots-failed"
SLOTS_LAST = "pb:slots-last"
MUTED = "pb:muted"
AUDIT = "pb:audit"
HEARTBEATS = "pb:heartbeats"
LEARNABLE = "pb:unlearned"
TERMS = "pb:terms"
ACTS = "pb:acts:"
AHEAD = "pb:ahead"
LEARNED_FILES = "pb:learned-files"
HISTORIES = "pb:histories"
ALERTS = "pb:alerts"
VECTORS = "pb:vectors"
NOTES_REMOVED = "pb:notes-removed"
LISTS = "pb:lists"
LIST_NAMES = "pb:list-names"
LISTS_DELETED = "pb:lists-deleted"
HOOKS = "pb:hooks"
SUMMARISER = "pb:summariser"
LINK_SECRET = "pb:link-secret"
LINK_VERSIONS = "pb:link-versions"
MAILBOXES = "pb:mailboxes"
MAIL_REQUESTS = "pb:mail-requests"


def _of_id(kind: str) -> Callable[[str], str]:
    return lambda value: f"{PREFIX}{kind}:{value}"


def _of_person(kind: str) -> Callable[[Person], str]:
    return lambda who: f"{PREFIX}{kind}:{name(who)}"


def _of_place(kind: str) -> Callable[[Place], str]:
    return lambda where: f"{PREFIX}{kind}:{place(where)}"


paper = _of_id("paper")
"""A paper: hash of `data` (JSON), `rev`, which rises with every change, and `born`, the millisecond it was first known.

`parts` are what its listings told apart, where they were taken for one by their likeness; `apart` the papers split from it;
`line` what a model wrote of it.
"""

hidden = _of_id("hidden")
"""The papers that are hidden in a workspace or server, from everybody for '': a sorted set, scored by since when."""

merged = _of_id("merged")
"""What was merged into a paper and why: hash of JSON notes."""

possible = _of_id("possible")
"""Papers that may be the same as this one: hash of paper id to reason, kept on both."""

marks = _of_id("marks")
"""The votes of a paper: hash of mark (person, message or button, emoji) to side and order."""

savers = _of_id("savers")
"""Who saved a paper: a set of persons."""

voted = _of_person("voted")
"""The papers a person left a mark on: hash of paper id to side, `-` where the marks (saved, taken back) are on none."""

saved = _of_person("saved")
"""The papers a person saved: hash of paper id to JSON (tag, when)."""

notes = _of_id("notes")
"""The notes on a paper: hash of scope and person (`scope|person`, no scope for a private note) to JSON."""

notes_by = _of_person("notes-by")
"""The notes of a person: a set of `paper scope|person`."""

notes_in = _of_id("notes-in")
"""The notes that all in a place may read: a set of `paper scope|person`."""

listed = _of_id("list")
"""What stands on a shared list: hash of paper id to JSON (since when, by whom)."""

lists_in = _of_id("lists-in")
"""The lists of a workspace, a server or a place: a set of ids."""

lists_by = _of_person("lists-by")
"""The lists that a person made: a set of ids."""

listed_by = _of_person("listed-by")
"""What a person put on lists: a set of `list paper`."""

followed = _of_person("followed")
"""The authors that a person follows: hash of name, folded, to JSON."""

named_in = _of_id("named-in")
"""Who lets themselves be named in a workspace, a server or a place: a set of persons."""

named_of = _of_person("named-of")
"""Where a person lets themselves be named: a set of scopes."""

searches = _of_person("searches")
"""What a person searched for last: sorted set of command line, scored by when (seconds since 1970)."""

submitted_by = _of_person("submitted-by")
"""What a person added: a set of references and hashes of listings."""

posts = _of_id("posts")
"""The messages of a platform that show papers: sorted set of message, scored by when."""

posts_of = _of_id("posts-of")
"""The messages that show a paper: sorted set of message, scored by when."""

early = _of_id("early")
"""A message under which somebody reacted before it was known whose it is. It expires."""

looks = _of_id("looks")
"""The messages of a platform whose reactions are to be looked at, because some came early: a set."""

redraws = _of_id("redraws")
"""The messages of a platform to redraw: sorted set of message, scored by the millisecond it is due."""

stale = _of_id("stale")
"""The messages of a platform that may show what the record held before it was restored: sorted set of message, scored by when."""

digest = _of_id("digest")
"""A listing, by the hash of its bytes: source, where, first ingest day, entries."""

blob = _of_id("blob")
"""The bytes of a listing that is not wholly ingested yet."""

RUN_TTL = 2 * 86_400
"""Seconds the outcomes of a run are kept."""

run = _of_id("run")
"""One ingest: hash of entry number to outcome. It expires after two days."""

fetched = _of_id("fetched")
"""The run that the fetch of a named paper ended in. It expires with the run."""

once = _of_id("once")
"""Something that is done once, or once in a while: then it expires."""

thread = _of_id("thread")
"""The discussions of a paper: hash of the rooms that see one (`platform/team/` or `platform/team/channel`) to JSON."""

posted = _of_id("posted")
"""Where a paper's link was posted: hash of the message (`platform/team/channel/message`) to JSON."""

posted_by = _of_person("posted-by")
"""The links a person posted: a set of `reference message`."""

room = _of_place("room")
"""The settings of a channel: hash."""

invited_by = _of_person("invited-by")
"""The channels a person invited Paperboy to: a set."""

subscribed = _of_place("subscribed")
"""The subscriptions of a channel: a set of ids."""

subscribed_by = _of_person("subscribed-by")
"""The subscriptions a person made: a set of ids."""

delivery = _of_id("slot")
"""A delivery: hash of what it is, its state, fence, lease, and what was sent."""

allowance = _of_id("allowance")
"""The times of the latest calls under a platform's limit: a list of milliseconds since 1970, the newest first."""

sent = _of_id("sent")
"""What a subscription sent: sorted set of paper id, scored by when (seconds since 1970)."""

posted_in = _of_place("posted-in")
"""The papers that digests brought to a channel: sorted set of paper id, scored by when (seconds since 1970)."""

stopped = _of_id("stopped")
"""Why nothing is sent to a platform any more, and by which token (its hash) that was seen."""

parked = _of_id("parked")
"""A command line too long for a button, kept for a day."""

settled = _of_id("settled")
"""The days of a feed that are in, for good: a set."""

acts = _of_place("acts")
"""What people voted on, saved or shared in a channel: a set of paper id and person, by a space."""

acted_in = _of_person("acted-in")
"""The channels in which a person did so: a set of names of places."""

model = _of_id("model")
"""What a subscription learned: hash of the version, the model and the stamps of what it learned from. It can be made again from
the votes.
"""

learned_posts = _of_id("learned-posts")
"""The posts whose order was learned: sorted set of number and delivery id, by a space, scored by when."""

examples = _of_id("examples")
"""Papers that people named for a subscription to learn from: hash of person to JSON."""

ahead = _of_id("ahead")
"""Votes of the past on a paper that is not here yet: hash of mark to side and order, as `marks` holds them."""

ahead_of = _of_person("ahead-of")
"""The votes of a person that wait for their papers: a set of `reference mark`."""


def day(listed: date) -> str:
    """The papers listed on a day: a sorted set, scored by their best rank."""
    return f"pb:day:{listed.isoformat()}"


def press(delivery: str, subject: str = "") -> str:
    """A delivery that was already handled, for one of several subjects. It expires after 26 hours (Slack redelivers for 24)."""
    return f"pb:press:{delivery}:{subject}" if subject else f"pb:press:{delivery}"


def event(platform: str, event_id: str) -> str:
    """An event that has arrived. It expires after 26 hours (Slack redelivers for 24)."""
    return f"pb:event:{platform}:{event_id}"


EVERYBODYS = ""
"""The space of the keys that papers of everybody's claim."""

ANY_SCOPE = "*"
"""The space of the ids, titles and shingles that papers of all scopes claim once more, so that a feed finds those it lists.

Words are left out: with few papers each is rare, and every entry of a feed would be compared with whatever shares one.
"""


def space(scope: str) -> str:
    """What the keys of a scope begin with: a paper claims its keys within its scope."""
    return f"{PREFIX}in:{scope}:" if scope else PREFIX


def ids(scope: str = EVERYBODYS) -> str:
    """The ids that papers claim (`arxiv:…`): hash of id to paper; in `ANY_SCOPE` to papers."""
    return f"{space(scope)}ids"


def titles(scope: str = EVERYBODYS) -> str:
    """The squashed titles (their hashes): hash of title to papers."""
    return f"{space(scope)}titles"


def words(scope: str = EVERYBODYS) -> str:
    """What the keys of words begin with: for each a set of the papers whose title holds it, no longer fed once it is full."""
    return f"{space(scope)}word:"


def shingle(value: str, scope: str = EVERYBODYS) -> str:
    """The bucket (a hash of shingle to paper ids) that a shingle falls into."""
    return f"{space(scope)}shingle:{value[:3]}"
