"""From a schedule to its next nudge."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.model import Nudge, Recipient, Schedule
from bot.pacing import smear
from bot.ports import Records
from bot.zones import TZDATA_VERSION

Rate = Callable[[str], float]
"""How many messages a second may go to a workspace: a crowd at nine o'clock is spread accordingly."""


def next_nudge(schedule: Schedule, after: datetime, sharing: int, rate: float) -> Nudge:
    """The nudge on the first occasion after *after*, a bit later where *sharing* many have the same time."""
    occasion = schedule.next(after)
    later = smear(_name(schedule.recipient), sharing, rate)
    return Nudge(schedule.recipient, occasion.week, occasion.at + later)


async def plan_anew(schedule: Schedule, now: datetime, records: Records, rate: Rate) -> Nudge:
    """Keep *schedule*, which is on, and plan its next nudge in place of any that was planned."""
    await stop(replace(schedule, tzdata=TZDATA_VERSION), records)
    sharing = await records.sharing(schedule)
    nudge = next_nudge(schedule, now, sharing, rate(schedule.recipient.workspace))
    await records.plan([nudge])
    return nudge


async def stop(schedule: Schedule, records: Records) -> None:
    """Keep *schedule*, and forget what was planned for it."""
    await records.keep_schedules([schedule])
    await records.unplan([schedule.recipient])


def _name(recipient: Recipient) -> str:
    return f"{recipient.workspace}\0{recipient.id}"
