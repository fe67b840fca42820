"""Draw the README's picture from a real run.

    python docs/picture.py

Runs `career ask` as a user would, and writes what it printed to docs/terminal.svg.
"""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

WIDTH = 92
QUESTIONS = (
    "should my first job be at a big company or a startup?",
    "how do I negotiate a raise?",
)
TARGET = Path(__file__).parent / "terminal.svg"


def printed(question: str) -> str:
    """What the command prints, colours included."""
    environment = os.environ | {"FORCE_COLOR": "1", "COLUMNS": str(WIDTH)}
    command = [sys.executable, "-m", "adapters", "ask", question]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False).stdout


def main() -> None:
    """Run, draw, write."""
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    for question in QUESTIONS:
        console.print(Text.assemble(("$ ", "bold green"), f'career ask "{question}"'))
        console.print(Text.from_ansi(printed(question)), crop=False)
    # The drawing must not fetch a font from anywhere.
    drawing = re.sub(r"@font-face \{.*?\}\s*", "", console.export_svg(title="Career Mentor"), flags=re.DOTALL)
    TARGET.write_text(drawing, encoding="utf-8")


if __name__ == "__main__":
    main()
