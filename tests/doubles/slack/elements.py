"""Block Kit as a client handles it: ids, what can be pressed, and what inputs hold."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

NOT_ELEMENTS = frozenset({"image", "mrkdwn", "plain_text"})

TOLD_OF_BUTTONS: tuple[str, ...] = ("text", "value", "style", "url", "confirm")
"""What of a button comes back when it is pressed."""

CHOSEN = {
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "timepicker": ("selected_time", "initial_time"),
    "datepicker": ("selected_date", "initial_date"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "users_select": ("selected_user", "initial_user"),
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "file_input": ("files", ""),
}
"""What of each kind of element a view's state holds, and what it begins with."""

Values = dict[str, dict[str, Json]]
"""A view's state: what is in an element, by its block_id and action_id."""


@dataclass(frozen=True, slots=True)
class Pressable:
    """A button, or one option of an element that tells the bot at once when it is chosen.

    *said* is what the bot is told about it, besides whose it is.
    """

    label: str
    block: Json
    element: Json
    said: Json


def named(blocks: list[Json]) -> list[Json]:
    """Blocks, now with the ids that Slack gives to those, and to their elements, that have none."""
    for block in blocks:
        block.setdefault("block_id", secrets.token_hex(3))
        for element in elements_of(block):
            element.setdefault("action_id", secrets.token_hex(3))
    return blocks


def elements_of(block: Json) -> list[Json]:
    """The interactive elements of a block."""
    inside = block["elements"] if block["type"] in {"actions", "context_actions"} else []
    alone = (block[key] for key in ("accessory", "element") if key in block)
    return [element for element in (*inside, *alone) if element["type"] not in NOT_ELEMENTS]


def text_of(thing: Json) -> str:
    """The label of a button or an option, as it is sent."""
    return str(thing["text"]["text"])


def options_of(element: Json) -> list[Json]:
    """All options of a menu, whatever groups they are in."""
    groups = [option for group in element.get("option_groups", ()) for option in group["options"]]
    return [*element.get("options", ()), *groups]


def pressables(blocks: list[Json]) -> Iterator[Pressable]:
    """What can be pressed, top to bottom; a choice in a form is made and not pressed."""
    for block in blocks:
        if block["type"] == "input" and not block.get("dispatch_action"):
            continue
        for element in elements_of(block):
            if element["type"] == "button":
                said = {key: element[key] for key in TOLD_OF_BUTTONS if key in element}
                yield Pressable(text_of(element), block, element, said)
            chosen = CHOSEN.get(element["type"], ("selected_option", ""))[0]
            for option in options_of(element):
                said = {chosen: [option] if chosen.endswith("s") else option}
                yield Pressable(text_of(option), block, element, said)


def values_of(blocks: list[Json], before: Values | None = None) -> Values:
    """What the elements hold: what they held *before* under the same ids, or what they begin with."""
    values: Values = {}
    for block in blocks:
        for element in elements_of(block):
            if element["type"] in CHOSEN:
                held = (before or {}).get(block["block_id"], {}).get(element["action_id"])
                same = held if held and held["type"] == element["type"] else None
                values.setdefault(block["block_id"], {})[element["action_id"]] = same or _beginning(element)
    return values


def _beginning(element: Json) -> Json:
    chosen, initial = CHOSEN[element["type"]]
    return {"type": element["type"], chosen: element.get(initial, [] if chosen.endswith("s") else None)}


def held(value: Json) -> Any:
    """What is in an element, bare: a text, a time, an option or options; None or empty if nothing is."""
    return value[CHOSEN[value["type"]][0]]
