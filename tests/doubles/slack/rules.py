"""What the parts of one payload must be to each other, beyond shape and size."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from types import MappingProxyType

from tests.doubles.slack.limits import CELLS_MAX, DATA_TABLE_MAX, INPUT_MAX
from tests.doubles.slack.markup import mentions, pings, problems_of_markup
from tests.doubles.slack.nodes import Node, Problem, a

URL = re.compile(r"[a-z][a-z0-9+.-]*:\S+")
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def problems_of_rules(node: Node) -> Iterator[Problem]:
    """What breaks a rule within one object of the right shape."""
    if node.kind in RULES:
        yield from RULES[node.kind](node)
    for field in {"url", "image_url"} & node.value.keys():
        if not URL.fullmatch(node.value[field]):
            yield node.at(field), f"{node.value[field]!r} is no URL"


def problems_of_mentions(node: Node) -> Iterator[Problem]:
    """People by name, which is no problem where one person alone reads it."""
    if node.kind in {"mrkdwn", "markdown"}:
        yield from ((node.at("text"), problem) for problem in mentions(node.value["text"]))
    if node.kind == "user":
        yield from _mention(node)


def problems_among(nodes: Collection[Node]) -> Iterator[Problem]:
    """What the objects of one payload do to each other: ids that are taken, and more than one focus."""
    blocks = Counter(node.value["block_id"] for node in nodes if "block_id" in node.value)
    for block_id, times in blocks.items():
        if times > 1:
            yield "", f"{times} blocks have the block_id {block_id!r}"
    elements = Counter((node.block, node.value["action_id"]) for node in nodes if "action_id" in node.value)
    for (block, action_id), times in elements.items():
        if times > 1:
            yield block, f"{times} elements have the action_id {action_id!r}"
    if (focused := sum(bool(node.value.get("focus_on_load")) for node in nodes)) > 1:
        yield "", f"{focused} elements have the focus_on_load"


def _mrkdwn(node: Node) -> Iterator[Problem]:
    yield from ((node.at("text"), problem) for problem in problems_of_markup(node.value["text"]))


def _markdown(node: Node) -> Iterator[Problem]:
    # Markdown has uses of its own for < and &; a ping is a ping.
    yield from ((node.at("text"), problem) for problem in pings(node.value["text"]))


def _mention(node: Node) -> Iterator[Problem]:
    yield node.path, f"pings {a(node.kind)}"


def _section(node: Node) -> Iterator[Problem]:
    if not {"text", "fields"} & node.value.keys():
        yield node.path, "a section has text or fields"


def _card(node: Node) -> Iterator[Problem]:
    if not {"hero_image", "title", "actions", "body"} & node.value.keys():
        yield node.path, "a card has a hero_image, a title, actions or a body"


def _menu(node: Node) -> Iterator[Problem]:
    if len({"options", "option_groups"} & node.value.keys()) != 1:
        yield node.path, f"{a(node.kind)} has either options or option_groups"
    yield from _choice(node)


def _choice(node: Node) -> Iterator[Problem]:
    options = [*node.value.get("options", [])]
    for group in node.value.get("option_groups", []):
        options += group["options"]
    initial = [*node.value.get("initial_options", [])]
    if "initial_option" in node.value:
        initial.append(node.value["initial_option"])
    if any(option not in options for option in initial):
        yield node.path, "begins with an option that is none of its options"
    for value, times in Counter(option.get("value") for option in options).items():
        if times > 1 and value is not None:
            yield node.path, f"{times} options have the value {value!r}"


def _text_input(node: Node) -> Iterator[Problem]:
    most = node.value.get("max_length", INPUT_MAX)
    if node.value.get("min_length", 0) > most:
        yield node.at("min_length"), "above max_length"
    if (length := len(node.value.get("initial_value", ""))) > most:
        yield node.at("initial_value"), f"{length} characters, of which only {most} can be submitted"


def _timepicker(node: Node) -> Iterator[Problem]:
    time = node.value.get("initial_time", "00:00")
    if not TIME.fullmatch(time):
        yield node.at("initial_time"), f"{time!r} is no time like 09:30"


def _table(node: Node) -> Iterator[Problem]:
    for index, row in enumerate(node.value["rows"]):
        if len(row) > CELLS_MAX:
            yield node.at(f"rows/{index}"), f"{len(row)} cells, a row takes {CELLS_MAX}"


def _data_table(node: Node) -> Iterator[Problem]:
    yield from _table(node)
    total = sum(len(cell.get("text", "")) for row in node.value["rows"] for cell in row)
    if total > DATA_TABLE_MAX:
        yield node.path, f"{total} characters, a data_table takes {DATA_TABLE_MAX}"


def _modal(node: Node) -> Iterator[Problem]:
    asks = any(block["type"] == "input" for block in node.value["blocks"])
    if asks and "submit" not in node.value:
        yield "submit", "missing, though there is an input"


RULES: Mapping[str, Callable[[Node], Iterator[Problem]]] = MappingProxyType({
    "modal": _modal,
    "mrkdwn": _mrkdwn,
    "markdown": _markdown,
    "broadcast": _mention,
    "usergroup": _mention,
    "card": _card,
    "data_table": _data_table,
    "section": _section,
    "table": _table,
    "checkboxes": _choice,
    "multi_static_select": _menu,
    "overflow": _choice,
    "plain_text_input": _text_input,
    "radio_buttons": _choice,
    "static_select": _menu,
    "timepicker": _timepicker,
})  # fmt: skip
"""The rule that each kind has of its own."""
