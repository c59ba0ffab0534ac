"""`python -m bots.web`: the pages and feeds, as `paperboy up` runs them."""

from bots.shared.start import leave, need, start
from core.app import Paperboy
from core.errors import PaperboyError
from core.settings import Settings


def main() -> None:
    """Serve until told to stop."""
    try:
        need("web")
    except PaperboyError as error:
        leave(error)
    start(serve, (), "")


async def serve(app: Paperboy, settings: Settings) -> None:
    """Serve the pages. What that takes is imported only where it is installed."""
    from bots.web import serving

    await serving.serve(app, settings)


if __name__ == "__main__":
    main()
