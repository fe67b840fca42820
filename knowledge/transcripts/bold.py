"""Names in bold with a colon, which open turns in Markdown, and what becomes of them in a hurry."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.transcripts.markdown import plain
from knowledge.transcripts.names import is_interlude, tidy
from knowledge.transcripts.prefixed import Opening

LABEL = re.compile(r"\*\*(?P<name>[^*\n]{1,100}?):\*\*(?P<words>.*)")

LOOSE_BOLD = (
    # Without a colon, with it outside or with a space behind it, or all of it in italics as well.
    re.compile(r"\*{2,3}\s*+(?P<name>[^*:\n]{1,100}?)\s*+:?\s*+\*\*\s*:*(?P<words>.*)"),
    # With the end of the bold part further on.
    re.compile(r"\*\*(?P<name>[^*:\n]{1,100}?):(?P<words>[^*]*+\*\*.*)"),
)

LOOSE = re.compile(r"(?P<name>[^*:\n]{1,100}?)\s*+:+(?=\s|$|\u2026)(?P<words>.*)")
"""Without any bold: "Name: words", "Name:: words"."""

IN_MID_LINE = re.compile(r"(?:(?<=[\s\]])|^.?)\*\*(?P<name>[^*\n]{1,100}?):\*\*")


@dataclass(frozen=True, slots=True)
class Bold:
    """Lines of a Markdown text in which *names* open turns in bold: so many, and perhaps the *first*.

    *short* are the first words of the names.
    """

    names: frozenset[str]
    labels: int
    first: bool
    short: frozenset[str]

    def parts(self, line: str) -> Iterator[Opening]:
        """*line*, at each label that it has; mostly it has one, at its beginning, or none."""
        begun = self._begun(line.lstrip("# ") if line.startswith("#") else line) or Opening(None, line)
        words, end = begun.words, 0
        for label in IN_MID_LINE.finditer(words) if ":**" in words else ():
            if _name(label) in self.names:
                # A single character before a label at the beginning of a line is a slip of the hand.
                if label.start() or begun.name is not None:
                    yield Opening(begun.name, words[end : label.start()], mended=begun.mended)
                begun, end = Opening(_name(label), "", mended=True), label.end()
        yield Opening(begun.name, words[end:], mended=begun.mended)

    def _begun(self, line: str) -> Opening | None:
        if label := LABEL.match(line):
            return Opening(_name(label), label["words"])
        if line.startswith("**"):
            for pattern in LOOSE_BOLD:
                if (label := pattern.match(line)) and self._is_known(_name(label)):
                    return Opening(_name(label), label["words"].replace("**", "", 1), mended=True)
        elif ":" in line[:100] and (label := LOOSE.match(line)) and _name(label) in self.names | self.short:
            return Opening(_name(label), label["words"], mended=True)
        return None

    def _is_known(self, name: str) -> bool:
        return name in self.names or is_interlude(name)


def bold(lines: Sequence[str]) -> Bold:
    """How turns are opened in *lines*, by the labels that are written as they should be."""
    labels = [_name(label) for line in lines if (label := LABEL.match(line))]
    first = next((bool(LABEL.match(line)) for line in lines if line), False)
    people = [it for it in labels if not is_interlude(it)]
    short = frozenset(it.split()[0] for it in people if " " in it)
    return Bold(frozenset(people), len(people), first, short)


def _name(label: re.Match[str]) -> str:
    return tidy(plain(label["name"]))
