"""The nouns of the core and the rules they keep. All are values: a change returns a new one."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from types import MappingProxyType

from bot.weekly import Occasion, Weekly, local_date, monday_of
from knowledge.cards import Chapter, Stage

STREAK_FORGIVES = 2
"""Missed weeks that do not end a streak: with none, one holiday throws away a year and the habit with it."""

UNANSWERED_MAX = 3
"""Nudges in a row that nobody reacts to, after which the mentor says goodbye."""

LATE = timedelta(hours=6)
"""A nudge that could not be sent for longer is skipped: Monday's question is no use on Tuesday."""

APART = timedelta(hours=72)
"""Between two nudges to one recipient, even when they moved theirs from Sunday to Monday."""


@dataclass(frozen=True, slots=True)
class Member:
    """One person in one workspace, by the ids that their platform gives them.

    The workspace names its platform before a colon: "slack:T123". Where people are the same in all places,
    as on Discord, theirs is `people_of` the platform.
    """

    workspace: str
    id: str

    def __post_init__(self) -> None:
        _named(self.id)


@dataclass(frozen=True, slots=True)
class Channel:
    """A place in a workspace, like "discord:9876", where many read, by the id that its platform gives it."""

    workspace: str
    id: str

    def __post_init__(self) -> None:
        _named(self.id)


def _named(id: str) -> None:
    # A store tells members from channels by which of the two ids is empty.
    if not id:
        raise ValueError("Members and channels have ids.")


Recipient = Member | Channel
"""Whoever a nudge is due to."""


def platform_of(workspace: str) -> str:
    """The platform that a workspace is on: "slack" for "slack:T123"."""
    return workspace.partition(":")[0]


PEOPLE = ":@me"
"""Ends the workspace of people who are the same in all others of their platform; Discord's own addresses have
it for where somebody is alone."""


def people_of(platform: str) -> str:
    """The workspace of a platform's people, where they are the same everywhere: "discord:@me"."""
    return f"{platform}{PEOPLE}"


FILE_NAME_MAX = 100
"""Characters of a file's name that are kept, whoever brings it; a title has fewer."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody brought: its *name* as they call it, and its bytes; or why there are none.

    *trouble* says, for people, why it could not be had. *url* is the address it was fetched from, if it was,
    and *tag* what the server there calls this version of it, if it says. *chapters* are those of the episode,
    where they came from elsewhere: no transcript has them.
    """

    name: str
    data: bytes = b""
    trouble: str = ""
    url: str = ""
    tag: str = ""
    chapters: tuple[Chapter, ...] = ()


@dataclass(frozen=True, slots=True)
class Handed:
    """A file that somebody hands over, by its *name*; nothing is fetched of it before somebody *read*s it.

    That is done for those alone who may bring one.
    """

    name: str
    read: Callable[[], Awaitable[Upload]]


@dataclass(frozen=True, slots=True)
class Request:
    """One line of text that reached the mentor at a time, and named *fields* and *files* of a form.

    A slash command, a pressed button, a mention and a line in the terminal are all one of these. *at* is in
    UTC. The platform vouches for *admin*: that this person runs the workspace. *zone* is the IANA time zone
    that the platform knows of the member, to propose and never to assume. *overheard*: others read the answer
    as well. *quoting*: the words are somebody else's, and not the member's to have kept. *can_post*: as far
    as the platform tells, the mentor may write in the channel without being asked; None where it does not
    tell. *running*: it was said by the command for those who run the place, and is never a question.
    """

    member: Member
    text: str
    at: datetime
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    files: Mapping[str, Handed] = field(default_factory=lambda: MappingProxyType({}))
    channel: Channel | None = None
    admin: bool = False
    zone: str | None = None
    overheard: bool = False
    quoting: bool = False
    can_post: bool | None = True
    running: bool = False

    @property
    def workspace(self) -> str:
        """Whose rituals, gaps and admins are meant: where it was said counts, and else the member's own."""
        return self.channel.workspace if self.channel else self.member.workspace


@dataclass(frozen=True, slots=True)
class Mark:
    """What one member did with one card, and when first: read it whole, saved it, wrote about it."""

    seen_at: datetime | None = None
    saved_at: datetime | None = None
    reflected_at: datetime | None = None
    helpful: bool | None = None


UNMARKED = Mark()


@dataclass(frozen=True, slots=True)
class Progress:
    """What one member saw, saved, found helpful and wrote about, by the cards' refs ("episode/card").

    *stage_asked*: they were asked once where they stand. *used_at*: they last said something. *zone*: the
    IANA time zone that they gave, in which their weeks begin; UTC until then. *notice*: what the mentor has
    to tell them at their next visit.
    """

    member: Member
    stage: Stage | None = None
    stage_asked: bool = False
    zone: str | None = None
    used_at: datetime | None = None
    notice: str = ""
    marks: Mapping[str, Mark] = field(default_factory=lambda: MappingProxyType({}))

    def mark(self, ref: str) -> Mark:
        """What they did with a card; all empty if nothing."""
        return self.marks.get(ref, UNMARKED)

    def with_seen(self, ref: str, at: datetime) -> "Progress":
        """Having read a card whole; the first time counts."""
        return self if self.mark(ref).seen_at else self._marked(ref, replace(self.mark(ref), seen_at=at))

    def with_saved(self, ref: str, at: datetime) -> "Progress":
        """Having saved a card; the first time counts."""
        return self if self.mark(ref).saved_at else self._marked(ref, replace(self.mark(ref), saved_at=at))

    def without_saved(self, ref: str) -> "Progress":
        """Having taken a card from the saved ones."""
        return self._marked(ref, replace(self.mark(ref), saved_at=None)) if self.mark(ref).saved_at else self

    def with_visit(self, at: datetime) -> "Progress":
        """Having said something. A stranger of whom there is nothing else to keep stays one."""
        return self if self == Progress(self.member) else replace(self, used_at=at, notice="")

    def with_verdict(self, ref: str, *, helpful: bool) -> "Progress":
        """Having found a card helpful, or not."""
        return self._marked(ref, replace(self.mark(ref), helpful=helpful))

    def with_reflected(self, ref: str, at: datetime) -> "Progress":
        """Having written about a card, which they have read then; its prompt is answered from now on."""
        mark = self.mark(ref)
        reflected = replace(mark, seen_at=mark.seen_at or at, reflected_at=mark.reflected_at or at)
        return self if mark == reflected else self._marked(ref, reflected)

    @property
    def seen(self) -> frozenset[str]:
        """Refs of the cards that they read whole."""
        return frozenset(ref for ref, mark in self.marks.items() if mark.seen_at)

    @property
    def saved(self) -> tuple[str, ...]:
        """Refs of the cards that they saved, the latest first."""
        saved = [(mark.saved_at, ref) for ref, mark in self.marks.items() if mark.saved_at]
        return tuple(ref for _, ref in sorted(saved, reverse=True))

    @property
    def reflected(self) -> frozenset[str]:
        """Refs of the cards whose prompt they answered."""
        return frozenset(ref for ref, mark in self.marks.items() if mark.reflected_at)

    def active_weeks(self, written: tuple[datetime, ...]) -> Mapping[date, int]:
        """New cards and reflections by the Monday of their week, from the times they were *written* at."""
        times = [mark.seen_at for mark in self.marks.values() if mark.seen_at]
        weeks: dict[date, int] = {}
        for at in (*times, *written):
            monday = self.week_of(at)
            weeks[monday] = weeks.get(monday, 0) + 1
        return weeks

    def week_of(self, at: datetime) -> date:
        """The Monday of the week in which *at* falls for this member."""
        return monday_of(local_date(at, self.zone or "UTC"))

    def _marked(self, ref: str, mark: Mark) -> "Progress":
        return replace(self, marks=MappingProxyType({**self.marks, ref: mark}))


def streak(active: Mapping[date, int], this_week: date) -> int:
    """Weeks in a row with something new in them, up to *this_week*, which may still come.

    Going back in time, two missed weeks are forgiven, and the third one ends it.
    """
    missed, length, week, first = 0, 0, this_week, min(active, default=this_week)
    while week >= first and missed <= STREAK_FORGIVES:
        if week in active:
            length += 1
        elif week != this_week:
            missed += 1
        week -= timedelta(weeks=1)
    return length


@dataclass(frozen=True, slots=True)
class Reflection:
    """What a member wrote, for nobody else; *text* is None where it cannot be read any more.

    *prompt* is the question that caused it, *card* the ref of the card behind it, *week* the occasion of the
    nudge that it answers: each empty or None where there was none.
    """

    member: Member
    id: str
    written_at: datetime
    text: str | None
    prompt: str = ""
    card: str | None = None
    week: str | None = None
    edited_at: datetime | None = None


class Standing(StrEnum):
    """Whether a schedule's nudges come."""

    ON = "on"
    OFF = "off"
    """Stopped by the member."""
    RESTING = "resting"
    """Stopped by the mentor: nobody reacted to the last three."""
    FAILED = "failed"
    """Stopped by the platform: the recipient cannot be reached any more."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When one recipient wants their nudges. Local time is the truth; *tzdata* turned it into UTC last.

    There is no occasion before *paused_until*, nor again in *last_week*, the latest one that was sent,
    skipped or given up. *unanswered* counts the nudges since anybody reacted, up to the one at *sent_at*.
    *trouble* is what the platform said when it failed.
    """

    recipient: Recipient
    weekly: Weekly
    standing: Standing = Standing.ON
    paused_until: date | None = None
    unanswered: int = 0
    sent_at: datetime | None = None
    last_week: str = ""
    trouble: str = ""
    tzdata: str = ""

    def next(self, after: datetime) -> Occasion:
        """The first occasion after *after* that leaves room for the last nudge and for a pause."""
        if self.sent_at:
            after = max(after, self.sent_at + APART)
        if self.paused_until:
            after = max(after, self.weekly.start_of(self.paused_until))
        occasion = self.weekly.next(after)
        while occasion.week <= self.last_week:
            occasion = self.weekly.next(occasion.at)
        return occasion

    def wants(self, at: datetime) -> bool:
        """Whether a nudge may come at a time: it is on, and not paused then."""
        paused = self.paused_until is not None and at < self.weekly.start_of(self.paused_until)
        return self.standing is Standing.ON and not paused

    def unanswered_by(self, used_at: datetime | None) -> int:
        """Nudges in a row without a reaction, from somebody who last said something at *used_at*."""
        return 0 if used_at and self.sent_at and used_at >= self.sent_at else self.unanswered

    def with_sent(self, nudge: "Nudge", at: datetime, used_at: datetime | None) -> "Schedule":
        """Having sent a *nudge* at a time."""
        unanswered = self.unanswered_by(used_at) + 1
        return replace(self, unanswered=unanswered, sent_at=at, last_week=max(self.last_week, nudge.week))

    def with_passed(self, nudge: "Nudge") -> "Schedule":
        """Having let an occasion pass without sending anything."""
        return replace(self, last_week=max(self.last_week, nudge.week))


class State(StrEnum):
    """What became of a nudge."""

    PENDING = "pending"
    SENT = "sent"
    SKIPPED = "skipped"
    """By the member, or because it would have come too late; the note says which."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Nudge:
    """One prompt due to one recipient on one occasion, an ISO week like "2026-W49".

    *round* counts from 1 and goes up when the member snoozes: the same occasion, to be sent again. *card* is
    chosen when it is claimed for the first time. *id* is None until the store has given it one. *note* says
    why it was skipped or failed. *token* is the lease of the worker that has claimed it; one that did not get
    through is pending and not to be claimed before *retry_at*.
    """

    recipient: Recipient
    week: str
    due_at: datetime
    id: int | None = None
    state: State = State.PENDING
    round: int = 1
    card: str | None = None
    attempts: int = 0
    sent_at: datetime | None = None
    answered_at: datetime | None = None
    remote_id: str | None = None
    note: str = ""
    token: str | None = None
    retry_at: datetime | None = None

    @property
    def only_planned(self) -> bool:
        """Whether nobody has tried to send it yet, nor put it off: another may come in its place."""
        return self.state is State.PENDING and not self.attempts and self.round == 1

    @property
    def key(self) -> str:
        """What a platform may know this sending by, so that it happens once: 24 hexadecimal digits."""
        kind = "member" if isinstance(self.recipient, Member) else "channel"
        parts = (self.recipient.workspace, kind, self.recipient.id, self.week, str(self.round))
        return blake2b("\0".join(parts).encode(), digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True)
class Rules:
    """What a workspace's admins decided: whether questions without an answer are kept, and for how long.

    *left_at*: they removed the mentor; its memory of the workspace outlasts that for a while.
    """

    workspace: str
    keeps_questions: bool = False
    keep_days: int = 180
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that no episode answers, asked on a day in a workspace by nobody in particular."""

    workspace: str
    asked_on: date
    question: str


Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Holdings:
    """Everything the store holds about one member, by the name of the table that it is in."""

    tables: Mapping[str, tuple[Row, ...]]

    def counts(self) -> Iterator[tuple[str, int]]:
        """How many rows are in each table that has some."""
        return ((name, len(rows)) for name, rows in self.tables.items() if rows)
