"""How commands speak: a complaint on stderr, a page in a file, and the shapes of `--json`, each in the docstring of its function.

The shapes are promises: fields may be added, but none changes its name, its type or its meaning.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import click
import msgspec

from bots.terminal.render import safe
from core.cards.data import AnswerData
from core.errors import BadInput, PaperboyError
from core.host.durable import replacing
from core.services.status import StatusLine


class DayType(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.4; ours are older too
    """A day as people type it."""

    name = "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day."""
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"“{value}” is not a day. Write it as YYYY-MM-DD, such as 2026-11-20.", param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """What stands for a value in the help."""
        return self.name


DAY = DayType()
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def complain(text: str) -> None:
    """One line on stderr."""
    click.echo(f"paperboy: {safe(text)}", err=True)


def written(shape: dict[str, Any]) -> str:
    """A shape as JSON text."""
    return json.dumps(shape, ensure_ascii=False, indent=2)


def of_answer(data: AnswerData) -> dict[str, Any]:
    """The shape of `ask`, which stands in `core.cards.data`."""
    shape: dict[str, Any] = msgspec.to_builtins(data)
    return shape


def of_figures(figures: Iterable[StatusLine]) -> dict[str, Any]:
    """The shape of `status`: {name: value}, "papers" among them; a value is a whole number or a text."""
    return {figure.name: figure.value for figure in figures}


def check_place(file: str) -> None:
    """Raises PaperboyError where no page can be left, before anybody waits for one."""
    with _writing(file), TemporaryFile(dir=Path(file).parent):
        pass


def leave(file: str, page: str) -> None:
    """Write a page; an existing file is replaced. Raises PaperboyError."""
    with _writing(file), replacing(Path(file), 0o644) as target:
        target.write(page.encode())


@contextmanager
def _writing(file: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PaperboyError(f"{safe(file)} cannot be written: {error.strerror or error}.") from None


@contextmanager
def reading(name: str, content: str) -> Iterator[None]:
    """Raises BadInput where a file cannot be opened or read; for a folder, the sentence asks for its `content`."""
    try:
        yield
    except FileNotFoundError:
        raise BadInput(f"There is no file {name}.") from None
    except IsADirectoryError:
        raise BadInput(f"{name} is a folder: name {content} in it.") from None
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        raise BadInput(f"{name} cannot be read ({getattr(error, 'strerror', None) or error}).") from None
