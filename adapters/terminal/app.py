"""A conversation in a terminal, typed or piped."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from getpass import getuser
from pathlib import Path

from rich.console import Console
from rich.text import Text

from adapters.terminal.render import Drawing, render
from bot.mentor import Mentor
from bot.message import Form
from bot.model import Member, Request

LEAVING = frozenset({"quit", "exit", "bye", "goodbye", ":q", "q", ":wq"})
PROMPT = "> "
INTERRUPTED = "Type quit to leave, or press Ctrl-D."


Line = Callable[[str], str]
"""Asks for one line with a prompt; raises EOFError when there are no more."""


class Conversation:
    """One member and the mentor, taking turns on *console*."""

    def __init__(self, mentor: Mentor, console: Console, read: Line) -> None:
        self._mentor = mentor
        self._console = console
        self._read = read
        self._member = Member(workspace="terminal", id=_user())
        self._last: Drawing | None = None
        self._before: Drawing | None = None

    def run(self, *, greet: bool) -> None:
        """Answer line after line until the member leaves or the lines end."""
        # Lines are read outside of the loop, which the line editor would start once more.
        with asyncio.Runner() as loop:
            if greet:
                self._say(loop, Request(self._member, ""))
            while self._turn(loop):
                pass

    def _turn(self, loop: asyncio.Runner) -> bool:
        """One line and its answer; False when the member leaves."""
        try:
            line = self._read(PROMPT)
            if line.strip().casefold() in LEAVING:
                return False
            self._say(loop, Request(self._member, self._pressed(line) or line))
        except EOFError:
            return False
        except KeyboardInterrupt:
            # As in a shell, Ctrl-C gives up the line and not the conversation.
            self._console.print(Text(INTERRUPTED, "dim"))
        return True

    def _pressed(self, line: str) -> str | None:
        """The command behind *line*, in the last answer or in the list that it was opened from."""
        drawn = (self._last, self._before)
        return next((command for drawing in drawn if drawing and (command := drawing.pressed(line))), None)

    def _say(self, loop: asyncio.Runner, request: Request) -> None:
        drawing = render(loop.run(self._mentor.reply(request)))
        if self._last and self._last.numbered:
            self._before = self._last
        self._last = drawing
        show(drawing, self._console)
        if drawing.form:
            self._say(loop, self._filled(drawing.form))

    def _filled(self, form: Form) -> Request:
        fields = {field.name: self._read(f"{field.label}: ")[: field.longest] for field in form.fields}
        return Request(self._member, form.command, fields)


def show(drawing: Drawing, console: Console) -> None:
    """Print *drawing* with a line of air after it."""
    console.print(drawing.lines, crop=False)
    console.print()


def typed(history: Path) -> Line:
    """Lines with editing and a *history* that lasts; what is typed into a form is not kept in it."""
    # A tenth of a second that pipes need not wait for.
    from prompt_toolkit import PromptSession, prompt  # noqa: PLC0415
    from prompt_toolkit.history import FileHistory, History, InMemoryHistory  # noqa: PLC0415

    kept: History
    try:
        history.parent.mkdir(parents=True, exist_ok=True)
        history.touch(mode=0o600)
        kept = FileHistory(str(history))
    except OSError:
        kept = InMemoryHistory()
    session: PromptSession[str] = PromptSession(history=kept)
    return lambda label: session.prompt(label) if label == PROMPT else prompt(label)


def piped(lines: Iterable[str]) -> Line:
    """The lines of a pipe or a file, without asking."""
    rest: Iterator[str] = iter(lines)

    def read(_prompt: str) -> str:
        line = next(rest, None)
        if line is None:
            raise EOFError
        return line.rstrip("\n")

    return read


def _user() -> str:
    try:
        return getuser()
    except (KeyError, OSError):
        return "member"
