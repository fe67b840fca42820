"""Limits and failures of Discord's, and broken connections: nothing is lost, comes twice, or leaks."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from adapters import program
from adapters.discord.requests import PEOPLE
from adapters.storage.sql import SqlStore
from bot import wording
from bot.delivery import Delivery
from bot.model import Member
from bot.pacing import Lanes
from knowledge.library import Library
from tests.adapters.discord.wire.acts import answers, ask, direct, fill_in, run
from tests.adapters.discord.wire.inside import Moment, catalogue, inside, platform
from tests.bot.visitor import Visitor
from tests.doubles.discord.messages import NONCE_SECONDS
from tests.doubles.discord.server import Channel, Discord, Person
from tests.office import BEGINNING, FIRST_NUDGE, LEASE_OVER, SECRET_WORD, SOURCE, Guild, open_guild
from tests.trouble import error_id, locked, without_table

POST = ("POST", "/channels/{}/messages")
CALLBACK = ("POST", "/interactions/{}/{}/callback")
LOOKED = "GET /channels/{}/messages"

CHANNELS = 60

NONCES_OVER = FIRST_NUDGE + timedelta(seconds=2 * NONCE_SECONDS)
"""When Discord no longer refuses what has the nonce of the first prompt."""


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guild]:
    """One whose mentor logs all that there is to log."""
    with open_guild(tmp_path_factory.mktemp("guild"), {"LOG_LEVEL": "DEBUG"}) as guild:
        yield guild


# Answers

HICCUPS = [
    {"status": 429, "retry_after": 0.3},
    {"status": 429, "retry_after": 0.3, "everywhere": True},
    {"status": 502},
    {"drop": True},
]


@pytest.mark.parametrize("fault", HICCUPS, ids=str)
def test_limits_and_hiccups_are_waited_out(guild: Guild, ada: Person, channel: Channel, fault: dict):
    guild.discord.fail(*CALLBACK, **fault)
    assert SOURCE in ask(ada, "staff", channel)
    guild.discord.fail(*CALLBACK, **fault)
    assert wording.REFLECT_FREELY in ask(ada, "reflect free", channel)
    guild.discord.fail(*CALLBACK, **fault)
    assert wording.KEPT in fill_in(ada, f"A {SECRET_WORD}.")
    guild.discord.fail(*POST, **fault)
    ada.say("staff", at=ada.dm)
    assert SOURCE in ada.wait(SOURCE)

    assert [SOURCE in seen.words for seen in answers(ada, channel)] == [True, False]
    assert len(direct(ada)) == 1


@pytest.mark.parametrize("fault", HICCUPS, ids=str)
def test_a_promise_and_what_comes_of_it_survive_limits_and_hiccups(
    guild: Guild, ada: Person, channel: Channel, fault: dict
):
    guild.discord.fail(*CALLBACK, **fault)
    guild.discord.fail("PATCH", "/webhooks/{}/{}/messages/@original", **fault)
    with locked(guild.mentor.database):
        ada.command("career", about="staff", at=channel)
        assert ada.thinking
    assert SOURCE in ada.wait(SOURCE)
    assert len(answers(ada, channel)) == 1


def test_who_cannot_be_answered_for_a_while_is_told_so_and_gets_back_what_they_typed(
    guild: Guild, ada: Person, channel: Channel
):
    text = f"A long thought about a {SECRET_WORD}, which nobody should have to type again."
    ask(ada, "reflect free", channel)
    # As it is for an address that sent too much that was wrong.
    guild.discord.fail(*CALLBACK, status=429, page="error code: 1015")

    seen = fill_in(ada, text)

    assert error_id(seen) in guild.mentor.log
    assert text in seen


# Prompts


def wants_prompts(guild: Guild, person: Person, channel: Channel) -> None:
    """Let prompts come to somebody, and to a channel of theirs."""
    ask(person, "nudges on monday 9:00 Berlin", person.dm)
    run(guild.newcomer(admin=True), "ritual on monday 9:00 Berlin", channel)


def prompts(person: Person, channel: Channel) -> list[list[bool]]:
    """Of the messages to somebody since the first one, and of those in a channel, which are prompts."""
    place = (direct(person)[1:], answers(person, channel))
    return [[wording.PROMPT_HEADING in seen.words for seen in messages] for messages in place]


@pytest.mark.parametrize("fault", [*HICCUPS, {"status": 503}, {"code": 50035}], ids=str)
def test_a_prompt_comes_once_whatever_happens_on_its_way(
    guild: Guild, ada: Person, channel: Channel, fault: dict
):
    wants_prompts(guild, ada, channel)
    guild.discord.fail(*POST, **fault, times=2)

    guild.set_clock(FIRST_NUDGE)
    guild.set_clock(LEASE_OVER)

    assert prompts(ada, channel) == [[True], [True]]
    assert "Monday 7 December" in ask(ada, "nudges", ada.dm)


def test_a_prompt_whose_receipt_was_lost_is_found_where_it_may_be_looked_for(
    guild: Guild, ada: Person, channel: Channel
):
    wants_prompts(guild, ada, channel)
    guild.discord.fail(*POST, drop=True, times=2)
    looked = guild.discord.calls[LOOKED]

    guild.set_clock(FIRST_NUDGE)
    guild.set_clock(NONCES_OVER)

    assert prompts(ada, channel) == [[True], [True]]
    assert guild.discord.calls[LOOKED] == looked + 2


def test_a_prompt_whose_receipt_was_lost_comes_once_where_nobody_may_look_for_it(guild: Guild, ada: Person):
    channel = guild.channel(bot_can_read=False)
    wants_prompts(guild, ada, channel)
    guild.discord.fail(*POST, drop=True, times=2)

    guild.set_clock(FIRST_NUDGE)
    guild.set_clock(LEASE_OVER)

    assert prompts(ada, channel) == [[True], [True]]


def test_a_prompt_that_was_sent_by_a_mentor_who_was_killed_comes_once(
    guild: Guild, ada: Person, channel: Channel
):
    wants_prompts(guild, ada, channel)
    guild.discord.fail(*POST, delay=0.5, times=2)
    posts = guild.discord.calls[" ".join(POST)]

    guild.move_clock(FIRST_NUDGE)
    guild.discord.until(lambda: guild.discord.calls[" ".join(POST)] == posts + 2)
    with locked(guild.mentor.database):
        guild.discord.until(lambda: prompts(ada, channel) == [[True], [True]])
        guild.mentor.kill()
    guild.mentor.start()
    guild.set_clock(NONCES_OVER)

    assert prompts(ada, channel) == [[True], [True]]
    assert "Monday 7 December" in ask(ada, "nudges", ada.dm)


def test_prompts_to_many_channels_stay_within_discords_limits(guild: Guild, ada: Person):
    boss, places = guild.newcomer(admin=True), [guild.channel() for _ in range(CHANNELS)]
    for place in places:
        run(boss, "ritual on monday 9:00 Berlin", place)

    guild.discord.refused.clear()
    guild.discord.limits = True
    try:
        guild.set_clock(FIRST_NUDGE)
    finally:
        guild.discord.limits = False

    assert guild.discord.refused[429] == 0
    assert [len(answers(ada, place)) for place in places] == [1] * CHANNELS


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        (("POST", "/users/@me/channels"), {"code": 40003}),
        (POST, {"status": 429, "retry_after": 60.0}),
        (POST, {"status": 429, "page": "error code: 1015"}),
    ],
    ids=["too many direct messages", "a long pause", "our address"],
)
async def test_prompts_pause_where_discord_asks_for_it_and_come_later(
    library: Library, store: SqlStore, call: tuple[str, str], fault: dict
):
    now = Moment(BEGINNING)
    lanes = Lanes({PEOPLE: program.DISCORD_PEOPLE_PACE}, monotonic=lambda: now().timestamp())
    with Discord() as discord:
        discord.server()
        people = [discord.person("ada"), discord.person("bob")]
        async with platform(discord, library, store) as mentor:
            await mentor.start()
            for person in people:
                visitor = Visitor(inside(library, store).mentor, Member(PEOPLE, person.id), now=BEGINNING)
                await visitor.says("nudges on monday 9:00 Berlin")
            delivery = Delivery(store, catalogue(library), {"discord": mentor.sender}, lanes, now)

            now.set(FIRST_NUDGE)
            discord.fail(*call, **fault)
            assert (await delivery.round()).later >= 1
            assert lanes.held(PEOPLE)
            assert (await delivery.round()).sent == 0
            now.set(LEASE_OVER)
            await delivery.round()

        assert [len(direct(person)) for person in people] == [1, 1]


# Logs


def test_a_log_says_where_it_failed_and_nothing_of_what_was_written(
    guild: Guild, ada: Person, channel: Channel
):
    text = f"how much salary should a {SECRET_WORD} ask for?"
    ask(ada, text, channel)
    with without_table(guild.mentor.database, "members"):
        ada.complete("career", text, at=channel)
        ada.mention(text, at=channel)
        mentioned = error_id(ada.wait("(error"))
    ask(ada, "reflect free", channel)
    with without_table(guild.mentor.database, "reflections"):
        written = error_id(fill_in(ada, f"Dear diary, {SECRET_WORD}."))
    guild.discord.fail(*POST, status=403)
    ada.say(text, at=ada.dm)
    ada.wait()

    log = guild.mentor.log
    for id in (mentioned, written):
        assert f"Error {id}" in log
    assert "asyncio" in log
    assert "answers.py" in log
