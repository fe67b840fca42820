"""Weekly occasions in every zone."""

import zoneinfo
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.weekly import Weekly, moment_of, week_before, week_name

ZONES = sorted(zoneinfo.available_timezones())
TODAY = date(2026, 11, 22)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
BERLIN = Weekly(6, time(2, 30), "Europe/Berlin")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def changes(zone: str, since: datetime, until: datetime) -> Iterator[datetime]:
    """When clocks change, to the minute; two changes within a week and back count as none."""
    info = ZoneInfo(zone)
    while since < until:
        low, high = since, since + WEEK
        if low.astimezone(info).utcoffset() != high.astimezone(info).utcoffset():
            before = low.astimezone(info).utcoffset()
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                low, high = (middle, high) if middle.astimezone(info).utcoffset() == before else (low, middle)
            yield high
        since += WEEK


def check(weekly: Weekly, after: datetime, many: int, slack: timedelta = 2 * HOUR) -> None:
    """A run of occasions is one a week, evenly, at the local time asked for or the next that exists."""
    info = ZoneInfo(weekly.zone)
    last = weekly.next(after)
    assert last.at > after
    assert last.at - after <= WEEK + slack
    for _ in range(many):
        local = last.at.astimezone(info).replace(tzinfo=None)
        meant = datetime.combine(last.on, weekly.time)
        assert last.on.weekday() == weekly.weekday
        assert local == meant or not_shown(meant, info)
        occasion = weekly.next(last.at)
        assert occasion.on == last.on + WEEK
        assert occasion.week > last.week
        assert WEEK - slack <= occasion.at - last.at <= WEEK + slack
        last = occasion


def not_shown(local: datetime, info: ZoneInfo) -> bool:
    there = local.replace(tzinfo=info)
    return there.astimezone(UTC).astimezone(info).replace(tzinfo=None) != local


def test_every_zone_has_one_occasion_a_week_through_2030():
    for number, zone in enumerate(ZONES):
        check(Weekly(number % 7, time(number % 24, 30), zone), utc(2026, 11, 22), 215)


def test_the_changes_of_clocks_are_found():
    assert list(changes("Europe/Berlin", utc(2027, 1, 1), utc(2028, 1, 1))) == [
        pytest.approx(utc(2027, 3, 28, 1), abs=timedelta(minutes=1)),
        pytest.approx(utc(2027, 10, 31, 1), abs=timedelta(minutes=1)),
    ]


def test_every_change_of_clocks_keeps_the_weeks_even():
    for zone in ZONES:
        for change in changes(zone, utc(2026, 6, 1), utc(2031, 1, 1)):
            for shift in (-90, -30, 0, 30, 90):
                local = (change + timedelta(minutes=shift)).astimezone(ZoneInfo(zone))
                check(Weekly(local.weekday(), local.time(), zone), change - 10 * DAY, 2)
            skipped = (change - timedelta(minutes=1)).astimezone(ZoneInfo(zone)) + timedelta(minutes=31)
            check(Weekly(skipped.weekday(), skipped.time().replace(tzinfo=None), zone), change - 10 * DAY, 2)


@pytest.mark.parametrize(
    ("zone", "after"),
    [
        ("Pacific/Apia", utc(2011, 12, 12)),
        ("Pacific/Kwajalein", utc(1993, 8, 5)),
        ("Asia/Manila", utc(1844, 12, 12)),
    ],
)
@pytest.mark.parametrize("weekday", range(7))
def test_where_the_date_line_moves_no_week_is_lost_or_doubled(zone, after, weekday):
    check(Weekly(weekday, time(9), zone), after, 4, slack=25 * HOUR)


@given(
    zone=st.sampled_from(ZONES),
    weekday=st.integers(0, 6),
    at=st.times(),
    after=st.integers(0, 5 * 365 * 86400).map(lambda seconds: utc(2026, 1, 1) + timedelta(seconds=seconds)),
)
def test_the_next_occasion_is_within_a_week_of_any_time(zone, weekday, at, after):
    check(Weekly(weekday, at.replace(tzinfo=None), zone), after, 2)


@given(
    zone=st.sampled_from(ZONES),
    weekday=st.integers(0, 6),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    earlier=st.integers(0, 5 * 365 * 86400).map(lambda seconds: utc(2026, 1, 1) + timedelta(seconds=seconds)),
    later=st.integers(0, 14 * 86400).map(lambda seconds: timedelta(seconds=seconds)),
)
def test_the_next_occasion_stays_the_next_until_it_has_come(zone, weekday, at, earlier, later):
    weekly = Weekly(weekday, at, zone)
    first, second = weekly.next(earlier), weekly.next(earlier + later)
    assert (second == first) == (earlier + later < first.at)
    assert first.at <= second.at


def test_a_time_that_comes_twice_counts_once_and_first():
    weekly = replace(BERLIN, time=time(2, 30))
    first = weekly.next(utc(2026, 10, 20))
    assert first.at == utc(2026, 10, 25, 0, 30)
    assert weekly.next(first.at).at == utc(2026, 11, 1, 1, 30)


def test_a_time_that_is_skipped_moves_on_that_day_alone():
    occasion = BERLIN.next(utc(2027, 3, 25))
    assert occasion.at == utc(2027, 3, 28, 1, 30)
    assert BERLIN.next(occasion.at).at == utc(2027, 4, 4, 0, 30)
    santiago = Weekly(6, time(0, 30), "America/Santiago")
    assert santiago.next(utc(2027, 9, 4)).at.astimezone(ZoneInfo(santiago.zone)).time() == time(1, 30)


@pytest.mark.parametrize(
    ("weekly", "after", "said"),
    [
        (Weekly(0, time(9), "Europe/Berlin"), utc(2026, 11, 24), "Monday 30 November, 09:00, Europe/Berlin"),
        (Weekly(0, time(9), "Etc/GMT-2"), utc(2027, 1, 1), "Monday 4 January 2027, 09:00, UTC+2"),
        (
            Weekly(4, time(9), "Pacific/Apia"),
            utc(2011, 12, 27),
            "Saturday 31 December 2011, 09:00, Pacific/Apia (clocks there skip 09:00 on Friday)",
        ),
        (
            BERLIN,
            utc(2027, 3, 25),
            "Sunday 28 March 2027, 03:30, Europe/Berlin (clocks there skip 02:30 that day)",
        ),
    ],
)
def test_a_moment_is_told_as_clocks_there_show_it(weekly, after, said):
    assert moment_of(weekly.next(after).at, weekly, TODAY) == said


@pytest.mark.parametrize(
    ("weekly", "late", "said"),
    [
        (Weekly(0, time(9), "Asia/Tokyo"), 0, "Monday 23 November, 09:00, Asia/Tokyo"),
        (Weekly(0, time(9), "Asia/Tokyo"), 1, "Monday 23 November, between 09:00 and 09:20, Asia/Tokyo"),
        (Weekly(0, time(9), "Asia/Tokyo"), 1199, "Monday 23 November, between 09:00 and 09:20, Asia/Tokyo"),
        (Weekly(0, time(9), "Asia/Tokyo"), 3600, "Monday 23 November, 10:00, Asia/Tokyo"),
        (
            Weekly(0, time(23, 50), "Asia/Tokyo"),
            900,
            "Monday 23 November, between 23:50 and 00:10, Asia/Tokyo",
        ),
    ],
)
def test_a_nudge_that_is_spread_is_promised_between_two_times(weekly, late, said):
    assert moment_of(weekly.next(utc(2026, 11, 22)).at + timedelta(seconds=late), weekly, TODAY) == said


@given(
    zone=st.sampled_from(ZONES),
    weekday=st.integers(0, 6),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    after=st.integers(0, 5 * 365 * 86400).map(lambda seconds: utc(2026, 1, 1) + timedelta(seconds=seconds)),
)
def test_a_moment_is_never_silent_about_a_time_that_is_skipped(zone, weekday, at, after):
    weekly = Weekly(weekday, at, zone)
    occasion = weekly.next(after)
    local = occasion.at.astimezone(ZoneInfo(zone))
    said = moment_of(occasion.at, weekly, TODAY)
    assert f"{local:%H:%M}" in said
    assert ("skip" in said) == (local.replace(tzinfo=None) != datetime.combine(occasion.on, at))


@given(st.dates(date(2000, 1, 10), date(2100, 1, 1)))
def test_the_week_before_is_that_of_seven_days_ago(day):
    assert week_before(week_name(day)) == week_name(day - WEEK)


def test_the_week_before_the_first_is_the_last_of_another_year():
    assert week_before("2027-W01") == "2026-W53"
