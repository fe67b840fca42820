"""Transcripts as their shows publish them, cut into numbered turns."""

import re
from dataclasses import dataclass

LABEL = re.compile(r"^\*\*(?P<speaker>[^*]+?):\*\*\s*(?P<words>.*)", re.DOTALL)
BREAK = re.compile(r"^\*\*(?:break|jingle)\b[^*]*\*\*", re.IGNORECASE)
MARK = re.compile(r"\\?\[(?:(?P<h>\d+):)?(?P<m>\d{1,2}):(?P<s>\d{2})(?:\.\d+)?\\?\]")


@dataclass(frozen=True, slots=True)
class Turn:
    """One person speaking, numbered from 1; breaks are not counted.

    *text* has its time marks taken out; *marks* are their seconds with their places in *text*.
    """

    number: int
    speaker: str
    text: str
    marks: tuple[tuple[int, int], ...] = ()


def read_turns(transcript: str) -> tuple[Turn, ...]:
    """Number the turns of a Changelog-style Markdown *transcript*.

    A paragraph without a label goes on with the turn before it; one after a break belongs to nobody.
    """
    spoken: list[tuple[str, list[str]]] = []
    listening, passed = False, ""
    # Some editors put a byte order mark in front, which is no part of the first label.
    text = transcript.removeprefix("\ufeff")
    for paragraph in filter(None, (part.strip() for part in re.split(r"\n\s*\n", text))):
        if BREAK.match(paragraph):
            # The break's own time mark is the nearest one before the turn that follows it.
            listening, passed = False, "".join(mark.group() for mark in MARK.finditer(paragraph))
        elif label := LABEL.match(paragraph):
            spoken.append((label["speaker"].strip(), [passed + label["words"]]))
            listening, passed = True, ""
        elif listening:
            spoken[-1][1].append(paragraph)
    return tuple(_turn(number, who, "\n\n".join(said)) for number, (who, said) in enumerate(spoken, start=1))


def _turn(number: int, speaker: str, words: str) -> Turn:
    text, marks, end = "", [], 0
    for mark in MARK.finditer(words):
        text = _joined(text, words[end : mark.start()])
        marks.append((len(text.rstrip()), int(mark["h"] or 0) * 3600 + int(mark["m"]) * 60 + int(mark["s"])))
        end = mark.end()
    return Turn(number, speaker, _joined(text, words[end:]).strip(), tuple(marks))


def _joined(before: str, after: str) -> str:
    """Both as if nothing had stood between: with the white space of one side, a paragraph's end first."""
    head, tail = before.rstrip(), after.lstrip()
    spaces = before[len(head) :], after[: len(after) - len(tail)]
    return head + max(spaces, key=lambda space: (space.count("\n"), len(space))) + tail if head else tail
