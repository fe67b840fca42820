"""Slack as a platform to play scenarios on."""

from datetime import datetime
from pathlib import Path

from tests.office import Office
from tests.scenarios.platforms import Value

LABEL_MAX = 60
"""Characters of a label by which a button is found: Slack shows 75 at most, and ours end in an ellipsis."""


class SlackMember:
    """Somebody new who may do everything, in a channel of their own."""

    def __init__(self, office: Office, folder: Path) -> None:
        self._office = office
        self._person = office.newcomer(admin=True)
        self._channel = f"C{self._person.id[1:]}"
        self._folder = folder

    async def say(self, text: str) -> str:
        self._leave_modals()
        self._person.command("/career", text, channel=self._channel)
        return self._person.wait()

    async def bring(self, text: str, file: Path) -> str:
        self._leave_modals()
        self._person.dm(text, files=_read(file))
        return self._person.wait()

    async def press(self, label: str) -> str:
        self._person.press(label[:LABEL_MAX])
        return self._person.wait()

    def offers(self, label: str) -> bool:
        return label in self._person.screen()

    async def fill(self, *values: Value) -> str:
        if not self._person.modal:
            raise AssertionError(f"There is no form: {self._person.looks_like()}")
        self._person.fill_in(*values)
        return self._person.wait()

    async def give_up(self) -> None:
        self._leave_modals()

    async def wait_until(self, moment: datetime) -> str:
        self._leave_modals()
        self._person.begin()
        self._office.set_clock(moment)
        return self._person.screen()

    def files(self) -> list[Path]:
        for seen in self._person.timeline:
            for file in seen.files:
                (self._folder / file.name).write_bytes(file.data)
        return sorted(self._folder.glob("*.*"))

    def close(self) -> None:
        self._leave_modals()

    def _leave_modals(self) -> None:
        while self._person.modal:
            self._person.close_modal()


def _read(file: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes()}
