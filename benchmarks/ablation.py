"""What each part of the search is worth: the ranking with it left out, and with it alone.

    python benchmarks/ablation.py

Prints a Markdown table. The last two columns are the difference in nDCG@5 to what is shipped, over all
sets of questions together, with a 95 % interval of the paired bootstrap: one that holds 0 is noise. A
signal that stands alone gets the weight that all cosines have together, so that the penalty for cards
of the same turns weighs as much as it does in what is shipped.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import numpy as np
from answer import FullText, PlainEncoder, assembled, card_text, passages
from labelled import question_sets, scorer
from numpy.typing import NDArray

from knowledge import lexical, meaning, search
from knowledge.cards import Card
from knowledge.encoder import Encoder
from knowledge.lexical import LexicalIndex, WordIndex
from knowledge.library import Library
from knowledge.meaning import MeaningIndex
from knowledge.search import Search

FOUND = 10
WORDS_BESIDE_COSINE = 0.8
"""The weight of BM25 beside a cosine that was best for passages when the design was chosen."""

COSINES = ("NEAREST_QUESTION", "NEAREST_THREE", "ADVICE", "BEST_SENTENCE", "MAIN_TOPIC")
SAMPLES = 10_000

Found = list[dict[str, Any]]
Ask = Callable[[str], Found]
Numbers = NDArray[np.float64]


@contextmanager
def weights(module: ModuleType, **values: float) -> Iterator[None]:
    """The constants of *module* that are named, with other *values* for a while."""
    before = {name: getattr(module, name) for name in values}
    for name, value in values.items():
        setattr(module, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(module, name, value)


class Unmended(Search):
    """The search without a speller: words count as they were typed."""

    def __init__(
        self, library: Library, worded: LexicalIndex, meant: MeaningIndex, everyday: Iterable[str]
    ) -> None:
        super().__init__(library, worded, meant, everyday)
        self._speller = str


def over_cards(ask: Search) -> Ask:
    """What *ask* finds, as the scorer wants it."""
    return lambda text: [found(match.card) for match in ask.ask(text).matches[:FOUND]]


def found(card: Card) -> dict[str, Any]:
    """One result of the scorer's."""
    return {"episode": card.episode.slug, "turns": card.turns}


def over_passages(library: Library, encoder: Encoder) -> Iterator[tuple[str, Ask]]:
    """Rankings that know the transcript and no card; of each turn its best passage counts."""
    spoken = passages(library)
    texts = [passage.text for passage in spoken]
    full_text, plain, bm25 = FullText(texts), PlainEncoder(encoder, texts), WordIndex(texts)

    def best(places: list[int]) -> Found:
        turns = dict.fromkeys((spoken[place].episode, spoken[place].turns) for place in places)
        return [{"episode": episode, "turns": turns} for episode, turns in turns][:FOUND]

    def both(text: str) -> Found:
        scores = plain.cosines(text) + WORDS_BESIDE_COSINE * bm25.scores(text)
        return best(np.argsort(-scores).tolist())

    yield "passages: SQLite FTS5", lambda text: best(full_text.find(text, most=len(texts)))
    yield "passages: BM25", lambda text: best(np.argsort(-bm25.scores(text), kind="stable").tolist())
    yield "passages: cosine", lambda text: best(plain.find(text, most=len(texts)))
    yield "passages: cosine and BM25", both


def variants(library: Library, encoder: Encoder, meant: MeaningIndex) -> Iterator[tuple[str, Ask]]:
    """Every row of the table; each is asked before the next one is made, since its weights hold so long."""
    everyday = encoder.vocabulary
    worded = LexicalIndex(library)

    def fresh(kind: type[Search] = Search) -> Ask:
        # A search keeps its topic pages, so every row needs one of its own.
        return over_cards(kind(library, worded, meant, everyday=everyday))

    yield "shipped", fresh()
    yield from over_passages(library, encoder)
    on_cards = FullText([card_text(card) for card in library.cards])
    yield (
        "cards: SQLite FTS5",
        lambda text: [found(library.cards[place]) for place in on_cards.find(text)],
    )
    yield "cards: BM25 (shipped, without a model)", over_cards(Search(library, worded))
    together = sum(getattr(meaning, name) for name in COSINES)
    nothing = dict.fromkeys((*COSINES, "DISCRIMINANT"), 0.0)
    no_words = {"CARD_WORDS": 0.0, "QUESTION_WORDS": 0.0}
    for name, alone in (("nearest question", "NEAREST_QUESTION"), ("advice", "ADVICE")):
        with weights(meaning, **{**nothing, alone: together}), weights(lexical, **no_words):
            yield f"cards: cosine to {name} alone", fresh()
    with weights(meaning, DISCRIMINANT=0.0), weights(lexical, **no_words):
        yield "cards: all cosines alone", fresh()
    for part, off in (
        ("the discriminant", {"DISCRIMINANT": 0.0}),
        ("all cosines", dict.fromkeys(COSINES, 0.0)),
        ("the advice", {"ADVICE": 0.0, "BEST_SENTENCE": 0.0}),
        ("the main topic", {"MAIN_TOPIC": 0.0}),
    ):
        with weights(meaning, **off):
            yield f"shipped without {part}", fresh()
    with weights(lexical, **no_words):
        yield "shipped without words", fresh()
    with weights(search, SAME_TURNS=0.0):
        yield "shipped without the penalty for same turns", fresh()
    yield "shipped without mending", fresh(Unmended)


def interval(differences: Numbers) -> tuple[float, float]:
    """The middle 95 % of what the mean of *differences* would be with other questions of their kind."""
    random = np.random.default_rng(0)
    means = differences[random.integers(len(differences), size=(SAMPLES, len(differences)))].mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return float(low), float(high)


def main() -> None:
    """Print the table, what is shipped first."""
    score, sets = scorer(), question_sets()
    _, encoder, meant, library = assembled()
    heads = [f"{each.name} {measure}" for each in sets for measure in ("nDCG@5", "S@1", "S@3")]
    print(f"| ranking | {' | '.join(heads)} | difference | 95 % |")
    print("|---" * (len(heads) + 3) + "|")
    shipped = None
    for name, ask in variants(library, encoder, meant):
        rows = [[score.score_one(it, ask(it["q"])) for it in each.covered] for each in sets]
        gains = np.array([row["ndcg"] for each in rows for row in each])
        cells = [
            f"{np.mean([row[key] for row in each]):.3f}" for each in rows for key in ("ndcg", "s1", "s3")
        ]
        if shipped is None:
            shipped, last = gains, "| |"
        else:
            low, high = interval(gains - shipped)
            last = f"{(gains - shipped).mean():+.3f} | {low:+.3f} to {high:+.3f} |"
        print(f"| {name} | {' | '.join(cells)} | {last}")


if __name__ == "__main__":
    main()
