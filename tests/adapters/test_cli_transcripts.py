"""`career episodes read`: what people and programs are told of transcripts."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from adapters import fetch
from adapters.cli import cli
from adapters.cli.transcripts import MANY
from knowledge.library import EPISODES

TEA = """\
---
title: Tea time
show: The Pot
number: 12
---

A bell rings.

**Ada Bird:** \\[00:10\\] Tea or milk?

**Ben Cole:** Tea, and why not milk as well, with some sugar.

**Break:** \\[1:02:03\\] to \\[1:03:00\\]

**Ada:** Good.
"""

SUBTITLES = "WEBVTT\n\n00:10.000 --> 00:12.000\n<v Ada Bird>Tea?\n\n00:12.000 --> 00:14.000\n<v Ben Cole>Yes."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tea.md").write_text(TEA)
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "tea.vtt").write_text(SUBTITLES)
    (tmp_path / ".hidden").write_bytes(bytes(100))
    return tmp_path


def read(*words: object, given: str = "") -> Result:
    return CliRunner().invoke(
        cli, ["episodes", "read", *map(str, words)], input=given, env={"COLUMNS": "120"}
    )


def lines(run: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_one_transcript_is_told_of_in_full(folder: Path):
    run = read(folder / "tea.md")

    assert run.exit_code == 0
    assert run.stdout.splitlines() == [
        "Tea time",
        "show    The Pot",
        "number  12",
        "format  Markdown with names in bold, utf-8",
        "turns   3, with 14 words",
        "times   3, from 00:10 to 1:03:00",
        "breaks  Break at 1:02:03 to 1:03:00, after turn 2",
        "",
        "who       turns  words  share",
        "Ben Cole      1     10   71 %",
        "Ada Bird      1      3   21 %",
        "Ada           1      1    7 %",
        "",
        "Left out",
        '- 3 words before the first name, so that nobody says it; at the beginning: "A bell rings."',
        '- 8 words about the episode, not in it; at the beginning: "title: Tea time"',
        "",
        "Look at",
        "- 18 % of the words have no name to them.",
        "- Ada Bird and Ada may be one person under several names. I changed none.",
    ]


def test_a_transcript_without_a_title_is_called_by_its_file(folder: Path):
    run = read(folder / "deeper" / "tea.vtt")

    assert run.stdout.startswith(f"{folder / 'deeper' / 'tea.vtt'}\nformat  WebVTT, utf-8\n")
    assert "breaks  none" in run.stdout
    assert "Left out" not in run.stdout


def test_standard_input_is_read():
    run = read("-", given="Ada: Tea?\nBen: Yes.")

    assert run.exit_code == 0
    assert "plain text" in run.stdout


def test_several_are_a_table_with_what_is_odd_counted(folder: Path):
    run = read(folder)
    rows = [line.split() for line in run.stdout.splitlines()]

    assert run.exit_code == 0
    assert rows[0][:3] == ["file", "format", "turns"]
    assert ["webvtt", "2", "2", "2", "2", "0"] in [row[1:] for row in rows]
    assert ["markdown", "3", "3", "14", "3", "11"] in [row[1:7] for row in rows]
    assert run.stdout.splitlines()[-1] == "2 of 2 read; partly-unnamed 1, same-person 1"


def test_one_that_cannot_be_read_stops_no_other_and_exits_with_1(folder: Path):
    (folder / "tea.pdf").write_bytes(b"%PDF-1.7")
    run = read(folder / "tea.pdf", folder / "tea.md", folder / "nothing.md", EPISODES / "js-party-286.toml")

    assert run.exit_code == 1
    assert "1 of 4 read" in run.stdout
    assert "tea.pdf: This is a PDF document. I can read text only. Save" in run.stderr
    assert "nothing.md cannot be read: No such file or directory" in run.stderr
    assert "This is a curated episode (TOML), not a transcript." in run.stderr
    assert "career episodes check" in run.stderr


def test_the_only_one_that_cannot_be_read_is_explained(tmp_path: Path):
    (tmp_path / "login.html").write_text("<html><title>Sign in</title><input type=password></html>")
    run = read(tmp_path / "login.html")

    assert (run.exit_code, run.stdout) == (1, "")
    assert "Download the transcript in your browser" in run.stderr


def test_json_is_one_object_for_each_file(folder: Path):
    (folder / "a.md").write_text("")
    empty, vtt, markdown = lines(read(folder, "--json"))

    assert empty == {"file": str(folder / "a.md"), "error": "empty", "text": empty["text"]}
    assert (vtt["format"], vtt["title"], vtt["warnings"]) == ("webvtt", None, [])
    assert markdown["title"] == "Tea time"
    assert markdown["turns"] == 3
    assert markdown["people"][0] == {"name": "Ben Cole", "turns": 1, "words": 10}
    assert markdown["breaks"] == [{"after": 2, "name": "Break", "times": [3723, 3780]}]
    assert {"after": 0, "reason": "before-the-first-speaker", "words": 3} in markdown["left_out"]
    assert [it["kind"] for it in markdown["warnings"]] == ["partly-unnamed", "same-person"]


def test_json_goes_on_behind_one_that_cannot_be_read(folder: Path):
    run = read(folder / "nothing.md", folder / "tea.md", "--json")
    nothing, tea = lines(run)

    assert run.exit_code == 1
    assert nothing["error"] == "unreadable"
    assert tea["turns"] == 3


def test_an_address_goes_through_the_guard():
    run = read("https://127.0.0.1/286.md")

    assert (run.exit_code, run.stderr.strip()) == (1, f"https://127.0.0.1/286.md: {fetch.PRIVATE}")


def test_a_folder_without_files_is_bad_usage(tmp_path: Path):
    assert read(tmp_path).exit_code == 2


def test_many_files_are_read_in_the_order_of_their_names(tmp_path: Path):
    for number in range(MANY + 5):
        (tmp_path / f"{number:02}.txt").write_text(f"Ada: Tea {number}?\nBen: Yes.")
    files = [Path(str(it["file"])).name for it in lines(read(tmp_path, "--json"))]

    assert files == [f"{number:02}.txt" for number in range(MANY + 5)]


def test_names_and_words_move_no_cursor(tmp_path: Path):
    path = tmp_path / "a\x1b[2Jb.md"
    path.write_text("\x1b[31mHello\n\n**A\x1b[2Jda:** Tea?\n\n**Ben:** Yes.\n\n**Break:** \x1b[1m")
    one, several = read(path), read(path, path)

    assert "\x1b" not in one.stdout + one.stderr + several.stdout + several.stderr
    assert one.exit_code == 0
