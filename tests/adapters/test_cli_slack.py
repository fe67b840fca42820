"""`career slack`: what is pasted on Slack's pages."""

import json
from pathlib import Path

import pytest
import yaml

from adapters.slack.manifest import manifest
from tests.career import Career

ROOT = Path(__file__).parents[2]
URL = "https://mentor.example.com"


@pytest.fixture
def career(tmp_path: Path) -> Career:
    return Career(tmp_path, {})


@pytest.mark.parametrize("words", [(), ("manifest",)])
def test_each_word_has_help_with_an_example(career: Career, words: tuple[str, ...]):
    run = career.says("slack", *words, "--help")

    assert run.exit_code == 0
    assert "Example: career slack manifest" in run.stdout


def test_the_file_to_paste_is_what_the_command_prints(career: Career):
    run = career.says("slack", "manifest")

    comment, _, pasted = (ROOT / "deploy" / "slack-manifest.yaml").read_text().partition("\n")
    assert run.exit_code == 0
    assert comment.startswith("# ")
    assert pasted == run.stdout


def test_what_is_pasted_says_all_and_in_the_order_of_slacks_own(career: Career):
    run = career.says("slack", "manifest", "--url", URL)

    assert yaml.safe_load(run.stdout) == manifest(URL)
    assert [line for line in run.stdout.splitlines() if not line.startswith(" ")] == [
        "display_information:",
        "features:",
        "oauth_config:",
        "settings:",
    ]


def test_programs_get_one_line_of_json(career: Career):
    run = career.says("slack", "manifest", "--json", "--url", URL)

    assert run.stdout.count("\n") == 1
    assert json.loads(run.stdout) == manifest(URL)


def test_an_address_that_slack_cannot_send_to_exits_with_2_and_shows_a_good_one(career: Career):
    run = career.says("slack", "manifest", "--url", "http://mentor.example.com/slack")

    assert run.exit_code == 2
    assert run.stdout == ""
    assert "https://mentor.example.com" in run.stderr
    assert "Traceback" not in run.stderr
