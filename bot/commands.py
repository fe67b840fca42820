"""The grammar: one line in, one command out. Whatever is no command is a question."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ask:
    """A question, in the member's words."""

    question: str


@dataclass(frozen=True, slots=True)
class More:
    """The cards for *question* that come after the first *seen*."""

    question: str
    seen: int


@dataclass(frozen=True, slots=True)
class OpenCard:
    """One card, by its "episode/card" name."""

    ref: str


@dataclass(frozen=True, slots=True)
class ShowTopics:
    """All topics."""


@dataclass(frozen=True, slots=True)
class ShowHelp:
    """What can be typed."""


@dataclass(frozen=True, slots=True)
class Greet:
    """Nothing was said."""


@dataclass(frozen=True, slots=True)
class AskForQuestion:
    """`ask`, and nothing behind it."""


Command = Ask | More | OpenCard | ShowTopics | ShowHelp | Greet | AskForQuestion

QUESTION = "question"
"""The field of the form that asks for one."""


def parse(text: str, fields: Mapping[str, str]) -> Command:
    """The command in *text*, with the *fields* of a form if it was one.

    A verb counts only where the rest of the line fits it, so that "topics" lists topics while
    "open source burnout" and "more money?" are questions.
    """
    line = text.strip()
    verb, _, rest = line.partition(" ")
    rest = rest.strip()
    match verb.casefold():
        case "":
            return Greet()
        case "help" | "?" if not rest:
            return ShowHelp()
        case "topics" if not rest:
            return ShowTopics()
        case "ask" if question := rest or fields.get(QUESTION, "").strip():
            return Ask(question)
        case "ask":
            return AskForQuestion()
        case "open" if "/" in rest and " " not in rest:
            return OpenCard(rest)
        case "more":
            return _more(rest) or Ask(line)
    return Ask(line)


def open_card(ref: str) -> str:
    """The line that `parse` reads as `OpenCard`."""
    return f"open {ref}"


def more(question: str, seen: int) -> str:
    """The line that `parse` reads as `More`."""
    return f"more {seen} {question}"


def _more(rest: str) -> More | None:
    seen, _, question = rest.partition(" ")
    # isdecimal() alone takes digits that int() reads but nobody types, and numbers without end.
    known = seen.isascii() and seen.isdecimal() and len(seen) < 4 and question.strip()
    return More(question.strip(), int(seen)) if known else None
