"""One visit of a member: what they said, what is known of them, and what they are told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from bot.message import Message
from bot.model import Member, Progress, Request
from bot.ports import Records
from bot.weekly import local_date, time_in
from bot.zones import is_zone
from knowledge.library import Library


@dataclass(frozen=True, slots=True)
class Visit:
    """A *request*, the *progress* of who made it as it was read, and the *records* to read and write more."""

    request: Request
    progress: Progress
    records: Records
    library: Library

    @property
    def member(self) -> Member:
        """Who is here."""
        return self.request.member

    @property
    def today(self) -> date:
        """The date where the member is, as far as is known."""
        return self.local_date(self.request.at)

    def local_date(self, at: datetime) -> date:
        """The date of a time where the member is."""
        return local_date(at, self._zone)

    def local_time(self, at: datetime) -> str:
        """A time as it is told to the member, with the zone that it is in."""
        return time_in(self._zone, at, self.today)

    @property
    def _zone(self) -> str:
        zone = self.progress.zone or self.request.zone
        # A platform may know zones that this tzdata does not have yet.
        return zone if zone and is_zone(zone) else "UTC"


Later = Callable[[], Message]
"""Makes a message of what was read, once the transaction is over: work for which nobody else should wait."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A *message*, and the member's *progress* after it; None if nothing is known of them any more.

    What *later* makes comes behind the message.
    """

    message: Message
    progress: Progress | None
    later: Later | None = None
