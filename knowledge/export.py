"""A curated episode written down, in the format that `curation` reads, to be edited and kept in git."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import tomlkit
from tomlkit.items import AoT, Array, Table

from knowledge.cards import Card, Chapter, Episode, Subject, TimeMark, clock
from knowledge.curation import Curation, Omission


def written(curation: Curation) -> bytes:
    """The file; `curation_in` reads the same curation from it."""
    document = tomlkit.document()
    document["episode"] = _episode(curation.episode)
    document["cards"] = _tables(map(_card, curation.cards))
    if curation.not_covered:
        document["not_covered"] = _tables(map(_subject, curation.not_covered))
    if curation.without_advice:
        document["without_advice"] = _tables(map(_omission, curation.without_advice))
    return tomlkit.dumps(document).encode()


def _episode(episode: Episode) -> Table:
    facts = ("slug", "show", "number", "title", "url", "licence", "attribution", "turns")
    table = _table({name: getattr(episode, name) for name in facts})
    if episode.marks:
        table["marks"] = _lines(map(_mark, episode.marks))
    if episode.chapters:
        table["chapters"] = _lines(map(_chapter, episode.chapters))
    if episode.people:
        table["people"] = _tables(_table(asdict(it)) for it in episode.people)
    return table


def _card(card: Card) -> Table:
    time = card.episode.time_of(card.turns[0])
    return _table(
        {
            "id": card.id,
            "title": card.title,
            "advice": card.advice,
            "speaker": card.speakers[0] if len(card.speakers) == 1 else card.speakers,
            "turns": card.turns if any(card.turns) else (),
            "start": clock(card.start) if card.start is not None and card.start != time else "",
            "topics": card.topics,
            "stages": [it.value for it in card.stages],
            "kind": card.kind.value,
            "reflect": card.reflect,
            "contrasts": card.contrasts,
            "ask": _lines(card.questions),
        }
    )


def _subject(subject: Subject) -> Table:
    return _table(
        {
            "id": subject.id,
            "name": subject.name,
            "nearest": subject.nearest,
            "ask": _lines(subject.questions),
        }
    )


def _omission(omission: Omission) -> Table:
    return _table({"turns": omission.turns, "reason": omission.reason})


def _mark(mark: TimeMark) -> Mapping[str, Any]:
    table = tomlkit.inline_table()
    table.update({"turn": mark.turn, "at": clock(mark.at), "opens": mark.opens})
    return table


def _chapter(chapter: Chapter) -> Mapping[str, Any]:
    table = tomlkit.inline_table()
    table.update({"title": chapter.title, "start": clock(chapter.start)})
    return table


def _table(entries: Mapping[str, Any]) -> Table:
    """A table of what there is to say."""
    table = tomlkit.table()
    for name, value in entries.items():
        if value:
            table[name] = list(value) if isinstance(value, tuple) else value
    return table


def _tables(tables: Iterable[Table]) -> AoT:
    several = tomlkit.aot()
    for table in tables:
        several.append(table)
    return several


def _lines(items: Iterable[Any]) -> Array:
    """A list with a line for each of its items."""
    array = tomlkit.array()
    array.extend(items)
    return array.multiline(multiline=True)
