"""Who people are to the mentor in Discord, wherever they meet it, and what they may do there."""

from datetime import datetime

import pytest
from simcord import ChannelHandle, GuildHandle, SetupError

from adapters.discord.render import render
from adapters.discord.requests import PEOPLE
from bot import wording
from bot.message import Button, Buttons, Message
from bot.model import Rules
from tests.office import FIRST_CARD, SECRET_WORD, SOURCE
from tests.simulation.people import Person
from tests.simulation.world import Simulation

TAP = "how much salary should I ask for?"
"""A question that no episode answers."""

ADMINS_LINES = ("admin", "rituals", "ritual on", "gaps", "questions keep", "admins", "admins add <@1>")


@pytest.fixture
def elsewhere(simulation: Simulation) -> ChannelHandle:
    """A channel of another server that the mentor is on."""
    return simulation.channel(simulation.server("Elsewhere"))


@pytest.fixture
def abroad(simulation: Simulation) -> ChannelHandle:
    """A channel of a server that the mentor is not on: people bring it along in their own account."""
    server = simulation.server("Abroad")
    channel = simulation.channel(server)
    simulation.let_go(server)
    simulation.bring_along(channel)
    return channel


# One person


def test_somebody_has_one_journal_wherever_they_are(simulation, server, channel, elsewhere):
    ada = simulation.person("Ada", server, elsewhere.guild)
    ada.command("reflect free", at=channel)
    ada.fill_in(f"About a {SECRET_WORD}.")
    ada.command("staff", at=elsewhere)
    ada.press("Save")

    for place in (channel, elsewhere, None):
        assert SECRET_WORD in ada.command("journal", at=place)
        assert "You saved 1 card" in ada.command("saved", at=place)
    assert SECRET_WORD in ada.say("journal")


def test_nobody_sees_what_others_wrote(ada: Person, bob: Person, channel: ChannelHandle):
    ada.command("reflect free", at=channel)
    ada.fill_in(f"About a {SECRET_WORD}.")

    assert wording.JOURNAL_EMPTY in bob.command("journal", at=channel)
    assert wording.JOURNAL_EMPTY in bob.say("journal")


def test_servers_know_nothing_of_each_others_questions(simulation, server, channel, elsewhere):
    boss = simulation.person("Boss", admin_of=[server, elsewhere.guild])
    boss.command("questions keep", at=channel)
    boss.command(TAP, at=channel)

    assert "salary" in boss.command("gaps", at=channel)
    assert "not kept here" in boss.command("gaps", at=elsewhere)


# The mentor in somebody's own account


def test_who_brings_the_mentor_along_is_answered_alone(simulation: Simulation, abroad: ChannelHandle):
    ada, bob = (simulation.person(name, abroad.guild) for name in ("Ada", "Bob"))

    assert SOURCE in ada.command("staff", at=abroad)
    assert f"Saved: {FIRST_CARD}" in ada.press("Save")
    assert wording.REFLECT_TITLE in ada.press("Reflect")
    assert wording.KEPT in ada.fill_in("Far away.")
    assert all(seen.ephemeral for seen in ada.timeline(abroad))
    assert bob.timeline() == []


@pytest.mark.parametrize("line", ADMINS_LINES)
def test_who_manages_a_server_without_the_mentor_arranges_nothing_there(simulation, abroad, line):
    boss = simulation.person("Boss", admin_of=[abroad.guild])

    assert wording.ADMINS_ONLY in boss.command(line, at=abroad)


def test_in_a_group_answers_are_for_whoever_asked_alone(simulation: Simulation, ada: Person):
    ada.command("reflect free")
    ada.fill_in(f"About a {SECRET_WORD}.")
    group = ada.user.dm_channel
    simulation.bring_along(group, group=True)

    assert SECRET_WORD in ada.command("journal")
    assert wording.RUN_ELSEWHERE in ada.command("ritual on")
    ada.command("staff")
    ada.press("Share")

    assert [seen.ephemeral for seen in ada.direct()[1:]] == [True, True, True, False]


# Those who run a server


def test_the_command_for_admins_is_offered_to_them_and_nowhere_but_on_servers(ada, boss, channel):
    offered = [person.members[channel.guild.id].available_commands(channel) for person in (ada, boss)]

    assert offered == [("career",), ("career", "career-admin")]
    assert boss.user.available_commands() == ("career",)
    with pytest.raises(SetupError, match="not visible"):
        ada.command("gaps", at=channel, name="career-admin")


@pytest.mark.parametrize("line", ["", "help", "admin"])
def test_admins_see_what_they_may_do(boss: Person, channel: ChannelHandle, line: str):
    assert wording.RUNNING in boss.command(line, at=channel, name="career-admin")


@pytest.mark.parametrize("line", ADMINS_LINES)
def test_a_server_that_offers_it_to_all_does_not_make_them_admins(
    simulation: Simulation, server: GuildHandle, channel: ChannelHandle, ada: Person, line: str
):
    commands = simulation.run(simulation.env.bot.tree.fetch_commands())
    [command] = [it for it in commands if it.name == "career-admin"]
    simulation.do(server.set_command_permissions, command.id, {server.default_role: True})

    assert wording.ADMINS_ONLY in ada.command(line, at=channel, name="career-admin")


@pytest.mark.parametrize("line", ADMINS_LINES)
def test_what_admins_type_does_nothing_for_others(ada: Person, channel: ChannelHandle, line: str):
    assert wording.ADMINS_ONLY in ada.command(line, at=channel)
    assert wording.ADMINS_ONLY in ada.mention(line, at=channel)
    assert wording.RUN_ELSEWHERE in ada.say(line)


@pytest.mark.parametrize("line", ["publish tea-time-7", "unpublish tea-time-7", "rollback tea-time-7"])
def test_who_names_an_episode_where_there_is_no_server_is_told_where_to_do_it(boss: Person, line: str):
    assert wording.RUN_ELSEWHERE in boss.say(line)
    assert "JS Party" in boss.press(wording.ASK_ANYWAY_BUTTON)


def test_what_admins_press_does_nothing_for_others(simulation, ada, boss, channel):
    page, *_ = render(Message((Buttons((Button("Keep questions", "questions keep"),)),))).pages
    simulation.run(simulation.env.bot.get_channel(channel.id).send(view=page.view()))

    assert wording.ADMINS_ONLY in ada.press("Keep questions")
    assert "not kept here" in boss.command("gaps", at=channel)
    assert "are kept" in boss.press("Keep questions", on=boss.timeline(channel)[0])


def test_whose_right_is_taken_away_can_press_no_more(simulation, server, channel, boss):
    boss.command("gaps", at=channel)
    role = server.roles["Manager"]

    simulation.run(simulation.env.bot.http.remove_role(server.id, boss.user.id, role.id))

    assert wording.ADMINS_ONLY in boss.press("Keep questions")


def test_whom_an_admin_names_may_do_it_on_that_server_until_dismissed(
    simulation: Simulation,
    server: GuildHandle,
    channel: ChannelHandle,
    elsewhere: ChannelHandle,
    boss: Person,
):
    ada = simulation.person("Ada", server, elsewhere.guild)

    assert wording.ADMIN_NAMED in boss.command(f"admins add <@{ada.id}>", at=channel, name="career-admin")
    assert f"<@{ada.id}>" in boss.command("admins", at=channel)
    assert "not kept here" in ada.command("gaps", at=channel)
    assert wording.OWNERS_ONLY in ada.command("admins add <@1>", at=channel)
    assert wording.ADMINS_ONLY in ada.command("gaps", at=elsewhere)

    assert wording.ADMIN_DISMISSED in boss.mention(f"admins remove <@{ada.id}>", at=channel)
    assert wording.ADMINS_ONLY in ada.command("gaps", at=channel)


# Where the mentor is


async def rules(simulation: Simulation, workspace: str) -> Rules:
    async with simulation.store.reading() as records:
        return await records.rules(workspace)


def left_at(simulation: Simulation, workspace: str) -> datetime | None:
    """Since when the mentor takes itself for removed."""
    return simulation.run(rules(simulation, workspace)).left_at


def test_a_server_that_removed_the_mentor_is_remembered_in_case_it_lets_it_in_again(
    simulation: Simulation, server: GuildHandle, channel: ChannelHandle, boss: Person
):
    boss.command("questions keep", at=channel)
    boss.command(TAP, at=channel)

    simulation.let_go(server)
    assert left_at(simulation, f"discord:{server.id}") == simulation.now()

    simulation.let_in(server)
    assert left_at(simulation, f"discord:{server.id}") is None
    assert "salary" in boss.command("gaps", at=channel)


def test_a_server_that_is_unavailable_has_removed_nobody(simulation: Simulation, server: GuildHandle):
    simulation.let_go(server, unavailable=True)
    assert left_at(simulation, f"discord:{server.id}") is None

    simulation.let_in(server, after_outage=True)
    assert left_at(simulation, f"discord:{server.id}") is None


def test_a_start_makes_up_for_what_was_told_while_nobody_was_there(
    simulation: Simulation, server: GuildHandle, channel: ChannelHandle, boss: Person
):
    boss.command("questions keep", at=channel)
    boss.command("stage senior", at=channel)
    gone = "discord:1456074443980800000"

    async def known_before() -> None:
        async with simulation.store.transaction() as records:
            await records.keep_rules(Rules(gone, keeps_questions=True))

    simulation.run(known_before())
    simulation.restart()

    assert left_at(simulation, gone) == simulation.now()
    assert left_at(simulation, f"discord:{server.id}") is None
    assert left_at(simulation, PEOPLE) is None
    assert "senior" in boss.command("progress", at=channel)


# Languages


def test_commands_have_german_names_for_those_who_read_german(simulation: Simulation):
    [told] = [it.json for it in simulation.requests if it.method == "PUT" and it.path.endswith("/commands")][
        :1
    ]
    commands = {command["name"]: command for command in told}

    assert commands["Ask the mentor"]["name_localizations"] == {"de": "Den Mentor fragen"}
    for name in ("career", "career-admin"):
        assert "de" in commands[name]["description_localizations"]
        assert commands[name]["options"][0]["name_localizations"] == {"de": "thema"}


def test_what_admins_type_by_their_own_command_is_never_searched(boss: Person, channel: ChannelHandle):
    seen = boss.command("burnout", name="career-admin", at=channel)

    assert wording.RUNNING in seen
    assert SOURCE not in seen
