"""What members see of the mentor in Slack when something fails: never nothing, and never twice."""

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from adapters.cli.serving import DRAIN
from bot import wording
from tests.adapters.slack.acts import answers, ask, direct, fill_in, open_home, press
from tests.doubles.slack import payloads
from tests.doubles.slack.server import Person
from tests.doubles.slack.words import words
from tests.office import FIRST_CARD, FIRST_NUDGE, LEASE_OVER, MODES, SECRET_WORD, SOURCE, Office
from tests.trouble import error_id, locked, without_table

both_modes = pytest.mark.parametrize("mode", MODES, indirect=True)

SOON = 0.3
"""Seconds in which a mentor takes what it is asked, and learns that it is to stop."""


@contextmanager
def a_stage_of_a_later_version(database: Path, member: str) -> Iterator[None]:
    """Let there be something in the database on which nobody has reckoned."""
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("UPDATE members SET stage = 'wizard' WHERE member = ?", [member])
        yield
        other.execute("UPDATE members SET stage = 'senior' WHERE member = ?", [member])


# A database that is slow


@both_modes
def test_a_slow_database_delays_answers_and_no_receipt(
    office: Office, ada: Person, bob: Person, channel: str
):
    cleo, dora, eve = (office.newcomer() for _ in range(3))
    for person, text in ((cleo, f"Slowly, {SECRET_WORD}."), (dora, "Slowly."), (eve, "  ")):
        ask(person, "reflect free", channel)
        person.fill(text)

    with locked(office.mentor.database), ThreadPoolExecutor() as hands:
        begun = time.monotonic()
        asked = [ada.command("/career", "staff", channel=channel), bob.dm("staff")]
        asked += hands.map(Person.submit, (cleo, dora, eve))
        assert wording.ONE_MOMENT in cleo.screen()
        dora.close_modal()
        time.sleep(max(0.0, begun + office.slack.ack_seconds + 0.2 - time.monotonic()))
        assert answers(ada, channel) == []

    assert all(delivery.acknowledged for delivery in asked)
    assert SOURCE in ada.wait(SOURCE)
    assert SOURCE in bob.wait(SOURCE)
    office.slack.until(lambda: wording.KEPT in words(cleo.modal.blocks))
    office.slack.until(lambda: any(wording.KEPT in seen.words for seen in direct(dora)))
    office.slack.until(lambda: wording.NOTHING_WRITTEN in words(eve.modal.blocks))
    assert "1 reflection" in open_home(dora)


def test_an_outcome_that_cannot_be_shown_is_not_passed_over(office: Office, ada: Person, channel: str):
    ask(ada, "reflect free", channel)
    ada.fill(f"Slowly, {SECRET_WORD}.")
    office.slack.fail("views.update", error="internal_error")

    with locked(office.mentor.database):
        ada.submit()

    assert error_id(ada.wait("(error")) in office.mentor.log


# A database that is away


def test_a_question_needs_no_database(office: Office, ada: Person, channel: str):
    with without_table(office.mentor.database, "members"):
        seen = ask(ada, "staff", channel)

    assert SOURCE in seen
    assert error_id(seen) in office.mentor.log


def test_what_needs_the_database_says_so_while_that_is_away(office: Office, ada: Person, channel: str):
    ask(ada, "staff", channel)
    with without_table(office.mentor.database, "members"):
        seen = press(ada, "Save")

    assert error_id(seen) in office.mentor.log
    assert f"Saved: {FIRST_CARD}" in press(ada, "Save", answers(ada, channel)[0])


@both_modes
def test_what_was_typed_stays_in_the_form_until_it_can_be_kept(office: Office, ada: Person, channel: str):
    text = f"A long thought about a {SECRET_WORD}, which nobody should have to type again."
    ask(ada, "reflect free", channel)
    with without_table(office.mentor.database, "reflections"):
        seen = fill_in(ada, text)
        assert text in seen
        assert error_id(seen) in office.mentor.log

    ada.submit()
    assert wording.KEPT in ada.wait()
    ada.close_modal()
    assert text in ask(ada, "journal", channel)


def test_a_fault_of_the_mentor_itself_loses_nothing_that_was_typed(office: Office, ada: Person, channel: str):
    text = f"Another long thought about a {SECRET_WORD}."
    ask(ada, "stage senior", channel)
    ask(ada, "reflect free", channel)
    with a_stage_of_a_later_version(office.mentor.database, ada.id):
        seen = fill_in(ada, text)
        assert text in seen
        assert f"Error {error_id(seen)} in Slack: ValueError" in office.mentor.log

    ada.submit()
    assert wording.KEPT in ada.wait()


def test_a_message_is_answered_once_without_the_memory_of_what_was_delivered(office: Office, ada: Person):
    with without_table(office.mentor.database, "deliveries"):
        delivery = ada.dm("staff")
        ada.wait(SOURCE)
        office.slack.redeliver(delivery)
        ada.dm("burnout")
        ada.wait(SOURCE)

    assert len(direct(ada)) == 2


# A Slack that refuses


def by_message(person: Person, _channel: str) -> None:
    person.dm("staff")


def by_form(person: Person, channel: str) -> None:
    person.command("/career", "reflect free", channel=channel)


def in_modal(person: Person, channel: str) -> None:
    ask(person, "ask", channel)
    fill_in(person, "staff")
    person.press("Save")


def by_export(person: Person, _channel: str) -> None:
    person.dm("data export")


def by_profile(person: Person, channel: str) -> None:
    person.command("/career", "progress", channel=channel)


@pytest.mark.parametrize(
    ("method", "act"),
    [
        ("chat.postMessage", by_message),
        ("views.open", by_form),
        ("views.update", in_modal),
        ("files.completeUploadExternal", by_export),
    ],
)
def test_who_waits_for_an_answer_that_fails_is_told_so(
    office: Office, ada: Person, channel: str, method, act
):
    office.slack.fail(method, error="internal_error")

    act(ada, channel)

    assert error_id(ada.wait("(error")) in office.mentor.log


@pytest.mark.parametrize(
    ("method", "act"),
    [
        ("assistant.threads.setStatus", by_message),
        ("users.info", by_profile),
    ],
)
def test_what_an_answer_can_do_without_may_fail(office: Office, ada: Person, channel: str, method, act):
    office.slack.fail(method, error="internal_error")

    act(ada, channel)

    seen = ada.wait()
    assert "(error" not in seen
    assert SOURCE in seen or wording.PROGRESS_TITLE in seen


def test_who_got_their_answer_is_not_told_that_home_failed(office: Office, ada: Person, channel: str):
    open_home(ada)
    office.slack.fail("views.publish", error="internal_error")
    before = office.slack.calls["views.publish"]

    ask(ada, "staff", channel)
    office.slack.until(lambda: office.slack.calls["views.publish"] > before)
    ask(ada, "burnout", channel)

    assert [SOURCE in seen.words for seen in answers(ada, channel)] == [True, True]


def test_nobody_becomes_an_admin_by_a_failure(office: Office, channel: str):
    boss = office.newcomer(admin=True)
    office.slack.fail("users.info", error="internal_error")

    boss.command("/career-admin", "questions keep", channel=channel)

    assert wording.ADMINS_ONLY in boss.wait()


def test_an_address_that_answers_with_an_error_is_not_the_only_way(office: Office, ada, bob, channel):
    office.slack.fail("response_url", status=500)

    assert SOURCE in ask(ada, "staff", channel)
    assert [seen.ephemeral for seen in answers(ada, channel)] == [True]
    assert answers(bob, channel) == []


def test_who_cannot_share_a_card_is_told_so_wherever_they_can_be_reached(
    office: Office, ada: Person, bob: Person, far_channel: str
):
    ask(ada, "staff", far_channel)
    office.slack.fail("response_url", status=404, times=2)

    assert wording.CANNOT_POST in press(ada, "Share")
    assert [seen.words for seen in direct(ada)] == [wording.CANNOT_POST]
    assert answers(bob, far_channel) == []


def test_a_form_that_comes_too_late_can_be_opened_with_a_button(office: Office, ada: Person, channel: str):
    seconds, office.slack.trigger_seconds = office.slack.trigger_seconds, -1.0
    try:
        seen = ask(ada, "reflect free", channel)
    finally:
        office.slack.trigger_seconds = seconds

    assert ada.modal is None
    assert wording.REFLECT_FREELY in seen
    assert wording.REFLECT_HINT in press(ada, wording.REFLECT_TITLE)
    assert wording.KEPT in fill_in(ada, "In time after all.")


# A Slack that is slow, or hardly there


@pytest.mark.parametrize("fault", [{"status": 429, "retry_after": 1}, {"status": 503}, {"drop": True}])
@pytest.mark.parametrize(
    ("method", "act"),
    [("chat.postMessage", by_message), ("response_url", by_profile), ("users.info", by_profile)],
)
def test_limits_and_hiccups_are_waited_out(office: Office, ada: Person, channel: str, *, fault, method, act):
    office.slack.fail(method, **fault)

    act(ada, channel)

    seen = ada.wait()
    assert "(error" not in seen
    assert SOURCE in seen or wording.PROGRESS_TITLE in seen


# What is delivered twice, or is nothing to answer


def test_a_message_that_is_delivered_again_is_answered_once(office: Office, ada: Person, channel: str):
    by_dm = ada.dm("staff")
    ada.wait(SOURCE)
    by_mention = ada.mention("staff", channel=channel)
    ada.wait(SOURCE)

    for delivery in (by_dm, by_mention):
        office.slack.redeliver(delivery)
        office.slack.redeliver(delivery, event_id=f"{delivery.payload['event_id']}2")
    ada.dm("burnout")
    ada.wait(SOURCE)

    assert len(answers(ada, channel)) == 1
    assert len(direct(ada)) == 2


def test_a_message_that_is_delivered_again_after_a_restart_is_answered_once(office: Office, ada: Person):
    delivery = ada.dm("staff")
    ada.wait(SOURCE)

    office.mentor.stop()
    office.mentor.start()
    office.slack.redeliver(delivery)
    office.slack.redeliver(delivery, event_id="Ev2")
    ada.dm("burnout")
    ada.wait(SOURCE)

    assert len(direct(ada)) == 2


@pytest.mark.parametrize(
    "said",
    [
        {"subtype": "bot_message", "bot_id": "B1", "text": "staff"},
        {"user": "U0001", "bot_id": "B1", "text": "staff"},
        {"subtype": "message_changed", "message": {"user": "U0001", "text": "staff", "ts": "1.1"}},
        {"subtype": "message_deleted", "deleted_ts": "1.1"},
        {"subtype": "channel_join", "user": "U0001", "text": "<@U0001> has joined the channel"},
        {"type": "app_mention", "bot_id": "B1", "text": "<@U0BOTT1> staff"},
        {"type": "app_mention", "user": "U0001", "bot_id": "B1", "text": "<@U0BOTT1> staff"},
    ],
    ids=lambda said: " ".join(str(said[key]) for key in ("type", "subtype", "user") if key in said) or "bot",
)
def test_what_nobody_said_to_the_mentor_is_not_answered(office: Office, ada: Person, said: dict[str, object]):
    ada.dm("staff")
    ada.wait(SOURCE)
    [answer] = direct(ada)
    event = {"type": "message", "channel": answer.channel, "channel_type": "im", "ts": answer.ts, **said}

    assert office.workspace.send_event(event).acknowledged
    ada.dm("burnout")
    ada.wait(SOURCE)

    assert len(direct(ada)) == 2


@both_modes
def test_what_the_mentor_does_not_know_is_acknowledged(office: Office, ada: Person, channel: str):
    ask(ada, "reflect free", channel)
    submission = ada.fill_in("Text").payload
    ada.close_modal()
    ask(ada, "staff", channel)
    pressed = ada.press("Save").payload
    ada.wait()
    shortcut = ada.shortcut("reflect").payload
    ada.wait()
    place = office.workspace.channel(channel)
    links = {"trigger_id": "1.2.3", "response_url": f"{office.slack.url}/commands/T1/nowhere"}
    newer = {**submission["view"], "private_metadata": '{"command": "reflect free", "more": 1}'}

    assert office.workspace.send_event({"type": "team_join", "user": {"id": "U9"}}).acknowledged
    commanded = payloads.command(ada, place, "/weather", "tomorrow", **links)
    assert office.slack.run(office.slack.courier.command(commanded)).acknowledged
    for payload in (
        {
            **pressed,
            "actions": [{"type": "button", "action_id": "x", "block_id": "y", "value": "frobnicate"}],
        },
        {**pressed, "actions": [{"type": "datepicker", "action_id": "x", "block_id": "y"}]},
        {**shortcut, "callback_id": "of_another_version", "trigger_id": "1.2.3"},
        {**submission, "view": newer},
        {**submission, "view": {**newer, "callback_id": "of_another_version", "private_metadata": ""}},
        payloads.suggestion(ada.modal, ada.modal.blocks[-1], "frobnicate"),
    ):
        assert office.slack.run(office.slack.courier.interaction(payload)).acknowledged


# A mentor that ends


@both_modes
def test_a_mentor_that_is_told_to_stop_finishes_what_is_under_way_and_takes_nothing_new(
    office: Office, ada: Person, bob: Person, channel: str
):
    # Who could not be looked up is looked up again, and this time it takes long.
    office.slack.fail("users.info", error="internal_error")
    ask(bob, "reflect free", channel)
    bob.fill(f"At the last moment, {SECRET_WORD}.")
    office.slack.fail("users.info", delay=5 * SOON)
    office.slack.fail("response_url", delay=8 * SOON)
    with ThreadPoolExecutor() as hand:
        asked = ada.command("/career", "staff", channel=channel)
        submitted = hand.submit(bob.submit)
        time.sleep(SOON)
        office.mentor.told_to_stop()
        stopped = time.monotonic()
        time.sleep(SOON)
        late = ada.command("/career", "burnout", channel=channel)

    assert office.mentor.ended() == 0
    assert time.monotonic() - stopped < DRAIN
    assert asked.acknowledged
    assert submitted.result().acknowledged
    assert not late.acknowledged
    office.slack.unacknowledged.remove(late)
    assert wording.KEPT in words(bob.modal.blocks)
    assert [FIRST_CARD in seen.words for seen in answers(ada, channel)] == [True]
    assert "failed with the error" in ada.screen()
    office.mentor.start()


def test_a_prompt_that_was_sent_by_a_mentor_who_was_killed_comes_once(
    office: Office, ada: Person, channel: str
):
    ask(ada, "nudges on monday 9:00 Berlin", channel)
    before = office.slack.calls["chat.postMessage"]
    office.slack.fail("chat.postMessage", delay=0.5)

    office.move_clock(FIRST_NUDGE)
    office.slack.until(lambda: office.slack.calls["chat.postMessage"] > before)
    with locked(office.mentor.database):
        office.slack.until(lambda: direct(ada))
        office.mentor.kill()
    office.mentor.start()
    office.set_clock(LEASE_OVER)

    assert [wording.PROMPT_HEADING in seen.words for seen in direct(ada)] == [True]
    assert office.slack.calls["conversations.history"] == 1
    # Slack told it of its own message when it was gone.
    office.slack.unacknowledged.clear()
    assert "Monday 7 December" in ask(ada, "nudges", channel)


def test_a_prompt_whose_receipt_was_lost_comes_once(office: Office, ada: Person, channel: str):
    ask(ada, "nudges on monday 9:00 Berlin", channel)
    office.slack.fail("chat.postMessage", drop=True)

    office.set_clock(FIRST_NUDGE)
    office.set_clock(LEASE_OVER)

    assert [wording.PROMPT_HEADING in seen.words for seen in direct(ada)] == [True]
    assert "Monday 7 December" in ask(ada, "nudges", channel)


# Connections that end


@pytest.mark.parametrize("how", ["refresh_requested", "warning", "close", "abort"])
def test_nothing_is_lost_when_connections_end(office: Office, ada: Person, how: str):
    office.slack.retry_seconds = (0.5,) * 20

    office.slack.disconnect(how)
    first = ada.dm("staff")

    assert SOURCE in ada.wait(SOURCE)
    tries = [it for it in office.slack.deliveries if it.payload is first.payload]
    assert tries[-1].acknowledged
    assert len(direct(ada)) == 1
    for lost in tries[:-1]:
        office.slack.unacknowledged.remove(lost)


# Logs


def test_a_log_says_where_it_failed_and_nothing_of_what_was_written(
    office: Office, ada: Person, channel: str
):
    office.slack.fail("chat.postMessage", error="internal_error")
    ada.dm(f"how much salary should a {SECRET_WORD} ask for?")
    id = error_id(ada.wait("(error"))
    ask(ada, "reflect free", channel)
    with without_table(office.mentor.database, "reflections"):
        other = error_id(fill_in(ada, f"Dear diary, {SECRET_WORD}."))

    log = office.mentor.log
    assert f"Error {id} in Slack: SlackApiError internal_error" in log
    assert f"Error {other}: " in log
    assert "answers.py" in log
    assert SECRET_WORD not in log
    assert office.workspace.bot_token not in log
