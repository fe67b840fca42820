"""What means about the same, put together: questions that many people ask in words of their own."""

from collections.abc import Hashable, Sequence

import numpy as np

from knowledge.encoder import Vectors

ALIKE = 0.5
"""How near the members of two groups are, on average, for both to become one: where most of the pairs in a
group belong together, by the table of `benchmarks/gaps.py`. Rather two groups about one thing than one group
about two, of which a card would answer only one."""


def groups(
    vectors: Vectors, subjects: Sequence[Hashable | None], alike: float = ALIKE
) -> tuple[tuple[int, ...], ...]:
    """Places of the rows that belong together, each once, by the first of them.

    Of all pairs of groups, the two that are nearest become one, until none are near enough; whatever is
    surely about one of the *subjects* is as near to its like as can be. The same rows in the same order make
    the same groups; who wants that for any order sorts them before.
    """
    members = [[place] for place in range(len(vectors))]
    nearness = _nearness(vectors, subjects)
    sizes = np.ones(len(vectors))
    while len(vectors) > 1:
        one, other = sorted(map(int, np.unravel_index(nearness.argmax(), nearness.shape)))
        if nearness[one, other] < alike:
            break
        # The mean over all pairs of both, from those over the pairs of each.
        mean = (nearness[one] * sizes[one] + nearness[other] * sizes[other]) / (sizes[one] + sizes[other])
        mean[one] = -np.inf
        nearness[one], nearness[:, one] = mean, mean
        nearness[other], nearness[:, other] = -np.inf, -np.inf
        sizes[one] += sizes[other]
        members[one] += members[other]
        members[other] = []
    return tuple(tuple(sorted(group)) for group in members if group)


def middle(vectors: Vectors) -> tuple[int, ...]:
    """The places of all rows, those first that say best what all of them are about."""
    nearness = (vectors @ vectors.mean(axis=0)).round(4)
    return tuple(sorted(range(len(vectors)), key=lambda place: (-nearness[place], place)))


def _nearness(vectors: Vectors, subjects: Sequence[Hashable | None]) -> np.ndarray:
    nearness = (vectors @ vectors.T).astype(np.float64)
    known = {subject: number for number, subject in enumerate(dict.fromkeys(subjects)) if subject is not None}
    of = np.array([known.get(subject, -1) for subject in subjects])
    nearness[(of[:, None] == of) & (of >= 0)] = 1.0
    np.fill_diagonal(nearness, -np.inf)
    return nearness
