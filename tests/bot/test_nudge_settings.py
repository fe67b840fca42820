"""Weekly prompts, as members arrange them."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.storage.memory import MemoryStore
from bot import wording
from bot.catalogue import Catalogue
from bot.delivery import Delivery
from bot.mentor import Mentor
from bot.message import Audience
from bot.model import Channel, Request, Standing, State
from bot.pacing import Lanes
from bot.ports import StoreError
from tests.bot.visitor import (
    ADA,
    Visitor,
    choices_of,
    errors_of,
    form_of,
    labels,
    paragraphs,
    values_of,
    words,
)


class Letterbox:
    """A platform that takes every message."""

    refuses_twice = True

    def __init__(self):
        self.messages = []

    async def send(self, to, message, key):
        self.messages.append(message)
        return f"{to.id} {key}"

    async def sent(self, *_):
        return None


class Week:
    """Ada, her clock, and what comes while it runs."""

    def __init__(self, search, store):
        self.store = store
        self.mentor = Mentor(Catalogue(search), store)
        self.ada = Visitor(self.mentor)
        self.letterbox = Letterbox()
        senders = {"terminal": self.letterbox}
        self._delivery = Delivery(
            store, Catalogue(search), senders, Lanes({}, frozenset()), lambda: self.ada.now
        )

    async def until(self, moment):
        """Let time go by until *moment*, half an hour at a time; what came."""
        before = len(self.letterbox.messages)
        while self.ada.now < moment:
            self.ada.now = min(self.ada.now + timedelta(minutes=30), moment)
            await self._delivery.round()
        return self.letterbox.messages[before:]

    async def nudges(self):
        async with self.store.reading() as records:
            return await records.nudges(ADA, 20)

    async def coming(self):
        """When each pending nudge is due."""
        return sorted(it.due_at for it in await self.nudges() if it.state is State.PENDING)

    async def schedule(self):
        async with self.store.reading() as records:
            return await records.schedule(ADA)


def at(day, hour, minute=0, month=11):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


FIRST = at(30, 8)
"""The first Monday, nine in the morning in Berlin."""


@pytest.fixture
def week(search):
    return Week(search, MemoryStore())


@pytest.fixture
def ada(week):
    return week.ada


@pytest.fixture
async def on(week):
    """A week in which Ada gets prompts on Mondays at nine, Berlin time."""
    await week.ada.says("nudges on monday 9:00 Berlin")
    return week


# On


async def test_prompts_are_off_until_somebody_wants_them(week, ada):
    await ada.says("how do I grow?")
    await ada.says("stage senior")

    assert wording.NUDGES_OFF in words(await ada.says("nudges"))
    assert await week.schedule() is None
    assert await week.until(at(7, 12, month=12)) == []


async def test_prompts_are_switched_on_with_a_form(week, ada):
    await ada.says("nudges")
    await ada.presses(wording.NUDGES_ON_BUTTON)
    assert values_of(ada.last) == {"weekday": "monday", "time": "09:00", "zone": ""}

    await ada.fills(weekday="friday", time="16:30", zone="new york")

    assert wording.nudges_on("Friday 27 November, 16:30, America/New York") in words(ada.last)
    assert await week.coming() == [at(27, 21, 30)]
    assert wording.next_nudge("Friday 27 November, 16:30, America/New York") in words(
        await ada.says("nudges")
    )


async def test_the_zone_that_a_platform_knows_is_proposed_and_not_assumed(week, ada):
    ada.zone = "Asia/Tokyo"

    assert values_of(await ada.says("nudges on"))["zone"] == "Asia/Tokyo"
    assert await week.schedule() is None
    await ada.fills()
    assert "Asia/Tokyo" in words(ada.last)


@pytest.mark.parametrize(
    "line",
    [
        "nudges on monday 9:00 Berlin",
        "nudges on Mondays at 9 am in Berlin",
        "nudges on on monday at 9:00 Europe/Berlin",
        "NUDGES ON MON 0900 GERMANY",
        "nudge set montag 9 germany",
    ],
)
async def test_prompts_are_switched_on_with_a_line(week, ada, line):
    assert wording.nudges_on("Monday 30 November, 09:00, Europe/Berlin") in words(await ada.says(line))
    assert await week.coming() == [FIRST]


async def test_a_zone_that_may_mean_several_is_offered_to_choose(week, ada):
    await ada.says("nudges on", weekday="tuesday", time="half past nine", zone="cst")
    assert errors_of(ada.last) == {"time": wording.NO_TIME}
    await ada.fills(time="9 o'clock")
    assert wording.WHICH_ZONE.format(typed="cst") in words(ada.last)
    assert await week.schedule() is None

    await ada.presses("Asia/Shanghai")

    assert wording.nudges_on("Tuesday 24 November, 09:00, Asia/Shanghai") in words(ada.last)
    assert await week.coming() == [at(24, 1)]


async def test_every_zone_that_is_offered_can_be_chosen(ada):
    for time in ("9", "9 am", "um 9 uhr", "noon", "21 h", "4:30 p.m."):
        for typed in ("usa", "portland", "IST"):
            await ada.says("nudges on", weekday="every monday", time=time, zone=typed)
            offered = [it.label for it in choices_of(ada.last)]
            assert len(offered) > 1
            for label in offered:
                await ada.says("nudges on", weekday="every monday", time=time, zone=typed)
                await ada.presses(label)
                assert "On. Your next prompt comes on Monday" in words(ada.last), (time, label)
                assert label.partition(",")[0] in words(ada.last)


@pytest.mark.parametrize("zone", ["the moon", "", "  "])
async def test_without_a_known_zone_there_are_no_prompts_and_what_was_typed_stays(week, ada, zone):
    await ada.says("nudges on", weekday="friday", time="16:30", zone=zone)

    assert "I send nothing" in errors_of(ada.last)["zone"]
    assert zone.strip() in errors_of(ada.last)["zone"]
    assert values_of(ada.last) == {"weekday": "friday", "time": "16:30", "zone": zone}
    assert await week.schedule() is None
    await ada.fills(zone="London")
    assert "Friday 27 November, 16:30, Europe/London" in words(ada.last)


@pytest.mark.parametrize(
    ("typed", "guess"), [("Atlantis", "America/Halifax"), ("Mars", "Europe/Paris"), ("Tokio", "Asia/Tokyo")]
)
async def test_a_zone_that_is_but_a_guess_is_asked_for_and_never_set(week, ada, typed, guess):
    await ada.says(f"nudges on monday 9:00 {typed}")

    assert wording.THIS_ZONE.format(typed=typed) in words(ada.last)
    assert await week.schedule() is None
    await ada.presses(guess)
    assert (await week.schedule()).weekly.zone == guess


async def test_who_meant_none_of_the_zones_can_say_another(ada):
    await ada.says("nudges on friday 9:00 Mars")

    await ada.presses(wording.OTHER_ZONE_BUTTON)

    await ada.fills(weekday="friday", zone="Berlin")
    assert "Friday 27 November, 09:00, Europe/Berlin" in words(ada.last)


async def test_a_slip_in_the_weekday_loses_neither_the_time_nor_the_zone(week, ada):
    await ada.says("nudges on mnday 9:00 Berlin")
    assert errors_of(ada.last) == {"weekday": wording.NO_WEEKDAY}
    assert values_of(ada.last) == {"weekday": "", "time": "9:00", "zone": "Europe/Berlin"}

    await ada.fills(weekday="monday")

    assert await week.coming() == [FIRST]


async def test_who_names_no_zone_is_proposed_the_one_that_the_platform_knows(week, ada):
    ada.zone = "Europe/Berlin"

    await ada.says("nudges on thursday 16:30")
    assert values_of(ada.last) == {"weekday": "thursday", "time": "16:30", "zone": "Europe/Berlin"}
    assert errors_of(ada.last) == {}
    assert await week.schedule() is None

    await ada.fills()
    assert "Thursday 26 November, 16:30, Europe/Berlin" in words(ada.last)


async def test_all_that_is_wrong_is_said_at_once(week, ada):
    await ada.says("nudges on someday 25:00 nowhere")

    assert set(errors_of(ada.last)) == {"weekday", "time", "zone"}
    assert values_of(ada.last)["time"] == "25:00"
    assert await week.schedule() is None


async def test_the_year_is_told_where_it_is_another(ada):
    ada.now = at(30, 9, month=12)

    assert "Monday 4 January 2027, 09:00" in words(await ada.says("nudges on monday 9:00 Berlin"))


async def test_a_prompt_comes_at_its_time_and_not_before(on):
    assert await on.until(FIRST - timedelta(minutes=30)) == []
    [message] = await on.until(FIRST)
    assert wording.PROMPT_HEADING in words(message)


# Promised, where a direct message may turn out to be closed


async def test_who_switches_prompts_on_is_promised_them_where_they_will_come(ada):
    promise = (await ada.says("nudges on monday 9:00 Berlin")).promise

    assert paragraphs(promise) == [
        wording.NUDGES_PROMISE.format(when="Monday 30 November, 09:00, Europe/Berlin")
    ]
    assert labels(promise) == [wording.CHANGE_BUTTON, wording.STOP_BUTTON]
    ada.last = promise
    assert wording.NUDGES_STOPPED in words(await ada.presses(wording.STOP_BUTTON))


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize("line", ["nudges resume", "nudges on monday 9:00 Berlin"])
async def test_who_switches_prompts_on_again_is_promised_them_again(ada, line):
    await ada.says("nudges off")

    assert "Monday 30 November" in words((await ada.says(line)).promise)


@pytest.mark.parametrize("line", ["nudges resume", "nudges on friday 9:00 Berlin", "nudges pause in 3 weeks"])
async def test_what_has_stopped_by_itself_is_promised_when_it_comes_on_again(on, ada, line):
    await unreached(on)

    assert (await ada.says(line)).promise is not None


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize(
    "line", ["nudges on friday 10:00 Berlin", "nudges pause in 3 weeks", "nudges resume", "nudges skip"]
)
async def test_a_change_of_what_is_on_is_not_promised_again(ada, line):
    assert (await ada.says(line)).promise is None
    assert (await ada.says("nudges resume")).promise is None


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize("line", ["nudges", "nudges on", "staff"])
async def test_nothing_is_promised_by_looking(ada, line):
    assert (await ada.says(line)).promise is None


async def unreached(week, why="Cannot send messages to this user", **more):
    return await week.mentor.unreached(Request(ADA, "nudges on", week.ada.now, **more), why)


async def test_a_promise_that_did_not_arrive_switches_prompts_off_and_says_why(on, ada):
    ada.last = await unreached(on)

    assert wording.nudges_unreached("Cannot send messages to this user") in words(ada.last)
    schedule = await on.schedule()
    assert (schedule.standing, schedule.trouble) == (Standing.FAILED, "Cannot send messages to this user")
    assert await on.coming() == []
    assert await on.until(FIRST + timedelta(weeks=2)) == []


async def test_once_direct_messages_are_open_prompts_come_as_they_were_set(on, ada):
    ada.last = await unreached(on)

    await ada.presses(wording.TRY_AGAIN_BUTTON)

    assert wording.NUDGES_RESUMED in words(ada.last)
    assert ada.last.promise is not None
    assert await on.coming() == [FIRST]
    assert (await on.schedule()).trouble == ""


async def test_who_stopped_meanwhile_has_stopped(on, ada):
    await ada.says("nudges off")

    await unreached(on)

    assert (await on.schedule()).standing is Standing.OFF


async def test_that_direct_messages_are_closed_is_nobody_elses_business(on):
    assert (await unreached(on, overheard=True)).audience is Audience.MEMBER
    assert (await unreached(on)).audience is Audience.ASKING


class Away(MemoryStore):
    """A store that cannot be reached."""

    def transaction(self):
        raise StoreError("There is no route to the host.")


async def test_a_promise_that_did_not_arrive_is_told_though_it_cannot_be_noted(search):
    message = await unreached(Week(search, Away()))

    assert wording.nudges_unreached("Cannot send messages to this user") in words(message)
    assert "I can't reach my memory" in words(message)


# Changed


async def test_a_change_proposes_what_is_set(on, ada):
    await ada.says("nudges")
    await ada.presses(wording.CHANGE_BUTTON)
    assert values_of(ada.last) == {"weekday": "monday", "time": "09:00", "zone": "Europe/Berlin"}

    await ada.fills(weekday="wednesday")

    assert await on.coming() == [at(25, 8)]


async def test_moving_the_prompt_of_a_week_does_not_bring_a_second(on, ada):
    await on.until(FIRST)

    await ada.says("nudges on thursday 9:00 Berlin")

    assert await on.coming() == [at(10, 8, month=12)]


# Paused


async def test_how_to_write_a_date_is_said_once(on, ada):
    await ada.says("nudges pause", until="some day")

    [field] = form_of(ada.last).fields
    assert (field.error, field.hint) == (wording.NO_DATE, wording.UNTIL_HINT)
    assert "2026-12-24" in field.hint
    assert "2026-12-24" not in field.error
    assert (await on.schedule()).paused_until is None


async def test_a_pause_ends_by_itself(on, ada):
    await ada.says("nudges pause until 20 December")
    assert "Paused until Sunday 20 December." in words(ada.last)
    assert "Monday 21 December, 09:00, Europe/Berlin" in words(ada.last)
    assert await on.until(at(20, 12, month=12)) == []

    assert len(await on.until(at(21, 8, month=12))) == 1
    assert "Paused" not in words(await ada.says("nudges"))


async def test_a_pause_is_shown_and_can_be_ended(on, ada):
    await ada.says("nudges")
    await ada.presses(wording.PAUSE_BUTTON)
    await ada.fills(until="in 3 weeks")
    assert "Paused until Monday 14 December." in words(await ada.says("nudges"))

    await ada.presses(wording.RESUME_BUTTON)

    assert wording.NUDGES_RESUMED in words(ada.last)
    assert await on.coming() == [FIRST]
    assert wording.RESUME_BUTTON not in labels(await ada.says("nudges"))


@pytest.mark.parametrize(
    "until", ["yesterday", "today", "2026-11-23", "2025-12-24", "in 2 years", "03/04", "x"]
)
async def test_a_pause_until_no_day_to_come_is_asked_for_again(on, ada, until):
    await ada.says("nudges pause", until=until)

    assert errors_of(ada.last) == {"until": wording.NO_DATE}
    assert values_of(ada.last) == {"until": until}
    assert await on.coming() == [FIRST]


async def test_today_is_where_the_member_is(ada):
    # Late on Sunday in London is Monday in Auckland, so that Monday is no day to come there.
    await ada.says("nudges on monday 9:00 Auckland")
    ada.now = at(29, 21)

    assert errors_of(await ada.says("nudges pause 2026-11-30"))
    assert "Paused until Tuesday 1 December" in words(await ada.says("nudges pause 2026-12-01"))


# Skipped


async def test_the_prompt_that_is_coming_can_be_skipped(on, ada):
    await ada.says("nudges")
    await ada.presses(wording.SKIP_NEXT_BUTTON)

    assert wording.SKIPPED in words(ada.last)
    assert "Monday 7 December" in words(ada.last)
    assert await on.until(at(6, 12, month=12)) == []
    assert len(await on.until(at(7, 8, month=12))) == 1


async def test_the_prompt_that_came_can_be_skipped(on, ada):
    await on.until(FIRST)
    await ada.says("prompt")

    await ada.presses(wording.SKIP_BUTTON)

    assert wording.SKIPPED in words(ada.last)
    assert "Monday 7 December" in words(ada.last)
    assert await on.coming() == [at(7, 8, month=12)]
    await ada.says("reflect")
    assert form_of(ada.last).intro == wording.REFLECT_FREELY


@pytest.mark.parametrize("line", ["nudges", "home"])
async def test_the_button_under_a_date_skips_that_one_though_the_last_waits_for_an_answer(on, ada, line):
    await on.until(FIRST + timedelta(days=3))
    assert "Monday 7 December" in words(await ada.says(line))

    await ada.presses(wording.SKIP_NEXT_BUTTON)

    assert wording.SKIPPED in words(ada.last)
    assert "Monday 14 December" in words(ada.last)
    assert await on.until(at(13, 12, month=12)) == []
    assert len(await on.until(at(14, 8, month=12))) == 1


async def test_without_a_week_the_next_one_is_skipped_and_not_the_one_that_came(on, ada):
    await on.until(FIRST + timedelta(days=3))

    await ada.says("nudges skip")

    assert await on.coming() == [at(14, 8, month=12)]
    await ada.says("reflect")
    assert form_of(ada.last).intro != wording.REFLECT_FREELY


# Skipped, and wanted after all


async def test_a_prompt_that_was_skipped_can_be_brought_after_all(on, ada):
    await ada.says("nudges skip")
    await ada.presses(wording.UNSKIP_BUTTON)

    assert wording.UNSKIPPED in words(ada.last)
    assert "Monday 30 November" in words(ada.last)
    assert await on.coming() == [FIRST]
    assert len(await on.until(FIRST)) == 1
    assert await on.coming() == [at(7, 8, month=12)]


@pytest.mark.parametrize("line", ["nudges", "nudges resume"])
async def test_what_was_skipped_is_offered_until_its_time_has_passed(on, ada, line):
    await ada.says("nudges skip")
    assert wording.UNSKIP_BUTTON in labels(await ada.says(line))
    old = ada.last

    await on.until(FIRST)

    assert wording.UNSKIP_BUTTON not in labels(await ada.says(line))
    ada.last = old
    assert wording.NOTHING_TO_UNSKIP in words(await ada.presses(wording.UNSKIP_BUTTON))
    assert await on.coming() == [at(7, 8, month=12)]


async def test_what_was_skipped_can_be_brought_back_and_the_next_not_skipped_beside_it(on, ada):
    assert wording.SKIP_NEXT_BUTTON in labels(await ada.says("nudges"))

    for line in ("nudges skip", "nudges"):
        assert wording.UNSKIP_BUTTON in labels(await ada.says(line))
        assert wording.SKIP_NEXT_BUTTON not in labels(ada.last)

    assert wording.SKIP_NEXT_BUTTON in labels(await ada.says("nudges unskip"))
    assert await on.coming() == [FIRST]


@pytest.mark.parametrize("line", ["nudges on", "ritual on"])
async def test_the_form_tells_how_any_time_can_be_typed(search, line):
    boss = Visitor(
        Mentor(Catalogue(search), MemoryStore()), admin=True, channel=Channel("terminal", "general")
    )
    example = form_of(await boss.says(line)).intro.rpartition(": ")[2]

    assert "Friday 27 November, 20:15, Europe/Berlin" in words(await boss.says(example))


@pytest.mark.parametrize(
    "when",
    ["Freitag 9 Uhr Berlin", "Freitag um 9 Uhr Berlin", "friday 9 o'clock Berlin", "Fr 9 h Berlin",
     "friday 9 O\u2019Clock in Berlin", "freitag 09:00 uhr Berlin"],
)  # fmt: skip
async def test_what_people_say_behind_a_time_is_no_zone(on, ada, when):
    await ada.says(f"nudges on {when}")

    assert await on.coming() == [at(27, 8)]


async def test_of_two_that_were_skipped_the_first_to_come_back_is_the_last(on, ada):
    await ada.says("nudges skip")
    await ada.says("nudges skip")
    assert await on.coming() == [at(14, 8, month=12)]

    await ada.presses(wording.UNSKIP_BUTTON)
    assert await on.coming() == [at(7, 8, month=12)]
    await ada.says("nudges unskip")

    assert await on.coming() == [FIRST]


async def test_what_was_skipped_comes_back_at_the_time_that_was_chosen_since(on, ada):
    await ada.says("nudges skip")
    await ada.says("nudges on thursday 9:00 Berlin")

    await ada.says("nudges unskip 2026-W49")

    assert await on.coming() == [at(3, 8, month=12)]


async def test_what_came_already_does_not_come_back(on, ada):
    await on.until(FIRST)
    await ada.says("prompt")
    await ada.presses(wording.SKIP_BUTTON)
    assert wording.UNSKIP_BUTTON not in labels(ada.last)

    assert wording.NOTHING_TO_UNSKIP in words(await ada.says("nudges unskip"))
    assert await on.coming() == [at(7, 8, month=12)]


# Put off


async def test_the_prompt_that_came_can_be_put_off_until_tomorrow(on, ada):
    [first] = await on.until(FIRST + timedelta(hours=2))
    await ada.says("prompt")

    await ada.presses(wording.SNOOZE_BUTTON)

    assert wording.SNOOZED in words(ada.last)
    assert "Tuesday 1 December, 09:00" in words(ada.last)
    [again] = await on.until(FIRST + timedelta(days=1))
    assert again == first
    assert await on.coming() == [at(7, 8, month=12)]


async def test_the_prompt_that_comes_today_can_be_put_off_before_it_came(on, ada):
    await on.until(FIRST - timedelta(hours=2))

    assert wording.SNOOZED in words(await ada.says("nudges snooze"))

    assert await on.until(FIRST + timedelta(hours=23)) == []
    assert len(await on.until(FIRST + timedelta(hours=24))) == 1
    assert len(await on.until(FIRST + timedelta(days=6))) == 0
    assert len(await on.until(FIRST + timedelta(days=7))) == 1


async def test_a_prompt_of_another_day_is_not_put_off(on, ada):
    assert wording.NOTHING_TO_SNOOZE in words(await ada.says("nudges snooze"))
    assert await on.coming() == [FIRST]


@pytest.mark.parametrize(("days", "refused"), [(2, False), (3, False), (4, True), (6, True)])
async def test_a_prompt_is_not_put_off_to_right_before_the_next(on, ada, days, refused):
    await on.until(FIRST + timedelta(days=days, hours=1))

    await ada.says("nudges snooze")

    assert (wording.SNOOZED_ENOUGH in words(ada.last)) is refused
    assert len(await on.coming()) == (1 if refused else 2)


async def test_a_prompt_that_was_put_off_can_be_put_off_again(on, ada):
    for day in range(3):
        assert len(await on.until(FIRST + timedelta(days=day))) == 1
        assert wording.SNOOZED in words(await ada.says("nudges snooze"))

    assert len(await on.nudges()) == 2


@pytest.fixture(params=[FIRST - timedelta(hours=2), FIRST + timedelta(hours=2)], ids=["before", "after"])
async def put_off(on, ada, request):
    """A week in which a prompt was put off until Tuesday, before or after it came."""
    await on.until(request.param)
    await ada.says("nudges snooze")
    return on


TUESDAY = FIRST + timedelta(days=1)


async def test_what_was_put_off_still_comes_when_the_day_is_changed(put_off, ada):
    await ada.says("nudges on friday 9:00 Berlin")

    assert wording.nudges_on("Tuesday 1 December, 09:00, Europe/Berlin") in words(ada.last)
    assert wording.after_that((await put_off.schedule()).weekly) in words(ada.last)
    assert await put_off.coming() == [TUESDAY, at(11, 8, month=12)]
    assert len(await put_off.until(TUESDAY)) == 1
    assert len(await put_off.until(at(11, 7, month=12))) == 0
    assert len(await put_off.until(at(11, 8, month=12))) == 1


async def test_what_was_put_off_still_comes_for_who_says_again_that_prompts_are_wanted(put_off, ada):
    assert "Tuesday 1 December" in words(await ada.says("nudges resume"))
    assert await put_off.coming() == [TUESDAY, at(7, 8, month=12)]


async def test_what_was_put_off_still_comes_when_the_one_after_it_is_skipped(put_off, ada):
    await ada.says("nudges on monday 9:00 Berlin")

    await ada.says("nudges skip 2026-W50")

    assert await put_off.coming() == [TUESDAY, at(14, 8, month=12)]
    assert "Tuesday 1 December" in words(ada.last)
    await ada.presses(wording.UNSKIP_BUTTON)
    assert await put_off.coming() == [TUESDAY, at(7, 8, month=12)]


async def test_what_was_put_off_does_not_come_in_a_pause_nor_after_it(put_off, ada):
    await ada.says("nudges pause 2026-12-03")

    assert "Monday 7 December" in words(ada.last)
    assert "Monday 7 December" in words(await ada.says("nudges"))
    assert "Monday 7 December" in words(await ada.says("nudges resume"))
    assert await put_off.coming() == [at(7, 8, month=12)]


async def test_what_was_put_off_comes_where_the_pause_is_over_by_then(put_off, ada):
    await ada.says("nudges pause 2026-12-01")

    assert "Tuesday 1 December" in words(ada.last)
    assert len(await put_off.until(TUESDAY)) == 1


async def test_what_was_put_off_does_not_come_once_prompts_are_stopped(put_off, ada):
    came = {it.week: it.card for it in await put_off.nudges() if it.sent_at}

    await ada.says("nudges off")

    assert await put_off.coming() == []
    assert (await put_off.nudges())[0].note == wording.NOTE_NOT_WANTED
    assert {it.week: it.card for it in await put_off.nudges() if it.sent_at} == came
    assert "Monday 7 December" in words(await ada.says("nudges resume"))
    assert await put_off.until(at(7, 7, month=12)) == []
    assert len(await put_off.until(at(7, 8, month=12))) == 1


async def test_what_was_put_off_and_skipped_before_it_came_can_be_brought_after_all(on, ada):
    await on.until(FIRST - timedelta(hours=2))
    await ada.says("nudges snooze")
    await ada.presses(wording.SKIP_NEXT_BUTTON)
    assert await on.coming() == [at(7, 8, month=12)]

    await ada.presses(wording.UNSKIP_BUTTON)

    assert "Tuesday 1 December" in words(ada.last)
    assert len(await on.until(TUESDAY)) == 1
    assert len(await on.until(at(7, 8, month=12))) == 1


# Old buttons


async def test_buttons_of_past_weeks_do_nothing_to_this_one(on, ada):
    await on.until(FIRST)
    await ada.says("prompt")
    old = [it.command for part in ada.last.parts for it in getattr(part, "buttons", ())]
    skip, snooze = (next(it for it in old if it.startswith(f"nudges {verb} ")) for verb in ("skip", "snooze"))
    await on.until(at(14, 6, month=12))
    before = await on.nudges()

    assert wording.NOTHING_TO_SKIP in words(await ada.says(skip))
    assert wording.NOTHING_TO_SNOOZE in words(await ada.says(snooze))

    assert await on.nudges() == before


async def test_a_button_pressed_twice_counts_once(on, ada):
    await on.until(FIRST)
    await ada.says("prompt")
    [skip] = [
        it
        for part in ada.last.parts
        for it in getattr(part, "buttons", ())
        if it.label == wording.SKIP_BUTTON
    ]
    await ada.says(skip.command)

    assert wording.NOTHING_TO_SKIP in words(await ada.says(skip.command))
    assert await on.coming() == [at(7, 8, month=12)]


async def test_the_reflect_button_of_a_past_week_still_answers_that_week(on, ada):
    await on.until(FIRST)
    await ada.says("prompt")
    [reflect] = [it.command for part in ada.last.parts for it in getattr(part, "buttons", ())][:1]
    await on.until(at(8, 12, month=12))

    await ada.writes(reflect, "Late, and still.")

    answered = {it.week for it in await on.nudges() if it.answered_at}
    assert answered == {"2026-W49"}


# Stopped


async def test_stopped_prompts_do_not_come(on, ada):
    await ada.says("nudges")
    await ada.presses(wording.STOP_BUTTON)

    assert wording.NUDGES_STOPPED in words(ada.last)
    assert await on.until(at(20, 12, month=12)) == []
    assert wording.NUDGES_OFF in words(await ada.says("nudges"))


@pytest.mark.parametrize("line", ["nudges skip", "nudges snooze", "nudges pause in 2 weeks", "nudges off"])
async def test_what_is_off_stays_off(on, ada, line):
    await ada.says("nudges off")

    assert wording.NUDGES_OFF in words(await ada.says(line))
    assert await on.coming() == []


async def test_stopped_prompts_are_resumed_at_the_time_they_had(on, ada):
    await ada.says("nudges off")

    await ada.says("nudges resume")

    assert "Monday 30 November, 09:00, Europe/Berlin" in words(ada.last)
    assert await on.coming() == [FIRST]


# Resting


@pytest.fixture
async def resting(on):
    """After three prompts without a reaction and the mentor's goodbye."""
    *_, goodbye = await on.until(at(21, 9, month=12))
    assert wording.GOODBYE in words(goodbye)
    return on


async def test_after_the_goodbye_nothing_comes_until_it_is_wanted(resting, ada):
    assert (await resting.schedule()).standing is Standing.RESTING
    assert await resting.until(at(29, 12, month=12)) == []
    assert wording.NUDGES_RESTING in words(await ada.says("nudges"))

    await ada.presses(wording.NUDGES_AGAIN_BUTTON)

    assert "Monday 4 January 2027" in words(ada.last)
    assert (await resting.schedule()).unanswered == 0


@pytest.mark.parametrize("line", ["nudges skip", "nudges snooze"])
async def test_while_resting_nothing_is_promised_that_would_not_come(resting, ada, line):
    await ada.says(line)

    assert wording.NUDGES_RESTING in words(ada.last)
    assert wording.NUDGES_AGAIN_BUTTON in labels(ada.last)
    assert await resting.coming() == []


async def test_any_sign_of_life_keeps_the_prompts_coming(on, ada):
    for monday in range(6):
        assert len(await on.until(FIRST + timedelta(weeks=monday, hours=1))) == 1
        await ada.says("topics")

    assert (await on.schedule()).standing is Standing.ON


# The prompt itself


async def test_who_asks_for_their_prompt_sees_the_one_that_came(on, ada):
    [came] = await on.until(FIRST)

    await ada.says(came.again)

    assert ada.last.parts == came.parts


async def test_no_prompt_comes_twice_in_a_row(on, ada):
    asked = []
    for monday in range(8):
        [message] = await on.until(FIRST + timedelta(weeks=monday))
        asked.append(message.parts[1])
        await ada.says("topics")

    assert len(set(asked)) == 8
