"""What the core needs from outside: a store that remembers, and a sender that reaches people unasked."""

from collections.abc import Collection, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.episodes import Contents, Deed, Event, Feed, Loaded, OwnCard, Tally
from bot.message import Message
from bot.model import (
    Gap,
    Holdings,
    Member,
    Nudge,
    Progress,
    Recipient,
    Reflection,
    Rules,
    Schedule,
    Upload,
)


class StoreError(Exception):
    """The store could not do what was asked. The message says what happened and what to do, for people.

    A transaction that raises it has changed nothing.
    """


class Store(Protocol):
    """The mentor's memory. Every call is of one workspace or for the loop that serves all of them."""

    def reading(self) -> AbstractAsyncContextManager["Records"]:
        """Records to look things up in, without waiting for anyone who writes. Nothing is to be changed."""

    def transaction(self) -> AbstractAsyncContextManager["Records"]:
        """Records to decide something with: kept whole when the block ends, and not at all if it raises.

        No network inside it: on SQLite every other writer waits.
        """

    async def close(self) -> None:
        """Let go of files and connections. Nothing can be asked afterwards."""


class Records(Protocol):
    """What is remembered, inside one transaction."""

    async def progress(self, member: Member) -> Progress:
        """A member's progress; an empty one if they are new."""

    async def progresses(self, members: Collection[Member]) -> Mapping[Member, Progress]:
        """The progress of many at once, of every one of *members*."""

    async def keep(self, before: Progress, after: Progress) -> None:
        """Write what changed from *before* to *after*, and only that.

        *before* may have been read earlier, outside of this transaction: changes to other cards or fields
        that were kept in between stay. Makes the member if they are new.
        """

    async def written(self, member: Member) -> tuple[datetime, ...]:
        """When each reflection was written, oldest first."""

    async def reflections(
        self, member: Member, *, skip: int = 0, limit: int | None = None
    ) -> tuple[Reflection, ...]:
        """A member's journal, newest first. One that cannot be decrypted comes without its text."""

    async def recalled(
        self, members: Collection[Member], since: datetime, until: datetime
    ) -> Mapping[Member, Reflection]:
        """The latest reflection that each of *members* wrote in that time, of those who wrote one."""

    async def reflection(self, member: Member, id: str) -> Reflection | None:
        """One of a member's reflections."""

    async def write(self, reflection: Reflection) -> None:
        """Add a reflection, or replace the one of the same member and id."""

    async def tear_out(self, member: Member, id: str) -> bool:
        """Delete a reflection; whether there was one."""

    async def schedule(self, recipient: Recipient) -> Schedule | None:
        """When a recipient wants nudges, if they ever said. In a transaction, nobody else may change it."""

    async def schedules(
        self, recipients: Collection[Recipient], *, to_change: bool = False
    ) -> Mapping[Recipient, Schedule]:
        """The schedules of those of *recipients* who have one, and if *to_change* nobody else may change.

        Whoever changes schedules and nudges in one transaction asks for the schedules first.
        """

    async def rituals(self, workspace: str) -> tuple[Schedule, ...]:
        """The schedules of a workspace's channels, by channel id."""

    async def sharing(self, schedule: Schedule) -> int:
        """How many schedules that are on have this one's platform, weekday, time and zone."""

    async def outdated(self, tzdata: str, limit: int) -> tuple[Schedule, ...]:
        """Some schedules that are on whose due times another version of tzdata derived, or that have none.

        Nobody else may change them in this transaction; what somebody is changing now is left out.
        """

    async def keep_schedules(self, schedules: Collection[Schedule]) -> None:
        """Add schedules, or replace those of the same recipients."""

    async def nudges(self, recipient: Recipient, limit: int) -> tuple[Nudge, ...]:
        """A recipient's nudges in any state, the latest week first."""

    async def prompted(self, recipients: Collection[Recipient]) -> Mapping[Recipient, frozenset[str]]:
        """Refs of the cards that each of *recipients* was ever nudged with; all of them have an entry."""

    async def plan(self, nudges: Collection[Nudge]) -> None:
        """Add pending nudges; one whose recipient already has that week's occasion is left out."""

    async def unplan(self, recipients: Collection[Recipient]) -> None:
        """Forget the pending nudges of *recipients* that nobody has tried to send, nor put off."""

    async def rewrite(self, nudge: Nudge) -> None:
        """Replace the nudge of this id, whatever its state, and end any claim on it."""

    async def claim(
        self, platforms: Collection[str], now: datetime, *, limit: int, lease: timedelta
    ) -> tuple[Nudge, ...]:
        """Lease pending nudges due by *now* on *platforms*, the longest due first.

        Each comes with a token of its own and one more attempt. Two workers never hold the same one: a nudge
        is free again when its lease has ended.
        """

    async def assign(self, nudges: Collection[Nudge]) -> None:
        """Keep the card and the note of nudges that this worker has just claimed."""

    async def finish(self, nudges: Collection[Nudge]) -> frozenset[int]:
        """Keep what became of claimed nudges and end their leases; ids of those still this worker's.

        One that is to be tried again is pending, and free at its *retry_at*. Whose token has been taken over,
        or who is not pending any more, stays as it is.
        """

    async def overdue(self, platforms: Collection[str], now: datetime) -> tuple[int, datetime | None]:
        """How many pending nudges are due by *now*, and since when the oldest."""

    async def rules(self, workspace: str) -> Rules:
        """What the admins of a workspace decided; the defaults if nothing."""

    async def all_rules(self) -> tuple[Rules, ...]:
        """The rules of every workspace whose admins decided something."""

    async def keep_rules(self, rules: Rules) -> None:
        """Replace what they decided."""

    async def admins(self, workspace: str) -> frozenset[str]:
        """Ids of the members whom those who run a workspace named to run the mentor."""

    async def name_admin(self, member: Member, at: datetime) -> None:
        """Let a member run the mentor; who may already stays named since then."""

    async def dismiss_admin(self, member: Member) -> bool:
        """Let them no longer; whether they were named."""

    async def note_gap(self, gap: Gap) -> None:
        """Keep a question that found no answer."""

    async def gaps(self, workspace: str, since: date) -> tuple[Gap, ...]:
        """Questions without an answer from *since* on, oldest first."""

    async def forget_gaps(self, workspace: str, before: date) -> int:
        """Delete questions asked before a day; how many."""

    async def forget_questions(self, workspace: str, questions: Collection[str]) -> int:
        """Delete the questions without an answer that read exactly so; how many."""

    async def count(self, event: Event, member: Member, workspace: str, week: str) -> None:
        """Count once more what a member did, or what happened to them, in a workspace in an ISO week."""

    async def tallies(self, workspace: str, since: str) -> tuple[Tally, ...]:
        """What was counted in a workspace from an ISO week on, by week and event."""

    async def forget_counts(self, before: str) -> int:
        """Delete all that was counted before an ISO week, in any workspace; how many rows."""

    async def revisions(self) -> Mapping[str, int]:
        """A number for each owner that grows with all that changes what its workspace is answered from.

        That is: an edition that begins or ceases to answer, an own card, or something hidden. No number comes
        again, not even in a workspace that was erased.
        """

    async def hold(self, owner: str) -> None:
        """Let nobody else change what an owner has until the end: what is read from here on stays true."""

    async def editions(
        self, owners: Collection[str], name: str | None = None, *, sketched: bool = False
    ) -> tuple[Loaded, ...]:
        """The editions that *owners* have, of one *name* if given: by name and owner, the newest first.

        Their sketches, which are most of them, come only if *sketched*: to be compared.
        """

    async def edition_names(self, owners: Collection[str]) -> tuple[str, ...]:
        """What the editions are called that *owners* have, each name once and in order."""

    async def edition_count(self, owner: str) -> int:
        """How many editions an owner has."""

    async def live_editions(self, owner: str) -> tuple[Loaded, ...]:
        """The editions of an owner that answer, by name, without their sketches."""

    async def edition(self, owner: str, id: str) -> Loaded | None:
        """One edition of an owner."""

    async def contents(self, ids: Collection[str]) -> Mapping[str, Contents]:
        """The file and what was made of it, of those of these editions that there are."""

    async def packed(self, ids: Collection[str]) -> Mapping[str, bytes]:
        """What was made of the files of these editions, without the files."""

    async def add_edition(self, loaded: Loaded, contents: Contents) -> None:
        """Keep a new edition, which does not answer yet, with all that is in it.

        Raises:
            StoreError: somebody else has just loaded one of that owner, name and number.
        """

    async def go_live(self, loaded: Loaded, at: datetime) -> None:
        """Let an edition answer in the place of any other of its owner and name.

        Raises:
            StoreError: it was removed in the meantime; what answered goes on.
        """

    async def retire(self, owner: str, name: str) -> bool:
        """Let no edition of that name answer; whether one did."""

    async def remove_edition(self, owner: str, id: str) -> bool:
        """Delete one edition that does not answer; whether there was one."""

    async def remove_editions(self, owner: str, name: str) -> int:
        """Delete all editions of that name, live or not; how many."""

    async def own_cards(self, owner: str) -> tuple[OwnCard, ...]:
        """The cards that an owner's admins wrote, by ref."""

    async def keep_own_card(self, card: OwnCard) -> None:
        """Add a card, or replace the one of the same owner and ref."""

    async def drop_own_card(self, owner: str, ref: str) -> bool:
        """Delete such a card; whether there was one."""

    async def hidden(self, owner: str) -> frozenset[str]:
        """Refs of the cards and excerpts that an owner's workspace does not want to see."""

    async def hide(self, owner: str, ref: str) -> None:
        """Hide a card or an excerpt."""

    async def show(self, owner: str, ref: str) -> bool:
        """Hide it no longer; whether it was hidden."""

    async def note_deed(self, deed: Deed) -> None:
        """Write down what somebody did."""

    async def deeds(self, owner: str, limit: int) -> tuple[Deed, ...]:
        """What was done for an owner, the latest first."""

    async def feeds(self, owner: str) -> tuple[Feed, ...]:
        """An owner's feeds, by address."""

    async def feed(self, owner: str, url: str) -> Feed | None:
        """One of an owner's feeds. In a transaction, nobody else may change it."""

    async def keep_feed(self, feed: Feed) -> None:
        """Add a feed, or replace that of the same owner and address, with all that was seen of it."""

    async def drop_feed(self, owner: str, url: str) -> bool:
        """Forget a feed and what was seen of it; whether there was one."""

    async def claim_feed(self, now: datetime, lease: timedelta) -> Feed | None:
        """The feed that is due by *now* for the longest, which nobody else gets before the lease has ended.

        Claiming moves its *due_at* to the end of the lease; whoever keeps it after the look sets the next.
        """

    async def holdings(self, member: Member) -> Holdings:
        """Everything about a member, decrypted, from every table that has something of theirs.

        Where people are of a whole platform, that includes which of its workspaces named them.
        """

    async def erase(self, member: Member) -> Holdings:
        """Delete all of that and the key to it; what was held, without the texts.

        What they brought to a workspace stays there, without their name.
        A visit of theirs that is kept only afterwards makes them anew, with no more than it changed.
        """

    async def first_time(self, workspace: str, key: str, at: datetime) -> bool:
        """Whether nobody has asked this before: of many who do at once, on any machine, one is told so.

        *key* names what a platform delivers, which may be more than once.
        """

    async def forget_delivery(self, workspace: str, key: str) -> None:
        """Take what was delivered with *key* for new the next time: nothing came of it."""

    async def forget_deliveries(self, before: datetime) -> int:
        """Forget what was delivered before a time, and would be taken for new now; how many."""

    async def known_workspaces(self, platform: str) -> frozenset[str]:
        """The workspaces on a platform of which there is anything: decisions, gaps, admins, or a ritual.

        Or what admins brought: episodes, cards or feeds.
        Whoever is only a member somewhere makes no workspace known: people may be of no workspace at all.
        """

    async def erase_workspace(self, workspace: str) -> int:
        """Delete every row of a workspace, with the keys to its members' journals; how many.

        What a platform keeps for itself, like the tokens of an installation, is not a row of a workspace:
        whoever erases deletes that as well.
        """


class Fetcher(Protocol):
    """The way to a file on the web that somebody named."""

    async def fetch(self, url: str, tag: str = "") -> Upload:
        """What is there, or in its *trouble* why it cannot be had: never an exception.

        An empty file without trouble is the same as the one that the server called *tag* before.
        """


class Sender(Protocol):
    """One platform's way to reach somebody who did not just ask."""

    refuses_twice: bool
    """Whether the platform itself drops a second message with a key that it has seen."""

    async def send(self, to: Recipient, message: Message, key: str) -> str:
        """Send, and return the platform's id of the message.

        Raises:
            Unreachable: they cannot be reached, now or ever; the schedule is to be stopped.
            Away: the mentor is not in their workspace; the schedule goes on.
            Busy: not now; again after a while.
        """

    async def sent(self, to: Recipient, key: str, since: datetime) -> str | None:
        """The platform's id of the message sent with *key* at or after *since*, if there is one."""


class Unreachable(Exception):
    """The recipient left, or does not take messages. The text goes on record: nothing that people wrote."""


class Away(Exception):
    """The mentor was removed from the workspace for now: this occasion is to be skipped."""


class Busy(Exception):
    """The platform did not take a message this time; *wait* is how long it asked for, if it did."""

    def __init__(self, why: str, wait: timedelta | None = None) -> None:
        super().__init__(why)
        self.wait = wait


Senders = Mapping[str, Sender]
"""The sender of each platform, by its name."""
