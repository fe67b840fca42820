"""Speech that nobody is named for, cut into turns that can be cited."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

LENGTH_MIN, LENGTH_MAX = 450, 1400
"""Characters of such a turn, which are 80 and 250 words: it ends with the first sentence after the fewest, or
where it is after the most."""

SENTENCE_END = re.compile(r"[.!?\u2026\u3002\uff01\uff1f][\"'\u201d\u2019)\]]*$")

GAP = re.compile(r"[.!?\u2026][\"'\u201d\u2019)\]]*\s+|[\u3002\uff01\uff1f]")
"""The end of a sentence, up to the next."""


@dataclass
class Passages:
    """Tells, piece by piece, where a new turn begins."""

    length: int = 0
    ended: bool = True

    def begins_with(self, piece: str, *, after_pause: bool = False) -> bool:
        """Whether *piece* begins a turn; the next one is judged by what was said until then."""
        full = self.length >= LENGTH_MAX or (self.ended and self.length >= LENGTH_MIN)
        begins = not self.length or after_pause or full
        self.length = (0 if begins else self.length) + len(piece) + 1
        self.ended = bool(SENTENCE_END.search(piece))
        return begins


def sentences(text: str) -> Iterator[str]:
    """The sentences of *text*; what is too long for a turn is cut between words."""
    begin = 0
    for end in chain((gap.end() for gap in GAP.finditer(text)), [len(text)]):
        while end - begin > LENGTH_MAX:
            cut = text.rfind(" ", begin + 1, begin + LENGTH_MAX)
            cut = cut if cut > 0 else text.find(" ", begin + LENGTH_MAX, end)
            if cut < 0:
                break
            yield text[begin:cut]
            begin = cut
        if begin < end:
            yield text[begin:end]
        begin = end
