"""What components must be, each in itself and to each other, beyond what their sizes say."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from types import MappingProxyType

from tests.doubles.discord.limits import INPUT_MAX, problems_of_size
from tests.doubles.discord.markup import problems_of_markup
from tests.doubles.discord.nodes import COMPONENTS, children, media_url
from tests.doubles.slack.nodes import Node, Problem, a

ATTACHED = "attachment://"
"""What an address begins with that is a file of the same message."""

LINK, PREMIUM = 5, 6
"""Styles of buttons that open an address or sell something: all others are there to be pressed."""

SELECTS = frozenset({"string_select", "user_select", "role_select", "mentionable_select", "channel_select"})
ASKING = SELECTS | {"text_input", "file_upload", "radio_group", "checkbox_group", "checkbox"}
INSIDE = frozenset({"action_row", "section", "text_display", "media_gallery", "file", "separator"})

PLACES: Mapping[tuple[str, str], frozenset[str]] = MappingProxyType({
    ("message", "components"): INSIDE | {"container"},
    # Rows of text inputs still pass in modals, but are no longer to be used.
    ("modal", "components"): frozenset({"label", "text_display"}),
    ("container", "components"): INSIDE,
    ("action_row", "components"): SELECTS | {"button"},
    ("section", "components"): frozenset({"text_display"}),
    ("section", "accessory"): frozenset({"button", "thumbnail"}),
    ("label", "component"): ASKING,
})  # fmt: skip
"""What may stand where: the kind of an object, and its field."""


def problems_of_components(found: Collection[Node]) -> Iterator[Problem]:
    """What is wrong with the objects of one payload, each in itself and to each other."""
    for node in found:
        yield from problems_of_size(node)
        yield from _of_places(node)
        yield from RULES[node.kind](node) if node.kind in RULES else ()
    components = [node for node in found if node.kind in COMPONENTS]
    yield from _of_same(components, "custom_id")
    yield from _of_same(components, "id")


def problems_of_answering(found: Collection[Node]) -> Iterator[Problem]:
    """What keeps a modal's fields from being answered."""
    for node in found:
        if node.value.get("disabled"):
            yield node.at("disabled"), "a modal has nothing that is disabled"
        if node.value.get("required", True) and node.value.get("min_values") == 0:
            yield node.at("min_values"), "0, though it is required"


def _of_places(node: Node) -> Iterator[Problem]:
    for (kind, field), allowed in PLACES.items():
        for child in children(node, field) if kind == node.kind else ():
            if child.kind not in allowed:
                yield child.path, f"{a(node.kind)} has no place for {a(child.kind)}"


def _of_same(components: Collection[Node], field: str) -> Iterator[Problem]:
    times = Counter(node.value.get(field) for node in components)
    # A component without an id, or with 0, gets a free one.
    yield from ((field, f"{it!r}, {many} times") for it, many in times.items() if it and many > 1)


def _button(node: Node) -> Iterator[Problem]:
    style = node.value.get("style")
    wanted = "url" if style == LINK else "sku_id" if style == PREMIUM else "custom_id"
    if node.value.get(wanted) is None:
        yield node.at(wanted), f"missing, with the style {style}"
    for field in {"custom_id", "url", "sku_id"} - {wanted}:
        if node.value.get(field) is not None:
            yield node.at(field), f"has no place beside the style {style}"
    if style != PREMIUM and not (node.value.get("label") or node.value.get("emoji")):
        yield node.path, "a button has a label or an emoji"


def _row(node: Node) -> Iterator[Problem]:
    kinds = {child.kind for child in children(node)}
    if kinds & SELECTS and len(node.value["components"]) > 1:
        yield node.path, "a select has its action_row for itself"


def _section(node: Node) -> Iterator[Problem]:
    if not node.value.get("accessory"):
        yield node.at("accessory"), "missing, a section is there for one"


def _label(node: Node) -> Iterator[Problem]:
    if not node.value.get("component"):
        yield node.at("component"), "missing, a label is there for one"
    for child in children(node, "component"):
        if child.kind == "text_input" and child.value.get("label"):
            yield child.at("label"), "said already by the label around it"


def _asking(node: Node) -> Iterator[Problem]:
    if node.value.get("custom_id") is None:
        yield node.at("custom_id"), "missing"


def _choosing(node: Node) -> Iterator[Problem]:
    yield from _asking(node)
    options = list(children(node, "options"))
    values = Counter(option.value.get("value") for option in options)
    yield from (
        (node.path, f"{many} options have the value {it!r}") for it, many in values.items() if many > 1
    )
    most = _or(node.value.get("max_values"), len(options) or 1 if node.kind == "checkbox_group" else 1)
    if _or(node.value.get("min_values"), 1) > most:
        yield node.at("min_values"), "above max_values"
    if options and most > len(options):
        yield node.at("max_values"), f"{most}, of {len(options)} options"
    chosen = [option for option in options if option.value.get("default")]
    if (count := len(chosen) + len(node.value.get("default_values") or ())) > most:
        yield node.path, f"begins with {count} of which {most} can be chosen"


def _text_input(node: Node) -> Iterator[Problem]:
    yield from _asking(node)
    least = _or(node.value.get("min_length"), 0)
    most = _or(node.value.get("max_length"), INPUT_MAX)
    if least > most:
        yield node.at("min_length"), "above max_length"
    elif (value := node.value.get("value")) and not least <= len(value) <= most:
        yield node.at("value"), f"{len(value)} characters, of which {least} to {most} can be submitted"


def _text(node: Node) -> Iterator[Problem]:
    if (text := node.value.get("content")) is None:
        yield node.at("content"), "missing"
    else:
        yield from ((node.at("content"), problem) for problem in problems_of_markup(text))


def _media(node: Node) -> Iterator[Problem]:
    if not media_url(node).startswith(("https://", "http://", ATTACHED)):
        yield node.at("media"), f"{media_url(node)!r} is neither a web address nor an attached file"


def _file(node: Node) -> Iterator[Problem]:
    if not media_url(node).startswith(ATTACHED):
        yield node.at("file"), f"{media_url(node)!r} is no attached file"


def _or(number: int | None, default: int) -> int:
    return default if number is None else number


RULES: Mapping[str, Callable[[Node], Iterator[Problem]]] = MappingProxyType({
    "action_row": _row,
    "button": _button,
    "channel_select": _choosing,
    "checkbox": _asking,
    "checkbox_group": _choosing,
    "file": _file,
    "file_upload": _choosing,
    "label": _label,
    "media_item": _media,
    "mentionable_select": _choosing,
    "radio_group": _choosing,
    "role_select": _choosing,
    "section": _section,
    "string_select": _choosing,
    "text_display": _text,
    "text_input": _text_input,
    "thumbnail": _media,
    "user_select": _choosing,
})  # fmt: skip
"""The rule that each kind has of its own."""
