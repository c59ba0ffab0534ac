"""The command `preview`: the page of all that people see in Slack and Discord. Their sides draw it, in a process of its own."""

import os
import subprocess
import tempfile

import click

from bots.cli.worker import end, environment, leashed
from bots.terminal.render import safe
from core.errors import PaperboyError


@click.command()
@click.argument("file", default="preview.html")
def preview(file: str) -> None:
    """Draw what Slack and Discord show, as a web page.

    FILE is preview.html if none is named; one that exists is replaced.
    """
    click.echo(_drawn(file))


def _drawn(file: str) -> str:
    """Draw the page into a file; what is said of it. Raises PaperboyError where it cannot be drawn or written."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            leashed("bots.preview.__main__", file),
            env=environment(os.environ),
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=said,
            process_group=0,  # Ctrl-C is for the command, which then asks the drawing to end and clean up
        )
        try:
            process.wait()
        finally:
            end([process])
        if process.returncode:
            said.seek(0)
            raise PaperboyError(_last_line(said.read()) or f"The drawing ended with {process.returncode}.")
    return f"{safe(file)} shows every card, list, form and error as Slack and Discord do. Open it in a browser."


def _last_line(output: bytes) -> str:
    lines = output.decode("utf-8", "replace").strip().splitlines()
    return safe(lines[-1]) if lines else ""
