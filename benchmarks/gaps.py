"""How well questions without an answer fall into groups: pairs that belong together, and pairs that do not.

    python benchmarks/gaps.py

Two questions belong together if their subjects are the same. The threshold is chosen on draws from the
example questions of subjects, by their meaning alone: of those the search knows the subject anyway. The
labelled questions were not looked at; more than half of them have no subject, and belong with nobody.
"""

import json
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from random import Random

import numpy as np

from adapters.program import open_shipped
from adapters.settings import Settings
from adapters.vectors import silent
from knowledge.encoder import Vectors
from knowledge.groups import groups
from knowledge.library import Library
from knowledge.meaning import THE_SAME
from knowledge.search import Search

QUESTIONS = Path(__file__).parent / "questions"
THRESHOLDS = (0.4, 0.45, 0.5, 0.55, 0.6)
DRAWS, SUBJECTS, ASKED = 10, 30, (1, 2, 4, 8)
"""Draws of some subjects, of each of which one of so many questions is asked."""

Labels = list[frozenset[str]]


def main() -> None:
    """Print the table."""
    search = open_shipped(Settings(), silent).search
    draws = [(encoded(search, asked), labels) for asked, labels in drawn(search.library)]
    asked, labels = labelled()
    vectors = encoded(search, asked)
    found = [search.ask(question).subject for question in asked]
    subjects = [subject.id if subject else None for subject in found]
    alone: list[str | None] = [None] * len(asked)
    print(f"{DRAWS} draws of {SUBJECTS} subjects, and {len(asked)} labelled questions that nobody answers.\n")
    print(
        "| threshold | draws: precision | recall | labelled, by meaning | recall | and by subject | recall |"
    )
    print("|---|---|---|---|---|---|---|")
    for threshold in THRESHOLDS:
        scores = [scored(groups(rows, [None] * len(rows), threshold), known) for rows, known in draws]
        mean = tuple(np.mean(scores, axis=0))
        rows = (mean, *(scored(groups(vectors, it, threshold), labels) for it in (alone, subjects)))
        print(f"| {threshold} | {' | '.join(f'{value:.2f}' for row in rows for value in row)} |")
    near, right = same(draws)
    print(
        f"\nOf {near} pairs in the draws that are as near as {THE_SAME}, "
        f"{right / max(near, 1):.2f} belong together."
    )


def encoded(search: Search, texts: list[str]) -> Vectors:
    """The vectors of questions."""
    vectors = search.vectors(texts)
    assert vectors is not None, "this is about meaning, for which the model is needed"
    return vectors


def drawn(library: Library) -> Iterator[tuple[list[str], Labels]]:
    """Some subjects' example questions, with the subject of each, again and again."""
    chance = Random(6)
    for _ in range(DRAWS):
        chosen = chance.sample(library.subjects, SUBJECTS)
        pairs = [
            (question, frozenset({it.id}))
            for it in chosen
            for question in chance.sample(it.questions, min(len(it.questions), chance.choice(ASKED)))
        ]
        yield [question for question, _ in pairs], [label for _, label in pairs]


def labelled() -> tuple[list[str], Labels]:
    """The labelled questions that the episodes do not answer; those without a subject are alone."""
    lines = [
        json.loads(line)
        for name in ("subjects", "offtopic")
        for line in (QUESTIONS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    return [it["q"] for it in lines], [frozenset(it.get("subjects") or [it["id"]]) for it in lines]


def scored(found: tuple[tuple[int, ...], ...], labels: Labels) -> tuple[float, float]:
    """Precision and recall of the pairs that are in one group."""
    together = {pair for group in found for pair in combinations(group, 2)}
    belong = {
        (one, other) for one, other in combinations(range(len(labels)), 2) if labels[one] & labels[other]
    }
    right = len(together & belong)
    return right / max(len(together), 1), right / max(len(belong), 1)


def same(draws: list[tuple[Vectors, Labels]]) -> tuple[int, int]:
    """How many pairs are as near as one question in other words, and how many of them belong together."""
    near = right = 0
    for vectors, labels in draws:
        for one, other in zip(*np.nonzero(np.triu(vectors @ vectors.T >= THE_SAME, 1)), strict=True):
            near += 1
            right += bool(labels[one] & labels[other])
    return near, right


if __name__ == "__main__":
    main()
