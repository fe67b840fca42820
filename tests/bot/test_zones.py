"""Time zones, as members type them."""

import zoneinfo
from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.places import CALLED, NEARLY_ALL, PLACES
from bot.zones import find_zones, is_zone, spoken, sure_zone, zone_info

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
JULY = datetime(2027, 7, 1, tzinfo=UTC)
# Reads the tables, which no single test should be late for.
find_zones("", AT)
find_zones("Brelin", AT)
ZONES = sorted(name for name in zoneinfo.available_timezones() if "/" in name)


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
        ("Portland, Maine", "America/New_York"),
        ("sydney australia", "Australia/Sydney"),
        ("Melbourne, Florida", "Australia/Melbourne"),
        ("The Hague", "Europe/Amsterdam"),
        ("Portugal", "Europe/Lisbon"),
        ("Iceland", "Atlantic/Reykjavik"),
        ("Pacific Time (US & Canada)", "America/Los_Angeles"),
        ("Eastern Standard Time", "America/New_York"),
        ("Central Europe", "Europe/Berlin"),
        ("EST5EDT", "America/New_York"),
        ("L.A.", "America/Los_Angeles"),
        ("los ang", "America/Los_Angeles"),
        ("san fransisco", "America/Los_Angeles"),
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
        ("(GMT -05:00)", "Etc/GMT+5"),
        ("Etc/GMT-2", "Etc/GMT-2"),
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
    assert found("-03:30") == ["America/St_Johns"]
    assert found("+4:15") == []


def test_a_half_hour_that_is_only_summer_time_is_not_offered_in_winter():
    assert "America/St_Johns" in [zone.name for zone in find_zones("-2:30", JULY)]
    assert found("-2:30") == []


@pytest.mark.parametrize(
    ("typed", "zones"),
    [
        ("IST", ["Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"]),
        ("GMT", ["Europe/London", "Etc/UTC"]),
        ("USA", ["America/New_York", "America/Chicago", "America/Los_Angeles"]),
        ("EET", ["Europe/Athens"]),
        ("Georgia", ["America/New_York", "Asia/Tbilisi"]),
        ("Portland", ["America/New_York", "America/Los_Angeles"]),
        ("Ber", ["Europe/Berlin"]),
        ("San Jose", ["America/Los_Angeles", "America/Costa_Rica"]),
    ],
)
def test_a_name_in_doubt_offers_the_likeliest_first(typed, zones):
    assert found(typed)[: len(zones)] == zones


@pytest.mark.parametrize(("typed", "zone"), [("Berln", "Europe/Berlin"), ("Hyderbad", "Asia/Kolkata")])
def test_a_misspelled_name_is_understood(typed, zone):
    assert found(typed)[0] == zone


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Berlin", "Europe/Berlin"),
        ("Munich, Germany", "Europe/Berlin"),
        ("cet", "Europe/Berlin"),
        ("UTC+2", "Etc/GMT-2"),
        ("asia/calcutta", "Asia/Kolkata"),
        ("Brelin", "Europe/Berlin"),
        ("san fransisco", "America/Los_Angeles"),
        ("Amsterdm", "Europe/Amsterdam"),
        ("bangalor", "Asia/Kolkata"),
        ("Germny", "Europe/Berlin"),
    ],
)
def test_a_name_with_at_most_one_slip_in_it_leaves_no_doubt(typed, zone):
    assert sure_zone(typed, AT).name == zone


@pytest.mark.parametrize(
    "typed",
    [
        "Mars",
        "Atlantis",
        "Berln",
        "Tokio",
        "los ang",
        "kitchen",
        "cst",
        "Portland",
        "+5:30",
        "the moon",
        "",
        "Hyderbad",
    ],
)
def test_of_a_guess_and_of_several_none_is_sure(typed):
    assert sure_zone(typed, AT) is None


@given(st.text(max_size=20) | st.sampled_from(ZONES))
def test_what_is_sure_is_the_only_zone_that_is_found(text):
    zone = sure_zone(text, AT)
    assert zone is None or find_zones(text, AT) == (zone,)


def test_every_name_of_ours_that_stands_for_one_zone_is_sure():
    for names in PLACES.values():
        for name in filter(None, names.split(", ")):
            assert len(found(name)) > 1 or sure_zone(name, AT).name == found(name)[0]


@pytest.mark.parametrize(
    "typed", ["", "  ", "local", "asdf", "home", "test", "+15", "-13", "+2:99", "x" * 5000]
)
def test_nonsense_is_no_zone(typed):
    assert found(typed) == []


@given(st.text() | st.from_regex(r"(utc|GMT)? ?[+-][0-9]{1,3}[:.]?[0-9]{0,3}", fullmatch=True))
def test_whatever_is_typed_is_at_most_ten_zones_that_exist(text):
    zones = find_zones(text, AT)
    assert len(zones) <= 10
    assert all(is_zone(zone.name) and zone.label for zone in zones)
    assert len({zone.name for zone in zones}) == len(zones)


def test_no_more_zones_than_asked_for():
    assert len(find_zones("USA", AT, most=3)) == 3


def test_every_zone_is_found_by_its_own_name_and_under_the_label_it_was_offered_with():
    for name in ZONES:
        (only,) = find_zones(name, AT)
        assert [zone.name for zone in find_zones(only.name, AT)] == [only.name]
        assert [zone.name for zone in find_zones(only.label, AT)] == [only.name]


def test_a_former_name_leads_to_a_zone_with_the_same_time():
    for name in ZONES:
        (only,) = find_zones(name, AT)
        for week in range(53):
            at = AT + timedelta(weeks=week)
            assert at.astimezone(zone_info(name)).time() == at.astimezone(zone_info(only.name)).time()


def test_every_country_with_inhabitants_has_a_zone():
    names = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8")
    countries = [line.split("\t")[1] for line in names.splitlines() if not line.startswith("#")]
    assert [name for name in countries if not find_zones(name, AT)] == [
        "Bouvet Island",
        "Heard Island & McDonald Islands",
    ]


def test_what_we_call_zones_is_in_the_database():
    ours = {*PLACES, *NEARLY_ALL.values(), *(zone for zones in CALLED.values() for zone in zones.split())}
    assert [zone for zone in ours if not is_zone(zone)] == []


def test_a_name_of_ours_for_a_place_is_not_that_of_a_zone_with_the_same_time():
    for zone, names in PLACES.items():
        for name in filter(None, names.split(", ")):
            names_found = found(name)
            times = {tuple(day.astimezone(zone_info(it)).time() for day in (AT, JULY)) for it in names_found}
            assert zone in names_found
            assert len(times) == len(names_found)


def test_a_zone_is_one_that_is_spelled_as_in_the_database():
    assert is_zone("Europe/Berlin")
    assert not any(map(is_zone, ("europe/berlin", "", "Factory", "../etc/passwd", "Europe")))


def test_a_label_says_what_clocks_show_there():
    assert [zone.label for zone in find_zones("munich", AT)] == ["Europe/Berlin, now 13:00 (UTC+1)"]


def test_fixed_offsets_are_spoken_with_the_sign_that_people_use():
    assert [spoken(name) for name in ("Etc/GMT-2", "Etc/GMT+3", "Etc/UTC", "Asia/Tokyo")] == [
        "UTC+2",
        "UTC-3",
        "UTC",
        "Asia/Tokyo",
    ]
