"""Weekly nudges, as a member arranges them: on, changed, paused, skipped, snoozed, off."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot import wording
from bot.asking import TOPICS
from bot.commands import (
    TIME,
    UNTIL,
    WEEKDAY,
    WEEKDAYS,
    ZONE,
    Nudging,
    PauseNudges,
    ResumeNudges,
    SetNudges,
    ShowNudges,
    SkipNudge,
    SnoozeNudge,
    StopNudges,
    UnskipNudge,
)
from bot.message import (
    Button,
    Buttons,
    Choice,
    ChoiceField,
    Choices,
    Form,
    Message,
    Paragraph,
    TextField,
    TimeField,
    ZoneField,
)
from bot.model import APART, Member, Nudge, Schedule, Standing, State
from bot.planning import RECENT, Rate, first_to_come, plan_anew, stop
from bot.ports import Records
from bot.reading import read_date, read_time, read_weekday
from bot.visit import Reply, Visit
from bot.weekly import Weekly, week_before
from bot.zones import Zone, find_zones, sure_zone, zone_info

PAUSE_MAX = timedelta(days=366)

SET_OPTIONS = tuple((name, name.capitalize()) for name in WEEKDAYS)


async def answer(command: Nudging, visit: Visit, rate: Rate) -> Reply:
    """What happens on a command about the member's own nudges."""
    schedule = await visit.records.schedule(visit.member)
    match command:
        case SetNudges():
            return await _set(command, schedule, visit, rate)
        case _ if schedule is None or (
            schedule.standing is Standing.OFF and not isinstance(command, ResumeNudges)
        ):
            message = await standing(schedule, visit)
        case ShowNudges():
            message = await standing(schedule, visit)
        case SkipNudge() | UnskipNudge() | SnoozeNudge():
            message = await _on_one(command, schedule, visit, rate)
        case PauseNudges(until):
            message = await _pause(until, schedule, visit, rate)
        case ResumeNudges():
            message = await _on_again(schedule, visit, rate)
        case StopNudges():
            await stop(replace(schedule, standing=Standing.OFF), visit.records)
            message = Message((Paragraph(wording.NUDGES_STOPPED), Buttons((_ON, TOPICS))))
    return Reply(message, visit.progress)


# On


async def _set(command: SetNudges, schedule: Schedule | None, visit: Visit, rate: Rate) -> Reply:
    chosen = read_when(command, schedule, visit)
    if isinstance(chosen, Message):
        return Reply(chosen, visit.progress)
    before = schedule or Schedule(visit.member, chosen)
    after = replace(before, weekly=chosen, standing=Standing.ON, paused_until=None, unanswered=0, trouble="")
    nudge = await plan_anew(after, visit.request.at, visit.records, rate)
    when = _when(nudge, after, visit)
    said = wording.nudges_on(when)
    if not nudge.only_planned:
        said = f"{said} {wording.after_that(chosen)}"
    message = Message((Paragraph(said), Buttons((_CHANGE, _STOP, TOPICS))), promise=_promise(schedule, when))
    return Reply(message, replace(visit.progress, zone=chosen.zone))


def read_when(
    command: SetNudges, schedule: Schedule | None, visit: Visit, line: str = "nudges on"
) -> Weekly | Message:
    """The weekly time that *command* means, or the form again with what is missing or wrong in it.

    *line* is the command that the form submits, and behind which the time can be typed.
    """
    if not command.asked:
        return _form(_proposed(schedule, visit), {}, line)
    # Whoever changes the day alone stays where they are.
    typed = command.zone.strip() or (schedule.weekly.zone if schedule else "")
    weekday, time = read_weekday(command.weekday), read_time(command.time)
    zone, zones = sure_zone(typed, visit.request.at), find_zones(typed, visit.request.at)
    if weekday is not None and time is not None:
        if zone:
            return Weekly(weekday, time, zone.name)
        if zones:
            return _which_zone(line, f"{WEEKDAYS[weekday]} {time:%H:%M}", typed, zones)
        if not typed and (home := _home(visit)):
            return _form(replace(command, zone=home), {}, line)
    errors = {
        WEEKDAY: "" if weekday is not None else wording.NO_WEEKDAY,
        TIME: "" if time is not None else wording.NO_TIME,
        ZONE: "" if zones else wording.no_zone(command.zone),
    }
    # By its own name, which every platform can show again.
    return _form(replace(command, zone=zone.name) if zone else command, errors, line)


def _home(visit: Visit) -> str:
    """Where the member seems to be: to propose, and never to assume."""
    return visit.progress.zone or visit.request.zone or ""


def _proposed(schedule: Schedule | None, visit: Visit) -> SetNudges:
    """What stands in the form at first: what is set, or Monday at nine where the member seems to be."""
    if schedule:
        weekly = schedule.weekly
        return SetNudges(WEEKDAYS[weekly.weekday], f"{weekly.time:%H:%M}", weekly.zone)
    return SetNudges(WEEKDAYS[0], "09:00", _home(visit))


def _form(typed: SetNudges, errors: dict[str, str], line: str) -> Message:
    weekday = read_weekday(typed.weekday)
    day = WEEKDAYS[weekday] if weekday is not None else ""
    fields = (
        ChoiceField(WEEKDAY, wording.WEEKDAY_FIELD, SET_OPTIONS, day, errors.get(WEEKDAY, "")),
        TimeField(TIME, wording.TIME_FIELD, typed.time, errors.get(TIME, "")),
        ZoneField(ZONE, wording.ZONE_FIELD, typed.zone, errors.get(ZONE, "")),
    )
    title, intro = wording.WHEN_FORMS[line]
    # What a platform offers to choose from may end before their evening does.
    intro = f"{intro} {wording.ANY_TIME.format(line=line)}"
    return Message((Form(title, line, fields, intro),))


def _which_zone(line: str, when: str, typed: str, zones: Sequence[Zone]) -> Message:
    """The zones that may be meant by what was *typed*, or the one that is but a guess."""
    said = (wording.WHICH_ZONE if len(zones) > 1 else wording.THIS_ZONE).format(typed=typed)
    choices = tuple(Choice(zone.label, "", f"{line} {when} {zone.name}") for zone in zones)
    return Message((Choices(said, choices), Buttons((Button(wording.OTHER_ZONE_BUTTON, line),))))


async def _on_again(schedule: Schedule, visit: Visit, rate: Rate) -> Message:
    after = replace(schedule, standing=Standing.ON, paused_until=None, unanswered=0, trouble="")
    nudge = await plan_anew(after, visit.request.at, visit.records, rate)
    skipped = _skipped(await visit.records.nudges(visit.member, RECENT), after, visit)
    message = _next_comes(nudge, after, visit, wording.NUDGES_RESUMED, skipped)
    return replace(message, promise=_promise(schedule, _when(nudge, after, visit)))


def _promise(before: Schedule | None, when: str) -> Message | None:
    """What proves that prompts will arrive; of those that came before, nobody has to be told so."""
    if before and before.standing is Standing.ON:
        return None
    return Message((Paragraph(wording.NUDGES_PROMISE.format(when=when)), Buttons((_CHANGE, _STOP))))


# Out of reach


async def unreached(why: str, member: Member, records: Records) -> None:
    """Stop the nudges of a member whom a promise of them did not reach, and note *why*."""
    schedule = await records.schedule(member)
    if schedule and schedule.standing is Standing.ON:
        await stop(replace(schedule, standing=Standing.FAILED, trouble=why), records)


def unreached_page(why: str) -> Message:
    """What that means for the member, and what they can do."""
    again = Button(wording.TRY_AGAIN_BUTTON, "nudges resume", main=True)
    return Message((Paragraph(wording.nudges_unreached(why)), Buttons((again, TOPICS))))


# As they are


async def standing(schedule: Schedule | None, visit: Visit) -> Message:
    """Whether nudges come, when the next one does, and what can be changed about it."""
    if schedule is None or schedule.standing is Standing.OFF:
        return Message((Paragraph(wording.NUDGES_OFF), Buttons((_ON, TOPICS))))
    match schedule.standing:
        case Standing.RESTING:
            return Message((Paragraph(wording.NUDGES_RESTING), Buttons((_AGAIN, TOPICS))))
        case Standing.FAILED:
            return Message((Paragraph(wording.nudges_failed(schedule.trouble)), Buttons((_AGAIN, TOPICS))))
    nudges = await visit.records.nudges(visit.member, RECENT)
    nudge = first_to_come(nudges, schedule, visit.request.at)
    if nudge is None:
        return Message((Paragraph(wording.NUDGES_ON_WITHOUT_DATE), Buttons((_AGAIN, TOPICS))))
    paused = (
        wording.paused_until(schedule.paused_until, visit.today) if _paused(schedule, visit.today) else ""
    )
    return _next_comes(nudge, schedule, visit, paused, _skipped(nudges, schedule, visit))


def _paused(schedule: Schedule, today: date) -> bool:
    return schedule.paused_until is not None and schedule.paused_until > today


def _next_comes(
    nudge: Nudge, schedule: Schedule, visit: Visit, said: str, skipped: Nudge | None = None
) -> Message:
    resume = (Button(wording.RESUME_BUTTON, "nudges resume"),) if _paused(schedule, visit.today) else ()
    skip = Button(wording.SKIP_NEXT_BUTTON, f"nudges skip {nudge.week}")
    # Side by side, "that one" would be either.
    unskip = Button(wording.UNSKIP_BUTTON, f"nudges unskip {skipped.week}") if skipped else None
    buttons = (
        *resume,
        unskip or skip,
        _CHANGE,
        Button(wording.PAUSE_BUTTON, "nudges pause"),
        _STOP,
    )
    line = " ".join(part for part in (said, wording.next_nudge(_when(nudge, schedule, visit))) if part)
    return Message((Paragraph(line), Buttons(buttons)))


def _when(nudge: Nudge, schedule: Schedule, visit: Visit) -> str:
    return wording.moment(nudge.due_at, schedule.weekly, visit.today)


# Not now


async def _pause(until: str, schedule: Schedule, visit: Visit, rate: Rate) -> Message:
    day = read_date(until, visit.today)
    if day is None or not visit.today < day <= visit.today + PAUSE_MAX:
        error = wording.NO_DATE if until else ""
        field = TextField(UNTIL, wording.UNTIL_FIELD, 40, until, error, wording.UNTIL_HINT)
        return Message((Form(wording.PAUSE_TITLE, "nudges pause", (field,), verb=wording.PAUSE_BUTTON),))
    paused = replace(schedule, standing=Standing.ON, paused_until=day)
    nudge = await plan_anew(paused, visit.request.at, visit.records, rate)
    message = _next_comes(nudge, paused, visit, wording.paused_until(day, visit.today))
    return replace(message, promise=_promise(schedule, _when(nudge, paused, visit)))


async def _on_one(
    command: SkipNudge | UnskipNudge | SnoozeNudge, schedule: Schedule, visit: Visit, rate: Rate
) -> Message:
    if schedule.standing is not Standing.ON:
        # Nothing comes that could be left out, and what is put off would not come either.
        return await standing(schedule, visit)
    nudges = await visit.records.nudges(visit.member, RECENT)
    match command:
        case SkipNudge(week):
            return await _skip(week, nudges, schedule, visit, rate)
        case UnskipNudge(week):
            return await _unskip(week, nudges, schedule, visit, rate)
        case SnoozeNudge(week):
            return await _snooze(week, nudges, schedule, visit)


async def _skip(
    week: str | None, nudges: Sequence[Nudge], schedule: Schedule, visit: Visit, rate: Rate
) -> Message:
    # Without a week the next one is meant, also where the last still waits for an answer.
    sent = _waiting(nudges, week, visit) if week else None
    if sent:
        await visit.records.rewrite(replace(sent, answered_at=visit.request.at, note=wording.NOTE_SKIPPED))
        following = first_to_come(nudges, schedule, visit.request.at)
        if following is None:
            return await standing(schedule, visit)
        return _next_comes(following, schedule, visit, wording.SKIPPED)
    coming = first_to_come(_of(week, nudges), schedule, visit.request.at)
    if coming is None:
        return Message((Paragraph(wording.NOTHING_TO_SKIP), Buttons((_NUDGES, TOPICS))))
    skipped = replace(coming, state=State.SKIPPED, note=wording.NOTE_SKIPPED)
    await visit.records.rewrite(skipped)
    passed = schedule.with_passed(coming)
    nudge = await plan_anew(passed, visit.request.at, visit.records, rate)
    return _next_comes(nudge, passed, visit, wording.SKIPPED, _skipped((skipped, *nudges), passed, visit))


async def _unskip(
    week: str | None, nudges: Sequence[Nudge], schedule: Schedule, visit: Visit, rate: Rate
) -> Message:
    skipped = _skipped(nudges, schedule, visit)
    if skipped is None or week not in {None, skipped.week}:
        return Message((Paragraph(wording.NOTHING_TO_UNSKIP), Buttons((_NUDGES, TOPICS))))
    before = _before(skipped, schedule)
    # As something that was planned once, in whose place its occasion is planned now.
    await visit.records.rewrite(replace(skipped, state=State.PENDING, note=""))
    nudge = await plan_anew(before, visit.request.at, visit.records, rate)
    return _next_comes(nudge, before, visit, wording.UNSKIPPED)


def _skipped(nudges: Iterable[Nudge], schedule: Schedule, visit: Visit) -> Nudge | None:
    """The last one that the member skipped, if it was never on its way and its occasion is still to come."""
    for nudge in nudges:
        if nudge.state is State.SKIPPED and nudge.note == wording.NOTE_SKIPPED:
            untried = not (nudge.attempts or nudge.sent_at)
            comes = _before(nudge, schedule).next(visit.request.at).week == nudge.week
            return nudge if untried and comes else None
    return None


def _before(skipped: Nudge, schedule: Schedule) -> Schedule:
    """The schedule for which the occasion of a skipped nudge is the next."""
    return replace(schedule, last_week=week_before(skipped.week))


async def _snooze(week: str | None, nudges: Sequence[Nudge], schedule: Schedule, visit: Visit) -> Message:
    meant = _waiting(nudges, week, visit) or _coming_today(nudges, week, schedule, visit)
    if meant is None:
        return Message((Paragraph(wording.NOTHING_TO_SNOOZE), Buttons((_NUDGES, TOPICS))))
    tomorrow = _tomorrow(schedule.weekly, visit)
    others = [nudge.due_at for nudge in nudges if nudge.state is State.PENDING and nudge.id != meant.id]
    if any(tomorrow > due - APART for due in others):
        return Message((Paragraph(wording.SNOOZED_ENOUGH), Buttons((_NUDGES, TOPICS))))
    again = replace(
        meant,
        state=State.PENDING,
        due_at=tomorrow,
        round=meant.round + 1,
        attempts=0,
        retry_at=None,
        note=wording.NOTE_SNOOZED,
    )
    await visit.records.rewrite(again)
    return _next_comes(again, schedule, visit, wording.SNOOZED)


def _waiting(nudges: Sequence[Nudge], week: str | None, visit: Visit) -> Nudge | None:
    """The last nudge of these seven days that still waits for a reaction; that of *week* if given."""
    return next(
        (
            nudge
            for nudge in _of(week, nudges)
            if nudge.state is State.SENT
            and not nudge.answered_at
            and nudge.sent_at
            and visit.request.at - nudge.sent_at < timedelta(days=7)
        ),
        None,
    )


def _coming_today(
    nudges: Sequence[Nudge], week: str | None, schedule: Schedule, visit: Visit
) -> Nudge | None:
    coming = first_to_come(_of(week, nudges), schedule, visit.request.at)
    return coming if coming and visit.local_date(coming.due_at) == visit.today else None


def _of(week: str | None, nudges: Iterable[Nudge]) -> Iterable[Nudge]:
    """That of *week*, or all of them without one."""
    return (nudge for nudge in nudges if week in {None, nudge.week})


def _tomorrow(weekly: Weekly, visit: Visit) -> datetime:
    here = visit.request.at.astimezone(zone_info(weekly.zone)).date()
    return (
        replace(weekly, weekday=(here.weekday() + 1) % 7).next(weekly.start_of(here + timedelta(days=1))).at
    )


_ON = Button(wording.NUDGES_ON_BUTTON, "nudges on")
_AGAIN = Button(wording.NUDGES_AGAIN_BUTTON, "nudges resume")
_CHANGE = Button(wording.CHANGE_BUTTON, "nudges change")
_STOP = Button(wording.STOP_BUTTON, "nudges off")
_NUDGES = Button(wording.NUDGES_BUTTON, "nudges")
