"""What people do is posted to the bot signed, and what it answers at once is the first answer."""

import asyncio

import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.doubles.discord.account import register
from tests.doubles.discord.server import Discord
from tests.doubles.discord.wires import NOBODY, Door

HELLO = {
    "type": 4,
    "data": {"content": "Hello", "flags": 1 << 6, "allowed_mentions": NOBODY},
}


@pytest.fixture
async def door():
    async with Door() as door:
        yield door


@pytest.fixture
def ada(door):
    with Discord(http_url=door.url, answer_seconds=0.5) as double:
        double.server().channel()
        register(double, [{"name": "career", "description": "Ask"}])
        yield double.person("Ada")


async def used(person):
    """A command of theirs, and what they see then."""
    interaction = await asyncio.to_thread(person.command, "career")
    return interaction, await asyncio.to_thread(person.wait)


async def test_an_answer_can_be_that_of_the_post(ada, door) -> None:
    door.answers = [web.json_response(HELLO)]
    interaction, screen = await used(ada)
    assert (screen, interaction.answer, ada.discord.unanswered) == ("Hello", 4, [])
    [(payload, headers)] = door.posts
    assert (payload["type"], payload["data"]["name"]) == (2, "career")
    assert headers["User-Agent"] == "Discord-Interactions/1.0 (+https://discord.com)"


async def test_posts_are_signed_with_the_key_that_is_told(ada) -> None:
    double = ada.discord
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(double.environment()["DISCORD_PUBLIC_KEY"]))
    headers = double.courier.signed(b"body")
    key.verify(
        bytes.fromhex(headers["X-Signature-Ed25519"]), headers["X-Signature-Timestamp"].encode() + b"body"
    )


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (web.Response(status=500), "the bot answered 500"),
        (web.Response(status=401, text="{}"), "the bot answered 401"),
        (web.Response(text="hello"), "the bot answered 200"),
    ],
)
async def test_a_post_that_is_not_taken_failed(ada, door, answer, why) -> None:
    door.answers = [answer]
    interaction, screen = await used(ada)
    assert (interaction.failure, screen) == (why, "The application did not respond")
    assert ada.discord.unanswered == [interaction]


async def test_an_answer_that_discord_would_refuse_failed(ada, door) -> None:
    door.answers = [web.json_response({"type": 4, "data": {**HELLO["data"], "content": "x" * 2001}})]
    interaction, _ = await used(ada)
    assert "50035" in interaction.failure
    assert "2001 characters" in ada.discord.problems.pop()


async def test_an_answer_that_comes_late_is_none(ada, door) -> None:
    door.delay = 0.7
    door.answers = [web.json_response(HELLO)]
    interaction, _ = await used(ada)
    assert interaction.failure == "nothing came in time"


async def test_where_nobody_is_nothing_is_answered(ada) -> None:
    ada.discord.http_url = "http://127.0.0.1:9/discord/interactions"
    interaction, _ = await used(ada)
    assert interaction.failure == "nobody is there"
