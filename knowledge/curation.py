"""The file that a curated episode is written in, read whole or refused with every mistake named.

Ours are held to more than those that communities write for themselves: a card of theirs may do with one
question, which another may share, and their episode without a page.
"""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from knowledge import facts
from knowledge.cards import (
    COMMUNITY_EPISODE,
    Card,
    Chapter,
    Episode,
    Kind,
    Person,
    Provenance,
    Stage,
    Subject,
    TimeMark,
    Topic,
)
from knowledge.feeds.chapters import CHAPTER_MAX, CHAPTERS_MAX
from knowledge.transcripts.names import NAME_MAX
from knowledge.words import normal

TITLE_MAX = 75
"""Characters of a card's title: as many as Slack takes in a choice."""

ADVICE_MIN, ADVICE_MAX = 60, 600
"""Characters of a card's advice: with fewer it says what and not why, and more is not read to the end."""

TOPICS_MAX = 4
"""Topics of a card: one that is about more is about nothing in particular."""

QUESTIONS_MIN, QUESTIONS_MAX = 8, 12
"""Questions of one of our cards: with fewer it is not found by all who could use it."""

TURNS_MAX = 3
"""A citation that spans more turns no longer tells where to listen."""

QUESTION_MAX = 300
"""Characters of one question that a card answers: those of ours have up to two hundred."""

REFLECT_MAX = 300
"""Characters of the question that a card leaves one with."""

ATTRIBUTION_MAX = 300
"""Characters of whose words it is: the show, the number and the licence, in a sentence."""

REASON_MAX = 300
"""Characters of why turns are cited by no card."""

CARDS_MAX = 500
"""Cards of one episode: ten times what ours have, and a minute of work for the model."""

SUBJECTS_MAX = 500
SUBJECT_QUESTIONS_MAX = 200
"""Subjects that an episode does not cover, and questions of each, which are read like those of cards."""

ASKED_MAX = CARDS_MAX * QUESTIONS_MAX
"""Questions of one file, of cards and subjects together: as many as its cards alone may have, so that what is
exported loads again. Ours have some 3,500. The model reads two hundred a second: half a minute of work."""

DOTS_MAX = 10
"""Dots in a line, outside of strings: keys that we know have one, and tomllib takes time and memory that grow
with the square of them (a minute and gigabytes for 50,000, in 100 KB)."""

PARTS_MAX = 150_000
"""Keys, lists and items of a file: several times those of one with all that the numbers above allow."""


class CurationError(Exception):
    """A curated file that cannot be used; *problems* names each mistake with file, card and field."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True)
class Vocabulary:
    """The topics that all episodes share, and the subjects that are no career questions at all."""

    topics: tuple[Topic, ...]
    elsewhere: tuple[Subject, ...]


@dataclass(frozen=True, slots=True)
class Omission:
    """Turns that are cited by no card, and why."""

    turns: tuple[int, int]
    reason: str


@dataclass(frozen=True)
class Curation:
    """All that one curated file says."""

    episode: Episode
    cards: tuple[Card, ...]
    not_covered: tuple[Subject, ...]
    without_advice: tuple[Omission, ...]


def read_vocabulary(path: Path) -> Vocabulary:
    """Read the topics file at *path*; `CurationError` names all that is wrong with it."""
    entry = _parsed(_bytes(path), path.name, _VocabularyEntry)
    problems = [
        *_repeated(path.name, "topic", (topic.id for topic in entry.topics)),
        *_repeated(path.name, "alias", chain.from_iterable(_names(topic) for topic in entry.topics)),
    ]
    if problems:
        raise CurationError(problems)
    return Vocabulary(
        topics=tuple(Topic(**topic.model_dump()) for topic in entry.topics),
        elsewhere=tuple(subject.subject() for subject in entry.elsewhere),
    )


def read_curation(path: Path, topics: Iterable[Topic]) -> Curation:
    """Read the curated episode at *path*; `CurationError` names all that is wrong with it."""
    return _curation(_parsed(_bytes(path), path.name, _CurationEntry), path.name, topics)


def read_own(path: Path, topics: Iterable[Topic]) -> Curation:
    """The same of one that need not be as complete as ours."""
    return curation_in(_bytes(path), path.name, topics)


def curation_in(data: bytes, name: str, topics: Iterable[Topic]) -> Curation:
    """The curated episode in *data*, from a file called *name* that need not be as complete as ours.

    Of a community's own cards, which cite nobody, the episode has the slug "community", and no more.
    `CurationError` names all that is wrong with it.
    """
    return _curation(_parsed(data, name, _OwnCurationEntry, _CommunityCurationEntry), name, topics)


def asked_in(data: bytes) -> int:
    """How many questions are in a file that was loaded; none if it cannot be read any more."""
    try:
        return len(_parsed(data, "", _OwnCurationEntry, _CommunityCurationEntry).asked)
    except CurationError:
        return 0


def _curation(entry: "_OwnCurationEntry", name: str, topics: Iterable[Topic]) -> Curation:
    problems = list(_contradictions(name, entry, {topic.id for topic in topics}))
    if problems:
        raise CurationError(problems)
    episode = entry.episode.episode()
    return Curation(
        episode=episode,
        cards=tuple(card.card(episode) for card in entry.cards),
        not_covered=tuple(subject.subject() for subject in entry.not_covered),
        without_advice=tuple(Omission(item.turns, item.reason) for item in entry.without_advice),
    )


# The format. Strict, so that a mistyped key or a number in quotes is an error and not a surprise.

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-{1,2}[a-z0-9]+)*$", max_length=60)]
"""How an episode is called; some shows have two dashes in their files' names."""

REF_MAX = 80
"""Characters of a card's id and the slug before it: commands with both stand in buttons, which take a hundred
on the narrowest platform."""


ONE_LINE = r"^([^\p{C}\p{Zl}\p{Zp}]|[\x{200C}\x{200D}])+$"
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=ONE_LINE)]
"""Text on one line, without control or direction marks that could break a terminal or a page; joiners, of
which emoji and Persian words are made, are no such."""


def _asking(text: str) -> str:
    if not text.endswith("?"):
        raise ValueError("a prompt ends with a question mark")
    return text


def _seconds(value: object) -> object:
    """Turn "48:03" or "1:02:03" into seconds; leave the rest for the validator to refuse."""
    if isinstance(value, str) and re.fullmatch(r"(\d+:)?[0-5]?\d:[0-5]\d", value):
        hours, minutes, seconds = [0, *map(int, value.split(":"))][-3:]
        return hours * 3600 + minutes * 60 + seconds
    raise ValueError(f'a time is written "mm:ss" or "h:mm:ss", not {value!r}')


def _in_order(turns: tuple[int, int]) -> tuple[int, int]:
    first, last = turns
    if not 1 <= first <= last:
        raise ValueError(f"turns run from the first to the last and count from 1, not {list(turns)}")
    return turns


def _one_or_more(value: object) -> object:
    """One name stands for a list of one; a tuple, since what a validator returns is no longer JSON."""
    if isinstance(value, list):
        return tuple(value)
    return (value,) if isinstance(value, str) else value


Page = Annotated[str, StringConstraints(pattern=r"^https://\S+[^/\s]$", max_length=facts.PAGE_MAX)]
OwnPage = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]\S*$", max_length=facts.PAGE_MAX)]
"""Any address that can be told in words, where somebody adds details to a transcript."""

Question = Annotated[Line, StringConstraints(max_length=QUESTION_MAX)]
Name = Annotated[Line, StringConstraints(max_length=NAME_MAX)]
Reason = Annotated[Line, StringConstraints(max_length=REASON_MAX)]
Title = Annotated[Line, StringConstraints(max_length=facts.TITLE_MAX)]
ChapterTitle = Annotated[Line, StringConstraints(max_length=CHAPTER_MAX)]
Show = Annotated[Line, StringConstraints(max_length=facts.SHOW_MAX)]
Licence = Annotated[Line, StringConstraints(max_length=facts.LICENCE_MAX)]
Attribution = Annotated[Line, StringConstraints(max_length=ATTRIBUTION_MAX)]
Time = Annotated[int, BeforeValidator(_seconds)]
Turns = Annotated[tuple[int, int], AfterValidator(_in_order)]
Speakers = Annotated[tuple[Name, ...], BeforeValidator(_one_or_more)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _PersonEntry(_Strict):
    name: Name
    nicknames: tuple[Name, ...] = ()


class _MarkEntry(_Strict):
    turn: int = Field(ge=1)
    at: Time
    opens: bool


class _ChapterEntry(_Strict):
    title: ChapterTitle
    start: Time


class _OwnEpisodeEntry(_Strict):
    slug: Slug
    show: Show = ""
    number: int = 0
    title: Title
    url: OwnPage = ""
    licence: Licence = ""
    attribution: Attribution = ""
    turns: int = Field(ge=1)
    people: tuple[_PersonEntry, ...] = ()
    marks: tuple[_MarkEntry, ...] = ()
    chapters: tuple[_ChapterEntry, ...] = Field((), max_length=CHAPTERS_MAX)

    def episode(self) -> Episode:
        facts = self.model_dump(exclude={"people", "marks", "chapters"})
        return Episode(
            **facts,
            people=tuple(Person(**person.model_dump()) for person in self.people),
            marks=tuple(TimeMark(**mark.model_dump()) for mark in self.marks),
            chapters=tuple(
                Chapter(it.title, it.start) for it in sorted(self.chapters, key=lambda it: it.start)
            ),
        )


class _EpisodeEntry(_OwnEpisodeEntry):
    show: Show
    number: int
    url: Page
    licence: Licence
    attribution: Attribution
    people: tuple[_PersonEntry, ...] = Field(min_length=1)


class _TopicEntry(_Strict):
    id: Id
    name: Annotated[Line, StringConstraints(max_length=40)]
    summary: Annotated[Line, StringConstraints(max_length=160)]
    aliases: tuple[Line, ...] = Field(min_length=1)


class _OwnCardEntry(_Strict):
    id: Id
    title: Annotated[Line, StringConstraints(max_length=TITLE_MAX)]
    advice: Annotated[Line, StringConstraints(min_length=ADVICE_MIN, max_length=ADVICE_MAX)]
    speaker: Speakers = ()
    turns: Turns
    start: Time | None = None
    topics: tuple[Id, ...] = Field(min_length=1, max_length=TOPICS_MAX)
    stages: tuple[Stage, ...] = ()
    kind: Kind
    # Not a pattern, which would take the place of the one that a line has.
    reflect: Annotated[Line, StringConstraints(max_length=REFLECT_MAX), AfterValidator(_asking)] = ""
    contrasts: tuple[Id, ...] = ()
    ask: tuple[Question, ...] = Field(min_length=1, max_length=QUESTIONS_MAX)

    def card(self, episode: Episode) -> Card:
        return Card(
            id=self.id,
            episode=episode,
            title=self.title,
            advice=self.advice,
            speakers=self.speaker,
            turns=self.turns,
            start=episode.time_of(self.turns[0]) if self.start is None else self.start,
            topics=self.topics,
            stages=self.stages,
            kind=self.kind,
            reflect=self.reflect,
            questions=self.ask,
            contrasts=self.contrasts,
        )


class _CardEntry(_OwnCardEntry):
    speaker: Speakers = Field(min_length=1)
    stages: tuple[Stage, ...] = Field(min_length=1)
    reflect: Annotated[Line, StringConstraints(max_length=REFLECT_MAX), AfterValidator(_asking)]
    ask: tuple[Question, ...] = Field(min_length=QUESTIONS_MIN, max_length=QUESTIONS_MAX)


class _CommunityEpisodeEntry(_OwnEpisodeEntry):
    title: Literal[""] = ""
    turns: Literal[0] = 0

    def episode(self) -> Episode:
        return COMMUNITY_EPISODE


class _CommunityCardEntry(_OwnCardEntry):
    speaker: tuple[()] = ()
    turns: tuple[Literal[0], Literal[0]] = (0, 0)

    def card(self, episode: Episode) -> Card:
        return replace(super().card(episode), provenance=Provenance.COMMUNITY)


class _SubjectEntry(_Strict):
    id: Id
    name: Annotated[Line, StringConstraints(max_length=60)]
    nearest: tuple[Id, ...] = ()
    ask: tuple[Question, ...] = Field(min_length=QUESTIONS_MIN, max_length=SUBJECT_QUESTIONS_MAX)

    def subject(self) -> Subject:
        return Subject(id=self.id, name=self.name, nearest=self.nearest, questions=self.ask)


class _OmissionEntry(_Strict):
    turns: Turns
    reason: Reason


class _VocabularyEntry(_Strict):
    topics: tuple[_TopicEntry, ...] = Field(min_length=1)
    elsewhere: tuple[_SubjectEntry, ...] = ()


class _OwnCurationEntry(_Strict):
    episode: _OwnEpisodeEntry
    cards: tuple[_OwnCardEntry, ...] = Field(min_length=1, max_length=CARDS_MAX)
    not_covered: tuple[_SubjectEntry, ...] = Field((), max_length=SUBJECTS_MAX)
    without_advice: tuple[_OmissionEntry, ...] = ()

    @property
    def asked(self) -> tuple[str, ...]:
        """All questions, of cards and of subjects."""
        return tuple(chain(*(it.ask for it in self.cards), *(it.ask for it in self.not_covered)))


class _CommunityCurationEntry(_OwnCurationEntry):
    episode: _CommunityEpisodeEntry
    cards: tuple[_CommunityCardEntry, ...] = Field(min_length=1, max_length=CARDS_MAX)


class _CurationEntry(_OwnCurationEntry):
    episode: _EpisodeEntry
    cards: tuple[_CardEntry, ...] = Field(min_length=1, max_length=CARDS_MAX)


_Entry = TypeVar("_Entry", bound=_Strict)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CurationError([f"{path.name}: cannot be read: {error.strerror}"]) from error


_UNREAD = re.compile(
    r'"{3}(?:[^"\\]++|\\.|"{1,2}+(?!"))*+"{0,5}'
    r"|'{3}(?:[^']++|'{1,2}+(?!'))*+'{0,5}"
    r'|"(?:[^"\\\n]++|\\[^\n])*+"?'
    r"|'[^'\n]*+'?"
    r"|#[^\n]*+",
    re.DOTALL,
)
"""Strings of TOML, of several lines and of one, and comments: nothing in them is a key.

They may lack their end, behind which nothing is parsed; so each begins once, and is never looked for again.
"""


def _too_much(text: str) -> Iterator[str]:
    """What tomllib had better not be given, since nothing stops it: found in one go, before it is parsed."""
    bare = _UNREAD.sub("", text)
    if any(line.count(".") > DOTS_MAX for line in bare.split("\n")):
        yield f"has a line with more than {DOTS_MAX} dots outside of quotes: no key needs more than one"
    if sum(map(bare.count, "=[,")) > PARTS_MAX:
        yield f"has more than {PARTS_MAX:,} keys, lists and items: no file needs as many"


def _parsed(data: bytes, file: str, kind: type[_Entry], communitys: type[_Entry] | None = None) -> _Entry:
    """What is in *data* as *kind*, or as *communitys*; each mistake in it becomes a line."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        if too_much := [f"{file}: {it}" for it in _too_much(text)]:
            raise CurationError(too_much)
        document = tomllib.loads(text)
        if communitys and _is_communitys(document):
            kind = communitys
        # By way of JSON, because strict validation takes a list for a tuple only there.
        return kind.model_validate_json(json.dumps(document, default=str))
    except UnicodeDecodeError as error:
        raise CurationError([f"{file}: is not UTF-8 text (byte {error.start})"]) from error
    except ValidationError as error:
        raise CurationError(_explained(file, document, error)) from error
    except (ValueError, RecursionError) as error:
        # More than TOMLDecodeError: numbers without end and brackets without bottom fail in their own ways.
        raise CurationError([f"{file}: is not valid TOML: {error}"]) from error


def _is_communitys(document: Mapping[str, Any]) -> bool:
    match document.get("episode"):
        case {"slug": COMMUNITY_EPISODE.slug, **more}:
            # With turns, it is an episode that somebody calls so.
            return "turns" not in more
    return False


def _explained(file: str, document: Mapping[str, Any], error: ValidationError) -> Iterator[str]:
    for mistake in error.errors(include_url=False):
        # Entries with mistakes of their own are not counted; only what is really too few is said.
        if mistake["type"] == "too_short" and len(mistake["input"]) >= mistake["ctx"]["min_length"]:
            continue
        *place, field = mistake["loc"] or ("the whole file",)
        message = mistake["msg"].removeprefix("Value error, ")
        if mistake.get("ctx", {}).get("pattern") == ONE_LINE:
            message = "a text is on one line, without control or direction marks"
        yield f"{file}: {_place(document, place)}{field}: {message}"


def _place(document: Mapping[str, Any], loc: Sequence[str | int]) -> str:
    """Where in *document* a mistake is, by the ids a writer knows: "cards 'start-large': "."""
    words, node = [], cast("Any", document)
    for step in loc:
        node = node[step] if isinstance(step, int) or step in node else {}
        named = (
            node.get("id", f"number {step + 1}") if isinstance(step, int) and isinstance(node, dict) else None
        )
        words.append(f"'{named}'" if named else str(step))
    return " ".join(words) + ": " if words else ""


def _contradictions(file: str, entry: _OwnCurationEntry, topics: AbstractSet[str]) -> Iterator[str]:
    """What each table alone cannot know: ids that repeat, names of nothing, turns beyond the last."""
    yield from _repeated(file, "card", (card.id for card in entry.cards))
    yield from _repeated(file, "subject", (subject.id for subject in entry.not_covered))
    yield from _asked_too_often(file, entry)
    yield from _repeated(file, "person", (person.name for person in entry.episode.people))
    yield from (f"{file}: {fault}" for card in entry.cards for fault in _twice_in(card))
    people = {person.name for person in entry.episode.people}
    sides = {card.id: set(card.contrasts) for card in entry.cards}
    for card in entry.cards:
        where = f"{file}: cards '{card.id}': "
        yield from (f"{where}id: {fault}" for fault in _too_long_in(entry.episode.slug, card.id))
        yield from (
            f"{where}topics: no topic is called '{name}'" for name in card.topics if name not in topics
        )
        yield from (
            f"{where}speaker: '{name}' is not in [[episode.people]]"
            for name in card.speaker
            if name not in people
        )
        if card.turns[1] - card.turns[0] >= TURNS_MAX:
            yield f"{where}turns: at most {TURNS_MAX} turns, so that a reader knows where to listen"
        for other in card.contrasts:
            if other == card.id:
                yield f"{where}contrasts: a card cannot contradict itself"
            elif card.id not in sides.get(other, ()):
                yield f"{where}contrasts: '{other}' does not name this card back"
    for subject in entry.not_covered:
        for name in subject.nearest:
            if name not in topics:
                yield f"{file}: not_covered '{subject.id}': nearest: no topic is called '{name}'"
    yield from (f"{file}: {fault}" for fault in _beyond_the_end(entry))


def _asked_too_often(file: str, entry: _OwnCurationEntry) -> Iterator[str]:
    """Questions that stand twice in a file of ours, or too many for any."""
    if isinstance(entry, _CurationEntry):
        yield from _repeated(file, "question", entry.asked)
    if (count := len(entry.asked)) > ASKED_MAX:
        yield f"{file}: ask: {count:,} questions in all, and up to {ASKED_MAX:,} fit; leave some out"


def _beyond_the_end(entry: _OwnCurationEntry) -> Iterator[str]:
    lasts = [
        *((f"cards '{card.id}': turns", card.turns[1]) for card in entry.cards),
        *((f"episode marks 'number {n}': turn", mark.turn) for n, mark in enumerate(entry.episode.marks, 1)),
        *((f"without_advice 'number {n}': turns", o.turns[1]) for n, o in enumerate(entry.without_advice, 1)),
    ]
    for where, last in lasts:
        if last > entry.episode.turns:
            yield f"{where}: the episode has {entry.episode.turns} turns, not {last}"


def _too_long_in(slug: str, id: str) -> Iterator[str]:
    length = len(f"{slug}/{id}")
    if length > REF_MAX:
        yield (
            f"'{id}' and the episode's slug have {length} characters with the slash between them, and up to "
            f"{REF_MAX} fit into a button"
        )


def _twice_in(card: _OwnCardEntry) -> Iterator[str]:
    for field, names in (("speaker", card.speaker), ("topics", card.topics), ("contrasts", card.contrasts)):
        if len(set(names)) < len(names):
            yield f"cards '{card.id}': {field}: names one twice"


def _repeated(file: str, what: str, names: Iterable[str]) -> Iterator[str]:
    for name, times in Counter(normal(name) for name in names).items():
        if times > 1:
            yield f"{file}: {what} '{name}' stands {times} times"


def _names(topic: _TopicEntry) -> set[str]:
    """All that opens the topic's page; a name that is also an alias counts once."""
    return {normal(name) for name in (topic.id, topic.name, *topic.aliases)}
