"""Slack's installations in our database: locked, one for each team, and the same on both engines."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from slack_sdk.oauth.installation_store import Bot, Installation

from adapters.storage.installations import Register
from adapters.storage.tables import LOCKED, member_keys, slack_bots, slack_installations, slack_oauth_states
from adapters.storage.vault import Vault, new_secret
from bot.ports import StoreError
from tests.adapters.storage.conftest import opened

pytestmark = pytest.mark.parametrize("kind", ["sqlite", "postgresql"])

CLIENT = "12.34"
NOON = datetime(2026, 11, 30, 12, 0, 0, 123_457, tzinfo=UTC)
LATER, LATEST = NOON + timedelta(days=1), NOON + timedelta(days=2)
TEAM = {"enterprise_id": None, "team_id": "T1"}
ORG = {"enterprise_id": "E1", "team_id": None, "is_enterprise_install": True}


def installation(**changed):
    """An installation in which every field says something."""
    return Installation(**{
        "app_id": "A1", "enterprise_id": None, "enterprise_name": "Org\0",
        "enterprise_url": "https://e1.example", "team_id": "T1", "team_name": "Ünïted",
        "bot_token": "xoxe.xoxb-first", "bot_id": "B1", "bot_user_id": "U0",
        "bot_scopes": ["chat:write", "commands"], "bot_refresh_token": "xoxe-first",
        "bot_token_expires_at": 1_800_000_000, "user_id": "U1", "user_token": "xoxe.xoxp-first",
        "user_scopes": ["identify"], "user_refresh_token": "xoxe-person",
        "user_token_expires_at": 1_800_000_001, "incoming_webhook_url": "https://hooks.example/secret",
        "incoming_webhook_channel": "#general", "incoming_webhook_channel_id": "C1",
        "incoming_webhook_configuration_url": "https://team.example/B1", "token_type": "bot",
        "installed_at": NOON.timestamp(), **changed,
    })  # fmt: skip


@pytest.fixture
def register(store):
    return Register(store, CLIENT)


async def rows(store, *columns):
    return await store.prepare(lambda connection: connection.execute(sa.select(*columns)).all())


async def tokens(register, **of):
    """The token that each of the SDK's two ways to look gives for a team or an organization."""
    bot = await register.installations.async_find_bot(**of)
    whole = await register.installations.async_find_installation(**of)
    return bot and bot.bot_token, whole and whole.bot_token


# Kept and found


async def test_an_installation_comes_back_whole(register):
    given = installation()
    await register.installations.async_save(given)

    found = await register.installations.async_find_installation(**TEAM, user_id="U1")
    assert found.to_dict() == given.to_dict() | {"enterprise_name": "Org\ufffd"}
    bot = await register.installations.async_find_bot(**TEAM)
    assert bot.to_dict() == given.to_bot().to_dict() | {"enterprise_name": "Org\ufffd"}


async def test_an_installation_without_what_is_optional_comes_back_as_it_is(register):
    given = Installation(
        app_id="A1", team_id="T1", bot_token="xoxb-1", bot_id="B1", bot_user_id="U0", user_id="U1"
    )
    await register.installations.async_save(given)

    assert (await register.installations.async_find_installation(**TEAM)).to_dict() == given.to_dict()


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Los_Angeles"])
async def test_times_are_the_same_wherever_the_machine_is(register, monkeypatch, zone):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        await register.installations.async_save(installation())
        found = await register.installations.async_find_installation(**TEAM)
    finally:
        monkeypatch.undo()
        time.tzset()

    times = (found.installed_at, found.bot_token_expires_at, found.user_token_expires_at)
    assert times == (NOON.timestamp(), 1_800_000_000, 1_800_000_001)


async def test_who_did_not_install_the_mentor_has_no_token(register):
    await register.installations.async_save(installation())

    assert await tokens(register, enterprise_id=None, team_id="T2") == (None, None)
    assert await tokens(register, **ORG) == (None, None)


async def test_the_same_database_serves_two_apps(store, register):
    other = Register(store, "56.78")
    await register.installations.async_save(installation())
    await other.installations.async_save(installation(bot_token="xoxb-other"))
    await register.installations.async_delete_all(**TEAM)

    assert await tokens(register, **TEAM) == (None, None)
    assert await tokens(other, **TEAM) == ("xoxb-other", "xoxb-other")


async def test_an_organizations_installation_is_apart_from_its_teams(register):
    of_team = {"enterprise_id": "E1", "team_id": "T1"}
    await register.installations.async_save(installation(**of_team))
    await register.installations.async_save(installation(**ORG, bot_token="xoxb-org"))

    assert await tokens(register, **of_team) == ("xoxe.xoxb-first",) * 2
    assert await tokens(register, **ORG) == ("xoxb-org",) * 2
    await register.installations.async_delete_all(enterprise_id="E1", team_id=None)
    assert await tokens(register, **of_team) == ("xoxe.xoxb-first",) * 2
    assert await tokens(register, **ORG) == (None, None)


async def test_teams_that_install_at_once_are_all_let_in(register):
    teams = [f"T{number}" for number in range(12)]
    await asyncio.gather(
        *(register.installations.async_save(installation(team_id=it, bot_token=f"xoxb-{it}")) for it in teams)
    )

    for team in teams:
        assert await tokens(register, enterprise_id=None, team_id=team) == (f"xoxb-{team}",) * 2


# One for each


async def test_who_installs_again_leaves_one_row_and_the_latest_token(store, register):
    for at, user in ((NOON, "U1"), (LATER, "U2"), (LATEST, "U1")):
        await register.installations.async_save(
            installation(bot_token=f"xoxb-{at:%d}", user_id=user, installed_at=at.timestamp())
        )

    assert await tokens(register, **TEAM) == ("xoxb-02",) * 2
    for table in (slack_installations, slack_bots):
        assert len(await rows(store, table.c.id)) == 1


async def test_a_team_that_joined_an_organization_leaves_nothing_behind(store, register):
    await register.installations.async_save(installation())
    await register.installations.async_save(installation(enterprise_id="E1", installed_at=LATER.timestamp()))

    assert await rows(store, slack_installations.c.enterprise_id) == [("E1",)]
    assert await rows(store, slack_bots.c.enterprise_id) == [("E1",)]


async def test_a_token_that_was_refreshed_is_found_wherever_one_looks(store, register):
    await register.installations.async_save(installation())
    bot = await register.installations.async_find_bot(**TEAM)
    bot.bot_token, bot.bot_refresh_token, bot.bot_token_expires_at = (
        "xoxe.xoxb-second",
        "xoxe-second",
        1_900_000_000,
    )
    await register.installations.async_save_bot(bot)

    assert await tokens(register, **TEAM) == ("xoxe.xoxb-second",) * 2
    whole = await register.installations.async_find_installation(**TEAM)
    assert (whole.bot_refresh_token, whole.bot_token_expires_at) == ("xoxe-second", 1_900_000_000)
    assert whole.user_token == "xoxe.xoxp-first"
    assert len(await rows(store, slack_bots.c.id)) == 1


async def test_an_installation_that_is_refreshed_stays_the_latest(register):
    # As Bolt does it: what was found is saved once more, with its old time.
    await register.installations.async_save(installation(installed_at=LATER.timestamp()))
    found = await register.installations.async_find_installation(**TEAM)
    found.bot_token = "xoxe.xoxb-second"
    await register.installations.async_save(found)

    assert await tokens(register, **TEAM) == ("xoxe.xoxb-second",) * 2


async def test_a_bot_without_an_installation_is_kept(register):
    bot = Bot(app_id="A1", team_id="T1", bot_token="xoxb-1", bot_id="B1", bot_user_id="U0", installed_at=1.5)
    await register.installations.async_save_bot(bot)

    assert await tokens(register, **TEAM) == ("xoxb-1", None)


@pytest.mark.parametrize("enterprise", [None, "E1"])
async def test_removing_the_mentor_from_a_team_deletes_its_bot_too(store, register, enterprise):
    # Whoever deletes may not know of the organization, or know of one that came later.
    await register.installations.async_save(installation(enterprise_id="E1"))
    await register.installations.async_save(installation(team_id="T2"))
    await register.installations.async_delete_all(enterprise_id=enterprise, team_id="T1")

    assert await rows(store, slack_installations.c.team_id) == [("T2",)]
    assert await rows(store, slack_bots.c.team_id) == [("T2",)]


async def test_a_person_who_takes_their_token_back_does_not_remove_the_mentor(register):
    await register.installations.async_save(installation())
    await register.installations.async_delete_installation(**TEAM, user_id="U1")

    assert await tokens(register, **TEAM) == ("xoxe.xoxb-first", None)


class WithoutBot(Installation):
    """An installation that fails between the two tables."""

    def to_bot(self):
        raise ZeroDivisionError


async def test_an_installation_that_fails_halfway_changes_nothing(register):
    await register.installations.async_save(installation())
    later = installation(bot_token="xoxb-2", installed_at=LATER.timestamp())
    with pytest.raises(ZeroDivisionError):
        await register.installations.async_save(WithoutBot(**later.to_dict_for_copying()))

    assert await tokens(register, **TEAM) == ("xoxe.xoxb-first",) * 2


# Locked


async def test_no_token_can_be_read_in_the_database(store, register, vault):
    given = installation()
    await register.installations.async_save(given)

    for column in (it for it in LOCKED if it.table is not member_keys):
        [[locked]] = await rows(store, column)
        assert vault.unwrap(locked).decode() == given.to_dict()[column.name]
    for table in (slack_installations, slack_bots):
        stored = repr(await rows(store, table))
        assert "xoxe" not in stored
        assert "hooks.example" not in stored


async def test_without_the_secret_key_a_token_is_lost_until_it_is_given_again(register, url):
    await register.installations.async_save(installation())
    async with opened(url, Vault([new_secret()])) as other:
        stranger = Register(other, CLIENT)
        for find in (stranger.installations.async_find_bot, stranger.installations.async_find_installation):
            with pytest.raises(
                StoreError, match=r"secret key that is not at hand.* install the mentor there again"
            ):
                await find(**TEAM)
        await stranger.installations.async_save(installation(installed_at=LATER.timestamp()))
        assert await tokens(stranger, **TEAM) == ("xoxe.xoxb-first",) * 2


async def test_an_error_shows_no_token(register):
    with pytest.raises(StoreError) as told:
        await register.installations.async_save(installation(app_id=None))

    assert "INSERT INTO slack_installations" in str(told.value.__cause__), "or this looks at another error"
    assert "xox" not in str(told.value) + str(told.value.__cause__)


# States


async def test_a_state_is_good_once(register):
    state = await register.states.async_issue()

    assert not await register.states.async_consume("made up")
    assert await register.states.async_consume(state)
    assert not await register.states.async_consume(state)


async def test_of_two_who_come_with_one_state_one_is_let_in(register, url, vault):
    state = await register.states.async_issue()
    async with opened(url, vault) as other:
        both = [register.states, Register(other, CLIENT).states] * 4
        let_in = await asyncio.gather(*(it.async_consume(state) for it in both))

    assert sorted(let_in) == [False] * 7 + [True]


async def test_states_do_not_pile_up_and_are_good_for_a_while(store, register):
    register.states.expiration_seconds = -1
    over = await register.states.async_issue()
    assert not await register.states.async_consume(over)

    register.states.expiration_seconds = 600
    good = await register.states.async_issue()
    assert await rows(store, slack_oauth_states.c.state) == [(good,)]


async def test_a_state_that_no_database_takes_as_it_is_was_never_issued(register):
    assert not await register.states.async_consume("\0 \ud83d")


# Organizations


async def test_a_workspace_is_known_by_its_organization(store, register):
    assert await register.enterprise_of("slack:T1") is None
    for enterprise in ("E1", "E2", None, "E1", "E1"):
        await register.remember_team("slack:T1", enterprise)
        assert await register.enterprise_of("slack:T1") == enterprise
    assert await register.enterprise_of("slack:T2") is None

    async with store.transaction() as records:
        assert await records.erase_workspace("slack:T1") == 1
    assert await register.enterprise_of("slack:T1") is None


# Leases


class Clock:
    now = NOON

    def __call__(self):
        return self.now


async def test_one_at_a_time_has_a_lease(register):
    mine = await register.acquire("slack:T1", 30)

    assert await register.acquire("slack:T1", 30) is None
    assert await register.acquire("slack:T2", 30)
    await register.release("slack:T1", mine)
    assert await register.acquire("slack:T1", 30) not in (None, mine)


async def test_a_lease_ends_by_itself_and_its_old_owner_cannot_end_the_next(store):
    clock = Clock()
    register = Register(store, CLIENT, clock)
    first = await register.acquire("slack:T1", 30)
    clock.now += timedelta(seconds=29)
    assert await register.acquire("slack:T1", 30) is None
    clock.now += timedelta(seconds=1)
    assert await register.acquire("slack:T1", 30)

    await register.release("slack:T1", first)
    assert await register.acquire("slack:T1", 30) is None


async def test_of_many_who_want_a_lease_at_once_one_gets_it(register, url, vault):
    async with opened(url, vault) as other:
        both = [register, Register(other, CLIENT)] * 8
        leases = await asyncio.gather(*(it.acquire("slack:T1", 30) for it in both))

    assert len([it for it in leases if it]) == 1
