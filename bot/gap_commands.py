"""What those who run a workspace can do with the questions that nobody answers; `commands` reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class ShowGaps:
    """The questions that found no answer in this workspace, from a *page* on, the first is 1."""

    page: int = 1


@dataclass(frozen=True, slots=True)
class OpenGap:
    """All that was asked about one thing: the group that has the question with this *id*."""

    id: str


@dataclass(frozen=True, slots=True)
class AnswerGap:
    """Write a card of the community's own for such a group; ask for it if nothing was *told*."""

    id: str
    told: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class ForgetGap:
    """Delete the questions of a group; ask first unless *sure*."""

    id: str
    sure: bool = False


@dataclass(frozen=True, slots=True)
class ForgetAnswered:
    """Delete the questions that find an answer by now; ask first unless *sure*."""

    sure: bool = False


Gapping = ShowGaps | OpenGap | AnswerGap | ForgetGap | ForgetAnswered
