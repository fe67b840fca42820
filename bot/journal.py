"""The journal: what a member writes for themselves, and finds again."""

import secrets
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from bot import commands, wording
from bot.asking import TOPICS
from bot.commands import (
    DeleteReflection,
    EditReflection,
    Jot,
    OpenReflection,
    Reflect,
    SearchJournal,
    ShowJournal,
    ShowPrompt,
    Writing,
)
from bot.counting import count
from bot.crisis import in_danger
from bot.episodes import Event
from bot.message import Button, Buttons, Choice, Choices, Form, Message, Paragraph, Part, TextField, Tone
from bot.model import Nudge, Reflection, State, streak
from bot.paging import Page, paged
from bot.prompts import MONTH_AGO, asked_of, choose, prompt_page, shortened
from bot.visit import Reply, Visit
from bot.weekly import week_name
from knowledge.cards import Card

REFLECTION_MAX = 3000
"""Characters of one reflection: what an input of a Slack modal takes (Block Kit reference, input element)."""

ON_PAGE = 3
"""Reflections on one page of the journal."""

FOUND_MAX = 10
"""Reflections that a search shows, the newest first."""

SHOWN_MAX = 600
"""Characters of each that a page shows; opened, it is there whole."""

RECENT = 8
"""Nudges among which the one is looked for that a reflection answers."""


async def answer(command: Writing, visit: Visit) -> Reply:
    """What happens on a command about the journal."""
    match command:
        case Reflect():
            return await _reflecting(command, visit)
        case Jot(draft):
            return await _reflecting(Reflect(free=True, draft=draft), visit)
        case ShowPrompt():
            return await _prompt(command, visit)
        case ShowJournal(number, which):
            return Reply(await _page(number, visit, which=which), visit.progress)
        case SearchJournal(""):
            field = TextField(commands.TEXT, wording.SEARCH_FIELD, longest=100)
            form = Form(wording.SEARCH_TITLE, "journal search", (field,), verb=wording.SEARCH_BUTTON)
            return Reply(Message((form,)), visit.progress)
        case SearchJournal(words):
            return Reply(await _searched(words, visit), visit.progress)
        case OpenReflection(id) | EditReflection(id) | DeleteReflection(id):
            reflection = await visit.records.reflection(visit.member, id)
            if reflection is None:
                return Reply(_said(wording.NO_SUCH_REFLECTION), visit.progress)
            return Reply(await _on_one(command, reflection, visit), visit.progress)


async def _reflecting(command: Reflect, visit: Visit) -> Reply:
    nudges = await visit.records.nudges(visit.member, RECENT)
    open_ones = [nudge for nudge in nudges if nudge.state is State.SENT and not nudge.answered_at]
    if command.ref is None and not command.free and open_ones and visit.library.card(open_ones[0].card or ""):
        command = replace(command, ref=open_ones[0].card, week=open_ones[0].week)
    card = visit.library.card(command.ref) if command.ref else None
    if command.ref and card is None:
        return Reply(_said(wording.NO_SUCH_CARD), visit.progress)
    if command.text is None and command.draft and visit.request.overheard:
        # What is answered there stays in the direct message, and would stand there twice.
        form = _form(command, card, "", "")
        return Reply(replace(form, parts=(Paragraph(wording.SAID_ALOUD), *form.parts)), visit.progress)
    if command.text is None:
        return Reply(_form(command, card, command.draft, too_long(command.draft)), visit.progress)
    text = command.text.strip()
    if error := wrong(text):
        return Reply(_form(command, card, text, error), visit.progress)
    reflection = Reflection(
        visit.member,
        id=secrets.token_hex(6),
        written_at=visit.request.at,
        text=text,
        prompt=asked_of(card) if card else "",
        card=card.ref if card else None,
        week=command.week,
    )
    await visit.records.write(reflection)
    await count(Event.REFLECTED, visit.member, visit.request.workspace, visit.request.at, visit.records)
    for nudge in nudges:
        if _answers(reflection, nudge):
            # What was put off is pending, and would come again.
            answered = replace(nudge, state=State.SENT, answered_at=visit.request.at, retry_at=None)
            await visit.records.rewrite(answered)
    return await _kept(reflection, card, visit)


def _answers(reflection: Reflection, nudge: Nudge) -> bool:
    """Whether it is on a prompt that came, was neither answered nor skipped, and may have been put off."""
    waits = nudge.sent_at and not nudge.answered_at and nudge.state in {State.SENT, State.PENDING}
    return bool(waits) and (nudge.week == reflection.week or nudge.card == (reflection.card or ""))


async def _kept(reflection: Reflection, card: Card | None, visit: Visit) -> Reply:
    progress = visit.progress.with_reflected(card.ref, visit.request.at) if card else visit.progress
    written = await visit.records.written(visit.member)
    weeks = streak(progress.active_weeks(written), progress.week_of(visit.request.at))
    said = " ".join((wording.KEPT, wording.streak_so_far(weeks))).strip()
    parts = (Paragraph(said), *_turn_to(reflection), Buttons((_JOURNAL, _PROGRESS, TOPICS)))
    return Reply(Message(parts), progress)


def _turn_to(written: Reflection) -> tuple[Part, ...]:
    """Whom to turn to, for who has just *written* a cry for help: it is kept, and they are not left alone."""
    return (Paragraph(wording.CRISIS),) if in_danger(written.text or "") else ()


def wrong(text: str) -> str:
    """What is wrong with the text of a reflection, if anything."""
    return too_long(text) if text else wording.NOTHING_WRITTEN


def too_long(text: str) -> str:
    """That there is more of it than can be kept, if so."""
    return wording.too_long(len(text), REFLECTION_MAX) if len(text) > REFLECTION_MAX else ""


def _form(command: Reflect, card: Card | None, text: str, error: str) -> Message:
    line = commands.reflect(card.ref, command.week) if card else "reflect free"
    intro = asked_of(card) if card else wording.REFLECT_FREELY
    return Message((Form(wording.REFLECT_TITLE, line, (_text_field(text, error),), intro),))


def _text_field(text: str = "", error: str = "") -> TextField:
    return TextField(
        commands.TEXT, wording.REFLECT_FIELD, REFLECTION_MAX, text, error, wording.REFLECT_HINT, long=True
    )


async def _prompt(command: ShowPrompt, visit: Visit) -> Reply:
    """The prompt that was meant: of a nudge that was sent, or else the one that fits this week."""
    nudges = await visit.records.nudges(visit.member, RECENT)
    this_week = week_name(visit.today)
    week = command.week or this_week
    sent = next((nudge for nudge in nudges if nudge.sent_at and nudge.week == week), None)
    card = visit.library.card(command.ref or (sent.card if sent else None) or "")
    if card is None:
        prompted = (await visit.records.prompted([visit.member]))[visit.member]
        card = choose(visit.library, visit.progress, prompted, this_week)
    if card is None:
        return Reply(_said(wording.NO_PROMPT), visit.progress)
    shown_at = sent.sent_at if sent and sent.sent_at else visit.request.at
    recalled = await visit.records.recalled([visit.member], *(shown_at - ago for ago in MONTH_AGO))
    is_nudge = sent is not None and sent.card == card.ref and not sent.answered_at
    page = prompt_page(card, sent if is_nudge else None, recalled.get(visit.member))
    return Reply(page, visit.progress.with_seen(card.ref, visit.request.at))


async def _page(number: int, visit: Visit, *, which: bool) -> Message:
    """One page of the journal, and no more of it is read: all that comes is decrypted."""
    count = len(await visit.records.written(visit.member))
    places = paged(range(count), number, ON_PAGE, "journal")
    skip = places.items[0] if places.items else 0
    reflections = await visit.records.reflections(visit.member, skip=skip, limit=ON_PAGE)
    page = Page(reflections, places.place, places.turning)
    message = _journal(page, wording.JOURNAL_TITLE, visit, searchable=count > ON_PAGE)
    if which and reflections:
        return replace(message, parts=(Paragraph(wording.WHICH_ONE), *message.parts))
    return message


async def _searched(words: str, visit: Visit) -> Message:
    """Reflections that hold all *words*, in their text, their prompt or their card's title."""
    wanted = _folded(words).split()
    found = [
        reflection
        for reflection in await visit.records.reflections(visit.member)
        if wanted and all(word in _folded(_searchable(reflection, visit)) for word in wanted)
    ]
    if not found:
        return _said(wording.NOT_FOUND)
    page = Page(tuple(found[:FOUND_MAX]), "", ())
    return _journal(page, wording.found_reflections(len(found)), visit, searchable=True)


def _searchable(reflection: Reflection, visit: Visit) -> str:
    card = visit.library.card(reflection.card) if reflection.card else None
    return f"{reflection.text or ''} {reflection.prompt} {card.title if card else ''}"


def _folded(text: str) -> str:
    """Letters alone as they compare: "Café" as "cafe"."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))


def _journal(page: Page[Reflection], heading: str, visit: Visit, *, searchable: bool) -> Message:
    if not page.items:
        return Message((Paragraph(wording.JOURNAL_EMPTY), Buttons((_WRITE, TOPICS))))
    lines = tuple(_line(reflection, visit) for reflection in page.items)
    search = (Button(wording.SEARCH_BUTTON, "journal search"),) if searchable else ()
    return Message(
        (
            Paragraph(f"{heading}{page.place}", Tone.HEADING),
            Choices(wording.OPEN_TO_CHANGE, lines),
            Buttons((*page.turning, _WRITE, *search)),
        )
    )


def _line(reflection: Reflection, visit: Visit) -> Choice:
    """A reflection to open: its date, what caused it, and as much of it as a page has room for."""
    date, *about = [part.text for part in _entry(reflection, visit, SHOWN_MAX) if isinstance(part, Paragraph)]
    return Choice(date, "\n".join(about), f"journal open {reflection.id}")


def _entry(reflection: Reflection, visit: Visit, most: int) -> Iterator[Part]:
    """A reflection under its date, with what caused it."""
    yield Paragraph(wording.written_on(reflection, visit.local_date, visit.today), Tone.HEADING)
    card = visit.library.card(reflection.card) if reflection.card else None
    if reflection.prompt or card:
        yield Paragraph(wording.caused_by(reflection.prompt, card), Tone.QUIET)
    if reflection.text is None:
        yield Paragraph(wording.UNREADABLE)
    else:
        whole = len(reflection.text) <= most
        yield Paragraph(reflection.text if whole else shortened(reflection.text, most))


async def _on_one(
    command: OpenReflection | EditReflection | DeleteReflection, reflection: Reflection, visit: Visit
) -> Message:
    match command:
        case OpenReflection():
            return _opened(reflection, visit)
        case EditReflection(_, text):
            return await _edited(reflection, text, visit)
        case DeleteReflection(id, True):
            await visit.records.tear_out(visit.member, id)
            return _said(wording.REFLECTION_DELETED)
        case DeleteReflection(id):
            buttons = (
                Button(wording.DELETE_IT_BUTTON, f"journal delete {id} yes", grave=True),
                Button(wording.KEEP_IT_BUTTON, f"journal open {id}"),
            )
            question = Paragraph(wording.DELETE_REFLECTION)
            return Message((*_entry(reflection, visit, SHOWN_MAX), question, Buttons(buttons)))
        case nothing:
            assert_never(nothing)


async def _edited(reflection: Reflection, typed: str | None, visit: Visit) -> Message:
    if typed is None:
        return _edit_form(reflection, reflection.text or "")
    text = typed.strip()
    if error := wrong(text):
        return _edit_form(reflection, text, error)
    changed = replace(reflection, text=text, edited_at=visit.request.at)
    await visit.records.write(changed)
    return _opened(changed, visit, _turn_to(changed))


def _opened(reflection: Reflection, visit: Visit, said: tuple[Part, ...] = ()) -> Message:
    """A reflection whole, what is *said* about it, and what can be done with it."""
    card = (
        (Button(wording.CARD_BUTTON, commands.open_card(reflection.card)),)
        if reflection.card and visit.library.card(reflection.card)
        else ()
    )
    edit = () if reflection.text is None else (Button(wording.EDIT_BUTTON, f"journal edit {reflection.id}"),)
    delete = Button(wording.DELETE_BUTTON, f"journal delete {reflection.id}")
    buttons = Buttons((*edit, delete, *card, _JOURNAL))
    return Message((*_entry(reflection, visit, REFLECTION_MAX), *said, buttons))


def _edit_form(reflection: Reflection, text: str, error: str = "") -> Message:
    intro = reflection.prompt or wording.REFLECT_FREELY
    line = f"journal edit {reflection.id}"
    return Message((Form(wording.EDIT_TITLE, line, (_text_field(text, error),), intro),))


def _said(sentence: str) -> Message:
    return Message((Paragraph(sentence), Buttons((_JOURNAL, TOPICS))))


_JOURNAL = Button(wording.JOURNAL_BUTTON, "journal")
_PROGRESS = Button(wording.PROGRESS_BUTTON, "progress")
_WRITE = Button(wording.WRITE_BUTTON, "reflect free")
