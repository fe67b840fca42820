"""The `career` command as its users run it, in a folder with a home of its own; or without a process."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

from click.testing import Result
from typer.testing import CliRunner

from adapters.cli import cli, main
from adapters.settings import Settings
from tests.forked import Forked, Surroundings

START_SECONDS, STOP_SECONDS, WRONG_SECONDS = 60, 5, 10

OURS = ("CAREER_", "SLACK_", "DISCORD_")
"""How settings begin."""


class Career:
    """The `career` command with these settings and no others, in a *folder* with a home of its own."""

    def __init__(self, folder: Path, settings: Mapping[str, str], *, source: str = "environment") -> None:
        self.home, self.database, self.log = folder / "home", folder / "mentor.sqlite3", folder / "log"
        self.home.mkdir(exist_ok=True)
        self._folder = folder
        self._environment = {
            **{name: it for name, it in os.environ.items() if not name.startswith(OURS)},
            "HOME": str(self.home),
            "CAREER_CACHE_DIR": str(Settings().cache_dir),
            "CAREER_FILES_DIR": str(folder),
            "CAREER_DATABASE_URL": f"sqlite:///{self.database}",
        }
        if source == ".env":
            (folder / ".env").write_text("".join(f"{name}={it}\n" for name, it in settings.items()))
        else:
            self._environment |= settings

    def runs(self, *words: str, given: str = "", seconds: float = 60) -> subprocess.CompletedProcess[str]:
        """What a command that ends by itself came to."""
        return self._run(self._command(*words), given, seconds)

    def shell(self, line: str) -> subprocess.CompletedProcess[str]:
        """What a *line* of a shell came to, in which "{career}" is the command."""
        return self._run(["bash", "-c", line.format(career=shlex.join(self._command()))])

    def says(self, *words: str, given: str | bytes = "", seconds: int = 60) -> Result:
        """The same without a process, which would take a second or two to begin.

        What no command should end with, an error of Python's, ends the test.
        """
        before = dict(os.environ)
        nothing_else = {name: None for name in os.environ if name.startswith(OURS)}
        try:
            with chdir(self._folder), within(seconds):
                environment = nothing_else | self._environment
                return CliRunner().invoke(cli, words, input=given, env=environment, catch_exceptions=False)
        finally:
            # Some options become part of the environment, as they may: it ends with a process.
            os.environ.clear()
            os.environ.update(before)

    @contextmanager
    def begins(self, *words: str) -> Iterator[Forked]:
        """A command in the background; whatever happens it is gone afterwards."""
        self.log.write_bytes(b"")
        process = Forked(Surroundings(self._folder, self._environment, self.log), _career, *words)
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    @contextmanager
    def begins_cold(self, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
        """The same from nothing, as its users begin it."""
        with self.log.open("w") as log:
            process = subprocess.Popen(
                self._command(*words), cwd=self._folder, env=self._environment, stdout=log, stderr=log
            )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    @contextmanager
    def serves(
        self, *words: str, until: str = "answering in", cold: bool = False
    ) -> Iterator["Forked | subprocess.Popen[bytes]"]:
        """`career serve` in the background, once it has said so; whatever happens it is gone afterwards."""
        begins = self.begins_cold if cold else self.begins
        with begins("serve", *words) as process:
            wait(lambda: until in self.log.read_text() or process.poll() is not None)
            assert process.poll() is None, self.log.read_text()
            yield process

    def watched(self, *words: str) -> tuple[str, str]:
        """What a command shows on a terminal beside its output, and that, which goes into a pipe."""
        terminal, end = os.openpty()
        process = subprocess.Popen(
            self._command(*words), cwd=self._folder, env=self._environment, stdout=subprocess.PIPE, stderr=end
        )
        os.close(end)
        seen = bytearray()
        with closing(os.fdopen(terminal, "rb", buffering=0)) as screen, process:
            # The end of what the last one wrote who had it open is an error here.
            with suppress(OSError):
                while part := screen.read(4096):
                    seen += part
            return seen.decode(), process.communicate()[0].decode()

    def _run(
        self, command: list[str], given: str = "", seconds: float = 60
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            input=given,
            cwd=self._folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "adapters", *words]


def _career(*words: str) -> None:
    sys.argv[1:] = words
    main()


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Interrupt what takes longer, as the end of a process would."""

    def over(*_: object) -> None:
        raise TimeoutError(f"not done in {seconds} s")

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def status(port: int, path: str) -> int:
    """Of a page of the mentor's; none, 0, while nobody listens."""
    return _page(port, path)[0]


def readiness(port: int) -> dict[str, bool]:
    """Which platforms the mentor says to be there for, and whether it is there at all."""
    told: dict[str, bool] = json.loads(_page(port, "/readyz")[1])
    return told


def _page(port: int, path: str) -> tuple[int, bytes]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        try:
            connection.request("GET", path)
        except ConnectionRefusedError:
            return 0, b""
        answer = connection.getresponse()
        return answer.status, answer.read()


def stopped(process: "Forked | subprocess.Popen[bytes]") -> tuple[int, bool]:
    """The exit code of a mentor that is told to stop, and whether it was quick about it."""
    process.terminate()
    begun = time.monotonic()
    return process.wait(20), time.monotonic() - begun < STOP_SECONDS


def assert_refused(
    folder: Path, settings: Mapping[str, str], *said: str, source: str = "environment"
) -> None:
    """That it stops at once over settings, with a sentence, and before anything is loaded or made."""
    # A model that is not there is warned about as soon as it is looked for.
    career = Career(folder, {**settings, "CAREER_MODEL_DIR": str(folder)}, source=source)
    run = career.says("serve", seconds=WRONG_SECONDS)
    assert run.exit_code == 2, run.stderr
    for words in said:
        assert words in run.stderr
    assert "Traceback" not in run.stderr
    assert "Warning" not in run.stderr
    assert not career.database.exists()
