"""Every key of the record, built here (and for what papers claim, in core/store/engine/spaces.py) and nowhere else; all begin with `pb:`.

Shingles are spread over many small hashes, which Valkey stores compactly; the buckets keep a million of them in about 30 MB.
"""

from datetime import date

from core.model import Person, Place
from core.store.engine.spaces import ids as ids
from core.store.engine.spaces import shingle as shingle
from core.store.engine.spaces import titles as titles
from core.store.engine.spaces import words as words
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
UNLEARNED = "pb:unlearned"
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


def paper(paper_id: str) -> str:
    """A paper: hash of `data` (JSON), `rev`, which rises with every change, and `born`, the millisecond it was first known.

    `parts` are what its listings told apart, where they were taken for one by their likeness; `apart` the papers split from it;
    `line` what a model wrote of it.
    """
    return f"pb:paper:{paper_id}"


def hidden(scope: str) -> str:
    """The papers that are hidden in a workspace or server, from everybody for '': a sorted set, scored by since when."""
    return f"pb:hidden:{scope}"


def merged(paper_id: str) -> str:
    """What was merged into a paper and why: hash of JSON notes."""
    return f"pb:merged:{paper_id}"


def possible(paper_id: str) -> str:
    """Papers that may be the same as this one: hash of paper id to reason, kept on both."""
    return f"pb:possible:{paper_id}"


def day(listed: date) -> str:
    """The papers listed on a day: a sorted set, scored by their best rank."""
    return f"pb:day:{listed.isoformat()}"


def marks(paper_id: str) -> str:
    """The votes of a paper: hash of mark (person, message or button, emoji) to side and order."""
    return f"pb:marks:{paper_id}"


def savers(paper_id: str) -> str:
    """Who saved a paper: a set of persons."""
    return f"pb:savers:{paper_id}"


def voted(person: Person) -> str:
    """The papers a person left a mark on: hash of paper id to side, `-` where the marks (saved, taken back) are on none."""
    return f"pb:voted:{name(person)}"


def saved(person: Person) -> str:
    """The papers a person saved: hash of paper id to JSON (tag, when)."""
    return f"pb:saved:{name(person)}"


def notes(paper_id: str) -> str:
    """The notes on a paper: hash of scope and person (`scope|person`, no scope for a private note) to JSON."""
    return f"pb:notes:{paper_id}"


def notes_by(person: Person) -> str:
    """The notes of a person: a set of `paper scope|person`."""
    return f"pb:notes-by:{name(person)}"


def notes_in(scope: str) -> str:
    """The notes that all in a place may read: a set of `paper scope|person`."""
    return f"pb:notes-in:{scope}"


def listed(list_id: str) -> str:
    """What stands on a shared list: hash of paper id to JSON (since when, by whom)."""
    return f"pb:list:{list_id}"


def lists_in(scope: str) -> str:
    """The lists of a workspace, a server or a place: a set of ids."""
    return f"pb:lists-in:{scope}"


def lists_by(person: Person) -> str:
    """The lists that a person made: a set of ids."""
    return f"pb:lists-by:{name(person)}"


def listed_by(person: Person) -> str:
    """What a person put on lists: a set of `list paper`."""
    return f"pb:listed-by:{name(person)}"


def followed(person: Person) -> str:
    """The authors that a person follows: hash of name, folded, to JSON."""
    return f"pb:followed:{name(person)}"


def named_in(scope: str) -> str:
    """Who lets themselves be named in a workspace, a server or a place: a set of persons."""
    return f"pb:named-in:{scope}"


def named_of(person: Person) -> str:
    """Where a person lets themselves be named: a set of scopes."""
    return f"pb:named-of:{name(person)}"


def searches(person: Person) -> str:
    """What a person searched for last: sorted set of command line, scored by when (seconds since 1970)."""
    return f"pb:searches:{name(person)}"


def submitted_by(person: Person) -> str:
    """What a person added: a set of references and hashes of listings."""
    return f"pb:submitted-by:{name(person)}"


def posts(platform: str) -> str:
    """The messages of a platform that show papers: sorted set of message, scored by when."""
    return f"pb:posts:{platform}"


def posts_of(paper_id: str) -> str:
    """The messages that show a paper: sorted set of message, scored by when."""
    return f"pb:posts-of:{paper_id}"


def early(message_name: str) -> str:
    """A message under which somebody reacted before it was known whose it is. It expires."""
    return f"pb:early:{message_name}"


def looks(platform: str) -> str:
    """The messages of a platform whose reactions are to be looked at, because some came early: a set."""
    return f"pb:looks:{platform}"


def redraws(platform: str) -> str:
    """The messages of a platform to redraw: sorted set of message, scored by the millisecond it is due."""
    return f"pb:redraws:{platform}"


def digest(content: str) -> str:
    """A listing, by the hash of its bytes: source, where, first ingest day, entries."""
    return f"pb:digest:{content}"


def blob(content: str) -> str:
    """The bytes of a listing that is not wholly ingested yet."""
    return f"pb:blob:{content}"


RUN_TTL = 2 * 86_400
"""Seconds the outcomes of a run are kept."""


def run(run_id: str) -> str:
    """One ingest: hash of entry number to outcome. It expires after two days."""
    return f"pb:run:{run_id}"


def fetched(fetch_id: str) -> str:
    """The run that the fetch of a named paper ended in. It expires with the run."""
    return f"pb:fetched:{fetch_id}"


def press(delivery: str, subject: str = "") -> str:
    """A delivery that was already handled, for one of several subjects. It expires after 26 hours (Slack redelivers for 24)."""
    return f"pb:press:{delivery}:{subject}" if subject else f"pb:press:{delivery}"


def event(platform: str, event_id: str) -> str:
    """An event that has arrived. It expires after 26 hours (Slack redelivers for 24)."""
    return f"pb:event:{platform}:{event_id}"


def once(task: str) -> str:
    """Something that is done once, or once in a while: then it expires."""
    return f"pb:once:{task}"


def thread(paper_id: str) -> str:
    """The discussions of a paper: hash of the rooms that see one (`platform/team/` or `platform/team/channel`) to JSON."""
    return f"pb:thread:{paper_id}"


def posted(reference: str) -> str:
    """Where a paper's link was posted: hash of the message (`platform/team/channel/message`) to JSON."""
    return f"pb:posted:{reference}"


def posted_by(person: Person) -> str:
    """The links a person posted: a set of `reference message`."""
    return f"pb:posted-by:{name(person)}"


def room(where: Place) -> str:
    """The settings of a channel: hash."""
    return f"pb:room:{place(where)}"


def invited_by(person: Person) -> str:
    """The channels a person invited Paperboy to: a set."""
    return f"pb:invited-by:{name(person)}"


def subscribed(where: Place) -> str:
    """The subscriptions of a channel: a set of ids."""
    return f"pb:subscribed:{place(where)}"


def subscribed_by(maker: Person) -> str:
    """The subscriptions a person made: a set of ids."""
    return f"pb:subscribed-by:{name(maker)}"


def delivery(slot_id: str) -> str:
    """A delivery: hash of what it is, its state, fence, lease, and what was sent."""
    return f"pb:slot:{slot_id}"


def allowance(limit: str) -> str:
    """The times of the latest calls under a platform's limit: a list of milliseconds since 1970, the newest first."""
    return f"pb:allowance:{limit}"


def sent(subscription: str) -> str:
    """What a subscription sent: sorted set of paper id, scored by when (seconds since 1970)."""
    return f"pb:sent:{subscription}"


def posted_in(where: Place) -> str:
    """The papers that digests brought to a channel: sorted set of paper id, scored by when (seconds since 1970)."""
    return f"pb:posted-in:{place(where)}"


def stopped(platform: str) -> str:
    """Why nothing is sent to a platform any more, and by which token (its hash) that was seen."""
    return f"pb:stopped:{platform}"


def parked(key: str) -> str:
    """A command line too long for a button, kept for a day."""
    return f"pb:parked:{key}"


def settled(feed: str) -> str:
    """The days of a feed that are in, for good: a set."""
    return f"pb:settled:{feed}"


def acts(where: Place) -> str:
    """What people voted on, saved or shared in a channel: a set of paper id and person, by a space."""
    return f"{ACTS}{place(where)}"


def acted_in(person: Person) -> str:
    """The channels in which a person did so: a set of names of places."""
    return f"pb:acted-in:{name(person)}"


def model(subscription: str) -> str:
    """What a subscription learned: hash of the version and the model. It can be made again from the votes."""
    return f"pb:model:{subscription}"


def learned_posts(subscription: str) -> str:
    """The posts whose order was learned: sorted set of number and delivery id, by a space, scored by when."""
    return f"pb:learned-posts:{subscription}"


def examples(subscription: str) -> str:
    """Papers that people named for a subscription to learn from: hash of person to JSON."""
    return f"pb:examples:{subscription}"


def ahead(reference: str) -> str:
    """Votes of the past on a paper that is not here yet: hash of mark to side and order, as `marks` holds them."""
    return f"pb:ahead:{reference}"


def ahead_of(person: Person) -> str:
    """The votes of a person that wait for their papers: a set of `reference mark`."""
    return f"pb:ahead-of:{name(person)}"
