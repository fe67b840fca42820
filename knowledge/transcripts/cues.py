"""Cues, the short pieces with times that subtitles and speech recognition are made of, joined into turns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from knowledge.transcripts.events import Aside, Event, Interlude, Label, Mark, Words
from knowledge.transcripts.model import Reason
from knowledge.transcripts.names import is_interlude, looks_like_name
from knowledge.transcripts.prefixed import NAMED, Opening, Prefixed, opening, prefixed
from knowledge.transcripts.unnamed import Passages

SILENCE = 5.0
"""Seconds of a pause behind which even the same person begins anew: longer than people think before they go
on, shorter than a jingle."""

PAUSE = 1.5
"""The same where nobody is named, so that a pause is all that tells of another person."""

SOUND = re.compile(
    r"(?:\s*+(?:\[[^\[\]]{1,40}\]|\([^()]{1,40}\)|[\u2669-\u266c][^\u2669-\u266c]*)(?=\s|$))++\s*+"
)
"""A cue in which nothing is said: [Music], (applause), or a song between notes.

Here and elsewhere nothing that was passed is tried again in another way (`++`, `*+`), which takes for ever.
"""

SOUND_MAX = 200
"""Characters of such a cue."""

SOMEBODY_ELSE = ">>"
"""How captions for television mark that another person speaks."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said from *start* to *end*, in seconds.

    Without a *speaker* it is whoever spoke before; an empty one is *another* person whom nobody names.
    """

    text: str
    start: float | None = None
    end: float | None = None
    speaker: str | None = None


def joined(cues: Sequence[Cue | Aside]) -> Iterator[Event]:
    """The turns in *cues*: a new one begins with another speaker, or after a pause."""
    speech = _Speech()
    for it in _named(cues):
        if not isinstance(it, Cue):
            speech = _Speech() if isinstance(it, Interlude) else speech
            yield it
        elif len(it.text) <= SOUND_MAX and SOUND.fullmatch(it.text):
            yield Aside(Reason.SOUND, it.text)
        elif it.text.strip():
            if speech.begins_with(it):
                yield Label(speech.speaker)
            if it.start is not None:
                yield Mark(int(it.start))
            yield Words(it.text)


def _named(cues: Sequence[Cue | Aside]) -> Iterator[Cue | Aside | Interlude]:
    """*cues* with the speakers that stand in their text, as "Name: words" or ">> words"."""
    lines = [
        line for it in cues if isinstance(it, Cue) and it.speaker is None for line in it.text.split("\n")
    ]
    grammar = prefixed(lines, _opening)
    for cue in cues:
        if isinstance(cue, Aside) or cue.speaker is not None:
            yield cue
        else:
            yield from _pieces(cue, grammar)


def _pieces(cue: Cue, grammar: Prefixed) -> Iterator[Cue | Interlude]:
    """*cue* cut where the speaker changes in it."""
    said: list[str] = []
    speaker: str | None = None
    for line in cue.text.split("\n"):
        another = line.lstrip().startswith(SOMEBODY_ELSE)
        for part in [_introduced(line)] if another else grammar.parts(line):
            if part.name is not None:
                yield replace(cue, text=" ".join(said), speaker=speaker)
                said, speaker = [], part.name
            if part.name and is_interlude(part.name):
                yield Interlude(part.name, part.words)
                speaker = None
            else:
                said.append(part.words)
    yield replace(cue, text=" ".join(said), speaker=speaker)


def _introduced(line: str) -> Opening:
    """What another person says on *line*, who may be named there."""
    words = line.lstrip("> ")
    found = _opening(words)
    return found if found and looks_like_name(found.name or "") else Opening("", words)


def _opening(line: str) -> Opening | None:
    """How a line of a cue begins; times are not looked for, since the cue has its own."""
    return opening(line, (NAMED,))


@dataclass
class _Speech:
    """Who is speaking, and until when."""

    speaker: str = ""
    end: float | None = None
    begun: bool = False
    passages: Passages = field(default_factory=Passages)

    def begins_with(self, cue: Cue) -> bool:
        """Whether *cue* begins a turn; the next one is judged by what was said until then."""
        speaker = self.speaker if cue.speaker is None else cue.speaker
        pause = cue.start - self.end if cue.start is not None and self.end is not None else 0.0
        other = not self.begun or speaker != self.speaker or cue.speaker == ""
        if speaker:
            begins, self.passages = other or pause >= SILENCE, Passages()
        else:
            begins = self.passages.begins_with(cue.text, after_pause=other or pause >= PAUSE)
        self.speaker, self.end, self.begun = speaker, cue.end, True
        return begins
