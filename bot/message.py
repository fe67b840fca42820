"""What to say, before any platform has drawn it: a closed union of parts, without markup."""

from dataclasses import dataclass
from enum import Enum, auto


class Tone(Enum):
    """How loud a paragraph is."""

    HEADING = auto()
    PLAIN = auto()
    QUIET = auto()


class Audience(Enum):
    """Who gets to see a message."""

    ASKING = auto()
    """Whoever is there where it was asked for."""

    MEMBER = auto()
    """The member alone, even if they asked where others read."""

    CHANNEL = auto()
    """All who read the channel that the request came from, even if it was asked for in private."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain text; a platform escapes what would be markup there."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of the workspace by their id; a platform shows the name that people know."""

    id: str


@dataclass(frozen=True, slots=True)
class Somewhere:
    """A channel of the workspace by its id; a platform shows the name that people know."""

    id: str


@dataclass(frozen=True, slots=True)
class Entries:
    """Terms and what is to say about each, in a line each: ("topics", "all topics")."""

    items: tuple[tuple[str | Someone | Somewhere, str], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a card was said: *place* in words, *turn_url* for the exact turn, empty where there is no page.

    *audio_url* plays from *audio_from*, the nearest time that the source gives ("48:03"), if there is one.
    """

    place: str
    turn_url: str
    audio_from: str | None
    audio_url: str | None
    attribution: str


@dataclass(frozen=True, slots=True)
class Advice:
    """One card, drawn whole."""

    title: str
    text: str
    speaker: str
    source: Source


@dataclass(frozen=True, slots=True)
class Choice:
    """One line that can be opened: what it is, a few words about it, and the command that opens it.

    *verb* is what pressing does, in a word, where that is not to open or to choose it.
    """

    label: str
    detail: str
    command: str
    verb: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Lines to choose from, under what they have in common."""

    heading: str
    items: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Button:
    """A command that the member need not type.

    *main* if it is what the message is for; *grave* if it cannot be taken back.
    """

    label: str
    command: str
    main: bool = False
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Buttons:
    """What a member can do next."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class TextField:
    """A field of a form that takes text of up to *longest* characters, of many lines if it is *long*.

    *value* is what stands in it already; *error* says what is wrong with that. Chats do not let anybody leave
    it empty unless it is *optional*.
    """

    name: str
    label: str
    longest: int
    value: str = ""
    error: str = ""
    hint: str = ""
    long: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceField:
    """A field of a form that takes one of its *options*, each a value and a label."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class TimeField:
    """A field of a form that takes a time of day, like "09:00"."""

    name: str
    label: str
    value: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class ZoneField:
    """A field of a form that takes a time zone, by any name that `find_zones` knows."""

    name: str
    label: str
    value: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class ManyField:
    """A field of a form that takes any of its *options*, each a value and a label; none if it is *optional*.

    Submitted, they are one value with commas in between.
    """

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    values: tuple[str, ...] = ()
    error: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class FileField:
    """A field of a form that takes a file of one of some *kinds* (endings, like "vtt"), or none."""

    name: str
    label: str
    kinds: tuple[str, ...]
    hint: str = ""
    error: str = ""


Field = TextField | ChoiceField | ManyField | TimeField | ZoneField | FileField


@dataclass(frozen=True, slots=True)
class Form:
    """Fields to fill in under an *intro*; submitting it is a `Request` of *command* with them.

    *verb* is what submitting does, in a word. *command* without fields shows the form anew.
    """

    title: str
    command: str
    fields: tuple[Field, ...]
    intro: str = ""
    verb: str = "Save"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to hand over; *description* says what is in it."""

    name: str
    data: bytes
    description: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a picture: how much of a whole is done."""

    label: str
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A member's progress to look at; *alt* says all of it in words, for who cannot see it.

    *weeks* are counts of new things in the last twelve weeks, the present one last. *facts* are a name and
    a value each: ("Cards read", "31"). *next_step* is the name of the next step.
    """

    title: str
    alt: str
    bars: tuple[Bar, ...]
    weeks: tuple[int, ...]
    streak: int
    facts: tuple[tuple[str, str], ...]
    next_step: str


@dataclass(frozen=True, slots=True)
class Series:
    """One row of a chart: a count for each week, None where it is not to be shown."""

    label: str
    counts: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Counts by week to look at; *alt* says all of it in words, for who cannot see it.

    *weeks* are the names of up to twelve weeks, the latest last. The message says the same in its other
    parts: where there are no pictures, nothing is missing. *note* says what a week without a count means.
    """

    title: str
    alt: str
    weeks: tuple[str, ...]
    series: tuple[Series, ...]
    note: str


Pictured = Picture | Chart
"""What is drawn as a PNG."""

Part = Paragraph | Entries | Advice | Choices | Buttons | Form | Picture | Chart | Attachment


@dataclass(frozen=True, slots=True)
class Posting:
    """Something that a workspace gets once, and the *key* by which the mentor knows that it did."""

    workspace: str
    key: str


@dataclass(frozen=True, slots=True)
class Message:
    """What the mentor says, top to bottom. *answered* is None where nothing was asked.

    *again* is the command that shows the same once more, for a platform that can't keep a message safely.
    What is *urgent* and for the member alone is rather seen by others than not by them.
    *promise* is to be sent to the member unasked, and at once, where direct messages may turn out to be
    closed: it proves that what this message announces will reach them. Elsewhere it is drawn nowhere.
    What has a *posting* and could not be posted is given back to `Mentor.unposted`, or nobody can try again.
    """

    parts: tuple[Part, ...]
    answered: bool | None = None
    again: str = ""
    audience: Audience = Audience.ASKING
    urgent: bool = False
    promise: "Message | None" = None
    posting: Posting | None = None
