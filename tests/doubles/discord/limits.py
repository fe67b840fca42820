"""How long and how many Discord takes, as tables: the kind of an object, its field, the limit.

The numbers are those of Discord's documentation: the component reference, the pages on messages,
on interactions and on application commands. Where it is silent, the comment or docstring beneath says where
they are from.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from tests.doubles.slack.nodes import Node, Problem, a

CONTENT_MAX = 2000
"""Characters of a message's `content`; the 4000 of the OpenAPI document are for people who pay."""

COMPONENTS_MAX = 40
"""Components of a message, those within others counted as well."""

TEXT_MAX = 4000
"""Characters in all text displays of a message together (discord.py's LayoutView refuses more as well)."""

EMBEDS_TEXT_MAX = 6000
"""Characters in all embeds of a message together."""

ROWS_MAX = 5
"""Rows of a message without the flag for components of the second version."""

FILE_MAX = 10 * 1024 * 1024
"""Bytes of one file, where nobody has paid for more."""

NONCE_MAX = 25
"""Characters of a nonce."""

CHOICES_MAX = 25
"""Choices that autocomplete suggests, and options of a select."""

ID_MAX = 2**31 - 1
"""The highest number of a component; zero stands for none."""

CUSTOM: Mapping[str, int] = {"custom_id": 100}
SELECT: Mapping[str, int] = {**CUSTOM, "placeholder": 150}
DESCRIBED: Mapping[str, int] = {"description": 1024}

LENGTHS: Mapping[str, Mapping[str, int]] = MappingProxyType({
    "modal": {**CUSTOM, "title": 45},
    "button": {**CUSTOM, "label": 80, "url": 512},
    "string_select": SELECT,
    "user_select": SELECT,
    "role_select": SELECT,
    "mentionable_select": SELECT,
    "channel_select": SELECT,
    "option": {"label": 100, "value": 100, "description": 100},
    "text_display": {"content": TEXT_MAX},
    "thumbnail": DESCRIBED,
    "media_item": DESCRIBED,
    "label": {"label": 45, "description": 100},
    "text_input": {**CUSTOM, "placeholder": 100, "value": 4000},
    "file_upload": CUSTOM,
    "radio_group": CUSTOM,
    "checkbox_group": CUSTOM,
    "checkbox": CUSTOM,
    # The document says 6000 for a value, which is what somebody may type, not what may be suggested.
    "choice": {"name": 100, "value": 100},
})  # fmt: skip
"""Characters of a string at most; there has to be one at least, and one that can be seen."""

VALUES: Mapping[str, tuple[int, int]] = {"min_values": (0, CHOICES_MAX), "max_values": (1, CHOICES_MAX)}

COUNTS: Mapping[str, Mapping[str, tuple[int, int]]] = MappingProxyType({
    "message": {"embeds": (0, 10), "attachments": (0, 10)},
    "modal": {"components": (1, 5)},
    "action_row": {"components": (1, 5)},
    "section": {"components": (1, 3)},
    "container": {"components": (1, COMPONENTS_MAX)},
    "media_gallery": {"items": (1, 10)},
    "string_select": {"options": (1, CHOICES_MAX)},
    "radio_group": {"options": (2, 10)},
    "checkbox_group": {"options": (1, 10)},
    "choices": {"choices": (0, CHOICES_MAX)},
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
    "checkbox_group": {"min_values": (0, 10), "max_values": (1, 10)},
    "file_upload": {"min_values": (0, 10), "max_values": (1, 10)},
    "text_input": {"style": (1, 2), "min_length": (0, 4000), "max_length": (1, 4000)},
})  # fmt: skip
"""Numbers, at least and at most."""


def problems_of_size(node: Node) -> Iterator[Problem]:
    """What is empty, too long, too many or out of range in one object."""
    for field, most in LENGTHS.get(node.kind, {}).items():
        yield from _of_length(node, field, most)
    for field, (least, most) in COUNTS.get(node.kind, {}).items():
        count = len(node.value.get(field) or ())
        if not least <= count <= most:
            yield node.at(field), f"{count} items, {a(node.kind)} takes {least} to {most}"
    for field, (least, most) in RANGES.get(node.kind, {}).items():
        number = node.value.get(field)
        if number is not None and not least <= number <= most:
            yield node.at(field), f"{number}, {a(node.kind)} takes {least} to {most}"


def _of_length(node: Node, field: str, most: int) -> Iterator[Problem]:
    match node.value.get(field):
        case str(text) if not text.strip():
            yield node.at(field), "empty"
        case str(text) if len(text) > most:
            yield node.at(field), f"{len(text)} characters, {a(node.kind)} takes {most}"
