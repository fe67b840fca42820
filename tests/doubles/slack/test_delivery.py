"""What happens reaches the bot signed and once, or again if it says nothing, in both modes."""

import asyncio
import json
import time
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, web
from slack_sdk.signature import SignatureVerifier

from tests.doubles.slack.delivery import encoded, signed
from tests.doubles.slack.server import Slack
from tests.doubles.slack.wires import Door, Line


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with Door() as door:
        yield door


async def test_posts_are_signed_and_encoded_as_their_kind_is(door: Door) -> None:
    verifier = SignatureVerifier("s3cret")
    with Slack(mode="http", bot_url=door.url, signing_secret="s3cret") as slack:
        ada = slack.workspace("T1").person("UADA")
        await asyncio.to_thread(ada.command, "/career", "a & b")
        await asyncio.to_thread(ada.shortcut, "reflect")
        await asyncio.to_thread(ada.open_home)
    assert all(verifier.is_valid_request(body, headers) for body, headers in door.posts)
    command, shortcut, event = (body for body, _ in door.posts)
    assert "command=%2Fcareer&text=a+%26amp%3B+b&api_app_id=" in command
    assert shortcut.startswith("payload=%7B")
    assert json.loads(event)["event"]["type"] == "app_home_opened"


def test_a_signature_is_of_a_time() -> None:
    headers = {
        "X-Slack-Request-Timestamp": "",
        "X-Slack-Signature": "",
        **signed("s", b"x", time.time() - 600),
    }
    assert not SignatureVerifier("s").is_valid_request("x", headers)


async def test_the_challenge_is_sent_and_has_to_come_back(door: Door) -> None:
    door.answers = [web.json_response({"challenge": "3eZbrw1aB"}), web.Response(text="what?")]
    with Slack(mode="http", bot_url=door.url) as slack:
        assert await asyncio.to_thread(slack.verify_url)
        assert not await asyncio.to_thread(slack.verify_url)


@pytest.mark.parametrize(("status", "failure"), [(500, "http_service_error"), (404, "http_client_error")])
async def test_a_command_that_the_bot_refuses_failed(door: Door, status: int, failure: str) -> None:
    door.answers = [web.Response(status=status)]
    with Slack(mode="http", bot_url=door.url) as slack:
        ada = slack.workspace("T1").person("UADA")
        delivery = await asyncio.to_thread(ada.command, "/career")
        assert slack.unacknowledged == [delivery]
        assert await asyncio.to_thread(ada.wait) == f"/career failed with the error {failure}"


async def test_an_acknowledgement_that_comes_late_is_none(door: Door) -> None:
    door.delay = 0.3
    with Slack(mode="http", bot_url=door.url, ack_seconds=0.1) as slack:
        ada = slack.workspace("T1").person("UADA")
        delivery = await asyncio.to_thread(ada.command, "/career")
        assert (delivery.ack_ms, delivery.failure) == (None, "operation_timeout")
        await asyncio.to_thread(ada.wait, "operation_timeout")


async def test_an_event_comes_again_until_it_is_acknowledged(door: Door) -> None:
    door.answers = [web.Response(status=500), web.Response(status=500)]
    with Slack(mode="http", bot_url=door.url, retry_seconds=(0, 0.05, 60)) as slack:
        await asyncio.to_thread(slack.workspace("T1").person("UADA").open_messages)
        await asyncio.to_thread(slack.until, lambda: len(door.posts) == 3)
    ids = {json.loads(body)["event_id"] for body, _ in door.posts}
    tries = [(it.get("X-Slack-Retry-Num"), it.get("X-Slack-Retry-Reason")) for _, it in door.posts]
    assert len(ids) == 1
    assert tries == [(None, None), ("1", "http_error"), ("2", "http_error")]


async def test_an_answer_in_the_acknowledgement_is_shown(door: Door) -> None:
    door.answers = [
        web.Response(text="Plain"),
        web.json_response({"text": "*All*", "response_type": "in_channel"}),
    ]
    with Slack(mode="http", bot_url=door.url) as slack:
        ada, bob = (slack.workspace("T1").person(id) for id in ("UADA", "UBOB"))
        for _ in range(2):
            await asyncio.to_thread(ada.command, "/career")
        assert [seen.words for seen in ada.timeline] == ["Plain", "All"]
        assert [seen.words for seen in bob.timeline] == ["All"]


async def test_the_bot_is_told_what_people_say_only_where_it_may_read() -> None:
    with Slack() as slack:
        team = slack.workspace("T1")
        ada = team.person("UADA")
        await asyncio.to_thread(ada.say, "to nobody")
        assert slack.deliveries == []
        team.scopes |= {"channels:history"}
        await asyncio.to_thread(ada.say, "to all")
        assert [it.payload["event"]["channel_type"] for it in slack.deliveries if not it.attempt] == [
            "channel"
        ]


async def test_who_is_named_is_named_by_id() -> None:
    with Slack() as slack:
        team = slack.workspace("T1")
        ada, _ = team.person("UADA"), team.person("UBOB", "Bob Fry")
        typed = "add @bob.fry, @nobody and a@bob.fry, <@UX> in #channel-c1"
        command = await asyncio.to_thread(ada.command, "/career-admin", typed)
        message = await asyncio.to_thread(ada.dm, "@bob.fry")
    assert command.payload["text"] == (
        "add <@UBOB|bob.fry>, @nobody and a@bob.fry, &lt;@UX&gt; in <#C1|channel-c1>"
    )
    assert message.payload["event"]["text"] == "<@UBOB>"


async def test_nobody_can_be_told_who_is_not_there() -> None:
    with Slack() as slack:
        ada = slack.workspace("T1").person("UADA")
        delivery = await asyncio.to_thread(ada.command, "/career")
        assert delivery.failure == "dispatch_failed"


async def test_connections_take_turns_and_each_link_opens_one() -> None:
    with Slack() as slack:
        ada = slack.workspace("T1").person("UADA")
        async with Line(slack) as one, Line(slack) as two:
            assert (one.hello["type"], two.hello["num_connections"]) == ("hello", 2)
            heard = []
            for _ in range(2):
                command = asyncio.create_task(asyncio.to_thread(ada.command, "/career"))
                line = two if len(heard) == 0 else one
                envelope = await line.hear()
                await line.acknowledge(envelope, {"text": "Got it"})
                heard.append((await command).ack)
            assert heard == [{"text": "Got it"}] * 2
            async with ClientSession() as session, session.get(one.url) as again:
                assert again.status == 408


async def test_a_connection_that_breaks_loses_what_was_not_acknowledged() -> None:
    with Slack() as slack:
        ada = slack.workspace("T1").person("UADA")
        async with Line(slack) as line:
            command = asyncio.create_task(asyncio.to_thread(ada.command, "/career"))
            assert (await line.hear())["type"] == "slash_commands"
            await asyncio.to_thread(slack.disconnect, "abort")
            assert (await command).failure == "dispatch_failed"


async def test_a_connection_that_is_to_be_renewed_can_still_acknowledge() -> None:
    with Slack() as slack:
        ada = slack.workspace("T1").person("UADA")
        async with Line(slack) as line:
            command = asyncio.create_task(asyncio.to_thread(ada.command, "/career"))
            envelope = await line.hear()
            await asyncio.to_thread(slack.disconnect)
            assert (await line.hear())["reason"] == "refresh_requested"
            await line.acknowledge(envelope)
            assert (await command).acknowledged
            assert (await asyncio.to_thread(ada.command, "/career")).failure == "dispatch_failed"


async def test_the_eleventh_connection_is_one_too_many() -> None:
    with Slack() as slack:
        lines = [Line(slack) for _ in range(11)]
        for line in lines:
            await line.__aenter__()
        assert lines[10].hello["reason"] == "too_many_websockets"
        for line in lines:
            await line.__aexit__()


async def test_the_bot_hears_what_it_says_in_a_dm_and_not_elsewhere() -> None:
    with Slack(echo=True) as slack:
        team = slack.workspace("T1")
        ada, token = team.person("UADA"), {"Authorization": f"Bearer {team.bot_token}"}
        quiet = {"unfurl_links": False, "unfurl_media": False}
        async with Line(slack) as line, ClientSession(headers=token) as session:
            for channel in (team.channel("C1").id, ada.id):
                said = {"channel": channel, "text": "x", **quiet}
                await (await session.post(f"{slack.api_url}chat.postMessage", json=said)).release()
            event = (await line.hear())["payload"]["event"]
    assert (event["channel"], event["channel_type"], event["bot_id"]) == ("DADA", "im", team.bot_id)


async def test_an_event_may_come_twice(door: Door) -> None:
    with Slack(mode="http", bot_url=door.url) as slack:
        first = await asyncio.to_thread(slack.workspace("T1").person("UADA").dm, "hello")
        await asyncio.to_thread(slack.redeliver, first)
        await asyncio.to_thread(slack.redeliver, first, event_id="Ev2")
    sent = [json.loads(body) for body, _ in door.posts]
    assert [it["event"]["text"] for it in sent] == ["hello"] * 3
    assert [it["event_id"] == first.payload["event_id"] for it in sent] == [True, True, False]
    assert encoded(first)[1] == {"Content-Type": "application/json"}


async def test_a_manifest_says_what_people_can_do() -> None:
    manifest = {
        "features": {
            "slash_commands": [{"command": "/career"}],
            "shortcuts": [{"type": "message", "callback_id": "ask"}],
        },
        "oauth_config": {"scopes": {"bot": ["commands", "im:history"]}},
        "settings": {"event_subscriptions": {"bot_events": ["message.im"]}},
    }
    with Slack(manifest=manifest) as slack:
        ada = slack.workspace("T1").person("UADA")
        await asyncio.to_thread(ada.command, "/weather")
        assert await asyncio.to_thread(ada.wait) == "/weather is not a valid command."
        assert await asyncio.to_thread(ada.open_home) is None
        assert await asyncio.to_thread(ada.dm, "hello")
        with pytest.raises(AssertionError, match="no global shortcut 'ask'"):
            await asyncio.to_thread(ada.shortcut, "ask")
