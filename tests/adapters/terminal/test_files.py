"""Files that are named by their paths, in a line and in a form, by whoever sits at the terminal."""

import asyncio
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from adapters.terminal.app import WORKING, Conversation, Surroundings, piped
from adapters.terminal.files import file_in, path_in, upload
from adapters.terminal.forms import label
from adapters.terminal.outbox import Outbox
from bot.message import FileField, Form, Message, Paragraph, TextField
from bot.model import Request, Upload
from knowledge.transcripts.trouble import SIZE_MAX
from tests.adapters.clerk import NO_FILE, Clerk

TEXT = b"WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ada>Hello.\n"
WHOLE = f"talk.vtt has {len(TEXT)} bytes."

Says = Callable[..., str]


class Nothing:
    """Nothing is ever due."""

    async def round(self) -> None:
        pass


@pytest.fixture
def clerk() -> Clerk:
    return Clerk()


@pytest.fixture
def vtt(tmp_path: Path) -> Path:
    file = tmp_path / "talk.vtt"
    file.write_bytes(TEXT)
    return file


@pytest.fixture
def says(clerk: Clerk, tmp_path: Path) -> Iterator[Says]:
    """What is on the screen after some lines; who is *sitting* there is asked again for what was wrong."""
    around = Surroundings(lambda: datetime.now(UTC), tmp_path, Outbox(tmp_path / "outbox"), Nothing())
    with asyncio.Runner() as loop:

        def said(*lines: object, mentor: object = clerk, sitting: bool = False) -> str:
            screen = StringIO()
            console = Console(file=screen, width=400)
            Conversation(mentor, console, piped(map(str, lines)), around, loop).run(greet=sitting)
            return " ".join(screen.getvalue().split())

        yield said


# In a line


def test_a_path_behind_load_brings_the_file(says: Says, clerk: Clerk, vtt: Path):
    assert f"file: {WHOLE}" in says(f"load {vtt}")

    [request] = clerk.requests
    assert (request.text, request.admin) == ("load", True)
    assert clerk.uploads["file"].data == TEXT


@pytest.mark.parametrize(
    "line", ["load https://example.com/talk.vtt", "load balancing?", "load no such file"]
)
def test_what_is_no_file_stays_a_line(says: Says, clerk: Clerk, line: str):
    says(line)
    assert [(it.text, dict(it.files)) for it in clerk.requests] == [(line, {})]


def test_a_path_may_begin_at_home_and_be_quoted_like_what_is_dropped(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    file = tmp_path / "Ada's talk (1).vtt"
    file.touch()
    quoted = str(file).replace("'", "\\'").replace(" ", "\\ ").replace("(", "\\(").replace(")", "\\)")
    for typed in (file, f" {file} ", f'"{file}"', quoted, "~/Ada's talk (1).vtt"):
        assert file_in(str(typed)) == file, typed


@pytest.mark.parametrize("typed", ["", " ", "a\0b", "x" * 5000, "~nobody-of-that-name/a", '"', "."])
def test_whatever_is_typed_is_a_file_or_none(typed: str):
    assert file_in(typed) is None
    assert isinstance(path_in(typed), Path)


# In a form


def test_a_form_takes_a_path_and_several_of_its_options(says: Says, clerk: Clerk, vtt: Path):
    seen = says("form", vtt, "teams, STAFF engineer,other")

    assert "WebVTT, SRT or Markdown. Type its path, or drop it here" in seen
    assert "Staff engineer, Teams, Pay. Several, with commas in between." in seen
    assert f"transcript: {WHOLE} Topics: teams,staff,other." in seen
    assert clerk.requests[-1].fields["transcript"] == "talk.vtt"


def test_enter_leaves_what_was_chosen_and_brings_no_file(says: Says, clerk: Clerk):
    assert NO_FILE in says("form", "", "")
    assert clerk.requests[-1].fields == {"transcript": "", "topics": "staff,pay"}
    assert not clerk.requests[-1].files


def test_only_what_was_wrong_is_asked_for_again(says: Says, clerk: Clerk, vtt: Path):
    assert WHOLE in says("form", "", "pay", vtt, sitting=True)
    assert clerk.requests[-1].fields == {"transcript": "talk.vtt", "topics": ""}


class Particular:
    """Wants a file and a title, and finds the first title wrong."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.uploads: list[Upload] = []

    async def reply(self, request: Request) -> Message:
        self.requests.append(request)
        self.uploads += [await it.read() for it in request.files.values()]
        wrong = "Too short." if len(self.requests) == 3 else ""
        if len(self.requests) == 1 or len(self.requests) == 4:
            return Message((Paragraph("Done."),))
        fields = FileField("file", "File", ("vtt",)), TextField("title", "Title", 100, error=wrong)
        return Message((Form("Load", "load", fields),))


def test_a_file_that_was_not_wrong_is_handed_over_again(says: Says, vtt: Path):
    mentor = Particular()
    says("load", vtt, "x", "A longer title", mentor=mentor, sitting=True)

    assert [dict(it.fields) for it in mentor.requests[2:]] == [
        {"file": "talk.vtt", "title": "x"}, {"file": "talk.vtt", "title": "A longer title"},
    ]  # fmt: skip
    assert mentor.uploads[-1].data == TEXT


# What is in the way


def test_what_cannot_be_had_is_said_in_words(says: Says, tmp_path: Path):
    assert f"There is no file {tmp_path}/talk.vtt." in says("form", tmp_path / "talk.vtt", "")
    assert f"{tmp_path} is a folder" in says("form", tmp_path, "")


def test_what_is_too_large_is_not_read_to_its_end(tmp_path: Path):
    long = tmp_path / "talk.mp3"
    with long.open("wb") as file:
        file.truncate(SIZE_MAX + 1)
    assert "larger than 10 MB" in upload(long).trouble


def test_nobody_waits_for_the_other_end_of_a_pipe(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    assert "no file" in upload(tmp_path / "pipe").trouble


def test_what_may_not_be_read_says_why(tmp_path: Path):
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert "cannot be read: " in upload(loop).trouble
    assert "cannot be read: " in upload(Path("a\0b")).trouble


@pytest.mark.parametrize("typed", ["/nowhere/talk.vtt", "~/talk", "../talk.md", "talk.SRT"])
def test_what_looks_like_a_path_is_one_though_no_file_is_there(typed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "There is no file" in upload(file_in(typed)).trouble


@pytest.mark.parametrize(
    "typed", ["of work", "balancing", "https://tea.example/talk.vtt", "and/or stress", "..."]
)
def test_what_somebody_asks_is_no_path(typed):
    assert file_in(typed) is None


@pytest.mark.parametrize(("seconds", "told"), [(0.7, True), (0.0, False)])
def test_whoever_has_to_wait_sees_that_an_answer_comes(
    vtt: Path, tmp_path: Path, *, seconds: float, told: bool
):
    around = Surroundings(lambda: datetime.now(UTC), tmp_path, Outbox(tmp_path / "outbox"), Nothing())
    screen = StringIO()
    console = Console(file=screen, width=400, force_terminal=True)
    with asyncio.Runner() as loop:
        Conversation(Clerk(seconds), console, piped([f"load {vtt}"]), around, loop).run(greet=False)
    assert (WORKING in screen.getvalue()) is told
    assert WHOLE in " ".join(screen.getvalue().split())


def test_what_may_be_left_out_says_so():
    address = TextField("url", "Or its address", 100, optional=True)
    assert label(address) == "Or its address (optional)"
    assert label(TextField("title", "Title", 100)) == "Title"
