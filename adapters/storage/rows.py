"""What all stores say alike about members' rows: names of fields, what changed, and what is left out."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from bot.episodes import Deed, Feed, Loaded, OwnCard
from bot.model import PEOPLE, Holdings, Mark, Member, Progress, Row
from bot.weekly import Weekly

MEMBER = ("stage", "stage_asked", "zone", "used_at", "notice")
MARK = ("seen_at", "saved_at", "reflected_at", "helpful")
RULES = ("workspace", "keeps_questions", "keep_days", "left_at")
TEXTS = ("text", "prompt")

Signed = Loaded | OwnCard | Feed | Deed
"""What bears the name of whoever did it, in a field `by`."""

UNTOLD = frozenset({"owner", "sketch", "seen", "failing"})

TEXT_MISSING = "A reflection without its text cannot be written."
EDITION_GONE = "{name} was removed in the meantime, so nothing was published. Load it again."
EDITION_THERE = "Somebody else loaded {name} at the same time. Load it again, if it is another file."


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


def is_theirs(member: Member, workspace: str, id: str) -> bool:
    """Whether somebody in a workspace is this member: people of a platform are in all of its workspaces."""
    inside = f"{member.workspace.removesuffix(PEOPLE)}:"
    return id == member.id and (workspace == member.workspace or workspace.startswith(inside))


def signed_row(value: Signed) -> Row:
    """What is told of something to whoever signed it: all but what says nothing about them."""
    told = {it.name: getattr(value, it.name) for it in fields(value) if it.name not in UNTOLD}
    return {"workspace": value.owner, **told}


def by_name(editions: Iterable[Loaded]) -> tuple[Loaded, ...]:
    """By name and owner, the newest first, for which databases have alphabets of their own.

    Numbers tell which is newest: a load that takes long was begun before others, and is kept after them.
    """
    return tuple(sorted(editions, key=lambda it: (it.name, it.owner, -it.number)))
