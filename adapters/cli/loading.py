"""`career episodes load`: files become editions that answer, one after another, whatever one of them is."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from rich.text import Text

from adapters import program
from adapters.cli.console import (
    ANSWERED,
    SOME_FAILED,
    err,
    open_shipped,
    out,
    print_json,
    progress,
    read_settings,
    shown,
    stop,
    with_store,
)
from adapters.cli.hints import in_shell, typed
from adapters.cli.sources import SourceUnreadable, read_one
from adapters.clock import Clock
from adapters.vectors import Progress
from bot import shelf_wording as said
from bot.bringing import again, known_of
from bot.episodes import EVERYBODY, OPERATOR, Loaded, Origin
from bot.loading import Loader, NotLoaded, Prepared, alike, is_another
from bot.model import Upload
from bot.ports import Store
from bot.reviewing import before, misplaced, renamed
from bot.shelf_commands import Publish
from bot.shelving import Keeper, Kept, NotDone
from knowledge.transcripts.doubts import sentence

HANDS = 2
"""Files that are worked on at a time: while vectors of one are made, which takes all cores, another is read,
parsed and kept, which takes one."""

TELL_EVERY = 100
"""Files after which a pipe is told how far it is."""

MANY = 20
"""Files from which on a line for each is too much to read, and a bar tells how far it is."""

ARCHIVE = 200
"""Files from which on they are an archive, whose vectors are spared: what a community chooses is fewer, and
an archive's would take hours. The help of `career episodes load` and docs/loading.md say so."""

MAKING = "Reading {what}, making excerpts"

STOPPED = "Stopped after {so_far}. They stay as they are; the same command goes on from there."

INTERRUPTED = 130
"""The exit code of what ends with Ctrl-C, as shells have it."""

ANOTHER = (
    "Something is called {name} here already, and this seems to be another episode. "
    "Load it by itself, with a name of its own: --name"
)

IN_FILE = "A curated file says itself what it is and what it is called. Change it there, and load it again."


class State(StrEnum):
    """What became of a file, by the names that programs are told."""

    PUBLISHED = "published"
    DRAFT = "draft"
    KNOWN = "known"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a *source*: the edition, and what to look at in it, or *why* there is none."""

    source: str
    state: State
    loaded: Loaded | None = None
    look_at: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class How:
    """Whose files become, what is *told* of each, and what it is called; a *draft* answers nothing yet.

    What is here already stays as people left it once it was published, unless somebody *insists*.
    """

    owner: str = EVERYBODY
    told: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    draft: bool = False
    insists: bool = False


def load_files(files: Sequence[str], how: How, *, as_json: bool) -> int:
    """Load *files*, and say what becomes of each; the exit code."""
    settings = read_settings()
    loader = program.open_loader(settings, open_shipped(settings), sparing=len(files) >= ARCHIVE)
    with progress(MAKING.format(what=files[0]) if len(files) == 1 else "Loading episodes") as report:
        teller = Teller(len(files), report, as_json=as_json)
        try:
            with_store(settings, lambda store: Loads(loader, store, settings.clock, how).all(files, teller))
        except KeyboardInterrupt:
            err.print(Text(STOPPED.format(so_far=teller.so_far)))
            return INTERRUPTED
    teller.sum_up()
    return SOME_FAILED if teller.failed else ANSWERED


def reload(name: str, told: Mapping[str, str], owner: str) -> int:
    """Make the newest edition of an episode anew with other facts; it answers if that one does."""
    settings = read_settings()
    loader = program.open_loader(settings, open_shipped(settings))

    async def load(store: Store) -> None:
        async with store.reading() as records:
            newest, *_ = await Keeper(records, owner, OPERATOR, settings.clock()).editions(name)
            if newest.origin is Origin.CURATED:
                raise NotDone(said.facts_in_file(name))
            contents = (await records.contents([newest.id])).get(newest.id)
            if contents is None:
                raise NotDone(said.changed_meanwhile(name))
        # What an address leads to may be called otherwise than the address, and say less of itself.
        known = known_of(contents)
        how = How(owner, {**known, **newest.details, **told}, name, draft=not newest.live, insists=True)
        loads = Loads(loader, store, settings.clock, how)
        teller.outcome(await loads.one(name, again(newest, contents)))

    with progress(MAKING.format(what=name)) as report:
        teller = Teller(1, report, as_json=False)
        try:
            with_store(settings, load)
        except NotDone as why:
            stop(in_shell(str(why), owner))
    return SOME_FAILED if teller.failed else ANSWERED


@dataclass(slots=True)
class Loads:
    """Loads files. *there* is what their owner, and everybody, have already."""

    loader: Loader
    store: Store
    clock: Clock
    how: How
    there: list[Loaded] = field(default_factory=list)

    async def all(self, sources: Sequence[str], tell: "Teller") -> None:
        """Load each of *sources*; one that cannot be loaded stops no other."""
        async with self.store.reading() as records:
            self.there += await records.editions({self.how.owner, EVERYBODY}, sketched=True)
        waiting = iter(sources)

        async def hand() -> None:
            for source in waiting:
                tell.outcome(await self._from(source))

        await asyncio.gather(*(hand() for _ in range(min(HANDS, len(sources)))))

    async def _from(self, source: str) -> Outcome:
        try:
            return await self.one(source, await self._brought(source))
        except SourceUnreadable as why:
            return Outcome(source, State.FAILED, why=str(why))

    async def one(self, source: str, upload: Upload) -> Outcome:
        """Load what was brought from a *source*."""
        try:
            if known := self._known(upload):
                return await self._again(source, known)
            told, name = self.how.told, self.how.name
            prepared = await asyncio.to_thread(self.loader.prepare, upload, told, name, self._mine)
            return await self._kept(source, prepared)
        except (NotLoaded, NotDone) as why:
            return Outcome(source, State.FAILED, why=in_shell(str(why), self.how.owner))

    async def _brought(self, source: str) -> Upload:
        if "://" in source:
            return await self.loader.fetched(source)
        read = await asyncio.to_thread(read_one, source)
        return Upload(read.name, read.data)

    def _known(self, upload: Upload) -> Loaded | None:
        """The edition of this very file, if there is one, before anything is made of it."""
        if self.how.told or self.how.name:
            return None
        digests = self.loader.untold(upload)
        known = _one_of(it for it in self._mine if it.digest in digests)
        # With what was told of it since, it may be known as another edition.
        told_since = known and any(it.details for it in self._mine if it.name == known.name)
        return None if told_since else known

    @property
    def _mine(self) -> list[Loaded]:
        """What their owner has already."""
        return [it for it in self.there if it.owner == self.how.owner]

    async def _again(self, source: str, known: Loaded) -> Outcome:
        """The same file once more: nothing changes, unless it never answered and is meant to."""
        if known.live or self.how.draft:
            return Outcome(source, State.KNOWN, known)
        async with self.store.transaction() as records:
            keeper = Keeper(records, self.how.owner, OPERATOR, self.clock())
            return Outcome(source, await self._settled(Kept(known, known=True), keeper), known)

    async def _kept(self, source: str, prepared: Prepared) -> Outcome:
        if prepared.origin is Origin.CURATED and (self.how.told or self.how.name):
            raise NotLoaded(IN_FILE)
        async with self.store.transaction() as records:
            keeper = Keeper(records, self.how.owner, OPERATOR, self.clock())
            # The other hand may bring another episode of that name.
            await records.hold(self.how.owner)
            # Whoever gives a name knows better.
            if not self.how.name and await _called_so(prepared, keeper):
                raise NotLoaded(ANOTHER.format(name=prepared.name))
            kept = await self._keep(prepared, keeper)
            state = await self._settled(kept, keeper)
            own = before(prepared, await records.own_cards(self.how.owner))
        if state is State.KNOWN:
            return Outcome(source, state, kept.loaded)
        in_the_way = in_shell(said.own_before([it.ref for it in own]), self.how.owner) if own else ""
        look_at = tuple(filter(None, (renamed(prepared, kept), in_the_way, *self._doubts(prepared))))
        self.there.append(replace(kept.loaded, live=not self.how.draft))
        return Outcome(source, state, kept.loaded, look_at)

    async def _keep(self, prepared: Prepared, keeper: Keeper) -> Kept:
        """Keep it, unless it is here already: as of an archive, or as by itself."""
        digests = self.loader.digests(prepared)
        editions = await keeper.records.editions([keeper.owner], prepared.name)
        known = _one_of(it for it in editions if it.digest in digests)
        return Kept(known, known=True) if known else await keeper.keep(prepared)

    async def _settled(self, kept: Kept, keeper: Keeper) -> State:
        """Let what was kept answer, unless it is a draft, or known and left so by people; what it is now."""
        if self.how.draft:
            return State.KNOWN if kept.known else State.DRAFT
        name = kept.loaded.name
        if kept.known and not self.how.insists and any(it.published_at for it in await keeper.editions(name)):
            return State.KNOWN
        published = await keeper.publish(name, kept.loaded.number)
        return State.KNOWN if published.known else State.PUBLISHED

    def _doubts(self, prepared: Prepared) -> Iterator[str]:
        mine = frozenset(prepared.sketch)
        # Of thousands, most have nothing in common with it.
        yield from map(
            said.alike, alike(prepared, [it for it in self.there if not mine.isdisjoint(it.sketch)])
        )
        if not prepared.excerpts:
            yield said.NOTHING_WORTH
        if prepared.origin is Origin.TRANSCRIPT and prepared.facts.missing:
            yield in_shell(said.missing(prepared.facts.missing, prepared.name), self.how.owner)
        if late := misplaced(prepared):
            yield late
        if prepared.transcript:
            yield from map(sentence, prepared.transcript.warnings)


def _one_of(same: Iterable[Loaded]) -> Loaded | None:
    """Of editions of the same file, the one that answers, or else the first."""
    return max(same, key=lambda it: it.live, default=None)


async def _called_so(prepared: Prepared, keeper: Keeper) -> bool:
    """Whether its name is that of what seems to be another episode."""
    editions = await keeper.records.editions([keeper.owner], prepared.name, sketched=True)
    return any(is_another(prepared.sketch, it) for it in editions)


class Teller:
    """Says what becomes of so many files while it happens, and in the end what became of all.

    *report* draws how far it is, where somebody sees it: one file alone takes seconds.
    """

    def __init__(self, total: int, report: Progress, *, as_json: bool) -> None:
        self._total = total
        self._report = report
        self._as_json = as_json
        self.counts = Counter[State]()
        self.failed: list[Outcome] = []
        report(0, total)

    def outcome(self, it: Outcome) -> None:
        """Say what became of one."""
        self.counts[it.state] += 1
        if it.state is State.FAILED:
            self.failed.append(it)
        if self._as_json:
            print_json(_row(it))
        elif self._total < MANY:
            _print(it)
        elif not err.is_terminal and self.counts.total() % TELL_EVERY == 0:
            err.print(Text(self.so_far))
        self._report(self.counts.total(), self._total)

    @property
    def so_far(self) -> str:
        """How many files came to what."""
        counted = ", ".join(f"{count:,} {state}" for state, count in sorted(self.counts.items()))
        return f"{self.counts.total():,} of {self._total:,} files: {counted or 'none yet'}"

    def sum_up(self) -> None:
        """Say it of all: those that failed again, since they are far above by now."""
        if self._as_json:
            return
        if self._total >= MANY:
            for it in self.failed:
                _complain(it)
        if self._total > 1:
            out.print(Text(self.so_far, "dim"))


SAYINGS = {
    State.PUBLISHED: "{name}: answers from now on, with {what}",
    State.DRAFT: "{name}: {what}, which answer nothing before: {publish}",
    State.KNOWN: "{name}: here already, nothing has changed",
}


NOT_ANSWERING = "{name}: here already, and it answers nothing. To let it answer: {publish}"


def _print(it: Outcome) -> None:
    if it.loaded is None:
        _complain(it)
        return
    waits = it.state is State.KNOWN and not it.loaded.live
    publish = typed(Publish(it.loaded.name, it.loaded.number), it.loaded.owner)
    said_of_it = (NOT_ANSWERING if waits else SAYINGS[it.state]).format(
        name=said.name_of(it.loaded), what=said.what_of(it.loaded), publish=publish
    )
    out.print(Text(shown(it.loaded.title), "bold"), soft_wrap=True)
    out.print(Text(f"  {said_of_it}"), soft_wrap=True)
    for doubt in it.look_at:
        out.print(Text(f"  - {shown(doubt)}", "yellow"), soft_wrap=True)


def _complain(it: Outcome) -> None:
    where = "" if it.source in it.why else f"{it.source}: "
    for line in (where + it.why).splitlines():
        err.print(Text(shown(line), "red"), soft_wrap=True)


def _row(it: Outcome) -> dict[str, Any]:
    """What became of a file, for programs."""
    if it.loaded is None:
        return {"file": it.source, "state": it.state, "error": it.why}
    return {
        "file": it.source,
        "state": it.state,
        "episode": it.loaded.name,
        "edition": it.loaded.number,
        "title": it.loaded.title,
        "excerpts": it.loaded.excerpts,
        "look_at": it.look_at,
    }
