"""A member who talks with the mentor, as any platform would let them."""

import json
from datetime import UTC, datetime, timedelta

from bot.mentor import Mentor
from bot.message import (
    Advice,
    Attachment,
    Button,
    Buttons,
    Choice,
    Choices,
    Entries,
    Field,
    FileField,
    Form,
    ManyField,
    Message,
    Paragraph,
    Someone,
    Somewhere,
)
from bot.model import Channel, Handed, Member, Request, Upload

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

ADA = Member("terminal", "ada")
BOB = Member("terminal", "bob")


class Visitor:
    """One member, the time at which they say things, and what they were shown last.

    *read* is how many of their files were.
    """

    def __init__(
        self,
        mentor: Mentor,
        member: Member = ADA,
        *,
        now: datetime = MONDAY,
        admin: bool = False,
        zone: str | None = None,
        channel: Channel | None = None,
        overheard: bool = False,
        running: bool = False,
    ) -> None:
        self._mentor = mentor
        self.member = member
        self.now = now
        self.admin = admin
        self.zone = zone
        self.channel = channel
        self.overheard = overheard
        self.running = running
        self.last = Message(())
        self.read = 0

    async def says(self, line: str, /, **fields: str) -> Message:
        """What they are shown on a line, or on a form with *fields*."""
        return await self._request(line, fields, {})

    async def _request(self, line: str, fields: dict[str, str], files: dict[str, Handed]) -> Message:
        request = Request(
            self.member,
            line,
            self.now,
            fields,
            files,
            channel=self.channel,
            admin=self.admin,
            zone=self.zone,
            overheard=self.overheard,
            running=self.running,
        )
        self.last = await self._mentor.reply(request)
        return self.last

    async def brings(self, upload: Upload, line: str = "load") -> Message:
        """What they are shown on a file, beside a line."""

        async def read() -> Upload:
            self.read += 1
            return upload

        return await self._request(line, {}, {"file": Handed(upload.name, read)})

    async def presses(self, label: str) -> Message:
        """What is behind the one button or choice that begins so."""
        commands = [it.command for it in pressable(self.last) if it.label.startswith(label)]
        assert len(commands) == 1, f"{label!r} is there {len(commands)} times: {words(self.last)}"
        return await self.says(commands[0])

    async def fills(self, **fields: str) -> Message:
        """What comes of the form on the screen, with these *fields* changed."""
        form = form_of(self.last)
        return await self.says(form.command, **values_of(self.last) | fields)

    async def writes(self, line: str, text: str, /) -> Message:
        """What comes of a reflection with *text*."""
        return await self.says(line, text=text)

    def waits(self, **time: float) -> None:
        """Let time go by."""
        self.now += timedelta(**time)


def pressable(message: Message) -> list[Button | Choice]:
    return choices_of(message) + buttons_of(message)


def choices_of(message: Message) -> list[Choice]:
    return [it for part in message.parts if isinstance(part, Choices) for it in part.items]


def buttons_of(message: Message) -> list[Button]:
    return [it for part in message.parts if isinstance(part, Buttons) for it in part.buttons]


def entries_of(message: Message) -> list[tuple[str | Someone | Somewhere, str]]:
    return [it for part in message.parts if isinstance(part, Entries) for it in part.items]


def labels(message: Message) -> list[str]:
    return [it.label for it in pressable(message)]


def form_of(message: Message) -> Form:
    [form] = [part for part in message.parts if isinstance(part, Form)]
    return form


def errors_of(message: Message) -> dict[str, str]:
    return {field.name: field.error for field in form_of(message).fields if field.error}


def values_of(message: Message) -> dict[str, str]:
    return {field.name: standing(field) for field in form_of(message).fields}


def standing(field: Field) -> str:
    """What stands in a field, as it is submitted."""
    match field:
        case ManyField(values=values):
            return ",".join(values)
        case FileField():
            return ""
        case _:
            return field.value


def cards_of(message: Message) -> list[Advice]:
    return [part for part in message.parts if isinstance(part, Advice)]


def file_of(message: Message) -> Attachment:
    [file] = [part for part in message.parts if isinstance(part, Attachment)]
    return file


def paragraphs(message: Message) -> list[str]:
    return [part.text for part in message.parts if isinstance(part, Paragraph)]


def words(message: Message) -> str:
    """All that a message says or holds, in one string to look for something in."""
    # A generic walk: a part added later is looked into as well.
    return json.dumps([repr(part) for part in message.parts], ensure_ascii=False)
