"""Commands with a slip in them: what was meant is offered, and nothing of it is searched or kept."""

from collections.abc import Sequence

from bot import wording
from bot.commands import OF_EPISODES, VERBS, WHOLE, Ask, parse
from bot.message import Choice
from knowledge.library import Library
from knowledge.words import normal, spelled_out

LINE_MAX = 60
"""Characters of a line that may be a command with a slip in it; the longest that is one has half as many."""

BEHIND_MAX = 3
"""Words behind a command's first one. With more, it speaks for itself: "stage fright before a talk"."""

OFFERED_MAX = 3

PRIVATE = ("reflect", "journal")
"""Commands behind which people write to themselves: with a slip in one, nothing behind it is searched."""

ALSO_PRIVATE = {
    "reflection": "reflect", "reflections": "reflect", "my reflection": "reflect",
    "note to self": "journal", "dear diary": "journal", "diary": "journal",
    "journaling": "journal", "journalling": "journal",
}  # fmt: skip
"""What else people call writing to themselves, and the command for it."""

DRAFT_MIN = 5
"""Words behind one of those that are a thought of one's own: fewer may be a topic, "diary of a manager"."""

NAMING = (*OF_EPISODES, "excerpt", "card", "drop", "hide", "unhide", "load")
"""Commands that go on with the name of one thing."""

BEGUN_MIN = 3
"""Letters of a word that suffice to begin it."""

SLIP_MIN = 4
"""Letters of a first word in which a slip is seen: a shorter one is one letter away from too many others."""


def meant(line: str, library: Library, *, admin: bool) -> tuple[Choice, ...]:
    """The commands of which a *line* that is none may be a slip, the nearest first.

    There are some if it is short, no topic and no question by its mark, begins with a command's word or
    nearly so, and goes on with one that can stand behind it, or nearly so. Nearly a private one is enough.
    """
    return (
        _near(line, library, admin=admin)
        or _naming(line, library, admin=admin)
        or _instead(line, library)
        or _private(line, library)
    )


def draft_in(line: str, library: Library) -> str:
    """What somebody seems to write to themselves, behind a slip of the command for that; empty if nothing."""
    return _behind_private(line, library)[1]


def _near(line: str, library: Library, *, admin: bool) -> tuple[Choice, ...]:
    typed = _typed(line, library)
    lines = wording.lines(admin=admin)
    near = [(command, about) for command, about in lines if typed and _is_slip_of(command, typed, library)]
    near.sort(key=lambda it: _slips(" ".join(typed[:2]), it[0]))
    return tuple(_offered(_with_the_rest(command, line), about) for command, about in near[:OFFERED_MAX])


def _naming(line: str, library: Library, *, admin: bool) -> tuple[Choice, ...]:
    """The commands about an episode, a card or a feed of whose first word there is a slip."""
    verb, _, rest = line.strip().partition(" ")
    wholes = (f"{it} {rest}" for it in NAMING if admin and rest and _is_verb(normal(verb), it, library))
    return tuple(_offered(it, "") for it in wholes if not isinstance(parse(it, {}), Ask))[:OFFERED_MAX]


def _typed(line: str, library: Library) -> Sequence[str]:
    """The words of a line that may be a command; none of one that is too long, a topic, or a question."""
    typed = normal(spelled_out(line)).split()
    is_short = len(line) <= LINE_MAX and len(typed) <= 1 + BEHIND_MAX
    return typed if is_short and "?" not in line and not library.topic_called(line) else ()


def _instead(line: str, library: Library) -> tuple[Choice, ...]:
    """What goes by another name here."""
    match _typed(line, library):
        case ["settings" | "preferences"]:
            return _known_as("home", "stage", "nudges", "data")
        case ["stop" | "unsubscribe"] | ["stop", "it"] | ["weekly", "prompt" | "prompts", "off"]:
            return _known_as("nudges off", "nudges pause")
        case ["pause"]:
            return _known_as("nudges pause")
        case ["tomorrow" | "later"]:
            return _known_as("nudges snooze", "nudges skip")
        case ["history"]:
            return _known_as("progress", "journal", "saved")
        case ["stage", word] if word != "fright":
            return _known_as("stage")
        case _:
            return ()


def _known_as(*commands: str) -> tuple[Choice, ...]:
    about = dict(wording.LINES)
    return tuple(_offered(command, about[command]) for command in commands)


def _offered(command: str, about: str) -> Choice:
    return Choice(command, about, command, wording.DO_VERB)


def _private(line: str, library: Library) -> tuple[Choice, ...]:
    verb, draft = _behind_private(line, library)
    # With a mark behind it, it would be a question again.
    command = f"{verb} {draft.rstrip('? ')}".strip()
    return (_offered(command, dict(wording.LINES)[verb]),) if draft and len(line) <= LINE_MAX else ()


def _behind_private(line: str, library: Library) -> tuple[str, str]:
    """The private command that a *line* begins with but for a slip, and what is behind it; empty if none."""
    first, rest = [*line.split(maxsplit=1), "", ""][:2]
    word = normal(first)
    for verb in PRIVATE:
        is_it = word == verb != first.casefold()
        if is_it or (word not in library.spoken and len(word) >= SLIP_MIN and _slips(word, verb) == 1):
            return verb, rest.strip()
    verb, rest = _called_otherwise(line)
    return (verb, rest) if len(rest.split()) >= DRAFT_MIN and "?" not in rest else ("", "")


def _called_otherwise(line: str) -> tuple[str, str]:
    """The private command whose other name a *line* begins with, and what is behind it; empty if none."""
    told = line.split()
    for name, verb in ALSO_PRIVATE.items():
        length = len(name.split())
        if normal(" ".join(told[:length])) == name:
            return verb, " ".join(line.split(maxsplit=length)[length:]).strip()
    return "", ""


def meant_to_run(line: str, library: Library) -> tuple[Choice, ...]:
    """What those who run the place may mean by a *line*: a slip, or all that begins as it does."""
    if near := meant(line, library, admin=True):
        return near
    verb, *_ = normal(line).split() or [""]
    begun = ((it, about) for it, about in wording.LINES_ADMINS if _is_verb(verb, it.split()[0], library))
    return tuple(_offered(command, about) for command, about in begun)


def begins_like_command(question: str, library: Library) -> bool:
    """Whether a question may be a command that was mistyped, with something private behind it."""
    verb, *_ = normal(question).split() or [""]
    is_private = any(_called_otherwise(question))
    return is_private or any(_is_verb(verb, known, library) for known in (*VERBS, *WHOLE))


def _is_slip_of(command: str, typed: Sequence[str], library: Library) -> bool:
    """Whether what was *typed* begins nearly like a *command*; what follows on its second word is free."""
    verb, *behind = normal(command).split()
    if bool(behind) != (len(typed) > 1) or not _is_verb(typed[0], verb, library):
        return False
    return not behind or _is_begun(typed[1], behind[0], library) or _is_nearly(typed[1], behind[0])


def _with_the_rest(command: str, line: str) -> str:
    """A command with what stood behind its slip, where that is something for it to work on."""
    whole = " ".join((command, *line.split()[2:]))
    return command if isinstance(parse(whole, {}), Ask) else whole


def _is_verb(typed: str, verb: str, library: Library) -> bool:
    """Whether a line's first word is a command's, or one that nobody knows and that is nearly the same."""
    if typed in VERBS or typed in WHOLE:
        return typed == verb or (typed in VERBS and VERBS[typed] is VERBS.get(verb))
    is_known = len(typed) < SLIP_MIN or typed in library.spoken
    return not is_known and (_is_begun(typed, verb, library) or _is_nearly(typed, verb))


def _is_begun(typed: str, word: str, library: Library) -> bool:
    """Whether a word is left half-written; what is one by itself, as "for" is, begins no other."""
    return len(typed) >= BEGUN_MIN and word.startswith(typed) and typed not in library.spoken


def _is_nearly(typed: str, word: str) -> bool:
    return _slips(typed, word) <= (1 if len(word) < 7 else 2)


def _slips(typed: str, word: str) -> int:
    """How many letters are wrong, missing, too many or swapped."""
    # Late, because most lines have no slip and a start should not wait for it.
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    return OSA.distance(typed, word)
