"""A `Message` drawn for Slack: as messages, as a modal, as Home. Pure: nothing is sent here."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import assert_never

from adapters.drawing import (
    ASIDE,
    CHOOSE_ONE,
    HEARD,
    LISTEN,
    NAME,
    OPEN_FORM,
    OPEN_ONE,
    READ_IT,
    files_of,
    form_of,
    is_parted,
    packed,
    verb,
    words,
    wrong,
)
from adapters.slack.blocks import (
    BUTTON_SEEN_MAX,
    COMMAND_MAX,
    LABEL_MAX,
    OPTION_COMMAND_MAX,
    PAGE_TEXT_MAX,
    Block,
    actions,
    beside,
    button,
    caption,
    columns,
    context,
    divider,
    facts,
    header,
    joined,
    lines,
    menus,
    option,
    plain_text,
    sections,
    weight,
)
from adapters.slack.forms import inputs
from adapters.slack.text import bold, code, escaped, italic, link, shortened
from adapters.text import one_line, unbroken
from bot import wording
from bot.message import (
    Advice,
    Attachment,
    Bar,
    Button,
    Buttons,
    Chart,
    Choice,
    Choices,
    Entries,
    Form,
    Message,
    Paragraph,
    Part,
    Picture,
    Pictured,
    Someone,
    Somewhere,
    TextField,
    Tone,
)

FALLBACK_MAX = 3000
"""Characters of a message's text beside its blocks: notifications show its beginning, screen readers all."""

MESSAGE_BLOCKS_MAX = 50
"""Blocks of a message (Block Kit reference)."""

VIEW_BLOCKS_MAX = 100
"""Blocks of a modal or of Home (Block Kit reference, views)."""

TITLE_MAX = 24
"""Characters of a modal's title, and of the labels of its two buttons (Block Kit reference, modal views)."""

ROW_OF_CHOICES_MAX = 5
"""Choices of a few words that have a button each; more are a menu."""

LISTED_MAX = 10
"""Choices with something to say that have a line and a button each; more are told in columns, over a menu."""

BARS_MAX = 6
"""Topics of a picture that are told beside the rest; all of them are in the file."""

PRESS = "press:"
"""Before a number, the id of everything that has a command as its value, or as that of its options."""

CANCEL = "Cancel"
CLOSE = "Close"

WEEKS = "Last {count} weeks  {columns}  {latest} this week"
MORE_BARS = "and {count} more"
COLUMNS = "▁▂▃▄▅▆▇█"
BAR_WIDTH = 10
ID = re.compile("[A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A message as *pages* of blocks, one message of Slack's each, and what blocks cannot show.

    *text* is all of it in words, for notifications and screen readers.
    """

    text: str
    pages: tuple[tuple[Block, ...], ...]
    form: Form | None
    files: tuple[Pictured | Attachment, ...]


def render(message: Message, opens: str = "") -> Drawing:
    """Draw *message* for a conversation; *opens* is what shows its form, if not the form's own command."""
    said = filter(None, (escaped(line) for part in message.parts for line in words(part)))
    blocks = _drawn(message.parts, opens) or sections(NAME)
    return Drawing(
        text=shortened("\n".join(said).strip(), FALLBACK_MAX) or NAME,
        pages=tuple(packed(blocks, MESSAGE_BLOCKS_MAX, PAGE_TEXT_MAX, weight)),
        form=form_of(message),
        files=files_of(message),
    )


def modal(message: Message, memory: str) -> Block:
    """Draw *message* as a modal that keeps a *memory*: a form to submit, or a page to read."""
    form = form_of(message)
    said = _drawn(tuple(part for part in message.parts if part is not form))
    view: Block = {"type": "modal", "private_metadata": memory}
    if form is None:
        blocks = _fitting(said, VIEW_BLOCKS_MAX) or sections(NAME)
        return view | _framed("page", NAME, CLOSE) | {"blocks": blocks}
    asked = inputs(form)
    # A title that is too long to stand above the modal stands in it.
    whole = len(form.title) <= TITLE_MAX
    about = [*([] if whole else header(form.title)), *sections(escaped(form.intro))]
    frame = _framed("form", form.title if whole else NAME, CANCEL)
    blocks = [*_fitting([*said, *about], VIEW_BLOCKS_MAX - len(asked)), *asked]
    return view | frame | {"submit": plain_text(form.verb, TITLE_MAX), "blocks": blocks}


def home(message: Message) -> Block:
    """Draw *message* as the Home tab."""
    return {"type": "home", "blocks": _fitting(_drawn(message.parts), VIEW_BLOCKS_MAX) or sections(NAME)}


def _framed(kind: str, title: str, close: str) -> Block:
    return {
        "callback_id": kind,
        "title": plain_text(title, TITLE_MAX),
        "close": plain_text(close, TITLE_MAX),
    }


def _fitting(blocks: list[Block], most: int) -> list[Block]:
    return blocks if len(blocks) <= most else [*blocks[: most - 1], *context(wording.MORE_THAN_FITS)]


def _drawn(parts: tuple[Part, ...], opens: str = "") -> list[Block]:
    ids = (f"{PRESS}{number}" for number in count())
    blocks: list[Block] = []
    behind_card = False
    for before, part in zip((None, *parts), parts, strict=False):
        blocks += divider() if is_parted(before, part) else ()
        blocks += _part(part, ids, opens, behind_card=behind_card)
        behind_card |= isinstance(part, Advice)
    return blocks


def _part(part: Part, ids: Iterator[str], opens: str, *, behind_card: bool) -> list[Block]:
    match part:
        case Paragraph():
            return _paragraph(part, behind_card=behind_card)
        case Entries(items):
            return lines([_entry(term, meaning) for term, meaning in items])
        case Advice():
            return _advice(part)
        case Choices():
            return _choices(part, ids, loud=not behind_card)
        case Buttons(buttons):
            return actions(_buttons(buttons, ids))
        case Form():
            return _form(part, ids, opens if 0 < len(opens) <= COMMAND_MAX else part.command)
        case Picture():
            return _picture(part)
        case Chart():
            # Beside it stand the same numbers in words.
            return []
        case Attachment(name, _, description):
            return context(f"{bold(name)}  {escaped(description)}")
        case nothing:
            assert_never(nothing)


def _paragraph(paragraph: Paragraph, *, behind_card: bool) -> list[Block]:
    match paragraph.tone:
        case Tone.HEADING if behind_card:
            # Nothing in an answer is louder than the title of a card.
            return caption(paragraph.text)
        case Tone.HEADING:
            return header(paragraph.text)
        case Tone.PLAIN:
            return sections(escaped(paragraph.text))
        case Tone.QUIET:
            return context(escaped(paragraph.text))
        case nothing:
            assert_never(nothing)


def _entry(term: str | Someone | Somewhere, meaning: str) -> str:
    return f"{_term(term)}  {escaped(meaning)}".rstrip()


def _term(term: str | Someone | Somewhere) -> str:
    """A term as Slack shows it; for an id that it knows, the name that people know."""
    match term:
        case str():
            return code(term)
        case Someone(id):
            return f"<@{id}>" if ID.fullmatch(id) else escaped(id)
        case Somewhere(id):
            return f"<#{id}>" if ID.fullmatch(id) else escaped(id)
        case nothing:
            assert_never(nothing)


def _advice(card: Advice) -> list[Block]:
    source = card.source
    where = [escaped(f"{card.speaker}, {source.place}")]
    if source.turn_url:
        where.append(link(source.turn_url, READ_IT))
    if source.audio_url and source.audio_from:
        where.append(link(source.audio_url, LISTEN.format(time=source.audio_from)))
    elif source.audio_from:
        where.append(HEARD.format(time=source.audio_from))
    return [
        *lines([bold(card.title), escaped(card.text)]),
        *context(*joined(where, ASIDE), escaped(source.attribution)),
    ]


# What can be pressed


def _choices(choices: Choices, ids: Iterator[str], *, loud: bool) -> list[Block]:
    """A row of buttons, a line and a button each, or a menu: whatever shows *choices* whole in least space.

    Unless *loud*, the lines leave bold letters to what stands before them.
    """
    items = choices.items
    short = not any(item.detail or len(item.label) > LABEL_MAX for item in items)
    few = len(items) <= (ROW_OF_CHOICES_MAX if short else LISTED_MAX)
    if few and short and all(len(item.label) <= BUTTON_SEEN_MAX for item in items):
        buttons = _buttons([Button(item.label, item.command) for item in items], ids)
        return [*caption(choices.heading), *actions(buttons)]
    if few or not _fit_a_menu(items):
        told = [block for item in items for block in _line(item, ids, loud=loud)]
        return [*caption(choices.heading), *told]
    return _beside_a_menu(choices, ids) if short else _over_a_menu(choices, ids)


def _beside_a_menu(choices: Choices, ids: Iterator[str]) -> list[Block]:
    menu, *more = menus(_options(choices.items), CHOOSE_ONE, ids)
    return [*beside(escaped(choices.heading), menu), *_rows(more)]


def _over_a_menu(choices: Choices, ids: Iterator[str]) -> list[Block]:
    told = columns([_told(item) for item in choices.items])
    return [*header(choices.heading), *told, *_rows(menus(_options(choices.items), OPEN_ONE, ids))]


def _options(items: Iterable[Choice]) -> list[Block]:
    return [option(item.label, item.command, item.detail) for item in items]


def _rows(elements: Iterable[Block]) -> list[Block]:
    """A row for each, since all of them might be too much for one message."""
    return [row for element in elements for row in actions([element])]


def _fit_a_menu(items: tuple[Choice, ...]) -> bool:
    """Whether a menu can tell *items* apart by what it can carry of their commands."""
    commands = {item.command for item in items if 0 < len(item.command) <= OPTION_COMMAND_MAX}
    return len(commands) == len(items)


def _line(item: Choice, ids: Iterator[str], *, loud: bool) -> list[Block]:
    label = bold(item.label) if loud and item.detail else escaped(item.label)
    told = "\n".join(filter(None, (label, escaped(item.detail))))
    if len(item.command) > COMMAND_MAX:
        return sections(told)
    return beside(told, button(verb(item), item.command, next(ids), described=item.label))


def _told(item: Choice) -> str:
    """In a column, which is narrow: a detail without room behind its label goes to the next line whole."""
    return f"• {escaped(one_line(item.label))}  {unbroken(italic(item.detail))}".rstrip()


def _buttons(buttons: Iterable[Button], ids: Iterator[str]) -> list[Block]:
    """Buttons of all commands that Slack can carry: half of one would mean something else."""
    return [
        button(it.label, it.command, next(ids), _style(it))
        for it in buttons
        if len(it.command) <= COMMAND_MAX
    ]


def _style(button: Button) -> str:
    if button.grave:
        return "danger"
    return "primary" if button.main else ""


def _form(form: Form, ids: Iterator[str], command: str) -> list[Block]:
    """What stands for a form in a message, which cannot have one: a button that opens it.

    A long text in it is shown, since the button does not bring it back, and somebody has written it.
    """
    opening = Button(form.title if len(form.title) <= TITLE_MAX else OPEN_FORM, command, main=True)
    written = [field.value for field in form.fields if isinstance(field, TextField) and field.long]
    return [
        *header(form.title),
        *sections(escaped(form.intro)),
        *context(*(escaped(wrong(field)) for field in form.fields)),
        *(block for text in written for block in sections(escaped(text))),
        *actions(_buttons([opening], ids)),
    ]


# A picture, for who does not open it


def _picture(picture: Picture) -> list[Block]:
    hidden = len(picture.bars) - BARS_MAX
    more = [MORE_BARS.format(count=hidden)] if hidden > 0 else []
    return [
        *facts(f"{bold(name)}  {escaped(value)}" for name, value in picture.facts),
        *lines([_weeks(picture.weeks), wording.streak_so_far(picture.streak)]),
        *lines([*map(_bar, picture.bars[:BARS_MAX]), *more]),
    ]


def _weeks(weeks: tuple[int, ...]) -> str:
    """What was new in each week; empty before anything was."""
    if not any(weeks):
        return ""
    return WEEKS.format(count=len(weeks), columns=_columns(weeks), latest=weeks[-1])


def _columns(weeks: tuple[int, ...]) -> str:
    """A column for each week, the highest as high as a line."""
    most = max((*weeks, 1))
    return "".join(COLUMNS[-(-count * (len(COLUMNS) - 1) // most)] for count in weeks)


def _bar(bar: Bar) -> str:
    """The bar comes first, since letters differ in width; it is full, or empty, only where that is so."""
    full = max(bar.done * BAR_WIDTH // bar.of, min(bar.done, 1)) if bar.of else 0
    drawn = "▰" * full + "▱" * (BAR_WIDTH - full)
    return f"{drawn}  {wording.of(bar.done, bar.of)}  {escaped(bar.label)}"
