"""Somebody can play with the double by hand."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doubles.discord.dpy import Dpy
from tests.doubles.discord.drawing import drawn
from tests.doubles.discord.people import Person
from tests.doubles.discord.server import Discord
from tests.doubles.discord.test_discord import listen

ROOT = Path(__file__).parents[3]


def played(typed: str, *options: str) -> subprocess.CompletedProcess[str]:
    """What came of some lines."""
    command = [sys.executable, "-m", "tests.doubles.discord", "--port", "0", *options]
    return subprocess.run(
        command, input=typed, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False
    )


def test_what_is_typed_is_done_and_what_they_see_is_printed() -> None:
    done = played("help\nenv\nada: say hello\nbob: screen\nada: /career staff\nada: fly\nproblems\nquit\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("export DISCORD_TOKEN=discord.double.token") == 2
    assert "-- Ada in #general\n  hello" in done.stdout
    assert "! the bot has no command 'career'; it has none" in done.stdout
    assert "! Nobody knows how to fly; type help." in done.stdout


def test_a_bot_that_is_posted_to_is_told_the_key() -> None:
    done = played("quit\n", "--http-url", "http://127.0.0.1:3000/discord/interactions")
    assert "export DISCORD_PUBLIC_KEY=" in done.stdout


def test_a_port_that_is_taken_is_told_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = played("quit\n", "--port", str(port))
    assert done.returncode == 1
    assert done.stderr == (
        f"Nothing can listen on port {port} (Address already in use); choose another with --port.\n"
    )


def test_ctrl_c_ends_it() -> None:
    command = [sys.executable, "-m", "tests.doubles.discord", "--port", "0"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout.readline() == "Start the bot with\n"
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == ""
        assert process.wait(10) == 0


@pytest.fixture(scope="module")
def ada() -> Iterator[Person]:
    with Discord() as discord_:
        discord_.server("Guild").channel("general")
        with Dpy(discord_, listen):
            yield discord_.person("Ada")


def test_a_message_is_drawn_in_lines(ada: Person) -> None:
    ada.command("career", about="staff")
    ada.wait()
    assert drawn(ada, ada.new()) == (
        "-- Career Mentor in #general (only you see this)\n"
        "  About staff\n"
        "  [Form] [Change] [Change later] [Share] [Other]"
    )
    ada.command("career", about="picture")
    ada.wait()
    assert drawn(ada, ada.new()).endswith("  [image: A week]")


def test_a_modal_is_drawn_in_a_frame(ada: Person) -> None:
    ada.command("career", about="staff")
    ada.press("Form")
    ada.wait()
    ada.fill("Friday")
    assert drawn(ada, []).splitlines()[1:-1] == [
        "| == When",
        "|   Say when.",
        "|   Day: Friday",
        "|     one of: Monday, Friday",
        "|   Note (optional): so",
        "|     Short",
        "| [Submit] [Cancel]",
    ]
