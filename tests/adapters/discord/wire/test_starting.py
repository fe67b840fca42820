"""`career serve` with settings for Discord, right and wrong ones: how it starts, and what it tells there."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.discord import serving
from adapters.discord.commands import GERMAN
from adapters.discord.keys import Keys
from adapters.platform import PlatformUnusable
from adapters.storage.commands import CommandRegister
from adapters.storage.sql import SqlStore
from knowledge.library import Library
from tests.adapters.discord.wire.acts import ask
from tests.adapters.discord.wire.inside import platform
from tests.career import Career, assert_refused, stopped, wait
from tests.doubles.discord.gateway import DIRECT_MESSAGES
from tests.doubles.discord.server import Discord
from tests.doubles.postgres import free_port
from tests.office import SOURCE

BOT_PAGE = "discord.com/developers/applications, your application, Bot"
"""Where the token is to be found."""

PUT_COMMANDS = "PUT /applications/{}/commands"


@pytest.fixture
def discord() -> Iterator[Discord]:
    with Discord() as discord:
        yield discord


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it look for Discord more often than in earnest."""
    monkeypatch.setattr(serving, "PATIENCE", 0.3)


# Wrong settings


def test_a_token_that_discord_does_not_take_is_named_with_where_to_find_it(discord: Discord, tmp_path: Path):
    settings = discord.environment() | {"DISCORD_TOKEN": "mis.typed.token"}
    assert_refused(tmp_path, settings, "Discord does not take DISCORD_TOKEN.", BOT_PAGE, "Reset Token")


def test_what_cannot_be_a_token_is_named_without_asking_discord(discord: Discord, tmp_path: Path):
    settings = discord.environment() | {"DISCORD_TOKEN": "1200000000000000001"}
    assert_refused(tmp_path, settings, "DISCORD_TOKEN is something else", BOT_PAGE, source=".env")
    assert discord.calls.total() == 0


def test_an_intent_that_discord_does_not_allow_ends_the_start_with_a_sentence(
    discord: Discord, tmp_path: Path
):
    # As it was with the content of messages: from one day on it had to be allowed.
    discord.gateway.privileged |= DIRECT_MESSAGES
    career = Career(tmp_path, discord.environment() | {"CAREER_MODEL_DIR": str(tmp_path)})
    run = career.runs("serve", seconds=20)

    assert run.returncode == 2
    assert "Discord does not allow one of the intents that the mentor asks for." in run.stderr
    assert "Traceback" not in run.stderr
    assert discord.gateway.identifies == 1


# The doctor


def test_the_doctor_says_whose_a_good_token_is(discord: Discord, tmp_path: Path):
    run = Career(tmp_path, discord.environment()).says("doctor")

    assert f"discord: application Career Mentor ({discord.application_id})" in run.stdout
    assert run.exit_code == 0
    assert discord.gateway.identifies == 0


def test_the_doctor_says_what_is_wrong_with_a_token(discord: Discord, tmp_path: Path):
    run = Career(tmp_path, discord.environment() | {"DISCORD_TOKEN": "mis.typed.token"}).says("doctor")

    assert "wrong discord: Discord does not take DISCORD_TOKEN." in run.stdout
    assert BOT_PAGE in run.stdout
    assert run.exit_code == 1


def test_the_doctor_says_that_discord_cannot_be_reached(discord: Discord, tmp_path: Path):
    nowhere = {"DISCORD_API_URL": f"http://127.0.0.1:{free_port()}/api/v10"}
    run = Career(tmp_path, discord.environment() | nowhere).says("doctor")

    assert "wrong discord: cannot be reached" in run.stdout
    assert "DISCORD_API_URL" in run.stdout
    assert run.exit_code == 1


@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 404, "page": "No such page"}], ids=str)
async def test_a_page_of_something_before_discord_is_no_verdict_on_a_token(discord: Discord, fault: dict):
    keys = Keys(discord.token, api_url=discord.api_url)
    discord.fail("GET", "/applications/@me", **fault)
    with pytest.raises(TimeoutError):
        await serving.check(keys)
    assert "Career Mentor" in await serving.check(keys)


# From start to stop


@pytest.mark.usefixtures("patient")
async def test_it_waits_for_a_discord_that_cannot_be_reached(library: Library, store: SqlStore):
    port = free_port()
    # A double that begins there later.
    later = Discord(port=port)
    async with platform(later, library, store, api_url=f"http://127.0.0.1:{port}/api/v10") as mentor:
        starting = asyncio.create_task(mentor.start())
        await asyncio.sleep(2 * serving.PATIENCE)
        assert not await mentor.ready()
        with later as discord:
            channel = discord.server().channel()
            async with asyncio.timeout(10):
                await starting
            assert SOURCE in await asyncio.to_thread(ask, discord.person("ada"), "staff", channel)
            await mentor.stop(5.0)


def test_it_can_be_stopped_while_the_gateway_is_away(discord: Discord, tmp_path: Path):
    discord.fail("CONNECT", "/gateway", status=503, times=100)
    career = Career(tmp_path, discord.environment() | {"CAREER_MODEL_DIR": str(tmp_path)})
    with career.serves(until="Bringing", cold=True) as process:
        wait(lambda: "Failed to connect for shard_id: 0. Retrying... WSServer" in career.log.read_text())
        assert stopped(process) == (0, True)
    assert "Traceback" not in career.log.read_text()


@pytest.mark.usefixtures("patient")
async def test_it_waits_where_the_gateway_is_away_between_login_and_connecting(
    discord: Discord, library: Library, store: SqlStore
):
    discord.fail("GET", "/gateway/bot", delay=0.01)
    discord.fail("GET", "/gateway/bot", status=503)
    async with platform(discord, library, store) as mentor:
        assert await mentor.start() == "Career Mentor: 0 servers, over the gateway"
        assert await mentor.ready()
    assert discord.gateway.identifies == 1


@pytest.mark.usefixtures("patient")
async def test_the_last_sessions_of_a_day_are_left_alone(discord: Discord, library: Library, store: SqlStore):
    discord.gateway.remaining = 4
    async with platform(discord, library, store) as mentor:
        starting = asyncio.create_task(mentor.start())
        await asyncio.to_thread(discord.until, lambda: discord.calls["GET /gateway/bot"] >= 3)
        assert discord.gateway.identifies == 0
        assert not await mentor.ready()

        discord.gateway.remaining = 1000
        async with asyncio.timeout(10):
            await starting
        assert discord.gateway.identifies == 1


async def test_where_discord_wants_two_connections_every_server_is_answered(
    library: Library, store: SqlStore
):
    with Discord(shards=2) as discord:
        servers = [discord.server(name) for name in ("first", "second")]
        assert {(int(server.id) >> 22) % 2 for server in servers} == {0, 1}
        channels = [server.channel() for server in servers]
        ada = discord.person("ada")
        async with platform(discord, library, store) as mentor:
            assert await mentor.start() == "Career Mentor: 2 servers, over the gateway"
            for place in channels:
                assert SOURCE in await asyncio.to_thread(ask, ada, "staff", place)
            ada.say("staff", at=ada.dm)
            assert SOURCE in await asyncio.to_thread(ada.wait, SOURCE)
        assert discord.gateway.identifies == 2


# Commands


async def started(discord: Discord, library: Library, store: SqlStore) -> None:
    """One start, and the stop."""
    async with platform(discord, library, store) as mentor:
        await mentor.start()


async def test_discord_is_told_of_commands_when_they_are_new_and_not_at_each_start(
    discord: Discord, library: Library, store: SqlStore
):
    await started(discord, library, store)
    await started(discord, library, store)
    assert discord.calls[PUT_COMMANDS] == 1

    await CommandRegister(store).keep(discord.application_id, "of another version")
    await started(discord, library, store)
    await started(discord, library, store)
    assert discord.calls[PUT_COMMANDS] == 2


@pytest.mark.usefixtures("patient")
async def test_commands_that_discord_could_not_take_are_told_again(
    discord: Discord, library: Library, store: SqlStore
):
    discord.fail("PUT", "/applications/{}/commands", status=503)
    await started(discord, library, store)

    assert discord.calls[PUT_COMMANDS] == 2
    assert [it["name"] for it in discord.commands] == ["career", "career-admin", "Ask the mentor"]


async def test_the_mentor_serves_with_the_commands_of_before_where_discord_refuses_new_ones(
    discord: Discord, library: Library, store: SqlStore, caplog: pytest.LogCaptureFixture
):
    discord.fail("PUT", "/applications/{}/commands", code=50035)
    async with platform(discord, library, store) as mentor:
        await mentor.start()
        assert await mentor.ready()
    assert "50035" in caplog.text

    await started(discord, library, store)
    assert discord.calls[PUT_COMMANDS] == 2


async def test_commands_that_discord_refuses_are_named_so_to_who_tells_it_by_hand(
    discord: Discord, store: SqlStore
):
    keys, register = Keys(discord.token, api_url=discord.api_url), CommandRegister(store)
    discord.fail("PUT", "/applications/{}/commands", code=50035)

    with pytest.raises(PlatformUnusable, match=r"does not take the commands \(50035\)"):
        await serving.tell(keys, register)
    assert await serving.tell(keys, register) == len(discord.commands) == 3


async def test_commands_are_described_in_english_and_german(
    discord: Discord, library: Library, store: SqlStore
):
    await started(discord, library, store)

    career, _, on_message = discord.commands
    [about] = career["options"]
    assert career["description_localizations"] == {"de": GERMAN[career["description"]]}
    assert about["name_localizations"] == {"de": "thema"}
    assert about["description_localizations"] == {"de": GERMAN[about["description"]]}
    assert on_message["name_localizations"] == {"de": "Den Mentor fragen"}


# The end


@pytest.mark.parametrize(
    ("code", "said"), [(4004, "DISCORD_TOKEN"), (4013, "newer version"), (4014, "intents"), (4012, "4012")]
)
async def test_a_connection_that_discord_closes_for_good_is_the_end_with_a_sentence(
    discord: Discord, library: Library, store: SqlStore, code: int, said: str
):
    async with platform(discord, library, store) as mentor:
        await mentor.start()
        await asyncio.to_thread(discord.end, code)
        with pytest.raises(PlatformUnusable, match=said):
            await mentor.lost()
        assert not await mentor.ready()
