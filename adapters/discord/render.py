"""A `Message` drawn for Discord: as messages of components. Pure: nothing is sent here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import assert_never

from discord import ButtonStyle

from adapters.discord.controls import Ids
from adapters.discord.files import description, names_of
from adapters.discord.forms import typed_into
from adapters.discord.layout import (
    LABEL_MAX,
    OPTION_MAX,
    OPTIONS_MAX,
    TEXT_MAX,
    Beside,
    Block,
    Control,
    Enclosure,
    Menu,
    Option,
    Page,
    Row,
    Rule,
    Text,
    pages_of,
)
from adapters.discord.memory import REST_ID, TYPED_ID, told_rest, told_typed
from adapters.discord.text import (
    ADDRESS_MAX,
    Draw,
    bold,
    code,
    escaped,
    heading,
    italic,
    link,
    pieces,
    quiet,
    small,
    title,
)
from adapters.drawing import (
    ASIDE,
    CHOOSE_ONE,
    HEARD,
    LISTEN,
    NAME,
    OPEN_AGAIN,
    OPEN_FORM,
    OPEN_ONE,
    READ_IT,
    files_of,
    form_of,
    is_parted,
    packed,
    verb,
    wrong,
)
from adapters.text import ELLIPSIS, clean, one_line
from bot.message import (
    Advice,
    Attachment,
    Button,
    Buttons,
    Chart,
    Choice,
    Choices,
    Entries,
    Field,
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

ROW_MAX = 5
"""Buttons of a row (component reference)."""

BUTTON_SEEN_MAX = 38
"""Characters on a button that Discord advises to keep to, since it may cut what is longer (component
reference, button design guidelines)."""

HEADING_MAX = 150
"""Characters of a heading; what is longer is bold."""

ROW_OF_CHOICES_MAX = 5
"""Choices of a few words that have a button each; more are a menu."""

REMARK_MAX = 200
"""Characters of what is said of a choice in small letters."""

TYPED_MAX = 3600
"""Characters of what was typed that a message keeps for a button, beside a row and what stands around it."""

LISTED_MAX = 10
"""Choices with something to say that have a line and a button each; more are told in a list, over menus."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A message as *pages*, one message of Discord's each, its *form* to open, and all its *files*."""

    pages: tuple[Page, ...]
    form: Form | None
    files: tuple[Pictured | Attachment, ...]


def render(message: Message, opens: str = "") -> Drawing:
    """Draw *message*; *opens* is what shows its form, if not the form's own command."""
    pages = pages_of(_drawn(message.parts, opens)) or pages_of([Text(escaped(NAME))])
    return Drawing(pages, form_of(message), files_of(message))


def _drawn(parts: tuple[Part, ...], opens: str) -> Iterator[Block]:
    ids = Ids()
    behind_card = False
    for before, part in zip((None, *parts), parts, strict=False):
        if is_parted(before, part):
            yield Rule()
        yield from _part(part, ids, opens, behind_card=behind_card)
        behind_card |= isinstance(part, Advice)


def _part(part: Part, ids: Ids, opens: str, *, behind_card: bool) -> Iterable[Block]:
    match part:
        case Paragraph():
            return _paragraph(part, behind_card=behind_card)
        case Entries(items):
            return _lines(line for term, meaning in items for line in _entry(term, meaning))
        case Advice():
            return _advice(part)
        case Choices():
            return _choices(part, ids, loud=not behind_card)
        case Buttons(buttons):
            return _rows(buttons, ids)
        case Form():
            return _form(part, ids, opens or part.command)
        case Picture():
            return _picture(part)
        case Chart():
            return [Enclosure(part)]
        case Attachment():
            return _attachment(part)
        case nothing:
            assert_never(nothing)


def _paragraph(paragraph: Paragraph, *, behind_card: bool) -> Iterable[Block]:
    match paragraph.tone:
        case Tone.HEADING if behind_card:
            # Nothing in an answer is louder than the title of a card.
            return _caption(paragraph.text)
        case Tone.HEADING:
            return _heading(paragraph.text)
        case Tone.PLAIN:
            return _texts(paragraph.text)
        case Tone.QUIET:
            return _texts(paragraph.text, quiet)
        case nothing:
            assert_never(nothing)


def _texts(text: str, draw: Draw = escaped, *, leads: bool = False) -> list[Block]:
    return [Text(piece, leads) for piece in pieces(text, TEXT_MAX, draw)]


def _heading(text: str) -> list[Block]:
    return _texts(text, heading if len(text) <= HEADING_MAX else bold, leads=True)


def _caption(text: str) -> list[Block]:
    """A heading that leaves the stage to what it stands over."""
    return _texts(text, lambda piece: small(bold(piece)), leads=True)


def _lines(lines: Iterable[str], *, leads: bool = False) -> Iterator[Block]:
    """Whole markdown, in a line each."""
    for group in packed(filter(None, lines), TEXT_MAX, TEXT_MAX, lambda line: len(line) + 1):
        yield Text("\n".join(group), leads)


def _entry(term: str | Someone | Somewhere, meaning: str) -> Iterator[str]:
    """Begun with its term, or in lines of its own what is too long for one."""
    line = f"{_term(term)}  {escaped(meaning)}".rstrip()
    if len(line) <= TEXT_MAX:
        yield line
    else:
        yield from pieces(term if isinstance(term, str) else term.id, TEXT_MAX)
        yield from pieces(meaning, TEXT_MAX)


def _term(term: str | Someone | Somewhere) -> str:
    """A term as Discord shows it; for an id that it knows, the name that people know."""
    match term:
        case str():
            return code(term)
        case Someone(id):
            return f"<@{id}>" if id.isdecimal() else escaped(id)
        case Somewhere(id):
            return f"<#{id}>" if id.isdecimal() else escaped(id)
        case nothing:
            assert_never(nothing)


def _advice(card: Advice) -> Iterator[Block]:
    whole = f"{title(card.title)}\n{escaped(card.text)}"
    if len(whole) <= TEXT_MAX and card.title.strip():
        yield Text(whole, leads=True)
    else:
        yield from _texts(card.title, title, leads=True)
        yield from _texts(card.text, leads=True)
    yield from _lines([*_where(card), *pieces(card.source.attribution, TEXT_MAX, quiet)])


def _where(card: Advice) -> Iterator[str]:
    """Who said it, and links to that moment: a line, unless there is much to say."""
    source = card.source
    *before, said = pieces(f"{card.speaker}, {source.place}", TEXT_MAX - 3 * ADDRESS_MAX // 2)
    links = [link(source.turn_url, READ_IT)] if source.turn_url else []
    if source.audio_url and source.audio_from:
        links.append(link(source.audio_url, LISTEN.format(time=source.audio_from)))
    elif source.audio_from:
        links.append(HEARD.format(time=source.audio_from))
    yield from map(small, before)
    yield small(ASIDE.join([said, *links]))


# What can be pressed


def _choices(choices: Choices, ids: Ids, *, loud: bool) -> list[Block]:
    """A row of buttons, a line and a button each, or menus: whatever shows *choices* whole in least space.

    Unless *loud*, the lines leave bold letters to what stands before them.
    """
    items = choices.items
    short = not any(item.detail or len(item.label) > LABEL_MAX for item in items)
    few = len(items) <= (ROW_OF_CHOICES_MAX if short else LISTED_MAX)
    if few and short and all(len(item.label) <= BUTTON_SEEN_MAX for item in items):
        buttons = [Button(item.label, item.command) for item in items]
        return [*_caption(choices.heading), *_rows(buttons, ids)]
    if few or not _fit_menus(items):
        draw = quiet if all(map(_is_brief, items)) else escaped
        told = [block for item in items for block in _line(item, ids, draw, loud=loud)]
        return [*_caption(choices.heading), *told]
    if short:
        return [*_texts(choices.heading, leads=True), *_menus(items, ids)]
    return [*_heading(choices.heading), *_below_lists(items, ids)]


def _menus(items: tuple[Choice, ...], ids: Ids) -> Iterator[Block]:
    for group in packed(items, OPTIONS_MAX):
        yield Menu(ids.menu(), CHOOSE_ONE, tuple(map(_option, group)))


def _below_lists(items: tuple[Choice, ...], ids: Ids) -> Iterator[Block]:
    """As many menus as it takes, each below the lines that tell what is in it."""
    for group in packed(items, OPTIONS_MAX):
        yield from _lines(map(_told, group), leads=True)
        yield Menu(ids.menu(), OPEN_ONE, tuple(map(_option, group)))


def _option(item: Choice) -> Option:
    return Option(item.label, clean(item.command), item.detail)


def _fit_menus(items: tuple[Choice, ...]) -> bool:
    """Whether menus can tell *items* apart by what they can carry of their commands."""
    commands = {clean(it.command) for it in items if it.command.strip() and len(it.command) <= OPTION_MAX}
    return len(commands) == len(items)


def _is_brief(item: Choice) -> bool:
    """Whether its detail is a remark; what is longer is there to be read."""
    return len(item.detail) <= REMARK_MAX and "\n" not in item.detail


def _line(item: Choice, ids: Ids, draw: Draw, *, loud: bool) -> Iterator[Block]:
    label = bold(item.label) if loud and item.detail else escaped(item.label)
    whole = "\n".join(filter(str.strip, (label, draw(item.detail))))
    fits = len(whole) <= TEXT_MAX
    told = [whole] if fits else [*pieces(item.label, TEXT_MAX), *pieces(item.detail, TEXT_MAX)]
    *before, last = told if told[0] else [ELLIPSIS]
    yield from (Text(text, leads=True) for text in before)
    id = ids.whole(item.command)
    yield Beside(last, Control(verb(item), id)) if id else Text(last)


def _told(item: Choice) -> str:
    return f"- {escaped(one_line(item.label))}  {italic(item.detail)}".rstrip()


def _rows(buttons: Iterable[Button], ids: Ids) -> Iterator[Block]:
    """Buttons of all commands that can be brought back."""
    for group in packed(buttons, ROW_MAX):
        given = [(it, ids.whole(it.command) or ids.head(it.command)) for it in group]
        controls = tuple(Control(it.label, id, _style(it)) for it, id in given if id)
        if rest := ids.rest():
            yield Text(told_rest(rest), leads=True, id=REST_ID)
        if controls:
            yield Row(controls)


def _style(button: Button) -> ButtonStyle:
    if button.grave:
        return ButtonStyle.danger
    return ButtonStyle.primary if button.main else ButtonStyle.secondary


# A form


def _form(form: Form, ids: Ids, opens: str) -> Iterator[Block]:
    """What stands for a form in a message, which cannot have one: a button that opens it as it is here."""
    yield from _texts(form.title, title, leads=True)
    yield from _texts(form.intro, leads=True)
    for field in form.fields:
        yield from _texts(wrong(field), leads=True)
    for number, field in enumerate(form.fields):
        if (typed := typed_into(field)) and _is_typed(field, form):
            yield from _typed(number, field.label, typed)
    label = form.title if len(form.title) <= BUTTON_SEEN_MAX else OPEN_FORM
    label = OPEN_AGAIN if any(field.error for field in form.fields) else label
    if id := ids.form(opens) or ids.form(form.command):
        yield Row((Control(label, id, ButtonStyle.primary),))


def _is_typed(field: Field, form: Form) -> bool:
    """Whether somebody wrote what is in a *field*; the mentor may have put it there to be chosen."""
    return isinstance(field, TextField) or any(field.error for field in form.fields)


def _typed(number: int, label: str, typed: str) -> list[Block]:
    """What was typed, for the button to bring back; in parts and only to be read, if it is too long."""
    whole = told_typed(label, typed)
    if len(whole) <= TYPED_MAX:
        return [Text(whole, leads=True, id=TYPED_ID + number)]
    return [*_texts(label, bold, leads=True), *_texts(typed, leads=True)]


# Files


def _picture(picture: Picture) -> Iterator[Block]:
    """A picture, which says all of it to those who cannot see it: in words below where that is too much."""
    yield Enclosure(picture)
    if description(picture) != one_line(clean(picture.alt)):
        yield from _texts(picture.alt, quiet)


def _attachment(file: Attachment) -> Iterator[Block]:
    # Discord shows its name below; only one that it does not keep has to be told.
    name = "" if names_of([file]) == (file.name,) else file.name
    yield from _lines([*pieces(name, TEXT_MAX, bold), *pieces(file.description, TEXT_MAX, quiet)], leads=True)
    yield Enclosure(file)
