"""`career chat` in one process again and again, on the terminal that it was started on."""

import os
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from adapters import program
from adapters.cli import cli
from adapters.settings import Settings
from adapters.vectors import silent

OVER = "over"
"""Said once a conversation is over."""


def sit(terminal: Path, test: Connection) -> None:
    """Hold a conversation with each settings that come from the *test*; the library is read once for all."""
    _sit_down(terminal)
    opened = program.open_shipped(Settings(), silent)
    # The process is ours alone, and ends with this.
    program.open_shipped = lambda *_: opened
    while True:
        os.environ.update(test.recv())
        cli(["chat"], standalone_mode=False)
        test.send(OVER)


def _sit_down(terminal: Path) -> None:
    """Read from a *terminal* and write to it from now on."""
    device = os.open(terminal, os.O_RDWR | os.O_NOCTTY)
    for stream in range(3):
        os.dup2(device, stream)
    os.close(device)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
