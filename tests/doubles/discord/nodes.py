"""Walking through payloads of Discord, where a `type` is a number and some objects have none."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from tests.doubles.slack.nodes import Node

Payload = Mapping[str, Any]

KINDS: Mapping[int, str] = MappingProxyType({
    1: "action_row",
    2: "button",
    3: "string_select",
    4: "text_input",
    5: "user_select",
    6: "role_select",
    7: "mentionable_select",
    8: "channel_select",
    9: "section",
    10: "text_display",
    11: "thumbnail",
    12: "media_gallery",
    13: "file",
    14: "separator",
    17: "container",
    18: "label",
    19: "file_upload",
    21: "radio_group",
    22: "checkbox_group",
    23: "checkbox",
})  # fmt: skip
"""Components by their type (component reference)."""

UNTYPED: Mapping[str, str] = MappingProxyType({"options": "option", "items": "media_item"})
"""What stands in a component without being one: it has no type, and does not count as a component."""

INNER = ("components", "component", "accessory", *UNTYPED)
"""The fields in which a component holds others, or parts of itself."""

COMPONENTS = frozenset(KINDS.values())


def nodes(value: Payload, kind: str, path: str = "") -> Iterator[Node]:
    """A *value* of a *kind* and all in it, as they are read: outer ones first."""
    yield Node(path, kind, value)
    for field in INNER:
        for child in children(Node(path, kind, value), field):
            yield from nodes(child.value, child.kind, child.path)


def children(node: Node, field: str) -> Iterator[Node]:
    """What stands directly in one *field* of an object, be it a list or a single one."""
    held = node.value.get(field)
    items = enumerate(held) if isinstance(held, list) else [(None, held)]
    for index, item in items:
        if isinstance(item, Mapping):
            path = node.at(field) if index is None else f"{node.at(field)}/{index}"
            yield Node(path, UNTYPED.get(field) or kind_of(item), item)


def kind_of(component: Payload) -> str:
    """What a component is, or "unknown": the document tells what is wrong with those."""
    return KINDS.get(component.get("type", 0), "unknown")


def media_url(node: Node) -> str:
    """The address of what a picture or a file shows, or nothing."""
    media = node.value.get("media") or node.value.get("file") or {}
    return media.get("url") or ""
