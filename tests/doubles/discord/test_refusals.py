"""Everything that Discord refuses is refused, and answered as Discord answers."""

import asyncio
import time
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientError, ClientSession

from tests.doubles.discord.account import register
from tests.doubles.discord.server import Discord
from tests.doubles.discord.wires import NOBODY, Caller

V2, EPHEMERAL = 1 << 15, 1 << 6
TEXT = {"flags": V2, "components": [{"type": 10, "content": "Hello"}], "allowed_mentions": NOBODY}
QUIET = {**TEXT, "flags": V2 | EPHEMERAL}
MODAL = {
    "title": "When",
    "custom_id": "m:when",
    "components": [
        {"type": 18, "label": "Day", "component": {"type": 4, "custom_id": "day", "style": 1}},
    ],
}
COMMANDS = [
    {"name": "career", "description": "Ask", "integration_types": [0, 1], "contexts": [0, 1, 2]},
]


@pytest.fixture
def double():
    with Discord(answer_seconds=0.3) as discord_:
        discord_.server("Guild").channel("general")
        register(discord_, COMMANDS)
        yield discord_


@pytest.fixture
def general(double):
    return double.server("Guild").channel("general")


@pytest.fixture
async def call(double):
    async with Caller(double) as caller:
        yield caller


@asynccontextmanager
async def used(double, person, **how):
    """A command that somebody just used, while it waits for its first answer."""
    task = asyncio.create_task(asyncio.to_thread(person.command, "career", **how))
    await asyncio.to_thread(double.until, lambda: latest(double) and latest(double).person is person)
    yield latest(double)
    await task


def latest(double):
    """What was done last, if anything was."""
    return next(reversed(double.interactions.values()), None)


# Who calls, and what


async def test_a_call_without_the_token_is_refused(double) -> None:
    async with Caller(double, token="") as nobody:
        assert (await nobody("GET", "/users/@me")).status == 401


async def test_a_route_that_nobody_knows_is_a_problem(double, call) -> None:
    assert (await call("GET", "/guilds/1/nonsense")).status == 404
    assert double.problems == ["GET /api/v10/guilds/1/nonsense: no such route, or none that the double knows"]
    double.problems.clear()


async def test_what_is_malformed_is_refused(double, general, call) -> None:
    answer = await call.send(general.id, "x" * 2001)
    assert (answer.status, answer.code) == (400, 50035)
    assert "2001 characters" in double.problems.pop()


def test_a_problem_makes_a_test_fail() -> None:
    double = Discord()
    double.problems.append("no such thing")
    with pytest.raises(AssertionError, match="Discord would have refused, or we do:\nno such thing"), double:
        pass


async def test_what_is_no_json_is_refused(double, general) -> None:
    headers = {"Authorization": f"Bot {double.token}", "Content-Type": "application/json"}
    url = f"{double.api_url}/channels/{general.id}/messages"
    async with ClientSession(headers=headers) as session, session.post(url, data=b"{") as said:
        assert (await said.json())["code"] == 50109


async def test_nothing_is_checked_when_that_is_not_wanted() -> None:
    with Discord(checking=False) as double:
        channel = double.server().channel()
        async with Caller(double) as call:
            assert (await call.send(channel.id, "x" * 2001)).status == 200


# Looking things up


async def test_what_there_is_can_be_looked_up(double, general, call) -> None:
    ada = double.person("Ada")
    assert (await call("GET", "/users/@me")).body["id"] == double.application_id
    assert (await call("GET", "/applications/@me")).body["verify_key"] == double.public_key
    assert (await call("GET", "/oauth2/applications/@me")).body["name"] == "Career Mentor"
    assert (await call("GET", f"/users/{ada.id}")).body["global_name"] == "Ada"
    assert (await call("GET", f"/guilds/{general.server.id}")).body["name"] == "Guild"
    assert (await call("GET", f"/channels/{general.id}")).body["name"] == "general"
    told = await call("GET", f"/guilds/{general.server.id}/channels")
    assert [it["id"] for it in told.body] == [general.id]
    assert (await call("GET", "/gateway")).body == {"url": double.gateway.url}


async def test_what_there_is_not_is_unknown(double, call) -> None:
    strange = double.server("Strange", with_bot=False).channel()
    assert (await call("GET", "/users/1")).code == 10013
    assert (await call("GET", "/guilds/1")).code == 10004
    assert (await call("GET", "/channels/1")).code == 10003
    assert (await call("GET", f"/channels/{strange.id}")).code == 50001
    assert (await call("POST", "/users/@me/channels", {"recipient_id": "1"})).code == 10013
    assert (await call("GET", f"/guilds/{strange.server.id}/channels")).code == 50001


async def test_commands_keep_their_ids(double, call) -> None:
    path = f"/applications/{double.application_id}/commands"
    before = (await call("GET", path)).body
    more = [*COMMANDS, {"name": "Ask the mentor", "type": 3}]
    after = (await call("PUT", path, more)).body
    assert [it["name"] for it in after] == ["career", "Ask the mentor"]
    assert after[0]["id"] == before[0]["id"]
    assert (await call("PUT", "/applications/1/commands", more)).code == 50001


# Messages


async def test_the_bot_writes_where_it_may(double, call) -> None:
    server = double.server("Guild")
    closed, hidden = (
        server.channel("closed", bot_can_write=False),
        server.channel("hidden", bot_can_see=False),
    )
    assert (await call.send(closed.id)).code == 50013
    assert (await call.send(hidden.id)).code == 50001
    assert (await call.send("1")).code == 10003
    assert (await call("POST", f"/channels/{closed.id}/typing")).code == 50013


async def test_direct_messages_reach_whom_they_may(double, call) -> None:
    ada, bob = double.person("Ada"), double.person("Bob", dms_open=False)
    eve, eva = double.person("Eve", servers=[]), double.person("Eva", servers=[], installed=True)
    codes = {}
    for person in (ada, bob, eve, eva):
        opened = await call("POST", "/users/@me/channels", {"recipient_id": person.id})
        assert opened.body["id"] == person.dm.id
        answer = await call.send(person.dm.id)
        codes[person.name] = answer.code if answer.status != 200 else 0
    assert codes == {"Ada": 0, "Bob": 50007, "Eve": 50278, "Eva": 0}
    assert [seen.words for seen in ada.timeline] == ["Hello"]


async def test_a_nonce_keeps_a_message_from_coming_twice(double, general, call) -> None:
    once = {"nonce": "n" * 25, "enforce_nonce": True}
    first, second = await call.send(general.id, **once), await call.send(general.id, "Again", **once)
    assert first.body == second.body
    assert len(general.messages) == 1
    double.let_pass(600)
    assert (await call.send(general.id, "Much later", **once)).body["id"] != first.body["id"]


async def test_history_is_told_from_the_newest(double, general, call) -> None:
    ids = [(await call.send(general.id, str(number))).body["id"] for number in range(5)]
    path = f"/channels/{general.id}/messages"
    assert [it["content"] for it in (await call("GET", f"{path}?limit=2")).body] == ["4", "3"]
    assert [it["content"] for it in (await call("GET", f"{path}?limit=2&after={ids[1]}")).body] == ["3", "2"]
    assert [it["content"] for it in (await call("GET", f"{path}?before={ids[2]}")).body] == ["1", "0"]
    assert (await call("GET", f"{path}/{ids[0]}")).body["content"] == "0"
    assert (await call("GET", f"{path}?limit=101")).code == 50035
    assert "limit: 101" in double.problems.pop()


async def test_history_is_for_who_may_read_it(double, call) -> None:
    quiet = double.server("Guild").channel("quiet", bot_can_read=False)
    mine = (await call.send(quiet.id)).body["id"]
    assert (await call("GET", f"/channels/{quiet.id}/messages")).body == []
    assert (await call("GET", f"/channels/{quiet.id}/messages/{mine}")).code == 50013
    assert (await call.send(quiet.id, message_reference={"message_id": mine})).code == 160002


async def test_a_reply_is_to_a_message_that_is_there(double, general, call) -> None:
    ada = double.person("Ada")
    said = await asyncio.to_thread(ada.say, "Hello?", at=general)
    answer = await call.send(general.id, message_reference={"message_id": said.id})
    assert answer.body["referenced_message"]["content"] == "Hello?"
    assert (await call.send(general.id, message_reference={"message_id": "1"})).code == 50035
    loose = {"message_id": "1", "fail_if_not_exists": False}
    assert (await call.send(general.id, message_reference=loose)).status == 200


async def test_only_what_the_bot_wrote_can_be_changed(double, general, call) -> None:
    ada = double.person("Ada")
    said = await asyncio.to_thread(ada.say, "Mine", at=general)
    mine = (await call.send(general.id)).body["id"]
    path = f"/channels/{general.id}/messages"
    change = {"content": "Changed", "allowed_mentions": NOBODY}
    assert (await call("PATCH", f"{path}/{mine}", change)).body["content"] == "Changed"
    assert (await call("PATCH", f"{path}/{said.id}", change)).code == 50005
    assert (await call("DELETE", f"{path}/{said.id}")).code == 50013
    assert (await call("DELETE", f"{path}/{mine}")).status == 204
    assert (await call("PATCH", f"{path}/{mine}", change)).code == 10008
    assert [seen.words for seen in ada.timeline] == ["Mine"]


async def test_files_come_with_components_and_go_after_a_day(double, general, call) -> None:
    shown = {"type": 13, "file": {"url": "attachment://a.txt"}}
    body = {**TEXT, "components": [shown], "attachments": [{"id": 0, "filename": "a.txt"}]}
    answer = await call("POST", f"/channels/{general.id}/messages", body, {"a.txt": b"words"})
    [file] = answer.body["attachments"]
    assert answer.body["components"][0]["file"]["url"] == file["url"]
    async with ClientSession() as session:
        async with session.get(file["url"]) as said:
            assert await said.read() == b"words"
        double.let_pass(25 * 60 * 60)
        async with session.get(file["url"]) as said:
            assert said.status == 404


async def test_a_change_keeps_the_files_that_it_names(general, call) -> None:
    path = f"/channels/{general.id}/messages"
    body = {"content": "Two", "allowed_mentions": NOBODY}
    sent = (await call("POST", path, body, {"a.txt": b"a", "b.txt": b"b"})).body
    kept = sent["attachments"][1]
    change = {"attachments": [{"id": kept["id"]}], "allowed_mentions": NOBODY}
    changed = await call("PATCH", f"{path}/{sent['id']}", change)
    assert [it["filename"] for it in changed.body["attachments"]] == ["b.txt"]


# Interactions


async def test_an_answer_that_comes_late_or_twice_is_refused(double, call) -> None:
    ada = double.person("Ada")
    async with used(double, ada) as it:
        assert (await call.respond(it, 4, QUIET)).body["interaction"]["response_message_ephemeral"]
        assert (await call.respond(it, 4, QUIET)).code == 40060
    async with used(double, double.person("Bob")) as it:
        await asyncio.sleep(0.4)
        assert (await call.respond(it, 4, QUIET)).code == 10062
    assert double.unanswered == [it]


@pytest.mark.parametrize(("kind", "data"), [(6, None), (7, TEXT), (8, {"choices": []}), (1, None)])
async def test_an_answer_has_to_fit_what_was_done(double, call, kind, data) -> None:
    async with used(double, double.person("Ada")) as it:
        assert (await call.respond(it, kind, data)).code == 50035
        await call.respond(it, 4, QUIET)
    assert "is no answer to an interaction of the type 2" in double.problems.pop()


async def test_a_modal_is_not_answered_by_a_modal(double, call) -> None:
    ada = double.person("Ada")
    async with used(double, ada) as it:
        await call.respond(it, 9, MODAL)
    task = asyncio.create_task(asyncio.to_thread(ada.fill_in, "Monday"))
    await asyncio.sleep(0.05)
    assert (await call.respond(latest(double), 9, MODAL)).code == 50035
    await call.respond(latest(double), 4, QUIET)
    await task
    assert "is no answer to an interaction of the type 5" in double.problems.pop()


async def test_an_answer_can_be_seen_changed_added_to_and_taken_away(double, call) -> None:
    ada = double.person("Ada")
    async with used(double, ada) as it:
        hook = f"/webhooks/{double.application_id}/{it.token}"
        assert (await call("POST", hook, TEXT)).code == 10015
        await call.respond(it, 5, {"flags": EPHEMERAL})
        assert ada.thinking
        assert (await call("GET", f"{hook}/messages/@original")).body["flags"] == 1 << 7 | EPHEMERAL
    assert (await call("PATCH", f"{hook}/messages/@original", TEXT)).body["flags"] == V2 | EPHEMERAL
    more = (await call("POST", hook, TEXT)).body
    change = {**TEXT, "components": [{"type": 10, "content": "Changed"}]}
    assert (await call("PATCH", f"{hook}/messages/{more['id']}", change)).status == 200
    assert (await call("GET", f"{hook}/messages/{more['id']}")).status == 200
    assert [seen.words for seen in ada.timeline] == ["Hello", "Changed"]
    assert [seen.ephemeral for seen in ada.timeline] == [True, False]
    assert (await call("DELETE", f"{hook}/messages/{more['id']}")).status == 204
    assert (await call("DELETE", f"{hook}/messages/@original")).status == 204
    assert (await call("GET", f"{hook}/messages/@original")).code == 10008
    assert ada.timeline == []


async def test_the_first_message_after_a_deferral_takes_its_place(double, call) -> None:
    ada = double.person("Ada")
    async with used(double, ada) as it:
        await call.respond(it, 5, {"flags": EPHEMERAL})
    await call("POST", f"/webhooks/{double.application_id}/{it.token}", TEXT)
    assert [(seen.words, seen.ephemeral) for seen in ada.timeline] == [("Hello", True)]
    assert not ada.thinking


async def test_a_token_lasts_for_a_quarter_of_an_hour(double, call) -> None:
    async with used(double, double.person("Ada")) as it:
        await call.respond(it, 4, QUIET)
    hook = f"/webhooks/{double.application_id}/{it.token}"
    double.let_pass(14 * 60)
    assert (await call("POST", hook, QUIET)).status == 200
    double.let_pass(2 * 60)
    answer = await call("POST", hook, QUIET)
    assert (answer.status, answer.code) == (401, 50027)
    assert (await call("POST", f"/webhooks/{double.application_id}/another", QUIET)).code == 10015


async def test_who_brought_the_bot_along_gets_five_more_messages(double, call) -> None:
    elsewhere = double.server("Elsewhere", with_bot=False)
    async with used(double, double.person("Ada", installed=True), at=elsewhere) as it:
        await call.respond(it, 4, QUIET)
    hook = f"/webhooks/{double.application_id}/{it.token}"
    statuses = [(await call("POST", hook, QUIET)).status for _ in range(6)]
    assert statuses == [200] * 5 + [400]


async def test_what_is_ephemeral_is_out_of_reach_of_the_channel(double, general, call) -> None:
    async with used(double, double.person("Ada"), at=general) as it:
        told = await call.respond(it, 4, QUIET)
    id = told.body["resource"]["message"]["id"]
    assert (await call("GET", f"/channels/{general.id}/messages")).body == []
    assert (await call("DELETE", f"/channels/{general.id}/messages/{id}")).code == 10008


# Too much, and what goes wrong


async def test_a_channel_takes_five_messages_in_five_seconds(double, general, call) -> None:
    double.limits = True
    left = [(await call.send(general.id)).headers["X-RateLimit-Remaining"] for _ in range(5)]
    assert left == ["4", "3", "2", "1", "0"]
    refused = await call.send(general.id)
    assert (refused.status, refused.headers["Via"], refused.body["global"]) == (429, "1.1 google", False)
    assert 0 < refused.body["retry_after"] <= 5
    assert (await call.send(double.person("Ada").dm.id)).status == 200


async def test_all_calls_together_are_fifty_a_second(double, call) -> None:
    double.limits = True
    people = [double.person(f"Ada {number}") for number in range(60)]
    answers = await asyncio.gather(*(call("GET", f"/users/{person.id}") for person in people))
    refused = [answer for answer in answers if answer.status == 429]
    assert len(refused) == 10
    assert all(answer.body["global"] and answer.headers["X-RateLimit-Global"] for answer in refused)
    async with used(double, double.person("Ada")) as it:
        assert (await call.respond(it, 4, QUIET)).status == 200


async def test_direct_messages_are_not_opened_by_the_dozen(double, call) -> None:
    double.limits = True
    people = [double.person(f"Ada {number}") for number in range(21)]
    answers = [await call("POST", "/users/@me/channels", {"recipient_id": it.id}) for it in people]
    assert [answer.status for answer in answers] == [200] * 20 + [403]
    assert answers[-1].code == 40003
    assert (await call("POST", "/users/@me/channels", {"recipient_id": people[0].id})).status == 200


async def test_a_call_can_be_made_to_fail(double, general, call) -> None:
    route = ("POST", "/channels/{}/messages")
    double.fail(*route, status=500, times=2)
    double.fail(*route, code=50007)
    double.fail(*route, status=429, retry_after=0.5)
    double.fail(*route, status=502, page="<html>Bad gateway</html>")
    answers = [await call.send(general.id) for _ in range(6)]
    assert [answer.status for answer in answers] == [500, 500, 403, 429, 502, 200]
    assert answers[2].code == 50007
    assert answers[3].body["retry_after"] == 0.5
    assert double.calls == {"POST /channels/{}/messages": 6}
    assert len(general.messages) == 1


async def test_an_answer_can_get_lost_or_be_late(double, general, call) -> None:
    double.fail("POST", "/channels/{}/messages", drop=True)
    with pytest.raises(ClientError):
        await call.send(general.id)
    assert len(general.messages) == 1
    double.fail("POST", "/channels/{}/messages", delay=0.1)
    start = time.monotonic()
    await call.send(general.id)
    assert time.monotonic() - start >= 0.1


async def test_the_gateway_can_be_made_to_refuse(double) -> None:
    double.fail("CONNECT", "/gateway", status=503)
    async with ClientSession() as session:
        with pytest.raises(ClientError):
            await session.ws_connect(double.gateway.url)
        await (await session.ws_connect(double.gateway.url)).close()
