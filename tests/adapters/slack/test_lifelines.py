"""What keeps the mentor's line to Slack alive: tokens, connections, and a start at which nothing is lost."""

import asyncio
import logging
import socket as sockets
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from aiohttp import ClientSession, ClientTimeout
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator

from adapters import program
from adapters.platform import Inside
from adapters.settings import Settings
from adapters.site import Site
from adapters.slack import access, socket
from adapters.slack.access import Line, ManyWorkspaces, OneWorkspace
from adapters.slack.answers import Answers
from adapters.slack.desk import Desk
from adapters.slack.files import Files
from adapters.slack.homes import Homes
from adapters.slack.keys import Keys
from adapters.slack.people import People
from adapters.slack.places import Aside, Asked, Tenant
from adapters.slack.presence import Presence
from adapters.slack.serving import AWAY
from adapters.slack.serving import Slack as Platform
from adapters.slack.socket import Sockets
from adapters.storage.installations import Register
from adapters.storage.memory import MemoryStore
from adapters.storage.sql import SqlStore
from bot import wording
from bot.admin import forget_departed
from bot.catalogue import Catalogue
from bot.mentor import Mentor
from bot.message import Message, Paragraph
from bot.model import Member
from knowledge.search import Search
from tests.doubles.postgres import free_port
from tests.doubles.slack.payloads import APP_ID
from tests.doubles.slack.server import Slack, Workspace
from tests.office import BEGINNING

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
"""Which Slack's SDK still passes its secret with."""

HOUR = 60 * 60.0
A_MONTH_LATER = datetime.now(UTC) + timedelta(days=31)


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    with Slack() as slack:
        yield slack
        slack.problems.clear()


@pytest.fixture
def team(slack: Slack) -> Workspace:
    """A workspace of this test's own, with the mentor in it."""
    return slack.workspace(f"T{len(slack.workspaces) + 1}")


@pytest.fixture
async def line(slack: Slack) -> AsyncIterator[Line]:
    """The way to Slack, of somebody who does not wait long."""
    async with ClientSession(timeout=ClientTimeout(total=5)) as session:
        yield Line(slack.api_url, session)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    store = await program.open_store(Settings(database_url=f"sqlite:///{tmp_path}/mentor.sqlite3"))
    yield store
    await store.close()


# One token


@pytest.mark.parametrize(("dead", "departed"), [(False, ()), (True, ("slack:{}",))])
async def test_a_removal_is_believed_if_the_one_token_is_dead(line: Line, team: Workspace, *, dead, departed):
    store, token = MemoryStore(), team.bot_token
    if dead:
        team.revoke("account_inactive")
    presence = Presence(OneWorkspace(line, token), SimpleNamespace(), store, lambda: datetime.now(UTC))

    await presence.removed(Tenant(team.id))

    assert await forget_departed(store, A_MONTH_LATER) == tuple(it.format(team.id) for it in departed)


# Removals that were not told


def presence_of(slack: Slack, line: Line, store: SqlStore) -> Presence:
    """Where the mentor is, as a process knows it that has just started."""
    register = Register(store, slack.client_id)
    return Presence(process(slack, line, store), register, store, lambda: datetime.now(UTC))


async def test_a_removal_that_nobody_heard_of_is_made_up_for_at_a_start(
    slack: Slack, line: Line, store: SqlStore, ending: Workspace
):
    ending.uninstall(order=())

    await presence_of(slack, line, store).take_stock()

    assert await Register(store, slack.client_id).installed() == ()
    assert await forget_departed(store, A_MONTH_LATER) == (f"slack:{ending.id}",)


@pytest.mark.parametrize(
    "trouble",
    [
        {"error": "token_expired"}, {"error": "invalid_auth"}, {"error": "internal_error"},
        {"status": 503, "times": 4},
    ],
    ids=str,
)  # fmt: skip
async def test_what_does_not_say_that_the_mentor_was_removed_removes_nothing(
    slack: Slack, line: Line, store: SqlStore, ending: Workspace, trouble: dict
):
    slack.fail("auth.test", **trouble)

    await presence_of(slack, line, store).take_stock()

    assert await Register(store, slack.client_id).installed() == ((None, ending.id),)
    assert await forget_departed(store, A_MONTH_LATER) == ()


async def test_a_token_that_was_renewed_meanwhile_removes_nothing(
    slack: Slack, line: Line, store: SqlStore, ending: Workspace
):
    register = Register(store, slack.client_id)
    calls = slack.calls["auth.test"]
    slack.fail("auth.test", error="token_revoked", delay=0.5, times=2)

    stock = asyncio.create_task(presence_of(slack, line, store).take_stock())
    await asyncio.to_thread(slack.until, lambda: slack.calls["auth.test"] > calls)
    bot = await register.installations.async_find_bot(enterprise_id=None, team_id=ending.id)
    bot.bot_token = f"{bot.bot_token}-renewed"
    await register.installations.async_save_bot(bot)
    await stock

    with pytest.raises(SlackApiError):
        await line.client(None).auth_test()
    assert slack.calls["auth.test"] == calls + 2
    assert await register.installed() == ((None, ending.id),)


# Tokens that end


@pytest.fixture
async def ending(slack: Slack, store: SqlStore) -> Workspace:
    """A workspace whose token is good for an hour, and is to be renewed."""
    usual, slack.token_seconds = slack.token_seconds, HOUR
    team = slack.workspace(f"T{len(slack.workspaces) + 1}", rotating=True)
    slack.token_seconds = usual
    [grant] = team.grants
    bot = Bot(
        app_id=APP_ID,
        team_id=team.id,
        bot_token=grant.token,
        bot_id=team.bot_id,
        bot_user_id=team.bot_user_id,
        bot_refresh_token=grant.refresh_token,
        bot_token_expires_at=int(grant.expires_at),
        installed_at=slack.now(),
    )
    await Register(store, slack.client_id).installations.async_save_bot(bot)
    return team


def process(slack: Slack, line: Line, store: SqlStore) -> ManyWorkspaces:
    """The tokens as one of several processes knows them."""
    client = line.client(None, retries=0)
    rotator = AsyncTokenRotator(client_id=slack.client_id, client_secret=slack.client_secret, client=client)
    return ManyWorkspaces(line, Register(store, slack.client_id), rotator, {})


@contextmanager
def taking_no_token(database: Path) -> Iterator[None]:
    """Let a database refuse to keep tokens, and nothing else."""
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        for what in ("INSERT", "UPDATE"):
            other.execute(
                f"CREATE TRIGGER no_{what} BEFORE {what} ON slack_bots"
                " BEGIN SELECT RAISE(ABORT, 'not now'); END"
            )
        yield
        for what in ("INSERT", "UPDATE"):
            other.execute(f"DROP TRIGGER no_{what}")


async def test_a_new_token_that_could_not_be_saved_is_used_and_saved_later(
    slack, line, store, ending, tmp_path
):
    tenant, here, there = Tenant(ending.id), process(slack, line, store), process(slack, line, store)
    first = ending.bot_token

    with taking_no_token(tmp_path / "mentor.sqlite3"):
        assert (await here.client(tenant)).token == ending.bot_token != first
    here.installed()  # it asks the database about all anew
    assert (await here.client(tenant)).token == ending.bot_token

    assert (await there.client(tenant)).token == ending.bot_token
    assert len(ending.grants) == 2


async def test_who_asks_while_another_process_renews_a_token_has_the_one_that_is_still_good(
    slack, line, store, ending
):
    tenant, here, there = Tenant(ending.id), process(slack, line, store), process(slack, line, store)
    first, calls = ending.bot_token, slack.calls["oauth.v2.access"]
    slack.fail("oauth.v2.access", delay=2.0)

    renewing = asyncio.create_task(there.client(tenant))
    await asyncio.to_thread(slack.until, lambda: slack.calls["oauth.v2.access"] > calls)
    async with asyncio.timeout(1.0):
        assert (await here.client(tenant)).token == first

    assert (await renewing).token == ending.bot_token != first


# Sockets


async def connected(slack: Slack, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connect where the first address of each connection is bad, with little patience."""
    monkeypatch.setattr(socket, "PING_SECONDS", 0.1)
    monkeypatch.setattr(socket, "AWAY_SECONDS", 0.2)
    slack.fail("link", status=503, times=socket.CONNECTIONS)
    app = AsyncApp(signing_secret="", authorize=lambda: None, client=line.client(None))
    connections = Sockets(app, slack.app_token, line.client(None))
    try:
        async with asyncio.timeout(3.0):
            await connections.open()
        assert await connections.connected()
    finally:
        await connections.close()


async def test_a_connection_whose_address_is_bad_gets_another(slack, line, monkeypatch):
    await connected(slack, line, monkeypatch)


async def test_no_address_of_a_connection_is_in_the_log(slack, line, monkeypatch, caplog):
    await connected(slack, line, monkeypatch)

    assert "trying another address" in caplog.text
    assert "ticket" not in caplog.text


# Answers


async def test_where_the_address_of_a_request_keeps_silent_the_answer_comes_to_one_alone(
    search: Search, slack: Slack, team: Workspace
):
    ada = team.person("UADA")
    with sockets.create_server(("127.0.0.1", 0)) as silent:
        aside = Aside(team.channel("C1").id, f"http://127.0.0.1:{silent.getsockname()[1]}/")
        async with ClientSession(timeout=ClientTimeout(total=0.5)) as session:
            line = Line(slack.api_url, session)
            mentor = Mentor(Catalogue(search), MemoryStore())
            answers = Answers(line, OneWorkspace(line, team.bot_token), program.lanes(), mentor.unposted)
            await answers.show(Message((Paragraph("Here."),)), Asked(Tenant(team.id), ada.id, "", aside))

    assert [(seen.words, seen.ephemeral) for seen in ada.timeline] == [("Here.", True)]


async def test_who_looks_at_the_direct_message_has_not_visited_and_misses_nothing(
    search: Search, line: Line, team: Workspace
):
    ada, store = Member(f"slack:{team.id}", team.person("UADA").id), MemoryStore()
    async with store.transaction() as records:
        progress = await records.progress(ada)
        known = replace(progress, used_at=BEGINNING, notice="Your prompts stopped.")
        await records.keep(progress, known)
    access = OneWorkspace(line, team.bot_token)
    files = Files(access, line.session, line.api_url)
    desk = Desk(
        Mentor(Catalogue(search), store), People(access), files, lambda: BEGINNING + timedelta(days=9)
    )

    await Homes(desk, access).suggest(Tenant(team.id), ada.id, team.dm(ada.id).id)

    assert [prompt["title"] for prompt in team.people[ada.id].prompts] == list(wording.EXAMPLES)
    async with store.reading() as records:
        assert await records.progress(ada) == known


# From the start


@asynccontextmanager
async def platform(search: Search, store: SqlStore, *, own: bool) -> AsyncIterator[tuple[Slack, Platform]]:
    """A Slack over HTTP, and the mentor's side of it, not started yet; with a token of its *own* or none."""
    port = free_port()
    with Slack(mode="http", bot_url=f"http://127.0.0.1:{port}") as slack:
        team = slack.workspace(installed=own)
        keys = Keys(
            bot_token=team.bot_token if own else "",
            signing_secret=slack.signing_secret,
            client_id=slack.client_id,
            client_secret=slack.client_secret,
            api_url=slack.api_url,
        )
        inside = Inside(Mentor(Catalogue(search), store), store, program.lanes(), lambda: datetime.now(UTC))
        mentor = Platform(keys, inside, Register(store, keys.client_id))
        site = Site("127.0.0.1", port, mentor.routes(), {"slack": mentor.ready})
        await site.open()
        try:
            yield slack, mentor
        finally:
            await site.close()
            await mentor.stop(5.0)


async def test_what_comes_before_the_start_is_for_slack_to_bring_again(search: Search, store: SqlStore):
    async with platform(search, store, own=True) as (slack, mentor):
        ada = slack.workspace().person("UADA")
        early = await asyncio.to_thread(ada.dm, "staff")
        await mentor.start()
        await asyncio.to_thread(slack.redeliver, early)
        seen = await asyncio.to_thread(ada.wait)

    assert early.failure == "http_service_error"
    assert "Staff is a different job" in seen


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a call of the Web API take a moment at most."""
    monkeypatch.setattr(access, "SECONDS", 0.3)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("fault", "answer"),
    [({"delay": 1.0, "error": "internal_error"}, (503, AWAY)), ({"error": "invalid_code"}, (401, "invalid"))],
    ids=["no answer", "refused"],
)
async def test_an_installation_that_fails_says_so_and_no_log_has_its_code(
    search: Search, store: SqlStore, caplog, fault, answer
):
    caplog.set_level(logging.INFO)
    async with platform(search, store, own=False) as (slack, mentor):
        await mentor.start()
        team = slack.workspace()
        slack.fail("oauth.v2.access", **fault)
        status, page = await asyncio.to_thread(team.install, team.person("UADA"), slack.bot_url)
        [code] = slack.authorizer.codes

    assert (status, answer[1] in page) == (answer[0], True)
    assert "An installation failed" in caplog.text
    assert code not in caplog.text
