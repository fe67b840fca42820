"""From a schedule to its next nudge, and to which of several comes first."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import reduce

from bot import wording
from bot.model import LATE, Nudge, Recipient, Schedule, State
from bot.pacing import smear
from bot.ports import Records
from bot.zones import TZDATA_VERSION

Rate = Callable[[str], float]
"""How many messages a second may go to a workspace: a crowd at nine o'clock is spread accordingly."""

RECENT = 8
"""Nudges of a recipient among which those are that may still come."""

NEAR = timedelta(days=3)
"""So near to a planned nudge there is no occasion but its own, whatever another version of tzdata says."""


def next_nudge(schedule: Schedule, after: datetime, sharing: int, rate: float) -> Nudge:
    """The nudge on the first occasion after *after*, a bit later where *sharing* many have the same time."""
    occasion = schedule.next(after)
    later = smear(_name(schedule.recipient), sharing, rate)
    return Nudge(schedule.recipient, occasion.week, occasion.at + later)


async def plan_anew(schedule: Schedule, now: datetime, records: Records, rate: Rate) -> Nudge:
    """Keep *schedule*, which is on, and plan its next nudge in place of any that was planned.

    The nudge that comes next is told, which is another one where one was put off, or is being tried.
    """
    schedule, left = await _cleared(replace(schedule, tzdata=TZDATA_VERSION), records)
    # Whose weeks are taken.
    passed = reduce(Schedule.with_passed, left, schedule)
    nudge = next_nudge(passed, now, await records.sharing(schedule), rate(schedule.recipient.workspace))
    await records.plan([nudge])
    return first_to_come((*left, nudge), schedule, now) or nudge


async def derive(schedule: Schedule, now: datetime, records: Records, rate: Rate) -> None:
    """Plan a nudge for the week that another version of tzdata planned it for, also if its time has come.

    Where nothing was planned, an occasion that went by meanwhile is still brought if it is not too late.
    """
    nudges = await records.nudges(schedule.recipient, RECENT)
    # Whoever said on Monday at ten that Mondays at nine suit them was told of the next one.
    after = max([now - LATE, *(nudge.due_at - NEAR for nudge in nudges if nudge.only_planned)])
    await records.keep_schedules([replace(schedule, tzdata=TZDATA_VERSION)])
    await records.unplan([schedule.recipient])
    sharing = await records.sharing(schedule)
    await records.plan([next_nudge(schedule, after, sharing, rate(schedule.recipient.workspace))])


async def stop(schedule: Schedule, records: Records) -> None:
    """Keep *schedule*, which is not on any more, and let nothing come of what was planned or put off."""
    await _cleared(schedule, records)


def first_to_come(nudges: Iterable[Nudge], schedule: Schedule, now: datetime) -> Nudge | None:
    """The pending one that is due first, if possible of those that will be wanted and are not too late."""
    pending = [nudge for nudge in nudges if nudge.state is State.PENDING]
    coming = [it for it in pending if schedule.wants(max(it.due_at, now)) and now <= it.due_at + LATE]
    return min(coming or pending, key=lambda nudge: nudge.due_at, default=None)


async def _cleared(schedule: Schedule, records: Records) -> tuple[Schedule, tuple[Nudge, ...]]:
    """*schedule* as it is kept, and what is left of its pending nudges.

    Those are what is being tried, and what was put off to a time at which it is still wanted. What was put
    off may have come before: it is skipped and not forgotten, so that its card is known.
    """
    await records.unplan([schedule.recipient])
    nudges = await records.nudges(schedule.recipient, RECENT)
    pending = [nudge for nudge in nudges if nudge.state is State.PENDING]
    unwanted = [nudge for nudge in pending if not nudge.attempts and not schedule.wants(nudge.due_at)]
    for nudge in unwanted:
        await records.rewrite(replace(nudge, state=State.SKIPPED, note=wording.NOTE_NOT_WANTED))
    schedule = reduce(Schedule.with_passed, unwanted, schedule)
    await records.keep_schedules([schedule])
    return schedule, tuple(nudge for nudge in pending if nudge not in unwanted)


def _name(recipient: Recipient) -> str:
    return f"{recipient.workspace}\0{recipient.id}"
