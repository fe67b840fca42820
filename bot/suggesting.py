"""What a line may become while it is typed: commands, topics, saved cards, times for weekly prompts."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, islice
from operator import itemgetter

from bot import wording
from bot.commands import OF_EPISODES, WEEKDAYS, SetNudges, SetRitual, parse
from bot.message import Choice
from bot.model import Progress, Request
from bot.places import PLACES
from bot.progress import saved_line
from bot.reading import read_time, read_weekday
from bot.zones import Zone, find_zones, is_zone
from knowledge.library import Library
from knowledge.words import normal

SUGGESTIONS_MAX = 25
"""Choices that Discord takes for an option that completes itself (application commands, autocomplete)."""

TYPED_MAX = 100
"""Characters of a line that may still become one of these; what is longer is a question, or a story."""

FIRST = ("progress", "saved", "reflect", "journal", "nudges", "stage", "data", "help", "topics")
"""What is offered before anything was typed."""

HOURS = tuple(f"{hour % 24:02}:00" for hour in range(6, 30))
"""All of a day, beginning when people get up."""

CROWDED = tuple(islice(PLACES, 12))
"""Zones in which many people live, for who has not said yet where they are."""

Named = tuple[Choice, tuple[str, ...]]
"""A choice, and all that it goes by, its own names (`OWN` of them) before others."""

OWN = 2


def names_episode(request: Request) -> bool:
    """Whether a line goes on with the name of an episode that was loaded."""
    verb, space, _ = request.text.lstrip().partition(" ")
    return request.admin and bool(space) and verb.casefold() in OF_EPISODES


def suggestions(
    request: Request, progress: Progress, library: Library, names: Sequence[str] = ()
) -> tuple[Choice, ...]:
    """What *request* may go on to be, with its text typed so far: the likeliest first, and each once.

    *names* are those of the episodes that were loaded, where it `names_episode`.
    """
    typed = normal(request.text)
    if len(request.text) > TYPED_MAX:
        return ()
    if typed:
        found = _fitting(typed, request, progress, library)
    else:
        first = [choice for choice in _lines(request) if choice.command in FIRST]
        found = iter((*first, *(choice for choice, _ in _topics(progress, library))))
    each = {choice.command: choice for choice in chain(_named(request, names), found)}
    return tuple(islice(each.values(), SUGGESTIONS_MAX))


def _fitting(typed: str, request: Request, progress: Progress, library: Library) -> Iterator[Choice]:
    yield from (choice for choice in _lines(request) if _goes_on(typed, choice.command))
    yield from _times(request, progress.zone or request.zone or "")
    yield from _called(typed, _topics(progress, library))
    yield from _called(typed, _saved(progress, library))


# Commands


def _lines(request: Request) -> Iterator[Choice]:
    return (Choice(line, about, line) for line, about in wording.lines(admin=request.admin))


def _goes_on(typed: str, line: str) -> bool:
    """Whether *typed* is how a *line* begins; what follows its verb comes up once that is typed whole."""
    whole = normal(line)
    verb, _, rest = whole.partition(" ")
    return whole.startswith(typed) and (not rest or f"{typed} ".startswith(f"{verb} "))


def _named(request: Request, names: Sequence[str]) -> Iterator[Choice]:
    """Commands about those episodes in whose names it stands what was typed of one."""
    verb, _, typed = request.text.strip().casefold().partition(" ")
    return (Choice(f"{verb} {name}", "", f"{verb} {name}") for name in names if typed.strip() in name)


# Topics and cards


def _topics(progress: Progress, library: Library) -> Iterator[Named]:
    for topic in library.topics:
        if page := library.page(topic):
            about = wording.cards_counted(len(page), sum(card.ref in progress.seen for card in page))
            yield Choice(topic.name, about, topic.id), (topic.name, topic.id, *topic.aliases)


def _saved(progress: Progress, library: Library) -> Iterator[Named]:
    for ref in progress.saved:
        if card := library.card(ref):
            # Behind "saved" too, which alone is the list of all.
            yield saved_line(ref, card), (card.title, f"saved {card.title}")


def _called(typed: str, named: Iterable[Named]) -> list[Choice]:
    """The choices in a name of which *typed* stands: where one begins so first, an own name before others."""
    ranked = [
        (min(_rank(typed, place, normal(name)) for place, name in enumerate(names)), choice)
        for choice, names in named
    ]
    return [choice for rank, choice in sorted(ranked, key=itemgetter(0)) if rank[0] < _NOWHERE]


def _rank(typed: str, place: int, name: str) -> tuple[int, bool]:
    return _how_deep(typed, name), place >= OWN


_NOWHERE = 3


def _how_deep(typed: str, name: str) -> int:
    return (name.startswith(typed), f" {typed}" in name, typed in name, True).index(True)


# Weekly prompts


def _times(request: Request, home: str) -> Iterator[Choice]:
    """How "nudges on" and "ritual on" go on: with a weekday, then a time, then a zone."""
    match parse(request.text, {}):
        case SetNudges() as when:
            line = "nudges on"
        case SetRitual(when) if request.admin:
            line = "ritual on"
        case _:
            return
    yield from (
        Choice(f"{line} {end}", about, f"{line} {end}") for end, about in _ends(when, home, request.at)
    )


def _ends(when: SetNudges, home: str, at: datetime) -> Iterator[tuple[str, str]]:
    """The rest of such a line, and a few words about it."""
    weekday, clock = read_weekday(when.weekday), read_time(when.time)
    day = "" if weekday is None else WEEKDAYS[weekday]
    if not when.time:
        begun = [name for name in WEEKDAYS if name.startswith(when.weekday.casefold())]
        yield from ((name, "") for name in (begun if begun or not day else [day]))
    if day and not when.zone:
        yield from ((f"{day} {hour}", "") for hour in HOURS if _is_begun(hour, when.time))
    if day and clock is not None:
        for zone in _zones(when.zone, home, at):
            now = zone.label.partition(", ")[2]
            yield f"{day} {clock:%H:%M} {zone.name}", now


def _is_begun(hour: str, typed: str) -> bool:
    return hour.startswith(typed) or hour.removeprefix("0").startswith(typed)


def _zones(typed: str, home: str, at: datetime) -> tuple[Zone, ...]:
    """Those that were meant; where too little was typed, *home* and where many live, as far as it fits."""
    if found := find_zones(typed, at, SUGGESTIONS_MAX):
        return found
    near = dict.fromkeys(zone for zone in (home, *CROWDED) if is_zone(zone))
    return tuple(
        zone
        for name in near
        if _how_deep(normal(typed), normal(name)) < _NOWHERE
        for zone in find_zones(name, at)
    )
