"""The rules that progress and streaks keep."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Member, Progress, streak

NEW = Progress(Member("terminal", "ada"))
MONDAY = date(2026, 11, 16)
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
REFS = st.sampled_from(["show/a", "show/b", "show/c"])
TIMES = st.integers(0, 10**6).map(lambda seconds: AT + timedelta(seconds=seconds))


def weeks(*ago: int) -> dict[date, int]:
    return {MONDAY - timedelta(weeks=number): 1 for number in ago}


def test_this_week_may_still_come():
    assert streak(weeks(1, 2), MONDAY) == 2


def test_two_missed_weeks_are_forgiven_and_the_third_ends_a_streak():
    assert streak(weeks(0, 3, 4), MONDAY) == 3
    assert streak(weeks(0, 4, 5), MONDAY) == 1


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


@given(st.dictionaries(REFS, TIMES))
def test_saved_cards_come_with_the_latest_first(saved):
    progress = NEW
    for ref, at in saved.items():
        progress = progress.with_saved(ref, at)
    times = [saved[ref] for ref in progress.saved]
    assert times == sorted(times, reverse=True)
    assert set(progress.saved) == saved.keys()
