"""Ada, who comes to the mentor with a quarter behind her: what pictures of any platform are taken of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from adapters.storage.memory import MemoryStore
from bot import commands
from bot.catalogue import Catalogue
from bot.delivery import Delivery
from bot.mentor import Mentor
from bot.message import Message
from bot.model import Channel, Member, Recipient, Request, platform_of
from bot.pacing import Lanes
from knowledge.cards import Card
from knowledge.search import Search

MONDAY = datetime(2026, 11, 23, 8, 1, tzinfo=UTC)
TIME = "9:01 AM"
"""That in Berlin, where Ada is."""

READ = (
    (9, "staff-coding"), (8, "tech-lead"), (6, "becoming-a-manager"), (5, "learning"), (4, "burnout"),
    (2, "boundaries"), (1, "senior"), (0, "titles"),
)  # fmt: skip
"""Weeks ago, and a topic of which Ada then read something."""

READ_OF_EACH = 5

WRITTEN: Mapping[int, str] = MappingProxyType({
    8: "I lead the migration and nobody says so. Asked for the title; they want to see one more quarter.",
    4: "Blocked two mornings a week for code. It held until Thursday, when the review queue won.",
    1: "Said no to a third project. Nothing broke.",
})  # fmt: skip
"""What Ada wrote about the first card of a week, by how many weeks ago that was."""


@dataclass(slots=True)
class Letterbox:
    """Where the mentor's nudges go here."""

    refuses_twice: bool = True
    letters: dict[Recipient, Message] = field(default_factory=dict)

    async def send(self, to: Recipient, message: Message, key: str) -> str:
        """Keep it."""
        self.letters[to] = message
        return key

    async def sent(self, _to: Recipient, _key: str, _since: datetime) -> str | None:
        """Nothing is sent twice here."""
        return None


@dataclass(slots=True)
class Story:
    """A member's time with the mentor, who runs their workspace."""

    search: Search
    member: Member
    store: MemoryStore = field(default_factory=MemoryStore)

    async def says(
        self,
        line: str,
        /,
        *,
        weeks: int = 0,
        among: Channel | None = None,
        overheard: bool = False,
        **fields: str,
    ) -> Message:
        """What she is shown on a line or a form, today or some *weeks* ago, alone or *among* others."""
        at = MONDAY - timedelta(weeks=weeks)
        zone = "Europe/Berlin"
        request = Request(
            self.member, line, at, fields, channel=among, admin=True, zone=zone, overheard=overheard
        )
        return await Mentor(Catalogue(self.search), self.store).reply(request)

    def card(self, topic: str) -> Card:
        """The first card on a topic's page."""
        return self.search.library.page(self.search.library.topic(topic))[0]

    def longest(self) -> Card:
        """The card with most to say, and the other side."""
        library = self.search.library
        sides = {card.ref: (card, *library.other_sides(card)) for card in library.cards}
        return max(library.cards, key=lambda card: sum(len(side.advice) for side in sides[card.ref]))

    async def lives(self) -> None:
        """Let the quarter happen."""
        library = self.search.library
        await self.says("stage senior", weeks=12)
        for weeks, topic in READ:
            cards = library.page(library.topic(topic))[:READ_OF_EACH]
            for card in cards:
                await self.says(commands.open_card(card.ref), weeks=weeks)
            await self.says(f"save {cards[0].ref}", weeks=weeks)
            await self.says(f"helpful {cards[0].ref}", weeks=weeks)
            if text := WRITTEN.get(weeks):
                await self.says(commands.reflect(cards[0].ref), weeks=weeks, text=text)

    async def gets(self, to: Recipient) -> Message:
        """The nudge that is due to her, or to a channel, this morning."""
        box = Letterbox()
        platform = platform_of(to.workspace)
        delivery = Delivery(self.store, Catalogue(self.search), {platform: box}, Lanes({}), lambda: MONDAY)
        await delivery.round()
        return box.letters[to]
