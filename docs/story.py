"""Ada, who comes to the mentor with a quarter behind her: what pictures of any platform are taken of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from adapters.program import Shipped, open_catalogue, open_loader
from adapters.settings import Settings
from adapters.storage.memory import MemoryStore
from bot import commands
from bot.catalogue import Catalogue
from bot.delivery import Delivery
from bot.mentor import Mentor
from bot.message import Message
from bot.model import Channel, Handed, Member, Recipient, Request, Upload, platform_of
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


TALK = """\
# Nights on the pager

**Noor Haddad:** Welcome back to Tea Time. Theo, people ask us every week what to do when nobody else on the \
team wants to be on call. What do you tell them?

**Theo Lindqvist:** I tell them to write down every page for a month: when it came, what it was, and whether \
anybody had to do anything. Then you take that list to your manager instead of your tiredness. Tiredness is \
an opinion, and a list of forty pages that nobody had to act on is a piece of work with a name.

**Noor Haddad:** And if the manager says that it is just part of the job?

**Theo Lindqvist:** Then ask which of the forty they would like to take next month. I mean that kindly. A \
rotation that leaves out the people who decide what gets built will never get quieter, because those who \
could make it quiet sleep through it. If you want to be a senior engineer, making one alarm go away for good \
is worth more than answering it fifty times, so ask for a day after each week on call to do just that.
"""
"""What an admin brings: an episode of ours that nobody published."""

NAME = "tea-time-7"
FILE = f"{NAME}.md"

FACTS: Mapping[str, str] = MappingProxyType({
    "title": "Nights on the pager", "show": "Tea Time", "number": "7", "page": "https://tea.example/7",
    "licence": "CC BY 4.0",
})  # fmt: skip

ASKED = "my manager says that forty pages a night are just part of the job"
"""What that episode answers."""

LOADING: Mapping[str, str] = MappingProxyType(
    {
        "published": f"publish {NAME}",
        "excerpt": ASKED,
        "episodes": "episodes",
        "episode": f"episode {NAME}",
        "stats": "stats",
        "gaps": "gaps",
        "feeds": "feeds",
        "removing": f"remove {NAME}",
    }
)
"""Lines about an episode that was brought, by what a picture of it is called."""


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

    shipped: Shipped
    member: Member
    store: MemoryStore = field(default_factory=MemoryStore)
    catalogue: Catalogue = field(init=False)
    mentor: Mentor = field(init=False)

    def __post_init__(self) -> None:
        """Have a mentor who knows what was shipped."""
        settings = Settings()
        self.catalogue = open_catalogue(settings, self.shipped, self.store)
        self.mentor = Mentor(self.catalogue, self.store, loader=open_loader(settings, self.shipped))

    @property
    def search(self) -> Search:
        """What was shipped, ready to be asked."""
        return self.shipped.search

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
        return await self.mentor.reply(request)

    async def brings(self) -> Message:
        """What she is shown of the episode that she brings."""

        async def read() -> Upload:
            return Upload(FILE, TALK.encode())

        request = Request(self.member, "load", MONDAY, files={"file": Handed(FILE, read)}, admin=True)
        return await self.mentor.reply(request)

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

    async def runs(self, line: str) -> Message:
        """What she is shown on a line about an episode that she brought, gave its facts, and published."""
        await self.brings()
        await self.says(f"details {NAME}", **FACTS)
        await self.says(f"publish {NAME}")
        await self.catalogue.refresh()
        return await self.says(line)

    async def gets(self, to: Recipient) -> Message:
        """The nudge that is due to her, or to a channel, this morning."""
        box = Letterbox()
        platform = platform_of(to.workspace)
        delivery = Delivery(self.store, self.catalogue, {platform: box}, Lanes({}), lambda: MONDAY)
        await delivery.round()
        return box.letters[to]
