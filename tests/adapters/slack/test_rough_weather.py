"""Slow hosts, locked channels, late words and people of other companies: nobody goes without an answer."""

import json
import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot import wording
from tests.adapters.slack.acts import answers, ask, direct, fill_in, home_shows, open_home, press
from tests.doubles.postgres import free_port
from tests.doubles.slack import payloads
from tests.doubles.slack.delivery import signed
from tests.doubles.slack.server import Enterprise, Person, Slack, Workspace
from tests.office import BEGINNING, FIRST_CARD, FIRST_NUDGE, SECRET_WORD, SOURCE, Mentor, Office, install

over_http = pytest.mark.parametrize("mode", ["http"], indirect=True)
"""Where every workspace may install the mentor."""

SLOW = 2.5
"""Seconds that a slow Slack takes for what nobody has to wait for."""


def values(office: Office, statement: str, *parameters: str) -> list[object]:
    """The first column of what stands in the mentor's database."""
    with closing(sqlite3.connect(office.mentor.database)) as connection:
        return [row[0] for row in connection.execute(statement, parameters)]


def tokens(office: Office, tenant: Workspace | Enterprise) -> list[object]:
    """The locked token that is kept of a workspace or an organization."""
    of = "team_id" if isinstance(tenant, Workspace) else "team_id IS NULL AND enterprise_id"
    return values(office, f"SELECT bot_token FROM slack_bots WHERE {of} = ?", tenant.id)


def left(office: Office) -> set[object]:
    """The workspaces that the mentor knows to be rid of it."""
    return set(values(office, "SELECT workspace FROM workspaces WHERE left_at IS NOT NULL"))


@pytest.fixture
def team(office: Office) -> Workspace:
    """A workspace of this test's own, with the mentor in it."""
    team = office.slack.workspace(f"T{len(office.slack.workspaces) + 1}", installed=False)
    install(team)
    return team


@pytest.fixture(params=[False, True], ids=["by their workspace", "by their organization"])
def org(office: Office, request: pytest.FixtureRequest) -> Enterprise:
    """An organization with the mentor in its two workspaces, whose people payloads name in both ways."""
    org = office.slack.enterprise(f"E{len(office.slack.enterprises) + 1}")
    org.names_itself = request.param
    for _ in range(2):
        office.slack.workspace(f"T{len(office.slack.workspaces) + 1}", enterprise=org)
    status, page = org.install(org.reach[0].person("UBOSS"), office.slack.bot_url)
    assert status == 200, page
    return org


# What Slack says late, or in other words


@pytest.mark.parametrize("fault", [{"status": 503}, {"error": "internal_error"}], ids=str)
@over_http
def test_a_late_removal_takes_no_good_token_away_while_slack_is_unwell(
    office: Office, team: Workspace, fault: dict
):
    kept, calls = tokens(office, team), office.slack.calls["auth.test"]
    office.slack.fail("auth.test", **fault)

    team.send_event({"type": "app_uninstalled"})

    office.slack.until(lambda: office.slack.calls["auth.test"] == calls + 2)
    assert SOURCE in ask(team.person("UADA"), "staff", "C1")
    assert tokens(office, team) == kept
    assert f"slack:{team.id}" not in left(office)


@over_http
def test_an_organization_that_removes_the_mentor_is_known_by_its_name_alone(office: Office, org: Enterprise):
    for workspace in org.reach:
        assert SOURCE in ask(workspace.person("UADA"), "staff", "C1")
    told = payloads.tenant_event(org, {"type": "app_uninstalled"})
    del told["authorizations"]
    if org.names_itself:
        told["team_id"] = org.id
    org.revoke("account_inactive")

    office.slack.run(office.slack.courier.event(told))

    office.slack.until(lambda: {f"slack:{workspace.id}" for workspace in org.reach} <= left(office))
    assert tokens(office, org) == []


@over_http
def test_a_member_of_an_organization_is_one_person_at_home_in_a_modal_and_by_command(org: Enterprise):
    ada = org.reach[0].person("UADA")
    ask(ada, "staff", "C1")
    press(ada, "Save")

    assert "You saved 1 card" in open_home(ada)
    press(ada, "Write")
    assert wording.KEPT in fill_in(ada, f"Of a {SECRET_WORD}.")
    home_shows(ada, "1 reflection")
    ada.close_modal()
    assert SECRET_WORD in ask(ada, "journal", "C1")


@over_http
def test_that_slack_holds_back_events_is_acknowledged_and_logged(office: Office):
    said = {"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1, "api_app_id": "A"}
    body = json.dumps(said).encode()
    headers = {"Content-Type": "application/json", **signed(office.slack.signing_secret, body)}

    status, _ = office.slack.run(office.slack.courier.send(body, headers))

    assert status == 200
    assert "Slack said something that nobody here knows." in office.mentor.log


# A slow or limited Slack


@pytest.mark.parametrize(
    "fault", [{"delay": SLOW, "error": "internal_error"}, {"status": 429, "retry_after": 4}], ids=str
)
def test_an_answer_hardly_waits_for_being_seen_to_be_on_its_way(office: Office, ada: Person, fault: dict):
    office.slack.fail("assistant.threads.setStatus", **fault)
    begun = time.monotonic()

    ada.dm("staff")

    office.slack.until(lambda: direct(ada))
    assert time.monotonic() - begun < SLOW


def test_answers_do_not_wait_where_slack_limits_looking_for_a_prompt(
    office: Office, ada: Person, bob: Person, channel: str
):
    ask(ada, "nudges on monday 9:00 Berlin", channel)
    office.slack.fail("chat.postMessage", drop=True)
    office.slack.fail("conversations.history", status=429, retry_after=60)
    looks = office.slack.calls["conversations.history"]
    office.set_clock(FIRST_NUDGE)
    office.move_clock(FIRST_NUDGE + timedelta(minutes=2))
    office.slack.until(lambda: office.slack.calls["conversations.history"] > looks)

    bob.mention("staff", channel=channel)

    assert SOURCE in bob.wait(SOURCE, seconds=5)


# A start that takes long


def test_a_prompt_that_is_due_while_the_mentor_starts_waits_for_that(tmp_path: Path):
    port = free_port()
    with Slack(mode="http", bot_url=f"http://127.0.0.1:{port}", now=BEGINNING) as slack:
        ada = slack.workspace("T1").person("UADA")
        # Of which workspace its own token is, it has to ask Slack first.
        ways = slack.environment() | slack.environment(ada.workspace) | {"CAREER_HTTP_PORT": str(port)}
        with Mentor(ways, tmp_path) as mentor:
            ask(ada, "nudges on monday 9:00 Berlin", "C1")
            mentor.stop()
            slack.let_pass((FIRST_NUDGE - BEGINNING).total_seconds())
            mentor.now = FIRST_NUDGE
            # Once to look at the settings, and once to start.
            slack.fail("auth.test", delay=1.0, times=2)
            mentor.start()

            assert wording.PROMPT_HEADING in ada.wait(wording.PROMPT_HEADING)


# Forms


def test_a_long_text_that_could_not_be_kept_comes_back_though_the_modal_is_closed(
    office: Office, ada: Person, channel: str
):
    text = f"A long thought about a {SECRET_WORD}, which nobody should have to type again."
    ask(ada, "reflect free", channel)
    ada.fill(text)

    with closing(sqlite3.connect(office.mentor.database, isolation_level=None)) as other:
        other.executescript("BEGIN IMMEDIATE; ALTER TABLE reflections RENAME TO away")
        ada.submit()
        ada.close_modal()
        other.execute("COMMIT")
        office.slack.until(lambda: direct(ada))
        other.execute("ALTER TABLE away RENAME TO reflections")

    assert [text in seen.words for seen in direct(ada)] == [True]


# Channels


def test_what_a_locked_thread_does_not_take_comes_directly(office: Office, ada: Person, channel: str):
    office.slack.fail("chat.postMessage", error="restricted_action_thread_locked")

    ada.mention("staff", channel=channel)

    assert SOURCE in ada.wait(SOURCE)
    assert [FIRST_CARD in seen.words for seen in direct(ada)] == [True]


def test_who_cannot_share_with_a_channel_that_is_only_read_is_told_so(
    office: Office, ada: Person, bob: Person, channel: str
):
    ask(ada, "ask", channel)
    fill_in(ada, "staff")
    office.slack.fail("chat.postMessage", error="restricted_action_read_only_channel")

    assert wording.CANNOT_POST in press(ada, "Share")
    assert answers(bob, channel) == []


# Other people


def test_who_runs_another_company_runs_nothing_here(office: Office, channel: str):
    guest = office.newcomer(admin=True)
    guest.company = "T9"

    guest.command("/career-admin", "gaps", channel=channel)

    assert wording.ADMINS_ONLY in guest.wait()


def test_what_somebody_else_wrote_is_not_kept_as_a_question(office: Office, ada: Person, channel: str):
    boss = office.newcomer(admin=True)
    ask(boss, "questions keep", channel)

    ada.shortcut_on("ask_about", "how much salary for a stranger?", channel=channel)
    ada.wait("won't guess")
    ask(ada, "how much salary for me?", channel)

    seen = ask(boss, "gaps", channel)
    ask(boss, "questions forget yes", channel)
    assert "how much salary for me?" in seen
    assert "stranger" not in seen
