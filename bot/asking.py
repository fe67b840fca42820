"""Asking: from an `Answer` of the library to what the member sees."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot import commands, wording
from bot.crisis import Plight
from bot.message import (
    Advice,
    Audience,
    Button,
    Buttons,
    Choice,
    Choices,
    Entries,
    Form,
    Message,
    Paragraph,
    Part,
    Source,
    TextField,
    Tone,
)
from bot.model import Member, Progress, Request
from bot.visit import Reply
from knowledge.cards import Card, Stage, Topic, clock
from knowledge.library import Library
from knowledge.search import Answer
from knowledge.words import QUESTION_MAX

SHOWN = 3
"""Cards on one screen: the best one whole, the others in a line each."""

NOBODY = Progress(Member("", "nobody"), stage_asked=True)
"""Of whom nothing is known, and nothing is to be kept."""

TOPICS = Button(wording.TOPICS_BUTTON, command="topics")


def greeting(library: Library, stage: Stage | None = None) -> Message:
    """What a newcomer sees first, with questions that are asked at their stage."""
    return Message(
        (
            Paragraph(wording.WELCOME, Tone.HEADING),
            Paragraph(wording.introduction(library.episodes)),
            Choices(wording.TRY_ONE, examples(stage)),
            Buttons((TOPICS, Button(wording.HELP_BUTTON, command="help"))),
        )
    )


def examples(stage: Stage | None) -> tuple[Choice, ...]:
    """Three questions to begin with."""
    questions = wording.STAGE_EXAMPLES[stage] if stage else wording.EXAMPLES
    return tuple(Choice(question, "", question, wording.ASK_VERB) for question in questions)


def help_page() -> Message:
    """What can be typed."""
    return Message(
        (
            Paragraph(wording.HELP),
            Entries(wording.HELP_ENTRIES),
            Paragraph(wording.HELP_CARDS),
            Paragraph(wording.HELP_ADMINS, Tone.QUIET),
            Buttons((TOPICS,)),
        )
    )


def nothing_there() -> Message:
    """That a number or a button's name has nothing behind it."""
    return Message((Paragraph(wording.NOTHING_THERE), Buttons((TOPICS,))))


def did_you_mean(line: str, meant: tuple[Choice, ...]) -> Message:
    """The commands of which a line may be a slip, and the way to have it answered as it stands."""
    return Message((Choices(wording.DID_YOU_MEAN, meant), Buttons((ask_anyway(line),))))


def ask_anyway(line: str) -> Button:
    """To have a line answered that may be a command."""
    return Button(wording.ASK_ANYWAY_BUTTON, f"ask {line}")


def kept_as_gap(message: Message) -> Message:
    """A message that declines a question, and says that those who run the place keep it."""
    return replace(message, parts=(*message.parts, Paragraph(wording.QUESTION_KEPT, Tone.QUIET)))


def plight_page(plight: Plight, *, quoting: bool = False) -> Message:
    """People to turn to, and nothing else; in front of nobody, if that can be.

    Whoever is *quoting* somebody else's words is told what they can do for them.
    """
    match plight:
        case Plight.DANGER:
            said = wording.CRISIS_OF_ANOTHER if quoting else wording.CRISIS
        case Plight.HARM:
            said = wording.HARM
        case nothing:
            assert_never(nothing)
    return Message((Paragraph(said),), audience=Audience.MEMBER, urgent=True)


def question_form() -> Message:
    """A field to write a question in."""
    field = TextField(commands.QUESTION, wording.ASK_FIELD, longest=QUESTION_MAX)
    return Message((Form(wording.ASK_TITLE, command="ask", fields=(field,), verb=wording.ASK_VERB),))


def topics_page(library: Library, progress: Progress) -> Message:
    """Every topic that has cards, and how much of each was read."""
    pages = [(topic, library.page(topic)) for topic in library.topics]
    items = tuple(
        Choice(
            topic.name,
            wording.cards_counted(len(page), sum(card.ref in progress.seen for card in page)),
            command=topic.id,
        )
        for topic, page in pages
        if page
    )
    return Message((Choices(wording.ALL_TOPICS.format(count=len(items)), items),))


def card_page(card: Card | None, library: Library, progress: Progress, request: Request) -> Reply:
    """One card, with the other side if there is one."""
    if card is None:
        return Reply(_no_such_card(), progress)
    message = card_message(card, library, progress, shares=_shares(request))
    return Reply(message, _read(progress, (card, *library.other_sides(card)), request.at))


def card_message(
    card: Card, library: Library, progress: Progress = NOBODY, *, shares: bool = False
) -> Message:
    """One card, with the other side if there is one, and what can be done with it."""
    whole = (card, *library.other_sides(card))
    return Message((*_both_sides(whole), Buttons((*_actions(card, progress, shares=shares), TOPICS))))


def shared_page(card: Card | None, request: Request) -> Message:
    """One card for everybody in the channel, without a word on who showed it or what they did with it."""
    if card is None:
        return _no_such_card()
    if request.channel is None:
        return Message((Paragraph(wording.SHARE_WHERE), Buttons((TOPICS,))))
    buttons = (
        Button(wording.SAVE_BUTTON, f"save {card.ref}"),
        Button(wording.REFLECT_BUTTON, commands.reflect(card.ref)),
        Button(wording.ASK_BUTTON, "ask", main=True),
    )
    said = Paragraph(wording.SHARED, Tone.QUIET)
    return Message((said, advice(card), Buttons(buttons)), audience=Audience.CHANNEL)


def answer_page(answer: Answer, library: Library, progress: Progress, request: Request) -> Reply:
    """The cards of *answer*, or that there are none."""
    message = answer_message(answer, library, progress, shares=_shares(request))
    if not answer.answered:
        return Reply(message, progress)
    progress = _read(progress, _whole(answer, 0, library), request.at)
    if progress.stage or progress.stage_asked:
        return Reply(message, progress)
    asking = replace(message, parts=(*message.parts, _stages(wording.STAGE_QUESTION)))
    return Reply(asking, replace(progress, stage_asked=True))


def answer_message(
    answer: Answer, library: Library, progress: Progress = NOBODY, *, shares: bool = False
) -> Message:
    """The cards of *answer*, the best one whole, or that there are none."""
    if not answer.answered:
        return _not_covered(answer, library)
    whole = _whole(answer, 0, library)
    actions = _actions(whole[0], progress, shares=shares)
    return _page(answer, whole, actions, _heading(answer.topic))


def another_page(answer: Answer, after: str, library: Library, progress: Progress, request: Request) -> Reply:
    """The next unread card of *answer* behind *after*, going round; simply the next once all were read."""
    if not answer.answered:
        return Reply(_not_covered(answer, library), progress)
    refs = [match.card.ref for match in answer.matches]
    behind = refs.index(after) + 1 if after in refs else 0
    places = [*range(behind, len(refs)), *range(behind)]
    unread = [place for place in places if refs[place] not in progress.seen]
    heading = () if unread else (Paragraph(wording.all_read(len(refs)), Tone.QUIET),)
    whole = _whole(answer, (unread or places)[0], library)
    actions = _actions(whole[0], progress, shares=_shares(request))
    message = _page(answer, whole, actions, heading)
    return Reply(message, _read(progress, whole, request.at))


def stages_page(current: Stage | None) -> Message:
    """The stages to choose from."""
    said = wording.STAGE_IS.format(stage=wording.stage(current)) if current else wording.STAGE_UNKNOWN
    return Message((Paragraph(said), _stages(wording.STAGE_CHANGE if current else wording.STAGE_CHOICES)))


def advice(card: Card) -> Advice:
    """One card, drawn whole."""
    episode = card.episode
    source = Source(
        place=wording.place(card),
        turn_url=card.url,
        audio_from=clock(card.start) if card.start is not None else None,
        audio_url=episode.audio_url(card.start) if card.start is not None else None,
        attribution=wording.attribution(card),
    )
    return Advice(card.title, card.advice, wording.introduced(card), source)


def _page(
    answer: Answer,
    whole: Sequence[Card],
    actions: Sequence[Button],
    heading: Sequence[Paragraph],
) -> Message:
    """Cards shown *whole*, those behind them in a line each, and what can be done."""
    cards = [match.card for match in answer.matches]
    place = cards.index(whole[0])
    lines = [card for card in (*cards[place:], *cards[:place]) if card not in whole][: SHOWN - 1]
    rest = (Choices(wording.MORE_CARDS, tuple(map(_line, lines))),) if lines else ()
    button = Button(wording.ANOTHER_BUTTON, commands.another(answer.question, whole[-1].ref))
    more = Buttons((*((button,) if lines else ()), TOPICS))
    return Message((*heading, *_both_sides(whole), Buttons(tuple(actions)), *rest, more), answered=True)


def _whole(answer: Answer, place: int, library: Library) -> tuple[Card, ...]:
    """The card at *place*, and the other side if the library put it right behind."""
    card, *behind = (match.card for match in answer.matches[place : place + 2])
    return (card, *(other for other in behind if other in library.other_sides(card)))


def _read(progress: Progress, cards: Sequence[Card], at: datetime) -> Progress:
    for card in cards:
        progress = progress.with_seen(card.ref, at)
    return progress


def _stages(heading: str) -> Choices:
    return Choices(
        heading, tuple(Choice(wording.stage(stage), "", command=f"stage {stage.value}") for stage in Stage)
    )


def _shares(request: Request) -> bool:
    """Whether there is a channel that does not read this anyway."""
    return request.channel is not None and not request.overheard


def _actions(card: Card, progress: Progress, *, shares: bool) -> tuple[Button, ...]:
    """What can be done with a card."""
    saved = progress.mark(card.ref).saved_at is not None
    share = (Button(wording.SHARE_BUTTON, f"share {card.ref}"),) if shares else ()
    return (
        Button(wording.REMOVE_BUTTON, f"unsave {card.ref}")
        if saved
        else Button(wording.SAVE_BUTTON, f"save {card.ref}"),
        Button(wording.REFLECT_BUTTON, commands.reflect(card.ref)),
        *share,
        Button(wording.HELPFUL_BUTTON, f"helpful {card.ref}"),
        Button(wording.NOT_HELPFUL_BUTTON, f"unhelpful {card.ref}"),
    )


def _both_sides(cards: Sequence[Card]) -> Iterator[Part]:
    """A card, and those that see it differently: of two in a row by one speaker, that is said once."""
    card, *others = cards
    yield advice(card)
    speaking = ""
    for other in others:
        if other.speaker != speaking:
            yield Paragraph(wording.OTHER_SIDE.format(speaker=other.speaker), Tone.HEADING)
        speaking = other.speaker
        yield advice(other)


def _no_such_card() -> Message:
    return Message((Paragraph(wording.NO_SUCH_CARD), Buttons((TOPICS,))))


def _line(card: Card) -> Choice:
    return Choice(card.title, wording.voice(card), commands.open_card(card.ref))


def _heading(topic: Topic | None) -> tuple[Paragraph, ...]:
    return (Paragraph(topic.name, Tone.HEADING), Paragraph(topic.summary, Tone.QUIET)) if topic else ()


def _not_covered(answer: Answer, library: Library) -> Message:
    if not answer.matches:
        return Message((Paragraph(wording.NO_WORDS), Buttons((TOPICS,))), answered=False)
    if answer.foreign:
        return Message((Paragraph(wording.ONLY_ENGLISH), Buttons((TOPICS,))), answered=False)
    said = Paragraph(wording.not_covered(answer.subject, library.episodes))
    items = tuple(Choice(topic.name, topic.summary, command=topic.id) for topic in answer.nearest)
    nearest = (Choices(wording.NEAREST, items),) if items else ()
    return Message((said, *nearest, Buttons((TOPICS,))), answered=False)
