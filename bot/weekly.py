"""Weekly occasions. Local time is the truth: a weekday, a time and a zone; UTC is derived from it.

Members type weekdays, times and dates in many ways; what can be meant in two is read as nothing.
"""

import calendar
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.zones import spoken, zone_info

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip

AHEAD = timedelta(days=731)
"""Furthest that a date can be typed ahead: nobody pauses for longer than two years and means it."""

_HOUR = timedelta(hours=1)
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


def moment_of(at: datetime, weekly: Weekly, today: date) -> str:
    """A nudge's time as clocks and calendars there show it: "Monday 30 November, 09:00, Europe/Berlin".

    The year is added where it is not that of *today*, and the reason where a clock skips the time.
    """
    zone = zone_info(weekly.zone)
    local = at.astimezone(zone)
    year = f" {local.year}" if local.year != today.year else ""
    day = f"{WEEKDAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}{year}"
    # A clock that skips the last minutes of a day moves them to the next.
    meant = (datetime.combine(on, weekly.time, zone) for on in (local.date(), local.date() - _DAY))
    skipped = any(_is_skipped(one) and timedelta(0) <= at - one.astimezone(UTC) < _HOUR for one in meant)
    why = f" (not {weekly.time:%H:%M}, because clocks go forward that night)" if skipped else ""
    return f"{day}, {local:%H:%M}, {spoken(weekly.zone)}{why}"


def _is_skipped(local: datetime) -> bool:
    """Whether no clock there ever shows this."""
    return local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None)


_NOON = {
    "noon": time(12),
    "midday": time(12),
    "midnight": time(0),
    "mittag": time(12),
    "mitternacht": time(0),
}
_TIME = re.compile(
    r"(?:at |um )?(?P<hour>\d{1,2})(?: ?[:.h] ?(?P<minute>\d\d)|(?P<packed>\d\d))?"
    r" ?(?:(?P<half>[ap])(?:\.?m\.?)?|h|uhr|o'?clock)?",
    re.ASCII,
)


def read_time(text: str) -> time | None:
    """A time of day as people type it: "9", "09:00", "9:30 pm", "0900", "21h", "noon"."""
    line = _line(text)
    found = _TIME.fullmatch(line)
    if not found:
        return _NOON.get(line)
    hour, minute, half = int(found["hour"]), int(found["minute"] or found["packed"] or 0), found["half"]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (half == "p")
    return time(hour, minute) if hour < 24 and minute < 60 else None


_WEEKDAY_WORDS = {
    word: number
    for number, names in enumerate((
        "mo mon monday montag",
        "tu tue tues tuesday di dienstag",
        "we wed weds wednesday mi mittwoch",
        "th thu thur thurs thursday do donnerstag",
        "fr fri friday freitag",
        "sa sat saturday samstag sonnabend",
        "su sun sunday so sonntag",
    ))
    for word in names.split()
}  # fmt: skip


def read_weekday(text: str) -> int | None:
    """A weekday (0 is Monday) in English or German, whole or short: "Monday", "mondays", "mo"."""
    word = re.sub(r"^(?:on|every|each|next|am|jeden) ", "", _line(text)).removesuffix(".")
    return _WEEKDAY_WORDS.get(word, _WEEKDAY_WORDS.get(word.removesuffix("s")))


_MONTH_WORDS = {name[:size].casefold(): i for i, name in enumerate(MONTHS, 1) for size in (3, 4, len(name))}
_MONTH_WORDS |= {
    "januar": 1, "jänner": 1, "februar": 2, "märz": 3, "maerz": 3, "mär": 3, "mai": 5, "juni": 6, "juli": 7,
    "okt": 10, "oktober": 10, "dez": 12, "dezember": 12,
}  # fmt: skip
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_DAYS_IN = {"day": 1, "week": 7, "fortnight": 14}
_LATER = re.compile(r"(?:in |for )?(\d{1,3}|[a-z]+) (day|week|fortnight|month|year)s?", re.ASCII)
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})",
        r"(?P<day>[0-9]{1,2})\. ?(?P<month>[0-9]{1,2})(?:\. ?(?P<year>[0-9]{4}|[0-9]{2})?)?",
        r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)? ?(?:of )?(?P<month>[a-zä]+)\.?,?(?: (?P<year>[0-9]{4}))?",
        r"(?P<month>[a-zä]+)\.? (?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)?(?:,? (?P<year>[0-9]{4}))?",
    )
)


def read_date(text: str, today: date) -> date | None:
    """A date after *today*, at most `AHEAD`: "2026-12-24", "24.12.", "Dec 24", "in 3 weeks", "monday".

    Without a year it is the next one. 03/04 is March to some and April to others, and not read at all.
    """
    line = re.sub(r"^(?:until|till|on|bis) ", "", _line(text))
    return next((day for day in _dates(line, today) if today < day <= today + AHEAD), None)


def _dates(line: str, today: date) -> Iterator[date]:
    """What a line may mean, past or impossibly far ones too."""
    if line in {"tomorrow", "morgen"}:
        yield today + _DAY
    elif (weekday := read_weekday(line)) is not None:
        yield today + timedelta(days=1 + (weekday - today.weekday() - 1) % 7)
    elif line == "next week":
        yield monday_of(today) + _WEEK
    elif line == "next month":
        yield _months_later(today.replace(day=1), 1)
    elif later := _LATER.fullmatch(line):
        yield from _later(today, later[1], later[2])
    else:
        for pattern in _DATES:
            if found := pattern.fullmatch(line):
                yield from _named(found["day"], found["month"], found["year"], today)


def _later(today: date, number: str, unit: str) -> Iterator[date]:
    many = int(number) if number.isdecimal() else _COUNTS.get(number, 0)
    if unit in _DAYS_IN:
        yield today + timedelta(days=_DAYS_IN[unit] * many)
    else:
        yield _months_later(today, many if unit == "month" else 12 * many)


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last one where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _named(day: str, month: str, year: str | None, today: date) -> Iterator[date]:
    number = int(month) if month.isdecimal() else _MONTH_WORDS.get(month, 0)
    years = (int(year) + 2000 * (len(year) == 2),) if year else range(today.year, today.year + 3)
    for one in years:
        with suppress(ValueError):
            yield date(one, number, int(day))


def _line(text: str) -> str:
    return " ".join(text.casefold().split())
