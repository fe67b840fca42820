"""Weekly occasions. Local time is the truth: a weekday, a time and a zone; UTC is derived from it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.zones import zone_info


@dataclass(frozen=True, slots=True)
class Occasion:
    """One time that a weekly one comes round: *at* in UTC, *on* the local date that was meant.

    *week* is the ISO week of that date, like "2026-W49". It names the occasion: whoever moves their nudge to
    another day or zone still has one a week.
    """

    week: str
    on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Weekly:
    """A weekday (0 is Monday) and a time in an IANA zone."""

    weekday: int
    time: time
    zone: str

    def next(self, after: datetime) -> Occasion:
        """The first occasion after *after*.

        A time that a clock skips is meant by the hour before it: 02:30 becomes 03:30, on that day alone. Of a
        time that comes twice, the first counts.
        """
        here = local_date(after, self.zone)
        # From the day before: where the date line moved, the local date of *after* may be ahead of the one meant.
        day = here - timedelta(days=1 + (here.weekday() - 1 - self.weekday) % 7)
        while (at := self._at(day)) <= after:
            day += timedelta(weeks=1)
        return Occasion(week_name(day), day, at)

    def start_of(self, day: date) -> datetime:
        """The moment before *day* begins there, in UTC."""
        begins = datetime.combine(day, time.min, zone_info(self.zone)).astimezone(UTC)
        return begins - timedelta(microseconds=1)

    def _at(self, day: date) -> datetime:
        return datetime.combine(day, self.time, zone_info(self.zone)).astimezone(UTC)


def local_date(at: datetime, zone: str) -> date:
    """The date that calendars in *zone* show at a time."""
    return at.astimezone(zone_info(zone)).date()


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def week_name(day: date) -> str:
    """The ISO week of a day, like "2026-W49"."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
