"""The platforms on which a scenario is played: each says a line and reads what the member then sees."""

import os
import pty
import select
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pyte

from adapters import program
from adapters.program import Shipped
from adapters.settings import Settings
from adapters.storage.memory import MemoryStore
from adapters.terminal.app import CHANNEL
from adapters.terminal.files import handed
from adapters.terminal.forms import OPTIONAL, files_in, meant, standing
from adapters.terminal.outbox import Outbox
from bot import shelf_wording, wording
from bot.delivery import Delivery
from bot.mentor import Mentor
from bot.message import (
    Advice,
    Attachment,
    Button,
    Buttons,
    Choice,
    Choices,
    Entries,
    Form,
    Message,
    Paragraph,
    Picture,
)
from bot.model import Handed, Member, Request
from bot.pacing import Lanes
from tests.forked import FORKING, Forked, Surroundings
from tests.terminal import OVER, sit

ROOT = Path(__file__).parents[2]

BEGINNING = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
"""A Monday, on which every scenario begins."""


Value = str | Path | list[str]
"""What can be filled into a field: a text, a file, or the labels of several options."""


class Platform(Protocol):
    """A place where one member talks with the mentor."""

    async def say(self, text: str) -> str:
        """Say *text*; what the mentor shows next."""

    async def bring(self, text: str, file: Path) -> str:
        """Say *text* and hand over a *file* with it; what the mentor shows next."""

    async def press(self, label: str) -> str:
        """Press the button or the choice that is labelled *label*."""

    def offers(self, label: str) -> bool:
        """Whether a button labelled *label* is there to press."""

    async def fill(self, *values: Value) -> str:
        """Fill *values* into the fields that are asked for, the wrong ones if some are; submit the form."""

    async def give_up(self) -> None:
        """Leave a form as it is."""

    async def wait_until(self, moment: datetime) -> str:
        """Come back at a later time; what the mentor brought meanwhile."""

    def files(self) -> list[Path]:
        """The files that the mentor handed over."""

    def close(self) -> None:
        """Leave."""


class Core:
    """No platform at all: requests in, the words of messages out."""

    def __init__(self, shipped: Shipped, folder: Path) -> None:
        lanes, store = Lanes({}, frozenset()), MemoryStore()
        catalogue = program.open_catalogue(Settings(), shipped, store)
        self._mentor = Mentor(catalogue, store, lanes.rate, program.open_loader(Settings(), shipped))
        self._member = Member("terminal", "ada")
        self._last = Message(())
        self._brought: dict[str, Handed] = {}
        self._now = BEGINNING
        self._folder = folder
        self._outbox = Outbox(folder / "outbox")
        senders = {"terminal": self._outbox}
        self._delivery = Delivery(store, catalogue, senders, lanes, lambda: self._now)

    async def say(self, text: str) -> str:
        return await self._request(text)

    async def bring(self, text: str, file: Path) -> str:
        return await self._request(text, files={"file": handed(file)})

    async def press(self, label: str) -> str:
        pressed = [it.command for it in _pressable(self._last) if it.label.startswith(label)]
        assert len(pressed) == 1, f"{label!r} is there {len(pressed)} times"
        return await self.say(pressed[0])

    def offers(self, label: str) -> bool:
        return any(it.label == label for it in _pressable(self._last))

    async def fill(self, *values: Value) -> str:
        [form] = [part for part in self._last.parts if isinstance(part, Form)]
        wrong = [field for field in form.fields if field.error]
        asked = wrong or form.fields
        typed = {it.name: meant(it, typed_of(value)) for it, value in zip(asked, values, strict=True)}
        fields = {field.name: standing(field) for field in form.fields} | typed
        kept = {
            name: it for name, it in self._brought.items() if wrong and name in fields.keys() - typed.keys()
        }
        files = kept | files_in(asked, typed)
        return await self._request(
            form.command, fields | {name: it.name for name, it in files.items()}, files
        )

    async def give_up(self) -> None:
        pass

    async def wait_until(self, moment: datetime) -> str:
        self._now = moment
        await self._delivery.round()
        commands = [*self._outbox.take(self._member), *self._outbox.take(CHANNEL)]
        return " ".join([await self.say(command) for command in commands])

    def files(self) -> list[Path]:
        return sorted(self._folder.glob("*.*"))

    def close(self) -> None:
        pass

    async def _request(
        self, text: str, fields: dict[str, str] | None = None, files: dict[str, Handed] | None = None
    ) -> str:
        self._brought = files or {}
        request = Request(
            self._member, text, self._now, fields or {}, self._brought, channel=CHANNEL, admin=True
        )
        self._last = await self._mentor.reply(request)
        for part in self._last.parts:
            if isinstance(part, Attachment):
                (self._folder / part.name).write_bytes(part.data)
        return " ".join(_words(self._last))


class Desk:
    """A pseudo-terminal with `career chat` on it, for one conversation after another in one process."""

    COLUMNS, LINES = 100, 120

    def __init__(self) -> None:
        self.terminal, child = pty.openpty()
        self._chat, chat = FORKING.Pipe()
        place = {
            "TERM": "xterm",
            "PROMPT_TOOLKIT_NO_CPR": "1",
            "COLUMNS": str(self.COLUMNS),
            "LINES": str(self.LINES),
        }
        around = Surroundings(ROOT, os.environ | place, Path(os.devnull))
        with chat:
            self._process = Forked(around, sit, Path(os.ttyname(child)), chat)
        # Whoever hears nothing of the terminal any more closes it for all.
        self._child = child

    def begin(self, **settings: str) -> None:
        """Begin a conversation with these settings."""
        self._chat.send(settings)

    def over(self, seconds: float) -> bool:
        """Whether the conversation ends in time."""
        return self._chat.poll(seconds) and self._chat.recv() == OVER

    def read(self, seconds: float) -> bytes:
        """What is written to the terminal, if anything is in time."""
        ready, _, _ = select.select([self.terminal], [], [], seconds)
        return os.read(self.terminal, 65536) if ready else b""

    def close(self) -> None:
        """End the process, whatever it is at."""
        self._process.kill()
        self._process.wait()
        self._chat.close()
        for end in (self.terminal, self._child):
            os.close(end)


class Terminal:
    """The `career chat` command on a pseudo-terminal, its screen read as a person would."""

    PATIENCE = 30
    TYPED_COLUMNS = 80
    """Where a line that is typed goes on below: the pseudo-terminal itself was told no size."""

    FIELDS = tuple(
        label.format(word="delete")
        for name, label in (vars(wording) | vars(shelf_wording)).items()
        if name.endswith("_FIELD")
    )
    ASKS = tuple(f"{field}{more}:" for field in FIELDS for more in ("", f" {OPTIONAL}"))

    def __init__(self, desk: Desk, folder: Path) -> None:
        self._screen = pyte.Screen(desk.COLUMNS, desk.LINES)
        self._stream = pyte.ByteStream(self._screen)
        self._desk = desk
        self._folder = folder
        self._open(BEGINNING)

    async def say(self, text: str) -> str:
        return self._type(text)

    async def bring(self, text: str, file: Path) -> str:
        return self._type(f"{text} {file}")

    async def press(self, label: str) -> str:
        lines = [line.strip() for line in self._screen.display]
        numbers = [line.split()[0] for line in lines if line.split(" ", 1)[-1].strip().startswith(label[:60])]
        return self._type(next((number for number in numbers if number.isdecimal()), label))

    def offers(self, label: str) -> bool:
        buttons = [line for line in self._screen.display if line.startswith("Type ")]
        return any(label.casefold() in line for line in buttons)

    async def fill(self, *values: Value) -> str:
        seen = ""
        for value in values:
            # Ctrl-U first: a field may hold a proposal.
            seen = self._type(f"\x15{typed_of(value)}")
        return seen

    async def give_up(self) -> None:
        # Without Enter, which would be an empty line for the next prompt.
        self._send(b"\x03")

    async def wait_until(self, moment: datetime) -> str:
        self.close()
        return self._open(moment)

    def files(self) -> list[Path]:
        return sorted((self._folder / "files").glob("*.*"))

    def close(self) -> None:
        os.write(self._desk.terminal, b"quit\r")
        assert self._desk.over(self.PATIENCE), self._seen()
        while self._desk.read(0):
            pass

    def _open(self, moment: datetime) -> str:
        self._screen.reset()
        self._desk.begin(
            CAREER_FILES_DIR=str(self._folder / "files"),
            CAREER_DATABASE_URL=f"sqlite:///{self._folder / 'mentor.sqlite3'}",
            CAREER_NOW=moment.isoformat(),
        )
        return self._read()

    def _type(self, text: str) -> str:
        return self._send(text.encode() + b"\r")

    def _send(self, keys: bytes) -> str:
        self._screen.reset()
        os.write(self._desk.terminal, keys)
        return self._read()

    def _read(self) -> str:
        """All that is on the screen once the mentor waits for the next line."""
        deadline = time.monotonic() + self.PATIENCE
        while not self._waiting():
            assert time.monotonic() < deadline, self._seen()
            self._stream.feed(self._desk.read(0.1))
        return " ".join(self._seen().split())

    def _waiting(self) -> bool:
        line = self._row(self._screen.cursor.y)
        return (line.rstrip() == ">" or self._asks()) and self._screen.cursor.y > 0

    def _asks(self) -> bool:
        """Whether the cursor stands behind the name of a field, and what is proposed for it."""
        row = self._screen.cursor.y
        while row and not self._row(row).startswith(self.ASKS):
            row -= 1
            if len(self._row(row).rstrip()) < self.TYPED_COLUMNS - 1:
                # That line ended by itself, so it is not the same one.
                return False
        return row > 0

    def _row(self, number: int) -> str:
        # Not of `display`, which draws the whole screen.
        cells = self._screen.buffer[number]
        return "".join(cells[x].data for x in range(self._screen.columns))

    def _seen(self) -> str:
        return "\n".join(self._screen.display).strip()


def typed_of(value: Value) -> str:
    """What is to be typed for a value."""
    return ", ".join(value) if isinstance(value, list) else str(value)


def _pressable(message: Message) -> list[Button | Choice]:
    choices = [it for part in message.parts if isinstance(part, Choices) for it in part.items]
    return choices + [it for part in message.parts if isinstance(part, Buttons) for it in part.buttons]


def _words(message: Message) -> list[str]:
    lines: list[str] = []
    for part in message.parts:
        match part:
            case Paragraph(text):
                lines.append(text)
            case Entries(items):
                lines += [
                    f"{term if isinstance(term, str) else term.id} {meaning}" for term, meaning in items
                ]
            case Advice(title, text, speaker, source):
                lines += [title, text, f"{speaker}, {source.place}", source.audio_from or "", source.turn_url]
                lines.append(source.attribution)
            case Choices(heading, items):
                lines += [heading, *(f"{item.label} {item.detail}" for item in items)]
            case Buttons(buttons):
                lines += [button.label for button in buttons]
            case Form(title, _, fields, intro):
                lines += [title, intro, *(f"{field.error} {field.label}" for field in fields)]
            case Picture():
                lines += [f"{name} {value}" for name, value in part.facts]
                lines += [f"{bar.label} {bar.done}/{bar.of}" for bar in part.bars]
            case Attachment(name, _, description):
                lines += [name, description]
    return [" ".join(line.split()) for line in lines]
