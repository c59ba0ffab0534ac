"""`python -m tests.chaos.logged_discord`: the fake Discord with its calls at its own door, `GET /fake/log?route=GET /channels`."""

from aiohttp import web

from tests.fakes.discord import __main__ as discord
from tests.fakes.discord import server
from tests.fakes.discord.control import Control
from tests.fakes.discord.web import answer


class Logged(Control):
    """Tells where calls went, too."""

    def routes(self) -> list[web.RouteDef]:
        """The control's, and the log."""
        return [web.get("/fake/log", self._log), *super().routes()]

    async def _log(self, request: web.Request) -> web.Response:
        """Where the calls of a route went, oldest first, and when."""
        calls = [one for one in self.discord.front.log if one.name == request.query["route"]]
        return answer([{"ids": one.ids, "at": one.at, "status": one.status} for one in calls])


if __name__ == "__main__":
    server.Control = Logged  # type: ignore[misc]
    discord.main()
