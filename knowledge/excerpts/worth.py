"""How much a passage is worth sending to somebody who asks for advice."""

from knowledge.excerpts.cutting import Passage

WORTH_MIN = 0.05
"""Below it nobody is helped, whatever they ask."""

LONG_ENOUGH = 60
"""Words in which a thought has room."""


def worth(passage: Passage) -> float:
    """The chance, in 0..1, that a passage helps somebody."""
    return min(1.0, len(passage.text.split()) / LONG_ENOUGH)
