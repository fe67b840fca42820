"""Walking through payloads: every object in one, where it stands and of what kind it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

Problem = tuple[str, str]
"""Where, as a path like "blocks/3/text", and what is wrong there."""

UNTYPED: Mapping[str, str] = MappingProxyType({
    "confirm": "confirm",
    "options": "option",
    "initial_option": "option",
    "initial_options": "option",
    "option_groups": "option_group",
    "positive_button": "feedback_button",
    "negative_button": "feedback_button",
})  # fmt: skip
"""The kind of objects that have no `type`, by the field that they stand in."""


@dataclass(frozen=True, slots=True)
class Node:
    """One object of a payload; its kind is the `type` that it gives itself, or what its place makes it."""

    path: str
    kind: str
    value: Mapping[str, Any]

    def at(self, field: str) -> str:
        """The path of one of its fields."""
        return _join(self.path, field)

    @property
    def block(self) -> str:
        """The path of the block that it is in: "blocks/3"."""
        return "/".join(self.path.split("/")[:2])


def nodes(value: object, path: str = "", field: str = "") -> Iterator[Node]:
    """All objects in a *value*, outer ones first; lists, and what is of no kind, are looked through."""
    if isinstance(value, Mapping):
        kind = value.get("type", UNTYPED.get(field))
        if isinstance(kind, str):
            yield Node(path, kind, value)
        for name, inner in value.items():
            yield from nodes(inner, _join(path, name), name)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from nodes(item, _join(path, index), field)


def texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    """The strings that a field holds, and where: bare, in a text object, or in a list of those."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        yield from texts(value.get("text"), _join(path, "text"))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from texts(item, _join(path, index))


def _join(path: str, step: object) -> str:
    return f"{path}/{step}" if path else str(step)


def said(problem: Problem) -> str:
    """A problem as a line."""
    path, what = problem
    return f"{path}: {what}" if path else what


def a(kind: str) -> str:
    """A kind with its article, for a sentence."""
    return f"{'an' if kind[0] in 'aeio' else 'a'} {kind}"
