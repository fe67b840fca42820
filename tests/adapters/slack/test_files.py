"""Files that people hand over in Slack: in forms, in messages, and what is said where one cannot be had."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import ClientSession

from adapters import brought, program
from adapters.brought import INTERRUPTED, ONE_AT_A_TIME
from adapters.platform import Inside
from adapters.site import Site
from adapters.slack import app
from adapters.slack.access import Line, OneWorkspace
from adapters.slack.files import ELSEWHERE, GONE, NOT_ALLOWED, Files
from adapters.slack.keys import Keys
from adapters.slack.manifest import manifest
from adapters.slack.places import Aside, Asked, Tenant
from adapters.slack.serving import Slack as Platform
from adapters.storage.memory import MemoryStore
from bot import wording
from bot.message import Message, Paragraph
from bot.model import Request, Upload
from knowledge.transcripts.trouble import SIZE_MAX
from tests.adapters.clerk import NO_FILE, Clerk
from tests.doubles.postgres import free_port
from tests.doubles.slack import payloads
from tests.doubles.slack.server import Slack, Workspace
from tests.office import MODES

TEXT = b"WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ada>Hello.\n"
ELSEWHERES = [
    "https://drive.google.com/file/d/1",
    "https://slack.com.evil.test/files-pri/T1-F1/talk.vtt",
    "https://evilslack.com/files-pri/T1-F1/talk.vtt",
    "http://files.slack.com/files-pri/T1-F1/talk.vtt",
    "http://127.0.0.1:9/files-pri/T1-F1/talk.vtt",
    "/files-pri/T1-F1/talk.vtt",
    "",
]
PAGE = "<!DOCTYPE html><html><title>A talk</title><p><b>Ada:</b> Hello.</html>"


@pytest.fixture
def clerk():
    return Clerk()


@pytest.fixture
def vtt(tmp_path: Path) -> Path:
    file = tmp_path / "talk.vtt"
    file.write_bytes(TEXT)
    return file


@asynccontextmanager
async def opened(clerk, mode="socket") -> AsyncIterator[Workspace]:
    """A workspace with the mentor in it, in this very process."""
    port = free_port()
    with Slack(mode=mode, bot_url=f"http://127.0.0.1:{port}", manifest=manifest()) as slack:
        team = slack.workspace()
        way = {"signing_secret": slack.signing_secret} if mode == "http" else {"app_token": slack.app_token}
        keys = Keys(bot_token=team.bot_token, api_url=slack.api_url, **way)
        platform = Platform(
            keys, Inside(clerk, MemoryStore(), program.lanes(), lambda: datetime.now(UTC)), None
        )
        site = Site("127.0.0.1", port, platform.routes(), {})
        await site.open()
        try:
            await platform.start()
            yield team
        finally:
            await site.close()
            await platform.stop(5.0)
        assert slack.unacknowledged == []


@pytest.fixture
async def team(clerk) -> AsyncIterator[Workspace]:
    async with opened(clerk) as team:
        yield team


async def did(act, *args, until="", **how) -> str:
    """What somebody sees who does something."""
    await asyncio.to_thread(act, *args, **how)
    return await asyncio.to_thread(act.__self__.wait, until)


async def form_filled(team: Workspace, *values) -> str:
    rita = team.person("URITA", admin=True)
    await did(rita.command, "/career-admin", "load")
    return await did(rita.fill_in, *values)


# In forms


@pytest.mark.parametrize("mode", MODES)
async def test_a_file_in_a_form_arrives_whole_with_all_that_was_chosen(clerk, vtt: Path, mode):
    async with opened(clerk, mode) as team:
        assert f"transcript: talk.vtt has {len(TEXT)} bytes. Topics: teams,staff." in await form_filled(
            team, vtt, ["Teams", "Staff"]
        )

    [*_, last] = clerk.requests
    assert clerk.uploads["transcript"].data == TEXT
    assert last.fields == {"transcript": "talk.vtt", "topics": "teams,staff"}


async def test_a_form_opens_with_what_was_chosen_before_and_may_stay_empty(team: Workspace, clerk):
    assert NO_FILE in await form_filled(team)

    [*_, last] = clerk.requests
    assert last.fields == {"transcript": "", "topics": "staff,pay"}
    assert not last.files
    rita = team.person("URITA")
    assert rita.errors == {"Transcript": NO_FILE}


async def test_a_file_that_takes_long_to_read_has_its_answer_in_the_modal_later(
    team: Workspace, clerk, vtt: Path, monkeypatch
):
    monkeypatch.setattr(app, "RECEIPT", 0.1)
    clerk.seconds = 1.0
    rita = team.person("URITA")
    await did(rita.command, "/career-admin", "load")
    await asyncio.to_thread(rita.fill_in, vtt)
    assert wording.ONE_MOMENT in rita.screen()

    assert "talk.vtt has" in await asyncio.to_thread(rita.wait, "talk.vtt")
    assert rita.modal


class Fetching(Clerk):
    """Takes a while to fetch what is at an address."""

    async def reply(self, request: Request) -> Message:
        await asyncio.sleep(0.5)
        return Message((Paragraph(f"Fetched for {request.text}."),))


async def test_what_takes_long_to_fetch_is_announced_and_what_takes_none_is_not(monkeypatch):
    monkeypatch.setattr(app, "RECEIPT", 0.1)
    async with opened(Fetching()) as team:
        rita = team.person("URITA", admin=True)
        await did(rita.command, "/career-admin", "load https://tea.example/7.vtt", until="Fetched")
        assert wording.ONE_MOMENT in rita.screen()
        eve = team.person("UEVE")
        await did(eve.command, "/career", "staff", until="Fetched")
        assert wording.ONE_MOMENT not in eve.screen()


async def test_who_closes_the_modal_meanwhile_has_the_answer_in_the_direct_message(
    team: Workspace, clerk, vtt: Path, monkeypatch
):
    monkeypatch.setattr(app, "RECEIPT", 0.1)
    clerk.seconds = 1.0
    rita = team.person("URITA")
    await did(rita.command, "/career-admin", "load")
    await asyncio.to_thread(rita.fill_in, vtt)
    await asyncio.to_thread(rita.close_modal)

    assert "talk.vtt has" in await asyncio.to_thread(rita.wait, "talk.vtt")


async def test_a_workspace_that_agreed_to_less_is_told_what_is_missing_instead_of_a_form(team: Workspace):
    team.scopes -= {"files:read"}
    rita = team.person("URITA")

    assert NOT_ALLOWED in await did(rita.command, "/career-admin", "load")


# In messages


@pytest.mark.parametrize("text", ["load", "", "Load this", "/career-admin load"])
async def test_a_file_beside_a_direct_message_is_loaded(team: Workspace, clerk, text):
    seen = await did(team.person("URITA").dm, text, files={"talk.vtt": TEXT})

    assert f"file: talk.vtt has {len(TEXT)} bytes." in seen
    [request] = clerk.requests
    assert request.text == "load"
    assert clerk.uploads["file"].data == TEXT


async def test_a_file_beside_a_mention_is_loaded(team: Workspace, clerk):
    seen = await did(team.person("URITA").mention, "load", files={"talk.vtt": TEXT})

    assert f"file: talk.vtt has {len(TEXT)} bytes." in seen
    assert clerk.requests[0].overheard


async def test_a_file_beside_a_question_is_nobodys_business(team: Workspace, clerk):
    await did(team.person("UADA").dm, "does this carry a load of experience?", files={"cv.md": TEXT})

    assert not clerk.requests[0].files
    assert team.slack.calls["download"] == 0


async def test_several_files_at_once_are_none(team: Workspace):
    seen = await did(team.person("URITA").dm, "load", files={"a.vtt": TEXT, "b.vtt": TEXT})

    assert ONE_AT_A_TIME.format(count=2) in seen
    assert team.slack.calls["download"] == 0


# What goes wrong


async def test_a_page_to_sign_in_is_not_taken_for_the_file(team: Workspace):
    team.scopes -= {"files:read"}

    assert NOT_ALLOWED in await did(team.person("URITA").dm, "load", files={"talk.vtt": TEXT})


async def test_a_file_may_be_a_page_itself(team: Workspace):
    seen = await did(team.person("URITA").dm, "load", files={"talk.html": PAGE.encode()})

    assert f"talk.html has {len(PAGE)} bytes." in seen


async def test_what_is_too_large_is_not_even_fetched(team: Workspace):
    seen = await did(team.person("URITA").dm, "load", files={"talk.mp3": b"\0" * (SIZE_MAX + 1)})

    assert "larger than 10 MB" in seen
    assert team.slack.calls["download"] == 0


@pytest.mark.parametrize(
    ("fault", "said"),
    [({"status": 404}, GONE), ({"status": 503}, INTERRUPTED), ({"drop": True, "times": 2}, INTERRUPTED)],
    ids=str,
)
async def test_a_file_that_does_not_come_is_said_in_words(team: Workspace, fault, said):
    team.slack.fail("download", **fault)

    assert said in await did(team.person("URITA").dm, "load", files={"talk.vtt": TEXT})


@pytest.fixture
async def files(team: Workspace) -> AsyncIterator[Files]:
    """What fetches files, without the rest of the mentor."""
    async with ClientSession() as session:
        line = Line(team.slack.api_url, session)
        yield Files(OneWorkspace(line, team.bot_token), session, team.slack.api_url)


async def taken(files: Files, told: dict) -> Upload:
    asked = Asked(Tenant("T1"), "URITA", "load", Aside("C1"), files={"file": [told]})
    return await files.handed(asked)["file"].read()


def told(team: Workspace, **other) -> dict:
    """A file that is there, as Slack tells of it, with something *other* about it."""
    return payloads.file(team, team.upload("talk.vtt", TEXT)) | other


@pytest.mark.parametrize("url", ELSEWHERES)
async def test_nobody_but_slack_gets_to_see_the_token(team: Workspace, files: Files, url):
    assert (await taken(files, told(team, url_private_download=url, url_private=url))).trouble == ELSEWHERE


async def test_a_file_of_another_organisation_is_looked_up(team: Workspace, files: Files):
    whole = told(team)
    known = {"id": whole["id"], "file_access": "check_file_info"}

    assert (await taken(files, known)).data == TEXT
    assert (await taken(files, known | {"id": "F404"})).trouble == GONE
    team.scopes -= {"files:read"}
    assert (await taken(files, known)).trouble == NOT_ALLOWED


async def test_what_is_larger_than_slack_said_is_given_up_on_the_way(team: Workspace, files: Files):
    whole = payloads.file(team, team.upload("talk.mp3", b"\0" * (SIZE_MAX + 1)))

    assert "larger than 10 MB" in (await taken(files, whole | {"size": 10})).trouble


async def test_a_file_that_takes_too_long_is_given_up(team: Workspace, files: Files, monkeypatch):
    monkeypatch.setattr(brought, "SECONDS", 0.2)
    team.slack.fail("download", delay=1.0)

    assert (await taken(files, told(team))).trouble == INTERRUPTED
