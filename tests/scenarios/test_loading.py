"""An admin brings an episode: reviews, publishes, asks, hides, makes a card, goes back, and removes it."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bot.talks import ADVICE, OTHER_VTT, QUESTION, VTT
from tests.scenarios.platforms import Platform

SAID = "wake up the next person, because that is what the rotation is for"
"""A part of the advice, which is nowhere else."""

SECONDS = 10
"""Within which everybody is answered from what was published."""

Writer = Callable[[bytes], Path]

FACTS = ("Pagers", "Tea Time", "7", "https://tea.example/7", "CC BY 4.0")


@pytest.fixture
def talk(tmp_path: Path) -> Writer:
    """Writes the transcript that an admin has at hand."""

    def written(data: bytes) -> Path:
        file = tmp_path / "tea-time-7.vtt"
        file.write_bytes(data)
        return file

    return written


async def asked(member: Platform, *, until: str = "", without: str = "") -> str:
    """What the question is answered with, once the mentor has seen what was done."""
    seen = await member.say(QUESTION)
    for _ in range(2 * SECONDS):
        if until in seen and not (without and without in seen):
            break
        await asyncio.sleep(0.5)
        seen = await member.say(QUESTION)
    return seen


async def test_an_episode_from_the_file_to_the_answer_and_back(
    newcomer: Platform, talk: Callable[[bytes], Path]
):
    assert SAID in ADVICE
    assert SAID not in await newcomer.say(QUESTION)

    report = await newcomer.bring("load", talk(VTT))
    assert "It answers nothing before you publish it" in report
    assert "7 turns, with" in report
    assert "Noor Haddad 7" in report
    assert "title, page address and licence" in report
    assert SAID not in await newcomer.say(QUESTION)

    await newcomer.say("details tea-time-7")
    report = await newcomer.fill(*FACTS)
    assert "From Tea Time 7, CC BY 4.0" in report
    assert "answers from now on, edition 2" in await newcomer.press("Publish")

    seen = await asked(newcomer, until=SAID)
    assert "Noor Haddad, in their own words, Tea Time 7, turns 3 to 4" in seen
    assert "https://tea.example/7" in seen
    assert "From Tea Time 7, CC BY 4.0" in seen

    await newcomer.say("hide tea-time-7/t4")
    await asked(newcomer, without=SAID)
    await newcomer.say("unhide tea-time-7/t4")

    await newcomer.say("card tea-time-7/t4")
    advice = "Before a week on call of your own, watch a night of somebody else's, and note each step."
    kept = await newcomer.fill(
        "Shadow a night", advice, ["Learning"], ["junior"], "how do I prepare for being on call?"
    )
    assert "Kept, and before excerpts" in kept
    await newcomer.say("export tea-time-7")
    [exported] = [file for file in newcomer.files() if file.suffix == ".toml"]
    assert b"Shadow a night" in exported.read_bytes()

    assert "This is here already, as edition 2, and it answers" in await newcomer.bring("load", talk(VTT))
    await newcomer.bring("load", talk(VTT.replace(b"wake up the next", b"wake up another")))
    await newcomer.press("Publish")
    assert "edition 2 in the place of edition 3" in await newcomer.press("Roll back")

    assert "1 card of your own that cites it" in await newcomer.say("remove tea-time-7")
    await newcomer.press("Remove all of it")
    assert "No episode was loaded here yet" in await newcomer.say("episodes")
    assert SAID not in await asked(newcomer, without="Tea Time 7")
    assert "published tea-time-7, edition 2" in await newcomer.say("log")


async def test_what_cannot_be_read_is_refused_with_what_to_do(
    newcomer: Platform, talk: Callable[[bytes], Path]
):
    assert "nobody says anything" in await newcomer.bring("load", talk(b"WEBVTT\n\n"))
    assert "No episode was loaded here yet" in await newcomer.say("publish tea-time-7")
    await newcomer.bring("load", talk(OTHER_VTT))
    assert "No episode that was loaded here is called tea-tiem-7" in await newcomer.say("publish tea-tiem-7")
    assert "answers from now on" in await newcomer.press("tea-time-7")


async def test_an_address_that_leads_nowhere_comes_back_to_be_mended(newcomer: Platform):
    await newcomer.say("feeds add")
    seen = await newcomer.fill("http://tea.example/rss", "after somebody here looked at them")
    assert "over https only" in seen
    seen = await newcomer.fill("https://127.0.0.1/rss")
    assert "leads into a private network" in seen
    await newcomer.give_up()
    assert "No feed was added yet" in await newcomer.say("feeds")
