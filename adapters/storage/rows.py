"""What all stores say alike about members' rows: names of fields, what changed, and what is left out."""

from collections.abc import Iterable
from typing import Any

from bot.model import Holdings, Mark, Progress
from bot.weekly import Weekly

MEMBER = ("stage", "stage_asked", "zone", "used_at", "notice")
MARK = ("seen_at", "saved_at", "reflected_at", "helpful")
RULES = ("workspace", "keeps_questions", "keep_days", "left_at")
TEXTS = ("text", "prompt")

TEXT_MISSING = "A reflection without its text cannot be written."


def changes(before: Progress | Mark, after: Progress | Mark, names: Iterable[str]) -> dict[str, Any]:
    """The new values of those fields in *names* that differ."""
    return {name: getattr(after, name) for name in names if getattr(after, name) != getattr(before, name)}


def time_of(weekly: Weekly) -> dict[str, Any]:
    """When in a week: the time of day as minutes since midnight."""
    minute = weekly.time.hour * 60 + weekly.time.minute
    return {"weekday": weekly.weekday, "minute": minute, "zone": weekly.zone}


def without_texts(held: Holdings) -> Holdings:
    """The same rows, without what the member wrote."""
    return Holdings(
        {
            name: tuple({key: row[key] for key in row if key not in TEXTS} for row in rows)
            for name, rows in held.tables.items()
        }
    )
