"""Files on the wire of a Discord: as attachments are told and fetched over the gateway and over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from adapters.site import Site
from adapters.storage.sql import SqlStore
from knowledge.library import Library
from knowledge.transcripts.trouble import SIZE_MAX
from tests.adapters.clerk import Clerk
from tests.adapters.discord.wire.inside import platform
from tests.doubles.discord.server import Discord
from tests.doubles.postgres import free_port

TEXT = b"WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ada>Hello.\n"
WHOLE = f"talk.vtt has {len(TEXT)} bytes."


@pytest.fixture
def vtt(tmp_path: Path) -> Path:
    file = tmp_path / "talk.vtt"
    file.write_bytes(TEXT)
    return file


@pytest.fixture
def clerk() -> Clerk:
    return Clerk()


@pytest.fixture(params=["gateway", "http"])
async def discord(
    request: pytest.FixtureRequest, library: Library, store: SqlStore, clerk: Clerk
) -> AsyncIterator[Discord]:
    """One with the mentor in it, in this very process."""
    over_http, port = request.param == "http", free_port()
    url = f"http://127.0.0.1:{port}/discord/interactions" if over_http else None
    async with AsyncExitStack() as opened:
        discord = opened.enter_context(Discord(http_url=url))
        discord.server()
        mentor = await opened.enter_async_context(
            platform(discord, library, store, over_http=over_http, mentor=clerk)
        )
        site = Site("127.0.0.1", port, mentor.routes(), {})
        await site.open()
        opened.push_async_callback(site.close)
        await mentor.start()
        yield discord
        assert discord.unanswered == []


async def did(act, *args, **how) -> str:
    """What somebody sees who does something."""
    await asyncio.to_thread(act, *args, **how)
    return await asyncio.to_thread(act.__self__.wait)


async def test_files_arrive_whole_beside_a_command_and_in_a_form(discord: Discord, clerk: Clerk, vtt: Path):
    rita = await asyncio.to_thread(discord.person, "Rita", admin_of=discord.servers.values())

    assert f"file: {WHOLE}" in await did(rita.command, "career-admin", about="load", file=vtt)
    assert clerk.uploads["file"].data == TEXT

    await did(rita.command, "career-admin", about="load")
    assert f"transcript: {WHOLE} Topics: teams." in await did(rita.fill_in, vtt, ["Teams"])
    assert clerk.uploads["transcript"].data == TEXT


@pytest.mark.parametrize("discord", ["gateway"], indirect=True)
async def test_files_arrive_beside_a_mention_and_a_direct_message(discord: Discord, vtt: Path):
    rita = await asyncio.to_thread(discord.person, "Rita", admin_of=discord.servers.values())

    assert f"file: {WHOLE}" in await did(rita.mention, "load", files=[vtt])
    assert f"file: {WHOLE}" in await did(rita.say, "", at=rita.dm, files=[vtt])


@pytest.mark.parametrize("discord", ["gateway"], indirect=True)
async def test_what_discord_does_not_hand_out_is_said_in_words(discord: Discord, tmp_path: Path):
    rita = await asyncio.to_thread(discord.person, "Rita", admin_of=discord.servers.values())
    long = tmp_path / "talk.mp3"
    long.write_bytes(b"\0" * (SIZE_MAX + 1))

    assert "larger than 10 MB" in await did(rita.command, "career-admin", file=long)
    assert discord.cdn.handed_out == 0
