"""What people see of the mentor in Discord when something fails or takes long: never nothing, never twice."""

import asyncio
import gc
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager

import discord
import pytest
from simcord import ChannelHandle

from adapters.discord.app import FIRST, THINKING
from adapters.storage.memory import MemoryRecords, MemoryStore
from bot import wording
from bot.ports import StoreError
from knowledge.cards import Card
from knowledge.library import Library
from knowledge.search import Search
from tests.doubles.slack.words import line
from tests.office import FIRST_CARD, SECRET_WORD, SOURCE
from tests.simulation.people import Person
from tests.simulation.world import Simulation
from tests.trouble import error_id

OPENED = 30
"""So many forms and answers, that one left of each would show."""


class Troubled(MemoryStore):
    """A store of which everything takes some *seconds*, and ends in an *error*, if there is one."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0
        self.error: Exception | None = None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[MemoryRecords]:
        await self._trouble()
        async with super().reading() as records:
            yield records

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[MemoryRecords]:
        await self._trouble()
        async with super().transaction() as records:
            yield records

    async def _trouble(self) -> None:
        await asyncio.sleep(self.seconds)
        if self.error:
            raise self.error


@pytest.fixture(scope="module")
def store() -> Troubled:
    return Troubled()


@pytest.fixture(scope="module")
def simulated(search: Search, store: Troubled) -> Iterator[Simulation]:
    with Simulation(search, store) as simulation:
        yield simulation


@contextmanager
def slow(store: Troubled, seconds: float = FIRST + 0.1) -> Iterator[None]:
    """Let the store take longer than a first response may."""
    store.seconds = seconds
    yield
    store.seconds = 0.0


@contextmanager
def failing(store: Troubled, error: Exception) -> Iterator[None]:
    """Let each transaction end so."""
    store.error = error
    yield
    store.error = None


def asked_of(simulation: Simulation) -> list[str]:
    """The ways in which the mentor answered interactions."""
    return [
        f"{it.method} {it.path.rpartition('/')[2]} {it.json.get('type', '')}".strip()
        for it in simulation.requests
        if it.path.startswith(("/interactions", "/webhooks"))
    ]


# What takes long


def test_who_waits_for_an_answer_is_told_that_it_comes(simulation, store, ada, bob, channel):
    before = len(asked_of(simulation))

    with slow(store):
        assert SOURCE in ada.command("staff", at=channel)

    assert asked_of(simulation)[before:] == ["POST callback 5", "PATCH @original"]
    assert [seen.ephemeral for seen in ada.timeline(channel)] == [True]
    assert bob.timeline() == []


def test_a_form_that_comes_too_late_to_open_is_opened_with_a_button(store, ada, channel):
    with slow(store):
        ada.command("nudges on", at=channel)
    assert ada.modal is None

    ada.reopen()

    title, _ = wording.WHEN_FORMS["nudges on"]
    assert ada.modal.title == title


def test_what_is_written_into_a_form_is_kept_however_long_that_takes(store, ada, channel):
    ada.command("reflect free", at=channel)

    with slow(store):
        assert wording.KEPT in ada.fill_in(f"Slowly, about a {SECRET_WORD}.")

    assert SECRET_WORD in ada.command("journal", at=channel)


def test_a_card_that_is_shared_slowly_is_for_all_and_the_member_is_told(store, ada, bob, channel):
    ada.command("staff", at=channel)

    with slow(store):
        assert wording.SHARED_THERE in ada.press("Share")

    assert [FIRST_CARD in seen.words for seen in bob.timeline(channel)] == [True]


def test_a_card_that_discord_did_not_take_can_be_shared_again(simulation, ada, bob, channel):
    ada.command("staff", at=channel)
    simulation.fail("POST", "/channels/*/messages", status=403, code=50013)
    ada.press("Share")
    assert bob.timeline(channel) == []
    [problem] = simulation.problems()
    assert "50013" in problem

    ada.command("staff", at=channel)

    assert wording.SHARED_THERE in ada.press("Share")
    assert [FIRST_CARD in seen.words for seen in bob.timeline(channel)] == [True]


def test_who_writes_to_the_mentor_sees_it_typing(simulation, store, ada, channel):
    before = len(simulation.requests)

    with slow(store, THINKING + 0.1):
        assert SOURCE in ada.mention("staff", at=channel)

    assert [it.path.rpartition("/")[2] for it in simulation.requests[before:]] == ["typing", "messages"]


def test_whoever_types_does_not_wait_for_suggestions(store, ada, channel):
    with slow(store):
        assert ada.complete("staff", at=channel) == [("staff", "staff")]


# A store that is away, and faults of the mentor's own


def test_a_question_needs_no_memory(simulation, store, ada, channel):
    with failing(store, StoreError("away")):
        told = [ada.command("staff", at=channel), ada.mention("staff", at=channel), ada.say("staff")]

    assert all(FIRST_CARD in seen for seen in told)
    assert len(simulation.problems()) == len(told)


def test_what_needs_memory_says_so_while_that_is_away(simulation, store, ada, channel):
    ada.command("staff", at=channel)
    with failing(store, StoreError("away")):
        id = error_id(ada.press("Save"))

    assert f"Saved: {FIRST_CARD}" in ada.press("Save", on=ada.timeline(channel)[0])
    [problem] = simulation.problems()
    assert id in problem


@pytest.mark.parametrize("error", [StoreError("away"), RuntimeError(f"about a {SECRET_WORD}")])
def test_what_was_typed_stays_in_the_form_until_it_can_be_kept(simulation, store, ada, channel, error):
    text = f"A long thought about a {SECRET_WORD},\nwhich nobody should have to ```type``` again."
    ada.command("reflect free", at=channel)

    with failing(store, error):
        seen = ada.fill_in(text)

    [problem] = simulation.problems()
    assert error_id(seen) in problem
    assert SECRET_WORD not in problem
    simulation.restart()
    ada.reopen()
    assert wording.KEPT in ada.fill_in()
    assert line([text]) in ada.command("journal", at=channel)


def test_a_fault_of_the_mentor_is_told_with_the_number_under_which_it_is_in_the_log(
    simulation, store, ada, channel
):
    with failing(store, RuntimeError(f"about a {SECRET_WORD}")):
        told = [ada.command("progress", at=channel), ada.mention("progress", at=channel), ada.say("progress")]

    for seen, problem in zip(told, simulation.problems(), strict=True):
        assert error_id(seen) in problem
        assert SECRET_WORD not in problem


def test_suggestions_that_fail_keep_nobody_from_typing_and_no_log_has_what_was_typed(
    simulation, store, ada, channel
):
    with failing(store, RuntimeError(f"about a {SECRET_WORD}")):
        assert ada.complete("staff", at=channel) == [("staff", "staff")]

    [problem] = simulation.problems()
    assert SECRET_WORD not in problem


# Discord itself


@pytest.mark.parametrize("code", [10062, 10015, 50027])
def test_what_nobody_can_answer_any_more_is_passed_over_in_silence(simulation, ada, channel, code):
    simulation.fail("POST", "/interactions/*/callback", status=404, code=code)
    before = len(simulation.requests)

    assert ada.command("staff", at=channel) == ""

    assert len(simulation.requests) == before + 1
    [unanswered] = simulation.problems()
    assert unanswered.startswith("unanswered")


def test_what_is_too_late_once_it_was_put_off_is_passed_over_in_silence(simulation, store, ada, channel):
    simulation.fail("PATCH", "/webhooks/*", status=401, code=50027)

    with slow(store):
        ada.command("staff", at=channel)

    [unanswered] = simulation.problems()
    assert unanswered.startswith("unanswered")


def test_an_answer_that_discord_refuses_is_apologised_for(simulation, ada, channel):
    simulation.fail("POST", "/interactions/*/callback", status=400, code=50035)

    id = error_id(ada.command("staff", at=channel))

    [problem] = simulation.problems()
    assert id in problem
    assert "50035" in problem


# Memory


def test_forms_that_were_opened_and_answers_that_were_given_leave_nothing_behind(
    simulation: Simulation, library: Library, ada: Person, channel: ChannelHandle
):
    member = ada.members[channel.guild.id]

    async def used(cards: Iterable[Card]) -> int:
        for card in cards:
            # Each form has an id of its own: of equal ones, discord.py would keep the last.
            for typed in (f"reflect {card.ref}", card.ref):
                await member.slash(channel, "career", about=typed)
        gc.collect()
        return sum(isinstance(it, discord.ui.Modal | discord.ui.LayoutView) for it in gc.get_objects())

    first, *others = library.cards
    before = simulation.run(used([first]))

    assert simulation.run(used(others[:OPENED])) <= before
