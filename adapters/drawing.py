"""What the renderers of all chat platforms share: labels, a message in plain words, what to keep together."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar, assert_never

from bot.message import (
    Advice,
    Attachment,
    Buttons,
    Chart,
    Choice,
    Choices,
    Entries,
    Field,
    FileField,
    Form,
    ManyField,
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

NAME = "Career Mentor"

OPEN, CHOOSE = "Open", "Choose"
OPEN_ONE, CHOOSE_ONE = "Open one", "Choose one"
READ_IT = "Read it there"
LISTEN = "Listen from about {time}"
HEARD = "from about {time}"
OPEN_FORM, OPEN_AGAIN = "Open the form", "Open the form again"
TYPE_A_CITY = "Type a city or a country"
WRONG = "\N{WARNING SIGN}\N{VARIATION SELECTOR-16} {error}"
ASIDE = " · "

T = TypeVar("T")


def form_of(message: Message) -> Form | None:
    """The form in a message, which has at most one."""
    return next((part for part in message.parts if isinstance(part, Form)), None)


def files_of(message: Message) -> tuple[Pictured | Attachment, ...]:
    """What a message hands over beside its words."""
    return tuple(part for part in message.parts if isinstance(part, Pictured | Attachment))


def names_of(field: ManyField) -> Mapping[str, str]:
    """What each option goes by where it is typed, by its value: its label, unless that would be two."""
    return {value: value if "," in label else label for value, label in field.options}


def png_name(picture: Pictured) -> str:
    """What the file is called that a picture is drawn into."""
    return "progress.png" if isinstance(picture, Picture) else "counts.png"


def verb(item: Choice) -> str:
    """What pressing does."""
    return item.verb or (OPEN if item.detail else CHOOSE)


def wrong(field: Field) -> str:
    """What is wrong with a field's value, not escaped; empty if nothing."""
    return WRONG.format(error=field.error) if field.error else ""


def is_optional(field: Field) -> bool:
    """Whether a field may be left empty."""
    return isinstance(field, FileField) or (isinstance(field, TextField | ManyField) and field.optional)


def is_parted(before: Part | None, part: Part) -> bool:
    """Whether *part* begins something else, and not only what a quiet line above it announced."""
    match before, part:
        case None | Paragraph(tone=Tone.QUIET), _:
            return False
        case (_, Paragraph(tone=Tone.HEADING)) | (Buttons(), Choices()):
            return True
        case _:
            return False


def words(part: Part) -> Iterator[str]:
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
        case Chart():
            # Other parts of the message say the same.
            return
        case Attachment(name, _, description):
            yield f"{name}: {description}"
        case nothing:
            assert_never(nothing)


def _name(term: str | Someone | Somewhere) -> str:
    return term if isinstance(term, str) else term.id


def packed(
    items: Iterable[T], most: int, most_weight: int = 0, weight: Callable[[T], int] = lambda _: 0
) -> Iterator[tuple[T, ...]]:
    """*items* in order, in as few groups as can be: of up to *most*, and up to *most_weight* together."""
    group: list[T] = []
    total = 0
    for item in items:
        weighs = weight(item)
        if group and (len(group) == most or total + weighs > most_weight):
            yield tuple(group)
            group, total = [], 0
        group.append(item)
        total += weighs
    if group:
        yield tuple(group)
