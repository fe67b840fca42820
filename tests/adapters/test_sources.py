"""What a command can be pointed at: a file, a pipe, or the web, through the guard."""

from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from adapters import fetch
from adapters.cli import cli
from knowledge.library import EPISODES

CURATED = EPISODES / "js-party-286.toml"


def check(source: str | Path, given: bytes = b"", **settings: str) -> Result:
    words = ["episodes", "check", str(CURATED), "--transcript", str(source)]
    return CliRunner().invoke(cli, words, input=given, env=settings)


@pytest.fixture
def transcript(shared: Path) -> bytes:
    return (shared / "data" / "seed" / "js-party-286.md").read_bytes()


def test_a_transcript_is_read_from_a_file_whatever_its_lines_end_with(transcript: bytes, tmp_path: Path):
    (tmp_path / "286.md").write_bytes(transcript.replace(b"\n", b"\r\n"))

    assert "faithful to 286.md" in check(tmp_path / "286.md").stdout


def test_a_transcript_is_read_from_a_pipe(transcript: bytes):
    assert "faithful to standard input" in check("-", transcript).stdout
    assert check("-", transcript[:1000]).exit_code == 2


@pytest.mark.parametrize("source", ["nothing.md", "", ".", "a\0b"])
def test_what_cannot_be_read_is_named(source: str):
    run = check(source)

    assert (run.exit_code, run.stdout) == (2, "")
    assert "cannot be read" in run.stderr


def test_what_is_no_text_is_said_to_be_none(tmp_path: Path):
    (tmp_path / "286.mp3").write_bytes(b"ID3\x04\xff\xfb")

    said = check(tmp_path / "286.mp3").stderr
    assert said.startswith("286.mp3: This is an audio file")
    assert "text" in said


@pytest.mark.parametrize(
    ("url", "settings", "said"),
    [
        ("https://127.0.0.1/286.md", {}, fetch.PRIVATE),
        ("http://127.0.0.1/286.md", {}, fetch.INSECURE),
        ("http://127.0.0.1/286.md", {"CAREER_FETCH_HTTP": "true"}, fetch.PRIVATE),
        ("ftp://127.0.0.1/286.md", {}, fetch.NO_ADDRESS),
    ],
)
def test_an_address_goes_through_the_guard(url: str, settings: dict[str, str], said: str):
    run = check(url, **settings)

    assert (run.exit_code, run.stderr.strip()) == (2, said)
