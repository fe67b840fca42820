"""Files that people hand over in Discord: beside a command, in forms, in messages; and what goes wrong."""

from collections.abc import Iterator
from pathlib import Path

import discord
import pytest
from simcord import ChannelHandle
from yarl import URL

from adapters.brought import INTERRUPTED, ONE_AT_A_TIME
from adapters.discord.uploads import ELSEWHERE, GONE, ORIGINS, Attached, uploads
from knowledge.search import Search
from knowledge.transcripts.trouble import SIZE_MAX
from tests.adapters.clerk import NO_FILE, NOTHING, Clerk
from tests.simulation.people import Person
from tests.simulation.world import Simulation

TEXT = b"WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ada>Hello.\n"
WHOLE = f"talk.vtt has {len(TEXT)} bytes."
HERE = "https://cdn.discordapp.com/attachments/1/2/talk.vtt?ex=1&is=2&hm=3"


@pytest.fixture(scope="module")
def clerk() -> Clerk:
    return Clerk()


@pytest.fixture(scope="module")
def simulated(search: Search, clerk: Clerk) -> Iterator[Simulation]:
    with Simulation(search, mentor=clerk) as simulation:
        yield simulation


@pytest.fixture
def vtt(tmp_path: Path) -> Path:
    file = tmp_path / "talk.vtt"
    file.write_bytes(TEXT)
    return file


def run(boss: Person, line: str, channel: ChannelHandle, file: Path | None = None) -> str:
    return boss.command(line, at=channel, name="career-admin", file=file)


# Beside a command


@pytest.mark.parametrize("line", ["load", ""])
def test_a_file_beside_the_command_of_admins_is_loaded(
    boss: Person, channel: ChannelHandle, clerk: Clerk, vtt: Path, line: str
):
    assert f"file: {WHOLE}" in run(boss, line, channel, vtt)

    request = clerk.requests[-1]
    assert (request.text, request.admin, request.running) == ("load", True, True)
    assert clerk.uploads["file"].data == TEXT


def test_a_file_beside_another_line_is_left_alone(boss: Person, channel: ChannelHandle, vtt: Path):
    assert NOTHING in run(boss, "rituals", channel, vtt)


def test_what_takes_long_to_read_is_waited_for(boss: Person, channel: ChannelHandle, clerk: Clerk, vtt: Path):
    clerk.seconds = 1.2
    try:
        assert WHOLE in run(boss, "load", channel, vtt)
    finally:
        clerk.seconds = 0.0


# In forms


def test_a_file_in_a_form_arrives_whole_with_all_that_was_chosen(
    boss: Person, channel: ChannelHandle, clerk: Clerk, vtt: Path
):
    run(boss, "load", channel)
    assert f"transcript: {WHOLE} Topics: teams,staff." in boss.fill_in(vtt, ["Teams", "Staff engineer"])

    assert clerk.requests[-1].fields == {"transcript": "talk.vtt", "topics": "teams,staff"}
    assert clerk.uploads["transcript"].data == TEXT


def test_a_form_may_stay_empty_and_keeps_what_was_chosen(boss: Person, channel: ChannelHandle, clerk: Clerk):
    run(boss, "load", channel)
    assert NO_FILE in boss.fill_in()
    assert clerk.requests[-1].fields == {"transcript": "", "topics": "staff,pay"}
    assert not clerk.requests[-1].files

    boss.reopen()
    assert boss.modal
    assert boss.modal.title == "Load an episode"


# In messages


def test_a_file_beside_a_mention_is_loaded(boss: Person, channel: ChannelHandle, clerk: Clerk, vtt: Path):
    assert f"file: {WHOLE}" in boss.mention("load", at=channel, files=[vtt])
    assert (clerk.requests[-1].admin, clerk.requests[-1].overheard) == (True, True)


def test_a_file_without_a_word_is_meant_to_be_loaded(boss: Person, channel: ChannelHandle, vtt: Path):
    assert WHOLE in boss.mention("", at=channel, files=[vtt])
    assert WHOLE in boss.say("", files=[vtt])


def test_a_file_beside_a_question_is_nobodys_business(ada: Person, clerk: Clerk, vtt: Path):
    ada.say("does this carry a load of experience?", files=[vtt])
    assert not clerk.requests[-1].files


def test_several_files_at_once_are_none(boss: Person, channel: ChannelHandle, vtt: Path):
    assert ONE_AT_A_TIME.format(count=2) in boss.mention("load", at=channel, files=[vtt, vtt])


# What goes wrong


class Cdn:
    """Where discord.py gets files, which answers with *said*."""

    def __init__(self, said: bytes | Exception = TEXT) -> None:
        self.said = said
        self.asked: list[str] = []

    async def get_from_cdn(self, url: str) -> bytes:
        self.asked.append(url)
        if isinstance(self.said, Exception):
            raise self.said
        return self.said


class Status:
    """A response that discord.py makes an exception of."""

    def __init__(self, status: int) -> None:
        self.status, self.reason = status, "no reason"


async def taken(cdn: Cdn, url: str = HERE, size: int = len(TEXT)):
    files = {"file": [Attached("talk.vtt", size, url)]}
    return await uploads(files, cdn, ORIGINS | {URL("http://127.0.0.1:8500")})["file"].read()


@pytest.mark.parametrize("url", [HERE, HERE.replace("cdn.discordapp.com", "media.discordapp.net")])
async def test_files_come_from_where_discord_keeps_them(url: str):
    cdn = Cdn()
    assert (await taken(cdn, url)).data == TEXT
    assert cdn.asked == [url]
    assert (await taken(cdn, "http://127.0.0.1:8500/cdn/attachments/1/2/talk.vtt")).data == TEXT


@pytest.mark.parametrize(
    "url",
    [
        "https://cdn.discordapp.com.evil.test/a",
        "http://cdn.discordapp.com/a",
        "https://cdn.discordapp.com:8080/a",
        "https://user@127.0.0.1/a",
        "http://127.0.0.1:8501/a",
        "/a",
    ],
)
async def test_nothing_is_fetched_from_anywhere_else(url: str):
    cdn = Cdn()
    assert (await taken(cdn, url)).trouble == ELSEWHERE
    assert cdn.asked == []


async def test_what_is_too_large_is_not_even_fetched_if_discord_says_so():
    cdn = Cdn(b"\0" * (SIZE_MAX + 1))
    assert "larger than 10 MB" in (await taken(cdn, size=SIZE_MAX + 1)).trouble
    assert cdn.asked == []
    assert "larger than 10 MB" in (await taken(cdn)).trouble


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (discord.NotFound(Status(404), "asset not found"), GONE),
        (discord.Forbidden(Status(403), "cannot retrieve asset"), GONE),
        (discord.HTTPException(Status(502), "failed to get asset"), INTERRUPTED),
        (ConnectionResetError(), INTERRUPTED),
        (TimeoutError(), INTERRUPTED),
    ],
    ids=lambda it: type(it).__name__,
)
async def test_a_file_that_does_not_come_is_said_in_words(error: Exception, said: str):
    assert (await taken(Cdn(error))).trouble == said
