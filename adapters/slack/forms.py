"""Forms as Slack's modals have them, and what comes back of one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, assert_never

from adapters.drawing import TYPE_A_CITY, is_optional, wrong
from adapters.slack.blocks import LABEL_MAX, OPTIONS_MAX, Block, option, plain_text
from adapters.text import clean
from bot.message import (
    ChoiceField,
    Field,
    FileField,
    Form,
    ManyField,
    TextField,
    TimeField,
    ZoneField,
)
from bot.reading import read_time
from bot.zones import find_zones, is_zone, spoken

FIELD = "field:"
"""Before a field's name in the id of its block, by which Slack keeps what was typed when a view changes."""

VALUE = "value"
"""The id of the element in each of those blocks."""

INPUT_MAX = 3000
"""Characters that an input takes (Block Kit reference, plain-text input element)."""

INPUT_LABEL_MAX = 2000
"""Characters of an input's label, and of its hint (Block Kit reference, input block)."""

LETTERS_MIN = 2
"""Letters of a zone after which Slack asks for proposals; one would begin half of them."""


def inputs(form: Form) -> list[Block]:
    """A block for each field."""
    return [_input(field) for field in form.fields]


def errors_in(form: Form) -> dict[str, str]:
    """What is wrong, by the ids of the blocks: how Slack wants the answer to a submission."""
    return {FIELD + field.name: clean(field.error) for field in form.fields if field.error}


def fields_of(view: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the fields of a submitted *view*, by their names; empty where nothing does."""
    return {
        block_id.removeprefix(FIELD): _value(elements.get(VALUE, {}))
        for block_id, elements in view["state"]["values"].items()
        if block_id.startswith(FIELD)
    }


def files_of(view: Mapping[str, Any]) -> dict[str, Sequence[Mapping[str, Any]]]:
    """What was put into the fields for files of a submitted *view*, by their names."""
    return {
        block_id.removeprefix(FIELD): files
        for block_id, elements in view["state"]["values"].items()
        if block_id.startswith(FIELD) and (files := elements.get(VALUE, {}).get("files"))
    }


def zone_options(query: str, at: datetime) -> list[Block]:
    """The time zones to propose for what was typed so far."""
    return [option(zone.label, zone.name) for zone in find_zones(query, at)]


def _value(element: Mapping[str, Any]) -> str:
    """What stands in an element; of a file, its name."""
    chosen = element.get("selected_option") or {}
    several = [it["value"] for it in element.get("selected_options") or ()]
    named = [str(it.get("name") or it["id"]) for it in element.get("files") or ()]
    typed = element.get("value") or element.get("selected_time") or chosen.get("value")
    return typed or ",".join(several or named)


def _input(field: Field) -> Block:
    # Above the field, an error would read as one of the field before.
    hint = " ".join((wrong(field), field.hint if isinstance(field, TextField | FileField) else ""))
    return {
        "type": "input",
        "block_id": FIELD + field.name,
        **({"optional": True} if is_optional(field) else {}),
        "label": plain_text(field.label, INPUT_LABEL_MAX),
        "element": {"action_id": VALUE, **_element(field)},
        **({"hint": plain_text(hint, INPUT_LABEL_MAX)} if hint.strip() else {}),
    }


def _element(field: Field) -> Block:
    match field:
        case TextField():
            most = min(field.longest, INPUT_MAX)
            element = {"type": "plain_text_input", "multiline": field.long, "max_length": most}
            return element | _initial("value", clean(field.value)[:most])
        case ChoiceField(options=options):
            offered = {value: option(label, value) for value, label in options[:OPTIONS_MAX]}
            element = {"type": "static_select", "options": [*offered.values()]}
            return element | _initial("option", offered.get(field.value))
        case ManyField(options=options, values=values):
            offered = {value: option(label, value) for value, label in options[:OPTIONS_MAX]}
            element = {"type": "multi_static_select", "options": [*offered.values()]}
            return element | _initial("options", [offered[it] for it in values if it in offered])
        case FileField(kinds=kinds):
            return {"type": "file_input", "filetypes": list(kinds), "max_files": 1}
        case TimeField():
            time = read_time(field.value)
            return {"type": "timepicker"} | _initial("time", f"{time:%H:%M}" if time else None)
        case ZoneField():
            known = option(spoken(field.value), field.value) if is_zone(field.value) else None
            element = {"type": "external_select", "min_query_length": LETTERS_MIN}
            placeholder = {"placeholder": plain_text(TYPE_A_CITY, LABEL_MAX)}
            return element | placeholder | _initial("option", known)
        case nothing:
            assert_never(nothing)


def _initial(kind: str, value: str | Block | list[Block] | None) -> Block:
    """What stands in an element already; Slack refuses one that is empty."""
    return {f"initial_{kind}": value} if value else {}
