"""Which of an episode's transcripts to read."""

from collections.abc import Iterable, Mapping

from yarl import URL

from knowledge.feeds.model import FeedItem, TranscriptLink
from knowledge.transcripts.language import code

TYPES: Mapping[str, int] = {
    "application/json": 0,
    "text/vtt": 1,
    "application/srt": 2,
    "application/x-subrip": 2,
    "text/srt": 2,
    "text/html": 3,
    "text/markdown": 4,
    "text/plain": 4,
}
"""How much of a transcript comes in each: speakers and times as such, cues with voices, cues, a layout that
has to be guessed, and labels that may be none."""

SUFFIXES: Mapping[str, int] = {
    ".json": 0, ".vtt": 1, ".srt": 2, ".html": 3, ".htm": 3, ".md": 4, ".txt": 4,
}  # fmt: skip
"""The same, for what is offered as something that it can hardly be."""

UNKNOWN = 5


def best_first(links: Iterable[TranscriptLink]) -> tuple[TranscriptLink, ...]:
    """*links* by how much can be read of each; those alike as they were."""
    return tuple(sorted(links, key=_rank))


def choose_transcript(item: FeedItem, language: str = "en") -> TranscriptLink | None:
    """The best transcript of *item* in *language*, else the best that does not say in which it is."""
    for wanted in (spoken(language), ""):
        for link in item.transcripts:
            if spoken(link.language) == wanted:
                return link
    return None


def spoken(language: str) -> str:
    """The code of a *language* as feeds write it: "en" of "en-US", of "eng" and of "English"."""
    return code(language) or language.replace("_", "-").partition("-")[0].strip().casefold()


def _rank(link: TranscriptLink) -> int:
    known = TYPES.get(link.type)
    return SUFFIXES.get(URL(link.url).suffix.lower(), UNKNOWN) if known is None else known
