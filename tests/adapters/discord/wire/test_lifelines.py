"""What people see of the mentor when its line to Discord, its database or its process breaks."""

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from adapters.cli.serving import DRAIN
from adapters.discord import serving
from adapters.discord.app import App
from adapters.inflight import Inflight
from adapters.storage.commands import CommandRegister
from adapters.storage.sql import SqlStore
from bot import wording
from knowledge.library import Library
from tests.adapters.discord.wire.acts import answers, ask, direct, fill_in, press
from tests.adapters.discord.wire.inside import inside
from tests.doubles.discord.interactions import DEFER, MESSAGE, MODAL
from tests.doubles.discord.server import Channel, Discord, Person
from tests.office import FIRST_CARD, SECRET_WORD, SOURCE, Guild
from tests.trouble import error_id, locked, without_table

SOON = 0.3
"""Seconds in which the mentor takes what it is asked, and learns that it is to stop."""

AWAY = 0.5
"""Seconds for which the gateway cannot be reached."""


PUT_COMMANDS = "PUT /applications/{}/commands"

ANEW_SECONDS = 15.0
"""In which a new session begins; discord.py waits five before it, and some before a second try."""


# An answer in time


def test_a_command_is_answered_where_it_was_typed_for_its_asker_alone(
    ada: Person, bob: Person, channel: Channel
):
    asked = ada.command("career", about="staff", at=channel)

    assert SOURCE in ada.wait()
    assert asked.answer == MESSAGE
    assert [seen.ephemeral for seen in answers(ada, channel)] == [True]
    assert answers(bob, channel) == []


def test_what_takes_long_is_promised_in_time_and_comes(
    guild: Guild, ada: Person, bob: Person, channel: Channel
):
    cleo, dora = guild.newcomer(), guild.newcomer()
    ask(bob, "staff", channel)
    ask(cleo, "reflect free", channel)
    cleo.fill(f"Slowly, {SECRET_WORD}.")

    with locked(guild.mentor.database), ThreadPoolExecutor() as hands:
        begun = [
            hands.submit(ada.command, "career", about="staff", at=channel),
            hands.submit(bob.press, "Save"),
            hands.submit(cleo.submit),
        ]
        dora.say("staff", at=dora.dm)
        asked = [it.result() for it in begun]
        assert [it.answer for it in asked] == [DEFER] * 3
        assert ada.thinking
        assert bob.thinking
        assert cleo.thinking
        assert dora.typing_seen
        assert direct(dora) == []

    assert SOURCE in ada.wait(SOURCE)
    assert f"Saved: {FIRST_CARD}" in bob.wait("Saved")
    assert wording.KEPT in cleo.wait(wording.KEPT)
    assert SOURCE in dora.wait(SOURCE)
    assert all(seen.ephemeral for person in (ada, bob, cleo) for seen in answers(person, channel))


def test_a_form_that_took_too_long_to_open_can_be_opened_with_a_button(
    guild: Guild, ada: Person, channel: Channel
):
    with locked(guild.mentor.database):
        assert ada.command("career", about="reflect free", at=channel).answer == DEFER
    assert wording.REFLECT_FREELY in ada.wait(wording.REFLECT_FREELY)

    assert ada.press(wording.REFLECT_TITLE).answer == MODAL
    assert wording.KEPT in fill_in(ada, "In time after all.")


def test_what_was_typed_and_could_not_be_kept_comes_back_in_the_form(
    guild: Guild, ada: Person, channel: Channel
):
    text = f"A long thought about a {SECRET_WORD}, which nobody should have to type again."
    ask(ada, "reflect free", channel)
    with without_table(guild.mentor.database, "reflections"):
        seen = fill_in(ada, text)
    assert text in seen
    assert error_id(seen) in guild.mentor.log

    press(ada, wording.TRY_AGAIN_TITLE)
    assert ada.modal.inputs[0].value == text
    ada.submit()
    assert wording.KEPT in ada.wait()
    assert text in ask(ada, "journal", channel)


# A mentor that ends


def test_a_mentor_that_is_told_to_stop_answers_what_it_was_asked_and_takes_nothing_new(
    guild: Guild, ada: Person, bob: Person, channel: Channel
):
    cleo = guild.newcomer()
    ask(bob, "reflect free", channel)
    bob.fill(f"At the last moment, {SECRET_WORD}.")

    with ThreadPoolExecutor() as hands:
        with locked(guild.mentor.database):
            asked = [
                hands.submit(ada.command, "career", about="staff", at=channel),
                hands.submit(bob.submit),
            ]
            time.sleep(SOON)
            guild.mentor.told_to_stop()
            stopped = time.monotonic()
            time.sleep(SOON)
            late = hands.submit(cleo.command, "career", about="burnout", at=channel)
            assert [it.result().answer for it in asked] == [DEFER] * 2
        assert guild.mentor.ended() == 0
        assert time.monotonic() - stopped < DRAIN
        guild.mentor.start()

    assert SOURCE in ada.screen()
    assert wording.KEPT in bob.screen()
    assert late.result().failure
    guild.discord.unanswered.remove(late.result())
    assert not any(person.thinking for person in guild.discord.people.values())


def test_what_a_killed_mentor_did_not_answer_can_be_done_again(
    guild: Guild, ada: Person, bob: Person, channel: Channel
):
    ask(ada, "staff", channel)
    ask(bob, "reflect free", channel)
    text = f"In the midst of it, {SECRET_WORD}."
    bob.fill(text)

    with ThreadPoolExecutor() as hands:
        with locked(guild.mentor.database):
            begun = [hands.submit(ada.press, "Save"), hands.submit(bob.submit)]
            time.sleep(SOON)
            guild.mentor.kill()
        guild.mentor.start()

    for lost in begun:
        assert lost.result().failure
        guild.discord.unanswered.remove(lost.result())
    assert f"Saved: {FIRST_CARD}" in press(ada, "Save", answers(ada, channel)[0])
    assert bob.modal.inputs[0].value == text
    bob.submit()
    assert wording.KEPT in bob.wait(wording.KEPT)
    assert text in ask(bob, "journal", channel)


# Connections that end


@contextmanager
def same_sessions(guild: Guild) -> Iterator[None]:
    """See to it that connections are taken up again, and no new session of the thousand a day begins."""
    gateway = guild.discord.gateway
    before, resumed = gateway.identifies, gateway.resumes
    yield
    guild.discord.until(lambda: gateway.connected)
    assert gateway.identifies == before
    assert gateway.resumes > resumed


def disturb(guild: Guild, how: str) -> None:
    match how:
        case "drop":
            guild.discord.drop()
        case "op 7":
            guild.discord.ask_to_reconnect()
        case "op 9, resumable":
            guild.discord.invalidate(resumable=True)
        case code:
            guild.discord.end(int(code))


@pytest.mark.parametrize("how", ["drop", "op 7", "op 9, resumable", "4000"])
def test_what_is_done_while_a_connection_is_taken_up_again_is_answered_once(
    guild: Guild, ada: Person, bob: Person, channel: Channel, how: str
):
    with same_sessions(guild):
        guild.discord.fail("CONNECT", "/gateway", delay=AWAY)
        disturb(guild, how)
        guild.discord.until(lambda: not guild.discord.gateway.connected)
        bob.say("staff", at=bob.dm)
        assert ada.command("career", about="staff", at=channel).ack_ms >= SOON * 1000

        assert SOURCE in ada.wait()
        assert SOURCE in bob.wait(SOURCE)
    assert len(answers(ada, channel)) == 1
    assert len(direct(bob)) == 1


def test_a_message_that_is_told_twice_is_answered_once(
    guild: Guild, ada: Person, bob: Person, channel: Channel
):
    written = [
        ada.say("staff", at=ada.dm),
        ada.mention("staff", at=channel),
        bob.mention("progress", at=channel),
    ]
    ada.wait(SOURCE)
    bob.wait(wording.PROGRESS_TITLE)
    for message in written:
        guild.discord.tell_again(message)
    ada.say("burnout", at=ada.dm)
    ada.wait(SOURCE)
    bob.say("burnout", at=bob.dm)
    bob.wait(SOURCE)

    assert len(direct(ada)) == 2
    assert len(direct(bob)) == 2
    assert len(answers(ada, channel)) == 1


def test_a_session_that_is_over_begins_anew_and_discord_is_told_no_commands_again(
    guild: Guild, ada: Person, channel: Channel
):
    gateway, told = guild.discord.gateway, guild.discord.calls[PUT_COMMANDS]
    identifies = gateway.identifies

    guild.discord.fail("CONNECT", "/gateway", status=503)
    guild.discord.invalidate()
    guild.discord.until(lambda: gateway.connected, seconds=ANEW_SECONDS)

    assert SOURCE in ask(ada, "staff", channel)
    assert gateway.identifies == identifies + 1
    assert guild.discord.calls[PUT_COMMANDS] == told


async def test_a_connection_that_is_dead_without_a_word_is_noticed(library: Library, store: SqlStore):
    with Discord(heartbeat_seconds=0.1) as discord:
        channel = discord.server().channel()
        app = App(inside(library, store), Inflight(), heartbeat_timeout=AWAY, guild_ready_timeout=0.1)
        serving.go_to(discord.api_url, discord.gateway.url)
        await app.login(discord.token)
        connected = asyncio.create_task(app.connect())
        await app.wait_until_ready()
        await serving.sync(app.commands, CommandRegister(store))

        discord.zombie = True
        await asyncio.to_thread(discord.until, lambda: discord.gateway.resumes)
        discord.zombie = False

        assert SOURCE in await asyncio.to_thread(ask, discord.person("ada"), "staff", channel)
        assert discord.gateway.identifies == 1
        await app.close()
        await connected
