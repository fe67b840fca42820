"""Progress: what a member read, saved, found helpful and wrote, in words and as a picture."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot import commands, wording
from bot.asking import TOPICS, stages_page
from bot.commands import Judge, Save, SetStage, ShowProgress, ShowSaved, ShowStages, Tracking, Unsave
from bot.counting import count
from bot.episodes import Event
from bot.message import Bar, Button, Buttons, Choice, Choices, Message, Paragraph, Part, Picture, Tone
from bot.model import Progress, streak
from bot.paging import Page, paged
from bot.visit import Reply, Visit
from knowledge.cards import Card, Topic
from knowledge.library import Library

WEEKS = 12
"""Weeks that the picture shows."""

BARS = 12
"""Topics that the picture shows, those that are furthest first."""

SAVED_ON_PAGE = 10


async def answer(command: Tracking, visit: Visit) -> Reply:
    """What happens on a command about progress."""
    progress, library = visit.progress, visit.library
    match command:
        case Save(ref):
            return _saving(library.card(ref), progress, visit.request.at)
        case Unsave(ref):
            saved_page = Buttons((Button(wording.SAVED_BUTTON, "saved"), TOPICS))
            return Reply(Message((Paragraph(wording.REMOVED), saved_page)), progress.without_saved(ref))
        case ShowSaved(page):
            return Reply(_saved(progress, library, page), progress)
        case Judge(ref, helpful):
            return await _judging(library.card(ref), visit, helpful=helpful)
        case ShowStages():
            return Reply(stages_page(progress.stage), progress)
        case SetStage(stage):
            said = wording.STAGE_SET.format(stage=wording.stage(stage)) if stage else wording.STAGE_NONE
            message = Message(
                (Paragraph(said), Buttons((Button(wording.PROGRESS_BUTTON, "progress"), TOPICS)))
            )
            return Reply(message, replace(progress, stage=stage, stage_asked=True))
        case ShowProgress():
            written = await visit.records.written(visit.member)
            this_week = progress.week_of(visit.request.at)
            return Reply(progress_page(progress, written, library, this_week), progress)


def next_step(progress: Progress, library: Library) -> Topic | None:
    """The topic to explore next: with most cards for the member's stage of those of which they read none."""
    explored = explored_topics(progress, library)

    def for_stage(topic: Topic) -> tuple[int, int]:
        own = _own_cards(topic, library)
        return sum(progress.stage in card.stages for card in own), len(own)

    left = [topic for topic in library.topics if topic not in explored and library.page(topic)]
    return max(left, key=for_stage, default=None)


def explored_topics(progress: Progress, library: Library) -> tuple[Topic, ...]:
    """The topics of which the member read a card of their own, or one that was lent where there is none."""

    def is_explored(topic: Topic) -> bool:
        cards = _own_cards(topic, library) or library.page(topic)
        return any(card.ref in progress.seen for card in cards)

    return tuple(filter(is_explored, library.topics))


def _own_cards(topic: Topic, library: Library) -> tuple[Card, ...]:
    """The cards that are mostly about a topic; other topics' cards stand on its page as well."""
    return tuple(card for card in library.page(topic) if card.topics[0] == topic.id)


def progress_page(
    progress: Progress, written: Sequence[datetime], library: Library, this_week: date
) -> Message:
    """Where a member stands in the week of a Monday; *written* is when they wrote their reflections."""
    return Message((*overview(progress, written, library, this_week), _ways_on(progress)))


def overview(
    progress: Progress, written: Sequence[datetime], library: Library, this_week: date
) -> tuple[Part, ...]:
    """The same without what can be done next, as a part of a longer page."""
    weeks = progress.active_weeks(tuple(written))
    step = next_step(progress, library)
    picture = Picture(
        title=wording.PROGRESS_TITLE,
        alt="",
        bars=_bars(progress, library),
        weeks=tuple(weeks.get(this_week - timedelta(weeks=back), 0) for back in reversed(range(WEEKS))),
        streak=streak(weeks, this_week),
        facts=tuple(_facts(progress, len(written), library)),
        next_step=step.name if step else "",
    )
    picture = replace(picture, alt=wording.picture_in_words(picture))
    return (Paragraph(wording.PROGRESS_TITLE, Tone.HEADING), picture, *_next(step))


def stage_button(progress: Progress) -> Button:
    """Says or changes where they stand."""
    return Button(wording.CHANGE_STAGE_BUTTON if progress.stage else wording.STAGE_BUTTON, "stage")


def _facts(progress: Progress, written: int, library: Library) -> Iterator[tuple[str, str]]:
    explored = len(explored_topics(progress, library))
    topics = sum(1 for topic in library.topics if library.page(topic))
    # Of the cards that there are: more than all of them cannot have been read.
    read = sum(card.ref in progress.seen for card in library.cards)
    helpful = sum(mark.helpful is True for mark in progress.marks.values())
    yield wording.FACT_STAGE, wording.stage(progress.stage) if progress.stage else wording.FACT_NO_STAGE
    yield wording.FACT_READ, wording.of(read, len(library.cards))
    yield wording.FACT_TOPICS, wording.of(explored, topics)
    yield wording.FACT_SAVED, str(len(progress.saved))
    yield wording.FACT_HELPFUL, str(helpful)
    yield wording.FACT_WRITTEN, str(written)


def _bars(progress: Progress, library: Library) -> tuple[Bar, ...]:
    pages = [(topic, library.page(topic)) for topic in explored_topics(progress, library)]
    bars = [
        Bar(topic.name, sum(card.ref in progress.seen for card in page), len(page)) for topic, page in pages
    ]
    return tuple(sorted(bars, key=lambda bar: (-bar.done / bar.of, -bar.of))[:BARS])


def _next(step: Topic | None) -> tuple[Part, ...]:
    if step is None:
        return (Paragraph(wording.ALL_EXPLORED),)
    return (Choices(wording.NEXT_STEP, (Choice(step.name, step.summary, command=step.id),)),)


def _ways_on(progress: Progress) -> Buttons:
    return Buttons((
        Button(wording.SAVED_BUTTON, "saved"),
        Button(wording.JOURNAL_BUTTON, "journal"),
        stage_button(progress),
        TOPICS,
    ))  # fmt: skip


def _saving(card: Card | None, progress: Progress, at: datetime) -> Reply:
    if card is None:
        return Reply(Message((Paragraph(wording.NO_SUCH_CARD), Buttons((TOPICS,)))), progress)
    buttons = (
        Button(wording.REFLECT_BUTTON, commands.reflect(card.ref)),
        Button(wording.SAVED_BUTTON, "saved"),
        Button(wording.REMOVE_BUTTON, f"unsave {card.ref}"),
    )
    message = Message((Paragraph(wording.SAVED.format(title=card.title)), Buttons(buttons)))
    return Reply(message, progress.with_saved(card.ref, at))


def _saved(progress: Progress, library: Library, number: int) -> Message:
    if not progress.saved:
        return Message((Paragraph(wording.NOTHING_SAVED), Buttons((TOPICS,))))
    page = paged(progress.saved, number, SAVED_ON_PAGE, "saved")
    lines = tuple(saved_line(ref, library.card(ref)) for ref in page.items)
    return Message(
        (Choices(_saved_heading(len(progress.saved), page), lines), Buttons((*page.turning, TOPICS)))
    )


def _saved_heading(count: int, page: Page[str]) -> str:
    return wording.SAVED_CARDS.format(cards=wording.cards_counted(count)) + page.place


def saved_line(ref: str, card: Card | None) -> Choice:
    """A saved card on a list; the ref of one that is not there any more can be removed."""
    if card is None:
        return Choice(ref, wording.CARD_GONE, f"unsave {ref}")
    return Choice(card.title, wording.voice(card), commands.open_card(ref))


async def _judging(card: Card | None, visit: Visit, *, helpful: bool) -> Reply:
    progress = visit.progress
    if card is None:
        return Reply(Message((Paragraph(wording.NO_SUCH_CARD), Buttons((TOPICS,)))), progress)
    message = Message(
        (
            Paragraph(wording.GLAD_IT_HELPED if helpful else wording.SORRY_IT_DID_NOT),
            Buttons((Button(wording.PROGRESS_BUTTON, "progress"), TOPICS)),
        )
    )
    if progress.mark(card.ref).helpful != helpful:
        event = Event.HELPFUL if helpful else Event.UNHELPFUL
        await count(event, visit.member, visit.request.workspace, visit.request.at, visit.records)
    return Reply(message, progress.with_verdict(card.ref, helpful=helpful))
