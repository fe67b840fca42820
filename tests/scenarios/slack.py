"""Slack as a platform to play scenarios on: people in a double, and the mentor as a process beside it."""

import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from tests.doubles.postgres import free_port
from tests.doubles.slack.server import Slack, Workspace
from tests.scenarios.platforms import BEGINNING

ROOT = Path(__file__).parents[2]
STOP_SECONDS = 20

LABEL_MAX = 60
"""Characters of a label by which a button is found: Slack shows no more than 75, and ours end in an ellipsis."""


class Office:
    """A workspace and the mentor in it, for many newcomers one after another."""

    def __init__(self, workspace: Workspace, process: "subprocess.Popen[str]") -> None:
        self.workspace = workspace
        self._process = process
        self._numbers = itertools.count(1)

    def newcomer(self, folder: Path) -> "SlackMember":
        """Somebody of whom the mentor knows nothing, in a channel of their own, on the first day."""
        number = next(self._numbers)
        self.set_clock(BEGINNING)
        person = self.workspace.person(f"U{number:04}", f"Ada {number}", admin=True)
        return SlackMember(self, person, f"C{number:04}", folder)

    def set_clock(self, moment: datetime) -> None:
        """Let it be that time for the mentor, who brings what is due by then."""
        self._process.stdin.write(f"{moment.isoformat()}\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "brought\n"


@contextmanager
def office(mode: str, folder: Path) -> Iterator[Office]:
    """Slack in one of its modes, with one workspace that the mentor serves."""
    port = free_port()
    with Slack(mode=mode, bot_url=f"http://127.0.0.1:{port}") as slack:
        workspace = slack.workspace("T1")
        with mentor(slack.environment(workspace) | {"CAREER_HTTP_PORT": str(port)}, folder) as process:
            yield Office(workspace, process)
        assert slack.unacknowledged == []


@contextmanager
def mentor(ways: dict[str, str], folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """The mentor, serving; whatever happens it is gone afterwards."""
    place = {
        "CAREER_FILES_DIR": str(folder),
        "CAREER_DATABASE_URL": f"sqlite:///{folder / 'mentor.sqlite3'}",
        "CAREER_NOW": BEGINNING.isoformat(),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.scenarios.mentor"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | place | ways,
        start_new_session=True,
    )
    try:
        said = []
        while "answering in" not in "".join(said):
            line = process.stderr.readline()
            assert line, "".join(said)
            said.append(line)
        yield process
        process.terminate()
        assert process.wait(STOP_SECONDS) == 0, process.stderr.read()
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()


class SlackMember:
    """One member of that workspace, in a channel of theirs."""

    def __init__(self, office: Office, person, channel: str, folder: Path) -> None:
        self._office = office
        self._person = person
        self._channel = channel
        self._folder = folder

    async def say(self, text: str) -> str:
        self._leave_modals()
        self._person.command("/career", text, channel=self._channel)
        return self._person.wait()

    async def press(self, label: str) -> str:
        self._person.press(label[:LABEL_MAX])
        return self._person.wait()

    def offers(self, label: str) -> bool:
        return label in self._person.screen()

    async def fill(self, *values: str) -> str:
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
