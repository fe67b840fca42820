"""A conversation in a terminal, typed or piped."""

import asyncio
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from getpass import getuser
from pathlib import Path
from types import MappingProxyType

from rich.console import Console
from rich.text import Text

from adapters.brought import BESIDE, LOAD, named_in
from adapters.drawing import png_name
from adapters.terminal.files import file_in, handed
from adapters.terminal.forms import files_in, guide, label, meant, proposed, standing
from adapters.terminal.outbox import Outbox
from adapters.terminal.render import Drawing, render
from bot.delivery import Delivery
from bot.mentor import Mentor
from bot.message import Attachment, Field, Form, Message, Pictured
from bot.model import Channel, Handed, Member, Request
from bot.ports import StoreError
from bot.zones import is_zone

WORKSPACE = "terminal"

CHANNEL = Channel(WORKSPACE, "everyone")
"""The one place in a terminal where rituals go."""

LEAVING = frozenset({"quit", "exit", "bye", "goodbye", ":q", "q", ":wq"})
PROMPT = "> "
INTERRUPTED = "Type quit to leave, or press Ctrl-D."
GIVEN_UP = "Left as it was."
HOW_TO_TYPE = "A number or a word on the screen can be typed. quit leaves."
HOW_TO_LEAVE = "Enter takes what stands there, Ctrl-C leaves this form."
PASSED = "{count} earlier ones have passed meanwhile."

WORKING = "One moment: I am working on it..."

THINKING = 0.5
"""Seconds after which it is said that an answer comes: a question takes less, an episode more."""

REMEMBERED = 4
"""Answers whose numbers and buttons still work: a list stays open while its lines are looked at."""

NOTHING: Mapping[str, str] = MappingProxyType({})
NO_FILES: Mapping[str, Handed] = MappingProxyType({})

Line = Callable[[str, str], str]
"""Asks for one line with a prompt and what stands in it already; raises EOFError when there are no more."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a conversation needs around it: the time, a place for files, and what came while nobody looked."""

    clock: Callable[[], datetime]
    files: Path
    outbox: Outbox
    delivery: Delivery


class Conversation:
    """One member and the mentor, taking turns on *console*."""

    def __init__(
        self, mentor: Mentor, console: Console, read: Line, around: Surroundings, loop: asyncio.Runner
    ) -> None:
        self._mentor = mentor
        self._console = console
        self._read = read
        self._around = around
        self._loop = loop
        self._member = here()
        self._insists = True
        self._drawn: deque[Drawing] = deque(maxlen=REMEMBERED)

    def run(self, *, greet: bool) -> None:
        """Answer line after line until the member leaves or the lines end."""
        self._insists = greet
        if greet:
            self._say("")
            self._console.print(Text(HOW_TO_TYPE, "dim"))
        self._bring()
        while self._turn():
            self._bring()

    def _bring(self) -> None:
        """Show what came for the member, or for everyone, since they last looked, and what is due now."""
        # What is wrong with the store is said with the next answer.
        with suppress(StoreError):
            self._loop.run(self._around.delivery.round())
        for recipient in (self._member, CHANNEL):
            *passed, last = [None, *self._around.outbox.take(recipient)]
            if len(passed) > 1:
                self._console.print(Text(PASSED.format(count=len(passed) - 1), "dim"))
            if last:
                self._say(last)

    def _turn(self) -> bool:
        """One line and its answer; False when the member leaves."""
        try:
            line = self._read(PROMPT, "")
            if line.strip().casefold() in LEAVING:
                return False
            self._answer(line)
        except EOFError:
            return False
        except KeyboardInterrupt:
            # As in a shell, Ctrl-C gives up the line and not the conversation.
            self._console.print(Text(INTERRUPTED, "dim"))
        return True

    def _answer(self, line: str) -> None:
        if pressed := self._pressed(line):
            self._say(pressed)
        elif path := file_in(named_in(line)):
            self._say(LOAD, files={BESIDE: handed(path)})
        else:
            self._say(line)

    def _pressed(self, line: str) -> str | None:
        """The command behind *line*, in the last answer or in one before it."""
        found = (drawing.pressed(line, latest=not back) for back, drawing in enumerate(self._drawn))
        return next(filter(None, found), None)

    def _say(
        self, text: str, fields: Mapping[str, str] = NOTHING, files: Mapping[str, Handed] = NO_FILES
    ) -> None:
        request = Request(
            self._member,
            text,
            self._around.clock(),
            fields,
            files,
            channel=CHANNEL,
            admin=True,
            zone=local_zone(),
        )
        drawing = render(self._loop.run(self._reply(request)))
        self._drawn.appendleft(drawing)
        show(drawing, self._console)
        self._keep(drawing.files)
        if drawing.form:
            self._fill(drawing.form, files)

    async def _reply(self, request: Request) -> Message:
        """The mentor's reply; whoever sits there and has to wait for it sees that it comes."""
        coming = asyncio.ensure_future(self._mentor.reply(request))
        try:
            done, _ = await asyncio.wait({coming}, timeout=THINKING)
            if done or not self._console.is_terminal:
                return await coming
            with self._console.status(WORKING):
                return await coming
        finally:
            coming.cancel()

    def _fill(self, form: Form, brought: Mapping[str, Handed]) -> None:
        """Ask for each field, or only for those that were wrong; Ctrl-C gives the form up.

        What was *brought* in a field that was not wrong is handed over again. Whoever does not sit here is
        asked once: the next line of a pipe is not meant for a second try.
        """
        wrong = any(field.error for field in form.fields)
        if wrong and not self._insists:
            for field in form.fields:
                self._console.print(Text(field.error, "yellow"), end="\n" if field.error else "")
            return
        if self._insists and not wrong:
            self._console.print(Text(HOW_TO_LEAVE, "dim"))
        asked = [field for field in form.fields if field.error or not wrong]
        try:
            typed = {field.name: self._field(field) for field in asked}
        except (KeyboardInterrupt, EOFError):
            self._console.print(Text(GIVEN_UP, "dim"))
            return
        fields = {field.name: standing(field) for field in form.fields} | typed
        kept = {name: it for name, it in brought.items() if wrong and name in fields.keys() - typed.keys()}
        files = kept | files_in(asked, typed)
        self._say(form.command, fields | {name: it.name for name, it in files.items()}, files)

    def _field(self, field: Field) -> str:
        for said, style in ((field.error, "yellow"), (guide(field), "dim")):
            if said:
                self._console.print(Text(said, style))
        return meant(field, self._read(f"{label(field)}: ", proposed(field)))

    def _keep(self, files: Sequence[Pictured | Attachment]) -> None:
        """Write files where the member finds them, and say where that is."""
        for file in files:
            try:
                path = written(file, self._around.files)
            except OSError as error:
                self._console.print(Text(f"The file could not be written: {error}", "yellow"))
            else:
                what = "Written to" if isinstance(file, Attachment) else "As a picture:"
                self._console.print(Text(f"{what} {path}", "dim"), soft_wrap=True)
                self._console.print()


def written(file: Pictured | Attachment, folder: Path) -> Path:
    """The path of a new file with what was handed over, for nobody else to read."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if isinstance(file, Attachment):
        path, data = folder / file.name, file.data
    else:
        # Drawing takes a tenth of a second to load, which a greeting need not wait for.
        from adapters.picture import draw  # noqa: PLC0415

        path, data = folder / png_name(file), draw(file)
    path.touch(mode=0o600)
    path.write_bytes(data)
    return path


def here() -> Member:
    """The member who sits at this terminal."""
    return Member(WORKSPACE, _user())


def local_zone() -> str | None:
    """The IANA zone that this machine is set to, where it says so by name."""
    with suppress(OSError):
        named = os.environ.get("TZ") or str(Path("/etc/localtime").resolve()).rpartition("zoneinfo/")[2]
        return named if is_zone(named) else None
    return None


def show(drawing: Drawing, console: Console) -> None:
    """Print *drawing* with a line of air after it."""
    console.print(drawing.lines, crop=False)
    console.print()


def typed() -> Line:
    """Lines with editing, and a history that ends with the conversation: questions are nobody's business."""
    # A tenth of a second that pipes need not wait for.
    from prompt_toolkit import PromptSession, prompt  # noqa: PLC0415

    session: PromptSession[str] = PromptSession()
    return lambda label, value: session.prompt(label) if label == PROMPT else prompt(label, default=value)


def piped(lines: Iterable[str]) -> Line:
    """The lines of a pipe or a file, without asking; an empty one leaves in a field what stood there."""
    rest: Iterator[str] = iter(lines)

    def read(_prompt: str, value: str) -> str:
        line = next(rest, None)
        if line is None:
            raise EOFError
        return line.rstrip("\n") or value

    return read


def _user() -> str:
    with suppress(KeyError, OSError):
        return getuser()
    return "member"
