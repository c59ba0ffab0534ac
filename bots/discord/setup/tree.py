"""The command tree, made from the command table: one root, a subcommand for each verb that menus offer, a group for pairs of words.

Discord's limits: 25 children at each level, names of 32 and descriptions of 100 characters, 8,000 characters a command in all
(discord-api-docs interactions/application-commands.mdx).
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from hashlib import blake2b
from json import dumps
from keyword import iskeyword
from typing import Any

import discord
from discord import app_commands

import core.commands.verbs  # noqa: F401 (the verbs declare themselves)
from bots.discord.handlers.complete import COMPLETED, LONGEST, MOST, Suggestions
from bots.discord.inbound import Interaction
from core.commands.grammar import offered
from core.commands.table import TABLE, Option, Verb
from core.text.cleaning import clip, sentence

ROOT = "papers"
DESCRIPTION = "The day's research papers"

Answer = Callable[[Interaction, Verb, Mapping[str, str], discord.Attachment | None], Awaitable[None]]
"""Called with the verb, what was said for each option, and a file where one was attached."""

Complete = Callable[[Interaction, str, str], Awaitable[Suggestions]]
"""From an option's name and what is typed to its suggestions."""

MENUS = {"save": "Save paper", "find": "Find papers here"}
"""The names of the message menus."""


def make_root(answer: Answer, complete: Complete) -> app_commands.Group:
    """The root command; `answer` is called with what was chosen. For guilds and direct messages with us, nowhere else."""
    root = app_commands.Group(
        name=ROOT,
        description=DESCRIPTION,
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )
    groups: dict[str, app_commands.Group] = {}
    for verb in TABLE.values():
        if not verb.menu:
            continue
        group, _, name = verb.name.rpartition(" ")
        if group and group not in groups:
            groups[group] = app_commands.Group(name=group, description=f"{group.capitalize()}s", parent=root)
        groups.get(group, root).add_command(_command(verb, name, answer, complete))
    return root


def digest_of(tree: app_commands.CommandTree[Any]) -> str:
    """What tells two trees apart: the same for the same commands and menus."""
    commands = sorted(tree.get_commands(), key=lambda command: (command.name, command.__class__.__name__))
    described = dumps([command.to_dict(tree) for command in commands], sort_keys=True)
    return blake2b(described.encode(), digest_size=12).hexdigest()


def _command(verb: Verb, name: str, answer: Answer, complete: Complete) -> app_commands.Command[Any, ..., None]:
    async def chosen(interaction: Interaction, **given: Any) -> None:
        file = given.pop("file", None)
        values = {_named(parameter): str(value) for parameter, value in given.items() if value is not None}
        await answer(interaction, verb, values, file)

    chosen.__signature__ = _signature(verb)  # type: ignore[attr-defined]
    described = {_parameter(option): clip(sentence(option.help), LONGEST) for option in verb.options}
    if verb.raw:
        described["file"] = "A file with a list of papers"
    made: Any = app_commands.describe(**described)(chosen)
    named = {_parameter(declared): declared.name for declared in verb.options if _parameter(declared) != declared.name}
    made = app_commands.rename(**named)(made)
    made = app_commands.choices(**_choices(verb))(made)
    made = app_commands.autocomplete(
        **{_parameter(completed): _completer(completed, complete) for completed in _completed(verb)}
    )(made)
    return app_commands.Command(name=name, description=clip(verb.help, LONGEST), callback=made)


def line_of(verb: Verb, options: Mapping[str, str]) -> str:
    """The command line that says what was chosen."""
    if verb.raw:
        return " ".join((verb.name, *options.values()))
    first = verb.options[0].name if verb.options else ""
    rest = (
        f'{name}:"{value}"' if " " in value else f"{name}:{value}" for name, value in options.items() if name != first
    )
    return " ".join(filter(None, (verb.name, options.get(first, ""), *rest)))


def _signature(verb: Verb) -> inspect.Signature:
    parameters = [inspect.Parameter("interaction", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Interaction)]
    for option in verb.options:
        annotation = _annotation(option)
        required = option.required and not verb.raw
        default = inspect.Parameter.empty if required else None
        wanted = annotation if required else annotation | None
        parameters.append(
            inspect.Parameter(
                _parameter(option), inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default, annotation=wanted
            )
        )
    if verb.raw:
        wanted = discord.Attachment | None
        parameters.append(
            inspect.Parameter("file", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None, annotation=wanted)
        )
    return inspect.Signature(parameters)


def _annotation(option: Option) -> Any:
    if not option.number:
        return str
    bounds = option.bounds
    return app_commands.Range[int, *bounds.between(wide=False)] if bounds else int


def _choices(verb: Verb) -> dict[str, list[app_commands.Choice[str]]]:
    return {
        _parameter(option): [app_commands.Choice(name=choice, value=choice) for choice in option.choices]
        for option in verb.options
        if not option.open
    }


def _completed(verb: Verb) -> list[Option]:
    """The options that are completed, with their choices or with what is here; the name of what is new is not here already."""
    fresh = ("name",) if verb.sets_up else ()
    return [
        option
        for option in verb.options
        if option.open and (option.choices or (option.name in COMPLETED and option.name not in fresh))
    ]


def _completer(option: Option, complete: Complete) -> Any:
    async def suggest(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        if option.choices:
            return [app_commands.Choice(name=choice, value=choice) for choice in offered(option, typed)]
        offers = await complete(interaction, option.name, typed)
        return [
            app_commands.Choice(name=clip(shown, LONGEST), value=value)
            for shown, value in offers[:MOST]
            if shown and 0 < len(value) <= LONGEST
        ]

    return suggest


def _parameter(option: Option) -> str:
    """A name Python takes: `from` and `for` are its own."""
    return f"{option.name}_" if iskeyword(option.name) else option.name


def _named(parameter: str) -> str:
    return parameter.rstrip("_")
