"""Weekly occasions. Local time is the truth: a weekday, a time and a zone; UTC is derived from it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.zones import spoken, zone_info

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip

PROMISED = timedelta(minutes=20)
"""How much later than chosen a nudge may come where many chose the same time."""

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_JUST_BEFORE = timedelta(microseconds=1)


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
        # From the day before: where the date line moved, *after* may be on a later date than the one meant.
        day = here - timedelta(days=1 + (here.weekday() - 1 - self.weekday) % 7)
        while (at := self._at(day)) <= after:
            day += _WEEK
        return Occasion(week_name(day), day, at)

    def start_of(self, day: date) -> datetime:
        """The moment before *day* begins there, in UTC."""
        return datetime.combine(day, time.min, zone_info(self.zone)).astimezone(UTC) - _JUST_BEFORE

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


def week_before(week: str) -> str:
    """The ISO week before one: "2026-W53" before "2027-W01"."""
    return week_name(date.fromisoformat(f"{week}-1") - _WEEK)


def moment_of(due_at: datetime, weekly: Weekly, today: date) -> str:
    """A nudge's time as clocks and calendars there show it: "Monday 30 November, 09:00, Europe/Berlin".

    The year is added where it is not that of *today*, and the reason where a clock skips the time. A nudge
    that is spread over the minutes behind its time comes "between 09:00 and 09:20".
    """
    zone = zone_info(weekly.zone)
    local = due_at.astimezone(zone)
    # What is spread or skipped at the end of a day comes on the next; one that was put off, on any other day.
    days = (local.date(), local.date() - _DAY)
    for on in sorted(days, key=lambda day: day.weekday() != weekly.weekday):
        meant = datetime.combine(on, weekly.time, zone)
        begins = meant.astimezone(UTC)
        if timedelta(0) <= due_at - begins <= PROMISED:
            shown = begins.astimezone(zone)
            until = (begins + PROMISED).astimezone(zone)
            clock = f"{shown:%H:%M}" if due_at == begins else f"between {shown:%H:%M} and {until:%H:%M}"
            return f"{_day_of(shown, today)}, {clock}, {spoken(weekly.zone)}{_why_not(meant, shown)}"
    return time_in(weekly.zone, due_at, today)


def time_in(zone: str, at: datetime, today: date) -> str:
    """A time as clocks and calendars in a zone show it: "Monday 30 November, 09:00, Europe/Berlin"."""
    local = at.astimezone(zone_info(zone))
    return f"{_day_of(local, today)}, {local:%H:%M}, {spoken(zone)}"


def _day_of(local: datetime, today: date) -> str:
    year = f" {local.year}" if local.year != today.year else ""
    return f"{WEEKDAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}{year}"


def _why_not(meant: datetime, shown: datetime) -> str:
    """Why a clock shows another time than was meant; nothing if it shows that."""
    if shown.replace(tzinfo=None) == meant.replace(tzinfo=None):
        return ""
    day = "that day" if shown.date() == meant.date() else f"on {WEEKDAYS[meant.weekday()]}"
    return f" (clocks there skip {meant:%H:%M} {day})"
