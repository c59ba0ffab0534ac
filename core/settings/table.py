"""The table of settings: each is a field of `Settings`, with its kind, meaning and default. Nothing else names one."""

# ruff: noqa: RUF009 (a row is made once, with the class, and never changes)

from dataclasses import dataclass, field, fields
from datetime import timedelta, tzinfo
from pathlib import Path

from core.host.egress import Egress
from core.settings import kinds
from core.settings.kinds import PagesFor, Secret, Value, ValueKind
from core.votes.emoji import DEFAULT_DOWN, DEFAULT_SAVE, DEFAULT_UP

PREFIX = "PAPERBOY_"


@dataclass(frozen=True)
class Setting:
    """One row of the table: the field of `Settings` that holds it, and how it is read. An unset or empty value means `default`;
    an empty default is explained by `meaning`."""

    field: str
    kind: ValueKind[object]
    meaning: str
    default: str
    prefix: str
    secret: bool

    @property
    def name(self) -> str:
        """What it is called where it is set: `home` is PAPERBOY_HOME, `redis_url` is REDIS_URL."""
        return f"{self.prefix}{self.field.upper()}"


def setting(kind: ValueKind[Value], meaning: str, default: str = "", *, prefix: str = PREFIX) -> Value:
    """Declare a field of `Settings`; its type is what its kind reads."""
    row: Value = field(metadata={"kind": kind, "meaning": meaning, "default": default, "prefix": prefix})
    return row


@dataclass(frozen=True)
class Settings:
    """The settings as read: `home` is absolute, `memory` as Valkey takes it; an empty `redis_url` is the embedded one.

    `warnings` are sentences about what looks like settings and is not read.
    """

    home: Path = setting(
        kinds.FOLDER, "Folder for the record and the search index. Empty: the user data folder of your system."
    )
    redis_url: Secret = setting(
        kinds.REDIS_URL,
        "Address of your own server, Redis 7.0 or newer or Valkey (redis://, rediss:// or unix://), or of the Sentinels that"
        " watch it (redis+sentinel://host:26379,host:26379/name). Empty: the embedded Valkey.",
        prefix="",
    )
    accept_server: bool = setting(
        kinds.SWITCH,
        "yes: use the server of REDIS_URL even if it discards data when full or keeps no log; `paperboy doctor` then reports that.",
        "no",
    )
    memory: str = setting(
        kinds.MEMORY,
        "Most memory that the embedded Valkey may take. When it is full it refuses writes and loses nothing.",
        "2gb",
    )
    backups: int = setting(
        kinds.BACKUPS, "How many daily backups to keep in the folder `backups` of PAPERBOY_HOME. 0: make none.", "7"
    )
    log: str = setting(kinds.LEVEL, f"Least serious messages to log: {', '.join(kinds.LEVELS)}.", "warning")
    log_form: str = setting(
        kinds.LOG_FORM,
        "How each line of the log is written: text, or json for programs. The id at its end or in `work` is that of its event or job.",
        "text",
    )
    zone: tzinfo = setting(
        kinds.ZONE, "Time zone (IANA name, such as Europe/Berlin) that decides when a day begins.", "UTC"
    )
    feeds: str = setting(
        kinds.FEEDS,
        "Feeds that Paperboy fetches, separated by commas: hf, arxiv:cs.CL+cs.LG, biorxiv, medrxiv, rss:https://..., opml:https://..., "
        "openreview:ICLR.cc/2026/Conference, semanticscholar:some words. `none` for none.",
        "hf",
    )
    contact: str = setting(
        kinds.CONTACT, "Your mail or web address, which Paperboy sends with each call so that a source can reach you."
    )
    admins: str = setting(
        kinds.ADMINS,
        "Where alerts go and operators may type: `terminal` (alerts: what `paperboy up` prints), slack:C0123ABCD or discord:1234….",
        "terminal",
    )
    configure: str = setting(
        kinds.CONFIGURE,
        "Who may set a channel up: members, inviter (the person who invited Paperboy, the channel's creator, and admins), or admins.",
        "inviter",
    )
    up: str = setting(kinds.EMOJI, "Emoji that vote for a paper, or Slack's names of them.", DEFAULT_UP)
    down: str = setting(kinds.EMOJI, "Emoji that vote against a paper.", DEFAULT_DOWN)
    save: str = setting(kinds.EMOJI, "Emoji that save a paper to the person's own list.", DEFAULT_SAVE)
    half_life: timedelta = setting(kinds.HOURS, "Hours after which a vote counts half as much in trends.", "48")
    self_vote: bool = setting(
        kinds.SWITCH, "Whether a person's vote counts for a paper that they added: yes or no.", "yes"
    )
    voters: bool = setting(kinds.SWITCH, "Whether the command `votes` names the voters: yes or no.", "no")
    grace: timedelta = setting(
        kinds.HOURS, "Hours that a digest's post may be late after downtime; a later one is skipped.", "6"
    )
    url: str = setting(
        kinds.URL,
        "Public address of the pages, such as https://papers.example.org; links in chats, feeds and mails begin with it. Empty: none.",
    )
    web: str = setting(
        kinds.LISTEN,
        "Where the pages are served, as host:port. Empty: 127.0.0.1:8020, and `paperboy up` serves them only if PAPERBOY_URL is set.",
    )
    pages: PagesFor = setting(
        kinds.PAGES,
        "Who may see the pages and feeds: off (nobody), link (who has the link of a channel) or public (everybody, without links).",
        "link",
    )
    smtp: Secret = setting(
        kinds.SMTP,
        "The relay that takes mails: smtps://user:password@host, smtp+starttls://user:password@host or smtp://host. Empty: no mails.",
    )
    mail_from: str = setting(
        kinds.MAIL_FROM,
        "Who mails come from, such as Paperboy <papers@example.org>. Empty: the user of PAPERBOY_SMTP, if that is an address.",
    )
    bounces: str = setting(
        kinds.MAIL_FROM,
        "Address to which mails come back, with +CODE before its @. Empty: bounce@ and the domain of PAPERBOY_MAIL_FROM.",
    )
    imap: Secret = setting(
        kinds.IMAP,
        "The box that `paperboy bounce --imap` reads, imaps://user:password@host: mails that came back, and replies. Empty: none.",
    )
    dkim: str = setting(
        kinds.DKIM,
        "How mails are signed, as selector:domain:file of the private key; needs the extra `dkim`. Empty: the relay may sign them.",
    )
    slack_bot_token: Secret = setting(kinds.BOT_TOKEN, "Slack's bot token (xoxb-...).", prefix="")
    slack_app_token: Secret = setting(kinds.APP_TOKEN, "Slack's app token for Socket Mode (xapp-...).", prefix="")
    slack_teams: tuple[str, ...] = setting(
        kinds.TEAMS,
        "Ids of the Slack workspaces that may use this Paperboy, separated by commas. Empty: the one of the token.",
        prefix="",
    )
    slack_api: str = setting(
        kinds.BASE, "Address of Slack's Web API, or of a stand-in.", "https://slack.com/api", prefix=""
    )
    discord_token: Secret = setting(kinds.DISCORD_TOKEN, "Discord's bot token.", prefix="")
    discord_guilds: tuple[str, ...] = setting(
        kinds.GUILDS,
        "Ids of the Discord servers to serve, separated by commas. Empty: those that the application's owner or team may manage.",
        prefix="",
    )
    discord_read_links: bool = setting(
        kinds.FLAG,
        "1: links to papers that people post on Discord get a card; needs Message Content Intent. 0: only through the message menu.",
        "0",
        prefix="",
    )
    https_proxy: Secret = setting(
        kinds.PROXY,
        "Proxy by which Paperboy reaches other machines, http://user:password@host:port. It finds their addresses, too. Empty: none.",
        prefix="",
    )
    no_proxy: str = setting(
        kinds.EXEMPT,
        "Hosts and domains that are reached without that proxy, separated by commas; * for all. This machine always is.",
        prefix="",
    )
    ca: Path | None = setting(
        kinds.CERTIFICATES,
        "File of certificates (PEM) that are trusted beside those of your system, such as your proxy's.",
    )
    hooks: tuple[str, ...] = setting(
        kinds.HOSTS,
        "Hosts of your own to whose incoming webhooks digests may go, separated by commas, such as chat.example.org. They may be private.",
    )
    hf: str = setting(kinds.BASE, "Address of Hugging Face, or of a mirror.", "https://huggingface.co")
    arxiv: str = setting(kinds.BASE, "Address of arXiv's API, or of a mirror.", "https://export.arxiv.org")
    arxiv_rss: str = setting(kinds.BASE, "Address of arXiv's RSS, or of a mirror.", "https://rss.arxiv.org")
    biorxiv: str = setting(
        kinds.BASE, "Address of the bioRxiv and medRxiv API, or of a mirror.", "https://api.biorxiv.org"
    )
    openreview: str = setting(kinds.BASE, "Address of OpenReview's API, or of a mirror.", "https://api2.openreview.net")
    crossref: str = setting(kinds.BASE, "Address of Crossref's API, or of a mirror.", "https://api.crossref.org")
    openalex: str = setting(kinds.BASE, "Address of OpenAlex's API, or of a mirror.", "https://api.openalex.org")
    semantic_scholar: str = setting(
        kinds.BASE, "Address of Semantic Scholar's API, or of a mirror.", "https://api.semanticscholar.org"
    )
    semantic_scholar_key: Secret = setting(
        kinds.SERVICE_KEY, "Key of Semantic Scholar's API, which is asked for papers only with one.", prefix=""
    )
    summary_url: str = setting(
        kinds.URL,
        "Address of a model that sums papers up (OpenAI's API or one like it), such as http://127.0.0.1:11434/v1. Empty: none does.",
    )
    summary_model: str = setting(kinds.MODEL, "Name of that model, as its address knows it.")
    summary_key: Secret = setting(kinds.MODEL_KEY, "Key of that address, where it needs one.")
    summary_day: int = setting(kinds.A_DAY, "How often a day that model is asked at most.", "200")
    model: str = setting(
        kinds.MODEL,
        "Folder with a sentence encoder (model.onnx, tokenizer.json), or a package that holds one, for picks and similar papers by"
        " meaning; needs the extra semantic. Empty: by words alone.",
    )
    warnings: tuple[str, ...] = ()

    @property
    def egress(self) -> Egress:
        """How connections leave this machine."""
        return Egress(self.https_proxy.reveal(), self.no_proxy, self.ca)


SETTINGS: tuple[Setting, ...] = tuple(
    Setting(row.name, secret=row.type is Secret, **row.metadata) for row in fields(Settings) if row.metadata
)
"""The table, in the order of the fields."""
