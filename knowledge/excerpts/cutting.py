"""Where to cut: a transcript's turns become passages that can be read alone."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise, takewhile

from knowledge.transcripts.model import Transcript, Turn

WORDS_MIN = 12
"""Turns with fewer words are an agreeing noise, a joke, or a bare question."""

PART_MAX = 160
"""Words of a turn in one passage: what people read in a minute, with a little before and after."""

AROUND_MAX = 45
"""Words that are shown of the turn before and of the one behind: a question, or a reply."""

PIECE, PIECE_MAX = 80, 110
"""Words of which one vector is made, and the most: more of them blur what each says."""

ALONE_MIN = 50
"""A piece with fewer words is read together with what was said before it."""

CONTEXT_MAX = 60
"""Words of the turn before that help to understand a short piece, and are not shown."""

SENTENCE_END = re.compile(r"[.!?\u2026][\"'\u201d\u2019)\]]*(\s+)")

WORD = re.compile(r"\S+")

QUESTION_END = re.compile(r"\?[\"'\u201d\u2019)\]]*$")

REPLY_MIN = 5
"""Words: fewer before or after a passage are a nod."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of the turn *main*, with the words *before* and *after* it, of the turns around.

    *turns* are the first and the last of which there is something, and *names* who says those. *start* is the
    nearest time mark before it, in seconds. *pieces* are what vectors are made of.
    """

    id: str
    turns: tuple[int, int]
    main: int
    speaker: str
    before: str
    text: str
    after: str
    pieces: tuple[str, ...]
    names: tuple[str, ...]
    start: int | None = None

    def shown(self) -> str:
        """What is read: verbatim, a paragraph for each turn, with names where there are several."""
        parts = [it for it in (self.before, self.text, self.after) if it]
        if len(parts) == 1:
            return parts[0]
        return "\n\n".join(
            f"{name}: {part}" if name else part for name, part in zip(self.names, parts, strict=True)
        )


def cut(transcript: Transcript) -> tuple[Passage, ...]:
    """All passages of a transcript, in its order, whatever they are worth."""
    apart = {it.after for it in transcript.breaks}
    turns, passages, time = transcript.turns, list[Passage](), None
    for place, turn in enumerate(turns):
        passages += _cut_turn(turns, place, apart, time)
        time = turn.marks[-1][1] if turn.marks else time
    return tuple(passages)


def _cut_turn(turns: Sequence[Turn], place: int, apart: set[int], earlier: int | None) -> Iterator[Passage]:
    """The passages of one turn, which begins at the time *earlier* if it has none of its own."""
    turn = turns[place]
    if len(turn.text.split()) < WORDS_MIN:
        return
    before = turns[place - 1] if place and turns[place - 1].number not in apart else None
    after = turns[place + 1] if place + 1 < len(turns) and turn.number not in apart else None
    parts = parted(turn.text)
    for number, (first, last) in enumerate(parts):
        told = before if number == 0 else None
        reply = after if number == len(parts) - 1 else None
        whole = _passage(turn, turn.text[first:last], told, reply)
        letter = _letter(number) if len(parts) > 1 else ""
        yield replace(whole, id=f"{whole.id}{letter}", start=_start(turn, first, earlier))


def _passage(turn: Turn, text: str, before: Turn | None, after: Turn | None) -> Passage:
    told, reply = _tail(before.text) if before else "", _head(after.text) if after else ""
    around = [(told, before), (text, turn), (reply, after)]
    shown = [it for part, it in around if part and it]
    return Passage(
        id=f"t{turn.number}",
        turns=(shown[0].number, shown[-1].number),
        main=turn.number,
        speaker=turn.speaker,
        before=told,
        text=text,
        after=reply,
        pieces=tuple(_pieces(text, before.text if before else "")),
        names=tuple(it.speaker for it in shown),
    )


def _letter(number: int) -> str:
    """One of a to z for the parts of a turn, and then za, zb..."""
    return "z" * (number // 26) + chr(ord("a") + number % 26)


def sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence begins and ends, without the space behind it."""
    ends = [it.span(1) for it in SENTENCE_END.finditer(text)]
    firsts = [0, *(end for _, end in ends)]
    lasts = [*(start for start, _ in ends), len(text)]
    return [(first, last) for first, last in zip(firsts, lasts, strict=True) if text[first:last].strip()]


def parted(text: str) -> list[tuple[int, int]]:
    """A turn in parts of about `PART_MAX` words at most and of the same length, cut at sentence ends.

    Where no sentence ends for so long, as in captions without any points, it is cut between words.
    """
    bounds = list(chain.from_iterable(_short(text, *it) for it in sentences(text)))
    counts = [len(text[first:last].split()) for first, last in bounds]
    wanted = -(-sum(counts) // PART_MAX)
    if wanted <= 1:
        return [(bounds[0][0], bounds[-1][1])] if bounds else []
    size, cuts, words = sum(counts) / wanted, [0], 0
    for place, count in enumerate(counts):
        # A sentence goes to the part that it is mostly in.
        if words + count / 2 > size * len(cuts) and place > cuts[-1]:
            cuts.append(place)
        words += count
    cuts.append(len(bounds))
    return [(bounds[first][0], bounds[last - 1][1]) for first, last in pairwise(cuts)]


def _short(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """A sentence, or if it has more than `PART_MAX` words, parts of it of the same length."""
    count = len(text[first:last].split())
    if count <= PART_MAX:
        yield first, last
        return
    words = [it.span() for it in WORD.finditer(text, first, last)]
    parts = -(-count // PART_MAX)
    places = [count * part // parts for part in range(parts + 1)]
    yield from ((words[begin][0], words[end - 1][1]) for begin, end in pairwise(places))


def _pieces(text: str, before: str) -> Iterator[str]:
    windows = list(_windows(text))
    if len(windows[0].split()) < ALONE_MIN and before:
        windows[0] = f"{' '.join(before.split()[-CONTEXT_MAX:])} {windows[0]}"
    yield from windows


def _windows(text: str) -> Iterator[str]:
    """The text in pieces of about `PIECE` words, whole sentences as far as they are no longer than that."""
    held: list[str] = []
    for first, last in sentences(text):
        words = text[first:last].split()
        if held and len(held) + len(words) > PIECE_MAX:
            yield " ".join(held)
            held = []
        held += words
        while len(held) > 2 * PIECE_MAX:
            yield " ".join(held[:PIECE])
            held = held[PIECE:]
        if len(held) >= PIECE:
            yield " ".join(held)
            held = []
    if held:
        yield " ".join(held)


def _tail(text: str) -> str:
    """The last sentences, as many as may be shown."""
    shown = list(_few(text, reversed(sentences(text))))
    return _said(text[shown[-1][0] :]) if shown else ""


def _head(text: str) -> str:
    """The first sentences, as many as may be shown, before the next question: that has its own answer."""
    told = takewhile(lambda it: not QUESTION_END.search(text, *it), sentences(text))
    shown = list(_few(text, told))
    return _said(text[: shown[-1][1]]) if shown else ""


def _few(text: str, bounds: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Sentences up to the one with which they are too many words to be shown around a passage."""
    words = 0
    for first, last in bounds:
        words += len(text[first:last].split())
        if words > AROUND_MAX:
            return
        yield first, last


def _said(text: str) -> str:
    return text.strip() if len(text.split()) >= REPLY_MIN else ""


def _start(turn: Turn, offset: int, earlier: int | None) -> int | None:
    """The last time that the source gives at or before a place in a turn, or *earlier* than all of it."""
    count = bisect_right(turn.marks, offset, key=lambda mark: mark[0])
    return turn.marks[count - 1][1] if count else earlier
