"""How long and how many Slack takes, as tables: the kind of an object, its field, the limit.

The numbers are those of the Block Kit reference (docs.slack.dev/reference/block-kit), and for views of the
views reference. Where it is silent or vague, the comment or docstring beneath says where they are from.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from tests.doubles.slack.nodes import Node, Problem, a, texts

TEXT_MAX = 40_000
"""Characters of a message's `text`, after which Slack cuts (chat.postMessage)."""

CHANGED_TEXT_MAX = 4000
"""Bytes, escaped and in UTF-8, of a `text` that changes another by chat.update (gitlab-org/gitlab!258898).

Beyond is `msg_too_long`, and the whole change is lost, whatever the blocks say.
"""

BLOCKS_TEXT_MAX = 10_000
"""Characters in all blocks of one message.

Slack gives no number for its `msg_blocks_too_long`: bolt-js#2509 met it at 13,200, bolt-js#2867 at 11,341.
The number that it gives, 12,000 for all markdown blocks together, is within this one.
"""

OPTIONS_MAX = 100
"""Options of a select menu, and of the answer to what was typed in one."""

CELLS_MAX = 20
"""Cells in a row of a table."""

DATA_TABLE_MAX = 20_000
"""Characters in all cells of a data table."""

INPUT_MAX = 3000
"""Characters that can be submitted in a plain_text_input, whatever stands in it at first."""

VIEW: Mapping[str, int] = {
    "title": 24,
    "submit": 24,
    "close": 24,
    "callback_id": 255,
    "external_id": 255,
    "private_metadata": 3000,
}
BLOCK: Mapping[str, int] = {"block_id": 255}
ELEMENT: Mapping[str, int] = {"action_id": 255, "placeholder": 150}
BUTTON: Mapping[str, int] = {"text": 75, "value": 2000, "accessibility_label": 75}

LENGTHS: Mapping[str, Mapping[str, int]] = MappingProxyType({
    "modal": VIEW,
    "home": VIEW,
    "plain_text": {"text": 3000},
    "mrkdwn": {"text": 3000},
    "actions": BLOCK,
    "alert": {**BLOCK, "text": 200},
    "card": {**BLOCK, "title": 150, "subtitle": 150, "body": 200},
    "carousel": BLOCK,
    "container": {**BLOCK, "title": 150, "subtitle": 150},
    "context": BLOCK,
    "context_actions": BLOCK,
    "data_table": BLOCK,
    "divider": BLOCK,
    "file": {**BLOCK, "external_id": 255},
    "header": {**BLOCK, "text": 150},
    "image": {**BLOCK, "alt_text": 2000, "title": 2000, "image_url": 3000},
    "input": {**BLOCK, "label": 2000, "hint": 2000},
    "markdown": {**BLOCK, "text": 12_000},
    "plan": BLOCK,
    "rich_text": BLOCK,
    "section": {**BLOCK, "text": 3000, "fields": 2000},
    "table": BLOCK,
    "task_card": BLOCK,
    "video": {**BLOCK, "alt_text": 2000, "title": 200, "author_name": 50, "description": 200},
    "button": {**ELEMENT, **BUTTON, "url": 3000, "agent_prompt": 4000},
    "channels_select": ELEMENT,
    "checkboxes": ELEMENT,
    "conversations_select": ELEMENT,
    "datepicker": ELEMENT,
    "datetimepicker": ELEMENT,
    "email_text_input": ELEMENT,
    "external_select": ELEMENT,
    "feedback_buttons": ELEMENT,
    "file_input": ELEMENT,
    "icon_button": {**ELEMENT, **BUTTON},
    "multi_channels_select": ELEMENT,
    "multi_conversations_select": ELEMENT,
    "multi_external_select": ELEMENT,
    "multi_static_select": ELEMENT,
    "multi_users_select": ELEMENT,
    "number_input": ELEMENT,
    "overflow": ELEMENT,
    "plain_text_input": ELEMENT,
    "radio_buttons": ELEMENT,
    "rich_text_input": ELEMENT,
    "static_select": ELEMENT,
    "timepicker": ELEMENT,
    "url_text_input": ELEMENT,
    "users_select": ELEMENT,
    "workflow_button": {**ELEMENT, **BUTTON},
    "confirm": {"title": 100, "text": 300, "confirm": 30, "deny": 30},
    "feedback_button": BUTTON,
    # The types of Slack's own SDK for Node still say 75 for a value; the reference says 150.
    "option": {"text": 75, "value": 150, "description": 75, "url": 3000},
    "option_group": {"label": 75},
})  # fmt: skip
"""Characters of a string, or of the text in a text object, at most; there has to be one at least.

That it may not be a blank is our own rule: whether Slack takes one is not documented, and nobody can read it.
"""

MAY_BE_EMPTY = frozenset({"private_metadata"})
"""What an app keeps in a view for itself, where nothing is as good as anything."""

COUNTS: Mapping[str, Mapping[str, tuple[int, int]]] = MappingProxyType({
    "message": {"blocks": (0, 50)},
    "modal": {"blocks": (1, 100)},
    "home": {"blocks": (1, 100)},
    "actions": {"elements": (1, 25)},
    "card": {"actions": (1, 3)},
    "carousel": {"elements": (1, 10)},
    "checkboxes": {"options": (1, 10)},
    "container": {"child_blocks": (1, 10)},
    "context": {"elements": (1, 10)},
    "context_actions": {"elements": (1, 5)},
    # A page of the documentation says 101; the reference 200 and a header.
    "data_table": {"rows": (2, 201)},
    "multi_static_select": {"options": (1, OPTIONS_MAX), "option_groups": (1, 100)},
    "option_group": {"options": (1, OPTIONS_MAX)},
    "overflow": {"options": (1, 5)},
    "radio_buttons": {"options": (1, 10)},
    "section": {"fields": (1, 10)},
    "static_select": {"options": (1, OPTIONS_MAX), "option_groups": (1, 100)},
    "table": {"rows": (1, 100), "column_settings": (1, 20)},
})  # fmt: skip
"""Items of a list, at least and at most."""

RANGES: Mapping[str, Mapping[str, tuple[int, int]]] = MappingProxyType({
    "data_table": {"page_size": (1, 100)},
    "file_input": {"max_files": (1, 10)},
    "plain_text_input": {"min_length": (0, INPUT_MAX), "max_length": (1, INPUT_MAX)},
})  # fmt: skip
"""Numbers, at least and at most."""


def problems_of_size(node: Node) -> Iterator[Problem]:
    """What is empty, too long, too many or out of range in one object."""
    yield from _too_long(node)
    for field, (least, most) in COUNTS.get(node.kind, {}).items():
        if not least <= (count := len(node.value.get(field, range(least)))) <= most:
            yield node.at(field), f"{count} items, {a(node.kind)} takes {least} to {most}"
    for field, (least, most) in RANGES.get(node.kind, {}).items():
        if not least <= (number := node.value.get(field, least)) <= most:
            yield node.at(field), f"{number}, {a(node.kind)} takes {least} to {most}"


def _too_long(node: Node) -> Iterator[Problem]:
    for field, most in LENGTHS.get(node.kind, {}).items():
        for path, text in texts(node.value.get(field), node.at(field)):
            if not text.strip() and field not in MAY_BE_EMPTY:
                yield path, "empty"
            elif len(text) > most:
                yield path, f"{len(text)} characters, {a(node.kind)} takes {most}"
