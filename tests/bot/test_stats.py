"""What is counted of people, and what of that those who run their workspace get to see."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.storage.memory import MemoryStore
from bot import gap_wording as said
from bot import wording
from bot.catalogue import Catalogue
from bot.counting import KEPT_WEEKS, forget_old_counts
from bot.episodes import Event, Tally
from bot.mentor import Mentor
from bot.message import Chart
from bot.model import Channel, Member
from bot.stats import PEOPLE_MIN, WEEKS, past_weeks, shown
from bot.weekly import week_name
from tests.bot.visitor import MONDAY, Visitor, entries_of, paragraphs, words

HERE = "slack:T1"
GENERAL = Channel(HERE, "C1")
SERVER = Channel("discord:7", "C1")
TODAY = MONDAY.date()
THIS_WEEK, LAST_WEEK = week_name(TODAY), week_name(TODAY - timedelta(weeks=1))
COVERED = "how do I know whether management is for me?"
TAP = "how do I fix a leaking tap?"


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def mentor(search, store):
    return Mentor(Catalogue(search), store)


@pytest.fixture
def admin(mentor):
    return Visitor(mentor, Member(HERE, "A"), admin=True, channel=GENERAL)


@pytest.fixture
def bob(mentor):
    return Visitor(mentor, Member(HERE, "B"), channel=GENERAL)


async def counted(store, workspace=HERE):
    """How often what happened, and to how many, by event."""
    async with store.reading() as records:
        return {it.event: (it.times, it.people) for it in await records.tallies(workspace, "")}


async def happened(store, event, week, *people, workspace=HERE):
    async with store.transaction() as records:
        for person in people:
            await records.count(event, Member(workspace, person), workspace, week)


def chart_of(message):
    return next((part for part in message.parts if isinstance(part, Chart)), None)


# Counting


async def test_questions_are_counted_by_whether_they_found_an_answer(bob, store):
    for line in (COVERED, COVERED, TAP, "topics", "hi", "12"):
        await bob.says(line)

    assert await counted(store) == {Event.ANSWERED: (2, 1), Event.DECLINED: (1, 1)}


async def test_a_verdict_counts_once_until_it_changes(bob, store, library):
    ref = library.cards[0].ref
    for verb in ("helpful", "helpful", "unhelpful", "helpful"):
        await bob.says(f"{verb} {ref}")

    assert await counted(store) == {Event.HELPFUL: (2, 1), Event.UNHELPFUL: (1, 1)}


async def test_a_reflection_that_is_kept_counts_and_none_that_is_not(bob, store):
    await bob.writes("reflect free", "Something.")
    await bob.writes("reflect free", "   ")
    await bob.says("reflect free")

    assert await counted(store) == {Event.REFLECTED: (1, 1)}


async def test_a_discord_servers_questions_are_the_servers(mentor, store):
    person = Visitor(mentor, Member("discord:@me", "1001"), channel=SERVER)
    await person.says(COVERED)

    assert await counted(store, "discord:7") == {Event.ANSWERED: (1, 1)}


async def test_what_is_asked_where_nobody_runs_anything_is_not_counted(mentor, store):
    person = Visitor(mentor, Member("discord:@me", "1001"))
    await person.says(COVERED)

    assert await counted(store, "discord:@me") == {}


async def test_counts_are_kept_as_long_as_they_are_shown(store):
    weeks = [week_name(TODAY - timedelta(weeks=back)) for back in range(KEPT_WEEKS + 2)]
    for week in weeks:
        await happened(store, Event.ANSWERED, week, "B")

    assert await forget_old_counts(store, TODAY) == 2

    async with store.reading() as records:
        assert {it.week for it in await records.tallies(HERE, "")} == set(weeks[:KEPT_WEEKS])
    assert set(past_weeks(TODAY)) < set(weeks[:KEPT_WEEKS])


async def test_who_deletes_everything_is_no_longer_counted(bob, store):
    await bob.says(COVERED)
    await bob.says("data delete", word="delete")

    assert await counted(store) == {}


# Showing


async def test_admins_see_what_five_people_did_in_a_week_that_is_over(admin, store):
    await happened(store, Event.ANSWERED, LAST_WEEK, *"BCDEFBBB")
    await happened(store, Event.DECLINED, LAST_WEEK, *"BCDE")

    await admin.says("stats")

    assert entries_of(admin.last) == [(said.EVENTS[Event.ANSWERED], "week 47: 8")]
    chart = chart_of(admin.last)
    assert chart.series[0].counts == (*[None] * (WEEKS - 1), 8)
    assert chart.weeks[-1] == "W47"


async def test_the_present_week_is_not_shown_until_it_is_over(admin, store):
    await happened(store, Event.ANSWERED, THIS_WEEK, *"BCDEFG")
    assert paragraphs(await admin.says("stats")) == [said.no_stats(PEOPLE_MIN)]

    admin.waits(weeks=1)
    assert entries_of(await admin.says("stats")) == [(said.EVENTS[Event.ANSWERED], "week 48: 6")]


async def test_the_words_beside_the_chart_and_in_it_say_every_number(admin, store):
    for back, event in enumerate(Event, start=1):
        week = week_name(TODAY - timedelta(weeks=back))
        await happened(store, event, week, *"BCDEF" * (10 + back))

    await admin.says("stats")

    chart = chart_of(admin.last)
    numbers = {count for series in chart.series for count in series.counts if count is not None}
    assert numbers == {5 * (10 + back) for back in range(1, len(Event) + 1)}
    for text in (chart.alt, words(admin.last)):
        assert numbers <= set(map(int, re.findall(r"\d+", text)))


async def test_members_and_other_workspaces_see_nothing_of_it(mentor, bob, store):
    await happened(store, Event.ANSWERED, LAST_WEEK, *"BCDEFG")

    assert wording.ADMINS_ONLY in words(await bob.says("stats"))
    other = Visitor(mentor, Member("slack:T2", "E"), admin=True)
    assert paragraphs(await other.says("stats")) == [said.no_stats(PEOPLE_MIN)]


def test_twelve_weeks_are_shown_over_the_turn_of_a_year():
    weeks = past_weeks(date(2027, 1, 20))
    assert len(weeks) == WEEKS
    assert weeks[0] == "2026-W44"
    assert weeks[-3:] == ("2026-W53", "2027-W01", "2027-W02")


TALLIES = st.lists(
    st.builds(
        Tally,
        st.integers(0, 20).map(lambda back: week_name(TODAY - timedelta(weeks=back))),
        st.sampled_from(Event),
        st.integers(1, 500),
        st.integers(1, 12),
    ),
    max_size=60,
    unique_by=lambda it: (it.week, it.event),
)


@given(TALLIES)
def test_no_number_is_shown_that_fewer_than_five_people_are_behind(tallies):
    weeks = past_weeks(TODAY)
    of = {(it.event, it.week): it for it in tallies}
    for event, row in shown(tallies, weeks).items():
        for week, count in zip(weeks, row, strict=True):
            tally = of.get((event, week))
            assert (count is not None) == (tally is not None and tally.people >= PEOPLE_MIN)
            assert count is None or count == tally.times


@given(TALLIES, st.data())
def test_what_few_people_did_changes_nothing_that_is_shown(tallies, data):
    """Neither a sum nor a neighbour tells of it: without them, every word is the same."""
    few = [it for it in tallies if it.people < PEOPLE_MIN]
    without = [it for it in tallies if it not in few or data.draw(st.booleans())]
    assert shown(tallies, past_weeks(TODAY)) == shown(without, past_weeks(TODAY))
