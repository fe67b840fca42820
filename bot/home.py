"""Home: everything of a member's at a glance, for a place that they come back to."""

from collections.abc import Iterator

from bot import nudges, progress, wording
from bot.asking import examples
from bot.message import Button, Buttons, Choices, Message, Paragraph, Part, Tone
from bot.model import Progress
from bot.visit import Reply, Visit
from knowledge.library import Library

SAVED_SHOWN = 3
"""Saved cards on it, the latest first."""


async def answer(visit: Visit) -> Reply:
    """The page, with each part as its feature draws it."""
    known, records, library = visit.progress, visit.records, visit.library
    written = await records.written(visit.member)
    schedule = await records.schedule(visit.member)
    prompts = await nudges.standing(schedule, visit)
    parts = (
        *_welcome(known, library),
        *progress.overview(known, written, library, known.week_of(visit.request.at)),
        Buttons((progress.stage_button(known),)),
        Paragraph(wording.HOME_NUDGES, Tone.HEADING),
        *prompts.parts,
        *_saved(known, library),
        Paragraph(wording.JOURNAL_TITLE, Tone.HEADING),
        Paragraph(wording.journal_so_far(written, visit.local_date, visit.today)),
        _JOURNAL,
        Paragraph(wording.HOME_DATA, Tone.HEADING),
        Paragraph(wording.WHO_SEES_WHAT, Tone.QUIET),
        _DATA,
    )
    return Reply(Message(parts), known)


def _welcome(known: Progress, library: Library) -> Iterator[Part]:
    yield Paragraph(wording.WELCOME, Tone.HEADING)
    yield Paragraph(wording.introduction(library.episodes))
    yield Choices(wording.TRY_ONE, examples(known.stage))
    yield _ASK


def _saved(known: Progress, library: Library) -> Iterator[Part]:
    yield Paragraph(wording.HOME_SAVED, Tone.HEADING)
    if not known.saved:
        yield Paragraph(wording.NOTHING_SAVED)
        return
    latest = known.saved[:SAVED_SHOWN]
    heading = wording.SAVED_CARDS.format(cards=wording.cards_counted(len(known.saved)))
    yield Choices(heading, tuple(progress.saved_line(ref, library.card(ref)) for ref in latest))
    if len(known.saved) > SAVED_SHOWN:
        yield Buttons((Button(wording.ALL_SAVED_BUTTON, "saved"),))


_ASK = Buttons((
    Button(wording.ASK_BUTTON, "ask", main=True),
    Button(wording.TOPICS_BUTTON, "topics"),
    Button(wording.HELP_BUTTON, "help"),
))  # fmt: skip
_JOURNAL = Buttons((Button(wording.WRITE_BUTTON, "reflect free"), Button(wording.JOURNAL_BUTTON, "journal")))
_DATA = Buttons((
    Button(wording.SEE_DATA_BUTTON, "data"),
    Button(wording.EXPORT_BUTTON, "data export"),
    Button(wording.DELETE_ALL_BUTTON, "data delete", grave=True),
))  # fmt: skip
