"""Counting what people do, for those who run their workspace; `stats` says what is shown of it."""

from datetime import date, datetime, timedelta

from bot.episodes import Event
from bot.model import Member, people_of, platform_of
from bot.ports import Records, Store
from bot.weekly import week_name

KEPT_WEEKS = 13
"""Weeks that counts are kept, with the present one: one more than is shown."""


async def count(event: Event, member: Member, workspace: str, at: datetime, records: Records) -> None:
    """Count it in the week in UTC, for all to begin at once; not where nobody runs anything."""
    if workspace != people_of(platform_of(workspace)):
        await records.count(event, member, workspace, week_name(at.date()))


async def forget_old_counts(store: Store, today: date) -> int:
    """Delete what was counted too long ago to be shown; how many rows."""
    async with store.transaction() as records:
        return await records.forget_counts(week_name(today - timedelta(weeks=KEPT_WEEKS - 1)))
