"""Texts in which a name opens each turn, in Markdown or plain; and texts that name nobody."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Protocol

from knowledge.transcripts.bold import bold
from knowledge.transcripts.events import (
    LINE,
    PARAGRAPH,
    SPACE,
    Aside,
    Event,
    Interlude,
    Label,
    Mark,
    Told,
    Words,
)
from knowledge.transcripts.header import split_header
from knowledge.transcripts.markdown import plain, unescaped
from knowledge.transcripts.model import Format, Reason
from knowledge.transcripts.names import is_interlude, tidy
from knowledge.transcripts.prefixed import Opening, bold_opening, prefixed
from knowledge.transcripts.times import seconds_of, timed
from knowledge.transcripts.unnamed import Passages, sentences

ITEM = re.compile(r"[-\u2022*]\s|\d{1,3}[.)]\s")
"""How a line of a list begins, which stays a line of its own; others were only broken to fit a screen."""

INTERLUDE_MAX = 50
"""Characters of such a line."""

INTERLUDE = re.compile(r"[\[(*_#\s]+(?P<name>[^\[\]()*_#]{4,30}?)[\])*_:\s]*|(?P<shouted>[A-Z -]{5,30})")
"""A break that is announced on a line of its own: [Music break], (jingle), BREAK."""

NOTHING = re.compile(r"(?:[^\w]|\bto\b)*")
"""What stands between the times of a break."""

Reading = Callable[[str], str]


class Grammar(Protocol):
    """How the lines of one text open turns."""

    @property
    def first(self) -> bool:
        """Whether already the first line opens one."""

    @property
    def labels(self) -> int:
        """How many lines do."""

    def parts(self, line: str) -> Iterator[Opening]:
        """*line* cut at its labels."""


def read_labelled(text: str, *, markdown: bool = False) -> Told:
    """Tell of a text; *markdown* if its name says so, for one without labels."""
    about, header, lines = split_header([line.strip() for line in text.split("\n")])
    grammar, in_markdown = find_grammar(lines)
    form = Format.MARKDOWN if in_markdown or (markdown and not grammar) else Format.TEXT
    reading = plain if form is Format.MARKDOWN else unescaped
    asides = (Aside(Reason.HEADER, plain(line)) for line in header)
    return Told(form, chain(asides, said(lines, grammar, reading)), about)


def find_grammar(lines: Sequence[str]) -> tuple[Grammar | None, bool]:
    """How *lines* open turns, and whether that is in Markdown; None if they do not."""
    in_bold = bold(lines)
    marked: Grammar = in_bold if in_bold.labels else prefixed(lines, bold_opening)
    if marked.first:
        return marked, True
    unmarked = prefixed(lines)
    best = marked if marked.labels > unmarked.labels else unmarked
    return (best, best is marked) if best.labels else (None, False)


def said(lines: Sequence[str], grammar: Grammar | None, reading: Reading) -> Iterator[Event]:
    """What is said in *lines*; *reading* makes of their words what is to be read of them."""
    if grammar is None:
        yield from _unnamed(lines, reading)
        return
    gap = PARAGRAPH
    for line in lines:
        for part in _parts(line, grammar) if line else ():
            yield from _part(part, LINE if gap == SPACE and ITEM.match(part.words) else gap, reading)
        gap = SPACE if line else PARAGRAPH


def _parts(line: str, grammar: Grammar) -> Iterable[Opening]:
    alone = INTERLUDE.fullmatch(line) if len(line) < INTERLUDE_MAX else None
    name = tidy(alone["name"] or alone["shouted"]) if alone else ""
    return [Opening(name, "")] if is_interlude(name) else grammar.parts(line)


def _part(part: Opening, gap: str, reading: Reading) -> Iterator[Event]:
    if part.name and is_interlude(part.name):
        yield from _interlude(part.name, list(timed(part.words)), reading)
        return
    if part.name is not None:
        yield Label(part.name, part.mended)
        if part.time and (seconds := seconds_of(part.time)) is not None:
            yield Mark(int(seconds))
    for it in timed(part.words, gap):
        yield Words(reading(it.text), it.gap) if isinstance(it, Words) else it


def _interlude(name: str, pieces: Sequence[Words | Mark], reading: Reading) -> Iterator[Event]:
    heard = " ".join(reading(it.text) for it in pieces if isinstance(it, Words))
    yield Interlude(name, "" if NOTHING.fullmatch(heard) else heard)
    yield from (it for it in pieces if isinstance(it, Mark))


def _unnamed(lines: Sequence[str], reading: Reading) -> Iterator[Event]:
    """Paragraphs, or lines if there are none, as turns of nobody in particular."""
    passages, gap, marks = Passages(), PARAGRAPH, list[Mark]()
    for line in lines:
        for it in timed(line):
            if isinstance(it, Mark):
                marks.append(it)
                continue
            for sentence in sentences(reading(it.text)):
                yield from [Label("")] if passages.begins_with(sentence) else []
                yield from marks
                yield Words(sentence, gap)
                gap = SPACE
                marks.clear()
        gap = gap if line else PARAGRAPH
    yield from marks
