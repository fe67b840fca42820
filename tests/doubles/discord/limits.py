"""How long and how many Discord takes, as tables: the kind of an object, its field, the limit.

The numbers are those of Discord's documentation: the component reference, the pages on messages,
on interactions and on application commands. Where it is silent, the comment or docstring beneath says where
they are from.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from tests.doubles.slack.nodes import Node, Problem, a

COMPONENTS_MAX = 40
"""Components of a message, those within others counted as well."""

TEXT_MAX = 4000
"""Characters in all text displays of a message together (discord.py's LayoutView refuses more as well)."""

EMBEDS_TEXT_MAX = 6000
"""Characters in all embeds of a message together."""

ROWS_MAX = 5
"""Rows of a message without the flag for components of the second version."""

FILE_MAX = 10 * 1024**2
"""Bytes of one file where nobody has paid for more; there are pages that say twice as much."""

FILES_MAX = 25 * 1024**2
"""Bytes of one request."""

FILENAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
"""Names that files keep: others are cleansed, and found no more (discord/discord-api-docs#7754 and #7890)."""

OPTIONS_MAX = 25
"""Options of a select, and choices that are suggested while somebody types."""

INPUT_MAX = 4000
"""Characters that can be typed in one field of a modal."""

CUSTOM: Mapping[str, int] = {"custom_id": 100}
SELECT: Mapping[str, int] = {**CUSTOM, "placeholder": 150}
MEDIA: Mapping[str, int] = {"description": 1024}

LENGTHS: Mapping[str, Mapping[str, int]] = MappingProxyType({
    # The OpenAPI document says 4000, which is for people who pay.
    "message": {"content": 2000, "nonce": 25},
    "modal": {**CUSTOM, "title": 45},
    "button": {**CUSTOM, "label": 80, "url": 512},
    "string_select": SELECT,
    "user_select": SELECT,
    "role_select": SELECT,
    "mentionable_select": SELECT,
    "channel_select": SELECT,
    "option": {"label": 100, "value": 100, "description": 100},
    "text_display": {"content": TEXT_MAX},
    "thumbnail": MEDIA,
    "media_item": MEDIA,
    "label": {"label": 45, "description": 100},
    "text_input": {**CUSTOM, "placeholder": 100},
    "file_upload": CUSTOM,
    "radio_group": CUSTOM,
    "checkbox_group": CUSTOM,
    "checkbox": CUSTOM,
    # The OpenAPI document says 6000, which is for what is typed, not for what is chosen.
    "choice": {"value": 100},
    "suggestion": {"name": 100, "value": 100},
})  # fmt: skip
"""Characters of a string, at most; where there is one, it has to be more than blanks."""

MAY_BE_EMPTY = frozenset({("message", "content")})
"""What is there to be taken away: a message that changes may have no content any more."""

VALUES: Mapping[str, tuple[int, int]] = {"min_values": (0, OPTIONS_MAX), "max_values": (1, OPTIONS_MAX)}
BOXES: Mapping[str, tuple[int, int]] = {"min_values": (0, 10), "max_values": (1, 10)}

COUNTS: Mapping[str, Mapping[str, tuple[int, int]]] = MappingProxyType({
    "message": {"embeds": (0, 10), "attachments": (0, 10)},
    "modal": {"components": (1, 5)},
    "action_row": {"components": (1, 5)},
    "section": {"components": (1, 3)},
    "container": {"components": (1, COMPONENTS_MAX)},
    "media_gallery": {"items": (1, 10)},
    "string_select": {"options": (1, OPTIONS_MAX)},
    "radio_group": {"options": (2, 10)},
    "checkbox_group": {"options": (1, 10)},
    "autocompletion": {"choices": (0, OPTIONS_MAX)},
    "command": {"options": (0, 25)},
    "group": {"options": (1, 25)},
    "subcommand": {"options": (0, 25)},
    "argument": {"choices": (0, OPTIONS_MAX)},
})  # fmt: skip
"""Items of a list, at least and at most."""

RANGES: Mapping[str, Mapping[str, tuple[int, int]]] = MappingProxyType({
    "container": {"accent_color": (0, 0xFFFFFF)},
    "separator": {"spacing": (1, 2)},
    "button": {"style": (1, 6)},
    "string_select": VALUES,
    "user_select": VALUES,
    "role_select": VALUES,
    "mentionable_select": VALUES,
    "channel_select": VALUES,
    "checkbox_group": BOXES,
    "file_upload": BOXES,
    "text_input": {"style": (1, 2), "min_length": (0, INPUT_MAX), "max_length": (1, INPUT_MAX)},
})  # fmt: skip
"""Numbers, at least and at most."""

IDS = (0, 2**31 - 1)
"""Numbers that a component may have; 0 stands for none."""


def problems_of_size(node: Node) -> Iterator[Problem]:
    """What is empty, too long, too many or out of range in one object."""
    yield from _too_long(node)
    for field, (least, most) in COUNTS.get(node.kind, {}).items():
        if not least <= (count := len(node.value.get(field) or ())) <= most:
            yield node.at(field), f"{count} items, {a(node.kind)} takes {least} to {most}"
    for field, (least, most) in {"id": IDS, **RANGES.get(node.kind, {})}.items():
        if isinstance(number := node.value.get(field), int) and not least <= number <= most:
            yield node.at(field), f"{number}, {a(node.kind)} takes {least} to {most}"


def _too_long(node: Node) -> Iterator[Problem]:
    for field, most in LENGTHS.get(node.kind, {}).items():
        if not isinstance(text := node.value.get(field), str):
            continue
        if not text.strip() and (node.kind, field) not in MAY_BE_EMPTY:
            yield node.at(field), "empty"
        elif len(text) > most:
            yield node.at(field), f"{len(text)} characters, {a(node.kind)} takes {most}"
