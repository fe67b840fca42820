"""From a question to the cards that answer it, with a calibrated confidence, or to "not covered"."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from copy import copy
from dataclasses import dataclass, replace

import numpy as np

from knowledge.cards import Card, Provenance, Stage, Subject, Topic
from knowledge.encoder import Vectors
from knowledge.excerpts.finding import Finding, Found, find
from knowledge.excerpts.shelf import Shelf
from knowledge.lexical import LexicalIndex, Scores
from knowledge.library import Library
from knowledge.meaning import PASSAGES_MAX, MeaningIndex, Reading
from knowledge.merging import TOGETHER, Match, chance, merged
from knowledge.words import Speller, cleaned, english, is_foreign, normal, pieces, spelled_out, words

MATCHES_MAX = 15
"""Cards kept of one answer: five screens of three."""

CANDIDATES = 60
NEAREST_MAX = 3

PIECES_MAX = 12
"""Pieces of a very long text that are encoded: a thousand words, more than a told story has."""

NEAR_ENOUGH = 0.45
"""How near the nearest three examples of cards are, on average, to a question whose topics are worth a look;
of the labelled questions that have nothing to do with careers hardly one is."""

CLOSE_BY_WORDS = 0.3
"""The same without a model, as a confidence."""

SAME_TURNS = 0.35
"""Taken from a card for each better one that cites the same turns: a second card there adds little."""

MOSTLY_ABOUT = 0.5
"""Given on a topic's page to the cards that name the topic first."""

NAME_MAX = 80
"""Characters up to which a question may be a topic's name."""

FOR_STAGE = 0.1
"""Given to the cards for a member's stage: about the distance between neighbours in a ranking."""

STAGE_WORDS = frozenset({
    "student", "graduate", "grad", "intern", "internship", "bootcamp", "junior", "mid", "senior", "staff",
    "principal", "tech", "lead", "manager", "management", "em", "director", "head", "vp", "cto", "founder",
    "cofounder", "entry", "newcomer", "first",
})  # fmt: skip
"""Whose question has one of these says for which stage it wants advice."""


MISSED = 0.05
"""The chance at most that cards cover what is an example of what they do not, in other words if any."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression from what was found to the chance that the question is covered.

    *bias* and *weights* are the output of `benchmarks/calibrate.py`; *threshold*, from which a question
    counts as answered, is chosen from its table of what each threshold keeps and leaks.
    """

    bias: float
    weights: tuple[float, ...]
    threshold: float

    def chance(self, evidence: Sequence[float]) -> float:
        """A probability in 0..1."""
        total = self.bias + sum(weight * value for weight, value in zip(self.weights, evidence, strict=True))
        return 1 / (1 + math.exp(-total))


BY_MEANING = Calibration(bias=-6.642, weights=(2.176, 13.565, -9.612, 4.473), threshold=0.45)
BY_WORDS = Calibration(bias=-2.405, weights=(5.346,), threshold=0.6)


@dataclass(frozen=True, slots=True)
class Answer:
    """The cards chosen for a question, best first, also when they do not answer it.

    *confidence* in 0..1 is the chance that the episodes cover the question, from *evidence*; *answered* says
    that it is high enough. *topic* is set when the question was a topic's name. When it is not answered,
    *subject* is what it is about, if that is uncovered and sure, *nearest* are topics that are near, and
    *foreign* says that it is plainly not English.
    """

    question: str
    matches: tuple[Match, ...] = ()
    confidence: float = 0.0
    answered: bool = False
    evidence: tuple[float, ...] = ()
    topic: Topic | None = None
    nearest: tuple[Topic, ...] = ()
    subject: Subject | None = None
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """A question as it was compared with the cards: its mended *line*, *lexical* scores, and its meaning.

    Without a model there are no *vectors* of its pieces, and no *reading* of them.
    """

    line: str
    lexical: Scores
    vectors: Vectors | None = None
    reading: Reading | None = None

    @property
    def scores(self) -> Scores:
        """How much speaks for each card."""
        return self.lexical if self.reading is None else self.reading.scores + self.lexical

    @property
    def words(self) -> float:
        """How much of the question's words the best card has."""
        return float(self.lexical.max())

    @property
    def chance(self) -> float:
        """The chance that the cards cover the question."""
        chance = self.calibration.chance(self.evidence)
        return min(chance, MISSED) if self.reading is not None and self.reading.missed else chance

    @property
    def calibration(self) -> Calibration:
        """What weighs the evidence."""
        return BY_WORDS if self.reading is None else BY_MEANING

    @property
    def evidence(self) -> tuple[float, ...]:
        """What speaks for a question that the cards cover."""
        if self.reading is None:
            return (self.words,)
        return (float(self.scores.max()), self.reading.near, self.reading.far, self.reading.covered)


class Search:
    """The library, ready to be asked.

    Without *meaning* only words are compared, which is worse. *everyday* are words that need no mending,
    besides those of plain English.
    """

    def __init__(
        self,
        library: Library,
        lexical: LexicalIndex,
        meaning: MeaningIndex | None = None,
        everyday: Iterable[str] = (),
    ) -> None:
        self.library = library
        self._shelves: tuple[Shelf, ...] = ()
        self._spoken_of: frozenset[int] | None = None
        self._lexical = lexical
        self._meaning = meaning
        self._speller = Speller(english().union(everyday), library.written(), library.typed())
        # There are only so many names, and the library does not change under a search.
        self._pages: dict[str, tuple[Match, ...]] = {}
        self._firsts, self._lasts = np.array([card.turns for card in library.cards]).T
        # Cards that cite no episode have no turns to share with one another.
        self._slugs = np.array([_source(card) for card in library.cards])
        ours = (card for card in library.cards if card.provenance is Provenance.COMMUNITY)
        self._ours = {normal(question): card for card in ours for question in card.questions}

    def with_shelves(self, *shelves: Shelf, hidden: AbstractSet[str] = frozenset()) -> "Search":
        """The same search over other shelves, without the cards and excerpts that are *hidden*, by ref."""
        other = copy(self)
        other.library = self.library.with_shelves(*shelves, hidden=hidden)
        other._shelves, other._pages, other._spoken_of = shelves, {}, None  # noqa: SLF001  (its own kind)
        return other

    def vectors(self, texts: Sequence[str]) -> Vectors | None:
        """What texts mean, a row of unit length each; None without a model."""
        return self._meaning.encode(texts) if self._meaning else None

    def known(self, question: str) -> Answer | None:
        """The page of a topic whose name was asked for before; None for all that takes a search."""
        matches = self._pages.get(normal(question)) if len(question) <= NAME_MAX else None
        topic = self.library.topic_called(question) if matches else None
        return _page(question, matches, topic) if matches and topic else None

    def ask(self, question: str) -> Answer:
        """Answer *question*: a topic's name with its page, anything else with the cards that fit it best."""
        text = cleaned(question)
        if not words(text):
            return Answer(question)
        if topic := self.library.topic_called(text):
            return _page(question, self._matches(normal(text), topic), topic)
        heard = self.hear(text)
        # No more have room behind the first cards, and none that is left out need be unpacked.
        most = MATCHES_MAX - TOGETHER
        found = find(self._shelves, heard.line, heard.vectors, self.library.hidden, most)
        cards = self._with_other_sides(self._ranked(heard.scores, MATCHES_MAX))
        matches = merged(cards, found, heard.reading, heard.words)
        return self._judged(question, matches, heard, chance(found, heard.reading))

    def hear(self, text: str) -> "Heard":
        """Compare a question in its clean form with all cards."""
        told = [self._speller(piece) for piece in self._most_telling(pieces(text))]
        line = " ".join(told)
        lexical = self._lexical.read(line)
        if self._meaning is None:
            return Heard(line, lexical)
        vectors = self._meaning.encode(told)
        if self._spoken_of is None:
            self._spoken_of = self._meaning.spoken_of(it.vectors.some(PASSAGES_MAX) for it in self._shelves)
        return Heard(line, lexical, vectors, self._meaning.compare(vectors, self._spoken_of))

    def favouring(self, answer: Answer, stage: Stage | None) -> Answer:
        """*answer* with the cards for *stage* a little further up, unless the question names one itself."""
        if stage is None or not answer.answered or set(normal(answer.question).split()) & STAGE_WORDS:
            return answer
        raised = [
            replace(match, score=match.score + FOR_STAGE * (stage in match.card.stages))
            for match in answer.matches
        ]
        ranked = tuple(sorted(raised, key=lambda match: -match.score))
        return replace(answer, matches=self._with_other_sides(ranked))

    def _most_telling(self, told: list[str]) -> list[str]:
        """The pieces of a long story that share most with any card; all of them if they are few."""
        if len(told) <= PIECES_MAX:
            return told
        return sorted(told, key=lambda piece: -self._lexical.read(piece).max())[:PIECES_MAX]

    def _matches(self, name: str, topic: Topic) -> tuple[Match, ...]:
        """The cards of *topic*, those nearest to the *name* that was typed (in its normal form) first."""
        if (matches := self._pages.get(name)) is None:
            near = self._meaning.read_name(name) if self._meaning else self._lexical.read(spelled_out(name))
            on_page = np.array([topic.id in card.topics for card in self.library.cards])
            mostly = np.array([card.topics[0] == topic.id for card in self.library.cards])
            ranking = np.where(on_page, near + MOSTLY_ABOUT * mostly, -np.inf)
            cards = self._with_other_sides(self._ranked(ranking, most=int(on_page.sum())))
            excerpts = tuple(Found(it, 0, 0) for it in self.library.excerpts(topic))
            matches = self._pages[name] = merged(cards, Finding(excerpts))
        return matches

    def _judged(self, question: str, matches: tuple[Match, ...], heard: "Heard", excerpts: float) -> Answer:
        """What *matches* are worth as an answer; *excerpts* is the chance that those among them answer."""
        reading, evidence = heard.reading, heard.evidence
        confidence = max(heard.chance, excerpts)
        answered = confidence >= heard.calibration.threshold
        if (ours := self._of_community(question, reading)) and ours.ref not in self.library.hidden:
            first = Match(ours, max((it.score for it in matches), default=0.0) + FOR_STAGE)
            matches = (first, *(it for it in matches if it.card != ours))
            answered, confidence = True, 1.0
        answer = Answer(question, matches[:MATCHES_MAX], confidence, answered, evidence)
        if answer.answered:
            return answer
        if is_foreign(cleaned(question)):
            return replace(answer, foreign=True)
        subject = self._subject(reading)
        close = reading.near >= NEAR_ENOUGH if reading else confidence >= CLOSE_BY_WORDS
        return replace(answer, nearest=self._nearest(matches if close else (), subject), subject=subject)

    def _of_community(self, question: str, reading: Reading | None) -> Card | None:
        """The card with which the community answers this question itself, in whatever words it is asked."""
        if reading is not None and reading.ours is not None:
            return self.library.cards[reading.ours]
        return self._ours.get(normal(question))

    def _ranked(self, scores: Scores, most: int) -> tuple[Match, ...]:
        """The best cards, each next one chosen with what the better ones already cite in mind."""
        if self.library.hidden:
            seen = np.array([card.ref not in self.library.hidden for card in self.library.cards])
            scores, most = np.where(seen, scores, -np.inf), min(most, int(seen.sum()))
        places = np.argsort(-scores)[:CANDIDATES]
        left = scores[places].astype(np.float64)
        firsts, lasts, slugs = self._firsts[places], self._lasts[places], self._slugs[places]
        matches = []
        for _ in range(min(most, len(places))):
            best = int(left.argmax())
            matches.append(Match(self.library.cards[places[best]], float(left[best])))
            again = (firsts <= lasts[best]) & (firsts[best] <= lasts) & (slugs == slugs[best])
            left[again] -= SAME_TURNS
            left[best] = -np.inf
        return tuple(matches)

    def _with_other_sides(self, matches: tuple[Match, ...]) -> tuple[Match, ...]:
        """*matches* with the cards that contradict the best one right behind it."""
        if not matches:
            return matches
        best, *rest = matches
        # Of several, the one that fits the question best stands nearest; those that were not found come last.
        places = {match.card.ref: place for place, match in enumerate(rest)}
        others = sorted(
            self.library.other_sides(best.card), key=lambda card: places.get(card.ref, len(places))
        )
        beside = [Match(card, best.score) for card in others]
        return (best, *beside, *(match for match in rest if match.card not in others))

    def _nearest(self, matches: Sequence[Match], subject: Subject | None) -> tuple[Topic, ...]:
        """Topics that come closest: those of the uncovered subject, then those of the nearest cards."""
        votes = Counter(topic for match in matches[:10] for topic in match.card.topics[:1])
        ids = [*(subject.nearest if subject else ()), *(id for id, _ in votes.most_common())]
        return tuple(self.library.topic(id) for id in dict.fromkeys(ids))[:NEAREST_MAX]

    def _subject(self, reading: Reading | None) -> Subject | None:
        if reading is None or reading.subject is None:
            return None
        if reading.far < reading.near and not reading.missed:
            return None
        return self.library.subjects[reading.subject]


def _source(card: Card) -> str:
    """What a card cites."""
    return card.ref if card.provenance is Provenance.COMMUNITY else card.episode.slug


def _page(question: str, matches: tuple[Match, ...], topic: Topic) -> Answer:
    return Answer(question, matches, confidence=1.0, answered=True, topic=topic)
