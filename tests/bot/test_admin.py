"""What the people who run a workspace arrange, and nobody else."""

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import time, timedelta

import pytest

from adapters.storage.memory import MemoryStore
from bot import wording
from bot.admin import (
    GAP_MAX,
    GRACE,
    come_back,
    forget_departed,
    forget_old_questions,
    leave,
    take_stock,
)
from bot.catalogue import Catalogue
from bot.mentor import Mentor
from bot.message import Someone, Somewhere
from bot.model import Channel, Gap, Member, Rules, Schedule, Standing, State
from bot.weekly import Weekly
from tests.bot.visitor import (
    ADA,
    BOB,
    MONDAY,
    Visitor,
    choices_of,
    entries_of,
    form_of,
    labels,
    paragraphs,
    values_of,
    words,
)

GENERAL = Channel("terminal", "General")
RANDOM = Channel("terminal", "random")
TAP = "how do I fix a leaking tap?"
WEEKLY = Weekly(0, time(9), "Europe/Berlin")
MARATHON = "how do I train for a marathon?"


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def mentor(search, store):
    return Mentor(Catalogue(search), store)


@pytest.fixture
def admin(mentor):
    return Visitor(mentor, admin=True, channel=GENERAL)


@pytest.fixture
def bob(mentor):
    return Visitor(mentor, BOB, channel=GENERAL)


async def gaps_of(store, workspace="terminal"):
    async with store.reading() as records:
        return await records.gaps(workspace, MONDAY.date() - timedelta(days=10_000))


async def admins_of(store, workspace="terminal"):
    async with store.reading() as records:
        return await records.admins(workspace)


async def ritual_of(store, channel):
    async with store.reading() as records:
        pending = [it for it in await records.nudges(channel, 5) if it.state is State.PENDING]
        return await records.schedule(channel), pending


# Only admins


@pytest.mark.parametrize(
    "line",
    [
        "rituals", "ritual on", "ritual on monday 9:00 Berlin", "ritual off", "ritual off General", "gaps",
        "questions keep", "questions forget", "admin", "admins", "admins add <@bob>", "admins add",
        "admins remove <@eve>",
    ],
)  # fmt: skip
async def test_who_does_not_run_the_workspace_is_refused(admin, bob, store, line):
    await admin.says("ritual on monday 9:00 Berlin")
    await admin.says("questions keep")
    await admin.says("admins add <@eve>")
    await bob.says(TAP)
    before = await gaps_of(store), await ritual_of(store, GENERAL), await admins_of(store)

    message = await bob.says(line, weekday="friday", time="10:00", zone="London")

    assert paragraphs(message) == [wording.ADMINS_ONLY]
    assert TAP not in words(message)
    assert "eve" not in words(message)
    assert (await gaps_of(store), await ritual_of(store, GENERAL), await admins_of(store)) == before
    async with store.reading() as records:
        assert (await records.rules("terminal")).keeps_questions


async def test_who_runs_the_workspace_is_told_what_there_is_to_arrange(admin):
    await admin.says("admin")

    assert entries_of(admin.last) == list(wording.RUNNING_ENTRIES)
    assert labels(admin.last) == [
        wording.LOAD_BUTTON,
        wording.EPISODES_BUTTON,
        wording.RITUALS_BUTTON,
        wording.GAPS_BUTTON,
        wording.STATS_BUTTON,
        wording.ADMINS_BUTTON,
    ]


async def test_all_that_can_be_arranged_is_on_one_page(admin):
    page = words(await admin.says("admin"))

    assert [line for line, _ in wording.LINES_ADMINS if line not in page] == []


# By a command of its own


@pytest.fixture
def command(mentor):
    """Somebody who runs the workspace, at the command for that."""
    return Visitor(mentor, admin=True, channel=GENERAL, running=True)


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("questions", ["questions keep", "questions forget"]),
        ("questons", ["questions keep", "questions forget"]),
        ("questions kep", ["questions keep"]),
        ("admins ad <@bob>", ["admins add <@bob>"]),
        ("admins bob", ["admins", "admins add", "admins remove"]),
    ],
)
async def test_what_may_be_meant_is_offered_above_all_that_there_is(command, line, offered):
    await command.says(line)

    assert [it.label for it in choices_of(command.last)] == offered
    assert entries_of(command.last) == list(wording.RUNNING_ENTRIES)


@pytest.mark.parametrize(
    "line", ["nonsense", TAP, "burnout", "ask burnout", "12", "save", "more rituals please"]
)
async def test_a_line_by_the_command_for_admins_is_never_searched_or_kept(command, store, line):
    await command.says("questions keep")

    await command.says(line)

    assert command.last.answered is None
    assert entries_of(command.last) == list(wording.RUNNING_ENTRIES)
    assert "not searched for it" in words(command.last)
    assert await gaps_of(store) == ()


@pytest.mark.parametrize("line", ["", "help", "hi", "ask", "admin"])
async def test_the_command_alone_says_what_can_be_arranged(command, line):
    assert paragraphs(await command.says(line)) == [wording.RUNNING]


async def test_who_does_not_run_the_workspace_is_refused_by_the_command_too(bob):
    bob.running = True

    assert paragraphs(await bob.says("nonsense")) == [wording.ADMINS_ONLY]
    assert paragraphs(await bob.says("")) == [wording.ADMINS_ONLY]
    assert "senior" in words(await bob.says("stage senior"))


async def test_a_cry_for_help_is_heard_behind_any_command(command):
    assert paragraphs(await command.says("I want to die")) == [wording.CRISIS]


@pytest.mark.parametrize("line", ["rituals", "gaps", "admin", "admins add <@bob>"])
async def test_where_nobody_runs_anything_admins_are_told_where_to_ask(mentor, line):
    boss = Visitor(mentor, Member("discord:@me", "42"))

    assert paragraphs(await boss.says(line)) == [wording.RUN_ELSEWHERE]

    boss.channel = Channel("discord:7", "8")
    assert paragraphs(await boss.says(line)) == [wording.ADMINS_ONLY]


# Naming others


@pytest.mark.parametrize("mention", ["<@bob>", "<@bob|Bob B.>", "<@!bob>"])
async def test_who_was_named_can_arrange_things_too(admin, bob, store, mention):
    assert entries_of(await admin.says(f"admins add {mention}")) == [(Someone("bob"), wording.ADMIN_NAMED)]

    assert wording.NO_RITUALS in words(await bob.says("rituals"))
    await bob.says("ritual on monday 9:00 Berlin")
    await bob.says("questions keep")

    assert (await ritual_of(store, GENERAL))[1]
    async with store.reading() as records:
        assert (await records.rules("terminal")).keeps_questions


@pytest.mark.parametrize("line", ["admins add <@eve>", "admins add", "admins remove <@bob>"])
async def test_who_was_named_cannot_name_or_dismiss_anybody(admin, bob, store, line):
    await admin.says("admins add <@bob>")

    assert paragraphs(await bob.says(line)) == [wording.OWNERS_ONLY]

    assert await admins_of(store) == {"bob"}


async def test_who_was_dismissed_can_arrange_nothing_any_more(admin, bob):
    await admin.says("admins add <@bob>")

    told = entries_of(await admin.says("admins remove <@bob>"))
    assert told == [(Someone("bob"), wording.ADMIN_DISMISSED)]

    assert paragraphs(await bob.says("rituals")) == [wording.ADMINS_ONLY]
    assert wording.NO_SUCH_ADMIN in words(await admin.says("admins remove <@bob>"))


async def test_who_runs_the_workspace_cannot_be_dismissed(admin):
    assert wording.NO_SUCH_ADMIN in words(await admin.says("admins remove <@ada>"))

    assert wording.NO_RITUALS in words(await admin.says("rituals"))


async def test_those_who_were_named_are_listed(admin):
    assert wording.NO_ADMINS in words(await admin.says("admins"))
    for who in ("eve", "bob", "bob"):
        await admin.says(f"admins add <@{who}>")

    await admin.presses(wording.ADMINS_BUTTON)

    assert entries_of(admin.last) == [(Someone("bob"), ""), (Someone("eve"), "")]


@pytest.mark.parametrize("behind", ["", " bob", " everybody in here"])
@pytest.mark.parametrize("command", ["admins add", "admins remove"])
async def test_who_names_nobody_is_told_how(admin, store, command, behind):
    assert wording.NAME_WHOM.format(command=command) in words(await admin.says(command + behind))

    assert await admins_of(store) == frozenset()


async def test_who_was_named_in_one_workspace_is_nobody_in_another(mentor, admin):
    await admin.says("admins add <@bob>")
    elsewhere = Visitor(mentor, Member("slack:T1", "bob"))

    assert paragraphs(await elsewhere.says("rituals")) == [wording.ADMINS_ONLY]


async def test_who_was_named_sees_it_in_what_is_held_and_can_have_it_deleted(admin, bob):
    await admin.says("admins add <@bob>")
    assert wording.held("admins", 1) in words(await bob.says("data"))

    await bob.says("data delete", word="delete")

    assert paragraphs(await bob.says("rituals")) == [wording.ADMINS_ONLY]


# Rituals


async def test_a_channel_gets_a_prompt_a_week_by_a_form(admin, store):
    await admin.says("rituals")
    assert wording.NO_RITUALS in words(admin.last)
    await admin.presses(wording.RITUAL_ON_BUTTON)
    assert form_of(admin.last).command == "ritual on"

    await admin.fills(weekday="friday", time="15:00", zone="London")

    said = wording.RITUAL_ON.format(when="Friday 27 November, 15:00, Europe/London")
    assert entries_of(admin.last) == [(Somewhere("General"), said)]
    await admin.says("rituals")
    assert entries_of(admin.last) == [
        (Somewhere("General"), wording.ritual_comes("Friday 27 November, 15:00, Europe/London"))
    ]
    schedule, [nudge] = await ritual_of(store, GENERAL)
    assert nudge.recipient == schedule.recipient == GENERAL


async def test_a_zone_that_may_mean_several_is_offered_for_a_channel_too(admin, store):
    await admin.says("ritual on monday 9 am cst")
    await admin.presses("America/Chicago")

    assert "Monday 23 November, 09:00, America/Chicago" in words(admin.last)
    assert (await ritual_of(store, GENERAL))[0].weekly.zone == "America/Chicago"
    async with store.reading() as records:
        assert await records.schedule(ADA) is None


async def test_a_channels_time_says_nothing_about_the_admins_own(admin, store):
    await admin.says("stage senior")
    await admin.says("ritual on monday 9:00 Auckland")

    async with store.reading() as records:
        assert (await records.progress(ADA)).zone is None


async def test_each_channel_has_its_own(admin, store):
    await admin.says("ritual on monday 9:00 Berlin")
    admin.channel = RANDOM
    await admin.says("ritual on tuesday 9:00 Berlin")
    await admin.says("rituals")
    assert [where for where, _ in entries_of(admin.last)] == [Somewhere("General"), Somewhere("random")]

    await admin.says("ritual off")

    assert wording.RITUAL_OFF in words(admin.last)
    await admin.presses(wording.RITUALS_BUTTON)
    assert [where for where, _ in entries_of(admin.last)] == [Somewhere("General")]
    assert "random" not in words(admin.last)
    schedule, pending = await ritual_of(store, RANDOM)
    assert schedule.standing is Standing.OFF
    assert not pending
    assert (await ritual_of(store, GENERAL))[1]


async def test_a_channel_can_be_stopped_from_elsewhere_by_its_name(admin, store):
    await admin.says("ritual on monday 9:00 Berlin")
    admin.channel = None

    assert wording.RITUAL_WHERE in words(await admin.says("ritual off"))
    assert wording.NO_RITUAL_HERE in words(await admin.says("ritual off nowhere"))
    assert entries_of(await admin.says("ritual off <#General>")) == [
        (Somewhere("General"), wording.RITUAL_OFF)
    ]
    assert wording.NO_RITUAL_HERE in words(await admin.says("ritual off General"))
    assert not (await ritual_of(store, GENERAL))[1]


async def test_outside_of_a_channel_there_is_no_ritual(admin):
    admin.channel = None

    assert wording.RITUAL_WHERE in words(await admin.says("ritual on monday 9:00 Berlin"))


async def test_a_ritual_that_is_changed_stays_one(admin, store):
    await admin.says("ritual on monday 9:00 Berlin")
    await admin.says("ritual on")
    assert values_of(admin.last) == {"weekday": "monday", "time": "09:00", "zone": "Europe/Berlin"}

    await admin.fills(weekday="thursday")

    assert len((await ritual_of(store, GENERAL))[1]) == 1
    assert "Thursday 26 November" in words(await admin.says("rituals"))


async def test_a_channel_that_could_not_be_reached_is_told_with_the_reason(admin, store):
    await admin.says("ritual on monday 9:00 Berlin")
    async with store.transaction() as records:
        schedule = await records.schedule(GENERAL)
        await records.keep_schedules([replace(schedule, standing=Standing.FAILED, trouble="not_in_channel")])

    await admin.says("rituals")
    assert entries_of(admin.last) == [(Somewhere("General"), wording.ritual_failed("not_in_channel"))]
    await admin.says("ritual on monday 9:00 Berlin")
    assert "not_in_channel" not in words(await admin.says("rituals"))


# Questions without an answer


async def test_questions_are_not_kept_unless_that_was_allowed(admin, bob, store):
    await bob.says(TAP)

    assert await gaps_of(store) == ()
    assert wording.no_gaps(Rules("terminal")) in words(await admin.says("gaps"))


async def test_kept_questions_say_nothing_about_who_asked(admin, bob, store):
    await admin.says("gaps")
    await admin.presses(wording.KEEP_QUESTIONS_BUTTON)
    assert "180 days" in words(admin.last)

    await bob.says(TAP)

    [gap] = await gaps_of(store)
    assert gap.question == TAP
    assert "bob" not in repr(gap)
    assert not isinstance(gap.asked_on, type(MONDAY)), "a time of day would give away who was there"
    await admin.presses(wording.GAPS_BUTTON)
    assert TAP in words(admin.last)


async def test_who_asks_what_is_kept_is_told_so(admin, bob):
    assert wording.QUESTION_KEPT not in paragraphs(await bob.says(TAP))
    await admin.says("questions keep")

    assert wording.QUESTION_KEPT in paragraphs(await bob.says(TAP))
    assert wording.QUESTION_KEPT not in paragraphs(await bob.says("burnout"))
    assert wording.QUESTION_KEPT not in paragraphs(await bob.says("ask journal look for my breakdown"))


async def test_everybody_can_look_up_whether_questions_are_kept(admin, bob):
    assert "Questions without an answer are not kept here" in words(await bob.says("data"))

    await admin.says("questions keep")

    assert "keep questions without an answer 180 days, without your name" in words(await bob.says("data"))
    await bob.says("stage senior")
    assert "questions keep" in words(await bob.says("data"))


async def test_answered_questions_and_commands_are_not_kept(admin, bob, store):
    await admin.says("questions keep")

    for line in ("how do I grow?", "burnout", "topics", "???", "12", "", "journal search secret"):
        await bob.says(line)
    await bob.writes("reflect free", "how do I fix a leaking tap?")

    assert await gaps_of(store) == ()


@pytest.mark.parametrize("line", ["I want to kill myself", "ask I want to die", "another a/b: I want to die"])
async def test_a_cry_for_help_is_never_kept(admin, bob, store, line):
    await admin.says("questions keep")

    assert wording.CRISIS in words(await bob.says(line))

    assert await gaps_of(store) == ()


async def test_of_a_long_story_the_beginning_is_kept(admin, store):
    await admin.says("questions keep")
    await admin.says("how do I fix a leaking tap? " + "It drips and drips into the sink. " * 60)

    [gap] = await gaps_of(store)
    assert len(gap.question) == GAP_MAX


async def test_questions_are_forgotten_after_their_days(admin, bob, store):
    await admin.says("questions keep")
    await bob.says(TAP)
    bob.waits(days=180)
    await bob.says(MARATHON)
    assert len(await gaps_of(store)) == 2

    bob.waits(days=1)
    await bob.says(MARATHON)

    assert {gap.question for gap in await gaps_of(store)} == {MARATHON}


async def test_what_is_too_old_is_neither_shown_nor_left_behind(admin, bob, store):
    await admin.says("questions keep")
    await bob.says(TAP)
    admin.waits(days=181)

    assert TAP not in words(await admin.says("gaps"))
    assert await gaps_of(store) == ()


async def test_forgetting_deletes_what_was_kept_today_too(admin, bob, store):
    await admin.says("questions keep")
    await bob.says(TAP)
    await admin.says("gaps")

    await admin.presses(wording.FORGET_QUESTIONS_BUTTON)
    assert len(await gaps_of(store)) == 1
    assert TAP in words(await admin.presses(wording.KEEP_THEM_BUTTON))
    await admin.presses(wording.FORGET_QUESTIONS_BUTTON)
    await admin.presses(wording.DELETE_THEM_BUTTON)

    assert await gaps_of(store) == ()
    await bob.says(TAP)
    assert await gaps_of(store) == ()
    assert wording.KEEP_QUESTIONS_BUTTON in labels(await admin.says("gaps"))


async def test_where_nothing_is_kept_there_is_nothing_to_ask_before_forgetting(admin, store):
    await admin.says("questions keep")
    assert "So far there is none" in words(await admin.says("gaps"))

    await admin.presses(wording.FORGET_QUESTIONS_BUTTON)

    assert wording.questions_kept(Rules("terminal")) in words(admin.last)
    assert not (await rules_of(store)).keeps_questions


async def test_what_was_kept_long_enough_is_nothing_to_ask_about(admin, bob, store):
    await admin.says("questions keep")
    await bob.says(TAP)
    admin.waits(days=181)

    await admin.says("questions forget")

    assert wording.questions_kept(Rules("terminal")) in words(admin.last)
    assert await gaps_of(store) == ()


async def test_each_workspace_decides_for_itself(mentor, admin, bob, store):
    other = Visitor(mentor, Member("slack:T1", "eve"), admin=True)
    await admin.says("questions keep")
    await bob.says(TAP)

    await other.says(MARATHON)
    assert TAP not in words(await other.says("gaps"))
    await other.says("questions forget")

    assert await gaps_of(store, "slack:T1") == ()
    assert len(await gaps_of(store)) == 1


async def test_old_questions_are_forgotten_though_nobody_asks_any_more(admin, bob, store):
    await admin.says("questions keep")
    await bob.says(TAP)

    day = MONDAY.date()
    assert await forget_old_questions(store, day + timedelta(days=180)) == 0
    assert await forget_old_questions(store, day + timedelta(days=181)) == 1
    assert not await gaps_of(store)


# Workspaces that the mentor was removed from


async def rules_of(store, workspace="terminal"):
    async with store.reading() as records:
        return await records.rules(workspace)


async def test_a_workspace_that_was_left_is_remembered_for_a_while_and_then_forgotten_whole(
    mentor, admin, bob, store
):
    elsewhere = Visitor(mentor, Member("slack:T1", "U1"), admin=True)
    for one in (admin, bob, elsewhere):
        await one.says("stage senior")
    await admin.says("questions keep")
    await leave(store, "terminal", MONDAY)

    assert await forget_departed(store, MONDAY + GRACE) == ()
    assert "senior" in words(await bob.says("progress"))
    assert await forget_departed(store, MONDAY + GRACE + timedelta(seconds=1)) == ("terminal",)

    assert wording.NOTHING_HELD in words(await bob.says("data"))
    assert await rules_of(store) == Rules("terminal")
    assert "senior" in words(await elsewhere.says("progress"))
    assert await forget_departed(store, MONDAY + 2 * GRACE) == ()


async def test_what_was_known_is_there_when_the_mentor_comes_back(admin, store):
    await admin.says("stage senior")
    await admin.says("questions keep")
    await leave(store, "terminal", MONDAY)
    await come_back(store, "terminal")

    assert await rules_of(store) == Rules("terminal", keeps_questions=True)
    assert await forget_departed(store, MONDAY + 2 * GRACE) == ()
    assert "senior" in words(await admin.says("progress"))


async def test_a_departure_counts_from_when_it_was_first_told(store):
    await leave(store, "terminal", MONDAY)
    await leave(store, "terminal", MONDAY + timedelta(days=1))

    assert (await rules_of(store)).left_at == MONDAY


async def test_nothing_is_written_about_a_workspace_that_was_never_left(store):
    await come_back(store, "terminal")

    async with store.reading() as records:
        assert await records.all_rules() == ()


async def test_at_a_start_it_is_noted_where_the_mentor_was_removed_and_brought_back_meanwhile(store):
    async with store.transaction() as records:
        for name in ("discord:stays", "discord:removed", "slack:T1", "discord:@me"):
            await records.keep_rules(Rules(name, keeps_questions=True))
        await records.name_admin(Member("discord:named", "42"), MONDAY)
        await records.note_gap(Gap("discord:asked", MONDAY.date(), TAP))
        await records.keep_schedules([Schedule(Channel("discord:prompted", "7"), WEEKLY)])
        await records.keep_rules(Rules("discord:back", left_at=MONDAY - timedelta(days=2)))
        await records.keep_rules(Rules("discord:gone", left_at=MONDAY - timedelta(days=2)))

    await take_stock(store, "discord", {"discord:stays", "discord:back", "discord:new"}, MONDAY)

    async with store.reading() as records:
        left = {rules.workspace: rules.left_at for rules in await records.all_rules() if rules.left_at}
    assert left == {
        **dict.fromkeys(("discord:removed", "discord:named", "discord:asked", "discord:prompted"), MONDAY),
        "discord:gone": MONDAY - timedelta(days=2),
    }


async def test_people_are_not_forgotten_with_the_places_that_they_are_in(mentor, store):
    person = Visitor(mentor, Member("discord:@me", "42"), channel=Channel("discord:1", "2"), admin=True)
    await person.says("stage senior")
    await person.says("nudges on monday 9:00 Berlin")
    await person.says("ritual on monday 9:00 Berlin")

    await take_stock(store, "discord", (), MONDAY)

    assert await forget_departed(store, MONDAY + 2 * GRACE) == ("discord:1",)
    assert "senior" in words(await person.says("progress"))
    assert "Your next prompt comes on Monday" in words(await person.says("nudges"))


class Returning(MemoryStore):
    """A store of a workspace that the mentor comes back to as soon as somebody has looked."""

    @asynccontextmanager
    async def reading(self):
        async with super().reading() as records:
            yield records
        async with self.transaction() as records:
            await records.keep_rules(Rules("terminal"))


async def test_who_comes_back_at_the_last_moment_is_not_forgotten(search):
    store = Returning()
    ada = Visitor(Mentor(Catalogue(search), store))
    await ada.says("stage senior")
    await leave(store, "terminal", MONDAY)

    assert await forget_departed(store, MONDAY + 2 * GRACE) == ()
    assert "senior" in words(await ada.says("progress"))
