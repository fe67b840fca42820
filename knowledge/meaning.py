"""The semantic side of search: how near a question is to what the cards say and to what members ask."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder import Encoder, Vectors
from knowledge.lexical import Scores
from knowledge.library import Library
from knowledge.words import normal, spelled_out

# Weights of what speaks for a card; benchmarks/README.md tells what each is worth.
NEAREST_QUESTION = 0.6
NEAREST_THREE = 0.6
ADVICE = 0.5
BEST_SENTENCE = 0.25
MAIN_TOPIC = 0.25
DISCRIMINANT = 3.0

RIDGE = 3.0
"""Holds the discriminant back from learning single questions by heart."""

NEIGHBOURS = 10
"""Example questions looked at to see whether a question lies among covered ones."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a question means to the library.

    *scores* say how much speaks for each card. *near* and *far* are the mean cosines of the three example
    questions nearest to it, of cards and of subjects that are not covered; *covered* is the cards' share
    of its nearest neighbours, and *subject* the place of the nearest subject, None where there is none.
    """

    scores: Scores
    near: float
    far: float
    covered: float
    subject: int | None


class MeaningIndex:
    """The vectors of cards and of uncovered subjects, ready to be compared with a question's.

    *encoder* reads questions and *remembering* the library's own texts, of which it may keep a cache.
    """

    def __init__(self, library: Library, encoder: Encoder, remembering: Encoder) -> None:
        self._encoder = encoder
        cards = library.cards
        asked = [(card.title, *card.questions) for card in cards]
        said = [_sentences(card.advice) for card in cards]
        missed = [subject.questions for subject in library.subjects]
        names = [(topic.id, topic.name, *topic.aliases) for topic in library.topics]
        spoken = [spelled_out(name) for name in chain(*names)]
        texts = [*chain(*asked), *chain(*said), *(card.advice for card in cards), *chain(*missed), *spoken]
        parts = np.split(remembering.encode(texts), _ends(asked, said, [cards], missed))
        self._questions, self._sentences, self._advice, self._subjects, self._names = parts
        self._row_of_name = {normal(name): row for row, name in enumerate(chain(*names))}
        self._topics = _Groups(names)
        place = {topic.id: number for number, topic in enumerate(library.topics)}
        self._main_topic = np.array([place[card.topics[0]] for card in cards])
        self._asked = _Groups(asked)
        self._said = _Groups(said)
        self._subject_of = np.repeat(np.arange(len(missed)), [len(group) for group in missed])
        self._centre, self._discriminant = _discriminant(self._questions, self._asked.owner)

    def read(self, pieces: Sequence[str]) -> Reading:
        """Compare a question, cut into *pieces*, with everything; its best piece counts."""
        return self._compared(self._encoder.encode(pieces))

    def read_name(self, name: str) -> Reading:
        """Compare a topic's *name*, in its normal form, which has a vector already."""
        row = self._row_of_name[name]
        return self._compared(self._names[row : row + 1])

    def _compared(self, pieces: Vectors) -> Reading:
        asked = (self._questions @ pieces.T).max(axis=1)
        said = (self._sentences @ pieces.T).max(axis=1)
        missed = (self._subjects @ pieces.T).max(axis=1) if len(self._subjects) else np.zeros(0, np.float32)
        by_card = self._asked.sorted(asked)
        by_topic = self._topics.sorted((self._names @ pieces.T).max(axis=1))[:, 0]
        scores = (
            NEAREST_QUESTION * by_card[:, 0]
            + NEAREST_THREE * by_card[:, :3].mean(axis=1)
            + ADVICE * (self._advice @ pieces.T).max(axis=1)
            + BEST_SENTENCE * self._said.sorted(said)[:, 0]
            + MAIN_TOPIC * by_topic[self._main_topic]
            + DISCRIMINANT * ((pieces - self._centre) @ self._discriminant).max(axis=0)
        )
        neighbours = _largest(np.concatenate([asked, missed]), NEIGHBOURS)
        return Reading(
            scores=scores,
            near=_mean_of_three(asked),
            far=_mean_of_three(missed),
            covered=float((neighbours < len(asked)).mean()),
            subject=int(self._subject_of[missed.argmax()]) if len(missed) else None,
        )


class _Groups:
    """Rows that belong to cards (or topics), so that a number a row becomes the best few numbers a card."""

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        sizes = [len(group) for group in groups]
        self.owner = np.repeat(np.arange(len(groups)), sizes)
        self._column = np.concatenate([np.arange(size) for size in sizes])
        # At least three columns, so that a mean of three is one of what there is.
        self._shape = (len(groups), max(3, *sizes))
        self._short = np.array(sizes)

    def sorted(self, values: Scores) -> NDArray[np.float32]:
        """The *values* of each card, largest first; a card with less than three repeats its last."""
        table = np.full(self._shape, -1, np.float32)
        table[self.owner, self._column] = values
        table.sort(axis=1)
        table = table[:, ::-1]
        for size in (1, 2):
            few = self._short == size
            table[few, size:3] = table[few, size - 1 : size]
        return table


def _discriminant(questions: Vectors, owner: NDArray[np.intp]) -> tuple[Vectors, Vectors]:
    """A ridge regression from a question's vector to the card it belongs to: its centre and its matrix.

    It learns which directions tell cards apart, where a cosine takes all for equal.
    """
    centre = questions.mean(axis=0)
    rows = questions - centre
    member = np.eye(owner.max() + 1, dtype=np.float32)[owner]
    gram = rows.T @ rows + RIDGE * np.eye(rows.shape[1], dtype=np.float32)
    return centre, np.linalg.solve(gram, rows.T @ (member - member.mean(axis=0)))


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text)


def _ends(*parts: Sequence[Sequence[object]]) -> list[int]:
    """Where each of the *parts*, laid end to end, stops."""
    return list(accumulate(sum(map(len, part)) for part in parts))


def _largest(values: Scores, count: int) -> NDArray[np.intp]:
    """Places of the *count* largest values, in no order."""
    return np.argpartition(values, -min(count, len(values)))[-count:]


def _mean_of_three(values: Scores) -> float:
    return float(values[_largest(values, 3)].mean()) if len(values) else 0.0
