"""Fit the confidence to the labelled questions, and print the constants for `knowledge/search.py`.

    python benchmarks/calibrate.py

A logistic regression, held back by a small ridge, on what the search found for each question, and a table
of what a threshold would keep and leak, each question judged by a regression that never saw it.
"""

import numpy as np
from excerpts import shipped
from labelled import question_sets
from numpy.typing import NDArray

from knowledge.lexical import LexicalIndex
from knowledge.library import read_library
from knowledge.search import Search

RIDGE = 1.0
THRESHOLDS = (0.3, 0.4, 0.45, 0.5, 0.6, 0.7)
FOLDS = 10

Matrix = NDArray[np.float64]


def fitted(evidence: Matrix, covered: Matrix) -> tuple[float, Matrix]:
    """Bias and weights of the logistic regression of *covered* on *evidence*, by Newton's method."""
    centre, spread = evidence.mean(axis=0), evidence.std(axis=0)
    rows = np.column_stack([np.ones(len(evidence)), (evidence - centre) / spread])
    held = RIDGE * np.diag([0.0] + [1.0] * evidence.shape[1])
    weights = np.zeros(rows.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (covered - chance) - held @ weights
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + held
        weights += np.linalg.solve(curve, slope)
    scaled = weights[1:] / spread
    return float(weights[0] - scaled @ centre), scaled


def chances(evidence: Matrix, bias: float, weights: Matrix) -> Matrix:
    """The confidence of each row."""
    return 1 / (1 + np.exp(-(evidence @ weights + bias)))


def across_folds(evidence: Matrix, covered: Matrix) -> Matrix:
    """The confidence of each row by a regression that never saw it."""
    folds = np.random.default_rng(0).permutation(len(covered)) % FOLDS
    unseen = np.empty(len(covered))
    for fold in range(FOLDS):
        out = folds == fold
        unseen[out] = chances(evidence[out], *fitted(evidence[~out], covered[~out]))
    return unseen


def report(name: str, search: Search) -> None:
    """Print the constants for *search*, and what they would do to questions that they have not seen."""
    rows = [(question["q"], 1.0) for each in question_sets() for question in each.covered]
    rows += [(question["q"], 0.0) for each in question_sets() for question in each.offtopic]
    answers = [(search.ask(text), label) for text, label in rows]
    # A topic's page has no evidence: it is what was asked for by name.
    judged = [(answer.evidence, label) for answer, label in answers if answer.evidence]
    evidence, covered = np.array([it[0] for it in judged]), np.array([it[1] for it in judged])
    bias, weights = fitted(evidence, covered)
    unseen = across_folds(evidence, covered)
    listed = ", ".join(f"{weight:.3f}" for weight in weights)
    print(f"\n{name} = Calibration(bias={bias:.3f}, weights=({listed},), threshold=...)\n")
    print("| threshold | covered, answered | off-topic, answered |\n|---|---|---|")
    for threshold in THRESHOLDS:
        kept, leaked = ((unseen[covered == label] >= threshold).mean() for label in (1, 0))
        print(f"| {threshold:.2f} | {kept:.3f} | {leaked:.3f} |")


def main() -> None:
    """Print the constants with and without an encoder."""
    report("BY_MEANING", shipped().search)
    library = read_library()
    report("BY_WORDS", Search(library, LexicalIndex(library)))


if __name__ == "__main__":
    main()
