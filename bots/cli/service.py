"""The commands `service install` and `service remove`. Everything heavy is imported inside them."""

import click


@click.group()
def service() -> None:
    """Keep Paperboy running without a terminal."""


@service.command()
@click.option("--print", "only_print", is_flag=True, help="Print the file, and change nothing.")
def install(only_print: bool) -> None:
    """Start paperboy up with this system from now on.

    It uses a systemd user unit or a launchd agent, with the .env of this folder.
    """
    from bots.cli import keeping_up

    unit = keeping_up.here()
    if only_print:
        click.echo(unit.text, nl=False)
        return
    for said in keeping_up.install(unit):
        click.echo(said)


@service.command()
def remove() -> None:
    """End the service and remove its file."""
    from bots.cli import keeping_up

    click.echo(keeping_up.remove(keeping_up.here()))
