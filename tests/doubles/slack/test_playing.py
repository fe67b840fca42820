"""Somebody can play with the double by hand."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doubles.slack.bolt import Bolt
from tests.doubles.slack.drawing import drawn
from tests.doubles.slack.people import Person
from tests.doubles.slack.server import Slack
from tests.doubles.slack.test_slack import listen

ROOT = Path(__file__).parents[3]


def test_what_is_typed_is_done_and_what_they_see_is_printed() -> None:
    typed = "help\nenv\nada /career staff\nada fly\nproblems\nquit\n"
    command = [sys.executable, "-m", "tests.doubles.slack", "--port", "0"]
    done = subprocess.run(
        command, input=typed, capture_output=True, text=True, cwd=ROOT, check=True, timeout=60
    )
    assert done.stderr == ""
    assert done.stdout.count("export SLACK_BOT_TOKEN=xoxb-T1-1-double") == 2
    assert "/career failed with the error dispatch_failed" in done.stdout
    assert "Nobody knows how to fly" in done.stdout


@pytest.fixture(scope="module")
def ada() -> Iterator[Person]:
    with Slack() as slack:
        bolt = Bolt(slack, slack.workspace())
        listen(bolt.app)
        with bolt:
            yield slack.workspace().person("UADA")


def test_a_message_is_drawn_in_lines(ada: Person) -> None:
    ada.command("/career", "staff")
    ada.wait()
    assert drawn(ada, ada.new()) == (
        "-- U0BOTT1 in C1 (only you see this)\n  About staff here https://a.b\n  [Save it] [Lead | Staff]"
    )


def test_a_modal_is_drawn_in_a_frame(ada: Person) -> None:
    ada.command("/career", "form")
    ada.wait()
    ada.submit()
    screen = drawn(ada, ada.new())
    assert "| == When\n|   Day: ____\n|     one of: Monday, Friday\n|   ! Please complete" in screen
    assert "|   Note (optional): ____\n| [Save] [Cancel]\n+---" in screen
