"""Time zones, by the names that people have for them."""

import re
import unicodedata
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import tzdata

from bot.places import CITIES, COUNTRIES, LARGEST, SHORT

# The tzdata package, not the system's copy: the two disagree where a government decided lately, and a nudge
# would come an hour off on one machine and not on the next.
zoneinfo.reset_tzpath(to=())

TZDATA_VERSION: str = tzdata.IANA_VERSION

TYPED_MAX = 80
"""Characters of the longest name that is looked for; no place's is as long."""

AHEAD_MAX = timedelta(hours=14)
"""No clock is further from UTC."""

_NOWHERE = frozenset({"local", "localtime", "local time", "here", "europe", "asia", "africa"})


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone by its IANA *name*, and what to show for it, like "Munich, Germany (UTC+1)"."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class _Place:
    zone: str
    city: str


def zone_info(name: str) -> ZoneInfo:
    """The zone called *name* (IANA), which was checked by `find_zones` when it was typed."""
    return ZoneInfo(name)


def is_zone(name: str) -> bool:
    """Whether *name* is exactly one that `zone_info` knows."""
    return name in _names()


def spoken(name: str) -> str:
    """A zone as people may read it: "UTC+2" for "Etc/GMT-2", whose sign is the other way round."""
    found = re.fullmatch(r"Etc/GMT([+-])(\d+)", name)
    if found:
        return f"UTC{'-' if found[1] == '+' else '+'}{found[2]}" if found[2] != "0" else "UTC"
    return "UTC" if name in {"Etc/UTC", "Etc/GMT"} else name


def find_zones(text: str, at: datetime, most: int = 10) -> tuple[Zone, ...]:
    """The zones that *text* may mean, likeliest first, with their offsets at a time.

    One if it is certain, several if it is not, and none for nonsense. A city, a country, a short name like
    "PST", an offset and an IANA name all do, and the beginning or a misspelling of one.
    """
    if len(text) > TYPED_MAX:
        return ()
    key = _key(text)
    offset = _offset(text)
    iana = _iana().get(text.strip().casefold())
    if iana and "/" in iana:
        zone = _former().get(iana, iana)
        places: tuple[_Place, ...] = (_Place(zone, _city(zone)),)
    elif offset is not None:
        places = _at_offset(offset, at)
    elif not key or key in _NOWHERE:
        places = ()
    else:
        places = _exactly(key, text, at) or _nearly(key)
    once: dict[str, _Place] = {}
    for place in places:
        once.setdefault(place.zone, place)
    return tuple(Zone(place.zone, _label(place, at)) for place in list(once.values())[:most])


def _exactly(key: str, text: str, at: datetime) -> tuple[_Place, ...]:
    if found := _index().get(key):
        return found
    if country := _countries().get(key):
        return _of_country(country, at.year)
    # "Cambridge, UK": of all Cambridges the one in the zones that the rest of the line may mean.
    head, comma, tail = text.partition(",")
    if comma and (found := _index().get(_key(head))):
        country = _countries().get(_key(tail))
        zones = {it.zone for it in _index().get(_key(tail), ())} | set(
            _zones_by_country().get(country or "", ())
        )
        return tuple(place for place in found if place.zone in zones) or found
    return ()


def _nearly(key: str) -> tuple[_Place, ...]:
    """Places whose name begins so or has a word that does; without any, those that are misspelled so."""
    if len(key) < 3:
        return ()
    index = _spellable()
    begun = [name for name in index if name.startswith(key)]
    begun += [name for name in index if f" {key}" in name]
    if not begun:
        begun = _misspelled(key, index)
    return tuple(place for name in begun for place in index[name])


def _misspelled(key: str, names: Iterable[str]) -> list[str]:
    if len(key) < 4:
        return []
    # Late, because most members spell right and a start should not wait for it.
    from rapidfuzz import process  # noqa: PLC0415
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    furthest = 1 if len(key) < 7 else 2
    near = process.extract(key, list(names), scorer=OSA.distance, score_cutoff=furthest, limit=10)
    # The first letter is seldom wrong, and "home" is not Rome.
    return [name for name, *_ in near if name[0] == key[0]]


_OFFSET = re.compile(r"(?:utc|gmt)? ?([+-]) ?(\d{1,2})(?:(?::|\.)?(\d\d)|\.(5))?", re.ASCII)


def _offset(text: str) -> timedelta | None:
    """What a line like "UTC+2", "-03:00" or "+5:30" says that clocks are ahead of UTC."""
    line = text.casefold().strip().replace("\N{MINUS SIGN}", "-")
    found = _OFFSET.fullmatch(line)
    if not found:
        return None
    minutes = 30 if found[4] else int(found[3] or 0)
    ahead = timedelta(hours=int(found[2]), minutes=minutes)
    return -ahead if found[1] == "-" else ahead


def _at_offset(offset: timedelta, at: datetime) -> tuple[_Place, ...]:
    """The zone that has an offset always; where there is none, the places that have it at a time."""
    if abs(offset) > AHEAD_MAX:
        return ()
    hours, rest = divmod(offset, timedelta(hours=1))
    fixed = f"Etc/GMT{-hours:+d}" if hours else "UTC"
    if not rest and fixed in _names():
        return (_Place(fixed, ""),)
    zones = dict.fromkeys((*LARGEST, *_canonical()))
    same = (zone for zone in zones if at.astimezone(ZoneInfo(zone)).utcoffset() == offset)
    return tuple(_Place(zone, _city(zone)) for zone in same)


def _label(place: _Place, at: datetime) -> str:
    local = at.astimezone(ZoneInfo(place.zone))
    minutes = int((local.utcoffset() or timedelta(0)).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    utc = f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"
    if not place.city:
        return spoken(place.zone)
    country = _country_of().get(place.zone, "")
    where = f"{place.city}, {country}" if country and country != place.city else place.city
    return f"{where} ({utc})"


def _key(text: str) -> str:
    """The one form of all spellings that differ in case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ø", "o").replace("ł", "l"))
    letters = "".join(char for char in plain if not unicodedata.combining(char) and char not in ".'\u2019")
    return " ".join(re.sub(r"[^\w/+]|_", " ", letters).split())


def _city(zone: str) -> str:
    if zone == "UTC" or zone.startswith("Etc/"):
        return ""
    return zone.rpartition("/")[2].replace("_", " ")


@cache
def _names() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


@cache
def _iana() -> Mapping[str, str]:
    return {name.casefold(): name for name in _names()}


def _rows(name: str) -> Iterator[list[str]]:
    """The lines of a table in the tz database, without its comments."""
    lines = (files("tzdata.zoneinfo") / name).read_text(encoding="utf-8").splitlines()
    return (line.split("\t") for line in lines if line and not line.startswith("#"))


@cache
def _zones_by_country() -> Mapping[str, tuple[str, ...]]:
    zones: dict[str, list[str]] = {}
    for code, _, zone, *_ in _rows("zone.tab"):
        zones.setdefault(code, []).append(zone)
    rank = {zone: i for i, zone in enumerate(LARGEST)}
    return {code: tuple(sorted(of, key=lambda it: rank.get(it, len(rank)))) for code, of in zones.items()}


@cache
def _canonical() -> tuple[str, ...]:
    """Zones that the tz database shows to people: one or more for each country."""
    return tuple(zone for zones in _zones_by_country().values() for zone in zones)


@cache
def _country_names() -> Mapping[str, str]:
    return {code: name for code, name, *_ in _rows("iso3166.tab")}


@cache
def _country_of() -> Mapping[str, str]:
    return {
        zone: re.sub(r" \(.*", "", _country_names()[code])
        for code, zones in _zones_by_country().items()
        for zone in zones
    }


@cache
def _countries() -> Mapping[str, str]:
    """The code of each country by its name, by its other name in brackets, and by itself."""
    codes: dict[str, str] = {}
    for code, name in _country_names().items():
        first, _, other = name.rstrip(")").partition(" (")
        codes |= {_key(it): code for it in (code, name, first, other) if it}
    codes |= {name: code for names, code in COUNTRIES.items() for name in names.split("|")}
    return codes


@cache
def _of_country(code: str, year: int) -> tuple[_Place, ...]:
    """One place for each way that clocks go in a country that year."""
    days = [datetime(year, month, day, 12) for month in range(1, 13) for day in (1, 15)]  # noqa: DTZ001
    ways: dict[tuple[timedelta | None, ...], str] = {}
    for zone in _zones_by_country().get(code, ()):
        ways.setdefault(tuple(ZoneInfo(zone).utcoffset(day) for day in days), zone)
    return tuple(_Place(zone, _city(zone)) for zone in ways.values())


@cache
def _index() -> Mapping[str, tuple[_Place, ...]]:
    """Places by what they are called: our names, then the tz database's, then its former ones."""
    found: dict[str, dict[str, _Place]] = {}
    for name, place in (*_our_names(), *_shown_names()):
        found.setdefault(name, {}).setdefault(place.zone, place)
    taken = found.keys() | _countries().keys()
    for name, place in (*_former_names(), *_other_names()):
        if name not in taken:
            found.setdefault(name, {}).setdefault(place.zone, place)
    return {name: tuple(places.values()) for name, places in found.items()}


def _our_names() -> Iterator[tuple[str, _Place]]:
    for zone, cities in CITIES.items():
        for city in cities.split("|"):
            yield _key(city), _Place(zone, city)
    for names, zones in SHORT.items():
        for name in names.split("|"):
            for zone in zones.split():
                yield name, _Place(zone, _city(zone))


def _shown_names() -> Iterator[tuple[str, _Place]]:
    for zone in _canonical():
        yield _key(_city(zone)), _Place(zone, _city(zone))


def _former_names() -> Iterator[tuple[str, _Place]]:
    for former, zone in _former().items():
        yield _key(_city(former)), _Place(zone, _city(zone))


def _other_names() -> Iterator[tuple[str, _Place]]:
    """What the tz database calls by one word, like "EST5EDT"."""
    for zone in sorted(_names()):
        if "/" not in zone and zone not in _former():
            yield _key(zone), _Place(zone, "")


@cache
def _former() -> Mapping[str, str]:
    """Names that are only kept for old programs, and the zone that each means today."""
    shown = frozenset(_canonical())
    links = dict(_links())
    return {name: zone for name, zone in links.items() if name not in shown and zone in shown}


def _links() -> Iterator[tuple[str, str]]:
    for (line,) in _rows("tzdata.zi"):
        if line.startswith("L "):
            _, zone, name = line.split(" ")
            yield name, zone


@cache
def _spellable() -> Mapping[str, tuple[_Place, ...]]:
    """Names long enough to be misspelled, countries too, without the folders of the tz database."""
    names = {name: places for name, places in _index().items() if len(name) > 3 and "/" not in name}
    this_year = int(re.sub(r"\D", "", TZDATA_VERSION))
    countries = {name: _of_country(code, this_year) for name, code in _countries().items() if len(name) > 3}
    return names | {name: places for name, places in countries.items() if places and name not in names}
