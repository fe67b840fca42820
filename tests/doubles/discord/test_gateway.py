"""The gateway lets in whom Discord lets in, tells what Discord tells, and breaks as Discord's breaks."""

import asyncio
import json
from typing import Any, Self

import discord
import pytest
from aiohttp import ClientSession, WSMsgType

from tests.doubles.discord.account import register
from tests.doubles.discord.dpy import INTENTS, Dpy
from tests.doubles.discord.permissions import SEND_MESSAGES
from tests.doubles.discord.server import Discord
from tests.doubles.discord.test_discord import listen


class Line:
    """A bot's connection, reduced to its end of the wire."""

    def __init__(self, double: Discord) -> None:
        self._double = double

    async def __aenter__(self) -> Self:
        self._session = ClientSession()
        self._socket = await self._session.ws_connect(self._double.gateway.url)
        self.hello = await self.hear()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()
        await self._session.close()

    async def say(self, op: int, data: Any) -> None:
        await self._socket.send_json({"op": op, "d": data})

    async def say_text(self, text: str) -> None:
        await self._socket.send_str(text)

    async def identify(self, **more: Any) -> None:
        await self.say(2, {"token": self._double.token, "intents": INTENTS.value, "properties": {}, **more})

    async def hear(self, event: str = "") -> dict[str, Any]:
        """What comes next, or next of a kind."""
        while True:
            message = await self._socket.receive(timeout=5)
            if message.type is not WSMsgType.TEXT:
                return {"closed": self._socket.close_code}
            told = json.loads(message.data)
            if event in {"", told["t"]}:
                return told

    async def nothing(self, seconds: float = 0.1) -> bool:
        """Whether nothing comes."""
        try:
            await self._socket.receive(timeout=seconds)
        except TimeoutError:
            return True
        return False


@pytest.fixture
def double():
    with Discord() as discord_:
        discord_.server("Guild").channel("general")
        yield discord_


async def later(act, *args, **kwargs):
    """An act of a person, while the test's loop goes on."""
    return await asyncio.to_thread(act, *args, **kwargs)


async def test_a_session_begins_with_what_there_is(double) -> None:
    async with Line(double) as line:
        assert line.hello["d"]["heartbeat_interval"] == 41250
        await line.identify()
        ready = await line.hear()
        assert ready["t"] == "READY"
        assert ready["d"]["shard"] == [0, 1]
        [server] = double.servers.values()
        assert ready["d"]["guilds"] == [{"id": server.id, "unavailable": True}]
        created = await line.hear()
        assert created["t"] == "GUILD_CREATE"
        assert [it["name"] for it in created["d"]["channels"]] == ["general"]
        await line.say(1, 2)
        assert (await line.hear())["op"] == 11
    assert double.gateway.identifies == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"token": "another"}, 4004),
        ({"intents": 1 << 15}, 4014),
        ({"intents": 1 << 30}, 4013),
        ({"shard": [2, 2]}, 4010),
    ],
)
async def test_who_may_not_come_in_is_told_why(double, said: dict[str, Any], code: int) -> None:
    async with Line(double) as line:
        await line.identify(**said)
        assert await line.hear() == {"closed": code}


async def test_an_intent_that_was_allowed_is_given(double) -> None:
    double.gateway.allowed_intents = 1 << 15
    ada = double.person("Ada")
    async with Line(double) as line:
        await line.identify(intents=INTENTS.value | 1 << 15)
        await line.hear("GUILD_CREATE")
        await later(ada.say, "to nobody")
        assert (await line.hear())["d"]["content"] == "to nobody"


async def test_words_are_told_only_to_whom_they_are_for(double) -> None:
    ada = double.person("Ada")
    async with Line(double) as line:
        await line.identify()
        await line.hear("GUILD_CREATE")
        await later(ada.say, "to nobody")
        assert (await line.hear())["d"]["content"] == ""
        await later(ada.mention, "to you")
        assert (await line.hear())["d"]["content"].endswith("to you")
        await later(ada.say, "alone", at=ada.dm)
        told = (await line.hear())["d"]
        assert (told["content"], "guild_id" in told) == ("alone", False)


async def test_a_channel_that_the_bot_does_not_see_is_silent(double) -> None:
    [server] = double.servers.values()
    hidden = server.channel("hidden", bot_can_see=False)
    ada = double.person("Ada")
    async with Line(double) as line:
        await line.identify()
        created = await line.hear("GUILD_CREATE")
        assert [it["name"] for it in created["d"]["channels"]] == ["general", "hidden"]
        await later(ada.mention, "psst", at=hidden)
        assert await line.nothing()


async def test_what_was_missed_is_told_again(double) -> None:
    ada = double.person("Ada")
    async with Line(double) as line:
        await line.identify()
        session = (await line.hear("READY"))["d"]["session_id"]
        heard = (await line.hear("GUILD_CREATE"))["s"]
        await later(double.drop)
        assert "closed" in await line.hear()
    await later(ada.mention, "are you there?")
    async with Line(double) as line:
        await line.say(6, {"token": double.token, "session_id": session, "seq": heard})
        assert (await line.hear())["d"]["content"].endswith("are you there?")
        assert (await line.hear())["t"] == "RESUMED"


async def test_a_session_that_was_left_or_is_unknown_cannot_be_resumed(double) -> None:
    async with Line(double) as line:
        await line.identify()
        session = (await line.hear("READY"))["d"]["session_id"]
    async with Line(double) as line:
        await line.say(6, {"token": double.token, "session_id": session, "seq": 1})
        told = await line.hear()
        assert (told["op"], told["d"]) == (9, False)


async def test_a_connection_that_says_too_much_is_closed(double) -> None:
    async with Line(double) as line:
        await line.say(1, "x" * 5000)
        assert await line.hear() == {"closed": 4002}
    async with Line(double) as line:
        await line.say_text("{")
        assert await line.hear() == {"closed": 4002}
    double.limits = True
    async with Line(double) as line:
        for _ in range(121):
            await line.say(1, None)
        told = [await line.hear() for _ in range(121)]
        assert told[-1] == {"closed": 4008}


async def test_only_so_many_sessions_begin_at_once(double) -> None:
    double.limits = True
    async with Line(double) as one, Line(double) as two:
        await one.identify(shard=[0, 2])
        assert (await one.hear())["t"] == "READY"
        await two.identify(shard=[1, 2])
        assert (await two.hear())["op"] == 9


async def test_a_day_has_a_thousand_sessions(double) -> None:
    double.gateway.remaining = 0
    headers = {"Authorization": f"Bot {double.token}"}
    async with (
        ClientSession(headers=headers) as session,
        session.get(f"{double.api_url}/gateway/bot") as answer,
    ):
        told = await answer.json()
    assert told["url"] == double.gateway.url
    assert told["session_start_limit"]["remaining"] == 0
    async with Line(double) as line:
        await line.identify()
        assert await line.hear() == {"closed": 4004}


async def test_each_shard_hears_of_its_servers(double) -> None:
    servers = [double.server(f"Guild {number}") for number in range(4)]
    ada = double.person("Ada")
    shards = {int(it.id) >> 22 & 1 for it in servers}
    assert shards == {0, 1}
    async with Line(double) as one, Line(double) as two:
        await one.identify(shard=[0, 2])
        await two.identify(shard=[1, 2])
        for line in (one, two):
            guilds = (await line.hear("READY"))["d"]["guilds"]
            for _ in guilds:
                await line.hear("GUILD_CREATE")
        for server in servers:
            await later(ada.mention, f"to {server.name}", at=server.channel())
            line = (one, two)[int(server.id) >> 22 & 1]
            assert (await line.hear("MESSAGE_CREATE"))["d"]["content"].endswith(f"to {server.name}")
        await later(ada.say, "alone", at=ada.dm)
        assert (await one.hear())["d"]["content"] == "alone"


def test_nobody_knows_of_an_interaction_when_no_bot_is_there(double) -> None:
    double.answer_seconds = 0.1
    register(double, [{"name": "career", "description": "Ask"}])
    ada = double.person("Ada")
    ada.command("career")
    assert ada.wait() == "The application did not respond"


# With discord.py


def test_discord_py_resumes_after_a_cut(double) -> None:
    ada = double.person("Ada")
    with Dpy(double, listen) as bot:
        double.drop()
        ada.mention("are you there?")
        assert ada.wait() == "You said are you there?"
        assert ("resumed", None) in bot.client.heard
    assert (double.gateway.identifies, double.gateway.resumes) == (1, 1)


def test_discord_py_reconnects_when_it_is_asked_to(double) -> None:
    with Dpy(double, listen) as bot:
        double.ask_to_reconnect()
        double.until(lambda: ("resumed", None) in bot.client.heard)


def test_discord_py_begins_anew_when_its_session_is_over(double) -> None:
    ada = double.person("Ada")
    with Dpy(double, listen):
        double.invalidate()
        double.until(lambda: double.gateway.identifies == 2)
        double.wait_for_bot()
        ada.command("career", about="staff")
        assert ada.wait().startswith("About staff")


def test_discord_py_hears_of_servers_that_come_and_go(double) -> None:
    [server] = double.servers.values()
    with Dpy(double, listen) as bot:
        bot.client.heard.clear()
        other = double.server("Other")
        double.until(lambda: ("joined", "Other") in bot.client.heard)
        other.remove_bot()
        server.go_down()
        server.come_back()
        double.until(lambda: len(bot.client.heard) == 4)
        told = ["joined Other", "removed Other", "unavailable Guild", "available Guild"]
        assert [f"{event} {name}" for event, name in bot.client.heard] == told


def test_discord_py_hears_what_it_may_in_a_channel(double) -> None:
    [server] = double.servers.values()
    general = server.channel("general")
    with Dpy(double, listen) as bot:
        [guild] = bot.client.guilds

        def may_write() -> bool:
            return guild.text_channels[0].permissions_for(guild.me).send_messages

        assert may_write()
        server.deny(general, SEND_MESSAGES)
        double.until(lambda: not may_write())
        server.deny(general, 0)
        double.until(may_write)


def test_a_heartbeat_can_go_unanswered() -> None:
    with Discord(heartbeat_seconds=0.1) as double, Dpy(double, listen, heartbeat_timeout=0.3) as bot:
        double.zombie = True
        double.until(lambda: double.gateway.resumes or double.gateway.identifies > 1)
        double.zombie = False
        assert bot.failure is None


def test_a_token_that_is_no_good_is_not_tried_twice() -> None:
    with Discord() as double, Dpy(double, listen, token="another") as bot:
        pass
    assert isinstance(bot.failure, discord.LoginFailure)
    assert double.calls == {"GET /users/@me": 1}


def test_an_intent_that_was_not_allowed_ends_it(double) -> None:
    with Dpy(double, listen, intents=INTENTS | discord.Intents(message_content=True)) as bot:
        pass
    assert isinstance(bot.failure, discord.PrivilegedIntentsRequired)


def test_discord_py_is_told_how_many_shards_to_have() -> None:
    with Discord(shards=2, max_concurrency=2, limits=True) as double:
        servers = [double.server(f"Guild {number}") for number in range(4)]
        with Dpy(double, listen) as bot:
            assert bot.client.shard_count == 2
            ada = double.person("Ada")
            for server in servers:
                ada.command("career", about="staff", at=server)
                assert ada.wait().startswith("About staff")
        assert double.gateway.identifies == 2
