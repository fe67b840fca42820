"""Asking: from an `Answer` of the library to what the member sees."""

from collections.abc import Iterator, Sequence

from bot import commands, wording
from bot.message import (
    Advice,
    Button,
    Buttons,
    Choice,
    Choices,
    Form,
    Message,
    Paragraph,
    Part,
    Source,
    TextField,
    Tone,
)
from knowledge.cards import Card, Topic, clock
from knowledge.library import Library
from knowledge.search import Answer, Match
from knowledge.words import QUESTION_MAX

SHOWN = 3
"""Cards on one screen: the best one whole, the others in a line each."""

TOPICS = Button(wording.TOPICS_BUTTON, command="topics")


def greeting(library: Library) -> Message:
    """What a newcomer sees first."""
    examples = tuple(Choice(question, "", command=question) for question in wording.EXAMPLES)
    return Message(
        (
            Paragraph(wording.WELCOME, Tone.HEADING),
            Paragraph(wording.introduction(library.episodes)),
            Choices(wording.TRY_ONE, examples),
            Buttons((TOPICS, Button(wording.HELP_BUTTON, command="help"))),
        )
    )


def help_page() -> Message:
    """What can be typed."""
    return Message((Paragraph(wording.HELP), Buttons((TOPICS,))))


def nothing_there() -> Message:
    """That a number or a `more` has nothing behind it."""
    return Message((Paragraph(wording.NOTHING_THERE), Buttons((TOPICS,))))


def crisis_page() -> Message:
    """People to turn to, and nothing else."""
    return Message((Paragraph(wording.CRISIS),))


def question_form() -> Message:
    """A field to write a question in."""
    field = TextField(commands.QUESTION, wording.ASK_FIELD, longest=QUESTION_MAX)
    return Message((Form(wording.ASK_TITLE, command="ask", fields=(field,)),))


def topics_page(library: Library) -> Message:
    """Every topic that has cards."""
    pages = [(topic, len(library.page(topic))) for topic in library.topics]
    items = tuple(
        Choice(topic.name, wording.cards_counted(count), command=topic.id) for topic, count in pages if count
    )
    return Message((Choices(wording.ALL_TOPICS.format(count=len(items)), items),))


def card_page(card: Card | None, library: Library) -> Message:
    """One card, with the other side if there is one."""
    if card is None:
        return Message((Paragraph(wording.NO_SUCH_CARD), Buttons((TOPICS,))))
    return Message((*_both_sides(card, library.other_sides(card)), Buttons((TOPICS,))))


def answer_page(answer: Answer, library: Library, seen: int = 0) -> Message:
    """The cards of *answer* after the first *seen*, or that there are none."""
    if not answer.answered:
        return _not_covered(answer, library)
    left = answer.matches[seen:]
    if not left:
        return Message((Paragraph(wording.ALL_SHOWN), Buttons((TOPICS,))), answered=True)
    return Message((*_heading(answer.topic, seen), *_cards(answer, left, library, seen)), answered=True)


def _cards(answer: Answer, left: Sequence[Match], library: Library, seen: int) -> Iterator[Part]:
    best, *next_best = (match.card for match in left)
    # The library puts the other side right behind the card that it contradicts.
    other = next_best[:1] if next_best and next_best[0] in library.other_sides(best) else []
    yield from _both_sides(best, other)
    rest = next_best[len(other) :][: SHOWN - 1]
    if rest:
        yield Choices(wording.MORE_CARDS, tuple(map(_line, rest)))
    shown = seen + 1 + len(other) + len(rest)
    more = (
        (Button(wording.MORE_BUTTON, commands.more(answer.question, shown)),)
        if shown < len(answer.matches)
        else ()
    )
    yield Buttons((*more, TOPICS))


def _both_sides(card: Card, others: Sequence[Card]) -> Iterator[Part]:
    yield _drawn(card)
    for other in others:
        yield Paragraph(wording.OTHER_SIDE.format(speaker=other.speaker), Tone.HEADING)
        yield _drawn(other)


def _drawn(card: Card) -> Advice:
    episode = card.episode
    source = Source(
        place=wording.place(episode, card.turns),
        turn_url=card.url,
        audio_from=clock(card.start) if card.start is not None else None,
        audio_url=episode.audio_url(card.start) if card.start is not None else None,
        attribution=episode.attribution,
    )
    return Advice(card.title, card.advice, wording.introduced(card), source)


def _line(card: Card) -> Choice:
    return Choice(card.title, card.speaker, commands.open_card(card.ref))


def _heading(topic: Topic | None, seen: int) -> Iterator[Part]:
    if topic and not seen:
        yield Paragraph(topic.name, Tone.HEADING)
        yield Paragraph(topic.summary, Tone.QUIET)


def _not_covered(answer: Answer, library: Library) -> Message:
    if not answer.matches:
        return Message((Paragraph(wording.NO_WORDS), Buttons((TOPICS,))), answered=False)
    said = Paragraph(wording.not_covered(answer.subject, library.episodes))
    items = tuple(Choice(topic.name, topic.summary, command=topic.id) for topic in answer.nearest)
    nearest = (Choices(wording.NEAREST, items),) if items else ()
    return Message((said, *nearest, Buttons((TOPICS,))), answered=False)
