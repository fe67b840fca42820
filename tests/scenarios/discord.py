"""Discord as a platform to play scenarios on."""

from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from adapters import program
from adapters.program import Shipped
from adapters.settings import Settings
from adapters.storage.memory import MemoryStore
from bot.mentor import Mentor
from tests.scenarios.platforms import Value
from tests.simulation.world import Simulation

LABEL_MAX = 60
"""Characters of a label by which a button is found: Discord shows 80 at most, and ours end in an ellipsis."""


class DiscordMember:
    """The only one in a Discord of their own, where they run a server."""

    def __init__(self, shipped: Shipped, folder: Path) -> None:
        self._opened = ExitStack()
        store = MemoryStore()
        catalogue = program.open_catalogue(Settings(), shipped, store)
        mentor = Mentor(catalogue, store, loader=program.open_loader(Settings(), shipped))
        self._simulation = self._opened.enter_context(Simulation(shipped.search, store, mentor))
        server = self._simulation.server()
        self._channel = self._simulation.channel(server)
        self._person = self._simulation.person("Ada", admin_of=[server])
        self._folder = folder

    async def say(self, text: str) -> str:
        # Behind a command there has to be something; who names the mentor alone has said nothing either.
        act = self._person.command if text else self._person.mention
        return self._checked(act(text, at=self._channel))

    async def bring(self, text: str, file: Path) -> str:
        return self._checked(self._person.command(text, at=self._channel, name="career-admin", file=file))

    async def press(self, label: str) -> str:
        return self._checked(self._person.press(label[:LABEL_MAX]))

    def offers(self, label: str) -> bool:
        return any(it.label == label for it in self._person.timeline()[-1].pressables)

    async def fill(self, *values: Value) -> str:
        if not self._person.modal:
            self._checked(self._person.reopen())
        return self._checked(self._person.fill_in(*values))

    async def give_up(self) -> None:
        self._person.modal = None

    async def wait_until(self, moment: datetime) -> str:
        self._person.modal = None
        self._person.begin()
        self._simulation.set_clock(moment)
        return self._checked(self._person.screen())

    def files(self) -> list[Path]:
        for name, data in self._person.files():
            (self._folder / name).write_bytes(data)
        return sorted(self._folder.glob("*.*"))

    def close(self) -> None:
        self._opened.close()

    def _checked(self, seen: str) -> str:
        assert self._simulation.problems() == []
        return seen
