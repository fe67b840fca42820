"""Lists that are too long for one screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot import wording
from bot.message import Button

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some *items* of a list, their *place* in it (" (page 2 of 3)", or nothing), and buttons to turn it."""

    items: tuple[T, ...]
    place: str
    turning: tuple[Button, ...]


def paged(items: Sequence[T], number: int, size: int, command: str) -> Page[T]:
    """The page with this *number*, or the nearest that exists; *command* and a number open another one."""
    last = max(1, -(-len(items) // size))
    number = min(max(1, number), last)
    newer = (Button(wording.NEWER_BUTTON, f"{command} {number - 1}"),) if number > 1 else ()
    older = (Button(wording.OLDER_BUTTON, f"{command} {number + 1}"),) if number < last else ()
    shown = tuple(items[(number - 1) * size : number * size])
    return Page(shown, wording.page_of(number, last) if last > 1 else "", (*newer, *older))
