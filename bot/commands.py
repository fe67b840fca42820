"""The grammar: one line in, one command out. Whatever is no command is a question."""

import re
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


@dataclass(frozen=True, slots=True)
class Stray:
    """A number or a `more` that belongs to nothing on the screen."""


Command = Ask | More | OpenCard | ShowTopics | ShowHelp | Greet | AskForQuestion | Stray

GREETINGS = frozenset({
    "hello", "hey", "hi", "hi there", "hello there", "good morning", "thanks", "thank you", "thx", "cheers",
    "start", "menu", "who are you", "what are you", "what can you do",
})  # fmt: skip
"""Said to a bot without wanting advice; it introduces itself."""

QUESTION = "question"
"""The field of the form that asks for one."""


def parse(text: str, fields: Mapping[str, str]) -> Command:
    """The command in *text*, with the *fields* of a form if it was one.

    A verb counts only where the rest of the line fits it, so that "topics" lists topics while
    "open source burnout" and "more money?" are questions.
    """
    line = text.strip()
    verb, _, rest = line.partition(" ")
    rest = rest.strip() or fields.get(QUESTION, "").strip()
    return _alone(line) or _with_rest(verb.casefold(), rest) or Ask(line)


def _alone(line: str) -> Command | None:
    """The command that is a whole line."""
    word = line.casefold().strip(" !?.,")
    if not line or word in GREETINGS:
        return Greet()
    if line == "?" or word == "help":
        return ShowHelp()
    if word == "topics":
        return ShowTopics()
    return Stray() if word == "more" or word.isdecimal() else None


def _with_rest(verb: str, rest: str) -> Command | None:
    """The command of a verb with something behind it."""
    match verb:
        case "ask":
            return Ask(rest) if rest else AskForQuestion()
        case "more":
            return _more(rest)
        case "open" if "/" in rest and " " not in rest:
            return OpenCard(rest)
    return None


def open_card(ref: str) -> str:
    """The line that `parse` reads as `OpenCard`."""
    return f"open {ref}"


def more(question: str, seen: int) -> str:
    """The line that `parse` reads as `More`."""
    return f"more {seen}: {question}"


def _more(rest: str) -> More | None:
    # With the colon, "more 5 years until staff?" stays a question.
    found = re.fullmatch(r"(\d{1,3}): *(\S.*)", rest, re.ASCII | re.DOTALL)
    return More(found[2], int(found[1])) if found else None
