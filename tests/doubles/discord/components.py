"""What components must be to each other, and each in itself, beyond its size."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from types import MappingProxyType

from tests.doubles.discord.limits import ID_MAX, problems_of_size
from tests.doubles.discord.markup import problems_of_markup
from tests.doubles.discord.nodes import COMPONENTS, children
from tests.doubles.slack.nodes import Node, Problem, a

SELECTS = frozenset({"string_select", "user_select", "role_select", "mentionable_select", "channel_select"})
IN_CONTAINER = frozenset({"action_row", "section", "text_display", "media_gallery", "file", "separator"})
IN_LABEL = SELECTS | {"text_input", "file_upload", "radio_group", "checkbox_group", "checkbox"}

PLACES: Mapping[tuple[str, str], frozenset[str]] = MappingProxyType({
    ("message", "components"): IN_CONTAINER | {"container"},
    ("modal", "components"): frozenset({"label", "text_display"}),
    ("container", "components"): IN_CONTAINER,
    ("action_row", "components"): SELECTS | {"button"},
    ("section", "components"): frozenset({"text_display"}),
    ("section", "accessory"): frozenset({"button", "thumbnail"}),
    ("label", "component"): IN_LABEL,
})  # fmt: skip
"""What may stand in which field. Rows of text inputs, which modals still take, are no longer to be used."""

LINK, PREMIUM = 5, 6
"""Styles of buttons that open an address, or sell something: the others are pressed and have a custom_id."""

NEEDS_CUSTOM_ID = IN_LABEL


def problems_of_components(found: Collection[Node]) -> Iterator[Problem]:
    """What is wrong with the objects of one payload, each in itself and with each other."""
    for node in found:
        yield from problems_of_size(node)
        yield from _of_places(node)
        yield from _of_id(node)
        yield from RULES[node.kind](node) if node.kind in RULES else ()
    yield from _of_same(found, "custom_id")
    yield from _of_same(found, "id")


def _of_places(node: Node) -> Iterator[Problem]:
    for (kind, field), allowed in PLACES.items():
        for child in children(node, field) if kind == node.kind else ():
            if child.kind not in allowed:
                yield child.path, f"{a(node.kind)} has no place for {a(child.kind)} in its {field}"


def _of_id(node: Node) -> Iterator[Problem]:
    if node.kind in NEEDS_CUSTOM_ID and "custom_id" not in node.value:
        yield node.at("custom_id"), "missing"
    if node.kind in COMPONENTS and not 0 <= (node.value.get("id") or 0) <= ID_MAX:
        yield node.at("id"), f"{node.value['id']} is no number of 31 bits"


def _of_same(found: Collection[Node], field: str) -> Iterator[Problem]:
    ids = Counter(it for node in found if node.kind in COMPONENTS and (it := node.value.get(field)))
    yield from (("", f"{times} components have the {field} {it!r}") for it, times in ids.items() if times > 1)


def _button(node: Node) -> Iterator[Problem]:
    wanted = {LINK: "url", PREMIUM: "sku_id"}.get(node.value.get("style", 0), "custom_id")
    for field in ("custom_id", "url", "sku_id"):
        if (field in node.value) != (field == wanted):
            problem = (
                "missing" if field == wanted else f"has no place beside the style {node.value.get('style')}"
            )
            yield node.at(field), problem
    if wanted != "sku_id" and not (node.value.get("label") or node.value.get("emoji")):
        yield node.path, "a button has a label or an emoji"


def _row(node: Node) -> Iterator[Problem]:
    kinds = [child.kind for child in children(node, "components")]
    if SELECTS & set(kinds) and len(kinds) > 1:
        yield node.path, "a select has its action_row for itself"


def _section(node: Node) -> Iterator[Problem]:
    if not node.value.get("accessory"):
        yield node.at("accessory"), "missing, a section is there for one"


def _label(node: Node) -> Iterator[Problem]:
    if not node.value.get("component"):
        yield node.at("component"), "missing, a label is there for one"
    for field in children(node, "component"):
        if field.value.get("label") is not None and field.kind == "text_input":
            yield field.at("label"), "told already by the label around it"


def _choosing(node: Node) -> Iterator[Problem]:
    options = list(children(node, "options"))
    values = Counter(option.value.get("value") for option in options)
    yield from (
        (node.path, f"{times} options have the value {it!r}") for it, times in values.items() if times > 1
    )
    most = 1 if node.kind == "radio_group" else _or(node.value.get("max_values"), 1)
    if _or(node.value.get("min_values"), 1) > most:
        yield node.at("min_values"), "above max_values"
    if options and most > len(options):
        yield node.at("max_values"), f"{most}, of {len(options)} options"
    if (chosen := sum(bool(option.value.get("default")) for option in options)) > most:
        yield node.path, f"{chosen} options are chosen, of which {most} can be"


def _text_input(node: Node) -> Iterator[Problem]:
    least, most = _or(node.value.get("min_length"), 0), _or(node.value.get("max_length"), 4000)
    if least > most:
        yield node.at("min_length"), "above max_length"
    length = len(node.value.get("value") or "")
    if length and not least <= length <= most:
        yield node.at("value"), f"{length} characters, where {least} to {most} can be submitted"


def _text(node: Node) -> Iterator[Problem]:
    if "content" not in node.value:
        yield node.at("content"), "missing"
    yield from (
        (node.at("content"), problem) for problem in problems_of_markup(node.value.get("content", ""))
    )


def _or(number: int | None, default: int) -> int:
    return default if number is None else number


RULES: Mapping[str, Callable[[Node], Iterator[Problem]]] = MappingProxyType({
    "action_row": _row,
    "button": _button,
    "checkbox_group": _choosing,
    "label": _label,
    "radio_group": _choosing,
    "section": _section,
    "string_select": _choosing,
    "text_display": _text,
    "text_input": _text_input,
})  # fmt: skip
"""The rule that each kind has of its own."""
