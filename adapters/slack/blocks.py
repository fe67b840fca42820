"""The pieces of Block Kit that the mentor speaks in, each within Slack's limits whatever it is given."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from adapters.slack.text import ELLIPSIS, bold, clean, one_line, pieces, shortened

Block = dict[str, Any]
"""A block, an element in one, or a view, as it goes into JSON."""

TEXT_MAX = 3000
"""Characters of a text object (Block Kit reference, text object)."""

FIELD_MAX = 300
"""Characters of one fact beside others: Slack would take 2,000, and ten of those would fill two messages."""

FIELDS_MAX = 10
"""Fields of a section (Block Kit reference, section block)."""

HEADER_MAX = 150
"""Characters of a header (Block Kit reference, header block)."""

LABEL_MAX = 75
"""Characters on a button, in either line of an option, and of what a screen reader says of a button instead
(Block Kit reference, button element and option object)."""

COMMAND_MAX = 2000
"""Characters of a button's value (Block Kit reference, button element)."""

OPTION_COMMAND_MAX = 150
"""Characters of an option's value (Block Kit reference, option object)."""

OPTIONS_MAX = 100
"""Options of one menu (Block Kit reference, select menu element)."""

ROW_MAX = 25
"""Buttons of one row (Block Kit reference, actions block)."""

PAGE_TEXT_MAX = 8000
"""Characters in all blocks of a message. chat.postMessage fails with msg_blocks_too_long at a number that is
not documented: people met it at 13,200 characters (bolt-js#2509) and once at 11,341 (bolt-js#2867)."""

CHOOSE = "Choose one"
ASIDE = " · "

T = TypeVar("T")


def mrkdwn(text: str) -> Block:
    """A text object of escaped *text*, in which Slack looks for no links or names of its own."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def plain_text(text: str, most: int) -> Block:
    """A text object of *text* on one line, not escaped and never empty."""
    return {"type": "plain_text", "text": shortened(one_line(clean(text)), most) or ELLIPSIS}


def section(text: str, **more: Block) -> Block:
    """One paragraph of escaped *text* that fits."""
    return {"type": "section", "text": mrkdwn(text), **more}


def sections(text: str) -> list[Block]:
    """Escaped *text* in as many paragraphs as it takes."""
    return [section(piece) for piece in pieces(text, TEXT_MAX)]


def lines(texts: Iterable[str]) -> list[Block]:
    """Escaped *texts* in a line each, in as few paragraphs as they fit in."""
    return [section(text) for text in joined(texts, "\n")]


def run_on(texts: Iterable[str]) -> list[Block]:
    """Escaped *texts* one behind the other, which takes less space."""
    return [section(text) for text in joined(texts, ASIDE)]


def fields(facts: Iterable[str]) -> list[Block]:
    """Escaped *facts* in two columns."""
    shown = [mrkdwn(shortened(fact, FIELD_MAX)) for fact in facts if fact.strip()]
    return [{"type": "section", "fields": list(group)} for group in packed(shown, FIELDS_MAX)]


def header(text: str) -> list[Block]:
    """*text*, not escaped, as a heading; in bold where it is too long for one."""
    line = one_line(clean(text))
    if len(line) > HEADER_MAX:
        return sections(bold(line))
    return [{"type": "header", "text": plain_text(line, HEADER_MAX)}] if line else []


def context(*texts: str) -> list[Block]:
    """Escaped *texts* one behind the other, small and grey."""
    return [{"type": "context", "elements": [mrkdwn(text)]} for text in joined(texts, ASIDE)]


def joined(texts: Iterable[str], between: str) -> Iterator[str]:
    """Escaped *texts* in as few as they fit in, none of them cut that fits by itself."""
    fitting = [piece for text in texts for piece in pieces(text, TEXT_MAX)]
    for group in packed(fitting, len(fitting), TEXT_MAX, lambda text: len(text) + len(between)):
        yield between.join(group)


def actions(elements: Sequence[Block]) -> list[Block]:
    """Buttons or menus in rows."""
    return [{"type": "actions", "elements": list(row)} for row in packed(elements, ROW_MAX)]


def button(label: str, command: str, id: str, style: str = "", described: str = "") -> Block:
    """A button that brings back *command*; *described* is what a screen reader says of it."""
    shown: Block = {"type": "button", "text": plain_text(label, LABEL_MAX), "action_id": id}
    optional = {
        "value": clean(command),
        "style": style,
        "accessibility_label": shortened(one_line(clean(described)), LABEL_MAX),
    }
    return shown | {name: value for name, value in optional.items() if value}


def option(label: str, value: str, detail: str = "") -> Block:
    """One line of a menu."""
    shown: Block = {"text": plain_text(label, LABEL_MAX), "value": clean(value)}
    return shown | ({"description": plain_text(detail, LABEL_MAX)} if detail.strip() else {})


def menus(options: Sequence[Block], ids: Iterator[str]) -> list[Block]:
    """Options in as few menus as a message can hold, in a row each."""
    groups = packed(options, OPTIONS_MAX, PAGE_TEXT_MAX - LABEL_MAX, weight)
    return [row for group in groups for row in actions([_menu(group, next(ids))])]


def _menu(options: Sequence[Block], id: str) -> Block:
    return {
        "type": "static_select",
        "action_id": id,
        "placeholder": plain_text(CHOOSE, LABEL_MAX),
        "options": list(options),
    }


def weight(block: Block) -> int:
    """Characters of all text objects in a block."""
    return sum(_weights(block))


def _weights(value: object) -> Iterator[int]:
    match value:
        case {"text": str(text)}:
            yield len(text)
        case dict():
            for inner in value.values():
                yield from _weights(inner)
        case list():
            for inner in value:
                yield from _weights(inner)


def packed(
    items: Iterable[T], most: int, most_weight: int = 0, weight: Callable[[T], int] = lambda _: 0
) -> Iterator[tuple[T, ...]]:
    """*items* in order, in as few groups as can be: of up to *most*, and up to *most_weight* together."""
    group: list[T] = []
    total = 0
    for item in items:
        if group and (len(group) == most or total + weight(item) > most_weight):
            yield tuple(group)
            group, total = [], 0
        group.append(item)
        total += weight(item)
    if group:
        yield tuple(group)
