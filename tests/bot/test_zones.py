"""Time zones, as members type them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.zones import find_zones, is_zone, spoken, zone_info

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def found(text: str) -> list[str]:
    return [zone.name for zone in find_zones(text, AT)]


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Berlin", "Europe/Berlin"),
        (" berlin ", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("Berlin, Germany", "Europe/Berlin"),
        ("Munich", "Europe/Berlin"),
        ("Köln", "Europe/Berlin"),
        ("Germany", "Europe/Berlin"),
        ("CET", "Europe/Berlin"),
        ("CEST", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("NYC", "America/New_York"),
        ("Washington, D.C.", "America/New_York"),
        ("EST", "America/New_York"),
        ("ET", "America/New_York"),
        ("SF", "America/Los_Angeles"),
        ("Bay Area", "America/Los_Angeles"),
        ("Seattle", "America/Los_Angeles"),
        ("PST", "America/Los_Angeles"),
        ("PDT", "America/Los_Angeles"),
        ("Pacific", "America/Los_Angeles"),
        ("US/Pacific", "America/Los_Angeles"),
        ("Bombay", "Asia/Kolkata"),
        ("Bangalore", "Asia/Kolkata"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Kyiv", "Europe/Kyiv"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("São Paulo", "America/Sao_Paulo"),
        ("Sao Paulo", "America/Sao_Paulo"),
        ("Beijing", "Asia/Shanghai"),
        ("Japan", "Asia/Tokyo"),
        ("Cambridge, UK", "Europe/London"),
        ("UTC", "Etc/UTC"),
        ("Zulu", "Etc/UTC"),
    ],
)
def test_a_name_that_is_certain_is_one_zone(typed, zone):
    assert found(typed) == [zone]


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("UTC+2", "Etc/GMT-2"),
        ("+02:00", "Etc/GMT-2"),
        ("GMT-3", "Etc/GMT+3"),
        ("utc \N{MINUS SIGN}8", "Etc/GMT+8"),
        ("+14", "Etc/GMT-14"),
        ("UTC+0", "Etc/UTC"),
    ],
)
def test_the_sign_of_an_offset_is_turned_round_for_the_database_and_back_for_people(typed, zone):
    (only,) = find_zones(typed, AT)
    assert only.name == zone
    assert zone_info(zone).utcoffset(AT).total_seconds() == 3600 * int(
        only.label.partition(",")[0].removeprefix("UTC") or 0
    )


def test_half_hours_offer_the_places_that_have_them():
    assert found("+5:30") == ["Asia/Kolkata", "Asia/Colombo"]


@pytest.mark.parametrize(
    ("typed", "zones"),
    [
        ("IST", ["Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"]),
        ("GMT", ["Europe/London", "Etc/UTC"]),
        ("USA", ["America/New_York", "America/Chicago", "America/Los_Angeles"]),
        ("San Jose", ["America/Los_Angeles", "America/Costa_Rica"]),
    ],
)
def test_a_name_in_doubt_offers_the_likeliest_first(typed, zones):
    assert found(typed)[: len(zones)] == zones


@pytest.mark.parametrize(("typed", "zone"), [("Berln", "Europe/Berlin"), ("Hyderbad", "Asia/Kolkata")])
def test_a_misspelled_name_is_understood(typed, zone):
    assert found(typed)[0] == zone


@pytest.mark.parametrize("typed", ["", "  ", "local", "asdf", "home", "test", "+15", "-13", "x" * 5000])
def test_nonsense_is_no_zone(typed):
    assert found(typed) == []


@given(st.text() | st.from_regex(r"(utc|GMT)? ?[+-][0-9]{1,3}[:.]?[0-9]{0,3}", fullmatch=True))
def test_whatever_is_typed_is_at_most_ten_zones_that_exist(text):
    zones = find_zones(text, AT)
    assert len(zones) <= 10
    assert all(is_zone(zone.name) and zone.label for zone in zones)
    assert len({zone.name for zone in zones}) == len(zones)


def test_a_label_says_what_clocks_show_there():
    assert [zone.label for zone in find_zones("munich", AT)] == ["Europe/Berlin, now 13:00 (UTC+1)"]


def test_fixed_offsets_are_spoken_with_the_sign_that_people_use():
    assert [spoken(name) for name in ("Etc/GMT-2", "Etc/GMT+3", "Etc/UTC", "Asia/Tokyo")] == [
        "UTC+2",
        "UTC-3",
        "UTC",
        "Asia/Tokyo",
    ]
