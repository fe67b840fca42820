"""How much a passage is worth sending to somebody who asks for advice, told by its words alone."""

import json
import math
import re
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

from knowledge.excerpts.cutting import Passage

WEIGHTS = Path(__file__).with_name("worth.json")
"""What each sign adds: made by `benchmarks/worth.py` from the labels in `benchmarks/episodes/worth`."""

WORTH_MIN = 0.1
"""Below it are a fifth of an archive, and of the passages that were labelled as advice one in a hundred
(benchmarks/worth.py)."""

YOU = frozenset({"you", "your", "you're", "you've", "you'll", "yourself"})
ME = frozenset({"i", "my", "me", "i'm", "i've", "i'd", "we", "our", "us"})

YOU_MAX, ME_MAX = 0.1, 0.15
"""Shares of all words from which more of these make no difference."""

ASIDE = 0.2
"""What is left of the worth of a passage in a sponsor's chapter, or in one to greet: such praise reads like
advice, and a title may be meant otherwise."""

_ASIDE = re.compile(
    r"(?:sponsor|ad)(?:\s?[:\u2013\u2014-]\s.*)?|sponsors|ads|sponsored by .*"
    r"|(?:sponsor|ad) (?:break|message)s?|advertisements?|intro|introduction|outro|credits",
    re.IGNORECASE,
)
"""Titles of such chapters, whole: from "Sponsors: who speaks for you" or "Intro to management" much can be
learned."""

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|\?")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z]\w+")


def worth(passage: Passage, chapter: str = "") -> float:
    """The chance, in 0..1, that a passage in a *chapter* of that title helps somebody who asks for advice."""
    return worth_of(passage.text) * (ASIDE if _ASIDE.fullmatch(chapter) else 1)


def worth_of(text: str) -> float:
    """The same for a text that may be a part of one; of short ones the chances are small, and compare."""
    bias, weights = _learned()
    total = bias + sum(weights.get(sign, 0.0) * value for sign, value in signs(text).items())
    return 1 / (1 + math.exp(-total))


def signs(text: str) -> Mapping[str, float]:
    """What can be told of a passage without understanding it: each word that it has, and its form.

    The form's signs have names with a #. All are of about the same size, so that one ridge fits them all.
    """
    words = _WORD.findall(text.casefold().replace("\u2019", "'"))
    count = max(1, len(words))
    return {
        **dict.fromkeys(words, 1.0),
        "#length": 3 * math.log(count),
        "#you": 40 * min(YOU_MAX, _of(words, YOU) / count),
        "#me": 30 * min(ME_MAX, _of(words, ME) / count),
        "#names": 40 * len(_NAME.findall(text)) / count,
        "#asks": 6.0 * text.rstrip().endswith("?"),
    }


def _of(words: Collection[str], some: Collection[str]) -> int:
    return sum(word in some for word in words)


@cache
def _learned() -> tuple[float, Mapping[str, float]]:
    """The bias, and what each sign adds to it."""
    learned = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return learned["bias"], learned["signs"]
