"""What an episode is called, where it is and what it may be used for: told by somebody, or read off its file.

Whatever is told is made harmless here: one line of plain words, of a length that everybody can show.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import PurePosixPath

from knowledge.cards import TURN_ANCHORS, Episode, Person, TimeMark
from knowledge.feeds.plain import address, plain
from knowledge.transcripts.model import About, Format, Transcript, Turn

TITLE_MAX = 150
"""Characters of a title: those of the longest of two thousand episodes."""

SHOW_MAX = 80
LICENCE_MAX = 80
"""Characters of a show's name, and of a licence's: both stand in the line under each excerpt."""

NUMBER_MAX = 12
"""Characters of a number: twice as many as a daily show of three centuries needs."""

PAGE_MAX = 500
"""Characters of an address; it stands in each answer, twice with the time."""

SLUG_MAX = 60
"""Characters of an episode's short name, as many as a curated file takes."""

LICENCE = "CC BY-SA 4.0"
"""Under which Changelog Media publishes its transcripts."""

CREATIVE_COMMONS = re.compile(r"(cc)-?(0|by(?:-(?:nc|nd|sa))*)-(\d\.\d)", re.IGNORECASE)
"""What SPDX calls these licences; Podcasting 2.0 takes its names."""

PUBLISHER = "Changelog Media"

SHOWS: Mapping[str, tuple[str, str]] = {
    "away-from-keyboard": ("Away from Keyboard", "afk"),
    "backstage": ("Backstage", "backstage"),
    "brain-science": ("Brain Science", "brainscience"),
    "changelog--friends": ("Changelog & Friends", "friends"),
    "changelog-friends": ("Changelog & Friends", "friends"),
    "changelog-news": ("Changelog News", "news"),
    "founders-talk": ("Founders Talk", "founderstalk"),
    "go-time": ("Go Time", "gotime"),
    "js-party": ("JS Party", "jsparty"),
    "practical-ai": ("Practical AI", "practicalai"),
    "request-for-commits": ("Request For Commits", "rfc"),
    "ship-it": ("Ship It!", "shipit"),
    "spotlight": ("Spotlight", "spotlight"),
    "the-changelog": ("The Changelog", "podcast"),
}
"""What Changelog Media calls its shows, by how its files are called, and where their episodes' pages are."""

ENDINGS = frozenset({
    "captions", "htm", "html", "json", "markdown", "md", "srt", "text", "toml", "transcript", "txt", "vtt",
})  # fmt: skip
"""What stands behind the last dots of a transcript's name, beside codes of languages."""

NAMED = re.compile(r"[a-z0-9]+(?:-{1,2}[a-z0-9]+)*")
"""A short name as it should be; some shows have two dashes in those of their files."""

WORD_ALONE = "episode-"
"""Before the name of an episode whose file is called by one word, which in chat might be of a question."""

LANGUAGE = re.compile(r"[a-z]{2}(-[a-z]{2})?", re.IGNORECASE)

SAYS_NOTHING = frozenset({
    "audio", "captions", "copy", "document", "download", "en", "ep", "episode", "export", "file", "final",
    "index", "new", "output", "podcast", "result", "subtitles", "text", "transcript", "transcripts",
    "transcription", "untitled", "whisper",
})  # fmt: skip
"""Words that many files are called by; numbers alone are no better."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a citation needs beside speaker and turn; empty where nobody told it. *page* is an address."""

    title: str = ""
    show: str = ""
    number: str = ""
    page: str = ""
    licence: str = ""

    def over(self, others: "Facts") -> "Facts":
        """These, and the *others* where there is none."""
        return Facts(*(getattr(self, it.name) or getattr(others, it.name) for it in fields(self)))

    def unlike(self, others: "Facts") -> "Facts":
        """These without what the *others* say anyway."""
        mine, theirs = asdict(self), asdict(others)
        return Facts(**{name: value for name, value in mine.items() if value != theirs[name]})

    def told(self) -> Mapping[str, str]:
        """Those that there are, by name."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of those without which an excerpt cannot be cited properly."""
        return tuple(name for name in ("title", "page", "licence") if not getattr(self, name))


def facts_in(told: Mapping[str, str]) -> Facts:
    """What somebody told, by name, as it can be shown; what is no fact by its name is left out."""
    return Facts(
        title=plain(told.get("title", ""), TITLE_MAX),
        show=plain(told.get("show", ""), SHOW_MAX),
        number=plain(told.get("number", ""), NUMBER_MAX),
        page=page_in(told.get("page", "")),
        licence=plain(told.get("licence", ""), LICENCE_MAX),
    )


def page_in(written: str) -> str:
    """The address of a page, if that is one and not too long to be shown."""
    page = address(written)
    return page if len(page) <= PAGE_MAX else ""


def licence_in(written: str) -> str:
    """A licence by the name that people know, where feeds write it as programs do: "cc-by-sa-4.0"."""
    known = CREATIVE_COMMONS.fullmatch(written)
    return f"{known[1]} {known[2]} {known[3]}".upper().replace("CC 0", "CC0") if known else written


def facts_of(transcript: Transcript, name: str) -> Facts:
    """What a file says of its episode, and what the file's *name* says by itself."""
    about = transcript.about
    said = facts_in({"page": about.url} | {it: getattr(about, it) for it in _SAID})
    # Others may call a file "backstage-3", but hardly write it in this way.
    return said.over(_by_name(name)) if transcript.format is Format.MARKDOWN else said


_SAID = [it.name for it in fields(Facts) if it.name in About.__slots__]


def _by_name(name: str) -> Facts:
    show, _, number = _stem(name).rpartition("-")
    if show not in SHOWS or not number.isdecimal():
        return Facts()
    known, place = SHOWS[show]
    page = f"https://changelog.com/{place}/{int(number)}"
    return Facts(show=known, number=str(int(number)), page=page, licence=LICENCE)


def slug_of(name: str, facts: Facts, digest: str) -> str:
    """A short name for the episode in a file called *name*: of a-z, 0-9 and dashes, one of them at least.

    The file's own if that says anything, or else show and number, or the title; of nothing, the *digest*.
    """
    called = next(filter(_telling, _callings(name, facts)), "") or f"{_stem(name)}-{digest[:8]}"
    slug = called.strip("-")
    return (slug if "-" in slug else f"{WORD_ALONE}{slug}")[:SLUG_MAX].rstrip("-")


def is_lengthened(slug: str, name: str) -> bool:
    """Whether a short name has more in it than a file called *name* brought, so that it has a dash."""
    return slug.startswith(WORD_ALONE) and _stem(name) == slug.removeprefix(WORD_ALONE)


def _callings(name: str, facts: Facts) -> Iterator[str]:
    yield _stem(name)
    if facts.show and facts.number:
        yield dashed(f"{facts.show} {facts.number}")
    if facts.title:
        yield dashed(f"{facts.show} {facts.title}")


def _telling(slug: str) -> bool:
    return any(it and not it.isdecimal() and it not in SAYS_NOTHING for it in slug.split("-"))


def _stem(name: str) -> str:
    """A file's name without endings: two dashes in it stay two, since some shows' files have them."""
    parts = PurePosixPath(name.replace("\\", "/")).name.split(".")
    while len(parts) > 1 and (parts[-1].casefold() in ENDINGS or LANGUAGE.fullmatch(parts[-1])):
        parts.pop()
    return dashed("-".join(parts))


def dashed(text: str) -> str:
    """In ASCII and lower case, with a dash for all that is neither letter nor number."""
    if NAMED.fullmatch(text):
        return text
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.replace("'", "")).strip("-")


def episode_of(slug: str, facts: Facts, transcript: Transcript) -> Episode:
    """The episode of a transcript, as all that is cut from it cites it."""
    number = int(facts.number) if facts.number.isdecimal() else 0
    episode = Episode(
        slug=slug,
        show=facts.show,
        number=number,
        title=facts.title or slug,
        url=facts.page,
        licence=facts.licence,
        attribution="",
        turns=len(transcript.turns),
        people=tuple(Person(it.name) for it in transcript.people if it.name),
        marks=tuple(mark for turn in transcript.turns for mark in _marks(turn)),
    )
    return replace(episode, attribution=_attribution(episode))


def facts_told(episode: Episode) -> Facts:
    """What was known of an episode when `episode_of` made it."""
    title = "" if episode.title == episode.slug else episode.title
    return Facts(title, episode.show, str(episode.number or ""), episode.url, episode.licence)


def _attribution(episode: Episode) -> str:
    """Whose the words are, as licences want it told."""
    by = f" by {PUBLISHER}" if TURN_ANCHORS.match(episode.url) else ""
    licence = f", {episode.licence}" if episode.licence else ""
    return f"From {episode.name}{by}{licence}"


def _marks(turn: Turn) -> Iterator[TimeMark]:
    """The time at which a turn begins, and the last one in it: those between are never asked for."""
    if turn.marks:
        at, seconds = turn.marks[0]
        if at == 0:
            yield TimeMark(turn.number, seconds, opens=True)
        if len(turn.marks) > 1 or at:
            yield TimeMark(turn.number, turn.marks[-1][1], opens=False)
