"""Many editions, ready to be asked: what of which excerpt fits a question."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from knowledge.cards import Card, Episode, Topic
from knowledge.encoder import Vectors
from knowledge.excerpts.compact import Compact
from knowledge.excerpts.model import Edition, card_of
from knowledge.excerpts.packing import ROW, Packed, read_excerpt, read_excerpts, topic_number
from knowledge.excerpts.postings import Postings, joined
from knowledge.lexical import Scores

OPEN_MAX = 16
"""Editions whose excerpts are kept unpacked: those that somebody reads in."""

CARDS_MAX = 2048
"""Excerpts that are kept unpacked, of a kilobyte or two: those of the last hundred answers."""


ABOUT_MAX = 12
"""Excerpts on a topic's page, behind its cards."""


BEST_PIECE = 0.8
"""How much of an excerpt's nearness its nearest piece is; the rest is that of all its pieces."""

AROUND = (3, 2, 1)
"""What an excerpt counts for among its neighbours, those beside it, and those beside them: people stay
with a subject for a while."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for each excerpt: one number each, in the shelf's order.

    *near* is the cosine of its pieces, above all of the nearest, *words* what it has of the question's words,
    *worth* how much it is worth to anybody.
    """

    near: Scores
    words: Scores
    worth: Scores


@dataclass(frozen=True)
class Shelf:
    """The excerpts of some editions. A shelf does not change: `with_` makes another.

    Of each excerpt there is one of its *rows*, which belongs to the *books* at *book_of*; *vectors* are
    those of all their pieces, one behind the other.
    """

    books: tuple["Book", ...]
    book_of: NDArray[np.intp]
    rows: NDArray[Any]
    vectors: Compact
    postings: Postings

    @classmethod
    def of(cls, editions: Iterable[Packed]) -> Self:
        """A shelf of these editions, each of another episode."""
        packed = tuple(editions)
        return cls(
            books=tuple(Book(it.episode, it.compressed) for it in packed),
            book_of=np.repeat(np.arange(len(packed)), [len(it.rows) for it in packed]),
            rows=np.concatenate([np.empty(0, ROW), *(it.rows for it in packed)]),
            vectors=Compact.joined([it.vectors for it in packed]),
            postings=joined([it.postings for it in packed]),
        )

    def with_(self, editions: Iterable[Packed] = (), without: Collection[str] = ()) -> "Shelf":
        """A shelf that has *editions* besides, and none of the episodes *without*, by their slugs.

        An edition takes the place of that of the same episode.
        """
        more = Shelf.of(editions)
        gone = {*without, *(it.slug for it in more.episodes)}
        stays = np.array([it.episode.slug not in gone for it in self.books], bool)
        kept = self if stays.all() else self._kept(stays)
        if not more.books or not kept.books:
            return more if more.books else kept
        return Shelf(
            books=kept.books + more.books,
            book_of=np.concatenate([kept.book_of, more.book_of + len(kept.books)]),
            rows=np.concatenate([kept.rows, more.rows]),
            vectors=Compact.joined([kept.vectors, more.vectors]),
            postings=joined([kept.postings, more.postings]),
        )

    def _kept(self, stays: NDArray[np.bool_]) -> "Shelf":
        rows = stays[self.book_of]
        return Shelf(
            books=tuple(book for book, stay in zip(self.books, stays, strict=True) if stay),
            book_of=(np.cumsum(stays) - 1)[self.book_of[rows]],
            rows=self.rows[rows],
            vectors=self.vectors[np.repeat(rows, self.rows["pieces"])],
            postings=self.postings.without(~rows),
        )

    @property
    def episodes(self) -> tuple[Episode, ...]:
        """The episodes of all editions."""
        return tuple(it.episode for it in self.books)

    def __len__(self) -> int:
        """How many excerpts there are."""
        return len(self.rows)

    def edition(self, slug: str) -> Edition | None:
        """The edition of an episode, without its vectors, if it is here."""
        place = self._places.get(slug)
        return None if place is None else opened(self.books[place])

    def has(self, slug: str) -> bool:
        """Whether an episode is here."""
        return slug in self._places

    def named(self, slug: str, id: str) -> Card | None:
        """One excerpt of an episode, as a card."""
        edition = self.edition(slug)
        return edition.card(id) if edition else None

    def card(self, place: int) -> Card:
        """The excerpt in a row."""
        book = int(self.book_of[place])
        return _card(self.books[book], place - int(self._starts[book]))

    def read(self, question: str, pieces: Vectors | None) -> Signs:
        """Compare a question, and the vectors of its pieces if there is a model, with every excerpt."""
        return Signs(self._near(pieces), self.postings.scores(question), self.rows["worth"])

    def _near(self, pieces: Vectors | None) -> Scores:
        near = np.zeros(len(self.rows), np.float32)
        if pieces is not None and len(self.vectors):
            cosines = reduce(np.maximum, map(self.vectors.cosines, pieces))
            firsts, counts, further = self._spans
            best = cosines[firsts]
            total = best.copy()
            for places, vectors in further:
                best[places] = np.maximum(best[places], cosines[vectors])
                total[places] += cosines[vectors]
            near[self._has_vectors] = BEST_PIECE * best + (1 - BEST_PIECE) * total / counts
            # Those that are compared by words alone are neither near nor far.
            near[~self._has_vectors] = np.median(near[self._has_vectors])
        return near

    def around(self, scores: Scores) -> Scores:
        """The mean of each excerpt's score and of its neighbours' in the episode, which count for less."""
        beside, weights = self._beside
        total = AROUND[0] * scores
        for distance, together in beside:
            total[distance:] += together * scores[:-distance]
            total[:-distance] += together * scores[distance:]
        mean: Scores = total / weights
        return mean

    def about(self, topic: Topic) -> tuple[Card, ...]:
        """The excerpts about a topic, those that are mostly about it and most worth sending first."""
        numbers = self.rows["topics"] == topic_number(topic.id)
        places = np.flatnonzero(numbers.any(axis=1))
        order = np.argsort(-self.rows["worth"][places] - numbers[places, 0], kind="stable")
        return tuple(self.card(place) for place in places[order][:ABOUT_MAX])

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {book.episode.slug: place for place, book in enumerate(self.books)}

    @cached_property
    def _starts(self) -> NDArray[np.intp]:
        """The row in which each book begins."""
        return np.searchsorted(self.book_of, np.arange(len(self.books)))

    @cached_property
    def _has_vectors(self) -> NDArray[np.bool_]:
        return np.asarray(self.rows["pieces"] > 0)

    @cached_property
    def _spans(self) -> tuple[NDArray[np.intp], Scores, list[tuple[NDArray[np.intp], NDArray[np.intp]]]]:
        """The first of the vectors of each excerpt that has some, and how many those are.

        Then, for the second vectors, the third and so on, whose they are, and where: to go through all firsts
        and all seconds takes a quarter of the time that it takes to go from excerpt to excerpt.
        """
        counts = self.rows["pieces"][self._has_vectors].astype(np.intp)
        firsts = np.cumsum(counts) - counts
        having = (np.flatnonzero(counts > before) for before in range(1, counts.max(initial=0)))
        further = [(places, firsts[places] + nth) for nth, places in enumerate(having, 1)]
        return firsts, counts.astype(np.float32), further

    @cached_property
    def _beside(self) -> tuple[list[tuple[int, Scores]], Scores]:
        """What neighbours in the same book count for, by how far apart they are, and all weights of each."""
        weights = np.full(len(self.rows), AROUND[0], np.float32)
        beside = []
        for distance, weight in enumerate(AROUND[1:], 1):
            together = np.float32(weight) * (self.book_of[distance:] == self.book_of[:-distance])
            weights[distance:] += together
            weights[:-distance] += together
            beside.append((distance, together))
        return beside, weights


@dataclass(frozen=True, eq=False)
class Book:
    """An edition on a shelf, closed: its excerpts are unpacked when somebody reads them."""

    episode: Episode
    compressed: bytes


@lru_cache(CARDS_MAX)
def _card(book: Book, place: int) -> Card:
    return card_of(read_excerpt(book.compressed, place), book.episode)


@lru_cache(OPEN_MAX)
def opened(book: Book) -> Edition:
    """The edition in a book, without its vectors."""
    return Edition(book.episode, read_excerpts(book.compressed))


EMPTY = Shelf.of(())
