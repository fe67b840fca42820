"""How long and how many Slack takes, as tables: the kind of an object, its field, the limit.

The numbers are those of the Block Kit reference, compared with the checks inside slack_sdk and with the
registry of limits that the package slackblocks keeps; where they differ, the reference counts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

TEXT_MAX = 40_000
"""Characters of a message's `text`, after which Slack cuts (chat.postMessage)."""

BLOCKS_TEXT_MAX = 10_000
"""Characters in all blocks of one message.

Slack names no number for its `msg_blocks_too_long`; bolt-js#2867 met it at 11,341 characters.
"""

MARKDOWN_MAX = 12_000
"""Characters in all markdown blocks of one message (Block Kit reference, markdown block)."""

TABLE_CELLS_MAX = 20
"""Cells of a row of a table (Block Kit reference, table block)."""

DATA_TABLE_MAX = 20_000
"""Characters of a data table (Block Kit reference, data table block)."""

OPTIONS_MAX = 100
"""Options of a select menu, and of an answer to what was typed in one (Block Kit reference, select menu)."""

INTERACTIVE: Mapping[str, int] = {"action_id": 255, "placeholder": 150}
BLOCK: Mapping[str, int] = {"block_id": 255}
VIEW: Mapping[str, int] = {
    "title": 24,
    "submit": 24,
    "close": 24,
    "callback_id": 255,
    "external_id": 255,
    "private_metadata": 3000,
}

LENGTHS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        "modal": VIEW,
        "home": VIEW,
        "plain_text": {"text": 3000},
        "mrkdwn": {"text": 3000},
        "section": BLOCK | {"text": 3000, "fields": 2000},
        "header": BLOCK | {"text": 150},
        "markdown": BLOCK | {"text": MARKDOWN_MAX},
        "image": BLOCK | {"alt_text": 2000, "title": 2000, "image_url": 3000},
        "input": BLOCK | {"label": 2000, "hint": 2000},
        "video": BLOCK | {"alt_text": 2000, "title": 200, "author_name": 50, "description": 200},
        "alert": BLOCK | {"text": 200},
        "card": BLOCK | {"title": 150, "subtitle": 150, "body": 200},
        "container": BLOCK | {"title": 150, "subtitle": 150},
        "actions": BLOCK,
        "context": BLOCK,
        "context_actions": BLOCK,
        "carousel": BLOCK,
        "divider": BLOCK,
        "file": BLOCK | {"external_id": 255},
        "rich_text": BLOCK,
        "table": BLOCK,
        "data_table": BLOCK,
        "button": INTERACTIVE | {"text": 75, "value": 2000, "url": 3000, "accessibility_label": 75},
        "icon_button": INTERACTIVE | {"text": 75, "value": 2000, "accessibility_label": 75},
        "feedback_button": {"text": 75, "value": 2000, "accessibility_label": 75},
        "feedback_buttons": INTERACTIVE,
        "workflow_button": INTERACTIVE | {"text": 75, "accessibility_label": 75},
        "plain_text_input": INTERACTIVE | {"initial_value": 3000},
        "option": {"text": 75, "value": 150, "description": 75, "url": 3000},
        "option_group": {"label": 75},
        "confirm": {"title": 100, "text": 300, "confirm": 30, "deny": 30},
    }
    | dict.fromkeys(
        (
            "static_select",
            "external_select",
            "users_select",
            "conversations_select",
            "channels_select",
            "multi_static_select",
            "multi_external_select",
            "multi_users_select",
            "multi_conversations_select",
            "multi_channels_select",
            "overflow",
            "radio_buttons",
            "checkboxes",
            "datepicker",
            "timepicker",
            "datetimepicker",
            "email_text_input",
            "url_text_input",
            "number_input",
            "rich_text_input",
            "file_input",
        ),
        INTERACTIVE,
    )
)
"""Characters, of a string or of the text in a text object; each is one at least."""

MAY_BE_EMPTY = frozenset({"initial_value", "private_metadata"})

COUNTS: Mapping[str, Mapping[str, tuple[int, int]]] = MappingProxyType(
    {
        "message": {"blocks": (0, 50)},
        "modal": {"blocks": (1, 100)},
        "home": {"blocks": (1, 100)},
        "section": {"fields": (1, 10)},
        "context": {"elements": (1, 10)},
        "actions": {"elements": (1, 25)},
        "context_actions": {"elements": (1, 5)},
        "carousel": {"elements": (1, 10)},
        "container": {"child_blocks": (1, 10)},
        "card": {"actions": (1, 3)},
        "table": {"rows": (1, 100), "column_settings": (1, 20)},
        "data_table": {"rows": (2, 201)},
        "static_select": {"options": (1, OPTIONS_MAX), "option_groups": (1, 100)},
        "multi_static_select": {"options": (1, OPTIONS_MAX), "option_groups": (1, 100)},
        "option_group": {"options": (1, OPTIONS_MAX)},
        "overflow": {"options": (1, 5)},
        "radio_buttons": {"options": (1, 10)},
        "checkboxes": {"options": (1, 10)},
    }
)
"""Items of a list, at least and at most."""

RANGES: Mapping[str, Mapping[str, tuple[int, int]]] = MappingProxyType(
    {
        "plain_text_input": {"min_length": (0, 3000), "max_length": (1, 3000)},
        "file_input": {"max_files": (1, 10)},
        "data_table": {"page_size": (1, 100)},
    }
)
"""Numbers, at least and at most."""

UNTYPED: Mapping[str, str] = MappingProxyType(
    {
        "confirm": "confirm",
        "options": "option",
        "initial_option": "option",
        "initial_options": "option",
        "option_groups": "option_group",
        "positive_button": "feedback_button",
        "negative_button": "feedback_button",
    }
)
"""The kind of objects without a `type`, by the field that they stand in."""


@dataclass(frozen=True, slots=True)
class Node:
    """One object of a payload: where it stands, what kind it is, what is in it."""

    path: str
    kind: str
    value: Mapping[str, Any]

    def at(self, field: str) -> str:
        """The path of one of its fields."""
        return f"{self.path}/{field}".lstrip("/")


def nodes(value: object, path: str = "", field: str = "") -> Iterator[Node]:
    """All objects in a *value*, outer ones first, lists and what has no known kind looked through."""
    if isinstance(value, Mapping):
        kind = value.get("type", UNTYPED.get(field))
        if isinstance(kind, str):
            yield Node(path, kind, value)
        for name, inner in value.items():
            yield from nodes(inner, f"{path}/{name}".lstrip("/"), name)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from nodes(item, f"{path}/{index}", field)


def texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    """The strings that a field holds, bare, in a text object or in a list of those, and where."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        yield from texts(value.get("text"), f"{path}/text")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from texts(item, f"{path}/{index}")


def problems_of_size(node: Node) -> Iterator[tuple[str, str]]:
    """What is empty, too long, too many or out of range in one object, each with its path."""
    fields = node.value
    for field, most in LENGTHS.get(node.kind, {}).items():
        for path, text in texts(fields.get(field), node.at(field)):
            if not text.strip() and field not in MAY_BE_EMPTY:
                yield path, "empty"
            elif len(text) > most:
                yield path, f"{len(text)} characters, {a(node.kind)} takes {most}"
    for field, (least, most) in COUNTS.get(node.kind, {}).items():
        if field in fields and not least <= len(fields[field]) <= most:
            yield node.at(field), f"{len(fields[field])} items, {a(node.kind)} takes {least} to {most}"
    for field, (least, most) in RANGES.get(node.kind, {}).items():
        if not least <= fields.get(field, least) <= most:
            yield node.at(field), f"{fields[field]}, {a(node.kind)} takes {least} to {most}"


def a(kind: str) -> str:
    """The kind with its article, for a sentence."""
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
