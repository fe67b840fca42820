"""Weekdays, times and dates, as people type them in English or German; what may mean two is not read."""

import calendar
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date, time, timedelta

from bot.weekly import MONTHS, monday_of

AHEAD = timedelta(days=731)
"""Furthest that a date can be typed ahead: nobody pauses for longer than two years and means it."""

LINE_MAX = 60
"""Characters of a line that may mean anything; what does is half as long."""

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
_EITHER_WAY = re.compile(r"([0-9]{1,2})([/-])([0-9]{1,2})(?:\2([0-9]{4}))?")
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})",
        r"(?P<day>[0-9]{1,2})\. ?(?P<month>[0-9]{1,2})(?:\. ?(?P<year>[0-9]{4}|[0-9]{2})?)?",
        r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)? ?(?:of )?(?P<month>[a-zä]+)\.?,?(?: (?P<year>[0-9]{4}))?",
        r"(?P<month>[a-zä]+)\.? (?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)?(?:,? (?P<year>[0-9]{4}))?",
        r"(?P<month>[a-zä]+)\.?(?P<day>)(?: (?P<year>[0-9]{4}))?",
    )
)


def read_date(text: str, today: date) -> date | None:
    """A date after *today*, at most `AHEAD`: "2026-12-24", "24.12.", "Dec 24", "in 3 weeks", "monday".

    Without a year it is the next one; a month alone begins with its first day. 03/04 is March to some and
    April to others, and not read at all.
    """
    line = re.sub(r"^(?:until|till|on|bis) ", "", _line(text))
    return next((day for day in _dates(line, today) if today < day <= today + AHEAD), None)


_SOON: Mapping[str, Callable[[date], date]] = {
    "tomorrow": lambda today: today + timedelta(days=1),
    "morgen": lambda today: today + timedelta(days=1),
    "next week": lambda today: monday_of(today) + timedelta(weeks=1),
    "next month": lambda today: _months_later(today.replace(day=1), 1),
    "next year": lambda today: date(today.year + 1, 1, 1),
}


def _dates(line: str, today: date) -> Iterator[date]:
    """What a line may mean, past or impossibly far ones too."""
    if line in _SOON:
        yield _SOON[line](today)
    elif (weekday := read_weekday(line)) is not None:
        yield today + timedelta(days=1 + (weekday - today.weekday() - 1) % 7)
    elif later := _LATER.fullmatch(line):
        yield from _later(today, later[1], later[2])
    else:
        for pattern in _DATES:
            if found := pattern.fullmatch(line):
                yield from _named(found["day"] or "1", found["month"], found["year"], today)
        if found := _EITHER_WAY.fullmatch(line):
            yield from _if_certain(found[1], found[3], found[4], today)


def _if_certain(one: str, other: str, year: str | None, today: date) -> Iterator[date]:
    """Two numbers of which only one can be the day, or both are the same."""
    if int(one) > 12 or int(one) == int(other):
        yield from _named(one, other, year, today)
    elif int(other) > 12:
        yield from _named(other, one, year, today)


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
    return " ".join(text.casefold().split()) if len(text) <= LINE_MAX else ""
