"""From a question to the cards that answer it, with a confidence that means something, or to "not covered"."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from knowledge.cards import Card, Subject, Topic
from knowledge.curation import normal
from knowledge.encoder import Encoder, Vectors
from knowledge.lexical import WordIndex
from knowledge.library import Library
from knowledge.meaning import MeaningIndex, Reading, Scores
from knowledge.words import Speller, cleaned, pieces, words

MATCHES_MAX = 30
"""Cards kept of one answer: ten screens of three; nobody pages further."""

CANDIDATES = 60
NEAREST_MAX = 3

PIECES_MAX = 12
"""Pieces of a very long text that are encoded: a thousand words, more than a told story has."""

# Weights of the lexical side beside those in `meaning`; benchmarks/README.md tells what each is worth.
CARD_WORDS = 0.8
QUESTION_WORDS = 0.5

SAME_TURNS = 0.35
"""Taken from a card for each better one that cites the same turns: a second card there adds little."""

MOSTLY_ABOUT = 0.5
"""Given on a topic's page to the cards that name the topic first."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression from what was found to the chance that it answers the question.

    Fitted by `benchmarks/quality.py --fit` on labelled questions; *bias* and *weights* are its output.
    """

    bias: float
    weights: tuple[float, ...]

    def chance(self, found: Sequence[float]) -> float:
        """A probability in 0..1."""
        total = self.bias + sum(weight * value for weight, value in zip(self.weights, found, strict=True))
        return 1 / (1 + math.exp(-total))


BY_MEANING = Calibration(bias=-1.0, weights=(1.0, 1.0, 1.0, 1.0))
BY_WORDS = Calibration(bias=-1.0, weights=(1.0,))

THRESHOLD = 0.5
"""Confidence from which a question counts as answered."""


@dataclass(frozen=True, slots=True)
class Match:
    """A card that was found, and how much speaks for it; scores of one question compare, others do not."""

    card: Card
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The cards chosen for a question, best first, also when they do not answer it.

    *confidence* in 0..1 is the chance that the first few answer the question; *answered* says that it is
    high enough. *topic* is set when the question was a topic's name. When it is not answered, *subject*
    is what it seems to be about, if that is known to be uncovered, and *nearest* are the closest topics.
    """

    question: str
    matches: tuple[Match, ...] = ()
    confidence: float = 0.0
    answered: bool = False
    topic: Topic | None = None
    nearest: tuple[Topic, ...] = ()
    subject: Subject | None = None


class Search:
    """The library, ready to be asked.

    *encoder* reads questions and *remembering* the library's own texts, of which it may keep a cache.
    Without an encoder only words are compared, which is worse. *everyday* are words that need no mending.
    """

    def __init__(
        self,
        library: Library,
        encoder: Encoder | None = None,
        remembering: Encoder | None = None,
        everyday: Iterable[str] = (),
    ) -> None:
        self.library = library
        self._encoder = encoder
        cards = library.cards
        asked = [(card.title, *card.questions) for card in cards]
        names = [(topic.name, *topic.aliases) for topic in library.topics]
        self._speller = Speller(everyday, chain(*asked, *names, (card.advice for card in cards)))
        self._whole_cards = WordIndex([" ".join((*group, card.advice)) for group, card in zip(asked, cards, strict=True)])
        self._questions = WordIndex(list(chain(*asked)))
        self._question_owner = np.repeat(np.arange(len(asked)), [len(group) for group in asked])
        self._firsts, self._lasts = np.array([card.turns for card in cards]).T
        self._slugs = np.array([card.episode.slug for card in cards])
        self._meaning: MeaningIndex | None = None
        self._named: dict[str, Vectors] = {}
        if encoder:
            remembering = remembering or encoder
            self._meaning = MeaningIndex(cards, library.subjects, remembering)
            spoken = list(chain(*names))
            self._named = dict(zip(map(normal, spoken), remembering.encode(spoken)[:, None], strict=True))

    @property
    def by_meaning(self) -> bool:
        """Whether questions are compared by meaning, not by words alone."""
        return self._meaning is not None

    def ask(self, question: str) -> Answer:
        """Answer *question*: a topic's name with its page, anything else with the cards that fit it best."""
        text = cleaned(question)
        if not words(text):
            return Answer(question)
        if topic := self.library.topic_called(text):
            return self._page(question, text, topic)
        mended = self._speller(text)
        lexical = self._by_words(mended)
        if self._meaning is None or self._encoder is None:
            return self._judged(question, lexical, BY_WORDS.chance([float(lexical.max())]), None)
        reading = self._meaning.read(self._encoder.encode(self._most_telling(pieces(mended))))
        scores = reading.scores + lexical
        found = (float(scores.max()), reading.near, reading.far, reading.covered)
        return self._judged(question, scores, BY_MEANING.chance(found), reading)

    def _by_words(self, text: str) -> Scores:
        questions = np.zeros(len(self._slugs), np.float32)
        np.maximum.at(questions, self._question_owner, self._questions.scores(text))
        return CARD_WORDS * self._whole_cards.scores(text) + QUESTION_WORDS * questions

    def _most_telling(self, told: list[str]) -> list[str]:
        """The pieces of a long story that share most with any card; all of them if they are few."""
        if len(told) <= PIECES_MAX:
            return told
        return sorted(told, key=lambda piece: -self._whole_cards.scores(piece).max())[:PIECES_MAX]

    def _page(self, question: str, text: str, topic: Topic) -> Answer:
        """The cards of *topic* by how near they are to the name that was typed, then the rest."""
        scores = self._by_words(text)
        if self._meaning and (vector := self._named.get(normal(text))) is not None:
            scores = scores + self._meaning.read(vector).scores
        on_page = np.array([topic.id in card.topics for card in self.library.cards])
        mostly = np.array([card.topics[0] == topic.id for card in self.library.cards])
        ranked = self._ranked(scores + 10 * on_page + MOSTLY_ABOUT * mostly, most=int(on_page.sum()))
        return Answer(question, ranked, confidence=1.0, answered=True, topic=topic)

    def _judged(self, question: str, scores: Scores, confidence: float, reading: Reading | None) -> Answer:
        matches = self._with_other_sides(self._ranked(scores, MATCHES_MAX))
        answer = Answer(question, matches, confidence, answered=confidence >= THRESHOLD)
        if answer.answered:
            return answer
        return replace(answer, nearest=self._nearest(matches, reading), subject=self._subject(reading))

    def _ranked(self, scores: Scores, most: int) -> tuple[Match, ...]:
        """The best cards, each next one chosen with what the better ones already cite in mind."""
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
        others = self.library.other_sides(best.card)
        beside = [Match(card, best.score) for card in others]
        return (best, *beside, *(match for match in rest if match.card not in others))

    def _nearest(self, matches: Sequence[Match], reading: Reading | None) -> tuple[Topic, ...]:
        """Topics that come closest: those of the uncovered subject, then those of the nearest cards."""
        subject = self._subject(reading)
        votes = Counter(match.card.topics[0] for match in matches[:10])
        ids = [*(subject.nearest if subject else ()), *(id for id, _ in votes.most_common())]
        return tuple(self.library.topic(id) for id in dict.fromkeys(ids))[:NEAREST_MAX]

    def _subject(self, reading: Reading | None) -> Subject | None:
        if reading is None or reading.subject is None or reading.far < reading.near:
            return None
        return self.library.subjects[reading.subject]
