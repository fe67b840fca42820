"""What the parts of one payload must be to each other, beyond shape and size."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from tests.doubles.slack.limits import DATA_TABLE_MAX, TABLE_CELLS_MAX, Node, a, texts
from tests.doubles.slack.markup import PING, problems_of_markup

URL = re.compile(r"[a-z][a-z0-9+.-]*:\S+")
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def problems_of_rules(node: Node) -> Iterator[str]:
    """What breaks a rule in one object, given that its shape is right."""
    if node.kind in RULES:
        yield from RULES[node.kind](node)
    for field in ("url", "image_url"):
        if not URL.fullmatch(str(node.value.get(field, "about:blank"))):
            yield f"{node.at(field)}: {node.value[field]!r} is no URL"


def problems_of_ids(nodes: list[Node]) -> Iterator[str]:
    """Blocks of one payload, or elements of one block, that share an id."""
    for block_id, times in Counter(node.value.get("block_id") for node in nodes).items():
        if block_id is not None and times > 1:
            yield f"block_id: {block_id!r} names {times} blocks"
    actions = ((node.path.split("/")[:2], node.value.get("action_id")) for node in nodes)
    for (block, action_id), times in Counter(("/".join(path), id) for path, id in actions).items():
        if action_id is not None and times > 1:
            yield f"{block}: {times} elements have the action_id {action_id!r}"


def _mrkdwn(node: Node) -> Iterator[str]:
    for path, text in texts(node.value.get("text"), node.at("text")):
        yield from (f"{path}: {problem}" for problem in problems_of_markup(text))


def _markdown(node: Node) -> Iterator[str]:
    # Real Markdown has its own use for < and &, but pings are pings.
    for ping in PING.finditer(str(node.value.get("text"))):
        yield f"{node.at('text')}: pings somebody with {ping[0]!r}"


def _ping(node: Node) -> Iterator[str]:
    yield f"{node.path}: pings somebody"


def _section(node: Node) -> Iterator[str]:
    if not {"text", "fields"} & node.value.keys():
        yield f"{node.path}: a section has text or fields"


def _card(node: Node) -> Iterator[str]:
    if not {"hero_image", "title", "actions", "body"} & node.value.keys():
        yield f"{node.path}: a card has a hero_image, a title, actions or a body"


def _menu(node: Node) -> Iterator[str]:
    if len({"options", "option_groups"} & node.value.keys()) != 1:
        yield f"{node.path}: {a(node.kind)} has either options or option_groups"
    yield from _choice(node)


def _choice(node: Node) -> Iterator[str]:
    groups = node.value.get("option_groups", [])
    options = [*node.value.get("options", []), *(it for group in groups for it in group.get("options", []))]
    initial = [*filter(None, [node.value.get("initial_option")]), *node.value.get("initial_options", [])]
    if any(option not in options for option in initial):
        yield f"{node.path}: starts with an option that is none of its options"
    values = Counter(option.get("value") for option in options)
    yield from (
        f"{node.path}: {times} options have the value {it!r}" for it, times in values.items() if times > 1
    )


def _input(node: Node) -> Iterator[str]:
    most = node.value.get("max_length", 3000)
    if node.value.get("min_length", 0) > most:
        yield f"{node.path}: min_length is above max_length"
    if len(node.value.get("initial_value", "")) > most:
        yield f"{node.at('initial_value')}: longer than the {most} characters that can be submitted"


def _timepicker(node: Node) -> Iterator[str]:
    time = node.value.get("initial_time", "00:00")
    if not TIME.fullmatch(time):
        yield f"{node.at('initial_time')}: {time!r} is no time like 09:30"


def _table(node: Node) -> Iterator[str]:
    for index, row in enumerate(node.value.get("rows", [])):
        if len(row) > TABLE_CELLS_MAX:
            yield f"{node.at('rows')}/{index}: {len(row)} cells, a row takes {TABLE_CELLS_MAX}"


def _data_table(node: Node) -> Iterator[str]:
    yield from _table(node)
    cells = (str(cell.get("text", "")) for row in node.value.get("rows", []) for cell in row)
    if (total := sum(map(len, cells))) > DATA_TABLE_MAX:
        yield f"{node.path}: {total} characters, a data table takes {DATA_TABLE_MAX}"


def _home(node: Node) -> Iterator[str]:
    for field in sorted({"title", "submit", "close"} & node.value.keys()):
        yield f"{field}: a home has none"


RULES: Mapping[str, Callable[[Node], Iterator[str]]] = MappingProxyType(
    {
        "mrkdwn": _mrkdwn,
        "markdown": _markdown,
        "user": _ping,
        "usergroup": _ping,
        "broadcast": _ping,
        "section": _section,
        "card": _card,
        "static_select": _menu,
        "multi_static_select": _menu,
        "radio_buttons": _choice,
        "checkboxes": _choice,
        "overflow": _choice,
        "plain_text_input": _input,
        "timepicker": _timepicker,
        "table": _table,
        "data_table": _data_table,
        "home": _home,
    }
)
