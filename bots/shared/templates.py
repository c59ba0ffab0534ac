"""The templates of a package, for pages and mails: everything written into one is escaped. Needs the extra `web` or `mail`."""

from jinja2 import Environment, PackageLoader, StrictUndefined


def templates(package: str) -> Environment:
    """The templates in a package's folder of that name; what one names and nobody gives is an error."""
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
