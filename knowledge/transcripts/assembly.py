"""Events become a transcript: turns are numbered, and what stands in none of them is kept beside them."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import assert_never

from knowledge.transcripts.events import Aside, Event, Interlude, Label, Mark, Words
from knowledge.transcripts.model import About, Break, Format, LeftOut, Reason, Transcript, Turn, Voice
from knowledge.transcripts.trouble import PARTS_MAX, Problem, TranscriptUnusable

INVISIBLE = re.compile(
    "[\0-\x08\x0e-\x1b\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Characters that nobody sees: controls, which move cursors; directions, which make lines read otherwise than
they are; halves of others, which no file can hold; and tags, in which programs can be told things."""


def assemble(events: Iterable[Event], format: Format, about: About) -> Transcript:
    """The transcript that *events* tell of. Raises `TranscriptUnusable` if they are too many."""
    assembly = _Assembly()
    for count, event in enumerate(events):
        if count > PARTS_MAX:
            raise TranscriptUnusable(
                Problem.TOO_MANY_PARTS, f"more than {PARTS_MAX:,} labels, times or pieces"
            )
        assembly.take(event)
    assembly.close()
    return Transcript(
        format=format,
        turns=tuple(assembly.turns),
        people=_people(assembly.turns),
        about=about,
        breaks=tuple(assembly.breaks),
        left_out=tuple(assembly.left_out),
        mended=tuple(assembly.mended),
    )


def shown(text: str) -> str:
    """*text* on one line, without anything that nobody sees."""
    text = " ".join(text.split())
    return text if text.isprintable() else " ".join(INVISIBLE.sub("", text).split())


def _people(turns: Iterable[Turn]) -> tuple[Voice, ...]:
    often, words = Counter[str](), Counter[str]()
    for turn in turns:
        often[turn.speaker] += 1
        words[turn.speaker] += len(turn.text.split())
    total = words.total() or 1
    return tuple(Voice(name, often[name], said, said / total) for name, said in words.most_common())


@dataclass
class _Speech:
    """What one person says until somebody else does."""

    speaker: str
    parts: list[str] = field(default_factory=list)
    length: int = 0
    marks: list[tuple[int, int]] = field(default_factory=list)

    def add(self, text: str, gap: str) -> None:
        added = gap + text if self.length else text
        self.parts.append(added)
        self.length += len(added)


@dataclass
class _Assembly:
    turns: list[Turn] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    mended: list[int] = field(default_factory=list)
    speech: _Speech | None = None
    passed: list[int] = field(default_factory=list)
    """Times since somebody last spoke: they are the nearest ones before the next turn."""

    @property
    def number(self) -> int:
        """The turn that is being spoken, or was last."""
        return len(self.turns) + (self.speech is not None)

    def take(self, event: Event) -> None:
        match event:
            case Words(text, gap):
                self._say(shown(text), gap)
            case Label(name, mended):
                self.close()
                self.speech = _Speech(shown(name), marks=[(0, seconds) for seconds in self.passed])
                self.passed.clear()
                self.mended += [self.number] if mended else []
            case Mark(seconds):
                self._pass(seconds)
            case Interlude(name, text):
                self.close()
                self.breaks.append(Break(self.number, shown(name)))
                self._leave_out(Reason.BREAK, text)
            case Aside(reason, text):
                self._leave_out(reason, text)
            case _:
                assert_never(event)

    def close(self) -> None:
        """Whoever is speaking has finished."""
        if self.speech:
            number, text = len(self.turns) + 1, "".join(self.speech.parts)
            self.turns.append(Turn(number, self.speech.speaker, text, tuple(self.speech.marks)))
            self.speech = None

    def _say(self, text: str, gap: str) -> None:
        if not text:
            return
        if self.speech:
            self.speech.add(text, gap)
        else:
            self._leave_out(Reason.AFTER_BREAK if self.breaks else Reason.BEFORE, text)

    def _pass(self, seconds: int) -> None:
        if self.speech:
            self.speech.marks.append((self.speech.length, seconds))
            return
        self.passed.append(seconds)
        if self.breaks:
            last = self.breaks[-1]
            self.breaks[-1] = Break(last.after, last.name, (*last.marks[:1], seconds))

    def _leave_out(self, reason: Reason, text: str) -> None:
        if text := shown(text):
            self.left_out.append(LeftOut(self.number, reason, text))
