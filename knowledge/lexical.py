"""The lexical side of search: BM25 over the stems of words, by tantivy."""

import math
from collections.abc import Sequence

import numpy as np
import tantivy
from numpy.typing import NDArray

ANALYZER = "english-stems"
WRITER_BYTES = 15_000_000
"""The least memory that tantivy takes for a writing thread."""


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

    def scores(self, question: str, most: int = 500) -> NDArray[np.float32]:
        """BM25 of each text over the sum of the question's term weights: 0 where no word is shared.

        The division makes a score of one question comparable with that of another.
        Only the best *most* texts get a score.
        """
        scores = np.zeros(self._size, np.float32)
        terms = list(dict.fromkeys(self._analyzer.analyze(question)))
        weight = sum(map(self._weight, terms))
        if not weight:
            return scores
        found = self._searcher.search(self._any_of(terms), limit=most, count=False).hits
        if found:
            places = self._searcher.fast_field_values("place", [address for _, address in found])
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


def _analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stopword("english"))
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )
