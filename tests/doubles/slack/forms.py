"""Filling in a modal, with what a client allows and what it looks up while somebody types."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.doubles.slack import payloads
from tests.doubles.slack.blockkit import problems_in_options
from tests.doubles.slack.elements import CHOSEN, Json, Pressable, held, options_of, text_of
from tests.doubles.slack.words import plain

if TYPE_CHECKING:
    from tests.doubles.slack.views import View

MIN_QUERY = 3
"""Characters typed before an external select asks for options, by default (Block Kit reference)."""

REQUIRED = "Please complete this required field."


def inputs(view: "View") -> list[Json]:
    """The input blocks of a modal, top to bottom."""
    return [block for block in view.blocks if block["type"] == "input"]


def chosen_inputs(view: "View", values: tuple[Any, ...]) -> list[tuple[Json, Any]]:
    """Which input gets which value: in order, or by the beginnings of their labels in one mapping."""
    blocks = inputs(view)
    if len(values) == 1 and isinstance(values[0], Mapping):
        return [(_labelled(blocks, label), value) for label, value in values[0].items()]
    assert len(values) <= len(blocks), f"{len(values)} values for the inputs {_labels(blocks)}"
    return list(zip(blocks, values, strict=False))


async def put(view: "View", block: Json, value: Any) -> Pressable:
    """Put a value into an input, as far as the client lets somebody."""
    element, said = block["element"], await _value(view, block, value)
    view.values[block["block_id"]][element["action_id"]] = {"type": element["type"], **said}
    view.errors.pop(block["block_id"], None)
    return Pressable(plain(block["label"]["text"]), block, element, said)


def faults(view: "View") -> dict[str, str]:
    """What the client says about the inputs itself when somebody submits, by block_id."""
    found = {block["block_id"]: _fault(block, view) for block in inputs(view)}
    return {block_id: fault for block_id, fault in found.items() if fault}


def response_urls(view: "View") -> list[Json]:
    """An address for each conversation that was chosen in an input with `response_url_enabled`."""
    person = view.person
    given: list[Json] = []
    for block in inputs(view):
        id = held(view.values[block["block_id"]][block["element"]["action_id"]])
        if block["element"].get("response_url_enabled") and id:
            url = person.workspace.slack.urls.give(person, person.workspace.channel(id))
            ids = {"block_id": block["block_id"], "action_id": block["element"]["action_id"]}
            given.append({**ids, "channel_id": id, "response_url": url})
    return given


def shown(value: Json) -> str:
    """What stands in an input."""
    inside = held(value)
    options = inside if isinstance(inside, list) else [inside]
    return " ".join(_named(it) if isinstance(it, dict) else str(it or "") for it in options)


async def _value(view: "View", block: Json, value: Any) -> Json:
    element = block["element"]
    chosen = CHOSEN[element["type"]][0]
    match element["type"]:
        case "static_select" | "radio_buttons":
            return {chosen: _option(options_of(element), str(value)) if value else None}
        case "external_select":
            return {chosen: await _looked_up(view, block, str(value)) if value else None}
        case "checkboxes" | "multi_static_select":
            texts = [value] if isinstance(value, str) else value
            return {chosen: [_option(options_of(element), text) for text in texts]}
        case "file_input":
            return {chosen: _uploaded(view, element, [value] if isinstance(value, str | Path) else value)}
        case "timepicker":
            assert not value or re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value), f"no time of day: {value!r}"
            return {chosen: value or None}
    return {chosen: str(value) or None}


def _uploaded(view: "View", element: Json, paths: list[str | Path]) -> list[Json]:
    """Files from somebody's disk, as far as the client lets them choose those; they can be any size."""
    chosen = [Path(path) for path in paths if str(path)]
    most, kinds = element.get("max_files", 10), element.get("filetypes")
    assert len(chosen) <= most, f"{len(chosen)} files, and the input takes {most}"
    for path in chosen:
        fits = kinds is None or path.suffix.removeprefix(".").casefold() in kinds
        assert fits, f"{path.name} cannot be chosen among {', '.join(kinds or ())}"
    workspace = view.person.workspace
    return [payloads.file(workspace, workspace.upload(path.name, path.read_bytes())) for path in chosen]


async def _looked_up(view: "View", block: Json, typed: str) -> Json:
    slack = view.person.workspace.slack
    least = block["element"].get("min_query_length", MIN_QUERY)
    assert len(typed) >= least, f"Slack asks for no options before {least} characters, {typed!r} has fewer"
    delivery = await slack.courier.interaction(payloads.suggestion(view, block, typed))
    assert delivery.acknowledged, f"no options for {typed!r}: {delivery.failure}"
    if slack.validate:
        slack.problems += [f"options for {typed!r}: {it}" for it in problems_in_options(delivery.ack)]
    return _option(options_of(delivery.ack), typed)


def _option(options: list[Json], wanted: str) -> Json:
    """The option with a text, or the first that begins with it or has it in it."""
    texts = [(plain(text_of(option)).casefold(), option) for option in options]
    folded = wanted.casefold()
    for fits in (str.__eq__, str.startswith, str.__contains__):
        for text, option in texts:
            if fits(text, folded):
                return option
    raise AssertionError(f"no option {wanted!r} among {[text for text, _ in texts]}")


def _fault(block: Json, view: "View") -> str:
    element = block["element"]
    inside = held(view.values[block["block_id"]][element["action_id"]])
    if not inside:
        return "" if block.get("optional") else REQUIRED
    if element["type"] != "plain_text_input":
        return ""
    if len(inside) > element.get("max_length", 3000):
        return f"Please use {element.get('max_length', 3000)} characters or fewer."
    short = len(inside) < element.get("min_length", 0)
    return f"Please use {element['min_length']} characters or more." if short else ""


def _named(inside: Json) -> str:
    """What an option or a file is called."""
    return plain(text_of(inside)) if "text" in inside else str(inside["name"])


def _labelled(blocks: list[Json], label: str) -> Json:
    found = [
        block for block in blocks if plain(block["label"]["text"]).casefold().startswith(label.casefold())
    ]
    assert found, f"no input {label!r} among {_labels(blocks)}"
    return found[0]


def _labels(blocks: list[Json]) -> list[str]:
    return [plain(block["label"]["text"]) for block in blocks]
