"""A member's first month, and what else there is to do in one: nudges, journal, saved cards, Home, ritual."""

import re
import zipfile
from datetime import timedelta

from tests.scenarios.platforms import BEGINNING, Platform

WEEK = timedelta(weeks=1)
FIRST_NUDGE = BEGINNING.replace(hour=8, minute=5) + WEEK
"""Five past nine in Berlin, a week later."""


def shows(seen: str, fact: str, value: str) -> bool:
    """Whether a fact is told: in words, or as a picture is to those who cannot see it."""
    return f"{fact} {value}" in seen or f"{fact}: {value}" in seen


async def test_a_month_with_the_mentor(newcomer: Platform):
    seen = await newcomer.say("staff")
    assert "Where do you stand?" in seen
    seen = await newcomer.press("senior")
    assert "Noted: senior" in seen

    await newcomer.say("staff")
    assert "Saved: Staff is a different job" in await newcomer.press("Save")

    await newcomer.press("Reflect")
    assert "Kept, for your eyes only" in await newcomer.fill("I liked the design review most.")

    await newcomer.say("nudges on")
    seen = await newcomer.fill("Monday", "09:00", "Berlin")
    assert "Monday 30 November, 09:00, Europe/Berlin" in seen

    seen = await newcomer.wait_until(FIRST_NUDGE)
    assert "This week's question" in seen
    assert "JS Party 286, turn" in seen
    await newcomer.press("Reflect")
    assert "Your streak is 2 weeks" in await newcomer.fill("Pairing with Noor, and more of it.")

    assert "This week's question" in await newcomer.wait_until(FIRST_NUDGE + WEEK)
    seen = await newcomer.press("Skip this week")
    assert "Skipped. Your next prompt comes on Monday 14 December, 09:00, Europe/Berlin." in seen

    assert "This week's question" in await newcomer.wait_until(FIRST_NUDGE + 2 * WEEK)
    seen = await newcomer.press("Tomorrow")
    assert "Tuesday 15 December, 09:00" in seen
    assert "This week's question" not in await newcomer.wait_until(
        FIRST_NUDGE + 2 * WEEK + timedelta(hours=3)
    )
    seen = await newcomer.wait_until(FIRST_NUDGE + 2 * WEEK + timedelta(days=1))
    assert "This week's question" in seen
    await newcomer.say("reflect")
    await newcomer.fill("The migration needs an owner. It might be me.")

    assert "This week's question" in await newcomer.wait_until(FIRST_NUDGE + 3 * WEEK)
    seen = await newcomer.wait_until(FIRST_NUDGE + 4 * WEEK)
    assert "Four weeks ago you wrote: \u201cPairing with Noor, and more of it.\u201d" in seen

    seen = await newcomer.say("journal")
    assert seen.index("The migration needs an owner") < seen.index("Pairing with Noor")
    await newcomer.say("journal search")
    seen = await newcomer.fill("NOOR")
    assert "Pairing with Noor" in seen
    assert "migration" not in seen

    seen = await newcomer.say("progress")
    assert shows(seen, "Stage", "senior")
    assert shows(seen, "Saved", "1")
    assert shows(seen, "Reflections", "3")
    assert "Staff and principal engineers" in seen

    assert "as JSON for programs and as Markdown to read" in await newcomer.say("data export")
    [archive] = [file for file in newcomer.files() if file.suffix == ".zip"]
    with zipfile.ZipFile(archive) as opened:
        assert "Pairing with Noor, and more of it." in opened.read("career-mentor.md").decode()

    assert "3 reflections" in await newcomer.say("data delete")
    assert "Nothing was deleted" in await newcomer.fill("yes")
    assert "deleted" in await newcomer.fill("delete")
    assert "I hold nothing about you" in await newcomer.say("data")
    assert "This week's question" not in await newcomer.wait_until(FIRST_NUDGE + 5 * WEEK)


async def test_nudges_that_nobody_reacts_to_end_with_a_goodbye(newcomer: Platform):
    await newcomer.say("nudges on monday 9:00 Berlin")
    assert "On again" in await newcomer.say("nudges resume")

    seen = await newcomer.say("nudges pause in 2 weeks")
    assert "Paused until Monday 7 December" in seen
    assert "This week's question" not in await newcomer.wait_until(FIRST_NUDGE)
    assert "This week's question" in await newcomer.wait_until(FIRST_NUDGE + WEEK)

    assert "There won't be any more weekly prompts" in await newcomer.say("nudges off")
    assert "Weekly prompts are off" in await newcomer.say("nudges")
    assert "This week's question" not in await newcomer.wait_until(FIRST_NUDGE + 2 * WEEK)


async def test_a_time_zone_that_nobody_knows_switches_nothing_on(newcomer: Platform):
    seen = await newcomer.say("nudges on friday 4 pm Middle Earth")
    assert "I know no time zone called" in seen
    assert "Without a time zone I send nothing" in seen
    await newcomer.give_up()
    assert "Weekly prompts are off" in await newcomer.say("nudges")

    seen = await newcomer.say("nudges on friday 16:00 IST")
    assert "Which time is yours?" in seen
    seen = await newcomer.press("Europe/Dublin")
    assert "Friday 27 November, 16:00, Europe/Dublin" in seen


async def test_a_reflection_can_be_changed_and_deleted(newcomer: Platform):
    await newcomer.say("reflect free")
    assert "There is nothing to keep yet" in await newcomer.fill("   ")
    await newcomer.fill("I want to write more.")

    seen = await newcomer.say("journal")
    assert "Monday 23 November" in seen
    await newcomer.press("Monday 23 November")
    await newcomer.press("Edit")
    seen = await newcomer.fill("I want to write every week.")
    assert "changed" in seen
    assert "every week" in seen

    assert "Delete this for good?" in await newcomer.press("Delete")
    assert "every week" in await newcomer.press("Keep it")
    await newcomer.press("Delete")
    assert "Deleted." in await newcomer.press("Delete it")
    assert "Your journal is empty" in await newcomer.say("journal")


async def test_saved_cards_are_listed_opened_and_removed(newcomer: Platform):
    assert "You have not saved anything yet" in await newcomer.say("saved")
    await newcomer.say("staff")
    await newcomer.press("Save")
    seen = await newcomer.say("saved")
    assert "You saved 1 card" in seen
    assert "transcript-" in await newcomer.press("Staff is a different job")
    assert "Removed" in await newcomer.press("Remove")
    assert "You have not saved anything yet" in await newcomer.say("saved")


async def test_home_shows_everything_of_a_members_at_a_glance(newcomer: Platform):
    seen = await newcomer.say("home")
    assert "not said" in seen
    assert "Weekly prompts are off" in seen
    assert "You have not saved anything yet" in seen
    assert "Your journal is empty" in seen

    await newcomer.say("stage senior")
    await newcomer.say("nudges on monday 9:00 Berlin")
    await newcomer.say("staff")
    await newcomer.press("Save")
    await newcomer.say("reflect free")
    await newcomer.fill("I liked the design review most.")

    seen = await newcomer.say("home")
    assert shows(seen, "Stage", "senior")
    assert "Your next prompt comes on Monday 30 November, 09:00, Europe/Berlin" in seen
    assert "You saved 1 card" in seen
    assert "1 reflection, the last on Monday 23 November" in seen
    assert "design review" not in seen
    assert "transcript-" in await newcomer.press("Staff is a different job")


async def test_questions_without_an_answer_are_kept_only_once_an_admin_says_so(newcomer: Platform):
    await newcomer.say("how much salary should I ask for?")
    assert "not kept here" in await newcomer.say("gaps")

    assert "are kept" in await newcomer.press("Keep questions")
    await newcomer.say("how much salary should I ask for?")
    await newcomer.say("How much salary should I ask for")
    seen = await newcomer.say("gaps")
    assert "Asked twice" in seen

    assert "2 questions without an answer are kept here" in await newcomer.press("Forget questions")
    assert "deleted" in await newcomer.press("Delete them")
    assert "not kept here" in await newcomer.say("gaps")


async def test_a_channel_gets_a_weekly_prompt_once_an_admin_switches_it_on(newcomer: Platform):
    await newcomer.say("ritual on")
    seen = await newcomer.fill("Monday", "09:00", "Berlin")
    assert "gets a prompt a week, the next on Monday 30 November, 09:00, Europe/Berlin" in seen
    # Each platform has its own way to name a channel.
    listed = r"Weekly prompts in channels \S+ Monday 30 November, 09:00, Europe/Berlin"
    assert re.search(listed, await newcomer.say("rituals"))

    assert "This week's question" in await newcomer.wait_until(FIRST_NUDGE)
    await newcomer.press("Reflect")
    assert "Kept, for your eyes only" in await newcomer.fill("What I think of it.")
    assert "no more prompts" in await newcomer.say("ritual off")


async def test_a_prompt_that_was_skipped_and_is_wanted_after_all(newcomer: Platform):
    await newcomer.say("nudges on monday 9:00 Berlin")
    assert "Skipped. Your next prompt comes on Monday 7 December" in await newcomer.say("nudges skip")

    seen = await newcomer.press("Bring it after all")

    assert "It comes after all. Your next prompt comes on Monday 30 November" in seen
    assert "This week's question" in await newcomer.wait_until(FIRST_NUDGE)
