"""What the mentor holds about a member: told, handed over, deleted."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import Enum

from bot import commands, wording
from bot.asking import TOPICS
from bot.commands import DeleteData, ExportData, Holding, ShowData
from bot.message import Attachment, Button, Buttons, Form, Message, Paragraph, TextField, Tone
from bot.model import Holdings, Row, Rules
from bot.visit import Reply, Visit
from knowledge.library import Library

CONFIRMED = "delete"
"""The word to type before everything is deleted."""

FOR_PROGRAMS = frozenset({
    "workspace", "member", "by", "id", "text", "stage_asked", "tzdata", "attempts", "round", "remote_id",
    "digest", "tag",
})  # fmt: skip
"""What only the JSON file tells: to a person who reads about themselves it says nothing."""

OLDEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP file can name: with it, the same data makes the same file."""


async def answer(command: Holding, visit: Visit) -> Reply:
    """What happens on a command about what is held."""
    match command:
        case ShowData():
            held = await visit.records.holdings(visit.member)
            rules = await visit.records.rules(visit.request.workspace)
            return Reply(_told(held, rules), visit.progress)
        case ExportData():
            held = await visit.records.holdings(visit.member)
            name = f"career-mentor-{visit.today.isoformat()}.zip"
            attachment = Attachment(
                name, exported(held, visit.library, visit.request.at), wording.EXPORT_FILE
            )
            return Reply(Message((Paragraph(wording.EXPORTED), attachment)), visit.progress)
        case DeleteData(word):
            return await _deleting(word, visit)


def exported(held: Holdings, library: Library, at: datetime) -> bytes:
    """A ZIP file of everything: one JSON file for programs, one Markdown file to read."""
    whole = {name: list(rows) for name, rows in held.tables.items()}
    document = {"exported_at": at, "about": wording.EXPORT_ABOUT, "tables": whole}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (
            ("career-mentor.json", json.dumps(document, default=_plain, indent=2, ensure_ascii=False)),
            ("career-mentor.md", "\n".join(_markdown(held, library, at)) + "\n"),
        ):
            # Half of an emoji, which some clients send, is no UTF-8; as JSON has it, it is still to be told.
            data = text.encode(errors="backslashreplace")
            archive.writestr(zipfile.ZipInfo(name, OLDEST), data, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _told(held: Holdings, rules: Rules) -> Message:
    lines = [wording.held(name, count) for name, count in held.counts()]
    who_sees_what = Paragraph(wording.WHO_SEES_WHAT), Paragraph(wording.questions_here(rules))
    if not lines:
        return Message((Paragraph(wording.NOTHING_HELD), *who_sees_what, Buttons((TOPICS,))))
    buttons = (
        Button(wording.EXPORT_BUTTON, "data export"),
        Button(wording.DELETE_ALL_BUTTON, "data delete", grave=True),
    )
    return Message(
        (
            Paragraph(wording.DATA_TITLE, Tone.HEADING),
            Paragraph("\n".join(lines)),
            *who_sees_what,
            Buttons(buttons),
        )
    )


async def _deleting(word: str | None, visit: Visit) -> Reply:
    if word is not None and word.strip().casefold() == CONFIRMED:
        held = await visit.records.erase(visit.member)
        rows = sum(count for _, count in held.counts())
        return Reply(Message((Paragraph(wording.erased(rows)), Buttons((TOPICS,)))), None)
    held = await visit.records.holdings(visit.member)
    lines = [wording.held(name, count) for name, count in held.counts()]
    if not lines:
        return Reply(Message((Paragraph(wording.NOTHING_HELD), Buttons((TOPICS,)))), visit.progress)
    field = TextField(
        commands.WORD,
        wording.DELETE_FIELD.format(word=CONFIRMED),
        longest=20,
        value=word or "",
        error=wording.NOT_DELETED if word is not None else "",
    )
    intro = "\n".join((wording.DELETE_INTRO, *lines))
    form = Form(wording.DELETE_TITLE, "data delete", (field,), intro, wording.DELETE_BUTTON)
    return Reply(Message((form,)), visit.progress)


def _markdown(held: Holdings, library: Library, at: datetime) -> Iterator[str]:
    yield from (
        f"# {wording.EXPORT_TITLE}",
        "",
        wording.EXPORT_ABOUT,
        wording.EXPORT_REST,
        "",
        f"{at:%Y-%m-%d %H:%M} UTC",
        "",
    )
    for name, rows in held.tables.items():
        lines = [line for row in rows for line in _entry(row, library)]
        if any(lines):
            yield from (f"## {wording.TABLES.get(name, name)}", "", *lines)


def _entry(row: Row, library: Library) -> Iterator[str]:
    """One row, its text last and whole."""
    ref = row.get("card")
    card = library.card(ref) if isinstance(ref, str) else None
    heading = card.title if card else _said(row.get("written_at") or row.get("week") or "")
    if heading:
        yield from (f"### {heading}", "")
    when, told = _when(row), FOR_PROGRAMS
    if when:
        told |= {"weekday", "minute", "zone", "standing"}
        yield f"- {when}"
    for key, value in row.items():
        if value is not None and key not in told and (said := _said(value)):
            yield f"- {key.replace('_', ' ')}: {said}"
    if text := row.get("text"):
        # Quoted, so that nothing in it can pass for a heading of ours.
        yield from ("", *(f"> {line}" for line in str(text).splitlines()))
    yield ""


def _when(row: Row) -> str:
    """When prompts come, and whether they do, of a row that says so."""
    match row:
        case {"weekday": int(weekday), "minute": int(minute), "zone": str(zone), "standing": standing}:
            return wording.weekly(weekday, minute, zone, _said(standing))
        case _:
            return ""


def _said(value: object) -> str:
    """A value in one line."""
    match value:
        case datetime():
            return f"{value:%Y-%m-%d %H:%M} UTC"
        case tuple():
            return ", ".join(map(_said, value))
        case Mapping():
            return ", ".join(f"{key}: {_said(it)}" for key, it in value.items())
        case _:
            return " ".join(str(_plain(value)).split())


def _plain(value: object) -> object:
    match value:
        case datetime() | date():
            return value.isoformat()
        case Enum():
            return value.value
        case Mapping():
            return dict(value)
        case _:
            return str(value)
