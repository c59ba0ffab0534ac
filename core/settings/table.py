"""The table of settings: name, default, meaning and kind of each. Nothing else names one."""

from dataclasses import dataclass

from core.settings import kinds
from core.settings.kinds import ValueKind
from core.votes.emoji import DEFAULT_DOWN, DEFAULT_SAVE, DEFAULT_UP

PREFIX = "PAPERBOY_"


@dataclass(frozen=True)
class Setting:
    """One row of the table. An unset or empty value means `default`; an empty default is explained by `meaning`."""

    name: str
    default: str
    meaning: str
    kind: ValueKind
    secret: bool = False

    @property
    def field(self) -> str:
        """The field of `Settings` that holds it: PAPERBOY_HOME is `home`, REDIS_URL is `redis_url`."""
        return self.name.removeprefix(PREFIX).lower()


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "PAPERBOY_HOME",
        "",
        "Folder for the record and the search index. Empty: the user data folder of your system.",
        kinds.FOLDER,
    ),
    Setting(
        "REDIS_URL",
        "",
        "Address of your own server, Redis 7.0 or newer or Valkey (redis://, rediss:// or unix://), or of the Sentinels that"
        " watch it (redis+sentinel://host:26379,host:26379/name). Empty: the embedded Valkey.",
        kinds.REDIS_URL,
        secret=True,
    ),
    Setting(
        "PAPERBOY_ACCEPT_SERVER",
        "no",
        "yes: use the server of REDIS_URL even if it discards data when full or keeps no log; `paperboy doctor` then reports that.",
        kinds.SWITCH,
    ),
    Setting(
        "PAPERBOY_MEMORY",
        "2gb",
        "Most memory that the embedded Valkey may take. When it is full it refuses writes and loses nothing.",
        kinds.MEMORY,
    ),
    Setting(
        "PAPERBOY_BACKUPS",
        "7",
        "How many daily backups to keep in the folder `backups` of PAPERBOY_HOME. 0: make none.",
        kinds.BACKUPS,
    ),
    Setting(
        "PAPERBOY_LOG",
        "warning",
        f"Least serious messages to log: {', '.join(kinds.LEVELS)}.",
        kinds.LEVEL,
    ),
    Setting(
        "PAPERBOY_LOG_FORM",
        "text",
        "How each line of the log is written: text, or json for programs. The id at its end or in `work` is that of its event or job.",
        kinds.LOG_FORM,
    ),
    Setting(
        "PAPERBOY_ZONE",
        "UTC",
        "Time zone (IANA name, such as Europe/Berlin) that decides when a day begins.",
        kinds.ZONE,
    ),
    Setting(
        "PAPERBOY_FEEDS",
        "hf",
        "Feeds that Paperboy fetches, separated by commas: hf, arxiv:cs.CL+cs.LG, biorxiv, medrxiv, rss:https://..., opml:https://..., "
        "openreview:ICLR.cc/2026/Conference, semanticscholar:some words. `none` for none.",
        kinds.FEEDS,
    ),
    Setting(
        "PAPERBOY_CONTACT",
        "",
        "Your mail or web address, which Paperboy sends with each call so that a source can reach you.",
        kinds.CONTACT,
    ),
    Setting(
        "PAPERBOY_ADMINS",
        "terminal",
        "Where alerts go and operators may type: `terminal` (alerts: what `paperboy up` prints), slack:C0123ABCD or discord:1234….",
        kinds.ADMINS,
    ),
    Setting(
        "PAPERBOY_CONFIGURE",
        "inviter",
        "Who may set a channel up: members, inviter (the person who invited Paperboy, the channel's creator, and admins), or admins.",
        kinds.CONFIGURE,
    ),
    Setting("PAPERBOY_UP", DEFAULT_UP, "Emoji that vote for a paper, or Slack's names of them.", kinds.EMOJI),
    Setting("PAPERBOY_DOWN", DEFAULT_DOWN, "Emoji that vote against a paper.", kinds.EMOJI),
    Setting("PAPERBOY_SAVE", DEFAULT_SAVE, "Emoji that save a paper to the person's own list.", kinds.EMOJI),
    Setting("PAPERBOY_HALF_LIFE", "48", "Hours after which a vote counts half as much in trends.", kinds.HOURS),
    Setting(
        "PAPERBOY_SELF_VOTE",
        "yes",
        "Whether a person's vote counts for a paper that they added: yes or no.",
        kinds.SWITCH,
    ),
    Setting("PAPERBOY_VOTERS", "no", "Whether the command `votes` names the voters: yes or no.", kinds.SWITCH),
    Setting(
        "PAPERBOY_GRACE",
        "6",
        "Hours that a digest's post may be late after downtime; a later one is skipped.",
        kinds.HOURS,
    ),
    Setting(
        "PAPERBOY_URL",
        "",
        "Public address of the pages, such as https://papers.example.org; links in chats, feeds and mails begin with it. Empty: none.",
        kinds.URL,
    ),
    Setting(
        "PAPERBOY_WEB",
        "",
        "Where the pages are served, as host:port. Empty: 127.0.0.1:8020, and `paperboy up` serves them only if PAPERBOY_URL is set.",
        kinds.LISTEN,
    ),
    Setting(
        "PAPERBOY_PAGES",
        "link",
        "Who may see the pages and feeds: off (nobody), link (who has the link of a channel) or public (everybody, without links).",
        kinds.PAGES,
    ),
    Setting(
        "PAPERBOY_SMTP",
        "",
        "The relay that takes mails: smtps://user:password@host, smtp+starttls://user:password@host or smtp://host. Empty: no mails.",
        kinds.SMTP,
        secret=True,
    ),
    Setting(
        "PAPERBOY_MAIL_FROM",
        "",
        "Who mails come from, such as Paperboy <papers@example.org>. Empty: the user of PAPERBOY_SMTP, if that is an address.",
        kinds.MAIL_FROM,
    ),
    Setting(
        "PAPERBOY_BOUNCES",
        "",
        "Address to which mails come back, with +CODE before its @. Empty: bounce@ and the domain of PAPERBOY_MAIL_FROM.",
        kinds.MAIL_FROM,
    ),
    Setting(
        "PAPERBOY_IMAP",
        "",
        "The box that `paperboy bounce --imap` reads, imaps://user:password@host: mails that came back, and replies. Empty: none.",
        kinds.IMAP,
        secret=True,
    ),
    Setting(
        "PAPERBOY_DKIM",
        "",
        "How mails are signed, as selector:domain:file of the private key; needs the extra `dkim`. Empty: the relay may sign them.",
        kinds.DKIM,
    ),
    Setting("SLACK_BOT_TOKEN", "", "Slack's bot token (xoxb-...).", kinds.BOT_TOKEN, secret=True),
    Setting("SLACK_APP_TOKEN", "", "Slack's app token for Socket Mode (xapp-...).", kinds.APP_TOKEN, secret=True),
    Setting(
        "SLACK_TEAMS",
        "",
        "Ids of the Slack workspaces that may use this Paperboy, separated by commas. Empty: the one of the token.",
        kinds.TEAMS,
    ),
    Setting("SLACK_API", "https://slack.com/api", "Address of Slack's Web API, or of a stand-in.", kinds.BASE),
    Setting("DISCORD_TOKEN", "", "Discord's bot token.", kinds.DISCORD_TOKEN, secret=True),
    Setting(
        "DISCORD_GUILDS",
        "",
        "Ids of the Discord servers to serve, separated by commas. Empty: those that the application's owner or team may manage.",
        kinds.GUILDS,
    ),
    Setting(
        "DISCORD_READ_LINKS",
        "0",
        "1: links to papers that people post on Discord get a card; needs Message Content Intent. 0: only through the message menu.",
        kinds.FLAG,
    ),
    Setting(
        "HTTPS_PROXY",
        "",
        "Proxy by which Paperboy reaches other machines, http://user:password@host:port. It finds their addresses, too. Empty: none.",
        kinds.PROXY,
        secret=True,
    ),
    Setting(
        "NO_PROXY",
        "",
        "Hosts and domains that are reached without that proxy, separated by commas; * for all. This machine always is.",
        kinds.EXEMPT,
    ),
    Setting(
        "PAPERBOY_CA",
        "",
        "File of certificates (PEM) that are trusted beside those of your system, such as your proxy's.",
        kinds.CERTIFICATES,
    ),
    Setting(
        "PAPERBOY_HOOKS",
        "",
        "Hosts of your own to whose incoming webhooks digests may go, separated by commas, such as chat.example.org. They may be private.",
        kinds.HOSTS,
    ),
    Setting("PAPERBOY_HF", "https://huggingface.co", "Address of Hugging Face, or of a mirror.", kinds.BASE),
    Setting("PAPERBOY_ARXIV", "https://export.arxiv.org", "Address of arXiv's API, or of a mirror.", kinds.BASE),
    Setting("PAPERBOY_ARXIV_RSS", "https://rss.arxiv.org", "Address of arXiv's RSS, or of a mirror.", kinds.BASE),
    Setting(
        "PAPERBOY_BIORXIV",
        "https://api.biorxiv.org",
        "Address of the bioRxiv and medRxiv API, or of a mirror.",
        kinds.BASE,
    ),
    Setting(
        "PAPERBOY_OPENREVIEW", "https://api2.openreview.net", "Address of OpenReview's API, or of a mirror.", kinds.BASE
    ),
    Setting("PAPERBOY_CROSSREF", "https://api.crossref.org", "Address of Crossref's API, or of a mirror.", kinds.BASE),
    Setting("PAPERBOY_OPENALEX", "https://api.openalex.org", "Address of OpenAlex's API, or of a mirror.", kinds.BASE),
    Setting(
        "PAPERBOY_SEMANTIC_SCHOLAR",
        "https://api.semanticscholar.org",
        "Address of Semantic Scholar's API, or of a mirror.",
        kinds.BASE,
    ),
    Setting(
        "SEMANTIC_SCHOLAR_KEY",
        "",
        "Key of Semantic Scholar's API, which is asked for papers only with one.",
        kinds.SERVICE_KEY,
        secret=True,
    ),
    Setting(
        "PAPERBOY_SUMMARY_URL",
        "",
        "Address of a model that sums papers up (OpenAI's API or one like it), such as http://127.0.0.1:11434/v1. Empty: none does.",
        kinds.URL,
    ),
    Setting("PAPERBOY_SUMMARY_MODEL", "", "Name of that model, as its address knows it.", kinds.MODEL),
    Setting("PAPERBOY_SUMMARY_KEY", "", "Key of that address, where it needs one.", kinds.MODEL_KEY, secret=True),
    Setting("PAPERBOY_SUMMARY_DAY", "200", "How often a day that model is asked at most.", kinds.A_DAY),
    Setting(
        "PAPERBOY_MODEL",
        "",
        "Folder with a sentence encoder (model.onnx, tokenizer.json), or a package that holds one, for picks and similar papers by"
        " meaning; needs the extra semantic. Empty: by words alone.",
        kinds.MODEL,
    ),
)
"""The table. `Settings` has one field for each row."""
