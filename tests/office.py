"""A Slack or a Discord with people in it, and the mentor beside it as a process of its own."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, Self, get_args

from adapters.slack.manifest import manifest
from tests.doubles.discord.server import Channel, Discord
from tests.doubles.discord.server import Person as DiscordPerson
from tests.doubles.loopback import Loopback
from tests.doubles.postgres import free_port
from tests.doubles.slack.server import Person, Slack, Workspace
from tests.forked import FORKING, Forked, Surroundings
from tests.mentor import BROUGHT, serve
from tests.scenarios.platforms import BEGINNING

ROOT = Path(__file__).parents[1]

START_SECONDS, BRING_SECONDS, STOP_SECONDS = 60, 20, 20

Mode = Literal["socket", "http"]
NOTHING: Mapping[str, str] = MappingProxyType({})

MODES: tuple[Mode, ...] = get_args(Mode)

SECRET_WORD = "quokka"
"""Stands in what members write, and must never stand in a log."""

SOURCE = "JS Party 286, turn"
"""Stands under every card."""

FIRST_CARD = "Staff is a different job"
"""The beginning of the card that "staff" is answered with."""

FIRST_NUDGE = BEGINNING.replace(hour=8, minute=5) + timedelta(weeks=1)
"""Five past nine in Berlin, a week later."""

LEASE_OVER = FIRST_NUDGE.replace(minute=FIRST_NUDGE.minute + 2)
"""When whoever claimed the first prompt, and died, has lost their claim."""


class Mentor:
    """`career serve`, but for the clock, with the settings of *ways*; started again, it remembers."""

    def __init__(self, ways: Mapping[str, str], folder: Path) -> None:
        self.database = folder / "mentor.sqlite3"
        self.now = BEGINNING
        self._ways, self._folder = ways, folder
        self._log = folder / "log"
        self._log.touch()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                assert self.stop() == 0, self.log
        finally:
            self.kill()

    @property
    def log(self) -> str:
        """All that it ever wrote to standard error."""
        return self._log.read_text()

    def start(self) -> None:
        """Let it serve, from the time on at which it stopped."""
        before = len(self.log)
        self._clock, clock = FORKING.Pipe()
        with clock:
            self._process = Forked(Surroundings(ROOT, self._environment(), self._log), serve, clock)
        deadline = time.monotonic() + START_SECONDS
        while "answering in" not in self.log[before:]:
            assert self._process.poll() is None, self.log
            assert time.monotonic() < deadline, self.log
            time.sleep(0.02)

    def told_to_stop(self) -> None:
        """Ask it to stop, and do not wait for that."""
        self._process.terminate()

    def stop(self) -> int:
        """Ask it to stop: its exit code."""
        self.told_to_stop()
        return self.ended()

    def ended(self) -> int:
        """Wait until it has stopped: its exit code."""
        code = self._process.wait(STOP_SECONDS)
        self._clock.close()
        return code

    def kill(self) -> None:
        """End it, whatever it is at."""
        self._process.kill()
        self.ended()

    def set_clock(self, moment: datetime) -> None:
        """Let it be that time for it, and wait until it has brought what is due by then."""
        self.move_clock(moment)
        brought = self._clock.poll(BRING_SECONDS)
        assert brought, f"What is due at {moment} did not come in {BRING_SECONDS} s: {self.log}"
        assert self._clock.recv() == BROUGHT

    def move_clock(self, moment: datetime) -> None:
        """Let it be that time for it, without waiting for anything."""
        self.now = moment
        self._clock.send(moment)

    def _environment(self) -> dict[str, str]:
        place = {
            "CAREER_FILES_DIR": str(self._folder),
            "CAREER_DATABASE_URL": f"sqlite:///{self.database}",
            "CAREER_NOW": self.now.isoformat(),
        }
        return os.environ | place | self._ways


class Premises:
    """A chat platform with people in it, and the mentor, who go by one clock."""

    def __init__(self, platform: Loopback, mentor: Mentor) -> None:
        self._platform = platform
        self.mentor = mentor

    def set_clock(self, moment: datetime) -> None:
        """Let it be that time for all, and wait until the mentor has brought what is due by then."""
        self._platform.let_pass((moment - self.mentor.now).total_seconds())
        self.mentor.set_clock(moment)

    def move_clock(self, moment: datetime) -> None:
        """Let it be that time for all, without waiting for anything."""
        self._platform.let_pass((moment - self.mentor.now).total_seconds())
        self.mentor.move_clock(moment)

    def begin_anew(self) -> None:
        """Let it be the first day."""
        if self.mentor.now != BEGINNING:
            self.set_clock(BEGINNING)


class Office(Premises):
    """A Slack whose first workspace has the mentor in it."""

    def __init__(self, slack: Slack, mentor: Mentor) -> None:
        super().__init__(slack, mentor)
        self.slack = slack

    @property
    def workspace(self) -> Workspace:
        """The first of its workspaces."""
        return next(iter(self.slack.workspaces.values()))

    def newcomer(self, *, admin: bool = False, tz: str = "Europe/Berlin") -> Person:
        """Somebody of whom the mentor knows nothing yet, on the first day."""
        self.begin_anew()
        number = len(self.workspace.people) + 1
        return self.workspace.person(f"U{number:04}", f"Ada {number}", admin=admin, tz=tz)


class Guild(Premises):
    """A Discord whose first server has the mentor in it."""

    def __init__(self, discord: Discord, mentor: Mentor) -> None:
        super().__init__(discord, mentor)
        self.discord = discord
        self.server = discord.server()

    def newcomer(self, *, admin: bool = False) -> DiscordPerson:
        """Somebody of whom the mentor knows nothing yet, on the first day."""
        self.begin_anew()
        name = f"Ada {len(self.discord.people) + 1}"
        return self.discord.person(name, admin_of=[self.server] if admin else ())

    def channel(self, **rights: bool) -> Channel:
        """A channel that is new, where the bot has all *rights* but those that are taken away."""
        return self.server.channel(f"channel-{len(self.server.channels) + 1}", **rights)


@contextmanager
def open_office(mode: Mode, folder: Path) -> Iterator[Office]:
    """Slack in one of its modes, in which nothing may stay unacknowledged.

    Over sockets the mentor has the token of one workspace; over HTTP every workspace may install it.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with Slack(mode=mode, bot_url=url, manifest=manifest(), now=BEGINNING) as slack:
        workspace = slack.workspace("T1", installed=mode == "socket")
        ways = slack.environment(workspace if mode == "socket" else None)
        with Mentor(ways | {"CAREER_HTTP_PORT": str(port)}, folder) as mentor:
            if mode == "http":
                install(workspace)
            yield Office(slack, mentor)
        assert slack.unacknowledged == []


def secrets_in(log: str, discord: Discord) -> list[str]:
    """What of a Discord must not stand in a log, and does."""
    kept = [SECRET_WORD, discord.token, *discord.interactions]
    return [secret for secret in kept if secret.casefold() in log.casefold()]


@contextmanager
def open_guild(folder: Path, ways: Mapping[str, str] = NOTHING, **how: Any) -> Iterator[Guild]:
    """A Discord as *how* says, and the mentor with some *ways* more than it needs there."""
    with Discord(now=BEGINNING, **how) as discord:
        discord.server()
        with Mentor(discord.environment() | dict(ways), folder) as mentor:
            yield Guild(discord, mentor)


def install(workspace: Workspace) -> None:
    """Let somebody who may do so install the mentor in a workspace."""
    status, page = workspace.install(workspace.person("UBOSS", admin=True), workspace.slack.bot_url)
    assert status == 200, page
