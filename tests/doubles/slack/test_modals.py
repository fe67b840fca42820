"""A modal obeys what its submission is answered with, and what is pressed in it is told as Slack tells it."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.slack.modals import TROUBLE
from tests.doubles.slack.people import Person
from tests.doubles.slack.server import Slack
from tests.doubles.slack.wires import Door


def text(words: str) -> dict[str, str]:
    return {"type": "plain_text", "text": words}


def modal(title: str, *blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": text(title), "submit": text("Save"), "blocks": list(blocks), **more}


def note(**more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "in", **more}
    return {"type": "input", "block_id": "note", "label": text("Note"), "element": element}


def button(label: str, **more: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": [{"type": "button", "text": text(label), **more}]}


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with Door() as door:
        yield door


@pytest.fixture
async def slack(door: Door) -> AsyncIterator[Slack]:
    with Slack(mode="http", bot_url=door.url, echo=False) as slack:
        yield slack


@pytest.fixture
def ada(slack: Slack) -> Person:
    return slack.workspace("T1").person("UADA", "Ada")


@pytest.fixture
def client(slack: Slack) -> AsyncWebClient:
    return AsyncWebClient(slack.workspace("T1").bot_token, base_url=slack.api_url)


async def shown(client: AsyncWebClient, ada: Person, view: dict[str, Any]) -> str:
    """The id of a modal that somebody has before them now."""
    trigger_id = ada.workspace.slack.triggers.give(ada)
    return str((await client.views_open(trigger_id=trigger_id, view=view))["view"]["id"])


async def submitted(door: Door, ada: Person, *values: Any, **answer: Any) -> dict[str, Any]:
    """What the bot is told when a modal is filled in and submitted, which it answers so."""
    door.answers = [web.json_response(answer) if answer else web.Response()]
    await asyncio.to_thread(ada.fill_in, *values)
    return told(door)


def told(door: Door) -> dict[str, Any]:
    """The latest interaction that the bot was told about."""
    return dict(json.loads(parse_qs(door.posts[-1][0])["payload"][0]))


async def test_a_submission_holds_what_is_in_the_modal(
    door: Door, client: AsyncWebClient, ada: Person
) -> None:
    id = await shown(client, ada, modal("One", note(), callback_id="c", private_metadata="m"))
    payload = await submitted(door, ada, "a & b")
    view = payload["view"]
    assert (payload["type"], payload["user"]["id"], payload["response_urls"]) == (
        "view_submission",
        "UADA",
        [],
    )
    assert (view["id"], view["callback_id"], view["private_metadata"]) == (id, "c", "m")
    assert view["state"]["values"] == {"note": {"in": {"type": "plain_text_input", "value": "a & b"}}}
    assert ada.modal is None


async def test_an_answer_can_show_another_view_in_its_place(
    door: Door, client: AsyncWebClient, ada: Person
) -> None:
    id = await shown(client, ada, modal("One", note()))
    await submitted(
        door, ada, "x", response_action="update", view=modal("Two", note(), button("B", action_id="b"))
    )
    assert (ada.modal.id, ada.screen()) == (id, "Two Note x B Save")


async def test_an_answer_can_put_a_view_on_top_and_clear_all(
    door: Door, client: AsyncWebClient, ada: Person
) -> None:
    await shown(client, ada, modal("One", note()))
    await submitted(door, ada, "x", response_action="push", view=modal("Two", note()))
    assert [view.sent["title"]["text"] for view in ada.modals] == ["One", "Two"]
    top = (await submitted(door, ada, "y", response_action="clear"))["view"]
    assert top["previous_view_id"] == top["root_view_id"] != top["id"]
    assert ada.modals == []


async def test_a_malformed_answer_leaves_the_modal_and_is_a_problem(
    slack: Slack, door: Door, client: AsyncWebClient, ada: Person
) -> None:
    await shown(client, ada, modal("One", note()))
    await submitted(door, ada, "x", response_action="update", view=modal("x" * 25, note()))
    assert ada.modal.notice == TROUBLE
    await submitted(door, ada, "x", response_action="errors", errors={"nowhere": "no"})
    assert len(slack.problems) == 2
    slack.problems.clear()


async def test_a_late_answer_leaves_the_modal_with_what_was_typed(
    slack: Slack, door: Door, client: AsyncWebClient, ada: Person
) -> None:
    await shown(client, ada, modal("One", note()))
    slack.ack_seconds, door.delay = 0.05, 0.3
    await asyncio.to_thread(ada.fill_in, "precious")
    assert ada.screen() == f"One Note precious Save {TROUBLE}"
    slack.ack_seconds, door.delay = 3.0, 0.0
    await asyncio.to_thread(ada.submit)
    assert ada.modal is None


async def test_what_is_typed_stays_when_the_bot_changes_the_modal(
    client: AsyncWebClient, ada: Person
) -> None:
    id = await shown(client, ada, modal("One", note(initial_value="begin")))
    await asyncio.to_thread(ada.fill, "typed")
    await client.views_update(view_id=id, view=modal("Two", note(initial_value="anew")))
    assert "typed" in ada.screen()
    other = note() | {"block_id": "other"}
    await client.views_update(view_id=id, view=modal("Three", other))
    assert ada.screen() == "Three Note Save"


@pytest.mark.parametrize("notify", [True, False])
async def test_closing_is_told_only_to_who_asked(
    door: Door, client: AsyncWebClient, ada: Person, *, notify: bool
) -> None:
    await shown(client, ada, modal("One", note(), notify_on_close=notify))
    await asyncio.to_thread(ada.close_modal)
    assert len(door.posts) == notify
    assert not notify or (told(door)["type"], told(door)["is_cleared"]) == ("view_closed", False)


async def test_an_input_can_be_told_about_as_it_changes(
    door: Door, client: AsyncWebClient, ada: Person
) -> None:
    await shown(client, ada, modal("One", note() | {"dispatch_action": True}))
    await asyncio.to_thread(ada.fill, "x")
    payload = told(door)
    assert (payload["type"], payload["actions"][0]["value"]) == ("block_actions", "x")
    assert payload["container"] == {"type": "view", "view_id": ada.modal.id}
    assert "response_url" not in payload


async def test_a_grave_button_asks_before(door: Door, client: AsyncWebClient, ada: Person) -> None:
    confirm = {
        "title": text("Sure?"),
        "text": text("All is gone."),
        "confirm": text("Delete"),
        "deny": text("Keep"),
    }
    await shown(client, ada, modal("One", button("Delete", action_id="d", confirm=confirm)))
    assert await asyncio.to_thread(ada.press, "Delete", sure=False) is None
    assert ada.asked == ["Sure? All is gone. Delete Keep"]
    assert door.posts == []
    await asyncio.to_thread(ada.press, "Delete")
    assert told(door)["actions"][0]["action_id"] == "d"


async def test_a_link_is_followed_and_not_pressed(door: Door, client: AsyncWebClient, ada: Person) -> None:
    await shown(client, ada, modal("One", button("Listen", action_id="l", url="https://a.b")))
    with pytest.raises(AssertionError, match="nothing to press"):
        await asyncio.to_thread(ada.press, "Listen")
    assert await asyncio.to_thread(ada.follow, "Listen") == "https://a.b"
    assert told(door)["actions"][0]["url"] == "https://a.b"


async def test_a_conversation_in_a_modal_can_be_answered_in(
    slack: Slack, door: Door, client: AsyncWebClient, ada: Person
) -> None:
    picker = {"type": "conversations_select", "action_id": "in", "response_url_enabled": True}
    await shown(client, ada, modal("One", note() | {"element": picker}))
    payload = await submitted(door, ada, "C7")
    [given] = payload["response_urls"]
    assert (given["block_id"], given["channel_id"]) == ("note", "C7")
    assert given["response_url"].startswith(slack.url)


async def test_of_an_organizations_app_a_view_names_no_team(slack: Slack, door: Door) -> None:
    org = slack.enterprise("E1")
    ada = slack.workspace("T2", enterprise=org).person("UADA")
    client = AsyncWebClient(org.grant().token, base_url=slack.api_url)
    await shown(client, ada, modal("One", note()))
    payload = await submitted(door, ada, "x")
    assert (payload["team"], payload["is_enterprise_install"]) == (None, True)
    assert (payload["enterprise"]["id"], payload["user"]["team_id"]) == ("E1", "T2")
    assert (payload["view"]["team_id"], payload["view"]["app_installed_team_id"]) == ("T2", "E1")


def file_input(**more: Any) -> dict[str, Any]:
    element = {"type": "file_input", "action_id": "in", **more}
    return {"type": "input", "block_id": "file", "label": text("File"), "element": element}


async def test_a_file_is_told_with_where_it_is(
    slack: Slack, door: Door, client: AsyncWebClient, ada: Person, tmp_path: Path
) -> None:
    slack.workspace("T1").scopes |= {"files:read"}
    (tmp_path / "a.vtt").write_bytes(b"WEBVTT")
    await shown(client, ada, modal("Load", file_input(filetypes=["vtt"], max_files=1)))

    sent = await submitted(door, ada, tmp_path / "a.vtt")

    state = sent["view"]["state"]["values"]["file"]["in"]
    assert state["type"] == "file_input"
    assert [(it["name"], it["size"]) for it in state["files"]] == [("a.vtt", 6)]
    assert state["files"][0]["url_private_download"].startswith(f"{slack.url}/files-pri/T1-")


async def test_a_client_lets_nobody_choose_another_kind_of_file_or_more_than_fit(
    slack: Slack, client: AsyncWebClient, ada: Person
) -> None:
    slack.workspace("T1").scopes |= {"files:read"}
    await shown(client, ada, modal("Load", file_input(filetypes=["vtt"], max_files=1)))
    for refused in ("a.mp3", ["a.vtt", "b.vtt"]):
        with pytest.raises(AssertionError, match=r"cannot be chosen|2 files"):
            await asyncio.to_thread(ada.fill, refused)


async def test_who_may_not_read_files_asks_for_none(client: AsyncWebClient, ada: Person) -> None:
    with pytest.raises(SlackApiError) as refused:
        await shown(client, ada, modal("Load", file_input()))
    assert (refused.value.response["error"], refused.value.response["needed"]) == (
        "missing_scope", "files:read",
    )  # fmt: skip
