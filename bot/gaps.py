"""Questions that found no answer, grouped by what they mean, and cards of the community's own for them."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from hashlib import blake2b
from itertools import groupby
from typing import assert_never
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from bot import admin, wording
from bot import gap_wording as said
from bot.asking import TOPICS
from bot.catalogue import Catalogue
from bot.editing import Draft, card_form, draft_in, refs, with_draft, wrong_in
from bot.episodes import COMMUNITY, OwnCard
from bot.gap_commands import AnswerGap, ForgetAnswered, ForgetGap, Gapping, OpenGap, ShowGaps
from bot.message import Button, Buttons, Choice, Choices, Entries, Message, Paragraph, Part, Tone
from bot.model import Gap, Request, Rules
from bot.paging import paged
from bot.ports import Store
from bot.shelf_commands import TITLE
from bot.shelving import Keeper, NotDone
from bot.visit import Reply, Visit
from bot.weekly import monday_of
from knowledge.cards import Topic
from knowledge.curation import QUESTIONS_MAX
from knowledge.groups import groups, middle
from knowledge.search import Answer, Search
from knowledge.words import normal

GROUPED_MAX = 300
"""Different questions that are grouped, the latest. The first time, and after what answers has changed, each
takes as long as an answer: some ten milliseconds, in which members' questions take their turns."""

REMEMBERED_MAX = 20 * GROUPED_MAX
"""Questions that are not read again by one search; each is two kilobytes."""

WEEKS = 8
"""Weeks, with the present one, by which a group is counted."""

ON_PAGE = 6
"""Groups on one page: each takes some lines."""

OTHERS = 2
"""Questions of a group that the list shows beside the first."""

SHOWN_MAX = 20
"""Questions of a group that its own page shows."""

Meaning = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """What a search makes of a question: the *card* that answers it by now, or topics that are *near*.

    The card goes by its title, or by its ref where it has none, and is None while nothing answers. *subject*
    is what it is surely about, *meaning* its vector where there is a model.
    """

    card: str | None
    near: tuple[Topic, ...]
    subject: str
    meaning: Meaning | None


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, however often and in whatever ways it was *written*: the days on which it was asked."""

    question: str
    days: tuple[date, ...]
    written: frozenset[str]
    read: Read = field(compare=False)

    @property
    def id(self) -> str:
        """What a line may call it by: 16 hexadecimal digits."""
        return blake2b(_words(self.question).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class Group:
    """Questions that mean about the same: those asked most often and most typical of all come first."""

    asked: tuple[Asked, ...]

    @property
    def first(self) -> Asked:
        """The question by which the group goes."""
        return self.asked[0]

    @cached_property
    def days(self) -> tuple[date, ...]:
        """When any of them was asked, oldest first."""
        return tuple(sorted(day for it in self.asked for day in it.days))

    @property
    def card(self) -> str | None:
        """What answers them by now, as people see it; None while nothing does."""
        return self.first.read.card

    @cached_property
    def near(self) -> tuple[Topic, ...]:
        """The nearest topics, those of most of its questions first."""
        near = [topic for it in self.asked for topic in it.read.near]
        return tuple(sorted(dict.fromkeys(near), key=lambda topic: -near.count(topic)))[:3]

    @property
    def written(self) -> frozenset[str]:
        """All that was typed, to the letter."""
        return frozenset().union(*(it.written for it in self.asked))

    def by_week(self, today: date) -> tuple[int, ...]:
        """How often it was asked in each of the last weeks, the present one last."""
        mondays = [monday_of(day) for day in self.days]
        this = monday_of(today)
        return tuple(mondays.count(this - timedelta(weeks=back)) for back in reversed(range(WEEKS)))


@dataclass(frozen=True, slots=True)
class Gaps:
    """The groups of a workspace: the *open* ones, those *answered* by now, and how many are left out."""

    open: tuple[Group, ...] = ()
    answered: tuple[Group, ...] = ()
    beyond: int = 0

    def group(self, id: str) -> Group | None:
        """The group that has the question with this id."""
        every = (*self.open, *self.answered)
        return next((group for group in every if any(it.id == id for it in group.asked)), None)


NO_GAPS = Gaps()


class Grouper:
    """Finds the groups of a workspace, the slow part of it before any transaction and aside from others."""

    def __init__(self, catalogue: Catalogue, store: Store) -> None:
        self._catalogue = catalogue
        self._store = store
        self._read: WeakKeyDictionary[Search, dict[str, Read]] = WeakKeyDictionary()

    async def gaps(self, request: Request) -> Gaps:
        """The gaps of the workspace of whoever may see them."""
        workspace = request.workspace
        async with self._store.reading() as records:
            if not await admin.may(request, records):
                return NO_GAPS
            since = request.at.date() - timedelta(days=(await records.rules(workspace)).keep_days)
            kept = await records.gaps(workspace, since)
        return await asyncio.to_thread(self._grouped, kept, self._catalogue.of(workspace))

    def _grouped(self, kept: Sequence[Gap], search: Search) -> Gaps:
        known = self._read.setdefault(search, {})
        if len(known) > REMEMBERED_MAX:
            known.clear()
        return grouped(kept, lambda questions: _read(questions, search, known))


def grouped(kept: Iterable[Gap], read: Callable[[Sequence[str]], Sequence[Read]]) -> Gaps:
    """The gaps in groups, the same for any order of them; *read* says what questions mean."""
    same = [tuple(its) for _, its in groupby(sorted(kept, key=_order), key=lambda gap: _words(gap.question))]
    latest = sorted(same, key=lambda its: its[-1].asked_on, reverse=True)[:GROUPED_MAX]
    latest.sort(key=lambda its: _order(its[0]))
    names = [_usual(its) for its in latest]
    every = [
        Asked(name, tuple(it.asked_on for it in its), frozenset(it.question for it in its), found)
        for its, name, found in zip(latest, names, read(names), strict=True)
    ]
    without = [it for it in every if it.read.card is None]
    answered = [it for it in every if it.read.card is not None]
    return Gaps(_groups(without), _groups(answered), len(same) - len(every))


def _order(gap: Gap) -> tuple[str, date, str]:
    return _words(gap.question), gap.asked_on, gap.question


def _words(question: str) -> str:
    """However it was written, the words are what repeats; signs alone are themselves."""
    return normal(question) or question


def _usual(same: Sequence[Gap]) -> str:
    """The way in which a question was written most often; small letters rather than large ones."""
    written = [it.question for it in same]
    return max(written, key=lambda it: (written.count(it), it))


def _groups(every: Sequence[Asked]) -> tuple[Group, ...]:
    """Groups of questions, those that were asked most often and last first."""
    meanings = [it.read.meaning for it in every if it.read.meaning is not None]
    if len(meanings) < len(every) or not every:
        found = [Group((it,)) for it in every]
    else:
        vectors = np.stack(meanings)
        subjects = [it.read.subject or None for it in every]
        found = [
            Group(tuple(sorted(_typical(every, vectors, places), key=lambda it: -len(it.days))))
            for places in groups(vectors, subjects)
        ]
    return tuple(sorted(found, key=lambda group: (-len(group.days), -group.days[-1].toordinal())))


def _typical(every: Sequence[Asked], vectors: Meaning, places: tuple[int, ...]) -> list[Asked]:
    return [every[places[place]] for place in middle(vectors[list(places)])]


def _read(questions: Sequence[str], search: Search, known: dict[str, Read]) -> Sequence[Read]:
    """What a search makes of questions, of which some are *known* already.

    Others read with the same search at the same time, and may forget all that is known: what was found here
    is held here.
    """
    found = {it: read for it in questions if (read := known.get(it))}
    fresh = [it for it in questions if it not in found]
    vectors = search.vectors(fresh) if fresh else None
    for place, question in enumerate(fresh):
        meaning = None if vectors is None else vectors[place]
        found[question] = known[question] = _read_anew(search.ask(question), meaning)
    return [found[it] for it in questions]


def _read_anew(answer: Answer, meaning: Meaning | None) -> Read:
    card = answer.matches[0].card if answer.answered and answer.matches else None
    return Read(
        card=(card.title or card.ref) if card else None,
        near=answer.nearest,
        subject=answer.subject.id if answer.subject else "",
        meaning=meaning,
    )


# What is said


async def answer(command: Gapping, visit: Visit, gaps: Gaps) -> Reply:
    """What happens on a command about gaps, for those who may give it; *gaps* were found before."""
    if not await admin.may(visit.request, visit.records):
        return Reply(admin.refused(visit.request), visit.progress)
    return Reply(await _decided(command, visit, gaps), visit.progress)


async def _decided(command: Gapping, visit: Visit, gaps: Gaps) -> Message:
    match command:
        case ShowGaps(page):
            return await _list(page, visit, gaps)
        case ForgetAnswered(sure):
            return await _forget_answered(visit, gaps, sure=sure)
        case OpenGap(id) | AnswerGap(id) | ForgetGap(id):
            group = gaps.group(id)
            return await _on_one(command, group, visit) if group else _told(said.NO_SUCH_GAP)
        case nothing:
            assert_never(nothing)


async def _on_one(command: OpenGap | AnswerGap | ForgetGap, group: Group, visit: Visit) -> Message:
    match command:
        case OpenGap():
            return _opened(group, visit)
        case AnswerGap(_, told):
            return await _answered(command, group, visit) if told else _proposed(group, visit)
        case ForgetGap(id, sure):
            if sure:
                return await _forgotten(group.written, visit)
            return _surely(said.FORGET_GROUP, f"gap {id} forget yes", f"gap {id}")
        case nothing:
            assert_never(nothing)


async def _list(number: int, visit: Visit, gaps: Gaps) -> Message:
    rules = await visit.records.rules(visit.request.workspace)
    await admin.kept(rules, visit)
    every = (*gaps.open, *gaps.answered)
    switch = Buttons((admin.switch_of(rules),))
    if not every:
        return Message((Paragraph(wording.no_gaps(rules)), switch))
    page = paged(every, number, ON_PAGE, "gaps")
    tidy = (Button(said.FORGET_ANSWERED_BUTTON, "gaps forget"),) if gaps.answered else ()
    buttons = Buttons((*page.turning, _STATS, *tidy, *switch.buttons))
    return Message((*_listed(page.items, page.place, gaps, rules, visit.request.at.date()), buttons))


def _listed(shown: Sequence[Group], place: str, gaps: Gaps, rules: Rules, today: date) -> Iterable[Part]:
    count = sum(len(group.days) for group in gaps.open)
    yield Paragraph(said.heading(count, rules.keep_days) + place, Tone.HEADING)
    for heading, which in ((said.GAPS_OPEN, gaps.open), (said.ANSWERED_NOW, gaps.answered)):
        if lines := tuple(_line(group, today) for group in shown if group in which):
            yield Choices(heading, lines)
    if gaps.beyond:
        yield Paragraph(said.beyond(gaps.beyond), Tone.QUIET)


def _line(group: Group, today: date) -> Choice:
    others = [it.question for it in group.asked[1 : 1 + OTHERS]]
    topics = [topic.name for topic in group.near]
    detail = said.group_detail(len(group.days), group.by_week(today), others, topics)
    if group.card:
        detail = f"{detail}\n{said.ANSWERED_BY.format(title=group.card)}"
    return Choice(group.first.question, detail, f"gap {group.first.id}")


def _opened(group: Group, visit: Visit) -> Message:
    """All about one group, and what can be done."""
    id, topics = group.first.id, ", ".join(topic.name for topic in group.near)
    facts = (
        (said.ASKED, said.times(len(group.days))),
        (said.BY_WEEK, said.by_week(group.by_week(visit.request.at.date()))),
        (said.NEAREST, topics or said.NO_TOPIC),
    )
    answered = (Paragraph(said.ANSWERED_BY.format(title=group.card)),) if group.card else ()
    questions = [wording.gap_line(it.question, len(it.days)) for it in group.asked[:SHOWN_MAX]]
    if len(group.asked) > SHOWN_MAX:
        questions.append(said.more(len(group.asked) - SHOWN_MAX))
    buttons = (
        Button(said.ANSWER_BUTTON, f"gap {id} answer", main=not group.card),
        Button(said.FORGET_BUTTON, f"gap {id} forget"),
        _GAPS,
    )
    return Message((
        Paragraph(group.first.question, Tone.HEADING),
        *answered,
        Entries(facts),
        Paragraph(said.ALL_ASKED, Tone.HEADING),
        *map(Paragraph, questions),
        Paragraph(said.ANSWER_INTRO, Tone.QUIET),
        Buttons(buttons),
    ))  # fmt: skip


def _proposed(group: Group, visit: Visit) -> Message:
    """The form for a card, with the questions of the group as those that it answers."""
    questions = tuple(it.question for it in group.asked[:QUESTIONS_MAX])
    draft = Draft("", "", tuple(topic.id for topic in group.near[:1]), (), questions)
    return _form(group.first.id, draft, {}, visit)


def _form(id: str, draft: Draft, wrong: dict[str, str], visit: Visit) -> Message:
    return card_form(f"gap {id} answer", draft, wrong, visit.library, said.ANSWER_INTRO)


async def _answered(command: AnswerGap, group: Group, visit: Visit) -> Message:
    draft = draft_in(command.told, visit.library)
    if wrong := wrong_in(draft, visit.library):
        return _form(group.first.id, draft, dict(wrong), visit)
    keeper = Keeper(visit.records, visit.request.workspace, visit.member.id, visit.request.at)
    own = {it.ref: it for it in await visit.records.own_cards(keeper.owner)}
    # The same form sent in again is the same card.
    ref = next(it for it in refs(COMMUNITY, draft.title) if it not in own or _is_same(own[it], draft))
    blank = OwnCard(keeper.owner, ref, draft.title, "", (), keeper.by, keeper.at)
    try:
        await keeper.write(with_draft(draft, blank, keeper))
    except NotDone as why:
        return _form(group.first.id, draft, {TITLE: str(why)}, visit)
    buttons = (Button(said.EDIT_BUTTON, f"card {ref}"), Button(said.DROP_BUTTON, f"drop {ref}"), _GAPS)
    return Message((Paragraph(said.ANSWER_KEPT.format(title=draft.title)), Buttons(buttons)))


def _is_same(card: OwnCard, draft: Draft) -> bool:
    return (card.title, card.questions) == (draft.title, draft.questions)


async def _forget_answered(visit: Visit, gaps: Gaps, *, sure: bool) -> Message:
    if not gaps.answered:
        return _told(said.NONE_ANSWERED)
    if not sure:
        return _surely(said.FORGET_ANSWERED, "gaps forget yes", "gaps")
    return await _forgotten(frozenset().union(*(group.written for group in gaps.answered)), visit)


async def _forgotten(questions: frozenset[str], visit: Visit) -> Message:
    count = await visit.records.forget_questions(visit.request.workspace, questions)
    return _told(said.FORGOTTEN.format(questions=said.questions(count)))


def _surely(question: str, delete: str, keep: str) -> Message:
    buttons = Buttons((
        Button(said.DELETE_THEM_BUTTON, delete, grave=True),
        Button(said.KEEP_THEM_BUTTON, keep),
    ))  # fmt: skip
    return Message((Paragraph(question), buttons))


def _told(sentence: str) -> Message:
    return Message((Paragraph(sentence), Buttons((_GAPS, TOPICS))))


_GAPS = Button(said.GAPS_BUTTON, "gaps")
_STATS = Button(wording.STATS_BUTTON, "stats")
