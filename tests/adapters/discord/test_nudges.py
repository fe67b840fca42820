"""Weekly prompts in Discord, to people and to channels: they come once, or somebody is told why not."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from simcord import ChannelHandle, GuildHandle

from adapters.discord.requests import PEOPLE
from adapters.discord.sender import CLOSED, NONCE_MAX
from bot import wording
from bot.model import Member, Schedule, Standing
from bot.ports import Busy
from knowledge.search import Search
from tests.office import FIRST_NUDGE, SECRET_WORD
from tests.simulation.people import Person, Seen
from tests.simulation.world import Simulation

WEEK = timedelta(weeks=1)
MINUTE = timedelta(minutes=1)
ON = "nudges on monday 9:00 Berlin"
WHEN = "Monday 30 November, 09:00, Europe/Berlin"

CLOSED_WORDS = CLOSED[50007]


@pytest.fixture
def simulated(search: Search) -> Iterator[Simulation]:
    """One for each test: weeks go by, and do not come back."""
    with Simulation(search) as simulation:
        yield simulation


def prompts(person: Person) -> list[Seen]:
    """The weekly prompts in somebody's direct messages."""
    return [seen for seen in person.direct() if wording.PROMPT_HEADING in seen.words]


def close_direct_messages(simulation: Simulation, person: Person, times: int | None = None) -> None:
    path = f"/channels/{person.user.dm_channel.id}/messages"
    simulation.fail("POST", path, status=403, code=50007, times=times)


def open_direct_messages(simulation: Simulation) -> None:
    simulation.env.backend.faults.clear()


def schedule(simulation: Simulation, person: Person) -> Schedule:
    async def kept():
        async with simulation.store.reading() as records:
            return await records.schedule(Member(PEOPLE, person.id))

    return simulation.run(kept())


# To people


def test_who_switches_prompts_on_is_shown_at_once_that_they_will_arrive(ada: Person, channel: ChannelHandle):
    assert wording.nudges_on(WHEN) in ada.command(ON, at=channel)

    [proof] = ada.direct()
    assert wording.NUDGES_PROMISE.format(when=WHEN) in proof.words
    assert wording.NUDGES_STOPPED in ada.press(wording.STOP_BUTTON, on=proof)


def test_the_answer_is_proof_enough_where_prompts_come(ada: Person):
    ada.say(ON)
    ada.command("nudges resume")

    assert len(ada.direct()) == 2


def test_where_direct_messages_are_closed_no_prompts_are_promised(
    simulation: Simulation, ada: Person, channel: ChannelHandle
):
    close_direct_messages(simulation, ada)

    seen = ada.command(ON, at=channel)

    assert seen.startswith(wording.nudges_unreached(CLOSED_WORDS))
    assert (schedule(simulation, ada).standing, schedule(simulation, ada).trouble) == (
        Standing.FAILED,
        CLOSED_WORDS,
    )
    open_direct_messages(simulation)
    simulation.set_clock(FIRST_NUDGE)
    assert ada.direct() == []


def test_once_they_are_open_it_takes_one_press(simulation: Simulation, ada: Person, channel: ChannelHandle):
    close_direct_messages(simulation, ada)
    ada.command(ON, at=channel)
    open_direct_messages(simulation)

    seen = ada.press(wording.TRY_AGAIN_BUTTON)

    assert WHEN in seen
    simulation.set_clock(FIRST_NUDGE)
    assert len(prompts(ada)) == 1


def test_who_asked_in_front_of_others_is_told_in_few_words_that_they_are_closed(
    simulation: Simulation, ada: Person, bob: Person, channel: ChannelHandle
):
    close_direct_messages(simulation, ada)

    ada.mention(ON, at=channel)

    assert [seen.words for seen in bob.timeline(channel)] == [wording.CLOSED_TO_ME]
    assert schedule(simulation, ada).standing is Standing.FAILED


def test_a_hiccup_of_discord_switches_nothing_off(
    simulation: Simulation, ada: Person, channel: ChannelHandle
):
    simulation.fail("POST", f"/channels/{ada.user.dm_channel.id}/messages", status=500)

    assert wording.nudges_on(WHEN) in ada.command(ON, at=channel)

    simulation.set_clock(FIRST_NUDGE)
    assert len(prompts(ada)) == 1


def test_a_prompt_comes_directly_and_can_be_answered_and_stopped_there(
    simulation: Simulation, ada: Person, bob: Person, channel: ChannelHandle
):
    ada.command(ON, at=channel)

    simulation.set_clock(FIRST_NUDGE)

    [prompt] = prompts(ada)
    assert bob.direct() == []
    simulation.restart()
    assert wording.REFLECT_TITLE in ada.press("Reflect", on=prompt)
    assert wording.KEPT in ada.fill_in(f"Thinking of a {SECRET_WORD}.")
    assert SECRET_WORD in ada.command("journal", at=channel)
    assert wording.NUDGES_STOPPED in ada.press(wording.STOP_BUTTON, on=prompt)
    simulation.set_clock(FIRST_NUDGE + WEEK)
    assert len(prompts(ada)) == 1


def test_somebody_on_two_servers_gets_one_prompt(simulation: Simulation, server: GuildHandle, channel):
    other = simulation.channel(simulation.server("Elsewhere"))
    ada = simulation.person("Ada", server, other.guild)
    ada.command(ON, at=channel)
    ada.command(ON, at=other)

    simulation.set_clock(FIRST_NUDGE)

    assert len(prompts(ada)) == 1


@pytest.mark.parametrize("code", [50007, 50278])
def test_a_prompt_that_cannot_arrive_ends_them_and_the_next_visit_tells_why(
    simulation: Simulation, ada: Person, channel: ChannelHandle, code: int
):
    ada.command(ON, at=channel)
    path = f"/channels/{ada.user.dm_channel.id}/messages"
    simulation.fail("POST", path, status=403, code=code, times=None)
    simulation.set_clock(FIRST_NUDGE)
    open_direct_messages(simulation)

    assert schedule(simulation, ada).standing is Standing.FAILED
    assert ada.command("staff", at=channel).startswith(wording.nudges_failed(CLOSED[code]))
    assert wording.nudges_failed(CLOSED[code]) not in ada.command("staff", at=channel)
    simulation.set_clock(FIRST_NUDGE + WEEK)
    assert prompts(ada) == []


@pytest.mark.parametrize("failure", [{"status": 500}, {"status": 403, "code": 40003}])
def test_a_prompt_that_did_not_get_through_comes_later(
    simulation: Simulation, ada: Person, channel: ChannelHandle, failure: dict[str, int]
):
    ada.command(ON, at=channel)
    simulation.fail("POST", f"/channels/{ada.user.dm_channel.id}/messages", **failure)

    simulation.set_clock(FIRST_NUDGE)
    assert prompts(ada) == []

    simulation.set_clock(FIRST_NUDGE + 2 * MINUTE)
    assert len(prompts(ada)) == 1


class Deaf:
    """Sends, and does not hear that it arrived."""

    refuses_twice = False

    def __init__(self, sender):
        self._sender = sender
        self.sent = sender.sent

    async def send(self, to, message, key):
        await self._sender.send(to, message, key)
        raise Busy("the connection broke")


def test_a_prompt_that_arrived_unknown_to_the_mentor_is_found_and_comes_once(
    simulation: Simulation, ada: Person, channel: ChannelHandle
):
    ada.command(ON, at=channel)
    simulation.set_clock(FIRST_NUDGE, Deaf(simulation.env.bot.sender))
    assert len(prompts(ada)) == 1

    simulation.restart()
    simulation.set_clock(FIRST_NUDGE + 2 * MINUTE)

    assert len(prompts(ada)) == 1
    assert schedule(simulation, ada).sent_at == FIRST_NUDGE + 2 * MINUTE


def test_a_ritual_that_arrived_unknown_to_the_mentor_comes_once(
    simulation: Simulation, boss: Person, channel: ChannelHandle
):
    boss.command("ritual on monday 9:00 Berlin", at=channel)
    boss.begin()
    simulation.set_clock(FIRST_NUDGE, Deaf(simulation.env.bot.sender))

    simulation.set_clock(FIRST_NUDGE + 2 * MINUTE)

    assert boss.screen().count(wording.RITUAL_HEADING) == 1


def test_two_tries_of_a_prompt_bear_one_nonce_and_other_prompts_another(
    simulation: Simulation, ada: Person, channel: ChannelHandle
):
    ada.command(ON, at=channel)
    path = f"/channels/{ada.user.dm_channel.id}/messages"
    simulation.fail("POST", path, status=500)
    before = len(simulation.requests)

    for moment in (FIRST_NUDGE, FIRST_NUDGE + 2 * MINUTE, FIRST_NUDGE + WEEK):
        simulation.set_clock(moment)

    sent = [it.json for it in simulation.requests[before:] if (it.method, it.path) == ("POST", path)]
    first, again, next_week = (it["nonce"] for it in sent)
    assert first == again != next_week
    assert len(first) <= NONCE_MAX
    assert all(it["enforce_nonce"] for it in sent)


# To channels


def test_a_ritual_is_for_the_channel_and_what_is_written_on_it_is_not(
    simulation: Simulation, boss: Person, bob: Person, channel: ChannelHandle
):
    boss.command("ritual on monday 9:00 Berlin", at=channel)

    simulation.set_clock(FIRST_NUDGE)

    [prompt] = bob.timeline(channel)
    assert wording.RITUAL_HEADING in prompt.words
    bob.press("Reflect", on=prompt)
    assert wording.KEPT in bob.fill_in(f"Thinking of a {SECRET_WORD}.")
    assert [seen.ephemeral for seen in boss.timeline(channel)] == [True, False]
    assert boss.direct() == []


@pytest.mark.parametrize("code", [50013, 50001])
def test_a_channel_that_cannot_be_written_in_gets_no_more_and_admins_see_why(
    simulation: Simulation, boss: Person, channel: ChannelHandle, code: int
):
    boss.command("ritual on monday 9:00 Berlin", at=channel)
    simulation.fail("POST", f"/channels/{channel.id}/messages", status=403, code=code)

    simulation.set_clock(FIRST_NUDGE)

    assert wording.ritual_failed(CLOSED[code]) in boss.command("rituals", at=channel)
    simulation.set_clock(FIRST_NUDGE + WEEK)
    assert wording.RITUAL_HEADING not in boss.screen()


def test_rituals_leave_out_the_weeks_without_the_mentor(
    simulation: Simulation, server: GuildHandle, boss: Person, channel: ChannelHandle
):
    boss.command("ritual on monday 9:00 Berlin", at=channel)
    simulation.let_go(server)
    simulation.fail("POST", f"/channels/{channel.id}/messages", status=403, code=50001)
    simulation.set_clock(FIRST_NUDGE)
    simulation.let_in(server)

    boss.begin()
    simulation.set_clock(FIRST_NUDGE + WEEK)

    assert wording.RITUAL_HEADING in boss.screen()
