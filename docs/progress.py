"""Draw docs/progress.png: what `progress` shows after a busy quarter, of a member who is made up.

python docs/progress.py
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from adapters.picture import draw
from bot.message import Picture
from bot.model import Member, Progress
from bot.progress import progress_page
from bot.weekly import monday_of
from knowledge.cards import Stage
from knowledge.library import read_library

TODAY = date(2026, 11, 27)
READ = (
    "staff-coding",
    "tech-lead",
    "becoming-a-manager",
    "learning",
    "senior",
    "burnout",
    "boundaries",
    "titles",
)
"""Topics whose cards the member read, in this order."""

WEEKS = (0, 0, 0, 2, 5, 0, 4, 9, 6, 0, 5, 7)
"""New cards in each of the last twelve weeks."""

WRITTEN = (4, 6, 7, 8, 10, 11)
"""Weeks in which they wrote, counted from the first."""


def main() -> None:
    """Write the picture beside this file."""
    library = read_library()
    progress = Progress(Member("terminal", "ada"), stage=Stage.SENIOR)
    unread = iter([card for id in READ for card in library.page(library.topic(id)) if card.topics[0] == id])
    for week, count in enumerate(WEEKS):
        for card in [next(unread) for _ in range(count)]:
            progress = progress.with_seen(card.ref, _week(week))
            if card.topics[0] == "staff-coding":
                progress = progress.with_saved(card.ref, _week(week)).with_verdict(card.ref, helpful=True)
    message = progress_page(progress, [_week(week) for week in WRITTEN], library, monday_of(TODAY))
    [picture] = [part for part in message.parts if isinstance(part, Picture)]
    Path(__file__).with_name("progress.png").write_bytes(draw(picture))


def _week(number: int) -> datetime:
    friday = TODAY - timedelta(weeks=len(WEEKS) - 1 - number)
    return datetime(friday.year, friday.month, friday.day, 9, tzinfo=UTC)


if __name__ == "__main__":
    main()
