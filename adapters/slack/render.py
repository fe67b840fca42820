"""A `Message` drawn for Slack: as messages, as a modal, as Home. Pure: nothing is sent here."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import assert_never

from adapters.slack.blocks import (
    COMMAND_MAX,
    LABEL_MAX,
    OPTION_COMMAND_MAX,
    PAGE_TEXT_MAX,
    TEXT_MAX,
    Block,
    actions,
    button,
    context,
    fields,
    header,
    lines,
    menus,
    option,
    packed,
    plain_text,
    run_on,
    section,
    sections,
    weight,
)
from adapters.slack.forms import inputs, wrong
from adapters.slack.text import ELLIPSIS, bold, code, escaped, link, pieces, shortened
from bot import wording
from bot.message import (
    Advice,
    Attachment,
    Bar,
    Button,
    Buttons,
    Choice,
    Choices,
    Entries,
    Form,
    Message,
    Paragraph,
    Part,
    Picture,
    Someone,
    Somewhere,
    Tone,
)

NAME = "Career Mentor"

FALLBACK_MAX = 3000
"""Characters of a message's text beside its blocks: notifications show its beginning, screen readers all."""

MESSAGE_BLOCKS_MAX = 50
"""Blocks of a message (Block Kit reference)."""

VIEW_BLOCKS_MAX = 100
"""Blocks of a modal or of Home (Block Kit reference, views)."""

TITLE_MAX = 24
"""Characters of a modal's title, and of the labels of its two buttons (Block Kit reference, modal views)."""

ROW_OF_CHOICES_MAX = 5
"""Choices that stand beside each other as buttons; more are a menu."""

LISTED_MAX = 10
"""Choices that have a line and a button each; more are one paragraph and a menu."""

PRESS = "press:"
"""Before a number, the id of everything that has a command as its value, or as that of its options."""

OPEN = "Open"
READ_IT = "Read it there"
LISTEN = "Listen from about {time}"
OPEN_FORM = "Open the form"
CANCEL = "Cancel"
CLOSE = "Close"

COLUMNS = "·▁▂▃▄▅▆▇█"
BAR_WIDTH = 12
ID = re.compile("[A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A message as *pages* of blocks, one message of Slack's each, and what blocks cannot show.

    *text* is all of it in words, for notifications and screen readers.
    """

    text: str
    pages: tuple[tuple[Block, ...], ...]
    form: Form | None
    files: tuple[Picture | Attachment, ...]


def render(message: Message, opens: str = "") -> Drawing:
    """Draw *message* for a conversation; *opens* is what shows its form, if not the form's own command."""
    words = filter(None, (escaped(words) for part in message.parts for words in _words(part)))
    blocks = _drawn(message.parts, opens) or sections(NAME)
    return Drawing(
        text=shortened("\n".join(words).strip(), FALLBACK_MAX) or NAME,
        pages=tuple(packed(blocks, MESSAGE_BLOCKS_MAX, PAGE_TEXT_MAX, weight)),
        form=_form_of(message),
        files=tuple(part for part in message.parts if isinstance(part, Picture | Attachment)),
    )


def modal(message: Message, memory: str) -> Block:
    """Draw *message* as a modal that keeps a *memory*: a form to submit, or a page to read."""
    form = _form_of(message)
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


def _form_of(message: Message) -> Form | None:
    return next((part for part in message.parts if isinstance(part, Form)), None)


def _fitting(blocks: list[Block], most: int) -> list[Block]:
    return blocks if len(blocks) <= most else [*blocks[: most - 1], *context(wording.MORE_THAN_FITS)]


def _drawn(parts: tuple[Part, ...], opens: str = "") -> list[Block]:
    ids = (f"{PRESS}{number}" for number in count())
    return [block for part in parts for block in _part(part, ids, opens)]


def _part(part: Part, ids: Iterator[str], opens: str) -> list[Block]:
    match part:
        case Paragraph():
            return _paragraph(part)
        case Entries(items):
            return lines([_entry(term, meaning) for term, meaning in items])
        case Advice():
            return _advice(part)
        case Choices(heading, items):
            return [*sections(escaped(heading)), *_choices(items, ids)]
        case Buttons(buttons):
            return actions(_buttons(buttons, ids))
        case Form():
            return _form(part, ids, opens if 0 < len(opens) <= COMMAND_MAX else part.command)
        case Picture():
            return _picture(part)
        case Attachment(name, _, description):
            return context(f"{bold(name)}  {escaped(description)}")
        case nothing:
            assert_never(nothing)


def _paragraph(paragraph: Paragraph) -> list[Block]:
    match paragraph.tone:
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
    where = [escaped(f"{card.speaker}, {source.place}"), link(source.turn_url, READ_IT)]
    if source.audio_url and source.audio_from:
        where.append(link(source.audio_url, LISTEN.format(time=source.audio_from)))
    return [
        *sections(bold(card.title)),
        *sections(escaped(card.text)),
        *context(*where),
        *context(escaped(source.attribution)),
    ]


# What can be pressed


def _choices(items: tuple[Choice, ...], ids: Iterator[str]) -> list[Block]:
    """A row of buttons, a menu, or a line and a button each: whatever shows *items* whole in least space."""
    short = not any(item.detail or len(item.label) > LABEL_MAX for item in items)
    if short and len(items) <= ROW_OF_CHOICES_MAX:
        return actions(_buttons(tuple(Button(item.label, item.command) for item in items), ids))
    if (not short and len(items) <= LISTED_MAX) or not _fit_a_menu(items):
        return [block for item in items for block in _line(item, ids)]
    told = [] if short else run_on([_told(item, " ") for item in items])
    return [*told, *menus([option(item.label, item.command, item.detail) for item in items], ids)]


def _fit_a_menu(items: tuple[Choice, ...]) -> bool:
    """Whether a menu can tell *items* apart by what it can carry of their commands."""
    commands = {item.command for item in items if 0 < len(item.command) <= OPTION_COMMAND_MAX}
    return len(commands) == len(items)


def _line(item: Choice, ids: Iterator[str]) -> list[Block]:
    *before, last = pieces(_told(item, "\n"), TEXT_MAX) or (ELLIPSIS,)
    carried = len(item.command) <= COMMAND_MAX
    accessory = {"accessory": button(OPEN, item.command, next(ids), described=item.label)} if carried else {}
    return [*map(section, before), section(last, **accessory)]


def _told(item: Choice, between: str) -> str:
    return between.join(filter(None, (bold(item.label), escaped(item.detail))))


def _buttons(buttons: Iterable[Button], ids: Iterator[str], style: str = "") -> list[Block]:
    """Buttons of all commands that Slack can carry: half of one would mean something else."""
    return [
        button(it.label, it.command, next(ids), "danger" if it.grave else style)
        for it in buttons
        if len(it.command) <= COMMAND_MAX
    ]


def _form(form: Form, ids: Iterator[str], command: str) -> list[Block]:
    """What stands for a form in a message, which cannot have one: a button that opens it."""
    opening = Button(form.title if len(form.title) <= TITLE_MAX else OPEN_FORM, command)
    return [
        *header(form.title),
        *sections(escaped(form.intro)),
        *(block for field in form.fields for block in wrong(field)),
        *actions(_buttons([opening], ids, "primary")),
    ]


# A picture, for who does not open it


def _picture(picture: Picture) -> list[Block]:
    weeks = f"Last weeks  {code(_columns(picture.weeks))}  {picture.weeks[-1]} this week"
    return [
        *fields([f"{bold(name)}\n{escaped(value)}" for name, value in picture.facts]),
        *lines(filter(None, (weeks, wording.streak_so_far(picture.streak)))),
        *lines(map(_bar, picture.bars)),
    ]


def _columns(weeks: tuple[int, ...]) -> str:
    """A column for each week, the highest as high as a line."""
    most = max((*weeks, 1))
    return "".join(COLUMNS[-(-count * (len(COLUMNS) - 1) // most)] for count in weeks)


def _bar(bar: Bar) -> str:
    """The bar comes first: what follows is in a font whose letters differ in width."""
    full = -(-bar.done * BAR_WIDTH // bar.of) if bar.of else 0
    return f"{code('█' * full + '░' * (BAR_WIDTH - full))} {bar.done}/{bar.of}  {escaped(bar.label)}"


# The same in words


def _words(part: Part) -> Iterator[str]:
    """What a part says, not escaped; what can be pressed is no news."""
    match part:
        case Paragraph(text):
            yield text
        case Entries(items):
            yield from (f"{_name(term)}: {meaning}" if meaning else _name(term) for term, meaning in items)
        case Advice(title, text, speaker, source):
            yield from (title, text, f"{speaker}, {source.place}", source.attribution)
        case Choices(heading, items):
            yield heading
            yield from (f"{item.label}: {item.detail}" if item.detail else item.label for item in items)
        case Buttons():
            return
        case Form(title, _, fields, intro):
            yield from (title, intro, *(field.error for field in fields))
        case Picture(alt=alt):
            yield alt
        case Attachment(name, _, description):
            yield f"{name}: {description}"
        case nothing:
            assert_never(nothing)


def _name(term: str | Someone | Somewhere) -> str:
    return term if isinstance(term, str) else term.id
