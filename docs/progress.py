"""Draw the README's picture of a month's progress, from made-up data.

    python docs/progress.py

Writes docs/progress.png.
"""

from pathlib import Path

from adapters.picture import draw
from bot.message import Bar, Picture

MONTH = Picture(
    title="Your progress",
    alt="",
    bars=(
        Bar("Tech lead", 6, 6),
        Bar("Staff and principal engineers", 7, 9),
        Bar("Promotion and its speed", 4, 6),
        Bar("Learning and keeping skills up", 3, 8),
        Bar("Influence and making things happen", 4, 12),
        Bar("Burnout and recovery", 1, 5),
    ),
    weeks=(0, 0, 0, 0, 0, 2, 0, 3, 9, 5, 4, 8),
    streak=4,
    facts=(("Stage", "senior"), ("Cards read", "31"), ("Reflections", "7")),
    next_step="Read two more cards on staff and principal engineers",
)
TARGET = Path(__file__).parent / "progress.png"

if __name__ == "__main__":
    TARGET.write_bytes(draw(MONTH))
