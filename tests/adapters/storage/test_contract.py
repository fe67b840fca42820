"""What every store promises, whatever it keeps things in."""

import asyncio
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.storage.tables import metadata
from bot.episodes import Contents, Deed, Event, Feed, Loaded, Origin, OwnCard
from bot.model import (
    Channel,
    Gap,
    Mark,
    Member,
    Nudge,
    Progress,
    Reflection,
    Rules,
    Schedule,
    Standing,
    State,
)
from bot.weekly import Weekly
from knowledge.cards import Stage
from tests.adapters.storage.conftest import do, look

pytestmark = pytest.mark.parametrize("kind", ["memory", "sqlite", "postgresql"])

NOW = datetime(2026, 11, 30, 8, 0, 0, 123_457, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ANN, BEN = Member("slack:T1", "U1"), Member("slack:T1", "U2")
ANN_ELSEWHERE = Member("slack:T2", "U1")
ROOM = Channel("slack:T1", "C1")
MONDAY = Weekly(0, time(9, 30), "Europe/Berlin")


def due(member=ANN, week="2026-W49", at=NOW, **more):
    return Nudge(member, week, at, **more)


async def claim(store, now=NOW, limit=100, lease=MINUTE, platforms=("slack",)):
    return await do(store, "claim", platforms, now, limit=limit, lease=lease)


def is_no_default(value):
    """Whether every field of a value says something, so that one that is not kept is missed."""
    blank = type(value)(*(getattr(value, it.name) for it in fields(value)[: REQUIRED[type(value)]]))
    return all(
        getattr(value, it.name) != getattr(blank, it.name) for it in fields(value)[REQUIRED[type(value)] :]
    )


REQUIRED = {Progress: 1, Mark: 0, Reflection: 4, Schedule: 2, Rules: 1}


# Transactions


async def test_what_a_transaction_did_is_there_for_the_next(store):
    await do(store, "write", Reflection(ANN, "r1", NOW, "Rain."))
    assert await look(store, "reflection", ANN, "r1") == Reflection(ANN, "r1", NOW, "Rain.")


async def test_a_transaction_that_fails_changes_nothing(store):
    await do(store, "plan", [due()])
    before = await look(store, "holdings", ANN)

    async def failing():
        async with store.transaction() as records:
            await records.keep(Progress(ANN), Progress(ANN, Stage.SENIOR).with_seen("e/c", NOW))
            await records.write(Reflection(ANN, "r1", NOW, "Rain."))
            await records.keep_schedules([Schedule(ANN, MONDAY)])
            await records.claim(["slack"], NOW, limit=1, lease=MINUTE)
            await records.plan([due(week="2026-W50")])
            await records.keep_rules(Rules("slack:T1", keeps_questions=True))
            await records.note_gap(Gap("slack:T1", NOW.date(), "Why?"))
            await records.name_admin(ANN, NOW)
            await records.first_time("slack:T1", "Ev1", NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await failing()
    assert await look(store, "holdings", ANN) == before
    assert await look(store, "rules", "slack:T1") == Rules("slack:T1")
    assert await look(store, "gaps", "slack:T1", date.min) == ()
    assert await look(store, "admins", "slack:T1") == frozenset()
    assert await do(store, "first_time", "slack:T1", "Ev1", NOW)
    assert len(await claim(store)) == 1


async def test_a_transaction_sees_what_it_did(store):
    async with store.transaction() as records:
        await records.keep_schedules([Schedule(ANN, MONDAY)])
        assert await records.schedule(ANN) == Schedule(ANN, MONDAY)


async def test_a_reader_sees_nothing_of_a_transaction_that_has_not_ended(store):
    async with store.transaction() as records:
        await records.keep_schedules([Schedule(ANN, MONDAY)])
        assert await look(store, "schedule", ANN) is None
    assert await look(store, "schedule", ANN) == Schedule(ANN, MONDAY)


async def test_a_cancelled_transaction_changes_nothing_and_holds_up_nobody(store):
    begun = asyncio.Event()

    async def never_ending():
        async with store.transaction() as records:
            await records.keep_schedules([Schedule(ANN, MONDAY)])
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(never_ending())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(3):
        await do(store, "keep_schedules", [Schedule(BEN, MONDAY)])
    assert set(await look(store, "schedules", [ANN, BEN])) == {BEN}


# Progress


WHOLE = Progress(
    ANN,
    stage=Stage.TECH_LEAD,
    stage_asked=True,
    zone="Europe/Berlin",
    used_at=NOW,
    notice="Hello again.",
    marks=MappingProxyType(
        {"e/c": Mark(NOW, NOW + MINUTE, NOW + HOUR, helpful=True), "e/d": Mark(helpful=False)}
    ),
)


async def test_progress_comes_back_whole(store):
    assert is_no_default(WHOLE)
    assert is_no_default(WHOLE.mark("e/c"))
    await do(store, "keep", Progress(ANN), WHOLE)
    assert await look(store, "progress", ANN) == WHOLE


async def test_a_new_members_progress_is_empty(store):
    assert await look(store, "progress", ANN) == Progress(ANN)


async def test_times_come_back_in_utc_and_to_the_microsecond(store):
    early = datetime(1969, 7, 20, 20, 17, 40, 1, tzinfo=UTC)
    kept = replace(WHOLE, used_at=early)
    await do(store, "keep", Progress(ANN), kept)
    found = (await look(store, "progress", ANN)).used_at
    assert (found, found.tzinfo) == (early, UTC)


async def test_of_many_everyone_gets_progress(store):
    await do(store, "keep", Progress(ANN), WHOLE)
    assert await look(store, "progresses", [ANN, BEN]) == {ANN: WHOLE, BEN: Progress(BEN)}
    assert await look(store, "progresses", []) == {}


async def test_more_are_asked_for_than_one_statement_can_hold(store):
    many = [Member("slack:T1", f"U{number}") for number in range(1203)]
    await do(store, "keep", Progress(many[-1]), Progress(many[-1], Stage.MID))
    found = await look(store, "progresses", many)
    assert (len(found), found[many[-1]].stage) == (1203, Stage.MID)


async def test_nothing_is_written_where_nothing_changed(store):
    await do(store, "keep", Progress(ANN), Progress(ANN))
    assert not dict((await look(store, "holdings", ANN)).counts())


@pytest.mark.parametrize("first", [0, 1])
async def test_changes_that_were_made_at_the_same_time_are_all_kept(store, first):
    read = WHOLE
    await do(store, "keep", Progress(ANN), read)
    changes = [
        replace(read, stage=Stage.STAFF).with_seen("e/f", NOW).with_verdict("e/c", helpful=False),
        replace(read, notice="", zone=None).with_seen("e/d", NOW).without_saved("e/c"),
    ]
    for changed in (changes[first], changes[1 - first]):
        await do(store, "keep", read, changed)
    assert await look(store, "progress", ANN) == replace(
        WHOLE,
        stage=Stage.STAFF,
        notice="",
        zone=None,
        marks={
            "e/c": Mark(NOW, None, NOW + HOUR, helpful=False),
            "e/d": Mark(seen_at=NOW, helpful=False),
            "e/f": Mark(seen_at=NOW),
        },
    )


@pytest.mark.parametrize("order", [1, -1])
async def test_of_two_that_read_a_card_first_at_the_same_time_the_first_counts(store, order):
    for at in (NOW, NOW + MINUTE)[::order]:
        await do(store, "keep", Progress(ANN), replace(Progress(ANN).with_seen("e/c", at), used_at=at))
    found = await look(store, "progress", ANN)
    assert (found.mark("e/c").seen_at, found.used_at) == (NOW, NOW + MINUTE)


async def test_what_is_taken_back_leaves_nothing(store):
    saved = Progress(ANN).with_saved("e/c", NOW)
    await do(store, "keep", Progress(ANN), saved)
    await do(store, "keep", saved, saved.without_saved("e/c"))
    assert (await look(store, "progress", ANN)).marks == {}
    assert "marks" not in dict((await look(store, "holdings", ANN)).counts())


# Journal


FULL_REFLECTION = Reflection(ANN, "r1", NOW, "Zähne 🦷\0\ud83d", "How so?", "e/c", "2026-W49", NOW + HOUR)


async def test_a_reflection_comes_back_whole(store):
    assert is_no_default(FULL_REFLECTION)
    await do(store, "write", FULL_REFLECTION)
    assert await look(store, "reflection", ANN, "r1") == FULL_REFLECTION
    assert await look(store, "reflections", ANN) == (FULL_REFLECTION,)


async def test_a_reflection_is_of_one_member_only(store):
    await do(store, "write", FULL_REFLECTION)
    for other in (BEN, ANN_ELSEWHERE):
        assert await look(store, "reflection", other, "r1") is None
        assert not await do(store, "tear_out", other, "r1")
        await do(store, "write", Reflection(other, "r1", NOW, "Mine."))
    assert await look(store, "reflection", ANN, "r1") == FULL_REFLECTION


async def test_a_journal_is_read_from_its_end_page_by_page(store):
    entries = [Reflection(ANN, f"r{day}", NOW + day * DAY, f"Day {day}.") for day in (3, 1, 2, 4)]
    for entry in entries:
        await do(store, "write", entry)
    newest = sorted(entries, key=lambda it: it.written_at, reverse=True)
    assert await look(store, "reflections", ANN) == tuple(newest)
    assert await look(store, "reflections", ANN, skip=1, limit=2) == tuple(newest[1:3])
    assert await look(store, "reflections", ANN, skip=3) == (newest[3],)
    assert await look(store, "reflections", ANN, limit=0) == ()
    assert await look(store, "written", ANN) == tuple(NOW + day * DAY for day in (1, 2, 3, 4))


async def test_a_reflection_is_replaced_by_one_of_the_same_id(store):
    await do(store, "write", FULL_REFLECTION)
    changed = replace(FULL_REFLECTION, text="Better.", prompt="", card=None, week=None, edited_at=None)
    await do(store, "write", changed)
    assert await look(store, "reflections", ANN) == (changed,)


async def test_a_torn_out_reflection_is_gone(store):
    await do(store, "write", FULL_REFLECTION)
    assert await do(store, "tear_out", ANN, "r1")
    assert not await do(store, "tear_out", ANN, "r1")
    assert await look(store, "reflections", ANN) == ()


async def test_the_latest_reflection_of_a_time_is_recalled(store):
    for member in (ANN, BEN, ANN_ELSEWHERE):
        for hour in range(4):
            text = f"{member.workspace} {member.id} {hour}"
            await do(store, "write", Reflection(member, f"r{hour}", NOW + hour * HOUR, text))
    nobody = Member("slack:T1", "U9")
    found = await look(store, "recalled", [ANN, BEN, nobody], NOW + HOUR, NOW + 3 * HOUR)
    assert {it: found[it].text for it in found} == {ANN: "slack:T1 U1 2", BEN: "slack:T1 U2 2"}


async def test_a_reflection_without_its_text_is_not_written(store):
    with pytest.raises(ValueError, match="without its text"):
        await do(store, "write", replace(FULL_REFLECTION, text=None))


# Schedules


FULL_SCHEDULE = Schedule(
    ANN, MONDAY, Standing.RESTING, date(2027, 1, 4), 2, NOW, "2026-W48", "They left.", "2026c"
)


@pytest.mark.parametrize("recipient", [ANN, ROOM])
async def test_a_schedule_comes_back_whole(store, recipient):
    kept = replace(FULL_SCHEDULE, recipient=recipient)
    assert is_no_default(kept)
    await do(store, "keep_schedules", [kept])
    assert await look(store, "schedule", recipient) == kept
    await do(store, "keep_schedules", [Schedule(recipient, MONDAY)])
    assert await look(store, "schedule", recipient) == Schedule(recipient, MONDAY)


async def test_a_channel_and_a_member_of_one_id_are_two(store):
    member, channel = Member("slack:T1", "X"), Channel("slack:T1", "X")
    await do(store, "keep_schedules", [Schedule(member, MONDAY)])
    assert await look(store, "schedule", channel) is None
    await do(store, "keep_schedules", [replace(FULL_SCHEDULE, recipient=channel)])
    found = await look(store, "schedules", [member, channel, ANN])
    assert found == {
        member: Schedule(member, MONDAY),
        channel: replace(FULL_SCHEDULE, recipient=channel),
    }


async def test_rituals_are_a_workspaces_channels_by_id(store):
    channels = [Channel("slack:T1", id) for id in ("b", "A", "a")]
    others = [ANN, Channel("slack:T2", "c")]
    await do(store, "keep_schedules", [Schedule(it, MONDAY) for it in (*channels, *others)])
    found = await look(store, "rituals", "slack:T1")
    assert [it.recipient.id for it in found] == ["A", "a", "b"]


async def test_sharing_counts_who_is_on_at_that_time_on_that_platform(store):
    mine = Schedule(ANN, MONDAY)
    same = [mine, Schedule(ROOM, MONDAY), Schedule(ANN_ELSEWHERE, MONDAY)]
    other = [
        Schedule(BEN, MONDAY, Standing.OFF),
        Schedule(Member("discord:1", "1"), MONDAY),
        Schedule(Member("slack:T1", "U3"), replace(MONDAY, weekday=1)),
        Schedule(Member("slack:T1", "U4"), replace(MONDAY, time=time(9, 31))),
        Schedule(Member("slack:T1", "U5"), replace(MONDAY, zone="Europe/Paris")),
    ]
    await do(store, "keep_schedules", same + other)
    assert await look(store, "sharing", mine) == 3


async def test_schedules_are_outdated_by_another_tzdata_or_without_a_nudge(store):
    ids = ("fresh", "older", "newer", "sent", "none", "off")
    members = {id: Member("slack:T1", id) for id in ids}
    tzdata = {"older": "2026a", "newer": "2027a"}
    await do(
        store,
        "keep_schedules",
        [
            Schedule(it, MONDAY, Standing.OFF if id == "off" else Standing.ON, tzdata=tzdata.get(id, "2026c"))
            for id, it in members.items()
        ],
    )
    await do(store, "plan", [due(members[id]) for id in ("fresh", "older", "newer", "sent")])
    [sent] = await look(store, "nudges", members["sent"], 1)
    await do(store, "rewrite", replace(sent, state=State.SENT))
    found = await look(store, "outdated", "2026c", 10)
    assert {it.recipient.id for it in found} == {"older", "newer", "sent", "none"}
    for limit in (1, 3):
        assert len(await look(store, "outdated", "2026c", limit)) == limit


# Nudges


FULL_NUDGE = Nudge(
    ANN,
    "2026-W49",
    NOW,
    state=State.SENT,
    round=2,
    card="e/c",
    attempts=3,
    sent_at=NOW + HOUR,
    answered_at=NOW + DAY,
    remote_id="1.2",
    note="Late.",
)


async def planned(store, *nudges):
    """The nudges as the store knows them, from one recipient."""
    await do(store, "plan", nudges)
    found = await look(store, "nudges", nudges[0].recipient, 100)
    return tuple(sorted(found, key=lambda it: it.due_at))


@pytest.mark.parametrize("recipient", [ANN, ROOM])
async def test_a_nudge_comes_back_whole(store, recipient):
    [nudge] = await planned(store, due(recipient))
    assert nudge == replace(due(recipient), id=nudge.id)
    changed = replace(FULL_NUDGE, id=nudge.id, recipient=recipient)
    await do(store, "rewrite", changed)
    assert await look(store, "nudges", recipient, 9) == (changed,)
    later = replace(changed, state=State.PENDING, due_at=NOW + DAY, retry_at=NOW + 2 * DAY)
    await do(store, "rewrite", later)
    assert await look(store, "nudges", recipient, 9) == (later,)


async def test_nudges_come_with_the_latest_week_first(store):
    weeks = ("2026-W49", "2027-W01", "2026-W53")
    await do(store, "plan", [due(week=week) for week in weeks])
    found = await look(store, "nudges", ANN, 2)
    assert [it.week for it in found] == ["2027-W01", "2026-W53"]


async def test_an_occasion_comes_once(store):
    [nudge] = await planned(store, due())
    await do(store, "rewrite", replace(nudge, state=State.SKIPPED))
    await do(store, "plan", [due(at=NOW + HOUR), due(at=NOW + DAY), due(week="2026-W50"), due(BEN)])
    found = await look(store, "nudges", ANN, 9)
    assert [(it.week, it.state) for it in found] == [
        ("2026-W50", State.PENDING),
        ("2026-W49", State.SKIPPED),
    ]
    assert len(await look(store, "nudges", BEN, 9)) == 1


async def test_what_somebody_tried_to_send_is_not_unplanned(store):
    await do(store, "plan", [due()])
    [tried] = await claim(store)
    await do(store, "finish", [replace(tried, note="busy", retry_at=NOW + HOUR)])
    await do(store, "unplan", [ANN])
    [left] = await look(store, "nudges", ANN, 9)
    assert (left.attempts, left.state) == (1, State.PENDING)


async def test_what_somebody_put_off_is_not_unplanned(store):
    first, second = await planned(store, due(sent_at=NOW), due(week="2026-W50"))
    for nudge in (first, second):
        await do(store, "rewrite", replace(nudge, round=2, due_at=NOW + DAY))
    await do(store, "plan", [due(week="2026-W51")])
    await do(store, "unplan", [ANN])
    assert [it.week for it in await look(store, "nudges", ANN, 9)] == ["2026-W50", "2026-W49"]


async def test_changes_of_one_schedule_wait_for_each_other(store):
    await do(store, "keep_schedules", [Schedule(ANN, MONDAY, tzdata="2026a"), Schedule(BEN, MONDAY)])

    async def count_alone():
        async with store.transaction() as records:
            schedule = await records.schedule(ANN)
            await asyncio.sleep(0.002)
            await records.keep_schedules([replace(schedule, unanswered=schedule.unanswered + 1)])

    async def count_together():
        async with store.transaction() as records:
            both = await records.schedules([BEN, ANN], to_change=True)
            await asyncio.sleep(0.002)
            await records.keep_schedules([replace(it, unanswered=it.unanswered + 1) for it in both.values()])

    async def count_outdated():
        async with store.transaction() as records:
            found = [it for it in await records.outdated("2026b", 9) if it.recipient == ANN]
            await asyncio.sleep(0.002)
            await records.keep_schedules([replace(it, unanswered=it.unanswered + 1) for it in found])
        return len(found)

    counted = [count() for _ in range(5) for count in (count_alone, count_together, count_outdated)]
    found = sum(filter(None, await asyncio.gather(*counted)))
    assert (await look(store, "schedule", ANN)).unanswered == 10 + found
    assert (await look(store, "schedule", BEN)).unanswered == 5


async def test_what_is_unplanned_is_pending_and_nobodys(store):
    await do(store, "plan", [due(week="2026-W48"), due(week="2026-W49"), due(week="2026-W50"), due(BEN)])
    sent, claimed, _ = reversed(await look(store, "nudges", ANN, 9))
    await do(store, "rewrite", replace(sent, state=State.SENT, due_at=NOW + DAY))
    await do(store, "rewrite", replace(claimed, due_at=NOW - HOUR))
    await claim(store, limit=1)
    await do(store, "unplan", [ANN])
    assert [it.week for it in await look(store, "nudges", ANN, 9)] == ["2026-W49", "2026-W48"]
    assert len(await look(store, "nudges", BEN, 9)) == 1


async def test_cards_that_reached_a_recipient_are_known(store):
    for week, card, sent_at in (
        ("2026-W47", "e/a", NOW),
        ("2026-W48", "e/b", NOW),
        ("2026-W49", "e/c", None),
        ("2026-W50", None, NOW),
    ):
        await do(store, "plan", [due(week=week, card=card, sent_at=sent_at)])
    await do(store, "plan", [due(ROOM, card="e/r", sent_at=NOW)])
    assert await look(store, "prompted", [ANN, BEN, ROOM]) == {
        ANN: {"e/a", "e/b"},
        BEN: frozenset(),
        ROOM: {"e/r"},
    }


async def test_what_is_due_longest_is_claimed_first(store):
    hours = (3, 1, 2, 0, -1)
    await do(store, "plan", [due(Member("slack:T1", str(it)), at=NOW - it * HOUR) for it in hours])
    assert [it.recipient.id for it in await claim(store, limit=2)] == ["3", "2"]
    assert [it.recipient.id for it in await claim(store)] == ["1", "0"]
    assert await claim(store) == ()


async def test_only_pending_nudges_of_the_platforms_are_claimed(store):
    there = Member("discord:1", "1")
    await do(store, "plan", [due(), due(BEN), due(there), due(Member("slackish:1", "1"))])
    [sent] = await look(store, "nudges", BEN, 1)
    await do(store, "rewrite", replace(sent, state=State.SENT))
    assert [it.recipient for it in await claim(store)] == [ANN]
    assert await claim(store, platforms=()) == ()
    assert [it.recipient for it in await claim(store, platforms=("slack", "discord"))] == [there]


async def test_a_claim_counts_the_attempt_and_has_a_token_of_its_own(store):
    await do(store, "plan", [due(), due(BEN)])
    first = await claim(store)
    assert [it.attempts for it in first] == [1, 1]
    assert all(it.token and it.retry_at is None for it in first)
    second = await claim(store, NOW + HOUR)
    assert [it.attempts for it in second] == [2, 2]
    assert len({it.token for it in first + second}) == 4


async def test_a_lease_ends_to_the_microsecond(store):
    await do(store, "plan", [due()])
    await claim(store, lease=MINUTE)
    assert await claim(store, NOW + MINUTE - timedelta(microseconds=1)) == ()
    assert len(await claim(store, NOW + MINUTE)) == 1


async def test_many_workers_claim_each_nudge_once(store):
    total = 300
    await do(store, "plan", [due(Member("slack:T1", str(number))) for number in range(total)])

    async def worker():
        mine = []
        while batch := await claim(store, limit=7):
            mine += batch
        return mine

    claimed = [it.id for batch in await asyncio.gather(*(worker() for _ in range(8))) for it in batch]
    assert (len(claimed), len(set(claimed))) == (total, total)


async def test_what_became_of_a_nudge_is_kept(store):
    await do(store, "plan", [due()])
    [nudge] = await claim(store)
    sent = replace(
        nudge,
        state=State.SENT,
        card="e/c",
        sent_at=NOW + MINUTE,
        remote_id="1.2",
        note="Late.",
        due_at=NOW + DAY,
    )
    assert await do(store, "finish", [sent]) == {nudge.id}
    assert await look(store, "nudges", ANN, 1) == (replace(sent, token=None, due_at=NOW),)
    assert await do(store, "finish", [sent]) == frozenset()


async def test_who_was_taken_over_changes_nothing(store):
    await do(store, "plan", [due(), due(BEN)])
    slow = await claim(store)
    quick = await claim(store, NOW + HOUR)
    late = [replace(it, state=State.FAILED, note="Slow.") for it in slow]
    assert await do(store, "finish", late) == frozenset()
    assert await do(store, "finish", [replace(quick[0], state=State.SENT), late[1]]) == {quick[0].id}
    assert [it.state for it in await look(store, "nudges", BEN, 1)] == [State.PENDING]


async def test_what_was_rewritten_meanwhile_stays_as_it_is(store):
    await do(store, "plan", [due(), due(BEN)])
    mine = await claim(store)
    skipped, later = replace(mine[0], state=State.SKIPPED), replace(mine[1], due_at=NOW + DAY)
    for rewritten in (skipped, later):
        await do(store, "rewrite", rewritten)
    assert await do(store, "finish", [replace(it, state=State.SENT) for it in mine]) == frozenset()
    assert await look(store, "nudges", ANN, 1) == (replace(skipped, token=None),)
    assert await look(store, "nudges", BEN, 1) == (replace(later, token=None),)


async def test_what_did_not_get_through_is_free_at_its_time(store):
    await do(store, "plan", [due()])
    [nudge] = await claim(store)
    again = NOW + 10 * MINUTE
    assert await do(store, "finish", [replace(nudge, note="Busy.", retry_at=again)]) == {nudge.id}
    [found] = await look(store, "nudges", ANN, 1)
    assert (found.state, found.note, found.retry_at, found.token) == (State.PENDING, "Busy.", again, None)
    assert await claim(store, again - MINUTE) == ()
    [second] = await claim(store, again)
    assert (second.attempts, second.retry_at) == (2, None)


async def test_what_is_to_be_tried_at_no_time_is_free_at_once(store):
    await do(store, "plan", [due()])
    await do(store, "finish", await claim(store))
    assert len(await claim(store)) == 1


async def test_a_batch_is_finished_in_one_go(store):
    members = [Member("slack:T1", str(number)) for number in range(1100)]
    await do(store, "plan", [due(it) for it in members])
    claimed = await claim(store, limit=1100)
    done = await do(store, "finish", [replace(it, state=State.SENT, remote_id=str(it.id)) for it in claimed])
    assert len(done) == 1100
    assert await look(store, "overdue", ["slack"], NOW) == (0, None)


async def test_card_and_note_are_kept_for_the_next_attempt(store):
    await do(store, "plan", [due()])
    [nudge] = await claim(store)
    await do(store, "assign", [replace(nudge, card="e/c", note="Goodbye.")])
    [found] = await look(store, "nudges", ANN, 1)
    assert (found.card, found.note, found.token) == ("e/c", "Goodbye.", nudge.token)
    [second] = await claim(store, NOW + HOUR)
    await do(store, "assign", [replace(nudge, card="e/d"), second])
    assert (await look(store, "nudges", ANN, 1))[0].card == "e/c"


async def test_nothing_to_do_is_done(store):
    for method in ("plan", "assign", "finish", "keep_schedules"):
        assert not await do(store, method, [])
    for method in ("schedules", "prompted", "progresses"):
        assert await look(store, method, []) == {}


async def test_overdue_is_counted_with_what_is_claimed(store):
    await do(store, "plan", [due(), due(BEN, at=NOW - HOUR), due(ANN_ELSEWHERE, at=NOW + HOUR)])
    await claim(store, limit=1)
    assert await look(store, "overdue", ["slack"], NOW) == (2, NOW - HOUR)
    assert await look(store, "overdue", ["discord"], NOW) == (0, None)


# Workspaces


async def test_rules_come_back_whole(store):
    rules = Rules("slack:T1", keeps_questions=True, keep_days=30, left_at=NOW)
    assert is_no_default(rules)
    await do(store, "keep_rules", Rules("slack:T1", keeps_questions=True))
    await do(store, "keep_rules", rules)
    assert await look(store, "rules", "slack:T1") == rules
    assert await look(store, "all_rules") == (rules,)
    assert await look(store, "rules", "slack:T2") == Rules("slack:T2")


async def test_a_workspace_can_be_come_back_to(store):
    await do(store, "keep_rules", Rules("slack:T1", left_at=NOW))
    await do(store, "keep_rules", Rules("slack:T1"))
    assert await look(store, "rules", "slack:T1") == Rules("slack:T1")


async def test_who_was_named_runs_the_mentor_in_that_workspace_until_dismissed(store):
    for member in (ANN, BEN, ANN):
        await do(store, "name_admin", member, NOW)
    assert await look(store, "admins", "slack:T1") == {"U1", "U2"}
    assert await look(store, "admins", "slack:T2") == frozenset()
    assert await do(store, "dismiss_admin", ANN)
    assert not await do(store, "dismiss_admin", ANN)
    assert not await do(store, "dismiss_admin", ANN_ELSEWHERE)
    assert await look(store, "admins", "slack:T1") == {"U2"}


async def test_who_is_named_again_was_named_the_first_time(store):
    await do(store, "name_admin", ANN, NOW)
    await do(store, "name_admin", ANN, NOW + HOUR)
    [row] = (await look(store, "holdings", ANN)).tables["admins"]
    assert row["named_at"] == NOW


async def test_gaps_are_a_workspaces_and_forgotten_in_time(store):
    days = [date(2026, 11, day) for day in (3, 1, 2)]
    for day in days:
        for workspace in ("slack:T1", "slack:T2"):
            await do(store, "note_gap", Gap(workspace, day, f"Why on {day}?"))
    found = await look(store, "gaps", "slack:T1", date(2026, 11, 2))
    assert found == tuple(Gap("slack:T1", day, f"Why on {day}?") for day in sorted(days)[1:])
    assert await do(store, "forget_gaps", "slack:T1", date(2026, 11, 3)) == 2
    assert len(await look(store, "gaps", "slack:T1", date.min)) == 1
    assert len(await look(store, "gaps", "slack:T2", date.min)) == 3


async def test_questions_are_forgotten_by_their_words_where_they_were_asked(store):
    for workspace in ("slack:T1", "slack:T2"):
        for question in ("Why?", "How?", "Why?", "How much?"):
            await do(store, "note_gap", Gap(workspace, NOW.date(), question))
    assert await do(store, "forget_questions", "slack:T1", {"Why?", "How much?", "Who?"}) == 3
    assert [it.question for it in await look(store, "gaps", "slack:T1", date.min)] == ["How?"]
    assert len(await look(store, "gaps", "slack:T2", date.min)) == 4
    assert await do(store, "forget_questions", "slack:T2", ()) == 0


async def test_a_question_that_no_database_takes_as_it_is_can_be_kept(store):
    await do(store, "note_gap", Gap("slack:T1", NOW.date(), "Why\0 not \ud83d?"))
    [found] = await look(store, "gaps", "slack:T1", date.min)
    assert found.question.startswith("Why")


async def test_a_workspace_is_known_by_anything_that_was_arranged_or_asked_there(store):
    async with store.transaction() as records:
        await records.keep_rules(Rules("discord:1"))
        await records.note_gap(Gap("discord:2", NOW.date(), "Why?"))
        await records.name_admin(Member("discord:3", "U1"), NOW)
        await records.keep_schedules([Schedule(Channel("discord:4", "C1"), MONDAY)])
        for twice in (Rules("discord:4"), Rules("slack:5"), Rules("discord:@me")):
            await records.keep_rules(twice)
        await records.keep_schedules([Schedule(Member("discord:6", "U1"), MONDAY)])
        await records.write(Reflection(Member("discord:6", "U1"), "r1", NOW, "Rain."))

    known = await look(store, "known_workspaces", "discord")

    assert known == {"discord:@me", "discord:1", "discord:2", "discord:3", "discord:4"}
    assert await look(store, "known_workspaces", "slack") == {"slack:5"}
    assert await look(store, "known_workspaces", "terminal") == frozenset()


# Deliveries


async def test_a_delivery_is_new_once_in_each_workspace(store):
    first = [
        await do(store, "first_time", workspace, key, NOW)
        for workspace, key in [
            ("slack:T1", "Ev1"), ("slack:T1", "Ev1"), ("slack:T1", "Ev2"), ("slack:T2", "Ev1"),
        ]
    ]  # fmt: skip
    assert first == [True, False, True, True]


async def test_of_many_who_take_a_delivery_at_once_one_is_the_first(store):
    async def take(key):
        return key, await do(store, "first_time", "slack:T1", key, NOW)

    taken = await asyncio.gather(*(take(f"Ev{number % 5}") for number in range(40)))
    assert sorted(key for key, first in taken if first) == [f"Ev{number}" for number in range(5)]


async def test_a_delivery_that_was_not_handled_in_the_end_is_new_again(store):
    taken = asyncio.Event()

    async def failing():
        async with store.transaction() as records:
            assert await records.first_time("slack:T1", "Ev1", NOW)
            taken.set()
            await asyncio.sleep(0.02)
            raise ZeroDivisionError

    failed = asyncio.create_task(failing())
    await taken.wait()
    assert await do(store, "first_time", "slack:T1", "Ev1", NOW)
    with pytest.raises(ZeroDivisionError):
        await failed


async def test_a_delivery_that_came_to_nothing_is_new_again_in_its_workspace(store):
    for workspace, key in [("slack:T1", "Ev1"), ("slack:T1", "Ev2"), ("slack:T2", "Ev1")]:
        await do(store, "first_time", workspace, key, NOW)
    for key in ("Ev1", "Ev7"):
        await do(store, "forget_delivery", "slack:T1", key)
    assert await do(store, "first_time", "slack:T1", "Ev1", NOW)
    assert not await do(store, "first_time", "slack:T1", "Ev2", NOW)
    assert not await do(store, "first_time", "slack:T2", "Ev1", NOW)


async def test_deliveries_are_forgotten_in_time(store):
    for hours in range(3):
        await do(store, "first_time", "slack:T1", f"Ev{hours}", NOW + hours * HOUR)
    assert await do(store, "forget_deliveries", NOW + 2 * HOUR) == 2
    assert [await do(store, "first_time", "slack:T1", f"Ev{hours}", NOW) for hours in range(3)] == [
        True,
        True,
        False,
    ]


# Everything about one member


async def load(records, who):
    """The next edition of a name, loaded by a member and for their workspace."""
    name = f"by-{who.id}"
    number = max((it.number for it in await records.editions([who.workspace], name)), default=0) + 1
    id = f"{who.workspace}/{who.id}/{number}"
    edition = Loaded(
        id, who.workspace, name, number, Origin.TRANSCRIPT, "JS Party", "a.md", "d1", 3, who.id, NOW
    )
    await records.add_edition(edition, Contents(b"Mel: Hello.", b"packed"))
    return edition


async def publish(records, who):
    await records.go_live(await load(records, who), NOW)


async def test_one_edition_can_be_deleted_unless_it_answers(store):
    async with store.transaction() as records:
        await publish(records, ANN)
        idle = await load(records, ANN)
        live, *_ = await records.live_editions(ANN.workspace)
        assert not await records.remove_edition("slack:other", idle.id)
        assert not await records.remove_edition(ANN.workspace, live.id)
        assert await records.remove_edition(ANN.workspace, idle.id)
        assert not await records.remove_edition(ANN.workspace, idle.id)
        assert await records.editions([ANN.workspace]) == (live,)
        assert set(await records.contents([live.id, idle.id])) == {live.id}


def own_card(who):
    return OwnCard(who.workspace, f"community/{who.id}", "Ask", "Just ask.", ("mentors",), who.id, NOW)


def feed_of(who):
    url = f"https://{who.id}.example/feed"
    return Feed(who.workspace, url, "JS Party", trusted=True, by=who.id, added_at=NOW, due_at=NOW)


async def with_everything(store, member):
    """A member with something in every table that has members."""
    async with store.transaction() as records:
        await publish(records, member)
        await records.keep_own_card(own_card(member))
        await records.keep_feed(feed_of(member))
        await records.note_deed(Deed(member.workspace, NOW, member.id, "publish", "js-party-104"))
        await records.count(Event.ANSWERED, member, member.workspace, "2026-W49")
        await records.keep(Progress(member), replace(WHOLE, member=member))
        await records.write(replace(FULL_REFLECTION, member=member, text="Between us."))
        await records.keep_schedules([replace(FULL_SCHEDULE, recipient=member)])
        await records.plan([due(member), due(member, "2026-W50")])
        await records.name_admin(member, NOW)


async def test_holdings_have_every_table_with_members(store):
    await with_everything(store, ANN)
    held = await look(store, "holdings", ANN)
    assert dict(held.counts()) == {
        "members": 1,
        "member_keys": 1,
        "marks": 2,
        "reflections": 1,
        "schedules": 1,
        "nudges": 2,
        "admins": 1,
        "editions": 1,
        "own_cards": 1,
        "feeds": 1,
        "deeds": 1,
        "counts": 1,
    }
    named = {name for name, table in metadata.tables.items() if {"member", "by"} & set(table.c.keys())}
    assert set(held.tables) == named


async def test_holdings_are_in_plain_words(store):
    await with_everything(store, ANN)
    tables = (await look(store, "holdings", ANN)).tables
    who = {"workspace": "slack:T1", "member": "U1"}
    assert [dict(row) for row in tables["members"]] == [
        who
        | {
            "stage": "tech-lead",
            "stage_asked": True,
            "zone": "Europe/Berlin",
            "used_at": NOW,
            "notice": "Hello again.",
        }
    ]
    assert [dict(row) for row in tables["member_keys"]] == [who]
    assert [dict(row) for row in tables["reflections"]] == [
        who
        | {
            "id": "r1",
            "written_at": NOW,
            "edited_at": NOW + HOUR,
            "card": "e/c",
            "week": "2026-W49",
            "text": "Between us.",
            "prompt": "How so?",
        }
    ]
    assert [row["card"] for row in tables["marks"]] == ["e/c", "e/d"]
    assert [row["minute"] for row in tables["schedules"]] == [570]
    assert [dict(row) for row in tables["admins"]] == [who | {"named_at": NOW}]
    assert sorted(tables["nudges"][0]) == sorted([
        "workspace", "member", "id", "week", "due_at", "round", "state", "card", "attempts", "sent_at",
        "answered_at", "remote_id", "note",
    ])  # fmt: skip


async def test_people_of_a_whole_platform_are_told_which_of_its_workspaces_named_them(store):
    person, other = Member("discord:@me", "42"), Member("discord:@me", "43")
    async with store.transaction() as records:
        for workspace in ("discord:1", "discord:2", "discordant:1", "slack:T1"):
            await records.name_admin(Member(workspace, "42"), NOW)
        await records.name_admin(Member("discord:1", "43"), NOW)

    held = (await look(store, "holdings", person)).tables["admins"]

    assert {row["workspace"] for row in held} == {"discord:1", "discord:2"}
    assert {row["member"] for row in held} == {"42"}
    await do(store, "erase", person)
    assert not dict((await look(store, "holdings", person)).counts())
    assert dict((await look(store, "holdings", other)).counts()) == {"admins": 1}
    assert await look(store, "admins", "discord:1") == {"43"}
    assert await look(store, "admins", "slack:T1") == {"42"}
    assert await look(store, "admins", "discordant:1") == {"42"}


async def test_nothing_is_held_about_a_stranger(store):
    await with_everything(store, ANN)
    assert not dict((await look(store, "holdings", BEN)).counts())


async def test_erasing_leaves_nothing_of_a_member_and_everything_of_others(store):
    for member in (ANN, BEN, ANN_ELSEWHERE):
        await with_everything(store, member)
    await do(store, "keep_schedules", [Schedule(ROOM, MONDAY)])
    before = await look(store, "holdings", ANN)
    others = [await look(store, "holdings", it) for it in (BEN, ANN_ELSEWHERE)]
    erased = await do(store, "erase", ANN)
    assert dict(erased.counts()) == dict(before.counts())
    assert "Between us." not in repr(erased)
    assert "How so?" not in repr(erased)
    assert not dict((await look(store, "holdings", ANN)).counts())
    assert [await look(store, "holdings", it) for it in (BEN, ANN_ELSEWHERE)] == others
    assert await look(store, "rituals", "slack:T1") == (Schedule(ROOM, MONDAY),)
    assert not dict((await do(store, "erase", ANN)).counts())


async def test_who_was_erased_can_begin_anew(store):
    await with_everything(store, ANN)
    await do(store, "erase", ANN)
    await with_everything(store, ANN)
    assert (await look(store, "reflection", ANN, "r1")).text == "Between us."


# Two workspaces


async def test_an_erased_workspace_is_gone_whole_and_no_other_is_touched(store):
    for workspace in ("slack:T1", "slack:T2"):
        for id in "12":
            await with_everything(store, Member(workspace, id))
        room = Channel(workspace, "C1")
        async with store.transaction() as records:
            await records.keep_schedules([Schedule(room, MONDAY)])
            await records.plan([due(room)])
            await records.keep_rules(Rules(workspace, keeps_questions=True, left_at=NOW))
            await records.note_gap(Gap(workspace, NOW.date(), "Why?"))
            await records.first_time(workspace, "Ev1", NOW)
    async with store.reading() as records:
        other, stranger = [await seen_in(records, it) for it in ("slack:T2", "slack:T3")]
        held = [await records.holdings(Member("slack:T1", id)) for id in "12"]
    of_members = sum(count for one in held for _, count in one.counts())
    contents = sum(len(one.tables["editions"]) for one in held)

    assert await do(store, "erase_workspace", "slack:T1") == of_members + contents + 5

    async with store.reading() as records:
        assert await seen_in(records, "slack:T1") == stranger
        assert await seen_in(records, "slack:T2") == other
    assert await do(store, "first_time", "slack:T1", "Ev1", NOW)
    assert not await do(store, "first_time", "slack:T2", "Ev1", NOW)
    assert {it.recipient.workspace for it in await claim(store)} == {"slack:T2"}
    await do(store, "erase_workspace", "slack:T1")
    assert await do(store, "erase_workspace", "slack:T1") == 0


async def test_in_an_erased_workspace_anybody_can_begin_anew(store):
    await with_everything(store, ANN)
    await do(store, "erase_workspace", "slack:T1")
    await with_everything(store, ANN)
    assert (await look(store, "reflection", ANN, "r1")).text == "Between us."


OPERATIONS = {
    "visit": lambda it, who: it.keep(Progress(who), Progress(who, Stage.MID, used_at=NOW)),
    "see": lambda it, who: it.keep(Progress(who), Progress(who).with_seen("e/c", NOW)),
    "write": lambda it, who: it.write(Reflection(who, "r1", NOW, f"{who.id} was here.")),
    "tear out": lambda it, who: it.tear_out(who, "r1"),
    "schedule": lambda it, who: it.keep_schedules([Schedule(who, MONDAY)]),
    "ritual": lambda it, who: it.keep_schedules([Schedule(Channel(who.workspace, who.id), MONDAY)]),
    "plan": lambda it, who: it.plan([due(who, card="e/c", sent_at=NOW)]),
    "unplan": lambda it, who: it.unplan([who]),
    "rules": lambda it, who: it.keep_rules(Rules(who.workspace, keeps_questions=True, keep_days=int(who.id))),
    "gap": lambda it, who: it.note_gap(Gap(who.workspace, NOW.date(), who.id)),
    "forget gaps": lambda it, who: it.forget_gaps(who.workspace, NOW.date() + DAY),
    "name": lambda it, who: it.name_admin(who, NOW),
    "dismiss": lambda it, who: it.dismiss_admin(who),
    "load": load,
    "publish": publish,
    "retire": lambda it, who: it.retire(who.workspace, f"by-{who.id}"),
    "discard": lambda it, who: it.remove_edition(who.workspace, f"{who.workspace}/{who.id}/1"),
    "remove": lambda it, who: it.remove_editions(who.workspace, f"by-{who.id}"),
    "card": lambda it, who: it.keep_own_card(own_card(who)),
    "drop card": lambda it, who: it.drop_own_card(who.workspace, own_card(who).ref),
    "hide": lambda it, who: it.hide(who.workspace, who.id),
    "show": lambda it, who: it.show(who.workspace, who.id),
    "feed": lambda it, who: it.keep_feed(replace(feed_of(who), seen=frozenset({"e1"}))),
    "drop feed": lambda it, who: it.drop_feed(who.workspace, feed_of(who).url),
    "deed": lambda it, who: it.note_deed(Deed(who.workspace, NOW, who.id, "publish", "e")),
    "count": lambda it, who: it.count(Event.HELPFUL, who, who.workspace, "2026-W49"),
    "erase": lambda it, who: it.erase(who),
    "erase all": lambda it, who: it.erase_workspace(who.workspace),
}


async def seen_in(records, workspace):
    """All that a workspace's people can come to see, with its own name taken out."""
    members = [Member(workspace, id) for id in "12"]
    views = [
        await records.progresses(members),
        await records.schedules(members),
        await records.rituals(workspace),
        await records.prompted(members),
        await records.recalled(members, NOW, NOW + DAY),
        await records.rules(workspace),
        await records.gaps(workspace, date.min),
        sorted(await records.admins(workspace)),
        await records.editions([workspace]),
        await records.live_editions(workspace),
        await records.own_cards(workspace),
        await records.hidden(workspace),
        await records.deeds(workspace, 9),
        await records.feeds(workspace),
        await records.tallies(workspace, ""),
    ]
    for member in members:
        views += [
            await records.reflections(member),
            await records.written(member),
            [replace(it, id=None) for it in await records.nudges(member, 9)],
            dict((await records.holdings(member)).counts()),
        ]
    return repr(views).replace(workspace, "")


@given(
    steps=st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from(sorted(OPERATIONS)), st.sampled_from("12")),
        max_size=12,
    )
)
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_workspace_never_sees_anything_of_another(store, steps):
    # What the other one does makes no difference: each sees what it would see if it were alone.
    run = uuid4().hex
    async with store.transaction() as records:
        for side, operation, id in steps:
            await OPERATIONS[operation](records, Member(f"slack:both-{side}-{run}", id))
        for side in "ab":
            alone = f"slack:alone-{side}-{run}"
            for its_side, operation, id in steps:
                if its_side == side:
                    await OPERATIONS[operation](records, Member(alone, id))
            assert await seen_in(records, f"slack:both-{side}-{run}") == await seen_in(records, alone)
