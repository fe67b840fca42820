"""Excerpts and cards one by one: read them, make a card of an excerpt, change or drop it, hide and show."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from bot import shelf_wording as said
from bot import wording
from bot.asking import advice
from bot.episodes import COMMUNITY, EVERYBODY, OwnCard
from bot.loading import CURATED
from bot.message import (
    Button,
    Buttons,
    Choice,
    Choices,
    Field,
    Form,
    ManyField,
    Message,
    Paragraph,
    TextField,
)
from bot.opening import card_called, sought
from bot.paging import paged
from bot.reviewing import main_part
from bot.shelf_commands import (
    ADVICE,
    QUESTIONS,
    STAGES,
    TITLE,
    TOPICS,
    DropCard,
    Editing,
    Hide,
    ShowCards,
    ShowExcerpt,
    ShowHidden,
    Unhide,
    WriteCard,
)
from bot.shelving import Keeper, NotDone
from bot.visit import Later, Visit
from knowledge.cards import Card, Provenance, Stage
from knowledge.curation import (
    ADVICE_MAX,
    ADVICE_MIN,
    QUESTION_MAX,
    QUESTIONS_MAX,
    REF_MAX,
    TITLE_MAX,
    TOPICS_MAX,
)
from knowledge.excerpts.cutting import sentences
from knowledge.facts import dashed
from knowledge.feeds.plain import plain
from knowledge.library import Library

ON_PAGE = 10
"""Cards on one page: a line or two each, which is a screen of a phone."""

ID_MAX = 60
"""Characters of a card's name within its episode, as curated files have it."""

NUMBER_MAX = 4
"""Characters of what tells cards of one title apart, such as "-12"."""

QUESTIONS_LONGEST = 3000
"""Characters of all of them: what each platform takes in one field."""

BETWEEN_QUESTIONS = re.compile(r"\n|(?<=\?)\s+")

EXCERPT = re.compile(r"t\d+[a-z]*")
"""What excerpts are called; a card of one's own is not to be taken for one."""


async def decided(command: Editing, visit: Visit, keeper: Keeper) -> Message | Later:
    """What happens on a command about a card or an excerpt."""
    match command:
        case ShowExcerpt(ref):
            return await _excerpt(ref, visit)
        case WriteCard(ref, told):
            return await _write(ref, told, visit, keeper)
        case DropCard():
            return await _drop(command, keeper)
        case ShowCards(page):
            return _cards(await visit.records.own_cards(keeper.owner), page)
        case Hide(ref):
            card = await card_called(ref, visit)
            newly = await keeper.hide(ref)
            return _told(said.hidden(card.title, newly=newly), Button(said.UNHIDE_BUTTON, f"unhide {ref}"))
        case Unhide(ref):
            await keeper.unhide(ref)
            return _told(said.unhidden(ref), Button(said.EXCERPT_BUTTON, f"excerpt {ref}"))
        case ShowHidden():
            return _hidden(await visit.records.hidden(keeper.owner))
        case nothing:
            assert_never(nothing)


async def _excerpt(ref: str, visit: Visit) -> Later:
    """One excerpt or card, and what can be made of it."""
    excerpt = await sought(ref, visit)
    hides = ref in await visit.records.hidden(visit.request.workspace)
    return lambda: _excerpt_page(excerpt.card(), ref, hides=hides)


def _excerpt_page(card: Card, ref: str, *, hides: bool) -> Message:
    switch = Button(said.UNHIDE_BUTTON, f"unhide {ref}") if hides else Button(said.HIDE_BUTTON, f"hide {ref}")
    made = (Button(said.CARD_BUTTON, f"card {ref}"),) if card.provenance is Provenance.VERBATIM else ()
    others = Button(said.EXCERPTS_BUTTON, f"excerpts {card.episode.slug}")
    return Message((advice(card), Buttons((*made, switch, others))))


def _hidden(refs: frozenset[str]) -> Message:
    if not refs:
        return _told(said.NOTHING_HIDDEN, _EPISODES)
    lines = tuple(Choice(ref, "", f"unhide {ref}", said.SHOW_VERB) for ref in sorted(refs))
    return Message((Choices(said.HIDDEN, lines), Buttons((_EPISODES,))))


def _cards(cards: tuple[OwnCard, ...], page: int) -> Message:
    if not cards:
        return _told(said.NO_CARDS, _EPISODES)
    shown = paged(cards, page, ON_PAGE, "cards")
    lines = tuple(Choice(it.title, it.ref, f"card {it.ref}", said.CHANGE_VERB) for it in shown.items)
    heading = said.cards_heading(len(cards)) + shown.place
    export = (_EXPORT,) if any(it.is_community for it in cards) else ()
    return Message((Choices(heading, lines), Buttons((*shown.turning, *export, _EPISODES))))


async def _drop(command: DropCard, keeper: Keeper) -> Message:
    if command.sure:
        return _told(said.dropped((await keeper.drop(command.ref)).title), _CARDS)
    card = await keeper.own_card(command.ref)
    go = Button(said.DROP_IT_BUTTON, f"drop {card.ref} yes", grave=True)
    return _told(said.drop(card.title), go, Button(said.KEEP_BUTTON, f"card {card.ref}"))


async def resting(name: str, keeper: Keeper, library: Library) -> int:
    """How many of the owner's own cards wait for an episode of which nothing answers any more."""
    slug, owners = name.removesuffix(CURATED), {keeper.owner, EVERYBODY}
    curated = await keeper.records.editions(owners, f"{slug}{CURATED}")
    if any(it.live for it in (*curated, *await keeper.records.editions(owners, slug))):
        return 0
    own = await keeper.cards_on(slug)
    # The library still has what answered until now; beside that, it may have shipped cards of the episode.
    others = {card.ref for it in library.curations if it.episode.slug == slug for card in it.cards}
    is_shipped = not curated and bool(others.difference(it.ref for it in own))
    return 0 if is_shipped else len(own)


# Writing


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form for a card, as it was typed or proposed."""

    title: str
    advice: str
    topics: tuple[str, ...]
    stages: tuple[str, ...]
    questions: tuple[str, ...]


async def _write(ref: str, told: Mapping[str, str], visit: Visit, keeper: Keeper) -> Message:
    subject = await _subject(ref, visit, keeper)
    if not told:
        return card_form(f"card {ref}", _draft(subject), {}, visit.library)
    draft = draft_in(told, visit.library)
    if wrong := wrong_in(draft, visit.library):
        return card_form(f"card {ref}", draft, wrong, visit.library)
    card = with_draft(draft, await _begun(subject, draft.title, visit, keeper), keeper)
    await keeper.write(card)
    buttons = (Button(said.EDIT_BUTTON, f"card {card.ref}"), Button(said.DROP_BUTTON, f"drop {card.ref}"))
    return Message((
        Paragraph(said.card_kept(card.title)),
        Paragraph(card.advice),
        Buttons((*buttons, _CARDS)),
    ))  # fmt: skip


async def _subject(ref: str, visit: Visit, keeper: Keeper) -> OwnCard | Card:
    """The card of one's own that is to be changed, or the excerpt of which one is to be made."""
    if own := next((it for it in await visit.records.own_cards(keeper.owner) if it.ref == ref), None):
        return own
    card = await card_called(ref, visit)
    if card.provenance is not Provenance.VERBATIM:
        raise NotDone(said.no_excerpt(ref))
    return card


def _draft(subject: OwnCard | Card) -> Draft:
    """What is there to begin with: of an excerpt as much as fits, to be said in other words."""
    if isinstance(subject, OwnCard):
        return Draft(subject.title, subject.advice, subject.topics, subject.stages, subject.questions)
    asked = (subject.title,) if subject.title.endswith("?") else ()
    advice = _beginning(main_part(subject))
    return Draft(subject.title[:TITLE_MAX], advice, subject.topics, subject.stages, asked)


def _beginning(text: str) -> str:
    text = " ".join(text.split())
    ends = [last for _, last in sentences(text) if last <= ADVICE_MAX]
    return text[: ends[-1]].rstrip() if ends else text[:ADVICE_MAX]


def draft_in(told: Mapping[str, str], library: Library) -> Draft:
    """What was told in the form, tidied up."""
    asked = (plain(it, QUESTION_MAX) for it in BETWEEN_QUESTIONS.split(told.get(QUESTIONS, "")))
    return Draft(
        title=plain(told.get(TITLE, ""), 2 * TITLE_MAX),
        advice=plain(told.get(ADVICE, ""), 2 * ADVICE_MAX),
        topics=tuple(dict.fromkeys(_topic(it, library) for it in _several(told, TOPICS))),
        stages=tuple(dict.fromkeys(dashed(it) for it in _several(told, STAGES))),
        questions=tuple(dict.fromkeys(filter(None, asked))),
    )


def _several(told: Mapping[str, str], name: str) -> Iterator[str]:
    return filter(None, (it.strip() for it in told.get(name, "").split(",")))


def _topic(typed: str, library: Library) -> str:
    """A topic's id, if that is what was typed, or its name."""
    found = library.topic_called(typed)
    return found.id if found else typed


def wrong_in(draft: Draft, library: Library) -> Mapping[str, str]:
    """What is wrong with a draft, by field."""
    topics = {it.id for it in library.topics}
    unknown = [it for it in draft.topics if it not in topics]
    strange = [it for it in draft.stages if it not in list(Stage)]
    found = {
        TITLE: said.too_long_or_missing(draft.title, TITLE_MAX),
        ADVICE: said.too_short(len(draft.advice), ADVICE_MIN)
        or said.too_long_or_missing(draft.advice, ADVICE_MAX),
        TOPICS: said.topics_wrong(unknown, len(draft.topics), TOPICS_MAX),
        STAGES: said.stages_wrong(strange),
        QUESTIONS: said.questions_wrong(len(draft.questions), QUESTIONS_MAX),
    }
    return {name: wrong for name, wrong in found.items() if wrong}


def card_form(
    command: str, draft: Draft, wrong: Mapping[str, str], library: Library, intro: str = said.CARD_INTRO
) -> Message:
    """A form for a card, to be sent in with *command*; what stands in it already, and what is wrong there."""
    topics = tuple((it.id, it.name) for it in library.topics)
    stages = tuple((it.value, wording.stage(it)) for it in Stage)
    fields: tuple[Field, ...] = (
        TextField(TITLE, said.CARD_TITLE_FIELD, TITLE_MAX, draft.title, wrong.get(TITLE, "")),
        TextField(ADVICE, said.CARD_ADVICE_FIELD, ADVICE_MAX, draft.advice, wrong.get(ADVICE, ""), long=True),
        ManyField(TOPICS, said.CARD_TOPICS_FIELD, topics, draft.topics, wrong.get(TOPICS, "")),
        ManyField(STAGES, said.CARD_STAGES_FIELD, stages, draft.stages, wrong.get(STAGES, ""), optional=True),
        TextField(
            QUESTIONS,
            said.CARD_QUESTIONS_FIELD,
            QUESTIONS_LONGEST,
            "\n".join(draft.questions),
            wrong.get(QUESTIONS, ""),
            said.CARD_QUESTIONS_HINT,
            long=True,
        ),
    )
    return Message((Form(said.CARD_FORM, command, fields, intro),))


def with_draft(draft: Draft, card: OwnCard, keeper: Keeper) -> OwnCard:
    """A card with what a draft says, as whoever keeps it wrote it now."""
    return replace(
        card,
        title=draft.title,
        advice=draft.advice,
        topics=draft.topics,
        stages=tuple(Stage(it) for it in draft.stages),
        questions=draft.questions,
        by=keeper.by,
        at=keeper.at,
    )


async def _begun(subject: OwnCard | Card, title: str, visit: Visit, keeper: Keeper) -> OwnCard:
    """A card of one's own that cites what an excerpt cites; the same card again if it is sent in again."""
    if isinstance(subject, OwnCard):
        return subject
    own = {it.ref: it.turns for it in await visit.records.own_cards(keeper.owner)}
    ref = next(
        ref
        for ref in refs(subject.episode.slug, title)
        if own.get(ref, subject.turns) == subject.turns and (ref in own or not visit.library.card(ref))
    )
    return OwnCard(
        owner=keeper.owner,
        ref=ref,
        title=title,
        advice="",
        topics=(),
        by=keeper.by,
        at=keeper.at,
        kind=subject.kind,
        speakers=subject.speakers,
        turns=subject.turns,
    )


def refs(slug: str, title: str) -> Iterator[str]:
    """What a card may be called, the shortest name first; all of them fit into a button."""
    room = min(ID_MAX, REF_MAX - len(f"{slug}/")) - NUMBER_MAX
    name = dashed(title).replace("--", "-")[:room].strip("-")
    if EXCERPT.fullmatch(name) or not name:
        name = f"card-{name}"[:room].strip("-")
    yield f"{slug}/{name}"
    number = 2
    while True:
        yield f"{slug}/{name}-{number}"
        number += 1


def _told(text: str, *buttons: Button) -> Message:
    return Message((Paragraph(text), Buttons(buttons)))


_EPISODES = Button(said.EPISODES_BUTTON, "episodes")
_CARDS = Button(said.CARDS_BUTTON, "cards")
_EXPORT = Button(said.EXPORT_BUTTON, f"export {COMMUNITY}")
