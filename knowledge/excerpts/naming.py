"""What an excerpt is called and about: a title from its own words, its topics, and for whom it is."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from knowledge.cards import Stage
from knowledge.encoder import Encoder, Vectors
from knowledge.excerpts.cutting import Passage, sentences
from knowledge.excerpts.worth import worth_of
from knowledge.lexical import Scores
from knowledge.library import Library
from knowledge.words import spelled_out

TITLE_MAX = 75
"""Characters: as many as a curated card's title has."""

TITLE_MIN = 24
"""Characters: shorter sentences are replies."""

WORDS_MIN = 2
"""Words in a sentence that say what it is about."""

QUOTED = re.compile(r"[\"\u201c\u201d]|^\W*[a-z.\u2026]")
"""What somebody only quotes, perhaps to disagree, and what is the rest of a sentence."""

FILLING = re.compile(
    r"(?:\W*\b(?:and|so|but|or|yeah|yes|yep|no|well|right|okay|ok|like|i mean|you know|i think|i guess|also|"
    r"because|then|now|oh|um|exactly|definitely|totally|absolutely|honestly|basically)\b)+[\s,.\u2026-]*",
    re.IGNORECASE,
)
"""What people say while they look for the beginning of a sentence."""

VAGUE = frozenset({
    "that", "that's", "this", "it", "it's", "they", "they're", "he", "she", "he's", "she's", "there",
    "there's", "these", "those", "which", "who", "him", "her", "them", "what",
})  # fmt: skip
"""A sentence that begins with one of these points back to another."""

TOPIC_NEAR = 0.42
"""From this cosine on, an excerpt is about a topic."""

TOPICS_MAX = 3

LITTLE = frozenset({
    "about", "actually", "after", "again", "also", "always", "because", "been", "before", "being", "could",
    "didn't", "does", "doesn't", "doing", "don't", "even", "every", "from", "gonna", "have", "here", "into",
    "it's", "just", "kind", "know", "like", "little", "lots", "make", "many", "maybe", "mean", "more", "most",
    "much", "need", "only", "other", "over", "people", "really", "right", "said", "same", "should", "some",
    "something", "sort", "still", "stuff", "such", "than", "that", "that's", "their", "them", "then", "there",
    "there's", "these", "they", "they're", "thing", "things", "think", "this", "those", "though", "very",
    "want", "wanna", "well", "were", "what", "when", "where", "which", "will", "with", "would", "yeah",
    "you're", "your",
})  # fmt: skip
"""Words of four and more letters that say nothing of what a passage is about."""

STAGES: Mapping[Stage, re.Pattern[str]] = {
    stage: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for stage, words in {
        Stage.STUDENT: r"students?|intern(?:s|ship|ships)?|bootcamp(?:s|ers?)?|college|universit(?:y|ies)",
        Stage.JUNIOR: r"juniors?|first job|entry[- ]level|new ?grads?|beginners?|newcomers?",
        Stage.MID: r"mid[- ]levels?|intermediate (?:engineer|developer)s?",
        Stage.SENIOR: r"seniors?",
        Stage.TECH_LEAD: r"tech(?:nical)? leads?|team leads?|lead (?:engineer|developer)s?",
        Stage.STAFF: r"staff[- ](?:plus|engineers?|level)|staff\+",
        Stage.PRINCIPAL: r"principal(?: engineers?)?|distinguished engineers?|architects?",
        Stage.MANAGER: r"manag(?:ers?|ement|ing people)|one-on-ones?|1:1s?|direct reports?",
        Stage.DIRECTOR: r"directors?|VPs? of|head of|CTOs?",
        Stage.FOUNDER: r"(?:co-?)?founders?|startups?|bootstrapp\w+",
    }.items()
}


class Topics:
    """The topics as vectors, to hold passages against."""

    def __init__(self, library: Library, encoder: Encoder) -> None:
        names = [[spelled_out(name) for name in (it.id, it.name, *it.aliases)] for it in library.topics]
        self._ids = [topic.id for topic in library.topics]
        sizes = np.array([len(it) for it in names])
        self._firsts = np.cumsum(sizes) - sizes
        self._names = encoder.encode([name for group in names for name in group])

    def near(self, pieces: Vectors) -> Scores:
        """How near each piece is to each topic, by the nearest of its names: (pieces, topics)."""
        if not len(pieces):
            return np.empty((0, len(self._ids)), np.float32)
        nearest: Scores = np.maximum.reduceat(pieces @ self._names.T, self._firsts, axis=1)
        return nearest

    def named(self, near: Scores) -> tuple[str, ...]:
        """The topics that a passage is about by its pieces' rows of `near`, the nearest first; maybe none."""
        best = near.max(axis=0, initial=-1)
        order = np.argsort(-best)[:TOPICS_MAX]
        return tuple(self._ids[place] for place in order if best[place] >= TOPIC_NEAR)


def stages(passage: Passage) -> tuple[Stage, ...]:
    """The stages that are named in a passage."""
    said = f"{passage.before} {passage.text}"
    return tuple(stage for stage, words in STAGES.items() if words.search(said))


def title(passage: Passage) -> str:
    """The question that it answers if that is short, else the sentence that says most of what it repeats."""
    asked = _opened(_last(passage.before))
    if asked.endswith("?") and TITLE_MIN <= len(asked) <= TITLE_MAX:
        return asked
    opened = (_opened(passage.text[first:last]) for first, last in sentences(passage.text))
    # Of "Yeah." nothing is left, and of "Right?" only the mark.
    told = filter(_says_something, opened)
    telling = _Telling(Counter(_words(passage.text)))
    return _shortened(max(told, key=telling, default=" ".join(passage.text.split())))


def _says_something(line: str) -> bool:
    return any(map(str.isalnum, line))


def _opened(sentence: str) -> str:
    """A sentence on one line, from where it begins to say something."""
    line = " ".join(sentence.split())
    filling = FILLING.match(line)
    line = line[filling.end() :] if filling else line
    return line[:1].upper() + line[1:]


def _last(text: str) -> str:
    bounds = sentences(text)
    return " ".join(text[bounds[-1][0] :].split()) if bounds else ""


class _Telling:
    """How much of what a text repeats a sentence says, for its length."""

    def __init__(self, counts: Counter[str]) -> None:
        self._counts = counts

    def __call__(self, sentence: str) -> float:
        words = set(_words(sentence))
        if len(words) < WORDS_MIN or QUOTED.search(sentence):
            return 0.0
        said = sum(min(self._counts[word], 3) for word in words) / (6 + len(sentence.split()))
        stands_alone = sentence.split(maxsplit=1)[0].casefold() not in VAGUE
        fits = TITLE_MIN <= len(sentence) <= TITLE_MAX
        return said * (1 + stands_alone) * (1 + fits) * math.sqrt(worth_of(sentence))


def _words(text: str) -> Sequence[str]:
    return [word for word in re.findall(r"[\w']{4,}", text.casefold()) if word not in LITTLE]


def _shortened(sentence: str) -> str:
    if len(sentence) <= TITLE_MAX:
        return sentence
    return f"{sentence[: TITLE_MAX - 1].rsplit(maxsplit=1)[0].rstrip(',;:- ')}\u2026"
