"""How commands speak: a complaint on stderr, a report of an intake on stdout, as text or JSON."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bots.terminal.ingest import Report

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def complain(said: str) -> None:
    """One line on stderr."""
    from bots.terminal.render import safe

    click.echo(f"paperboy: {safe(said)}", err=True)


def tell(report: "Report", as_json: bool) -> None:
    """What became of an intake."""
    from bots.terminal import shapes, told
    from bots.terminal.render import console

    if as_json:
        click.echo(shapes.written(report.shape()))
    elif report.intake.arrived:
        told.tell(report, console())
