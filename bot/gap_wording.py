"""Every sentence about questions that nobody answers, and about what is counted."""

from collections.abc import Sequence

from bot.episodes import Event

GAPS_OPEN = "Open one to see all that was asked, or to answer it yourselves"
ANSWERED_NOW = "Answered by now"
ANSWERED_BY = "Now answered with: {title}"
NO_SUCH_GAP = "That question is not kept any more, or never was. All that are: gaps."
ASKED = "Asked"
BY_WEEK = "By week"
NEAREST = "Closest topics"
NO_TOPIC = "none is near"
ALL_ASKED = "All that was asked"
FORGET_GROUP = "Delete these questions for good? What was asked is gone then, and nobody is told."
FORGET_ANSWERED = "Delete the questions that find an answer by now? Those without one stay."
FORGOTTEN = "Deleted: {questions}."
NONE_ANSWERED = "None of the questions that are kept here finds an answer by now."
ANSWER_INTRO = (
    "You can answer it with a card of your own. Whoever asks like that then gets it, marked as from your "
    "community: no episode is cited, and your name does not appear."
)
ANSWER_KEPT = (
    "Kept: {title}. In a few seconds, whoever asks like that gets it, marked as from your community. "
    "The questions stay here until you delete them."
)

ANSWER_BUTTON = "Answer it"
FORGET_BUTTON = "Delete"
FORGET_ANSWERED_BUTTON = "Delete answered ones"
DELETE_THEM_BUTTON = "Delete them"
KEEP_THEM_BUTTON = "Keep them"
GAPS_BUTTON = "Gaps"
EDIT_BUTTON = "Change it"
DROP_BUTTON = "Drop it"


def questions(count: int) -> str:
    """How many questions: "1 question", "12 questions"."""
    return "1 question" if count == 1 else f"{count} questions"


def heading(count: int, days: int) -> str:
    """Over the list of groups."""
    return f"Without an answer in the last {days} days: {count}"


def more(count: int) -> str:
    """How many questions of a group are not listed."""
    return f"and {questions(count)} more"


def beyond(count: int) -> str:
    """That older questions are not grouped."""
    return f"{questions(count)} more, asked longer ago, come up here once these are answered or deleted."


def times(count: int) -> str:
    """How often something was asked."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def by_week(counts: Sequence[int]) -> str:
    """Counts of the last weeks, the present one last, to be read or heard."""
    *before, latest = counts
    if not any(before):
        return f"{latest} this week, none in the {len(before)} before" if latest else "none of late"
    return f"{', '.join(map(str, before))}, and {latest} this week"


def group_detail(asked: int, weeks: Sequence[int], others: Sequence[str], topics: Sequence[str]) -> str:
    """What a line on the list says about a group, below its first question."""
    lines = [
        f"Asked {times(asked)}; by week: {by_week(weeks)}",
        *(f"Also: {it}" for it in others),
        *([f"{NEAREST}: {', '.join(topics)}"] if topics else []),
    ]
    return "\n".join(lines)


# What is counted

STATS = "What happened here, by week"
ADMIN_BUTTON = "Help"
EVENTS = {
    Event.ANSWERED: "Questions answered",
    Event.DECLINED: "Questions not covered",
    Event.HELPFUL: "Cards found helpful",
    Event.UNHELPFUL: "Cards found not helpful",
    Event.REFLECTED: "Reflections",
    Event.NUDGED: "Weekly prompts to people",
}


def no_stats(people: int) -> str:
    """That there is no number to show, and when there will be."""
    return (
        f"There is nothing to show yet. A week is shown once it is over, and a number in it only if {people} "
        "people or more are behind it, so that nobody can be made out."
    )


def stats_note(people: int) -> str:
    """What a week without a number means."""
    return (
        f"A week without a number: fewer than {people} people, or nobody. This week counts once it is over."
    )


def in_words(weeks: Sequence[str], counts: Sequence[int | None]) -> str:
    """The counts of one event by week, oldest first: "week 46: 12, week 47: 9"."""
    told = [f"{_week(week)}: {count}" for week, count in zip(weeks, counts, strict=True) if count is not None]
    return ", ".join(told)


def chart_in_words(entries: Sequence[tuple[str, str]], note: str) -> str:
    """All that is on the chart."""
    return " ".join((*(f"{label}, {counts}." for label, counts in entries), note))


def week_in_short(week: str) -> str:
    """An ISO week below a column: "W47"."""
    return week.partition("-")[2]


def _week(week: str) -> str:
    return f"week {int(week.partition('-W')[2])}"
