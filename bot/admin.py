"""What the admins of a workspace arrange: rituals in channels, and the questions that found no answer."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot import stats, wording
from bot.asking import TOPICS, ask_anyway
from bot.commands import (
    DismissAdmin,
    KeepQuestions,
    NameAdmin,
    Running,
    SetRitual,
    ShowAdmins,
    ShowRituals,
    ShowRunning,
    ShowStats,
    StopRitual,
)
from bot.message import Button, Buttons, Choices, Entries, Message, Paragraph, Someone, Somewhere, Tone
from bot.mistyped import LINE_MAX, begins_like_command, meant_to_run
from bot.model import (
    Channel,
    Gap,
    Member,
    Request,
    Rules,
    Schedule,
    Standing,
    State,
    people_of,
    platform_of,
)
from bot.nudges import read_when
from bot.planning import Rate, plan_anew, stop
from bot.ports import Records, Store
from bot.visit import Reply, Visit
from knowledge.library import Library

GRACE = timedelta(days=30)
"""How long a workspace is remembered after the mentor was removed, for those who did not mean to."""

GAP_MAX = 300
"""Characters of a question that are kept: a story's end says little about what the episodes lack."""


async def answer(command: Running, visit: Visit, rate: Rate) -> Reply:
    """What happens on a command for those who run the workspace, or were named to: they alone are served."""
    if not await may(visit.request, visit.records):
        return Reply(refused(visit.request), visit.progress)
    match command:
        case ShowRunning(line):
            message = _running(line, visit.library)
        case ShowAdmins():
            message = _admins(await visit.records.admins(visit.request.workspace))
        case NameAdmin() | DismissAdmin():
            message = Message((await _naming(command, visit), Buttons((_ADMINS,))))
        case ShowRituals():
            message = await _rituals(visit)
        case SetRitual():
            message = await _ritual_on(command, visit, rate)
        case StopRitual(channel):
            message = await _ritual_off(channel, visit)
        case ShowStats():
            message = await stats.page(visit)
        case KeepQuestions():
            message = await _keep_questions(command, visit)
    return Reply(message, visit.progress)


async def may(request: Request, records: Records) -> bool:
    """Whether somebody runs the workspace, or was named to."""
    return request.admin or request.member.id in await records.admins(request.workspace)


def refused(request: Request, asked: str = "") -> Message:
    """That somebody may not; where nobody runs anything, that it is no place to ask.

    There nobody can tell what is *asked* from what is to be done with an episode: that is up to the member.
    """
    if not is_nowhere(request):
        return Message((Paragraph(wording.ADMINS_ONLY), Buttons((TOPICS,))))
    anyway = (ask_anyway(asked),) if asked and len(asked) <= LINE_MAX else ()
    return Message((Paragraph(wording.RUN_ELSEWHERE), Buttons((*anyway, TOPICS))))


def is_nowhere(request: Request) -> bool:
    """Whether it was said where nobody runs anything, as in Discord's direct messages."""
    return request.workspace == people_of(platform_of(request.workspace))


async def note_gap(question: str, visit: Visit) -> bool:
    """Keep a question without an answer, and nothing about who asked it, where the workspace allows that.

    Whether it was kept: whoever asked is told so.
    """
    workspace = visit.request.workspace
    rules = await visit.records.rules(workspace)
    is_private = visit.request.quoting or begins_like_command(question, visit.library)
    if not rules.keeps_questions or is_private:
        return False
    today = visit.request.at.date()
    await visit.records.forget_gaps(workspace, today - timedelta(days=rules.keep_days))
    await visit.records.note_gap(Gap(workspace, today, " ".join(question.split())[:GAP_MAX]))
    return True


async def forget_old_questions(store: Store, today: date) -> int:
    """Delete questions that were kept for as long as their workspace allows; how many."""
    async with store.transaction() as records:
        return sum([
            await records.forget_gaps(rules.workspace, today - timedelta(days=rules.keep_days))
            for rules in await records.all_rules()
        ])  # fmt: skip


async def leave(store: Store, workspace: str, at: datetime) -> None:
    """Note that the mentor was removed from a workspace; who says so again changes nothing."""
    async with store.transaction() as records:
        rules = await records.rules(workspace)
        await records.keep_rules(replace(rules, left_at=rules.left_at or at))


async def come_back(store: Store, workspace: str) -> None:
    """Note that the mentor is in a workspace, with all that it knew there if it was away for a while."""
    async with store.reading() as records:
        if not (await records.rules(workspace)).left_at:
            return
    async with store.transaction() as records:
        await records.keep_rules(replace(await records.rules(workspace), left_at=None))


async def take_stock(store: Store, platform: str, present: Collection[str], at: datetime) -> None:
    """Note of each workspace that is known on a platform whether the mentor is still in it.

    *present* are all in which it is: what was not told while nobody served is made up for at a start.
    """
    async with store.reading() as records:
        known = await records.known_workspaces(platform)
    for workspace in sorted(known):
        if workspace in present:
            await come_back(store, workspace)
        elif workspace != people_of(platform):
            await leave(store, workspace, at)


async def forget_departed(store: Store, now: datetime) -> tuple[str, ...]:
    """Erase the workspaces that the mentor left longer ago than `GRACE`; which they were.

    What a platform keeps for itself about them is for the caller to delete.
    """
    async with store.reading() as records:
        departed = [it.workspace for it in await records.all_rules() if _is_departed(it, now)]
    return tuple([it for it in departed if await _forgotten(store, it, now)])


async def _forgotten(store: Store, workspace: str, now: datetime) -> bool:
    async with store.transaction() as records:
        # It may have come back meanwhile.
        departed = _is_departed(await records.rules(workspace), now)
        if departed:
            await records.erase_workspace(workspace)
    return departed


def _is_departed(rules: Rules, now: datetime) -> bool:
    return rules.left_at is not None and now - rules.left_at > GRACE


def _running(line: str, library: Library) -> Message:
    """What there is to arrange, below what may be meant by a *line*."""
    near = meant_to_run(line, library)
    stray = (
        (Choices(wording.DID_YOU_MEAN, near) if near else Paragraph(wording.NOTHING_TO_RUN),) if line else ()
    )
    buttons = Buttons((_LOAD, _EPISODES, _RITUALS, _GAPS, _STATS, _ADMINS))
    return Message((*stray, Paragraph(wording.RUNNING), Entries(wording.RUNNING_ENTRIES), buttons))


def _admins(named: frozenset[str]) -> Message:
    if not named:
        return Message((Paragraph(wording.NO_ADMINS), Buttons((_RUNNING,))))
    people = Entries(tuple((Someone(id), "") for id in sorted(named)))
    return Message((Paragraph(wording.ADMINS, Tone.HEADING), people, Buttons((_RUNNING,))))


async def _naming(command: NameAdmin | DismissAdmin, visit: Visit) -> Paragraph | Entries:
    """What to say to somebody who wants others to run the mentor, or no longer."""
    if not visit.request.admin:
        return Paragraph(wording.OWNERS_ONLY)
    dismisses = isinstance(command, DismissAdmin)
    if not command.id:
        return Paragraph(wording.NAME_WHOM.format(command="admins remove" if dismisses else "admins add"))
    whom = Member(visit.request.workspace, command.id)
    if not dismisses:
        await visit.records.name_admin(whom, visit.request.at)
        return _about(Someone(whom.id), wording.ADMIN_NAMED)
    dismissed = await visit.records.dismiss_admin(whom)
    return _about(Someone(whom.id), wording.ADMIN_DISMISSED if dismissed else wording.NO_SUCH_ADMIN)


def _about(whom: Someone | Somewhere, said: str) -> Entries:
    """A sentence on somebody, or on a channel, by the name that people know: it may be read elsewhere."""
    return Entries(((whom, said),))


async def _rituals(visit: Visit) -> Message:
    rituals = await visit.records.rituals(visit.request.workspace)
    lines = tuple([
        (Somewhere(it.recipient.id), await _ritual_line(it, visit))
        for it in rituals
        if it.standing is not Standing.OFF
    ])  # fmt: skip
    if not lines:
        return Message((Paragraph(wording.NO_RITUALS), Buttons((_RITUAL_ON,))))
    return Message((Paragraph(wording.RITUALS, Tone.HEADING), Entries(lines), Buttons((_RITUAL_ON,))))


async def _ritual_line(schedule: Schedule, visit: Visit) -> str:
    if schedule.standing is Standing.FAILED:
        return wording.ritual_failed(schedule.trouble)
    pending = [it for it in await visit.records.nudges(schedule.recipient, 2) if it.state is State.PENDING]
    return wording.ritual_comes(
        wording.moment(pending[-1].due_at, schedule.weekly, visit.today) if pending else ""
    )


async def _ritual_on(command: SetRitual, visit: Visit, rate: Rate) -> Message:
    channel = visit.request.channel
    if channel is None:
        return Message((Paragraph(wording.RITUAL_WHERE),))
    if visit.request.can_post is False:
        return Message((_about(Somewhere(channel.id), wording.RITUAL_MUTE),))
    before = await visit.records.schedule(channel)
    weekly = read_when(command.when, before, visit, "ritual on")
    if isinstance(weekly, Message):
        return weekly
    schedule = Schedule(channel, weekly)
    if before:
        schedule = replace(before, weekly=weekly, standing=Standing.ON, trouble="")
    nudge = await plan_anew(schedule, visit.request.at, visit.records, rate)
    said = wording.RITUAL_ON.format(when=wording.moment(nudge.due_at, weekly, visit.today))
    buttons = Buttons((Button(wording.STOP_BUTTON, f"ritual off {channel.id}"), _RITUALS))
    unsure = () if visit.request.can_post else (Paragraph(wording.RITUAL_INVITE),)
    return Message((_about(Somewhere(channel.id), said), *unsure, buttons))


async def _ritual_off(id: str, visit: Visit) -> Message:
    here = visit.request.channel
    channel = Channel(visit.request.workspace, id) if id else here
    if channel is None:
        return Message((Paragraph(wording.RITUAL_WHERE), Buttons((_RITUALS,))))
    schedule = await visit.records.schedule(channel)
    was_on = schedule is not None and schedule.standing is not Standing.OFF
    if schedule and was_on:
        await stop(replace(schedule, standing=Standing.OFF), visit.records)
    said = wording.RITUAL_OFF if was_on else wording.NO_RITUAL_HERE
    return Message((_about(Somewhere(channel.id), said), Buttons((_RITUALS,))))


def switch_of(rules: Rules) -> Button:
    """Begins to keep questions, or ends it."""
    return _FORGET if rules.keeps_questions else _KEEP


async def kept(rules: Rules, visit: Visit) -> tuple[Gap, ...]:
    """The questions that are there, once those are gone that were kept long enough."""
    since = visit.request.at.date() - timedelta(days=rules.keep_days)
    await visit.records.forget_gaps(rules.workspace, since)
    return await visit.records.gaps(rules.workspace, since)


async def _keep_questions(command: KeepQuestions, visit: Visit) -> Message:
    workspace = visit.request.workspace
    before = await visit.records.rules(workspace)
    if not command.keep and not command.sure and (gaps := await kept(before, visit)):
        return Message((Paragraph(wording.forget_questions(len(gaps))), _SURELY))
    rules = replace(before, keeps_questions=command.keep)
    await visit.records.keep_rules(rules)
    if not command.keep:
        # A day ahead: what was asked today goes as well.
        await visit.records.forget_gaps(workspace, visit.request.at.date() + timedelta(days=1))
    said = wording.questions_kept(rules)
    return Message((Paragraph(said), Buttons((_GAPS,))))


_LOAD = Button(wording.LOAD_BUTTON, "load")
_EPISODES = Button(wording.EPISODES_BUTTON, "episodes")
_RITUAL_ON = Button(wording.RITUAL_ON_BUTTON, "ritual on")
_RITUALS = Button(wording.RITUALS_BUTTON, "rituals")
_RUNNING = Button(wording.HELP_BUTTON, "admin")
_ADMINS = Button(wording.ADMINS_BUTTON, "admins")
_GAPS = Button(wording.GAPS_BUTTON, "gaps")
_STATS = Button(wording.STATS_BUTTON, "stats")
_KEEP = Button(wording.KEEP_QUESTIONS_BUTTON, "questions keep")
_FORGET = Button(wording.FORGET_QUESTIONS_BUTTON, "questions forget")
_SURELY = Buttons((
    Button(wording.DELETE_THEM_BUTTON, "questions forget yes", grave=True),
    Button(wording.KEEP_THEM_BUTTON, "gaps"),
))  # fmt: skip
