"""Loading: from a file that somebody brought to an edition that could be kept, or why there is none.

Nothing is kept here, and nothing answers yet: see `shelving`.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import TypeVar

from bot.apart import apart
from bot.episodes import COMMUNITY, Contents, Loaded, Origin
from bot.model import Upload
from bot.ports import Fetcher
from knowledge.cards import COMMUNITY_EPISODE, Chapter, Episode
from knowledge.curation import Curation, CurationError, curation_in
from knowledge.excerpts.making import Maker
from knowledge.excerpts.model import Edition
from knowledge.excerpts.packing import pack
from knowledge.excerpts.sketch import likeness, sketch
from knowledge.facts import Facts, episode_of, facts_in, facts_of, slug_of
from knowledge.feeds import model as feeds
from knowledge.feeds.chapters import read_chapters
from knowledge.feeds.plain import plain, quoted
from knowledge.feeds.reading import read_feed
from knowledge.feeds.trouble import FeedUnusable
from knowledge.library import Library
from knowledge.transcripts.model import Transcript
from knowledge.transcripts.reading import read_transcript
from knowledge.transcripts.trouble import SIZE_MAX, Problem, TranscriptUnusable

CURATED = ".toml"
"""Behind the name of an edition that somebody curated: it stands beside that of the episode's transcript."""

ALIKE = 0.5
"""From this likeness on, two transcripts are of one episode: a rerun, or the same in other words here and
there. Different episodes of one show share the greeting and the sponsors, a twentieth at most."""

UNLIKE = 0.1
"""Below this likeness, nobody edited the one transcript to get the other."""

MISTAKES_MAX = 12
"""Mistakes in a curated file that are named at once; who mends those sees the rest."""

SOURCE_MAX = 500
"""Characters of where an edition is from that are kept."""

TAKEN = (
    f"Cards that people here wrote go by {COMMUNITY}. Call this episode something else, and load it again."
)

TRANSCRIPTS_ONLY = (
    "It is a curated episode (TOML), and feeds bring transcripts only. Who trusts its cards can load them by "
    "hand."
)

NOTHING_TOLD = Facts()

T = TypeVar("T")

Sketch = tuple[int, ...]


class NotLoaded(Exception):
    """Nothing can be made of what was brought; the text says why and what to do, for people."""


@dataclass(frozen=True)
class Prepared:
    """All of an edition that is known before it is anybody's.

    *told* is what somebody said beside the file. *facts* are all that are known. *made* is what it says:
    excerpts, or cards, and *contents* the same as it is kept. *transcript* is None of a curated file.
    """

    name: str
    origin: Origin
    source: str
    digest: str
    told: Mapping[str, str]
    facts: Facts
    made: Edition | Curation
    contents: Contents
    transcript: Transcript | None = None
    sketch: Sketch = ()

    @property
    def episode(self) -> Episode:
        """What all that is in it cites."""
        return self.made.episode

    @property
    def title(self) -> str:
        """The show and the title, for people."""
        return title_of(self.episode)

    @property
    def excerpts(self) -> int:
        """How many excerpts, or cards, can answer."""
        return len(self.made.cards)


@dataclass(frozen=True, slots=True)
class Loader:
    """Makes editions of files that people bring, or that *fetcher* gets."""

    library: Library
    maker: Maker
    fetcher: Fetcher

    async def fetched(self, url: str) -> Upload:
        """The file at an address, or in its trouble why there is none: up to ten seconds.

        Known by the address that was asked for: where that leads may change, and open only for a while.
        """
        return replace(await self.fetcher.fetch(url), url=quoted(url))

    def prepare(
        self,
        upload: Upload,
        told: Mapping[str, str] = MappingProxyType({}),
        name: str = "",
        before: Collection[Loaded] = (),
    ) -> Prepared:
        """The edition of what was brought, with what was *told* beside it: seconds of work, for a thread.

        It is called *name*, or by its file. Of editions that were here *before*, what somebody told of the
        newest of the same episode holds on, unless it is told anew. Raises `NotLoaded`.
        """
        transcript = _transcript_in(upload)
        if transcript is None:
            return self._curated(upload)
        return self._transcribed(upload, told, name, transcript, before)

    def transcribed(self, upload: Upload, told: Mapping[str, str], name: str) -> Prepared:
        """The same of a transcript alone: cards of whoever wrote a file are not even read. `NotLoaded`."""
        transcript = _transcript_in(upload)
        if transcript is None:
            raise NotLoaded(TRANSCRIPTS_ONLY)
        return self._transcribed(upload, told, name, transcript, ())

    def untold(self, upload: Upload) -> frozenset[str]:
        """The digests that the edition of a file can have to which nothing is told: before it is made."""
        return frozenset({digest_of(upload.data), *self._digests(upload.data)})

    def digests(self, prepared: Prepared) -> frozenset[str]:
        """Those of the same file with the same beside it, whether it was spared or not."""
        told, chapters = Facts(**prepared.told), prepared.episode.chapters
        return frozenset({prepared.digest, *self._digests(prepared.contents.original, told, chapters)})

    def _digests(
        self, data: bytes, told: Facts = NOTHING_TOLD, chapters: Sequence[Chapter] = ()
    ) -> Iterator[str]:
        return (digest_of(data, told, how, chapters) for how in self.maker.ways)

    def _transcribed(
        self,
        upload: Upload,
        brought: Mapping[str, str],
        name: str,
        transcript: Transcript,
        before: Collection[Loaded],
    ) -> Prepared:
        said, sketched = facts_of(transcript, upload.name), sketch(transcript)
        slug = name or slug_of(upload.name, facts_in(brought).over(said), digest_of(upload.data))
        # Who says once more what stands in the file says nothing new.
        told = facts_in({**_told_of(slug, sketched, before), **brought}).unlike(said)
        digest = digest_of(upload.data, told, self.maker.how, upload.chapters)
        facts = told.over(said)
        episode = replace(episode_of(slug, facts, transcript), chapters=upload.chapters)
        edition = self.maker.make(transcript, episode)
        return Prepared(
            name=slug,
            origin=Origin.TRANSCRIPT,
            source=_source(upload),
            digest=digest,
            told=told.told(),
            facts=facts,
            made=edition,
            contents=Contents(upload.data, pack(edition)),
            transcript=transcript,
            sketch=sketched,
        )

    def _curated(self, upload: Upload) -> Prepared:
        try:
            curation = curation_in(upload.data, plain(upload.name, SOURCE_MAX), self.library.topics)
        except CurationError as error:
            raise NotLoaded(_mistakes(error)) from error
        episode = curation.episode
        if episode.slug == COMMUNITY and episode != COMMUNITY_EPISODE:
            raise NotLoaded(TAKEN)
        return Prepared(
            name=f"{episode.slug}{CURATED}",
            origin=Origin.CURATED,
            source=_source(upload),
            digest=digest_of(upload.data),
            told={},
            facts=Facts(episode.title, episode.show, str(episode.number), episode.url, episode.licence),
            made=curation,
            # What it says stands in the file itself, and is read from there.
            contents=Contents(upload.data, upload.data),
        )


def _transcript_in(upload: Upload) -> Transcript | None:
    """What was brought, read; None of a curated file. Raises `NotLoaded` if it is of no use as either."""
    if upload.trouble:
        raise NotLoaded(upload.trouble)
    if len(upload.data) > SIZE_MAX:
        raise NotLoaded(str(TranscriptUnusable(Problem.TOO_BIG, "too large")))
    if upload.name.casefold().endswith(CURATED):
        return None
    try:
        return read_transcript(upload.data, upload.name)
    except TranscriptUnusable as unusable:
        if unusable.problem is Problem.CURATED:
            return None
        raise NotLoaded(str(unusable)) from unusable


async def feed_at(url: str, fetcher: Fetcher) -> feeds.Feed:
    """The feed at an address, from whose last redirect on its own addresses start. Raises `NotLoaded`."""
    return await _read_at(url, fetcher, lambda it: read_feed(it.data, it.url))


async def chapters_at(url: str, fetcher: Fetcher) -> tuple[Chapter, ...]:
    """The chapters in the file at an address. Raises `NotLoaded`."""
    return await _read_at(url, fetcher, lambda it: read_chapters(it.data))


async def _read_at(url: str, fetcher: Fetcher, read: Callable[[Upload], T]) -> T:
    upload = await fetcher.fetch(url)
    if upload.trouble:
        raise NotLoaded(upload.trouble)
    try:
        return await apart(read, upload)
    except FeedUnusable as unusable:
        raise NotLoaded(str(unusable)) from unusable


def title_of(episode: Episode) -> str:
    """An episode in a line: "JS Party 104: Mentor ship"."""
    untitled = episode.title in {"", episode.name, episode.slug}
    return episode.name if untitled else f"{episode.name}: {episode.title}"


def alike(prepared: Prepared, others: Collection[Loaded]) -> tuple[Loaded, ...]:
    """Those of *others*, of another name, that are nearly the same episode: the nearest first."""
    near = {it.id: likeness(prepared.sketch, it.sketch) for it in others if it.name != prepared.name}
    found = [it for it in others if near.get(it.id, 0.0) >= ALIKE]
    newest = {it.name: it for it in sorted(found, key=lambda it: it.number)}
    return tuple(sorted(newest.values(), key=lambda it: -near[it.id]))


def is_another(sketched: Sketch, former: Loaded) -> bool:
    """Whether what goes by the same name as *former* seems to be another episode altogether."""
    return bool(sketched and former.sketch) and likeness(sketched, former.sketch) < UNLIKE


def _told_of(slug: str, sketched: Sketch, before: Collection[Loaded]) -> Mapping[str, str]:
    """What somebody told of the newest edition of an episode, if it is the same by its *sketched* words."""
    newest = max((it for it in before if it.name == slug), key=lambda it: it.number, default=None)
    return {} if newest is None or is_another(sketched, newest) else newest.details


def _source(upload: Upload) -> str:
    """Where it is from, for people."""
    return plain(upload.url or upload.name, SOURCE_MAX) or "a file"


def digest_of(
    data: bytes, told: Facts = NOTHING_TOLD, how: str = "", chapters: Sequence[Chapter] = ()
) -> str:
    """What the same file with the same beside it is known by when it comes again, and is made *how* it was.

    So that what an older version made, or one without its model, is made anew when somebody loads it again.
    """
    beside = json.dumps([told.told(), how, *map(asdict, chapters)], sort_keys=True)
    return hashlib.sha256(data + b"\0" + beside.encode()).hexdigest()


def _mistakes(error: CurationError) -> str:
    more = len(error.problems) - MISTAKES_MAX
    shown = [plain(it, 300) for it in error.problems[:MISTAKES_MAX]]
    rest = [f"And {more} more."] if more > 0 else []
    return "\n".join(["This curated episode cannot be loaded before these are mended:", *shown, *rest])
