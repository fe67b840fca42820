"""The `career` command as its users run it: as a process, in a folder with a home of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

from click.testing import Result
from typer.testing import CliRunner

from adapters.cli import cli
from adapters.settings import Settings

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

    def runs(self, *words: str, seconds: float = 60) -> subprocess.CompletedProcess[str]:
        """What a command that ends by itself came to."""
        return subprocess.run(
            self._command(*words),
            cwd=self._folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def says(self, *words: str) -> Result:
        """The same without a process, which would take a second or two to begin."""
        nothing_else = {name: None for name in os.environ if name.startswith(OURS)}
        return CliRunner().invoke(cli, words, env=nothing_else | self._environment)

    @contextmanager
    def serves(self, until: str = "answering in") -> Iterator["subprocess.Popen[bytes]"]:
        """`career serve` in the background, once it has said so; whatever happens it is gone afterwards."""
        with self.log.open("w") as log:
            process = subprocess.Popen(
                self._command("serve"), cwd=self._folder, env=self._environment, stderr=log
            )
        try:
            wait(lambda: until in self.log.read_text() or process.poll() is not None)
            assert process.poll() is None, self.log.read_text()
            yield process
        finally:
            process.kill()
            process.wait()

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "adapters", *words]


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


def stopped(process: "subprocess.Popen[bytes]") -> tuple[int, bool]:
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
    run = career.runs("serve", seconds=WRONG_SECONDS)
    assert run.returncode == 2, run.stderr
    for words in said:
        assert words in run.stderr
    assert "Traceback" not in run.stderr
    assert "Warning" not in run.stderr
    assert not career.database.exists()
