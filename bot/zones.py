"""Time zones, by the names that people have for them."""

import re
import unicodedata
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import tzdata

from bot.places import CALLED, COUNTRIES, NEARLY_ALL, PLACES

# The tzdata package, not the system's copy: the two disagree where a government decided lately, and a nudge
# would come an hour off on one machine and not on the next.
zoneinfo.reset_tzpath(to=())

TZDATA_VERSION: str = tzdata.IANA_VERSION

TYPED_MAX = 80
"""Characters of a zone's name that are read; the longest name of a place in the tables is half of that."""

BEGUN_MIN = 3
"""Letters of a name that suffice to find it; two begin too many."""

MENDED_MIN = 5
"""Letters of a name in which a slip is forgiven: a shorter one is one letter away from too many others."""

SURE_MIN = 6
"""Letters of a name with one slip in it that leave no doubt which place is meant; below, it is asked."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone to choose: its IANA name, and a label like "Europe/Berlin, now 14:05 (UTC+1)"."""

    name: str
    label: str


@cache
def zone_info(name: str) -> ZoneInfo:
    """The zone called *name* (IANA), which was checked by `find_zones` when it was typed."""
    # Kept for good: there are some 600, and Python itself would read all but the last eight from disk again.
    return ZoneInfo(name)


def is_zone(name: str) -> bool:
    """Whether *name* is an IANA zone, spelled as there."""
    return _ids().get(name.casefold()) == name


def spoken(name: str) -> str:
    """An IANA name as people can read it: "America/New York", and "UTC+2" for "Etc/GMT-2"."""
    fixed = re.fullmatch(r"Etc/GMT([+-])(\d+)", name)
    if fixed:
        # These names count hours to the west.
        return f"UTC{'-' if fixed[1] == '+' else '+'}{fixed[2]}"
    return name.removeprefix("Etc/").replace("_", " ")


def find_zones(text: str, at: datetime, most: int = 10) -> tuple[Zone, ...]:
    """The zones that *text* may mean, best first: one if it is plain which, none if nobody could tell.

    Cities, countries, abbreviations, offsets and IANA names all do, begun or with a slip in them too. Where
    several zones of a country keep the same time from *at* on, one stands for all.
    """
    found = dict.fromkeys(_found(text[:TYPED_MAX], at).zones)
    return tuple(Zone(name, _label(name, at)) for name in list(found)[:most])


def sure_zone(text: str, at: datetime) -> Zone | None:
    """The one zone that *text* means; None where it may mean several, or where finding any was a guess."""
    found = _found(text[:TYPED_MAX], at)
    return Zone(found.zones[0], _label(found.zones[0], at)) if found.sure and len(found.zones) == 1 else None


def _label(name: str, at: datetime) -> str:
    local = at.astimezone(zone_info(name))
    if name.startswith("Etc/"):
        return f"{spoken(name)}, now {local:%H:%M}"
    return f"{spoken(name)}, now {local:%H:%M} ({_offset_name(local.utcoffset() or timedelta(0))})"


def _offset_name(offset: timedelta) -> str:
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    return f"UTC{'-' if offset < timedelta(0) else '+'}{hours}{f':{minutes:02}' if minutes else ''}"


@dataclass(frozen=True, slots=True)
class _Found:
    """Names of zones, and whether what was typed is a name of theirs, or one that was begun or mended."""

    zones: tuple[str, ...]
    sure: bool = True


def _found(text: str, at: datetime) -> _Found:
    # What stands in brackets says the same again: "Pacific Time (US & Canada)".
    head, *tail = (_ASIDE.sub(" ", text).strip() or text).split(",")
    exact = _ids().get("_".join(head.casefold().split()))
    if exact and "/" in exact:
        return _Found((_canonical(exact),))
    offset = _read_offset(head)
    if offset is not None:
        return _Found(_zones_at(offset, at))
    name, *rest = (_plain(part) for part in (head, *tail))
    found = _found_by_name(name, rest, at)
    for part in rest:
        # What follows a comma narrows a place down, where it says anything: "Portland, Maine".
        found = replace(found, zones=_within(part, found.zones, at) or found.zones)
    return found


def _found_by_name(name: str, rest: Sequence[str], at: datetime) -> _Found:
    named = _called(" ".join([name, *rest]), at) or _called(name, at) or _of_a_place_in(name, at)
    if named:
        return _Found(named)
    guessed = tuple(dict.fromkeys(_begun(name) or _mended(name, at)))
    return _Found(guessed, sure=any(_is_nearly(name, zone, at) for zone in guessed[:1]))


def _called(name: str, at: datetime) -> tuple[str, ...]:
    """The zones that have just this name."""
    zones = _names().get(name, ())
    country = _countries().get(name)
    return tuple(dict.fromkeys((*zones, *_in_country(country, at)))) if country else zones


def _of_a_place_in(name: str, at: datetime) -> tuple[str, ...]:
    """The zones of a place and what it lies in, without a comma: "berlin germany"."""
    words = name.split()
    for end in range(len(words) - 1, 0, -1):
        if zones := _within(" ".join(words[end:]), _called(" ".join(words[:end]), at), at):
            return zones
    return ()


def _within(name: str, zones: Iterable[str], at: datetime) -> tuple[str, ...]:
    """Those *zones* that may lie in the place of that name, because it has their time."""
    offsets = {at.astimezone(zone_info(zone)).utcoffset() for zone in _called(name, at)}
    return tuple(zone for zone in zones if at.astimezone(zone_info(zone)).utcoffset() in offsets)


def _begun(name: str) -> tuple[str, ...]:
    """The zones of which a name begins so, or a word in it."""
    if len(name) < BEGUN_MIN:
        return ()
    begun = sorted(
        (not known.startswith(name), known not in _own_names(), _importance(zones[0]), known)
        for known, zones in _names().items()
        if f" {name}" in f" {known}"
    )
    return tuple(zone for *_, known in begun for zone in _names()[known])


def _mended(name: str, at: datetime) -> tuple[str, ...]:
    """The zones of the nearest name to one with a slip in it."""
    if len(name) < MENDED_MIN:
        return ()
    # Late, because most names are right and a start should not wait for it.
    from rapidfuzz import process  # noqa: PLC0415
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    furthest = 1 if len(name) < 8 else 2
    near = process.extract(name, _mendable(), scorer=OSA.distance, score_cutoff=furthest, limit=None)
    # The first letter is seldom wrong, and of two names a short one is likelier to be near by chance.
    ranked = sorted(
        (distance, len(known) < MENDED_MIN, place) for known, distance, place in near if known[0] == name[0]
    )
    return tuple(
        zone
        for *worse, place in ranked
        if worse == list(ranked[0][:2])
        for zone in _called(_mendable()[place], at)
    )


def _is_nearly(name: str, zone: str, at: datetime) -> bool:
    """Whether a place in *zone* goes by *name*, but for one slip."""
    if len(name) < SURE_MIN:
        return False
    # Late, as above.
    from rapidfuzz import process  # noqa: PLC0415
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    near = process.extract(name, _mendable(), scorer=OSA.distance, score_cutoff=1, limit=None)
    # What is no place but a name for a time, like "atlantic", is too near to places that do not exist.
    return any(zone in _called(known, at) for known, *_ in near if known not in _called_alone())


_ASIDE = re.compile(r"\([^()]*\)")

# Offsets

_OFFSET = re.compile(
    r"\(?(?:utc|gmt|z)?\s*(?P<sign>[-+\u2212\u2013])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?\)?"
    r"|(?:utc|gmt) ?(?P<bare>\d{1,2})",
    re.ASCII | re.IGNORECASE,
)


def _read_offset(text: str) -> timedelta | None:
    found = _OFFSET.fullmatch(text.strip())
    if not found:
        return None
    offset = timedelta(hours=int(found["bare"] or found["hours"]), minutes=int(found["minutes"] or 0))
    return offset if found["sign"] in {"+", None} else -offset


def _zones_at(offset: timedelta, at: datetime) -> tuple[str, ...]:
    """The zone that always has *offset*, or those that have it now if it is no whole hours."""
    hours, rest = divmod(offset, timedelta(hours=1))
    if not rest:
        name = f"Etc/GMT{-hours:+}" if hours else "Etc/UTC"
        return (name,) if is_zone(name) else ()
    if not timedelta(hours=-12) <= offset <= timedelta(hours=14):
        return ()
    zones = (zone for zone in _places() if at.astimezone(zone_info(zone)).utcoffset() == offset)
    return tuple(sorted(zones, key=_importance))


# Tables


def _read(table: str) -> Iterator[list[str]]:
    text = files("tzdata").joinpath("zoneinfo", table).read_text(encoding="utf-8")
    return (line.split("\t") for line in text.splitlines() if not line.startswith("#"))


@cache
def _ids() -> Mapping[str, str]:
    """IANA names by what they are without regard to case."""
    return {name.casefold(): name for name in zoneinfo.available_timezones() - {"Factory"}}


@cache
def _places() -> Mapping[str, str]:
    """The country code of each zone that stands for a place, by its name of today."""
    return {zone: country for country, _, zone, *_ in _read("zone.tab")}


@cache
def _links() -> Mapping[str, str]:
    """Former and other names of zones, with the name of today."""
    lines = (line[0].split() for line in _read("tzdata.zi"))
    return {words[2]: words[1] for words in lines if words[0] == "L"}


def _canonical(name: str) -> str:
    while name not in _places() and name in _links():
        name = _links()[name]
    return name if not name.startswith("Etc/") or re.search(r"[+-][1-9]", name) else "Etc/UTC"


@cache
def _ranks() -> Mapping[str, int]:
    return {zone: rank for rank, zone in enumerate(dict.fromkeys((*PLACES, *_places())))}


def _importance(zone: str) -> int:
    """Where a zone stands among all, those with many people first."""
    return _ranks().get(zone, len(_ranks()))


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    """Zones by each of their names; what countries are called is not among them."""
    names: dict[str, dict[str, None]] = {}
    for name, zone in _named_zones():
        names.setdefault(name, {})[zone] = None
    several = {name: tuple(sorted(zones, key=_importance)) for name, zones in names.items()}
    return {**several, **_called_alone()}


@cache
def _called_alone() -> Mapping[str, tuple[str, ...]]:
    return {
        name.replace("-", " "): tuple(zones.split())
        for several, zones in CALLED.items()
        for name in several.split()
    }


@cache
def _own_names() -> frozenset[str]:
    """What zones of places are called after."""
    return frozenset(_plain(zone.rpartition("/")[2]) for zone in _places())


def _named_zones() -> Iterator[tuple[str, str]]:
    for zone in _places():
        yield _plain(zone), zone
        yield _plain(zone.rpartition("/")[2]), zone
    for zone, names in PLACES.items():
        yield from ((_plain(name), zone) for name in names.split(", ") if name)
    for link in _links():
        if link not in _places() and not link.startswith("Etc/"):
            former = {_plain(link), _plain(link.rpartition("/")[2])} - _own_names() - _countries().keys()
            yield from ((name, _canonical(link)) for name in former)


@cache
def _countries() -> Mapping[str, str]:
    """Country codes by the countries' names, and by themselves where they mean nothing else."""
    names = {_plain(code): code for code, _ in _read("iso3166.tab")}
    for code, name in _read("iso3166.tab"):
        short = re.sub(r" \(.*\)", "", name)
        names |= {_plain(form): code for form in (name, short.replace("St ", "Saint "), short)}
    names |= {_plain(name): code for name, code in COUNTRIES.items()}
    return {name: code for name, code in names.items() if name not in _called_alone()}


@cache
def _mendable() -> tuple[str, ...]:
    known = {name for name in (*_names(), *_countries()) if len(name) >= MENDED_MIN - 1}
    return tuple(sorted(known, key=lambda name: (min(map(_importance, _names().get(name, ("",)))), name)))


def _in_country(code: str, at: datetime) -> tuple[str, ...]:
    """A country's zones, of those that keep the same time the most important."""
    if code in NEARLY_ALL:
        return (NEARLY_ALL[code],)
    return _different(code, at.date())


@lru_cache(maxsize=64)
def _different(code: str, day: date) -> tuple[str, ...]:
    zones = sorted((zone for zone, country in _places().items() if country == code), key=_importance)
    weeks = [datetime.combine(day, time(12)) + timedelta(weeks=week) for week in range(53)]
    kept: dict[tuple[timedelta | None, ...], str] = {}
    for zone in zones:
        info = zone_info(zone)
        kept.setdefault(tuple(info.utcoffset(week) for week in weeks), zone)
    return tuple(kept.values())


_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "\u0131": "i", "\u2019": "", "'": "", ".": ""}
)
_AROUND = re.compile(r"^(?:the |in |near |around )+|(?: (?:standard|daylight|summer))?(?: time)?(?: zone)?$")


def _plain(text: str) -> str:
    """*text* in small letters without accents and punctuation, and without what people say around a place."""
    folded = unicodedata.normalize("NFKD", text.casefold())[:TYPED_MAX].translate(_UNDECOMPOSED)
    bare = "".join(char if char.isalnum() else " " for char in folded if not unicodedata.combining(char))
    return _AROUND.sub("", " ".join(bare.split()))
