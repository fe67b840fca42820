"""The pieces of Block Kit that the mentor speaks in, each within Slack's limits whatever it is given."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from adapters.drawing import packed
from adapters.slack.text import bold, pieces, shortened
from adapters.text import ELLIPSIS, clean, one_line

Block = dict[str, Any]
"""A block, an element in one, or a view, as it goes into JSON."""

TEXT_MAX = 3000
"""Characters of a text object (Block Kit reference, text object)."""

FIELD_MAX = 2000
"""Characters of a field of a section (Block Kit reference, section block)."""

FACT_MAX = 300
"""Characters of one fact beside others: ten that are as long as Slack takes them would fill two messages."""

FIELDS_MAX = 10
"""Fields of a section (Block Kit reference, section block)."""

HEADER_MAX = 150
"""Characters of a header (Block Kit reference, header block)."""

LABEL_MAX = 75
"""Characters on a button, in either line of an option, and of what a screen reader says of a button instead
(Block Kit reference, button element and option object)."""

BUTTON_SEEN_MAX = 30
"""Characters on a button of which one can be sure that they are seen: Slack may cut what is longer (Block Kit
reference, button element)."""

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

MENU_TEXT_MAX = PAGE_TEXT_MAX - TEXT_MAX - LABEL_MAX
"""Characters in all options of a menu, which leaves room for its placeholder and a text beside it."""


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


def beside(text: str, element: Block) -> list[Block]:
    """Escaped *text*, and at its right something to press."""
    *before, last = pieces(text, TEXT_MAX) or (ELLIPSIS,)
    return [*map(section, before), section(last, accessory=element)]


def lines(texts: Iterable[str]) -> list[Block]:
    """Escaped *texts* in a line each, in as few paragraphs as they fit in."""
    return [section(text) for text in joined(texts, "\n")]


def columns(texts: Sequence[str]) -> list[Block]:
    """Escaped *texts* in a line each, in two columns, of which the left one is read first."""
    half = -(-len(texts) // 2)
    sides = texts[:half], texts[half:]
    return _fields([text for side in sides for text in joined(side, "\n", FIELD_MAX)], 2)


def facts(texts: Iterable[str]) -> list[Block]:
    """Short escaped *texts* in two columns, of which one row is read after the other."""
    return _fields([shortened(text, FACT_MAX) for text in texts if text.strip()], FIELDS_MAX)


def _fields(texts: Iterable[str], most: int) -> list[Block]:
    return [{"type": "section", "fields": list(group)} for group in packed(map(mrkdwn, texts), most)]


def header(text: str) -> list[Block]:
    """*text*, not escaped, as a heading; in bold where it is too long for one."""
    line = one_line(clean(text))
    if len(line) > HEADER_MAX:
        return sections(bold(line))
    return [{"type": "header", "text": plain_text(line, HEADER_MAX)}] if line else []


def caption(text: str) -> list[Block]:
    """*text*, not escaped, as a heading that leaves the stage to what it stands over."""
    return context(bold(text))


def context(*texts: str) -> list[Block]:
    """Escaped *texts* in a line each, small and grey."""
    return [{"type": "context", "elements": [mrkdwn(text)]} for text in joined(texts, "\n")]


def divider() -> list[Block]:
    """A line from left to right."""
    return [{"type": "divider"}]


def joined(texts: Iterable[str], between: str, most: int = TEXT_MAX) -> Iterator[str]:
    """Escaped *texts* in as few as they fit in, none of them cut that fits by itself."""
    fitting = [piece for text in texts for piece in pieces(text, most)]
    for group in packed(fitting, len(fitting), most, lambda text: len(text) + len(between)):
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


def menus(options: Sequence[Block], placeholder: str, ids: Iterator[str]) -> Iterator[Block]:
    """Options in as few menus as a message can hold; *placeholder* stands in those that are closed."""
    for group in packed(options, OPTIONS_MAX, MENU_TEXT_MAX, weight):
        yield {
            "type": "static_select",
            "action_id": next(ids),
            "placeholder": plain_text(placeholder, LABEL_MAX),
            "options": list(group),
        }


def weight(value: object) -> int:
    """Characters of all text objects in a block."""
    # Each block of each answer goes through here; a match on mappings takes three times as long.
    if isinstance(value, dict):
        text = value.get("text")
        return len(text) if isinstance(text, str) else sum(map(weight, value.values()))
    return sum(map(weight, value)) if isinstance(value, list) else 0
