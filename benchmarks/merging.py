"""Fit the constants of `knowledge/merging.py`, and print what each choice of its thresholds costs whom.

    python benchmarks/merging.py       # some minutes: fourteen episodes are loaded

Two kinds of questions are known to be answered by one side: those of the curated episode by its cards, and
those about loaded episodes by their excerpts. A logistic regression tells them apart, fitted on our own; the
table is about those of others. CAREER_SHARED names the folder with the transcripts and questions.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from calibrate import fitted
from excerpts import Loaded, Question, loaded, row, shipped
from labelled import Labelled, question_sets, scorer

from knowledge import merging
from knowledge.excerpts.finding import find
from knowledge.excerpts.making import Maker
from knowledge.search import MATCHES_MAX, Search
from knowledge.words import cleaned

FIRST, LAST = -99.0, 99.0
CHOICES = (
    (LAST, LAST), (0, 0), (0, -0.5), (0, -1), (0, -1.5), (0, -2), (-1, -1), (-2, -2), (FIRST, FIRST),
)  # fmt: skip
"""From where cards come first, and below where excerpts do; at the ends one side does, whatever was asked."""


def signs(search: Search, questions: Sequence[Question], each: Loaded) -> Iterator[list[float]]:
    """What speaks for the cards, and what for the excerpts, of each question."""
    for question in questions:
        heard = search.hear(cleaned(question["q"]))
        found = find((each.shelf,), heard.line, heard.vectors, frozenset(), MATCHES_MAX)
        if heard.reading:
            cards = [heard.reading.asked, heard.reading.advised, heard.words]
            yield [*cards, found.nearest, found.excerpts[0].score]


def print_constants(search: Search, own: Labelled, sets: Sequence[Loaded]) -> None:
    """Fit them to our own questions."""
    excerpts = [it for each in sets if each.name == "TRAIN" for it in signs(search, each.questions, each)]
    cards = [it for each in sets for it in signs(search, own.covered, each)]
    side = np.array([0.0] * len(excerpts) + [1.0] * len(cards))
    bias, weights = fitted(np.array(excerpts + cards), side)
    # As if there had been as many of either.
    bias += float(np.log(len(excerpts) / len(cards)))
    ours, theirs = weights[:3].round(2), -weights[3:].round(2)
    print(f"BIAS = {bias:.2f}; ASKED, ADVISED, SHARED = {ours}; NEAR, FITS = {theirs}")


def print_choices(search: Search, others: Labelled, each: Loaded) -> None:
    """Print what the thresholds do to both kinds of questions, where the same episodes are loaded."""
    score, beside = scorer(), search.with_shelves(each.shelf)
    curated = [{"episode": search.library.cards[0].episode.slug, **it} for it in others.covered]
    print("\n| cards first from | excerpts below | questions | n | S@1 | S@3 | S2@3 | nDCG@5 |")
    print("|---" * 8 + "|")
    for merging.CARDS_FIRST, merging.EXCERPTS_FIRST in CHOICES:
        for name, asked in ((others.name, curated), (each.name, each.questions)):
            cells = f"{merging.CARDS_FIRST} | {merging.EXCERPTS_FIRST} | {name}"
            print(f"| {cells} | {row(score, asked, beside)}", flush=True)


def main() -> None:
    """Fit, and print."""
    ready = shipped()
    own, *others = question_sets()
    sets = list(loaded(Maker(ready.search.library, ready.encoder), test=False))
    print_constants(ready.search, own, sets)
    for each in others:
        print_choices(ready.search, each, sets[0])


if __name__ == "__main__":
    main()
