"""An admin sees what nobody answers, and answers it with a card of the community's own."""

import asyncio

from bot.wording import FROM_YOUR_COMMUNITY
from tests.scenarios.platforms import Platform

LEAVE = "how many weeks of parental leave do we get?"
AGAIN = "how many weeks is parental leave here?"
TAP = "how do I fix a leaking tap?"
TITLE = "Sixteen weeks, for both parents"
ADVICE = (
    "Both parents get sixteen weeks. Tell your manager three months ahead, and ask People how to split it."
)

SECONDS = 10
"""Within which everybody is answered with a card that was written."""


async def answered(member: Platform) -> str:
    """What the question is answered with, once the mentor has seen that there is a card for it."""
    for _ in range(2 * SECONDS):
        if TITLE in (seen := await member.say(AGAIN)):
            break
        await asyncio.sleep(0.5)
    return seen


async def test_a_community_answers_itself_what_no_episode_does(newcomer: Platform):
    await newcomer.say("questions keep")
    for question in (LEAVE, TAP, LEAVE):
        await newcomer.say(question)

    seen = await newcomer.say("gaps")
    assert "Without an answer in the last 180 days: 3" in seen
    assert "Asked twice; by week: 2 this week, none in the 7 before" in seen

    seen = await newcomer.press(LEAVE)
    assert "Closest topics" in seen
    assert "no episode is cited" in seen
    await newcomer.press("Answer it")
    assert "marked as from your community" in await newcomer.fill(
        TITLE, ADVICE, ["Children and career"], ["junior"], LEAVE
    )

    seen = await answered(newcomer)
    assert ADVICE in seen
    assert FROM_YOUR_COMMUNITY in seen
    assert "https://" not in seen.partition(ADVICE)[2].partition("Also on this")[0]

    seen = await newcomer.say("gaps")
    assert f"Now answered with: {TITLE}" in seen
    await newcomer.press("Delete answered ones")
    assert "Deleted: 2 questions" in await newcomer.press("Delete them")
    assert "Without an answer in the last 180 days: 1" in await newcomer.say("gaps")


async def test_numbers_of_few_people_are_not_shown(newcomer: Platform):
    await newcomer.say("burnout")

    assert "only if 5 people or more are behind it" in await newcomer.say("stats")
