"""The rules that progress, streaks and schedules keep."""

import zoneinfo
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import APART, Channel, Member, Nudge, Progress, Schedule, streak
from bot.weekly import Occasion, Weekly

ADA = Member("terminal", "ada")
NEW = Progress(ADA)
MONDAY = date(2026, 11, 16)
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
REFS = st.sampled_from(["show/a", "show/b", "show/c"])
TIMES = st.integers(0, 10**6).map(lambda seconds: AT + timedelta(seconds=seconds))


WEEKLIES = st.builds(
    Weekly,
    st.integers(0, 6),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from(sorted(zoneinfo.available_timezones())),
)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def sent(schedule: Schedule, occasion: Occasion, used_at: datetime | None = None) -> Schedule:
    return schedule.with_sent(Nudge(ADA, occasion.week, occasion.at), occasion.at, used_at)


def weeks(*ago: int) -> dict[date, int]:
    return {MONDAY - timedelta(weeks=number): 1 for number in ago}


def test_this_week_may_still_come():
    assert streak(weeks(1, 2), MONDAY) == 2


def test_two_missed_weeks_are_forgiven_and_the_third_ends_a_streak():
    assert streak(weeks(0, 3, 4), MONDAY) == 3
    assert streak(weeks(0, 4, 5), MONDAY) == 1


def test_nobody_has_a_streak_before_their_first_week():
    assert streak({}, MONDAY) == 0
    assert streak(weeks(0), MONDAY) == 1
    assert streak(weeks(3), MONDAY) == 1
    assert streak(weeks(4), MONDAY) == 0


@given(st.sets(st.integers(-5, 60)))
def test_a_streak_counts_active_weeks_and_is_never_negative(ago):
    assert 0 <= streak(weeks(*ago), MONDAY) <= len([number for number in ago if number >= 0])


@given(st.sets(st.integers(0, 60)))
def test_being_active_this_week_never_shortens_a_streak(ago):
    assert streak(weeks(*ago, 0), MONDAY) >= streak(weeks(*ago), MONDAY)


@given(ref=REFS, first=TIMES, second=TIMES)
def test_doing_the_same_twice_changes_nothing(ref, first, second):
    for change in (Progress.with_seen, Progress.with_saved, Progress.with_reflected):
        once = change(NEW, ref, first)
        assert change(once, ref, second) == once
    helpful = NEW.with_verdict(ref, helpful=True)
    assert helpful.with_verdict(ref, helpful=True) == helpful
    gone = NEW.with_saved(ref, first).without_saved(ref)
    assert gone.without_saved(ref) == gone
    assert gone.saved == ()


@given(ref=REFS, at=TIMES)
def test_a_change_leaves_what_was_before(ref, at):
    before = NEW.with_seen(ref, at)
    after = before.with_saved(ref, at).with_verdict(ref, helpful=False).with_reflected(ref, at)
    assert before.saved == ()
    assert (after.seen, after.saved, after.reflected) == ({ref}, (ref,), {ref})
    assert after.without_saved(ref).mark(ref).helpful is False


def test_weeks_begin_on_monday_where_the_member_is():
    # Sunday noon in UTC is Monday in Auckland.
    assert NEW.week_of(AT) == MONDAY
    assert replace(NEW, zone="Pacific/Auckland").week_of(AT) == MONDAY + timedelta(weeks=1)
    assert NEW.with_seen("show/a", AT).active_weeks((AT, AT)) == {MONDAY: 3}


@given(st.dictionaries(REFS, TIMES))
def test_saved_cards_come_with_the_latest_first(saved):
    progress = NEW
    for ref, at in saved.items():
        progress = progress.with_saved(ref, at)
    times = [saved[ref] for ref in progress.saved]
    assert times == sorted(times, reverse=True)
    assert set(progress.saved) == saved.keys()


def test_a_pause_ends_on_its_day_in_the_members_zone():
    schedule = Schedule(ADA, Weekly(0, time(0), "Pacific/Auckland"), paused_until=date(2026, 12, 7))
    assert schedule.next(utc(2026, 11, 22)).on == date(2026, 12, 7)
    assert replace(schedule, paused_until=None).next(utc(2026, 11, 22, 12)).on == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("before", "after", "on"),
    [
        # From Auckland to Honolulu, the same Monday comes again 22 hours later.
        (Weekly(0, time(9), "Pacific/Auckland"), Weekly(0, time(9), "Pacific/Honolulu"), date(2026, 11, 30)),
        # From Sunday to Monday, the next week begins a day later.
        (Weekly(6, time(9), "UTC"), Weekly(0, time(9), "UTC"), date(2026, 12, 7)),
        # From Monday to Friday, that week has had its nudge.
        (Weekly(0, time(9), "UTC"), Weekly(4, time(9), "UTC"), date(2026, 12, 4)),
    ],
)
def test_whoever_moves_their_nudge_has_one_a_week_and_72_hours_between_them(before, after, on):
    sent = before.next(utc(2026, 11, 22, 12))
    schedule = Schedule(ADA, before).with_sent(Nudge(ADA, sent.week, sent.at), sent.at, None)
    following = replace(schedule, weekly=after).next(sent.at)
    assert following.on == on
    assert following.at >= sent.at + APART


@given(first=WEEKLIES, moves=st.lists(WEEKLIES, max_size=8))
def test_however_often_they_move_it_nobody_has_two_in_a_week_or_waits_for_more_than_fifteen_days(
    first, moves
):
    schedule = Schedule(ADA, first)
    occasion = schedule.next(AT)
    for weekly in moves:
        schedule = replace(sent(schedule, occasion), weekly=weekly)
        following = schedule.next(occasion.at)
        assert following.week > occasion.week
        assert APART <= following.at - occasion.at <= timedelta(days=15)
        occasion = following


def test_weeks_go_on_after_new_year():
    schedule = Schedule(ADA, Weekly(4, time(9), "UTC"))
    last = schedule.next(utc(2026, 12, 30))
    assert last.week == "2026-W53"
    assert sent(schedule, last).next(last.at).week == "2027-W01"


def test_a_skipped_occasion_does_not_come_again_and_leaves_no_room():
    schedule = Schedule(ADA, Weekly(0, time(9), "UTC"))
    occasion = schedule.next(AT)
    skipped = schedule.with_passed(Nudge(ADA, occasion.week, occasion.at))
    assert skipped.next(AT).on == occasion.on + timedelta(weeks=1)
    assert skipped.with_passed(Nudge(ADA, "2026-W01", AT)) == skipped
    assert (skipped.sent_at, skipped.unanswered) == (None, 0)


def test_a_pause_that_is_over_changes_nothing():
    schedule = Schedule(ADA, Weekly(0, time(9), "UTC"))
    assert replace(schedule, paused_until=date(2026, 11, 1)).next(AT) == schedule.next(AT)


def test_a_pause_may_end_on_a_day_without_midnight():
    schedule = Schedule(ADA, Weekly(6, time(0, 30), "America/Santiago"), paused_until=date(2027, 9, 5))
    ends = schedule.next(AT).at.astimezone(ZoneInfo("America/Santiago"))
    assert (ends.date(), ends.time()) == (date(2027, 9, 5), time(1, 30))


@given(weekly=WEEKLIES, day=st.dates(date(2026, 1, 1), date(2029, 12, 31)))
def test_no_occasion_is_before_the_end_of_a_pause(weekly, day):
    occasion = Schedule(ADA, weekly, paused_until=day).next(AT)
    assert occasion.at.astimezone(ZoneInfo(weekly.zone)).date() >= day
    assert occasion.at > AT


def test_nudges_without_a_reaction_are_counted_until_somebody_says_something():
    schedule = Schedule(ADA, Weekly(0, time(9), "UTC"))
    assert schedule.unanswered_by(None) == schedule.unanswered_by(AT) == 0
    for number in (1, 2, 3):
        schedule = sent(schedule, schedule.next(schedule.sent_at or AT))
        assert schedule.unanswered_by(None) == schedule.unanswered_by(AT) == number
    assert schedule.sent_at is not None
    reacted = schedule.sent_at + timedelta(minutes=1)
    assert schedule.unanswered_by(reacted) == 0
    assert sent(schedule, schedule.next(reacted), reacted).unanswered == 1


@pytest.mark.parametrize("kind", [Member, Channel])
def test_nobody_without_an_id_is_taken_for_somebody(kind):
    # In a store, a member without an id would be every channel of the workspace.
    with pytest.raises(ValueError, match="have ids"):
        kind("slack:T1", "")
