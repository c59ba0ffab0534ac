"""How commands speak: a complaint on stderr, a report of an intake on stdout, as text or JSON."""

import sys
from datetime import date
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bots.cli.ingest import Report


class DayType(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.4; ours are older too
    """A day as people type it."""

    name = "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day."""
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"“{value}” is no day. Write it as YYYY-MM-DD, such as 2026-11-20.", param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """What stands for a value in the help."""
        return self.name


DAY = DayType()
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def complain(text: str) -> None:
    """One line on stderr."""
    from bots.terminal.render import safe

    click.echo(f"paperboy: {safe(text)}", err=True)


def tell(report: "Report", as_json: bool) -> None:
    """What became of an intake."""
    from bots.cli import shapes, told
    from bots.terminal.render import console

    if as_json:
        click.echo(shapes.written(report.shape()))
    elif report.intake.arrived:
        told.tell(report, console())
    elif not report.intake.skipped:
        click.echo("Nothing new.")


def finish(report: "Report", as_json: bool) -> None:
    """As `tell`; an intake of which every list was refused ends with exit code 1."""
    tell(report, as_json)
    if report.intake.skipped and not report.intake.arrived:
        sys.exit(1)
