"""The nouns: an excerpt, and the edition of an episode that holds all of them with their vectors."""

from dataclasses import dataclass
from functools import cached_property

from knowledge.cards import Card, Episode, Kind, Provenance, Stage
from knowledge.excerpts.compact import NO_VECTORS, Compact


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage in the words that were said, with what it needs to be understood.

    *id* is "t57" for all of turn 57, "t57b" for its second part. *turns* are the first and the last of which
    something is shown, three at most; *main* is the one that counts, and *speaker* says it. *start* is the
    nearest time mark before it in seconds. *text* is verbatim, a paragraph for each turn, with names where
    there are several. *worth* in 0..1 is the chance that it is worth sending as advice. *pieces* counts the
    rows of vectors that are its own.
    """

    id: str
    turns: tuple[int, int]
    main: int
    speaker: str
    start: int | None
    title: str
    text: str
    topics: tuple[str, ...]
    stages: tuple[Stage, ...]
    worth: float
    pieces: int


@dataclass(frozen=True)
class Edition:
    """An episode as it was loaded once: its excerpts in the order of turns, and *vectors* for their pieces.

    There is one of the *vectors* for each piece, in the excerpts' order. Without a model there are none, and
    words alone are compared.
    """

    episode: Episode
    excerpts: tuple[Excerpt, ...]
    vectors: Compact = NO_VECTORS

    def card(self, id: str) -> Card | None:
        """One excerpt as a card."""
        place = self._places.get(id)
        return None if place is None else self.cards[place]

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """All excerpts as cards, in their order."""
        return tuple(card_of(it, self.episode) for it in self.excerpts)

    @cached_property
    def best(self) -> tuple[Card, ...]:
        """All of them, those most worth sending first."""
        order = sorted(range(len(self.excerpts)), key=lambda place: -self.excerpts[place].worth)
        return tuple(self.cards[place] for place in order)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {it.id: place for place, it in enumerate(self.excerpts)}


def card_of(excerpt: Excerpt, episode: Episode) -> Card:
    """An excerpt as a card."""
    return Card(
        id=excerpt.id,
        episode=episode,
        title=excerpt.title,
        advice=excerpt.text,
        speakers=(excerpt.speaker,) if excerpt.speaker else (),
        turns=excerpt.turns,
        start=excerpt.start,
        topics=excerpt.topics,
        stages=excerpt.stages,
        kind=Kind.ADVICE,
        reflect="",
        questions=(),
        provenance=Provenance.VERBATIM,
    )
