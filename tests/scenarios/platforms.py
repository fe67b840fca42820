"""The platforms on which a scenario is played: each says a line and reads what the member then sees."""

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Protocol

import pyte

from bot.mentor import Mentor
from bot.message import Advice, Button, Buttons, Choice, Choices, Form, Message, Paragraph
from bot.model import Member, Request


class Platform(Protocol):
    """A place where one member talks with the mentor."""

    async def say(self, text: str) -> str:
        """Say *text*; what the mentor shows next."""

    async def press(self, label: str) -> str:
        """Press the button or the choice that is labelled *label*."""

    def offers(self, label: str) -> bool:
        """Whether a button labelled *label* is there to press."""

    async def fill(self, text: str) -> str:
        """Fill *text* into the form that is shown, and submit it."""

    def close(self) -> None:
        """Leave."""


class Core:
    """No platform at all: requests in, the words of messages out."""

    def __init__(self, mentor: Mentor) -> None:
        self._mentor = mentor
        self._member = Member("workspace", "ada")
        self._last = Message(())

    async def say(self, text: str) -> str:
        return await self._request(Request(self._member, text))

    async def press(self, label: str) -> str:
        pressed = [it.command for it in _pressable(self._last) if it.label == label]
        assert len(pressed) == 1, f"{label!r} is there {len(pressed)} times"
        return await self.say(pressed[0])

    def offers(self, label: str) -> bool:
        return any(it.label == label for it in _pressable(self._last))

    async def fill(self, text: str) -> str:
        [form] = [part for part in self._last.parts if isinstance(part, Form)]
        return await self._request(Request(self._member, form.command, {form.fields[0].name: text}))

    def close(self) -> None:
        pass

    async def _request(self, request: Request) -> str:
        self._last = await self._mentor.reply(request)
        return " ".join(_words(self._last))


class Terminal:
    """The `career chat` command on a pseudo-terminal, its screen read as a person would."""

    COLUMNS, LINES = 100, 120
    PATIENCE = 30

    def __init__(self, cache: Path) -> None:
        self._screen = pyte.Screen(self.COLUMNS, self.LINES)
        self._stream = pyte.ByteStream(self._screen)
        self._terminal, child = pty.openpty()
        size = {"COLUMNS": str(self.COLUMNS), "LINES": str(self.LINES)}
        place = {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "CAREER_CACHE_DIR": str(cache)}
        environment = os.environ | size | place
        command = [sys.executable, "-m", "adapters", "chat"]
        self._process = subprocess.Popen(
            command, stdin=child, stdout=child, stderr=child, env=environment, start_new_session=True
        )
        os.close(child)
        self.greeting = self._read()

    async def say(self, text: str) -> str:
        return self._type(text)

    async def press(self, label: str) -> str:
        lines = [line.strip() for line in self._screen.display]
        numbers = [line.split()[0] for line in lines if line.split(" ", 1)[-1].strip().startswith(label[:60])]
        return self._type(next((number for number in numbers if number.isdecimal()), label))

    def offers(self, label: str) -> bool:
        buttons = [line for line in self._screen.display if line.startswith("Type ")]
        return any(label.casefold() in line for line in buttons)

    async def fill(self, text: str) -> str:
        return self._type(text)

    def close(self) -> None:
        os.write(self._terminal, b"quit\r")
        try:
            self._process.wait(self.PATIENCE)
        finally:
            if self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
            os.close(self._terminal)

    def _type(self, text: str) -> str:
        self._screen.reset()
        os.write(self._terminal, text.encode() + b"\r")
        return self._read()

    def _read(self) -> str:
        """All that is on the screen once the mentor waits for the next line."""
        deadline = time.monotonic() + self.PATIENCE
        while not self._waiting():
            assert time.monotonic() < deadline, "\n".join(self._screen.display).strip()
            ready, _, _ = select.select([self._terminal], [], [], 0.1)
            if ready:
                try:
                    self._stream.feed(os.read(self._terminal, 65536))
                except OSError:
                    break
        return " ".join(" ".join(self._screen.display).split())

    def _waiting(self) -> bool:
        line = self._screen.display[self._screen.cursor.y]
        prompted = line.rstrip() == ">" or (line.rstrip().endswith(":") and line.startswith("Your question"))
        return prompted and self._screen.cursor.y > 0


def _pressable(message: Message) -> list[Button | Choice]:
    choices = [it for part in message.parts if isinstance(part, Choices) for it in part.items]
    return choices + [it for part in message.parts if isinstance(part, Buttons) for it in part.buttons]


def _words(message: Message) -> list[str]:
    lines: list[str] = []
    for part in message.parts:
        match part:
            case Paragraph(text):
                lines.append(text)
            case Advice(title, text, speaker, source):
                lines += [title, text, f"{speaker}, {source.place}", source.audio_from or "", source.turn_url]
            case Choices(heading, items):
                lines += [heading, *(f"{item.label} {item.detail}" for item in items)]
            case Buttons(buttons):
                lines += [button.label for button in buttons]
            case Form(title, _, fields):
                lines += [title, *(field.label for field in fields)]
    return [" ".join(line.split()) for line in lines]
