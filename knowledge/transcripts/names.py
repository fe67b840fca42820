"""Which words before a colon are somebody's name."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from rapidfuzz import fuzz

NAME_MAX = 60
"""Characters of a name, with titles: longer ones among 350,000 labels of people are captions of clips."""

NAME_WORDS_MAX = 6

LOWER_CASE_TIMES = 3
"""How often a name without a capital has to open a line until it is taken for one: "and then:" does, too."""

PARTICLES = frozenset({
    "a", "al", "and", "bin", "da", "das", "de", "del", "der", "di", "do", "dos", "du", "el", "from", "la",
    "le", "of", "the", "und", "van", "von", "y", "&", "e",
})  # fmt: skip

NO_NAMES = frozenset({
    "example", "fig", "figure", "file", "http", "https", "important", "link", "links", "nb", "note",
    "notes", "ps", "reference", "source", "tip", "todo", "update", "warning",
})  # fmt: skip
"""What else stands before a colon at the beginning of a line."""

INTERLUDE = re.compile(
    r"(?:(?:ad|commercial|sponsor|music(?:al)?)[ -])?(?:break|jingle|outro|intro)(?:\s+#?\d{1,3})?",
    re.IGNORECASE,
)

PLACEHOLDER = re.compile(
    r"(?:(?:unknown|unidentified|male|female|new|other)\s+)*"
    r"(?:speaker|spk|voice|person|participant|man|woman|unknown|unidentified|guest|host|interviewer|"
    r"interviewee|audience(?: member)?|q|a)(?:[\s_-]*\d+|[\s_-]+[a-z])?(?:\s+(?:speaker|voice))?",
    re.IGNORECASE,
)

TITLES = frozenset({
    "dr", "prof", "professor", "mr", "mrs", "ms", "sir", "phd", "md", "psyd", "jr", "sr", "ii", "iii",
    "again",
})  # fmt: skip

ALIKE = 88
"""Of 100: how alike two names are spelled that differ by a slip of the hand, in rapidfuzz's measure."""

COMPARED_MAX = 60
"""Names of one episode that are compared with each other: more than any episode with people in it has."""


def tidy(name: str) -> str:
    """A name as it is kept: on one line, without the colon, and once if it was pasted twice."""
    name = " ".join(name.split()).strip(" :*_")
    half, colon, other = name.partition(": ")
    return half if colon and half == other else name


def is_interlude(name: str) -> bool:
    """Whether a label announces a break, a jingle or the like instead of a person."""
    return bool(INTERLUDE.fullmatch(name))


def accepted(candidates: Sequence[str], *, labelled: bool) -> frozenset[str]:
    """Those of *candidates*, one for each line that begins like a label, that are names.

    In a text that is *labelled* by all appearances, each that looks like a name is one. Otherwise only those
    that come again: in a text without speakers, a line can begin with any word and a colon.
    """
    often = Counter(candidates)
    return frozenset(
        name
        for name, times in often.items()
        if _may_be_name(name)
        and (times >= LOWER_CASE_TIMES or (_has_capitals(name) and (labelled or times > 1)))
    )


def looks_like_name(name: str) -> bool:
    """Whether *name* could be somebody's, by itself."""
    return _may_be_name(name) and _has_capitals(name)


def _may_be_name(name: str) -> bool:
    words = name.split()
    return (
        0 < len(words) <= NAME_WORDS_MAX
        and len(name) <= NAME_MAX
        and any(it.isalpha() for it in name)
        and name.casefold() not in NO_NAMES
        and not any(it in name for it in "!?;")
    )


def _has_capitals(name: str) -> bool:
    """Whether each word begins as words of names do: with a capital, or in a script that has none."""
    begins = [it.lstrip("(\"'\u201c\u2018#@") for it in name.split() if it.casefold() not in PARTICLES]
    return bool(begins) and all(not it[:1].islower() for it in begins)


def placeholders(names: Iterable[str]) -> Iterator[str]:
    """Those of *names* that number somebody instead of naming them."""
    return (name for name in names if PLACEHOLDER.fullmatch(name))


def same_people(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs of *names* that look like one person's: written alike, a part of the other, or a slip away."""
    people = [it for it in names if it and not PLACEHOLDER.fullmatch(it)][:COMPARED_MAX]
    words = {it: _words(it) for it in people}
    for one, other in combinations(people, 2):
        if _same(words[one], words[other]):
            yield one, other


def _words(name: str) -> tuple[str, ...]:
    """The words of a name without titles, accents, marks and case."""
    bare = "".join(it for it in unicodedata.normalize("NFKD", name) if not unicodedata.combining(it))
    words = re.findall(r"\w+", re.sub(r"[.'\u2019]", "", bare.casefold()))
    return tuple(it for it in words if it not in TITLES)


def _same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    short, long = sorted((one, other), key=len)
    if not short or _numbers(short) != _numbers(long):
        return False
    return (
        (short[0] == long[0] and set(short) <= set(long))
        or (len(short) == 1 and len(long) > 1 and short[0] == long[0][0] + long[-1])
        or (len(short) > 1 and short[0] == long[0] and short[-1] == long[-1])
        or (fuzz.ratio(" ".join(short), " ".join(long)) >= ALIKE and len("".join(short)) > 4)
    )


def _numbers(words: tuple[str, ...]) -> list[str]:
    return [it for it in words if it.isdigit()]
