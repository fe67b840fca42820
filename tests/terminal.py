"""`career chat` in one process again and again, on the terminal that it was started on.

    python -m tests.terminal

A line on the pipe with the number in `ORDERS` is the settings of a conversation. Once that is over, it is
answered with a line on the one in `REPORTS`. The library is read once, which takes longer than that.
"""

import json
import os

from adapters import program
from adapters.cli import cli
from adapters.settings import Settings
from adapters.vectors import silent

if __name__ == "__main__":
    opened = program.open_shipped(Settings(), silent)
    program.open_shipped = lambda *_: opened
    with open(int(os.environ["ORDERS"])) as orders, open(int(os.environ["REPORTS"]), "w") as reports:  # noqa: PTH123
        for order in orders:
            os.environ.update(json.loads(order))
            cli(["chat"], standalone_mode=False)
            reports.write("over\n")
            reports.flush()
