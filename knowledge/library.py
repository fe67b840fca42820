"""All that has been curated: every card of every episode, under the topics they share."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import Protocol

from knowledge.cards import Card, Episode, Subject, Topic
from knowledge.curation import Curation, CurationError, Vocabulary, read_curation, read_vocabulary
from knowledge.words import normal, words

HERE = Path(__file__).parent
EPISODES = HERE / "episodes"
TOPICS = HERE / "topics.toml"


class Shelved(Protocol):
    """Episodes that were loaded, and the excerpts of them."""

    @property
    def episodes(self) -> tuple[Episode, ...]:
        """Every episode of them."""

    def has(self, slug: str) -> bool:
        """Whether an episode is one of them."""

    def named(self, slug: str, id: str) -> Card | None:
        """One excerpt of an episode, as a card."""

    def about(self, topic: Topic) -> tuple[Card, ...]:
        """Excerpts about a topic, the best first."""


class Library:
    """The cards of all episodes, found by name; *search* finds them by meaning.

    On its *shelves* are the excerpts of episodes that were loaded: they are found by name as well, and are
    no cards of the library's own.
    """

    def __init__(self, curations: tuple[Curation, ...], vocabulary: Vocabulary) -> None:
        self.curations = curations
        self.vocabulary = vocabulary
        self.shelves: tuple[Shelved, ...] = ()
        self.hidden: AbstractSet[str] = frozenset()
        self.topics = vocabulary.topics
        self.cards: tuple[Card, ...] = tuple(card for curation in curations for card in curation.cards)
        self.subjects: tuple[Subject, ...] = (
            *(subject for curation in curations for subject in curation.not_covered),
            *vocabulary.elsewhere,
        )

    @property
    def episodes(self) -> tuple[Episode, ...]:
        """Every episode once: the curated ones in the order of their files' names, then those on shelves."""
        by_slug = {it.slug: it for shelf in reversed(self.shelves) for it in shelf.episodes}
        by_slug |= {curation.episode.slug: curation.episode for curation in self.curations}
        order = dict.fromkeys(it.episode.slug for it in self.curations) | dict.fromkeys(by_slug)
        return tuple(by_slug[slug] for slug in order)

    def with_shelves(self, *shelves: Shelved, hidden: AbstractSet[str] = frozenset()) -> "Library":
        """The same cards with other shelves, of which the first that has an episode counts for it.

        What is *hidden*, by ref, is not there for anybody.
        """
        # Worked out once, and shared by all that are made of this one.
        _ = self.spoken, self._cards, self._topics, self._names
        other = copy(self)
        other.shelves, other.hidden = shelves, hidden
        return other

    def with_curations(self, *more: Curation) -> "Library":
        """The cards of this one, and more, without shelves."""
        return Library((*self.curations, *more), self.vocabulary)

    @property
    def shown(self) -> tuple[Card, ...]:
        """All cards that are not hidden."""
        return tuple(card for card in self.cards if card.ref not in self.hidden)

    @cached_property
    def spoken(self) -> frozenset[str]:
        """Every word that is written in it, or that members might type."""
        return frozenset(words("\n".join((*self.written(), *self.typed()))))

    def written(self) -> Iterator[str]:
        """All that is written in it with care, without order."""
        for card in self.cards:
            yield from (card.title, card.advice)
        for topic in self.topics:
            yield topic.name

    def typed(self) -> Iterator[str]:
        """All that members might type, errors included, without order."""
        for card in self.cards:
            yield from card.questions
        for subject in self.subjects:
            yield from subject.questions

    def card(self, ref: str) -> Card | None:
        """The card or the excerpt called "episode/card", if there is one that is not hidden."""
        return None if ref in self.hidden else self._cards.get(ref) or self._excerpt(ref)

    def excerpts(self, topic: Topic) -> tuple[Card, ...]:
        """Excerpts about a topic, the best first."""
        found = (card for shelf in self.shelves for card in shelf.about(topic))
        # An episode that is on several shelves is read from the first.
        return tuple(card for card in found if self.card(card.ref) == card)

    def topic(self, id: str) -> Topic:
        """The topic with this *id*; the curated files name no other."""
        return self._topics[id]

    def topic_called(self, text: str) -> Topic | None:
        """The topic whose id, name or alias *text* is, whatever its case and punctuation."""
        return self._names.get(normal(text))

    def page(self, topic: Topic) -> tuple[Card, ...]:
        """The cards of *topic*, those that are mostly about it first."""
        about = [card for card in self.shown if topic.id in card.topics]
        return tuple(sorted(about, key=lambda card: card.topics.index(topic.id)))

    def other_sides(self, card: Card) -> tuple[Card, ...]:
        """The cards that see it differently."""
        others = (self._cards.get(f"{card.episode.slug}/{id}") for id in card.contrasts)
        return tuple(other for other in others if other and other.ref not in self.hidden)

    def _excerpt(self, ref: str) -> Card | None:
        slug, _, id = ref.partition("/")
        shelf = next((it for it in self.shelves if it.has(slug)), None)
        return shelf.named(slug, id) if shelf else None

    @cached_property
    def _cards(self) -> dict[str, Card]:
        return {card.ref: card for card in self.cards}

    @cached_property
    def _topics(self) -> dict[str, Topic]:
        return {topic.id: topic for topic in self.topics}

    @cached_property
    def _names(self) -> dict[str, Topic]:
        return {
            normal(name): topic for topic in self.topics for name in (topic.id, topic.name, *topic.aliases)
        }


def read_library(episodes: Path = EPISODES, topics: Path = TOPICS) -> Library:
    """Read every curated file in *episodes*; `CurationError` names all mistakes, and nothing is half read."""
    vocabulary = read_vocabulary(topics)
    curations: list[Curation] = []
    problems: list[str] = []
    for path in sorted(episodes.glob("*.toml")):
        try:
            curations.append(read_curation(path, vocabulary.topics))
        except CurationError as error:
            problems += error.problems
    problems += _twice(curations)
    if not curations and not problems:
        problems = [f"{episodes}: holds no curated episode (*.toml)"]
    if problems:
        raise CurationError(problems)
    return Library(tuple(curations), vocabulary)


def _twice(curations: list[Curation]) -> Iterator[str]:
    slugs = [curation.episode.slug for curation in curations]
    for slug in sorted({slug for slug in slugs if slugs.count(slug) > 1}):
        yield f"{slug}.toml: another file already holds the episode '{slug}'"
