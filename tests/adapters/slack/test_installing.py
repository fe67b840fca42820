"""Workspaces and organizations let the mentor in, renew its tokens, throw it out and let it in again."""

import asyncio
import itertools
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from adapters import program
from adapters.settings import Settings
from adapters.slack.manifest import manifest
from adapters.storage.migrate import upgrade
from adapters.storage.vault import new_secret
from bot import wording
from bot.admin import forget_departed
from tests.doubles.postgres import Postgres, free_port
from tests.doubles.slack.server import Enterprise, Person, Slack, Workspace
from tests.doubles.slack.world import Tenant
from tests.office import BEGINNING, MODES, Mentor, Mode, Office, install

pytestmark = pytest.mark.usefixtures("search")

DAY, WEEK, MONTH = timedelta(days=1), timedelta(weeks=1), timedelta(days=30)
FIRST_NUDGE = BEGINNING.replace(hour=8, minute=5) + WEEK
"""Five past nine in Berlin, a week after it was asked for."""

KEPT, NOTHING = "1 entry with your stage", "I hold nothing about you"
"""What the mentor says to somebody who told it where they stand, and to somebody of whom it knows nothing."""

NUMBERS = itertools.count(1)
"""Each test has workspaces of its own, in one Slack and with one mentor for all tests."""


@contextmanager
def opened(mode: Mode, folder: Path, place: Mapping[str, str]) -> Iterator[Office]:
    """A Slack whose workspaces may all install the mentor, and in which none has done so yet."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with Slack(mode=mode, bot_url=url, manifest=manifest(), now=BEGINNING) as slack:
        with Mentor({**slack.environment(), "CAREER_HTTP_PORT": str(port), **place}, folder) as mentor:
            yield Office(slack, mentor)
        assert slack.unacknowledged == []


@pytest.fixture(scope="module", params=MODES)
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with opened(request.param, tmp_path_factory.mktemp("mentor"), {}) as office:
        yield office


@pytest.fixture
def team(office: Office) -> Workspace:
    """A workspace that nobody knows yet."""
    return newcomer(office)


def newcomer(office: Office, **how) -> Workspace:
    return office.slack.workspace(f"T{next(NUMBERS)}", installed=False, **how)


def asked(person: Person, text: str) -> str:
    person.command("/career", text)
    return person.wait()


def assert_all_are_answered(team: Workspace) -> None:
    """That ten members who ask at the same time all get an answer."""
    people = [team.person(f"U{number}") for number in range(10)]

    async def ask() -> None:
        await asyncio.gather(*(person.command_now("/career", "staff", "C1") for person in people))

    team.slack.run(ask())
    assert all("Staff is a different job" in person.wait() for person in people)


def rows(office: Office, tenant: Tenant) -> list[bytes]:
    """The locked tokens of a workspace or an organization, one in each table that has them."""
    of = "team_id" if isinstance(tenant, Workspace) else "team_id IS NULL AND enterprise_id"
    with closing(sqlite3.connect(office.mentor.database)) as connection:
        return [
            token
            for table in ("slack_installations", "slack_bots")
            for (token,) in connection.execute(f"SELECT bot_token FROM {table} WHERE {of} = ?", [tenant.id])
        ]


def files(office: Office) -> bytes:
    """All that is on disk of the database, and what was logged."""
    folder = office.mentor.database.parent
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())


def is_left(office: Office, tenant: Tenant) -> bool:
    """Whether the mentor knows that it was removed there."""
    with closing(sqlite3.connect(office.mentor.database)) as connection:
        left = "SELECT 1 FROM workspaces WHERE workspace = ? AND left_at IS NOT NULL"
        return bool(connection.execute(left, [f"slack:{tenant.id}"]).fetchall())


def remove(office: Office, tenant: Tenant, *order: tuple[str, str]) -> None:
    """Remove the mentor, and wait until it knows of that everywhere."""
    tenant.uninstall(*order)
    office.slack.until(lambda: all(is_left(office, team) for team in tenant.reach))


async def forgotten(office: Office, after: timedelta) -> tuple[str, ...]:
    """The workspaces of which everything is erased once so much time has gone by."""
    store = await program.open_store(Settings(database_url=f"sqlite:///{office.mentor.database}"))
    try:
        return await forget_departed(store, office.mentor.now + after)
    finally:
        await store.close()


# Let in


def test_a_workspace_installs_the_mentor_and_is_answered(office: Office, team: Workspace):
    ada = team.person("UADA")
    status, page = team.install(ada, office.slack.bot_url)
    assert (status, "Thank you!" in page) == (200, True)
    assert "Staff is a different job" in asked(ada, "staff")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"cancel": True}, "access_denied"),
        ({"forged_state": True}, "invalid_browser"),
        ({"without_cookie": True}, "invalid_browser"),
    ],
)
def test_an_installation_that_goes_wrong_says_so_and_installs_nothing(
    office: Office, team: Workspace, how: dict[str, bool], said: str
):
    _, page = team.install(team.person("UADA"), office.slack.bot_url, **how)
    assert said in page
    assert not team.installed
    assert rows(office, team) == []


def test_a_workspace_knows_nothing_of_another(office: Office, team: Workspace):
    other = newcomer(office)
    for each in (team, other):
        install(each)
    ada, her_namesake = team.person("UADA"), other.person("UADA")
    asked(ada, "stage senior")
    assert KEPT in asked(ada, "data")
    assert NOTHING in asked(her_namesake, "data")


def test_installing_again_leaves_one_installation_and_what_members_left(office: Office, team: Workspace):
    ada = team.person("UADA")
    install(team)
    asked(ada, "stage senior")
    install(team)
    install(team)
    assert len(rows(office, team)) == 2
    assert KEPT in asked(ada, "data")


def test_no_token_is_on_the_disk_in_the_clear(office: Office, team: Workspace):
    install(team)
    assert "Staff is a different job" in asked(team.person("UADA"), "staff")
    assert team.bot_token.startswith("xoxb-")
    assert not [word for word in (b"xoxb-", b"xoxe", team.bot_token.encode()) if word in files(office)]


def test_a_workspace_without_an_installation_is_told_what_to_do(office: Office):
    # Slack believes that the mentor is installed there, which has no token.
    team = office.slack.workspace(f"T{next(NUMBERS)}")
    ada = team.person("UADA")
    delivery = ada.command("/career", "staff")
    assert ada.wait() == wording.NOT_INSTALLED
    assert delivery.acknowledged
    assert ada.dm("staff").acknowledged


def test_slack_is_not_asked_who_the_mentor_is_at_each_event(office: Office, team: Workspace):
    install(team)
    ada, before = team.person("UADA"), office.slack.calls["auth.test"]
    for _ in range(3):
        asked(ada, "staff")
    ada.dm("staff")
    ada.wait()
    ada.mention("staff")
    ada.wait()
    ada.open_home()
    ada.wait()
    assert office.slack.calls["auth.test"] == before


# Thrown out


@pytest.mark.parametrize(
    "order", [("app_uninstalled", "tokens_revoked"), ("tokens_revoked", "app_uninstalled")], ids=" ".join
)
async def test_removing_the_mentor_deletes_its_token_at_once_and_the_rest_after_a_month(
    office: Office, team: Workspace, order: tuple[str, str]
):
    ada = team.person("UADA")
    install(team)
    asked(ada, "stage senior")
    sealed = rows(office, team)
    remove(office, team, order)
    assert rows(office, team) == []
    with closing(sqlite3.connect(office.mentor.database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert not [token for token in sealed if token in files(office)]

    assert f"slack:{team.id}" not in await forgotten(office, MONTH - DAY)
    assert f"slack:{team.id}" in await forgotten(office, MONTH + DAY)
    install(team)
    assert NOTHING in asked(ada, "data")


async def test_who_lets_the_mentor_in_again_within_a_month_finds_everything(office: Office, team: Workspace):
    ada = team.person("UADA")
    install(team)
    asked(ada, "stage senior")
    remove(office, team)
    install(team)
    assert f"slack:{team.id}" not in await forgotten(office, MONTH + DAY)
    assert KEPT in asked(ada, "data")


def test_prompts_leave_out_the_weeks_without_the_mentor(office: Office, team: Workspace):
    ada = team.person("UADA")
    office.set_clock(BEGINNING)
    install(team)
    assert "Monday 30 November, 09:00" in asked(ada, "nudges on monday 9:00 Berlin")
    remove(office, team)
    office.set_clock(FIRST_NUDGE)
    install(team)
    ada.begin()
    office.set_clock(FIRST_NUDGE + timedelta(hours=1))
    assert ada.screen() == ""
    office.set_clock(FIRST_NUDGE + WEEK)
    assert ada.screen().count("This week's question") == 1


def test_a_removal_that_is_told_again_later_does_not_undo_the_next_installation(
    office: Office, team: Workspace
):
    install(team)
    remove(office, team)
    told = office.slack.deliveries[-1]
    install(team)
    before = office.slack.calls["auth.test"]
    office.slack.redeliver(told)
    office.slack.until(lambda: office.slack.calls["auth.test"] > before)
    assert "Staff is a different job" in asked(team.person("UADA"), "staff")
    assert len(rows(office, team)) == 2


def test_a_removal_of_which_nothing_was_heard_does_not_outlast_the_next_installation(team: Workspace):
    ada = team.person("UADA")
    install(team)
    asked(ada, "staff")
    team.uninstall(order=())
    install(team)
    ada.shortcut("reflect")
    assert wording.REFLECT_FIELD in ada.wait()


def test_a_removal_of_which_nothing_was_heard_is_known_once_the_mentor_runs_again(
    office: Office, team: Workspace
):
    other = newcomer(office)
    for it in (team, other):
        install(it)
        asked(it.person("UADA"), "staff")
    team.uninstall(order=())

    office.mentor.stop()
    office.mentor.start()

    office.slack.until(lambda: is_left(office, team))
    assert rows(office, team) == []
    assert not is_left(office, other)
    assert len(rows(office, other)) == 2


# Tokens that end


def of_tokens_that_end(office: Office, *, next_one: float = 12 * 60 * 60.0) -> Workspace:
    """A workspace with the mentor in it, whose token is good for a minute, and the *next_one* for longer."""
    team = newcomer(office, rotating=True)
    office.slack.token_seconds = 60.0
    install(team)
    office.slack.token_seconds = next_one
    return team


def test_a_token_that_ends_soon_is_renewed_once_for_all_who_ask(office: Office):
    team = of_tokens_that_end(office)
    before, first = office.slack.calls["oauth.v2.access"], team.bot_token
    office.slack.fail("oauth.v2.access", delay=0.3)
    assert_all_are_answered(team)
    assert office.slack.calls["oauth.v2.access"] == before + 1
    assert team.bot_token != first
    assert len(rows(office, team)) == 2
    assert not [it for it in (team.bot_token, team.grants[-1].refresh_token) if it.encode() in files(office)]


@pytest.mark.parametrize("office", ["socket"], indirect=True)
def test_two_processes_renew_a_token_once(office: Office):
    # A lease is worth something only where clocks agree.
    office.set_clock(BEGINNING)
    slack, team = office.slack, of_tokens_that_end(office)
    before = slack.calls["oauth.v2.access"]
    slack.fail("oauth.v2.access", delay=0.3)
    port = {"CAREER_HTTP_PORT": str(free_port())}
    with Mentor(slack.environment() | port, office.mentor.database.parent):
        assert len(slack.courier.sockets) == 4
        assert_all_are_answered(team)
    assert slack.calls["oauth.v2.access"] == before + 1


def test_prompts_come_with_the_renewed_token(office: Office):
    office.set_clock(BEGINNING)
    team = of_tokens_that_end(office, next_one=2 * WEEK.total_seconds())
    ada, first = team.person("UADA"), team.bot_token
    asked(ada, "nudges on monday 9:00 Berlin")
    ada.begin()
    office.set_clock(FIRST_NUDGE)
    assert "This week's question" in ada.screen()
    assert team.bot_token != first


@pytest.mark.parametrize(
    "fault",
    [{"error": "internal_error"}, {"status": 503}, {"status": 502, "page": "Bad gateway"}, {"drop": True}],
    ids=str,
)
def test_a_token_that_cannot_be_renewed_is_used_while_it_lasts(office: Office, fault: dict):
    ada = of_tokens_that_end(office).person("UADA")
    office.slack.fail("oauth.v2.access", **fault)
    assert "Staff is a different job" in asked(ada, "staff")


# Organizations


@pytest.fixture
def org(office: Office) -> Enterprise:
    """An organization that has let the mentor into both of its workspaces, on the first day."""
    office.set_clock(BEGINNING)
    org = office.slack.enterprise(f"E{next(NUMBERS)}")
    for _ in range(2):
        newcomer(office, enterprise=org)
    status, page = org.install(org.reach[0].person("UBOSS"), office.slack.bot_url)
    assert status == 200, page
    return org


def test_an_organization_lets_the_mentor_into_all_its_workspaces(office: Office, org: Enterprise):
    one, two = org.reach
    ada, bob = one.person("UADA"), two.person("UBOB")
    for person in (ada, bob):
        assert "Staff is a different job" in asked(person, "staff")
        person.dm("staff")
        assert "Staff is a different job" in person.wait()
        asked(person, "nudges on monday 9:00 Berlin")
        person.begin()
    office.set_clock(FIRST_NUDGE)
    assert all("This week's question" in person.screen() for person in (ada, bob))


async def test_an_organization_removes_the_mentor_from_all_its_workspaces(office: Office, org: Enterprise):
    for team in org.reach:
        asked(team.person("UADA"), "stage senior")
    assert len(rows(office, org)) == 2
    remove(office, org)
    assert rows(office, org) == []
    assert {f"slack:{team.id}" for team in org.reach} <= set(await forgotten(office, MONTH + DAY))


async def test_an_organization_takes_the_mentor_out_of_one_workspace_for_a_while(
    office: Office, org: Enterprise
):
    one, two = org.reach
    ada, bob = one.person("UADA"), two.person("UBOB")
    asked(ada, "nudges on monday 9:00 Berlin")
    asked(bob, "stage senior")
    org.take_out(one)
    office.slack.until(lambda: is_left(office, one))
    assert not is_left(office, two)
    ada.begin()
    office.set_clock(FIRST_NUDGE)
    assert ada.screen() == ""
    assert KEPT in asked(bob, "data")

    org.let_in(one)
    office.slack.until(lambda: not is_left(office, one))
    assert f"slack:{one.id}" not in await forgotten(office, MONTH + DAY)
    office.set_clock(FIRST_NUDGE + WEEK)
    assert "This week's question" in ada.screen()


# On PostgreSQL


def test_on_postgresql_the_mentor_is_installed_renews_its_token_and_is_removed(
    postgres: Postgres, tmp_path: Path
):
    database = postgres.create_database()
    upgrade(database)
    place = {"CAREER_DATABASE_URL": database, "CAREER_SECRET_KEY": new_secret()}
    with opened("http", tmp_path, place) as office, psycopg.connect(database, autocommit=True) as connection:
        team = of_tokens_that_end(office)
        assert_all_are_answered(team)
        assert office.slack.calls["oauth.v2.access"] == 2
        [[token]] = connection.execute("SELECT bot_token FROM slack_bots")
        assert token.startswith(b"gAAAA")
        team.uninstall()
        office.slack.until(lambda: not connection.execute("SELECT 1 FROM slack_bots").fetchall())
