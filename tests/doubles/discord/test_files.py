"""Files in forms and commands, as a client lets people choose them."""

from pathlib import Path

import pytest

from tests.doubles.discord.content import File
from tests.doubles.discord.inputs import FILE_UPLOAD, Handed, input_of
from tests.doubles.discord.offers import ATTACHMENT, filled
from tests.doubles.discord.payloads import resolved

COMMAND = {"name": "load", "options": [{"name": "file", "type": ATTACHMENT, "required": True}]}
TALK = File("7", "talk.vtt", b"WEBVTT", url="https://cdn.discordapp.com/attachments/1/7/talk.vtt")


def upload(**more: object) -> Handed:
    found = input_of("File", {"type": FILE_UPLOAD, "id": 1, "custom_id": "file", **more})
    assert isinstance(found, Handed)
    return found


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "a.vtt", tmp_path / "b.vtt"]
    for path in paths:
        path.write_bytes(b"WEBVTT")
    return paths


def test_a_form_takes_as_many_files_as_it_says_and_one_if_it_says_nothing(paths: list[Path]) -> None:
    one, two = upload(), upload(max_values=2)
    for it in (one, two):
        assert it.problem == "File is required"
        it.put(paths)
    assert (one.problem, two.problem) == ("File takes 1 to 1, and not 2", "")
    assert upload(required=False, min_values=0).problem == ""


def test_a_file_is_told_by_its_id_once_it_is_kept(paths: list[Path]) -> None:
    it = upload()
    it.put(paths[0])
    it.kept = [TALK]
    assert it.shown == "a.vtt"
    assert it.said == {"type": FILE_UPLOAD, "id": 1, "custom_id": "file", "values": ["7"]}


def test_a_command_takes_a_file_and_nothing_else_where_it_asks_for_one() -> None:
    assert filled(COMMAND, [], {"file": TALK}) == [{"name": "file", "type": ATTACHMENT, "value": "7"}]
    with pytest.raises(AssertionError, match="is not what file takes"):
        filled(COMMAND, [], {"file": "talk.vtt"})


def test_files_are_told_of_beside_what_is_done_with_them() -> None:
    told = resolved([TALK])["resolved"]["attachments"]["7"]
    assert (told["filename"], told["size"], told["url"]) == ("talk.vtt", 6, TALK.url)
    assert resolved([]) == {}
