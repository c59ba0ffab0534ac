"""The settings: one table, read once by `main()` from the environment and `.env`; the environment wins.

The table also makes `.env.example` and the README's table. A secret is shown by no message and no repr.
"""

import difflib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from pathlib import Path
from typing import Any

from core.errors import BadSettings
from core.reactions import DEFAULT_DOWN, DEFAULT_SAVE, DEFAULT_UP
from core.settings import kinds
from core.settings.kinds import Kind, Secret
from core.text import clean, clip

PREFIX = "PAPERBOY_"


@dataclass(frozen=True)
class Setting:
    """One row of the table. An unset or empty value means `default`; an empty default is explained by `meaning`."""

    name: str
    default: str
    meaning: str
    kind: Kind
    secret: bool = False

    @property
    def field(self) -> str:
        """The field of `Settings` that holds it: PAPERBOY_HOME is `home`, REDIS_URL is `redis_url`."""
        return self.name.removeprefix(PREFIX).lower()


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "PAPERBOY_HOME",
        "",
        "Folder of the embedded record and of the search index. Empty: the user data folder of your system.",
        kinds.FOLDER,
    ),
    Setting(
        "REDIS_URL",
        "",
        "Address of your own Redis or Valkey (redis://, rediss:// or unix://). Empty: the embedded Valkey.",
        kinds.REDIS_URL,
        secret=True,
    ),
    Setting(
        "PAPERBOY_MEMORY",
        "2gb",
        "Most memory the embedded Valkey may take; when it is full it refuses writes and loses nothing.",
        kinds.MEMORY,
    ),
    Setting("PAPERBOY_LOG", "warning", f"Least level that is logged: {', '.join(kinds.LEVELS)}.", kinds.LEVEL),
    Setting(
        "PAPERBOY_ZONE",
        "UTC",
        "Time zone (IANA name, such as Europe/Berlin) in which a day such as today begins.",
        kinds.ZONE,
    ),
    Setting(
        "PAPERBOY_FEEDS",
        "hf",
        "Sources that are fetched by themselves, by commas: hf, arxiv:cs.CL+cs.LG, biorxiv, medrxiv, rss:https://... `none` for none.",
        kinds.FEEDS,
    ),
    Setting(
        "PAPERBOY_CONTACT",
        "",
        "Mail or web address that the sources are told, so that they can reach whoever runs this Paperboy.",
        kinds.CONTACT,
    ),
    Setting(
        "PAPERBOY_ADMINS",
        "terminal",
        "Where a feed's troubles are told: `terminal` (the output of `paperboy up`), slack:C0123ABCD or discord:123456789012345678.",
        kinds.ADMINS,
    ),
    Setting(
        "PAPERBOY_CONFIGURE",
        "inviter",
        "Who may set a channel up: members, inviter (whoever invited Paperboy there, the channel's creator, and admins), or admins.",
        kinds.CONFIGURE,
    ),
    Setting("PAPERBOY_UP", DEFAULT_UP, "Emoji that vote for a paper, or Slack's names of them.", kinds.EMOJI),
    Setting("PAPERBOY_DOWN", DEFAULT_DOWN, "Emoji that vote against a paper.", kinds.EMOJI),
    Setting("PAPERBOY_SAVE", DEFAULT_SAVE, "Emoji that save a paper to one's own list.", kinds.EMOJI),
    Setting("PAPERBOY_HALF_LIFE", "48", "Hours after which a vote weighs half in what trends.", kinds.HOURS),
    Setting("PAPERBOY_SELF_VOTE", "yes", "Whether the vote of whoever added a paper counts: yes or no.", kinds.SWITCH),
    Setting("PAPERBOY_VOTERS", "no", "Whether the verb votes names who voted: yes or no.", kinds.SWITCH),
    Setting("SLACK_BOT_TOKEN", "", "Slack's token of the bot (xoxb-...).", kinds.BOT_TOKEN, secret=True),
    Setting("SLACK_APP_TOKEN", "", "Slack's app token for Socket Mode (xapp-...).", kinds.APP_TOKEN, secret=True),
    Setting(
        "SLACK_TEAMS",
        "",
        "Ids of the Slack workspaces that may use this Paperboy, by commas. Empty: the one of the token.",
        kinds.TEAMS,
    ),
    Setting("SLACK_API", "https://slack.com/api", "Address of Slack's Web API, or of a stand-in.", kinds.BASE),
    Setting("DISCORD_TOKEN", "", "Discord's token of the bot.", kinds.DISCORD_TOKEN, secret=True),
    Setting(
        "DISCORD_GUILDS",
        "",
        "Ids of the Discord servers that may use it, by commas. Empty: all it is in.",
        kinds.GUILDS,
    ),
    Setting(
        "DISCORD_READ_LINKS",
        "0",
        "1: links to papers that people post on Discord get a card; needs its Message Content Intent. 0: by the message menu only.",
        kinds.FLAG,
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
)
"""The table. `Settings` has one field for each row."""


@dataclass(frozen=True)
class Settings:
    """The settings as read: `home` is absolute, `memory` as Valkey takes it; an empty `redis_url` is the embedded one.

    `warnings` are sentences about names that look like settings and are none.
    """

    home: Path
    redis_url: Secret
    memory: str
    log: str
    zone: tzinfo
    feeds: str
    contact: str
    admins: str
    configure: str
    up: str
    down: str
    save: str
    half_life: timedelta
    self_vote: bool
    voters: bool
    slack_bot_token: Secret
    slack_app_token: Secret
    slack_teams: tuple[str, ...]
    slack_api: str
    discord_token: Secret
    discord_guilds: tuple[str, ...]
    discord_read_links: bool
    hf: str
    arxiv: str
    arxiv_rss: str
    biorxiv: str
    openreview: str
    warnings: tuple[str, ...] = ()


def read(environ: Mapping[str, str], dotenv: Path | None) -> Settings:
    """The settings from `environ` and from the file `dotenv`, where there is one; changes neither.

    Raises BadSettings, which names every wrong value at once.
    """
    faults: list[str] = []
    given = {**_read_dotenv(dotenv, faults), **environ}
    secrets = [said for row in SETTINGS if row.secret and (said := given.get(row.name, "").strip())]
    values: dict[str, Any] = {}
    for row in SETTINGS:
        said = given.get(row.name, "").strip()
        try:
            values[row.field] = row.kind.parse(said or row.default)
        except (ValueError, KeyError, OSError, RuntimeError):
            faults.append(f"{row.name} must be {row.kind.expects}" + _shown(row, said, secrets))
    if faults:
        raise BadSettings("Please correct the settings: " + "; ".join(faults) + ".")
    return Settings(**values, warnings=tuple(_misspelt(given)))


def _read_dotenv(path: Path | None, faults: list[str]) -> dict[str, str]:
    """The values of a `.env` file; each line of it that cannot be read is added to `faults`, without its text."""
    try:
        text = path.read_bytes().decode("utf-8-sig") if path and not path.is_dir() else ""
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        faults.append(".env must be a file of UTF-8 text that you may read")
        return {}
    # `dotenv_values` drops a line it cannot read, and a lost REDIS_URL is no trifle
    from dotenv.parser import parse_stream

    values: dict[str, str] = {}
    for binding in parse_stream(io.StringIO(text)):
        if binding.key is not None and binding.value is not None:
            values[binding.key] = binding.value
        elif binding.error or any(binding.key == row.name for row in SETTINGS):
            line = binding.original.line + _lines_before_text(binding.original.string)
            faults.append(f"line {line} of .env must read NAME=value")
    return values


def _lines_before_text(text: str) -> int:
    """The lines of white space that the parser counts to the text after them."""
    return len(text[: len(text) - len(text.lstrip())].splitlines())


def _shown(row: Setting, said: str, secrets: list[str]) -> str:
    """The end of a complaint: the value, unless it is a secret, shares text with one or may hold one as an address."""
    shared = any(secret in said or (len(said) > 3 and said in secret) for secret in secrets)
    if not said or row.secret or shared or "://" in said:
        return ""
    return f" (it is “{clip(clean(said), 60)}”)"


def _misspelt(given: Mapping[str, str]) -> Iterator[str]:
    """A warning for each name that looks like a setting of ours and is none."""
    known = {row.name.removeprefix(PREFIX): row.name for row in SETTINGS}
    for name in sorted(given):
        if name.upper().startswith(PREFIX) and name not in known.values():
            near = difflib.get_close_matches(name.upper().removeprefix(PREFIX)[:64], known, n=1)
            hint = f"did you mean {known[near[0]]}?" if near else "nothing reads it."
            yield f"{clip(clean(name), 64)} is no setting of Paperboy: {hint}"


def env_example() -> str:
    """The text of `.env.example`: every setting with its meaning and its default."""
    head = "# Settings of Paperboy: copy this file to .env and change what you like.\n# The environment wins over it.\n"
    return head + "".join(f"\n# {row.meaning}\n{row.name}={row.default}\n" for row in SETTINGS)


def markdown_table() -> str:
    """The README's table of settings, without a line end after its last row."""
    rows = ["| Setting | Default | Meaning |", "| --- | --- | --- |"]
    for row in SETTINGS:
        default = f"`{row.default}`" if row.default else "(empty)"
        meaning = row.meaning.replace("|", "\\|") + (" Secret." if row.secret else "")
        rows.append(f"| `{row.name}` | {default} | {meaning} |")
    return "\n".join(rows)
