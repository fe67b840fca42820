"""Whether a curated episode is faithful to its transcript, as far as a program can tell.

What somebody loads has to be true to it. What ships with this program is complete as well, and in our words.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from knowledge.cards import Card, clock
from knowledge.curation import Curation
from knowledge.transcripts.model import Turn

RUN_MAX = 7
"""Words in a row that may be the transcript's: cards are in our own words."""

SHORT_TURN = 200
"""Characters up to which a turn needs no card: greetings, agreement, laughter."""


def faults(curation: Curation, turns: Sequence[Turn]) -> Iterator[str]:
    """What one of ours gets wrong about the transcript's *turns*, or leaves out, one sentence a mistake."""
    if len(turns) == curation.episode.turns:
        yield from _missing_marks(curation, turns)
    yield from untruths(curation, turns)
    if len(turns) == curation.episode.turns:
        yield from _copied(curation, turns)
        yield from _forgotten(curation, turns)


def untruths(curation: Curation, turns: Sequence[Turn]) -> Iterator[str]:
    """What *curation* gets wrong about the transcript's *turns*, whoever wrote it, one sentence a mistake."""
    if len(turns) != curation.episode.turns:
        yield f"episode: turns: says {curation.episode.turns}, but the transcript has {len(turns)}"
        return
    for turn, at, _ in sorted(_noted(curation) - _given(turns)):
        yield f"episode: marks: the transcript gives no {clock(at)} in turn {turn}"
    for card in curation.cards:
        yield from (f"cards '{card.id}': {fault}" for fault in _wrong_source(card, turns))


def _missing_marks(curation: Curation, turns: Sequence[Turn]) -> Iterator[str]:
    for turn, at, _ in sorted(_given(turns) - _noted(curation)):
        yield f"episode: marks: the transcript's {clock(at)} in turn {turn} is missing or misplaced"


def _given(turns: Sequence[Turn]) -> set[tuple[int, int, bool]]:
    return {(turn.number, seconds, place == 0) for turn in turns for place, seconds in turn.marks}


def _noted(curation: Curation) -> set[tuple[int, int, bool]]:
    return {(mark.turn, mark.at, mark.opens) for mark in curation.episode.marks}


def _wrong_source(card: Card, turns: Sequence[Turn]) -> Iterator[str]:
    first, last = card.turns
    cited = turns[first - 1 : last]
    speaking = {turn.speaker for turn in cited}
    for name in card.speakers:
        if name not in speaking:
            yield f"speaker: {name} does not speak in turns {first} to {last}"
    times = {card.episode.time_of(first), *(at for turn in cited for _, at in turn.marks)}
    if card.start not in times:
        yield f"start: no time mark at {clock(card.start or 0)} stands before or in turns {first} to {last}"


def _copied(curation: Curation, turns: Sequence[Turn]) -> Iterator[str]:
    runs = {run for turn in turns for run in _runs(turn.text)}
    texts: list[tuple[str, Iterable[str]]] = [
        *(
            (f"cards '{card.id}'", (card.title, card.advice, card.reflect, *card.questions))
            for card in curation.cards
        ),
        *((f"not_covered '{subject.id}'", subject.questions) for subject in curation.not_covered),
    ]
    for where, written in texts:
        copied = next((run for text in written for run in _runs(text) if run in runs), None)
        if copied:
            yield f'{where}: has {RUN_MAX + 1} words in a row from the transcript: "{" ".join(copied)}"'


def _forgotten(curation: Curation, turns: Sequence[Turn]) -> Iterator[str]:
    spans = [card.turns for card in curation.cards] + [omission.turns for omission in curation.without_advice]
    seen = {number for first, last in spans for number in range(first, last + 1)}
    for turn in turns:
        if len(turn.text) > SHORT_TURN and turn.number not in seen:
            yield (
                f"turn {turn.number} ({len(turn.text)} characters) is cited by no card: "
                "write one, or list it under without_advice with a reason"
            )


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    spoken = re.findall(r"[\w']+", text.casefold().replace("\u2019", "'"))
    for start in range(len(spoken) - RUN_MAX):
        yield tuple(spoken[start : start + RUN_MAX + 1])
