"""The lexical side of search: BM25 over the stems of words, by tantivy."""

import math
from collections.abc import Sequence
from functools import cache
from itertools import chain

import numpy as np
import tantivy
from numpy.typing import NDArray

from knowledge.cards import Card, Topic
from knowledge.library import Library

Scores = NDArray[np.float32]
"""One number a card, in the library's order."""

# Weights beside those in `meaning`; benchmarks/README.md tells what each is worth.
CARD_WORDS = 0.8
QUESTION_WORDS = 0.5

HITS_MAX = 200
"""Enough for every card that a question could be about; more only cost time."""

ANALYZER = "english-stems"
WRITER_BYTES = 15_000_000
"""The least memory that tantivy takes for a writing thread."""


class LexicalIndex:
    """The words of cards, ready to be compared with a question's."""

    def __init__(self, library: Library) -> None:
        asked = [(card.title, *card.questions) for card in library.cards]
        self._cards = WordIndex([_all_words(card, library.topic(card.topics[0])) for card in library.cards])
        self._questions = WordIndex(list(chain(*asked)))
        self._owner = np.repeat(np.arange(len(asked)), [len(texts) for texts in asked])

    def read(self, question: str) -> Scores:
        """How much of the words of *question* each card has, as a whole and in its best example question."""
        whole = self._cards.scores(question)
        best = np.zeros_like(whole)
        np.maximum.at(best, self._owner, self._questions.scores(question))
        return CARD_WORDS * whole + QUESTION_WORDS * best


def _all_words(card: Card, topic: Topic) -> str:
    """What *card* says and is asked, and all that members call its main *topic*."""
    return " ".join((card.title, card.advice, *card.questions, topic.name, *topic.aliases))


class WordIndex:
    """Texts that can be asked how much of a question's words they hold."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._analyzer = _analyzer()
        schema = tantivy.SchemaBuilder()
        schema.add_unsigned_field("place", fast=True)
        schema.add_text_field("text", tokenizer_name=ANALYZER)
        self._index = tantivy.Index(schema.build())
        self._index.register_tokenizer(ANALYZER, self._analyzer)
        writer = self._index.writer(WRITER_BYTES, num_threads=1)
        for place, text in enumerate(texts):
            document = tantivy.Document()
            document.add_unsigned("place", place)
            document.add_text("text", text)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        self._size = len(texts)

    def scores(self, question: str) -> Scores:
        """BM25 of each text over the sum of the question's term weights: 0 where no word is shared.

        The division makes a score of one question comparable with that of another.
        Only the best `HITS_MAX` texts get a score.
        """
        scores = np.zeros(self._size, np.float32)
        terms = list(dict.fromkeys(self._analyzer.analyze(question)))
        weight = sum(map(self._weight, terms))
        if not weight:
            return scores
        found = self._searcher.search(self._any_of(terms), limit=HITS_MAX, count=False).hits
        if found:
            places = np.array(self._searcher.fast_field_values("place", [hit for _, hit in found]), np.intp)
            scores[places] = [score / weight for score, _ in found]
        return scores

    def _weight(self, term: str) -> float:
        """The inverse document frequency that BM25 gives to *term*."""
        holding = self._searcher.doc_freq("text", term)
        return math.log(1 + (self._size - holding + 0.5) / (holding + 0.5))

    def _any_of(self, terms: list[str]) -> tantivy.Query:
        # Built, not parsed: a member's brackets and colons are words and never query syntax.
        wanted = [tantivy.Query.term_query(self._index.schema, "text", term) for term in terms]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in wanted])


def stems(text: str) -> list[str]:
    """The stems of the words in *text* that say anything, in their order."""
    return _stemming().analyze(text)


@cache
def _stemming() -> tantivy.TextAnalyzer:
    return _analyzer()


def _analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stopword("english"))
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )
