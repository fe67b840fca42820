"""The double says no where Slack does, in its words, and remembers what the bot should not have sent."""

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.doubles.slack.people import Person
from tests.doubles.slack.server import Slack

QUIETLY: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Title"},
    "blocks": [{"type": "section", "text": {"type": "plain_text", "text": "Text"}}],
}


@pytest.fixture
def slack() -> Iterator[Slack]:
    with Slack() as slack:
        yield slack


@pytest.fixture
def ada(slack: Slack) -> Person:
    return slack.workspace("T1").person("UADA", "Ada", tz="Asia/Tokyo")


@pytest.fixture
def client(slack: Slack) -> AsyncWebClient:
    return AsyncWebClient(slack.workspace("T1").bot_token, base_url=slack.api_url)


async def refusal(call: Any) -> str:
    """With what error a call is refused."""
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


def drained(slack: Slack) -> list[str]:
    """The problems so far, which are none any more."""
    problems = list(slack.problems)
    slack.problems.clear()
    return problems


async def test_a_token_is_refused_for_what_is_wrong_with_it(slack: Slack, client: AsyncWebClient) -> None:
    team = slack.workspace("T1")
    assert await refusal(client.auth_test(token="xoxb-made-up")) == "invalid_auth"
    assert await refusal(AsyncWebClient(base_url=slack.api_url).auth_test()) == "not_authed"
    await asyncio.to_thread(team.uninstall)
    assert await refusal(client.auth_test()) == "account_inactive"


async def test_a_revoked_token_is_worth_nothing_and_the_app_is_told(
    slack: Slack, client: AsyncWebClient
) -> None:
    assert (await client.auth_revoke(test=True))["revoked"] is False
    assert (await client.auth_revoke())["revoked"] is True
    await asyncio.to_thread(slack.until, lambda: len(slack.deliveries) >= 2)
    assert [it.what for it in slack.deliveries if not it.attempt] == ["tokens_revoked", "app_uninstalled"]
    assert await refusal(client.auth_test()) == "token_revoked"


async def test_a_token_that_has_to_be_renewed_expires(slack: Slack) -> None:
    client = AsyncWebClient(slack.workspace("T2", rotating=True).bot_token, base_url=slack.api_url)
    assert (await client.auth_test())["team_id"] == "T2"
    slack.let_pass(12 * 60 * 60)
    assert await refusal(client.auth_test()) == "token_expired"


async def test_what_needs_a_scope_is_refused_without_it(slack: Slack, client: AsyncWebClient) -> None:
    slack.workspace("T1").channel("C1")
    with pytest.raises(SlackApiError) as refused:
        await client.conversations_history(channel="C1")
    assert refused.value.response["error"] == "missing_scope"
    assert refused.value.response["needed"] == "channels:history"


async def test_an_unknown_method_is_a_problem_too(slack: Slack, client: AsyncWebClient) -> None:
    assert await refusal(client.api_call("chat.shout")) == "unknown_method"
    assert drained(slack) == ["chat.shout: no such method, or none that the double knows"]


async def test_a_malformed_message_is_refused_and_remembered(
    slack: Slack, client: AsyncWebClient, ada: Person
) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]
    assert (
        await refusal(client.chat_postMessage(channel=ada.id, text="x", blocks=blocks, **QUIETLY))
        == "invalid_blocks"
    )
    assert (
        await refusal(client.chat_postMessage(channel=ada.id, text="<!here>", **QUIETLY)) == "invalid_blocks"
    )
    assert await refusal(client.api_call("chat.postMessage", params={"channel": ada.id})) == "no_text"
    assert len(drained(slack)) >= 2
    assert ada.timeline == []


def test_a_test_fails_that_leaves_problems() -> None:
    with pytest.raises(AssertionError, match=r"we do:\nviews\.open: too wide"), Slack() as slack:
        slack.problems.append("views.open: too wide")


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C404", "channel_not_found"),
        ("CPRIVATE", "channel_not_found"),
        ("COTHER", "not_in_channel"),
        ("U404", "channel_not_found"),
    ],
)
async def test_the_bot_posts_only_where_it_can(
    slack: Slack, client: AsyncWebClient, channel: str, error: str
) -> None:
    team = slack.workspace("T1")
    team.channel("CPRIVATE", private=True, bot_is_member=False)
    team.channel("COTHER", bot_is_member=False)
    assert await refusal(client.chat_postMessage(channel=channel, text="x", **QUIETLY)) == error


async def test_a_message_to_somebody_opens_the_dm(client: AsyncWebClient, ada: Person) -> None:
    posted = await client.chat_postMessage(channel=ada.id, text="Hello", **QUIETLY)
    assert posted["channel"] == "DADA"
    opened = await client.conversations_open(users=ada.id)
    assert (opened["channel"]["id"], opened["already_open"]) == ("DADA", True)
    assert await asyncio.to_thread(ada.wait) == "Hello"


async def test_only_the_bots_own_lasting_messages_can_be_changed(client: AsyncWebClient, ada: Person) -> None:
    said = await asyncio.to_thread(ada.say, "mine")
    private = await client.chat_postEphemeral(channel="C1", user=ada.id, text="psst")
    ts = private["message_ts"]
    assert await refusal(client.chat_update(channel="C1", ts=said.ts, text="x")) == "cant_update_message"
    assert await refusal(client.chat_delete(channel="C1", ts=said.ts)) == "cant_delete_message"
    assert await refusal(client.chat_update(channel="C1", ts=ts, text="x")) == "message_not_found"
    posted = await client.chat_postMessage(channel="C1", text="first", **QUIETLY)
    await client.chat_update(channel="C1", ts=posted["ts"], text="second")
    assert [seen.text for seen in ada.timeline] == ["mine", "psst", "second"]
    await client.chat_delete(channel="C1", ts=posted["ts"])
    assert len(ada.timeline) == 2


async def test_a_whisper_needs_a_reader_in_the_channel(
    slack: Slack, client: AsyncWebClient, ada: Person
) -> None:
    slack.workspace("T1").channel("CBOB", members={"UBOB"})
    whisper = client.chat_postEphemeral(channel="CBOB", user=ada.id, text="psst")
    assert await refusal(whisper) == "user_not_in_channel"


async def test_a_trigger_opens_one_modal_and_not_for_long(
    slack: Slack, client: AsyncWebClient, ada: Person
) -> None:
    trigger_id = slack.triggers.give(ada)
    assert (await client.views_open(trigger_id=trigger_id, view=MODAL))["view"]["type"] == "modal"
    assert await refusal(client.views_open(trigger_id=trigger_id, view=MODAL)) == "exchanged_trigger_id"
    late = slack.triggers.give(ada)
    slack.let_pass(3.1)
    assert await refusal(client.views_open(trigger_id=late, view=MODAL)) == "expired_trigger_id"
    assert await refusal(client.views_open(trigger_id="1.2.made-up", view=MODAL)) == "invalid_trigger_id"


async def test_three_modals_are_the_most(slack: Slack, client: AsyncWebClient, ada: Person) -> None:
    push = lambda: client.views_push(trigger_id=slack.triggers.give(ada), view=MODAL)  # noqa: E731
    assert await refusal(push()) == "not_found"
    await client.views_open(trigger_id=slack.triggers.give(ada), view=MODAL)
    second = (await push())["view"]
    assert second["previous_view_id"] == second["root_view_id"] == ada.modals[0].id
    await push()
    assert await refusal(push()) == "push_limit_reached"


async def test_a_view_is_changed_only_as_it_was_seen_last(
    slack: Slack, client: AsyncWebClient, ada: Person
) -> None:
    opened = (await client.views_open(trigger_id=slack.triggers.give(ada), view=MODAL))["view"]
    changed = (await client.views_update(view_id=opened["id"], hash=opened["hash"], view=MODAL))["view"]
    assert changed["hash"] != opened["hash"]
    again = client.views_update(view_id=opened["id"], hash=opened["hash"], view=MODAL)
    assert await refusal(again) == "hash_conflict"
    await asyncio.to_thread(ada.close_modal)
    assert await refusal(client.views_update(view_id=opened["id"], view=MODAL)) == "not_found"


async def test_a_malformed_view_is_refused(slack: Slack, client: AsyncWebClient, ada: Person) -> None:
    wide = MODAL | {"title": {"type": "plain_text", "text": "x" * 25}}
    opening = client.views_open(trigger_id=slack.triggers.give(ada), view=wide)
    assert await refusal(opening) == "invalid_arguments"
    assert "views.open" in drained(slack)[0]
    assert ada.modal is None


async def test_a_view_has_a_limit_in_bytes(slack: Slack, client: AsyncWebClient, ada: Person) -> None:
    big = MODAL | {"private_metadata": "x" * 250_000}
    assert await refusal(client.views_open(trigger_id=slack.triggers.give(ada), view=big)) == "view_too_large"


async def test_a_response_url_takes_five_messages_within_half_an_hour(slack: Slack, ada: Person) -> None:
    channel = slack.workspace("T1").channel("C1")
    url, late = (AsyncWebhookClient(slack.urls.give(ada, channel)) for _ in range(2))
    assert [(await url.send(text="x")).status_code for _ in range(6)] == [200] * 5 + [404]
    assert "used_url" in (await url.send(text="x")).body
    slack.let_pass(30 * 60 + 1)
    assert json.loads((await late.send(text="x")).body)["error"] == "expired_url"
    assert len(ada.timeline) == 5


async def test_a_response_can_be_for_all_replace_or_take_away(
    slack: Slack, client: AsyncWebClient, ada: Person
) -> None:
    posted = await client.chat_postMessage(
        channel="C1" if slack.workspace("T1").channel("C1") else "", text="old", **QUIETLY
    )
    [message] = ada.messages()
    url = AsyncWebhookClient(slack.urls.give(ada, message.channel, message))
    await url.send(text="new", replace_original=True)
    await url.send_dict(
        {"text": "more", "replace_original": False, "response_type": "in_channel", "thread_ts": posted["ts"]}
    )
    assert [(seen.text, seen.ephemeral, seen.thread_ts) for seen in ada.timeline] == [
        ("new", False, None),
        ("more", False, posted["ts"]),
    ]
    await url.send(delete_original=True)
    assert [seen.text for seen in ada.timeline] == ["more"]
    assert (await url.send(text="which?")).status_code == 400
    assert "neither true nor false" in drained(slack)[0]


async def test_a_file_is_uploaded_whole_and_shared(client: AsyncWebClient, ada: Person) -> None:
    dm = (await client.conversations_open(users=ada.id))["channel"]["id"]
    await client.files_upload_v2(
        channel=dm, filename="a.txt", content=b"words", title="A", initial_comment="Here"
    )
    [seen] = ada.timeline
    assert (seen.text, seen.files[0].name, seen.files[0].data) == ("Here", "a.txt", b"words")
    promised = await client.files_getUploadURLExternal(filename="b.txt", length=5)
    async with ClientSession() as session, session.post(promised["upload_url"], data=b"too long") as answer:
        assert answer.status == 400
    completed = client.files_completeUploadExternal(files=[{"id": promised["file_id"], "title": "B"}])
    assert await refusal(completed) == "file_not_found"
    to_a_person = client.files_upload_v2(channel=ada.id, filename="a.txt", content=b"words")
    assert await refusal(to_a_person) == "channel_not_found"


async def test_an_image_of_a_file_that_is_not_there_is_refused(
    slack: Slack, client: AsyncWebClient, ada: Person
) -> None:
    image = {"type": "image", "slack_file": {"id": "F404"}, "alt_text": "A bar"}
    assert (
        await refusal(client.chat_postMessage(channel=ada.id, text="x", blocks=[image], **QUIETLY))
        == "invalid_blocks"
    )
    assert "F404" in drained(slack)[-1]


async def test_a_file_opens_with_a_token_and_is_a_page_to_sign_in_without(slack: Slack, ada: Person) -> None:
    team = slack.workspace("T1")
    await asyncio.to_thread(ada.dm, "a transcript", files={"a.md": b"# Words"})
    [file] = slack.deliveries[0].payload["event"]["files"]
    headers = {"Authorization": f"Bearer {team.bot_token}"}
    async with ClientSession() as session:
        async with session.get(file["url_private_download"], headers=headers) as page:
            assert (page.status, page.content_type) == (200, "text/html")
        team.scopes |= {"files:read"}
        async with session.get(file["url_private_download"], headers=headers) as data:
            assert await data.read() == b"# Words"


async def test_somebody_has_a_time_zone(client: AsyncWebClient, ada: Person) -> None:
    user = (await client.users_info(user=ada.id))["user"]
    assert (user["tz"], user["tz_offset"], user["is_admin"]) == ("Asia/Tokyo", 9 * 3600, False)
    assert await refusal(client.users_info(user="U404")) == "user_not_found"


async def test_a_dm_is_remembered_with_its_metadata(
    slack: Slack, client: AsyncWebClient, ada: Person
) -> None:
    metadata = {"event_type": "nudge", "event_payload": {"key": "k1"}}
    before = slack.now()
    first = await client.chat_postMessage(channel=ada.id, text="one", metadata=metadata, **QUIETLY)
    await client.chat_postMessage(channel=ada.id, text="two", **QUIETLY)
    look = {"channel": first["channel"], "oldest": str(before - 1), "limit": 1}
    page = await client.conversations_history(**look)
    assert [it["text"] for it in page["messages"]] == ["two"]
    rest = await client.conversations_history(
        **look, cursor=page["response_metadata"]["next_cursor"], include_all_metadata=True
    )
    assert [(it["text"], it["metadata"]) for it in rest["messages"]] == [("one", metadata)]
    assert rest["has_more"] is False


async def test_prompts_are_few_and_not_of_a_thread(slack: Slack, client: AsyncWebClient, ada: Person) -> None:
    prompts = [{"title": str(number), "message": "x"} for number in range(5)]
    setting = client.assistant_threads_setSuggestedPrompts
    dm = (await client.conversations_open(users=ada.id))["channel"]["id"]
    assert await refusal(setting(channel_id=dm, prompts=prompts)) == "invalid_arguments"
    await setting(channel_id=dm, thread_ts="1.2", prompts=prompts[:2])
    assert ada.prompts == []
    await setting(channel_id=dm, prompts=prompts[:4])
    assert len(ada.prompts) == 4
    assert len(drained(slack)) == 2


async def test_a_status_is_shown_in_a_thread_that_there_is(client: AsyncWebClient, ada: Person) -> None:
    await asyncio.to_thread(ada.dm, "hello")
    [message] = ada.timeline
    setting = client.assistant_threads_setStatus
    await setting(channel_id="DADA", thread_ts=message.ts, status="is reading...")
    assert ada.status == ["is reading..."]
    assert await refusal(setting(channel_id="DADA", thread_ts="1.2", status="x")) == "invalid_thread_ts"


async def test_a_channel_takes_a_few_messages_at_once(
    slack: Slack, client: AsyncWebClient, ada: Person
) -> None:
    slack.limits = True
    post: Callable[..., Any] = lambda: client.chat_postMessage(channel=ada.id, text="x", **QUIETLY)  # noqa: E731
    for _ in range(4):
        await post()
    with pytest.raises(SlackApiError) as refused:
        await post()
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "1"
    slack.let_pass(1)
    await post()


async def test_a_method_takes_so_many_calls_a_minute(
    slack: Slack, client: AsyncWebClient, ada: Person
) -> None:
    slack.limits = True
    for _ in range(50):
        await client.conversations_open(users=ada.id)
    assert await refusal(client.conversations_open(users=ada.id)) == "ratelimited"
    await client.users_info(user=ada.id)


async def test_what_is_to_fail_fails_as_often_as_it_is_to(
    slack: Slack, client: AsyncWebClient, ada: Person
) -> None:
    slack.fail("chat.postMessage", error="internal_error", times=2)
    slack.fail("chat.postMessage", status=429, retry_after=7)
    post: Callable[..., Any] = lambda: client.chat_postMessage(channel=ada.id, text="x", **QUIETLY)  # noqa: E731
    assert [await refusal(post()) for _ in range(2)] == ["internal_error"] * 2
    assert await refusal(post()) == "ratelimited"
    await post()
    assert slack.calls["chat.postMessage"] == 4
    assert len(ada.timeline) == 1


async def test_a_dropped_answer_leaves_the_message_posted(slack: Slack, ada: Person) -> None:
    client = AsyncWebClient(slack.workspace("T1").bot_token, base_url=slack.api_url, retry_handlers=[])
    slack.fail("chat.postMessage", drop=True)
    with pytest.raises(Exception, match="disconnected"):
        await client.chat_postMessage(channel=ada.id, text="Did it arrive?", **QUIETLY)
    assert [seen.text for seen in ada.timeline] == ["Did it arrive?"]


async def test_arguments_are_taken_wherever_they_are(slack: Slack, ada: Person) -> None:
    token = {"Authorization": f"Bearer {slack.workspace('T1').bot_token}"}
    said = {"channel": ada.id, "text": "x", "unfurl_links": "0", "unfurl_media": "false", "blocks": "[]"}
    url = f"{slack.api_url}chat.postMessage"
    async with ClientSession(headers=token) as session:
        ways: list[dict[str, Any]] = [{"params": said}, {"data": said}, {"json": said | {"blocks": []}}]
        for way in ways:
            async with session.post(url, **way) as answer:
                assert (await answer.json())["ok"], way
    assert len(ada.timeline) == 3


async def test_the_link_of_a_message_leads_to_it(client: AsyncWebClient, ada: Person) -> None:
    posted = await client.chat_postMessage(channel=ada.id, text="x", **QUIETLY)
    link = await client.chat_getPermalink(channel="DADA", message_ts=posted["ts"])
    assert link["permalink"] == f"https://team-t1.slack.com/archives/DADA/p{posted['ts'].replace('.', '')}"
    assert await refusal(client.chat_getPermalink(channel="DADA", message_ts="1.2")) == "message_not_found"


# slack_sdk makes its headers for OAuth in a way that aiohttp is going to remove.
@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_a_client_has_to_say_the_right_secret(slack: Slack) -> None:
    client = AsyncWebClient(base_url=slack.api_url)
    access = client.oauth_v2_access
    assert await refusal(access(client_id="x", client_secret="y", code="z")) == "invalid_client_id"
    assert (
        await refusal(access(client_id=slack.client_id, client_secret="y", code="z")) == "bad_client_secret"
    )
    right = access(client_id=slack.client_id, client_secret=slack.client_secret, code="z")
    assert await refusal(right) == "invalid_code"
