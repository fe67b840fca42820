"""What happened in a workspace by week, as numbers behind which nobody can be made out."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from bot import gap_wording as said
from bot.episodes import Event, Tally
from bot.message import Button, Buttons, Chart, Entries, Message, Paragraph, Series, Tone
from bot.visit import Visit
from bot.weekly import week_name

PEOPLE_MIN = 5
"""People behind each number that is shown. With fewer, who knows some of them can tell what the others did:
who is helped, who writes, who gave up. None and few look the same, for "nobody" is about everybody."""

WEEKS = 12
"""Weeks that are shown, all of them over: in the present one, two looks an hour apart would tell what a
single person did in between. Neither is there a sum over anything that is not shown itself, from which the
numbers beside it could be taken away."""

Counts = Mapping[Event, tuple[int | None, ...]]


async def page(visit: Visit) -> Message:
    """The counts of a workspace, in words and as a picture."""
    weeks = past_weeks(visit.request.at.date())
    counts = shown(await visit.records.tallies(visit.request.workspace, weeks[0]), weeks)
    if not counts:
        return Message((Paragraph(said.no_stats(PEOPLE_MIN)), _BUTTONS))
    entries = tuple((said.EVENTS[event], said.in_words(weeks, row)) for event, row in counts.items())
    note = said.stats_note(PEOPLE_MIN)
    chart = Chart(
        title=said.STATS,
        alt=said.chart_in_words(entries, note),
        weeks=tuple(map(said.week_in_short, weeks)),
        series=tuple(Series(said.EVENTS[event], row) for event, row in counts.items()),
        note=note,
    )
    heading = Paragraph(said.STATS, Tone.HEADING)
    return Message((heading, Entries(entries), chart, Paragraph(note, Tone.QUIET), _BUTTONS))


def past_weeks(today: date) -> tuple[str, ...]:
    """The last weeks that are over, oldest first."""
    return tuple(week_name(today - timedelta(weeks=back)) for back in range(WEEKS, 0, -1))


def shown(tallies: Iterable[Tally], weeks: tuple[str, ...]) -> Counts:
    """By event and week, what enough people did; None for all else, and no event without any number."""
    enough = {(it.event, it.week): it.times for it in tallies if it.people >= PEOPLE_MIN}
    rows = {event: tuple(enough.get((event, week)) for week in weeks) for event in Event}
    return {event: row for event, row in rows.items() if any(row)}


_BUTTONS = Buttons((Button(said.GAPS_BUTTON, "gaps"), Button(said.ADMIN_BUTTON, "admin")))
