"""The nouns of the core: who asks, and what reached the mentor from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Member:
    """One person in one workspace, by the ids that their platform gives them."""

    workspace: str
    id: str


@dataclass(frozen=True, slots=True)
class Request:
    """One line of text, and named *fields* where a form was submitted.

    A slash command, a pressed button, a mention and a line in the terminal are all one of these.
    """

    member: Member
    text: str
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
