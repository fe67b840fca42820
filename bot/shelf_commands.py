"""What those who run a workspace can do with episodes, cards and feeds; `commands` reads it from a line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

FILE, URL = "file", "url"
"""Names of the fields of the form that takes an episode; others are those of `knowledge.facts.Facts`."""

TITLE, ADVICE, TOPICS, STAGES, QUESTIONS = "title", "advice", "topics", "stages", "questions"
"""Names of the fields of the form for a card."""

TRUSTED = "trusted"
"""Name of the field of the form for a feed that says whether a review is needed."""

NOTHING: Mapping[str, str] = MappingProxyType({})


# Episodes


@dataclass(frozen=True, slots=True)
class Load:
    """Read the file that came along, or the one at *url*, with what was *told* of it in a form; or ask."""

    url: str = ""
    told: Mapping[str, str] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class EditDetails:
    """Load an episode's newest edition again with other details; ask for them if nothing was *told*."""

    name: str
    told: Mapping[str, str] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class ShowEpisodes:
    """The episodes that were loaded, from a *page* on, the first is 1; to choose one for a *verb*."""

    page: int = 1
    verb: str = ""


@dataclass(frozen=True, slots=True)
class ShowEpisode:
    """One of them, with its editions."""

    name: str


@dataclass(frozen=True, slots=True)
class Publish:
    """Let an edition answer: that *number*, or the newest."""

    name: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Unpublish:
    """Let nothing of an episode answer."""

    name: str


@dataclass(frozen=True, slots=True)
class RollBack:
    """Let the edition answer that did before."""

    name: str


@dataclass(frozen=True, slots=True)
class Discard:
    """Delete an edition that does not answer, that *number* or the newest; ask first unless *sure*."""

    name: str
    number: int | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete all of an episode; ask first unless *sure*."""

    name: str
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Export:
    """An episode's cards as a file to curate, and to keep."""

    name: str


@dataclass(frozen=True, slots=True)
class ShowLog:
    """Who did what."""


# Excerpts and cards


@dataclass(frozen=True, slots=True)
class ShowExcerpts:
    """What the newest edition of an episode has to say, the best first, from a *page* on."""

    name: str
    page: int = 1


@dataclass(frozen=True, slots=True)
class ShowExcerpt:
    """One excerpt whole, whether it answers or not."""

    ref: str


@dataclass(frozen=True, slots=True)
class WriteCard:
    """Make a card of an excerpt, or change one of the workspace's own; ask for it if nothing was *told*."""

    ref: str
    told: Mapping[str, str] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class DropCard:
    """Delete a card of the workspace's own; ask first unless *sure*."""

    ref: str
    sure: bool = False


@dataclass(frozen=True, slots=True)
class ShowCards:
    """The cards of the workspace's own, from a *page* on."""

    page: int = 1


@dataclass(frozen=True, slots=True)
class Hide:
    """Answer with a card or an excerpt no more."""

    ref: str


@dataclass(frozen=True, slots=True)
class Unhide:
    """Answer with it again."""

    ref: str


@dataclass(frozen=True, slots=True)
class ShowHidden:
    """All that is hidden."""


# Feeds


@dataclass(frozen=True, slots=True)
class ShowFeeds:
    """The feeds whose new episodes are fetched."""


@dataclass(frozen=True, slots=True)
class AddFeed:
    """Fetch a feed's new episodes; of a *trusted* one they answer without a review. Ask for the *url*."""

    url: str = ""
    trusted: bool = False


@dataclass(frozen=True, slots=True)
class RemoveFeed:
    """Fetch them no more."""

    url: str


@dataclass(frozen=True, slots=True)
class CheckFeeds:
    """Look at all feeds as soon as possible."""


Bringing = Load | EditDetails
Looking = ShowEpisodes | ShowEpisode | ShowExcerpts | ShowLog | Export
Deciding = Publish | Unpublish | RollBack | Discard | Remove
Editing = ShowExcerpt | WriteCard | DropCard | ShowCards | Hide | Unhide | ShowHidden
Feeding = ShowFeeds | AddFeed | RemoveFeed | CheckFeeds
Shelving = Bringing | Looking | Deciding | Editing | Feeding


def named_in(command: Shelving) -> str:
    """The episode that a command names, or of which it names a card; empty if none."""
    match command:
        case (
            EditDetails(name) | ShowEpisode(name) | ShowExcerpts(name) | Export(name)
            | Publish(name) | Unpublish(name) | RollBack(name) | Discard(name) | Remove(name)
        ):  # fmt: skip
            return name
        case ShowExcerpt(ref) | WriteCard(ref) | DropCard(ref) | Hide(ref) | Unhide(ref):
            return ref.partition("/")[0]
        case _:
            return ""
