"""Interactions that Discord posts to the mentor's own address, where there may be several processes."""

import asyncio
from collections.abc import Iterator

import pytest

from adapters.discord.interactions import PATH
from adapters.site import Site
from adapters.storage.sql import SqlStore
from bot import wording
from knowledge.library import Library
from tests.adapters.discord.wire.acts import answers, ask, direct, fill_in, press
from tests.adapters.discord.wire.inside import platform
from tests.career import status
from tests.doubles.discord.server import Channel, Discord, Person
from tests.doubles.postgres import free_port
from tests.office import FIRST_CARD, SECRET_WORD, SOURCE, Guild, Mentor, open_guild, secrets_in


def address(port: int) -> str:
    return f"http://127.0.0.1:{port}{PATH}"


@pytest.fixture(scope="module")
def ports() -> list[int]:
    """Of the process that is at the gateway, too, and of one that is not."""
    return [free_port(), free_port()]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, ports: list[int]) -> Iterator[Guild]:
    first, second = ports
    folder = tmp_path_factory.mktemp("first")
    with open_guild(folder, {"CAREER_HTTP_PORT": str(first)}, http_url=address(first)) as guild:
        ways = guild.discord.environment() | {
            "CAREER_HTTP_PORT": str(second),
            "CAREER_DATABASE_URL": f"sqlite:///{guild.mentor.database}",
            "DISCORD_GATEWAY": "false",
        }
        with Mentor(ways, tmp_path_factory.mktemp("second")) as other:
            yield guild
            assert secrets_in(other.log, guild.discord) == []


@pytest.fixture(params=[0, 1], ids=["at the gateway, too", "without the gateway"])
def guild(guild: Guild, ports: list[int], request: pytest.FixtureRequest) -> Guild:
    """Where Discord posts to each process in its turn."""
    guild.discord.http_url = address(ports[request.param])
    return guild


def test_commands_buttons_and_forms_are_answered(ada: Person, channel: Channel):
    assert SOURCE in ask(ada, "staff", channel)
    assert f"Saved: {FIRST_CARD}" in press(ada, "Save")
    assert wording.REFLECT_FREELY in ask(ada, "reflect free", channel)
    assert wording.KEPT in fill_in(ada, f"A {SECRET_WORD}, over HTTP.")
    assert "staff" in [line for _, line in ada.complete("career", "staf", at=channel)]
    assert SOURCE in ask(ada, "staff", ada.dm)
    assert [seen.ephemeral for seen in answers(ada, channel)] == [True] * 3


def test_what_one_process_began_another_one_ends(
    guild: Guild, ports: list[int], ada: Person, channel: Channel
):
    there, here = guild.discord.http_url, {address(port) for port in ports}
    ask(ada, "staff", channel)
    ask(ada, "reflect free", channel)

    [guild.discord.http_url] = here - {there}
    assert wording.KEPT in fill_in(ada, f"A {SECRET_WORD}, begun elsewhere.")
    assert f"Saved: {FIRST_CARD}" in press(ada, "Save")
    guild.discord.http_url = there
    assert FIRST_CARD in ask(ada, "saved", channel)
    assert "begun elsewhere" in ask(ada, "journal", channel)


def test_whoever_did_not_sign_as_discord_is_turned_away(guild: Guild):
    discord, body = guild.discord, b'{"type": 1}'
    signed = discord.courier.signed(body)

    assert discord.ping()
    assert discord.forge() == 401
    for headers in ({}, discord.courier.signed(b"another"), signed | {"X-Signature-Ed25519": "mistyped"}):
        assert discord.run(discord.courier.send(body, headers))[0] == 401


def test_messages_come_over_the_one_connection_that_there_is(
    guild: Guild, ports: list[int], ada: Person, channel: Channel
):
    ada.mention("staff", at=channel)
    assert SOURCE in ada.wait(SOURCE)
    ada.say("staff", at=ada.dm)
    assert SOURCE in ada.wait(SOURCE)

    assert len(answers(ada, channel)) == len(direct(ada)) == 1
    assert guild.discord.gateway.identifies == 1
    assert [status(port, "/readyz") for port in ports] == [200, 200]


async def test_before_the_start_discord_hears_that_it_is_too_early(library: Library, store: SqlStore):
    port = free_port()
    with Discord(http_url=address(port)) as discord:
        ada, channel = discord.person("ada"), discord.server().channel()
        async with platform(discord, library, store, over_http=True) as mentor:
            site = Site("127.0.0.1", port, mentor.routes(), {"discord": mentor.ready})
            await site.open()
            body = b'{"type": 2}'
            early = discord.courier.send(body, discord.courier.signed(body))
            assert (await asyncio.to_thread(discord.run, early))[0] == 503
            assert await asyncio.to_thread(discord.ping)

            await mentor.start()
            assert SOURCE in await asyncio.to_thread(ask, ada, "staff", channel)
            await site.close()
