"""Weekdays, times and dates, as members type them."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading import AHEAD, read_date, read_time, read_weekday

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9", time(9)), ("09:00", time(9)), ("9am", time(9)), ("9:30 pm", time(21, 30)), ("0900", time(9)),
        ("9.30", time(9, 30)), ("21h", time(21)), ("noon", time(12)), ("midnight", time(0)),
        ("12am", time(0)), ("12 p.m.", time(12)), ("9 Uhr", time(9)), ("13pm", None), ("25", None),
        ("9:61", None), ("soon", None), ("24:00", None), ("", None), ("9 a", time(9)),
        ("930pm", time(21, 30)), ("um 9 Uhr", time(9)), ("9" + " " * 99, None),
    ],
)  # fmt: skip
def test_a_time_of_day_is_read(typed, read):
    assert read_time(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("mon", 0),
        ("Monday", 0),
        ("mondays", 0),
        ("Mo", 0),
        ("Montag", 0),
        ("every friday", 4),
        ("SONNTAG", 6),
        ("Thurs.", 3),
        ("s", None),
        ("", None),
    ],
)
def test_a_weekday_is_read(typed, read):
    assert read_weekday(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2026-12-24", date(2026, 12, 24)), ("24.12.2026", date(2026, 12, 24)),
        ("24.12.", date(2026, 12, 24)), ("24 Dec", date(2026, 12, 24)), ("Dec 24th", date(2026, 12, 24)),
        ("1 Jan", date(2027, 1, 1)), ("tomorrow", date(2026, 11, 23)), ("in 3 weeks", date(2026, 12, 13)),
        ("3 weeks", date(2026, 12, 13)), ("next monday", date(2026, 11, 23)),
        ("sunday", date(2026, 11, 29)), ("29 Feb", date(2028, 2, 29)), ("24/12", date(2026, 12, 24)),
        ("12/24/2026", date(2026, 12, 24)), ("5/5", date(2027, 5, 5)), ("until January", date(2027, 1, 1)),
        ("March 2027", date(2027, 3, 1)), ("next year", date(2027, 1, 1)),
        ("next month", date(2026, 12, 1)), ("a month", date(2026, 12, 22)),
        ("24. Dezember", date(2026, 12, 24)), ("22 Nov", date(2027, 11, 22)), ("today", None), ("", None),
        ("03/04/2027", None), ("0 weeks", None), ("03/04", None), ("2026-11-22", None),
        ("9999-01-01", None), ("31 Feb", None), ("in 999 years", None),
    ],
)  # fmt: skip
def test_a_date_is_the_next_one_after_today(typed, read):
    assert read_date(typed, TODAY) == read


@given(st.text() | st.from_regex(r"[0-9]{1,4}[-./ ][0-9]{1,2}[-./ ][0-9]{0,4}", fullmatch=True))
def test_whatever_is_typed_is_read_or_not_and_no_date_is_past_or_far(text):
    read_time(text)
    read_weekday(text)
    day = read_date(text, TODAY)
    assert day is None or TODAY < day <= TODAY + AHEAD
