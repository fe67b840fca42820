"""A Discord in this very process, played by SimCord, with the mentor and people in it: no network, one clock.

SimCord is not ours, and measures the mentor by what somebody else knows of Discord.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine, Iterable, Mapping
from datetime import datetime
from typing import Any, Self

import discord
from simcord import ChannelHandle, Env, GuildHandle, HttpLogEntry, InteractionResult
from simcord.backend.cdn import CDN_BASE
from simcord.backend.serializers import guild_create_payload
from yarl import URL

from adapters.discord.app import App
from adapters.inflight import Inflight
from adapters.platform import Inside
from adapters.storage.memory import MemoryStore
from bot.catalogue import Catalogue
from bot.delivery import Delivery
from bot.mentor import Mentor
from bot.pacing import Lanes
from bot.ports import Sender, Store
from knowledge.search import Search
from tests.scenarios.platforms import BEGINNING
from tests.simulation.checks import Complaints, problems_of
from tests.simulation.people import Person

PATIENCE = 30.0
"""Seconds for anything that somebody does, with all that comes of it."""

BY_SERVER, BY_PERSON = "0", "1"
"""Who let the mentor in to where something is done, as interactions tell it."""

GROUP, PRIVATE = 3, 2
"""The type of the direct messages of a group, and the context of what is done there."""


class Playing(App):
    """The client, with its commands where SimCord looks for them."""

    tree = App.commands


class Simulation:
    """SimCord's Discord on a loop in a thread of its own; its methods can be called from any other thread.

    The mentor's clock is SimCord's: it stands at the `BEGINNING`, and can only be put forward.
    """

    def __init__(self, search: Search, store: Store | None = None, mentor: Mentor | None = None) -> None:
        self.store = store or MemoryStore()
        self._catalogue = Catalogue(search)
        self._lanes = Lanes({}, frozenset())
        self._mentor = mentor or Mentor(self._catalogue, self.store, self._lanes.rate)
        self.env = Env(self._client())
        self.acts: list[InteractionResult] = []
        """What people did since `problems` was asked for."""
        self._brought_along: dict[int, bool] = {}
        self._requests = self._errors = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="SimCord", daemon=True)
        self._complaints = Complaints(self._thread)

    def __enter__(self) -> Self:
        self._thread.start()
        logging.getLogger().addHandler(self._complaints)
        self.run(self._opened())
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self._closed())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()
        logging.getLogger().removeHandler(self._complaints)

    async def _opened(self) -> None:
        # Before the mentor hears of anything, so that it hears what is added as well.
        self.env.backend.subscribers.append(self._say_whose)
        await self.env.start()
        await self.env.bot.tree.sync()
        await self._put_forward(BEGINNING)

    async def _closed(self) -> None:
        await self.env.shutdown()
        await self._loop.shutdown_default_executor()

    def _client(self) -> Playing:
        inside = Inside(self._mentor, self.store, self._lanes, self.now)
        return Playing(inside, Inflight(), frozenset({URL(CDN_BASE)}), shard_count=1)

    def run(self, act: Coroutine[Any, Any, Any]) -> Any:
        """Do something on the loop, and wait for it."""
        return asyncio.run_coroutine_threadsafe(self._timed(act), self._loop).result(PATIENCE)

    async def _timed(self, act: Coroutine[Any, Any, Any]) -> Any:
        with self.env.time_context():
            return await act

    def do(self, act: Callable[..., Any], *args: object, **options: object) -> Any:
        """The same with a plain function, and all that the mentor makes of it."""

        async def done() -> Any:
            made = act(*args, **options)
            await self.env.settle()
            return made

        return self.run(done())

    # Who and what there is

    def server(self, name: str = "Guild") -> GuildHandle:
        """A new server, which let the mentor in."""
        return self.do(self.env.create_guild, name)

    def channel(
        self,
        server: GuildHandle,
        name: str = "general",
        *,
        silent: "Person | None" = None,
        mute: bool = False,
    ) -> ChannelHandle:
        """A new channel in a server, where somebody is *silent*, or the mentor *mute*: they may not write."""
        closed = [*([silent.user] if silent else []), *([self.env.bot.user] if mute else [])]
        overwrites = {who: discord.PermissionOverwrite(send_messages=False) for who in closed}
        return self.do(server.create_text_channel, name, overwrites=overwrites)

    def person(
        self, name: str, *servers: GuildHandle, admin_of: Iterable[GuildHandle] = (), bot: bool = False
    ) -> Person:
        """Somebody new, or a *bot*, in some *servers*, and in those that they manage."""
        person = Person(self, self.do(self.env.create_user, name, bot=bot))
        for server in servers:
            person.members[server.id] = self.do(server.add_member, person.user)
        for server in admin_of:
            managing = discord.Permissions(manage_guild=True)
            role = self.do(server.create_role, "Manager", permissions=managing)
            person.members[server.id] = self.do(server.add_member, person.user, roles=[role])
        return person

    def bring_along(self, channel: ChannelHandle, *, group: bool = False) -> None:
        """From now on the mentor is in a *channel* only for those who have it in their own account.

        SimCord has no *group* with direct messages: somebody's own stand in for one.
        """
        self._brought_along[channel.id] = group

    def _say_whose(self, event: str, payload: Mapping[str, Any]) -> None:
        """Tell who let the mentor in, which SimCord leaves out."""
        if event != "INTERACTION_CREATE" or not isinstance(payload, dict):
            return
        channel, who = int(payload["channel_id"]), payload.get("user") or payload["member"]["user"]
        alone = channel in self._brought_along
        owners = {BY_PERSON: who["id"]} if alone else {BY_SERVER: payload.get("guild_id", "0")}
        payload["authorizing_integration_owners"] = owners
        if self._brought_along.get(channel):
            payload |= {"context": PRIVATE, "channel": {**payload["channel"], "type": GROUP}}

    def let_go(self, server: GuildHandle, *, unavailable: bool = False) -> None:
        """Tell the mentor that a *server* removed it, or is *unavailable* for a while."""
        gone = {"id": str(server.id), **({"unavailable": True} if unavailable else {})}
        self.do(self.env.backend.emit, "GUILD_DELETE", gone)

    def let_in(self, server: GuildHandle, *, after_outage: bool = False) -> None:
        """Tell the mentor that a *server* let it in, or is available again."""
        backend = self.env.backend
        told = dict(guild_create_payload(backend, backend.get_guild(server.id)))
        if not after_outage:
            del told["unavailable"]
        self.do(backend.emit, "GUILD_CREATE", told)

    def bring_again(self) -> None:
        """Tell the mentor once more what somebody wrote last, as a connection that broke may."""
        backend, mentor = self.env.backend, str(self.env.bot.user.id)
        heard = [told for told in backend.transcript if told[:2] == ("GATEWAY", "MESSAGE_CREATE")]
        *_, last = (message for *_, message in heard if message["author"]["id"] != mentor)
        self.do(backend.emit, "MESSAGE_CREATE", last)

    def fail(self, method: str, path: str, *, status: int, code: int = 0, times: int | None = 1) -> None:
        """Let the next calls of a path fail, in which a star stands for anything; all of them if None."""
        self.do(self.env.inject_error, method, path, status=status, code=code, times=times)

    # The mentor

    def restart(self) -> None:
        """Let another process take over, which knows only what is in the store."""
        self.run(self.env.restart_bot(self._client()))

    def now(self) -> datetime:
        """The time, for all."""
        return self.env.now()

    def set_clock(self, moment: datetime, sender: Sender | None = None) -> None:
        """Let it be that time, and have what is due by then brought; by another *sender* if there is one."""
        self.run(self._brought(moment, sender or self.env.bot.sender))

    async def _brought(self, moment: datetime, sender: Sender) -> None:
        await self._put_forward(moment)
        delivery = Delivery(self.store, self._catalogue, {"discord": sender}, self._lanes, self.now)
        while (await delivery.round()).claimed:
            pass
        await self.env.settle()

    async def _put_forward(self, moment: datetime) -> None:
        await self.env.advance_time((moment - self.now()).total_seconds())

    # What came of it

    @property
    def requests(self) -> list[HttpLogEntry]:
        """All that the mentor ever asked of Discord."""
        return self.env.http_requests

    def problems(self) -> list[str]:
        """What went wrong since this was asked for last."""
        requests, self._requests = self.requests[self._requests :], len(self.requests)
        errors, self._errors = self.env.errors_since(self._errors), self.env.error_cursor
        acts, self.acts = self.acts, []
        return [
            *(problem for request in requests for problem in problems_of(request)),
            *(f"unanswered: {act}" for act in acts if not act.acknowledged or act.deferred),
            *map(repr, errors),
            *self._complaints.taken(),
        ]
