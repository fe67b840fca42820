"""Learn what a passage is worth from labels, and print how well it can be told of episodes not learned from.

    python benchmarks/worth.py            # the tables; two or three minutes
    python benchmarks/worth.py --write    # makes knowledge/excerpts/worth.json, too

A logistic regression, held back by a ridge, on the words of a passage and on its form. Of each labelled
passage it learns half its grade. Passages of other episodes, without labels, stand for all that podcasts talk
about besides: `BACKGROUND` of one of them is worth sending, by a look at some. The transcripts are shared:
CAREER_SHARED names the folder that holds `data/transcripts.tar.xz` (default `../shared`).
"""

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from archive import TEST, TRAIN, dev, episodes, grades
from labelled import scorer
from numpy.typing import NDArray

from knowledge.excerpts.cutting import Passage, cut
from knowledge.excerpts.worth import WEIGHTS, WORTH_MIN, signs

RIDGE = 1.5
SCALE = 0.15
"""Of the signs beside the bias: as if each had a ridge of `RIDGE` / `SCALE` ** 2."""

PASSAGES_MIN, EPISODES_MIN = 5, 3
"""Passages and episodes that have a sign which is learned: of others too little is known."""

BACKGROUND, BACKGROUND_WEIGHT, BACKGROUND_MAX = 0.1, 0.5, 3000
"""How much a passage without label is worth, how much it counts, and how many are learned from."""

EVERY = 7
"""One of so many other episodes is looked at: by turns to learn from it, and to count what is kept."""

PIECES = (10, 25, 50)
"""Vectors that there may be for each episode of the archive, on average."""

THRESHOLDS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)

Numbers = NDArray[np.float64]
Signs = Sequence[Mapping[str, float]]


@dataclass(frozen=True)
class Learned:
    """A bias and what each sign adds to it."""

    bias: float
    signs: Mapping[str, float]

    def chances(self, rows: Signs) -> Numbers:
        """The worth of passages with these signs."""
        totals = [
            self.bias + sum(self.signs.get(name, 0.0) * value for name, value in row.items()) for row in rows
        ]
        return _chances(np.array(totals))


def _chances(totals: Numbers) -> Numbers:
    chances: Numbers = 1 / (1 + np.exp(-totals))
    return chances


def learned(labelled: Mapping[str, Signs], halves: Mapping[str, Numbers], others: Signs) -> Learned:
    """Learn from the passages of some episodes, and from *others* that have no label."""
    names = _frequent(labelled)
    rows = [row for each in labelled.values() for row in each]
    table = SCALE * np.array([[row.get(name, 0.0) for name in names] for row in (*rows, *others)])
    wanted = np.concatenate([*(halves[slug] for slug in labelled), np.full(len(others), BACKGROUND)])
    counts = np.concatenate([np.ones(len(rows)), np.full(len(others), BACKGROUND_WEIGHT)])
    bias, *weights = _fitted(np.column_stack([np.ones(len(table)), table]), wanted, counts)
    return Learned(
        round(bias, 3),
        {name: round(SCALE * weight, 3) for name, weight in zip(names, weights, strict=True)},
    )


def _frequent(labelled: Mapping[str, Signs]) -> list[str]:
    held = Counter(name for rows in labelled.values() for row in rows for name in row)
    spread = Counter(name for rows in labelled.values() for name in {name for row in rows for name in row})
    return sorted(it for it in held if held[it] >= PASSAGES_MIN and spread[it] >= EPISODES_MIN)


def _fitted(table: Numbers, wanted: Numbers, counts: Numbers) -> list[float]:
    """The weights of a logistic regression on shares, by Newton's method."""
    held = RIDGE * np.eye(table.shape[1])
    held[0, 0] = 0
    weights = np.zeros(table.shape[1])
    for _ in range(12):
        chance = _chances(table @ weights)
        slope = table.T @ (counts * (wanted - chance)) - held @ weights
        curve = (table * (counts * chance * (1 - chance))[:, None]).T @ table + held
        weights += np.linalg.solve(curve, slope)
    return [float(it) for it in weights]


def print_grades(name: str, chances: Numbers, grades: Numbers) -> None:
    """How well *chances* tell passages of each grade from the others, and what thresholds keep."""
    auc = scorer().auc
    two, one = (grades == 2).sum(), (grades == 1).sum()
    print(f"\n### {name}: {len(grades)} passages, {two} of grade 2, {one} of 1")
    for least in (2, 1):
        print(f"\nAUC of grade {least} and more: {auc(*_split(chances, grades >= least)):.3f}")
    print("\n| worth from | kept | precision (2) | recall (2) | precision (1 and 2) | recall (1 and 2) |")
    print("|---" * 6 + "|")
    for threshold in THRESHOLDS:
        kept = chances >= threshold
        cells = [
            f"{(kept & good).sum() / count:.2f}"
            for good in (grades == 2, grades >= 1)
            for count in (max(1, kept.sum()), good.sum())
        ]
        print(f"| {threshold} | {kept.mean():.2f} | {' | '.join(cells)} |")


def _split(values: Numbers, good: NDArray[np.bool_]) -> tuple[list[float], list[float]]:
    return values[good].tolist(), values[~good].tolist()


def print_pieces(
    learnt: Learned, others: Sequence[tuple[Passage, ...]], test: tuple[Numbers, Numbers]
) -> None:
    """From which worth on there are few enough pieces, and how much that is good is kept then."""
    flat = [it for each in others for it in each]
    chances = learnt.chances([signs(it.text) for it in flat])
    order = np.argsort(-chances)
    pieces = np.cumsum([len(flat[place].pieces) for place in order]) / len(others)
    total = pieces[-1]
    print(f"\n### {len(others)} other episodes, {total:.0f} pieces each\n")
    print(f"{(chances >= WORTH_MIN).mean():.2f} of their passages are worth {WORTH_MIN} or more.\n")
    print("| pieces an episode | worth from | grade 2 of TEST, kept | 1 and 2 | 0 |\n" + "|---" * 5 + "|")
    judged, graded = test
    for most in PIECES:
        least = chances[order][np.searchsorted(pieces, most)]
        shares = [
            f"{(judged[which] >= least).mean():.2f}" for which in (graded == 2, graded >= 1, graded == 0)
        ]
        print(f"| {most} | {least:.3f} | {' | '.join(shares)} |")


def _all(numbers: Mapping[str, Numbers], slugs: Sequence[str]) -> Numbers:
    return np.concatenate([numbers[slug] for slug in slugs])


def written(learnt: Learned) -> str:
    """The weights as they are kept, a line for each sign that adds something."""
    kept = {name: it for name, it in learnt.signs.items() if it}
    return json.dumps({"bias": learnt.bias, "signs": kept}, indent=0, ensure_ascii=False) + "\n"


def main() -> None:
    """Print the tables, and write the weights if that is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true")
    write = parser.parse_args().write
    ours = frozenset((*TRAIN, *TEST))
    known = {slug: cut(each) for slug, each in episodes(ours, EVERY)}
    never = {question["episode"] for question in dev()}
    others = [each for slug, each in known.items() if slug not in ours and slug not in never]
    lessons = [signs(it.text) for each in others[::2] for it in each]
    lessons = lessons[:: -(-len(lessons) // BACKGROUND_MAX)]
    rows = {slug: [signs(it.text) for it in known[slug]] for slug in (*TRAIN, *TEST)}
    graded = {slug: grades(slug, known[slug]) for slug in rows}
    halves = {slug: it / 2 for slug, it in graded.items()}
    unseen = {
        slug: learned({it: rows[it] for it in TRAIN if it != slug}, halves, lessons).chances(rows[slug])
        for slug in TRAIN
    }
    learnt = learned({it: rows[it] for it in TRAIN}, halves, lessons)
    told = {slug: learnt.chances(rows[slug]) for slug in TEST}
    test = _all(told, TEST), _all(graded, TEST)
    print_grades("TRAIN, each episode unseen", _all(unseen, TRAIN), _all(graded, TRAIN))
    print_grades("TEST", *test)
    print_pieces(learnt, others[1::2], test)
    if write:
        WEIGHTS.write_text(written(learnt), encoding="utf-8")


if __name__ == "__main__":
    main()
