"""Walking through payloads of Discord, where a `type` is a number and some objects have none."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from tests.doubles.slack.nodes import Node

Payload = Mapping[str, Any]

KINDS: Mapping[object, str] = MappingProxyType({
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

COMPONENTS = frozenset(KINDS.values())

UNTYPED: Mapping[str, str] = MappingProxyType({"options": "option", "items": "media_item"})
"""What stands in a component without being one: it has no type, and does not count as a component."""

INNER = ("components", "component", "accessory", *UNTYPED)
"""The fields in which something stands, in the order in which they are read."""


def nodes(root: Node) -> Iterator[Node]:
    """An object and all that is in it, outer ones first."""
    yield root
    for child in children(root):
        yield from nodes(child)


def children(node: Node, *fields: str) -> Iterator[Node]:
    """What stands directly in an object, or only in some of its *fields*."""
    for field in fields or INNER:
        held = node.value.get(field)
        if isinstance(held, list):
            yield from (node_of(item, f"{node.at(field)}/{at}", field) for at, item in enumerate(held))
        elif isinstance(held, Mapping):
            yield node_of(held, node.at(field), field)


def node_of(value: Payload, path: str = "", field: str = "") -> Node:
    """One object; what it is, its type says, or else the *field* that it stands in."""
    return Node(path, UNTYPED.get(field) or KINDS.get(value.get("type"), "stranger"), value)


def media_url(node: Node) -> str:
    """The address of what a picture or a file shows, or nothing."""
    media = node.value.get("media") or node.value.get("file") or {}
    return media.get("url") or ""
