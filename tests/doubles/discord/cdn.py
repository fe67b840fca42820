"""Files that were uploaded, each for a while at an address of its own."""

from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import web

from tests.doubles.discord.content import Channel, File

if TYPE_CHECKING:
    from tests.doubles.discord.server import Discord

FILE_SECONDS = 24 * 60 * 60.0
"""How long the address of a file is good: about a day (DisboxApp/web#106)."""


class Cdn:
    """Keeps files, and hands them out."""

    def __init__(self, discord: "Discord") -> None:
        self._discord = discord
        self.handed_out = 0
        """How often somebody asked for one."""
        self._kept: dict[str, tuple[File, float]] = {}

    def serve(self, app: web.Application) -> None:
        """Put files where their addresses say."""
        app.router.add_get("/cdn/attachments/{channel}/{id}/{name}", self._hand_out)

    def keep(self, channel: Channel, name: str, data: bytes, description: str = "") -> File:
        """Keep what was uploaded to a channel."""
        file = File(self._discord.new_id_now(), name, data, description)
        until = self._discord.now() + FILE_SECONDS
        place = f"{self._discord.url}/cdn/attachments/{channel.id}/{file.id}"
        file.url = f"{place}/{quote(name)}?ex={int(until):x}"
        self._kept[file.id] = (file, until)
        return file

    async def _hand_out(self, request: web.Request) -> web.Response:
        self.handed_out += 1
        file, until = self._kept.get(request.match_info["id"], (None, 0.0))
        if file is None or self._discord.now() > until:
            return web.Response(status=404, text="This content is no longer available.")
        return web.Response(body=file.data, content_type=file.content_type)
