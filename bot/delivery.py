"""The loop that brings nudges: claim what is due, compose it, send it, and keep what became of it.

A nudge is claimed under a lease before it is sent, and finished afterwards. Whoever dies in between leaves a
lease that ends, and the next worker sends again: at least once. That members see it once is the sender's
part, by refusing a key that it has seen, or by being asked before a second try.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import astuple, dataclass, field, replace
from datetime import datetime, timedelta

from bot import prompts, wording
from bot.catalogue import Catalogue
from bot.counting import count
from bot.episodes import Event
from bot.message import Message
from bot.model import (
    LATE,
    UNANSWERED_MAX,
    Member,
    Nudge,
    Progress,
    Recipient,
    Reflection,
    Schedule,
    Standing,
    State,
    platform_of,
)
from bot.pacing import Lanes, Priority
from bot.planning import derive, next_nudge
from bot.ports import Away, Busy, Records, Senders, Store, StoreError, Unreachable
from bot.zones import TZDATA_VERSION

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)

USED = 0.7
"""Share of a lease in which its nudges are sent; what is on its way then is given up. The rest is for clocks
that differ, and for a platform that takes it in all the same, before anybody asks whether it did."""

REFUSED_FOR = timedelta(minutes=2)
"""How long after a nudge was due a platform's own refusal to take a key twice is relied on. Discord's holds
for "a few minutes"."""

BATCH_MAX = 200
HANDS = 2
"""Rounds at a time: while one is claimed or kept, the nudges of the other go out, and the lane stays full."""

ATTEMPTS_MAX = 30
RETRY_FIRST, RETRY_MAX = timedelta(seconds=4), timedelta(minutes=15)

UNSURE = timedelta(minutes=5)
"""How far before its time a message with a nudge's key is looked for: clocks differ."""

FINISH_FOR = timedelta(minutes=2)
"""How long to go on trying to keep what was sent: while the database restarts, say."""

CROWD_FOR = timedelta(minutes=10)
"""How long a count of those who share a time is good for."""

IDLE = timedelta(seconds=5)
"""Between two looks at what is due, when nothing was."""

AWAY_MAX = timedelta(minutes=1)
"""Between two looks for a store that is away: nudges come at most that much later for it."""

Clock = Callable[[], datetime]
"""The time in UTC."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows about the recipients of one batch."""

    schedules: Mapping[Recipient, Schedule]
    progresses: Mapping[Recipient, Progress]
    prompted: Mapping[Recipient, frozenset[str]]
    recalled: Mapping[Recipient, Reflection]


@dataclass(frozen=True, slots=True)
class Letter:
    """A claimed nudge with all that its message is made of."""

    nudge: Nudge
    late: bool = False
    goodbye: bool = False
    message: Message | None = None
    """None where there is nothing to send: nobody wants it any more, or there is no card."""


@dataclass(frozen=True, slots=True)
class Round:
    """What became of the nudges of one round."""

    claimed: int = 0
    sent: int = 0
    skipped: int = 0
    failed: int = 0
    later: int = 0
    """Did not get through, to be tried again."""
    lost: int = 0
    """Taken over by another worker meanwhile."""

    def __add__(self, other: "Round") -> "Round":
        """What became of the nudges of both."""
        return Round(*map(sum, zip(astuple(self), astuple(other), strict=True)))


@dataclass(slots=True)
class Delivery:
    """Brings the nudges of the platforms that have a sender here."""

    store: Store
    catalogue: Catalogue
    senders: Senders
    lanes: Lanes
    clock: Clock
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    lease: timedelta = LEASE
    batch: int = BATCH_MAX
    chance: random.Random = field(default_factory=random.Random)
    _crowds: dict[tuple[object, ...], tuple[datetime, int]] = field(default_factory=dict)

    async def run(self, stop: asyncio.Event) -> None:
        """Bring nudges until *stop* is set; a store that fails is tried again, after longer and longer."""
        pause = IDLE
        while not stop.is_set():
            try:
                await self.derive_again()
                hands = [self._rounds(stop) for _ in range(HANDS)]
                # One hand's trouble must not take another's nudges out of it between sent and kept.
                for outcome in await asyncio.gather(*hands, return_exceptions=True):
                    if outcome is not None:
                        raise outcome
                pause = IDLE
            except StoreError as error:
                pause = min(2 * pause, AWAY_MAX)
                log.warning("Nudges wait: %s", error)
            await _either(stop, self.sleep(pause.total_seconds()))

    async def _rounds(self, stop: asyncio.Event) -> None:
        while not stop.is_set() and (await self.round()).claimed:
            pass

    async def round(self) -> Round:
        """One batch: what is due now is claimed, sent, and finished."""
        claimed_at = self.clock()
        letters = await self._claimed(claimed_at)
        if not letters:
            return Round()
        done = await asyncio.gather(*(self._delivered(letter, claimed_at) for letter in letters))
        finished = [nudge for nudge in done if nudge is not None]
        kept = await self._finished(finished, {letter.nudge.id for letter in letters if letter.goodbye})
        return _counted(len(letters), finished, kept)

    async def derive_again(self) -> int:
        """Plan anew what another version of tzdata planned, and what has nothing planned; how many."""
        total = 0
        while True:
            async with self.store.transaction() as records:
                outdated = await records.outdated(TZDATA_VERSION, BATCH_MAX)
                for schedule in outdated:
                    await derive(schedule, self.clock(), records, self.lanes.rate)
            total += len(outdated)
            if len(outdated) < BATCH_MAX:
                return total

    # Claim and compose

    async def _claimed(self, now: datetime) -> list[Letter]:
        limit = self.lanes.room(self.lease / 2, self.batch)
        async with self.store.transaction() as records:
            nudges = await records.claim(tuple(self.senders), now, limit=limit, lease=self.lease)
            if not nudges:
                return []
            known = await _known(nudges, now, records)
            letters = [self._composed(nudge, known, now) for nudge in nudges]
            await records.assign([letter.nudge for letter in letters if letter.message])
        return letters

    def _composed(self, nudge: Nudge, known: "Known", now: datetime) -> Letter:
        """What to send, if anything. A second try brings the card of the first."""
        to = nudge.recipient
        schedule = known.schedules.get(to)
        # What was claimed before a pause may be tried again in it.
        if schedule is None or not schedule.wants(now):
            return Letter(replace(nudge, note=wording.NOTE_NOT_WANTED))
        late = now - nudge.due_at > LATE
        # A channel has no progress: every card is new to it.
        progress = known.progresses.get(to) or Progress(Member(to.workspace, to.id))
        if isinstance(to, Member) and _goodbye(nudge, schedule, progress):
            farewell = replace(nudge, note=wording.NOTE_GOODBYE)
            return Letter(farewell, late, goodbye=True, message=prompts.goodbye_page())
        library = self.catalogue.of(to.workspace).library
        card = library.card(nudge.card) if nudge.card else None
        card = card or prompts.choose(library, progress, known.prompted[to], nudge.week)
        if card is None:
            return Letter(replace(nudge, note=wording.NOTE_NO_CARD))
        nudge = replace(nudge, card=card.ref, note="")
        return Letter(nudge, late, message=prompts.for_recipient(to, card, nudge, known.recalled.get(to)))

    # Send

    async def _delivered(self, letter: Letter, claimed_at: datetime) -> Nudge | None:
        """The nudge as it ended; None if the lease is nearly over, and another worker may have it."""
        nudge, until = letter.nudge, claimed_at + self.lease * USED
        if letter.message is None:
            return replace(nudge, state=State.SKIPPED)
        try:
            async with asyncio.timeout(max(0.0, (until - self.clock()).total_seconds())):
                return await self._brought(nudge, letter.message, until, late=letter.late)
        except Unreachable as gone:
            return replace(nudge, state=State.FAILED, note=str(gone))
        except Away:
            return replace(nudge, state=State.SKIPPED, note=wording.NOTE_AWAY)
        except Busy as busy:
            return self._retried(nudge, str(busy), busy.wait)
        except Exception as error:  # noqa: BLE001  (one recipient's trouble must not be all the others')
            log.warning("A nudge was not sent: %s", type(error).__name__)
            return self._retried(nudge, type(error).__name__, None)

    async def _brought(self, nudge: Nudge, message: Message, until: datetime, *, late: bool) -> Nudge | None:
        to, sender = nudge.recipient, self.senders[platform_of(nudge.recipient.workspace)]
        refused = sender.refuses_twice and self.clock() <= nudge.due_at + REFUSED_FOR
        if nudge.attempts > 1 and not refused:
            await self._turn(nudge)
            remote = await sender.sent(to, nudge.key, nudge.due_at - UNSURE)
            if remote is not None:
                return self._sent(nudge, remote)
        if late:
            return replace(nudge, state=State.SKIPPED, note=wording.NOTE_LATE)
        await self._turn(nudge)
        # Whoever was stopped and goes on, like a machine that slept, is here before its timeout is.
        if self.clock() > until:
            return None
        return self._sent(nudge, await sender.send(to, message, nudge.key))

    def _sent(self, nudge: Nudge, remote_id: str) -> Nudge:
        return replace(nudge, state=State.SENT, sent_at=self.clock(), remote_id=remote_id)

    def _retried(self, nudge: Nudge, why: str, wait: timedelta | None) -> Nudge:
        if wait is not None:
            self.lanes.slow_down(nudge.recipient.workspace, wait)
        if nudge.attempts >= ATTEMPTS_MAX:
            return replace(nudge, state=State.SKIPPED, note=why)
        backoff = min(RETRY_FIRST * 2 ** min(nudge.attempts, 10), RETRY_MAX) * self.chance.uniform(0.5, 1.0)
        return replace(nudge, note=why, retry_at=self.clock() + max(backoff, wait or backoff))

    async def _turn(self, nudge: Nudge) -> None:
        # Where a platform asked for a pause, the others of this batch need not wait for its end.
        if self.lanes.held(nudge.recipient.workspace):
            raise Busy("the platform asked for a pause")
        await self.lanes.turn(nudge.recipient.workspace, Priority.NUDGE)

    # Finish

    async def _finished(self, nudges: list[Nudge], goodbyes: Collection[int | None]) -> frozenset[int]:
        """Keep what became of *nudges*, trying on while the store is away: sending twice would be worse."""
        pause, until = 0.1, self.clock() + FINISH_FOR
        while True:
            try:
                return await self._finish(nudges, goodbyes)
            except StoreError:
                if self.clock() > until:
                    raise
                await self.sleep(pause)
                pause = min(2 * pause, 5.0)

    async def _finish(self, nudges: list[Nudge], goodbyes: Collection[int | None]) -> frozenset[int]:
        async with self.store.transaction() as records:
            over = [nudge for nudge in nudges if nudge.state is not State.PENDING]
            schedules = dict(await records.schedules({nudge.recipient for nudge in over}, to_change=True))
            mine = await records.finish(nudges)
            over = [nudge for nudge in over if nudge.id in mine]
            members = [nudge.recipient for nudge in over if isinstance(nudge.recipient, Member)]
            progresses = await records.progresses(members)
            now = self.clock()
            for nudge in over:
                if (schedule := schedules.get(nudge.recipient)) is None:
                    continue
                progress = progresses.get(nudge.recipient) if isinstance(nudge.recipient, Member) else None
                # Of a recipient whose day was moved, two may be over at once; the second goes by the first.
                schedules[nudge.recipient] = _after(schedule, nudge, progress, goodbye=nudge.id in goodbyes)
                if nudge.state is State.SENT and nudge.id not in goodbyes:
                    await _count(nudge, now, records)
                if progress and nudge.state is State.FAILED:
                    told = replace(progress, notice=wording.nudges_failed(nudge.note))
                    await records.keep(progress, told)
            after = [
                schedules[it] for it in dict.fromkeys(nudge.recipient for nudge in over) if it in schedules
            ]
            planned = [await self._next(it, now, records) for it in after if it.standing is Standing.ON]
            await records.keep_schedules(after)
            # Somebody may have planned the next one meanwhile, and not known when this one went out.
            await records.unplan([nudge.recipient for nudge in planned])
            await records.plan(planned)
        return mine

    async def _next(self, schedule: Schedule, now: datetime, records: Records) -> Nudge:
        weekly = schedule.weekly
        slot = (platform_of(schedule.recipient.workspace), weekly)
        counted_at, sharing = self._crowds.get(slot, (None, 0))
        if counted_at is None or now - counted_at > CROWD_FOR:
            sharing = await records.sharing(schedule)
            self._crowds = {
                **{k: v for k, v in self._crowds.items() if now - v[0] <= CROWD_FOR},
                slot: (now, sharing),
            }
        # An occasion that went by meanwhile, while nobody served, is still brought if it is not too late.
        return next_nudge(schedule, now - LATE, sharing, self.lanes.rate(schedule.recipient.workspace))


async def _known(nudges: Iterable[Nudge], now: datetime, records: Records) -> Known:
    recipients = {nudge.recipient for nudge in nudges}
    members = [it for it in recipients if isinstance(it, Member)]
    progresses = await records.progresses(members)
    recalled = await records.recalled(members, *(now - ago for ago in prompts.MONTH_AGO))
    return Known(
        await records.schedules(recipients),
        dict[Recipient, Progress](progresses.items()),
        await records.prompted(recipients),
        dict[Recipient, Reflection](recalled.items()),
    )


def _goodbye(nudge: Nudge, schedule: Schedule, progress: Progress) -> bool:
    """Whether the mentor takes its leave; never instead of the card that a first try brought."""
    if nudge.attempts > 1 and nudge.card:
        return False
    return schedule.unanswered_by(progress.used_at) >= UNANSWERED_MAX


def _after(schedule: Schedule, nudge: Nudge, progress: Progress | None, *, goodbye: bool) -> Schedule:
    """The schedule of a nudge that is over."""
    match nudge.state:
        case State.SENT if nudge.sent_at:
            schedule = schedule.with_sent(nudge, nudge.sent_at, progress.used_at if progress else None)
            return replace(schedule, standing=Standing.RESTING) if goodbye else schedule
        case State.FAILED:
            return replace(schedule.with_passed(nudge), standing=Standing.FAILED, trouble=nudge.note)
        case _:
            return schedule.with_passed(nudge)


async def _count(nudge: Nudge, at: datetime, records: Records) -> None:
    """Count a prompt for those who run the workspace; what a channel gets reaches nobody in particular."""
    if isinstance(nudge.recipient, Member):
        await count(Event.NUDGED, nudge.recipient, nudge.recipient.workspace, at, records)


def _counted(claimed: int, nudges: Iterable[Nudge], kept: frozenset[int]) -> Round:
    states = [nudge.state for nudge in nudges if nudge.id in kept]
    return Round(
        claimed=claimed,
        sent=states.count(State.SENT),
        skipped=states.count(State.SKIPPED),
        failed=states.count(State.FAILED),
        later=states.count(State.PENDING),
        lost=claimed - len(states),
    )


async def _either(stop: asyncio.Event, pause: Awaitable[object]) -> None:
    """Wait for the one or the other."""
    waits = [asyncio.ensure_future(stop.wait()), asyncio.ensure_future(pause)]
    _, pending = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in pending:
        wait.cancel()
