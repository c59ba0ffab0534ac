"""The settings: one table, read once by `main()` from the environment and `.env`; the environment wins.

The table also makes `.env.example` and the table of docs/settings.md. A secret is shown by no message and no repr.
"""

import difflib
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from core.errors import BadSettings
from core.settings.table import PREFIX, SETTINGS, Setting, Settings
from core.text.cleaning import clean, clip

__all__ = ["SETTINGS", "Settings", "env_example", "read"]

IN_FILE = "_FILE"
"""What the name of a secret ends in whose value is the path of a file that holds it."""

FOLDER = ".env is a folder, so no setting is read from it; settings are read from a file of that name."


def read(environ: Mapping[str, str], dotenv: Path | None) -> Settings:
    """The settings from `environ` and from the file `dotenv`, where there is one; changes neither.

    Raises BadSettings, which names every wrong value at once.
    """
    faults: list[str] = []
    given = {**_in_capitals(environ), **_read_dotenv(dotenv, faults), **environ}
    given |= _read_secret_files(given, faults)
    texts = {row.name: given.get(row.name, "").strip() for row in SETTINGS}
    secrets = [texts[row.name] for row in SETTINGS if row.secret and texts[row.name]]
    values: dict[str, Any] = {}
    for row in SETTINGS:
        text = texts[row.name]
        try:
            values[row.field] = row.kind.parse(text or row.default)
        except (ValueError, KeyError, OSError, RuntimeError):
            faults.append(f"{row.name} must be {row.kind.expects}" + _shown(row, text, secrets))
    if faults:
        raise BadSettings("Please correct the settings: " + "; ".join(faults) + ".")
    folder = [FOLDER] if dotenv and dotenv.is_dir() else []
    return Settings(**values, warnings=(*folder, *_misspelt(given)))


def _in_capitals(environ: Mapping[str, str]) -> dict[str, str]:
    """What other programs also read in small letters: `https_proxy` and `no_proxy`."""
    return {name: environ[name.lower()] for name in ("HTTPS_PROXY", "NO_PROXY") if name.lower() in environ}


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
        elif binding.error or (binding.key and not binding.original.string.lstrip().startswith("export ")):
            line = binding.original.line + _lines_before_text(binding.original.string)
            faults.append(f"line {line} of .env must read NAME=value")
    return values


def _read_secret_files(given: Mapping[str, str], faults: list[str]) -> dict[str, str]:
    """The secrets that stand in files of their own, as containers are given them: `DISCORD_TOKEN_FILE` holds a path."""
    values: dict[str, str] = {}
    for row in SETTINGS:
        path = given.get(f"{row.name}{IN_FILE}", "").strip() if row.secret else ""
        if path and given.get(row.name, "").strip():
            faults.append(f"{row.name} and {row.name}{IN_FILE} must not both be set")
        elif path:
            values[row.name] = _text_of(path)
            if not values[row.name]:
                faults.append(
                    f"{row.name}{IN_FILE} must be the path of a file that you may read and that holds the secret"
                )
    return values


def _text_of(path: str) -> str:
    """The text of a file, '' where it cannot be read."""
    try:
        return Path(path).read_text("utf-8-sig").strip()
    except (OSError, ValueError):
        return ""


def _lines_before_text(text: str) -> int:
    """The lines of white space that the parser counts to the text after them."""
    return len(text[: len(text) - len(text.lstrip())].splitlines())


def _shown(row: Setting, text: str, secrets: list[str]) -> str:
    """The end of a complaint: the value, or of a secret what it seems to be; '' for what shares text with a secret or may hold one."""
    if row.secret and (seeming := row.kind.mistaken(text)):
        return f" (it looks like {seeming})"
    shared = any(secret in text or (len(text) > 3 and text in secret) for secret in secrets)
    if not text or row.secret or shared or "://" in text:
        return ""
    return f" (it is “{clip(clean(text), 60)}”)"


def _misspelt(given: Mapping[str, str]) -> Iterator[str]:
    """A warning for each name that looks like a setting of ours and is none."""
    names = [f"{row.name}{end}" for row in SETTINGS for end in (("", IN_FILE) if row.secret else ("",))]
    known = {name.removeprefix(PREFIX): name for name in names}
    for name in sorted(given):
        if name.upper().startswith(PREFIX) and name not in known.values():
            near = difflib.get_close_matches(name.upper().removeprefix(PREFIX)[:64], known, n=1)
            hint = f"did you mean {known[near[0]]}?" if near else "nothing reads it."
            yield f"{clip(clean(name), 64)} is not a setting of Paperboy: {hint}"


def env_example() -> str:
    """The text of `.env.example`: every setting with its meaning and its default."""
    head = "# Settings of Paperboy: copy this file to .env and change what you like.\n# The environment wins over it.\n"
    head += (
        f"# A secret may stand in a file of its own: DISCORD_TOKEN{IN_FILE}=/run/secrets/discord_token, and so on.\n"
    )
    return head + "".join(f"\n# {row.meaning}\n{row.name}={row.default}\n" for row in SETTINGS)
