"""What those who run a workspace do with its episodes: load, publish, take back, remove."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from typing import assert_never

from bot import admin, editing, feeding, looking
from bot import shelf_wording as said
from bot.bringing import Brought, wrong_in
from bot.commands import question_in
from bot.episodes import Loaded, Origin
from bot.message import Button, Buttons, Choice, Choices, FileField, Form, Message, Paragraph, TextField
from bot.model import Request
from bot.opening import closed, newest
from bot.reviewing import Review, report_page, uncredited
from bot.shelf_commands import (
    FILE,
    URL,
    AddFeed,
    Bringing,
    Deciding,
    Discard,
    DropCard,
    EditDetails,
    Editing,
    Export,
    Feeding,
    Load,
    Looking,
    Publish,
    Remove,
    RemoveFeed,
    RollBack,
    Shelving,
    ShowEpisode,
    ShowExcerpt,
    ShowExcerpts,
    Unhide,
    Unpublish,
    named_in,
)
from bot.shelving import Keeper, NotDone, Published
from bot.visit import Later, Reply, Visit
from knowledge.facts import LICENCE_MAX, NUMBER_MAX, PAGE_MAX, SHOW_MAX, TITLE_MAX, facts_told
from knowledge.feeds import model as feeds
from knowledge.feeds.plain import URL_MAX

KINDS = ("vtt", "srt", "json", "md", "markdown", "txt", "html", "htm", "toml")
"""Endings of files that may be transcripts, or curated; what is in them decides."""


async def answer(command: Shelving, visit: Visit, brought: Brought) -> Reply:
    """What happens on a command about episodes, for those who may give it, with what was *brought* for it."""
    if not await admin.may(visit.request, visit.records):
        asked = question_in(visit.request) if named_in(command) else None
        return Reply(admin.refused(visit.request, asked.question if asked else ""), visit.progress)
    request = visit.request
    keeper = Keeper(visit.records, request.workspace, visit.member.id, request.at)
    try:
        if isinstance(brought, NotDone):
            raise brought
        message = await _decided(command, visit, keeper, brought)
    except NotDone as why:
        message = _form_again(command, request, str(why)) or _not_done(command, why)
    if isinstance(message, Message):
        return Reply(message, visit.progress)
    return Reply(Message(()), visit.progress, partial(_later, message, command))


def _later(made: Later, command: Shelving) -> Message:
    try:
        return made()
    except NotDone as why:
        return _not_done(command, why)


async def _decided(
    command: Shelving, visit: Visit, keeper: Keeper, brought: Review | feeds.Feed | None
) -> Message | Later:
    if isinstance(brought, Review):
        return report_page(brought, await keeper.keep(brought.prepared), visit.library)
    if isinstance(command, Looking):
        return await looking.decided(command, visit, keeper)
    if isinstance(command, Editing):
        return await editing.decided(command, visit, keeper)
    if isinstance(command, Feeding):
        return await feeding.decided(command, visit, keeper, brought)
    if isinstance(command, Deciding):
        return await _done(command, visit, keeper)
    return await _form(command, visit)


def _form_again(command: Shelving, request: Request, wrong: str) -> Message | None:
    """The form that an address came in, with it and what is wrong with it, if it came in one."""
    if request.files or not request.fields.get(URL):
        return None
    match command:
        case Load(told=told):
            return _load_form(told, wrong)
        case AddFeed(url, trusted):
            return feeding.form(url, wrong, trusted=trusted)
        case _:
            return None


def _not_done(command: Shelving, why: NotDone) -> Message:
    """Why something cannot be done, and the same for what may be meant."""
    # What deletes something and is pressed twice means no other.
    verb = None if isinstance(command, Remove) and command.sure else VERBS.get(type(command))
    near = tuple(Choice(name, "", f"{verb} {name}") for name in why.near) if verb else ()
    meant = (Choices(said.DID_YOU_MEAN, near),) if near else ()
    return Message((*map(Paragraph, str(why).splitlines()), *meant, Buttons(_onward(command))))


def _onward(command: Shelving) -> tuple[Button, ...]:
    """Where to go from what could not be done."""
    if isinstance(command, Feeding):
        return (_FEEDS,)
    return (_LOAD, _EPISODES) if isinstance(command, Load) else (_EPISODES,)


VERBS: Mapping[type[Shelving], str] = {
    EditDetails: "details",
    ShowEpisode: "episode",
    Publish: "publish",
    RollBack: "rollback",
    Unpublish: "unpublish",
    Remove: "remove",
    Export: "export",
    ShowExcerpts: "excerpts",
    ShowExcerpt: "excerpt",
    Unhide: "unhide",
    DropCard: "drop",
    RemoveFeed: "feeds remove",
}
"""Commands that take a name, and what they are typed as."""


# Loading


async def _form(command: Bringing, visit: Visit) -> Message:
    """A form for what is to be loaded, or loaded again."""
    match command:
        case Load(told=told):
            return _load_form(told)
        case EditDetails(name, told):
            return await _details_form(name, told, visit)
        case nothing:
            assert_never(nothing)


def _load_form(typed: Mapping[str, str], wrong: str = "") -> Message:
    """A form for a file or an address; told what is *wrong* with the latter, or that there is neither."""
    nothing = said.NOTHING_BROUGHT if typed and not wrong else ""
    fields = (
        FileField(FILE, said.FILE_FIELD, KINDS, said.FILE_HINT, nothing),
        TextField(URL, said.URL_FIELD, URL_MAX, typed.get(URL, ""), wrong, said.URL_HINT, optional=True),
    )
    return Message((Form(said.LOAD_TITLE, "load", fields, said.LOAD_INTRO, said.LOAD_VERB),))


async def _details_form(name: str, typed: Mapping[str, str], visit: Visit) -> Message:
    """A form for the facts, with those that are known in it, or what was typed with a mistake in it."""
    loaded = await newest(name, visit)
    if loaded.origin is not Origin.TRANSCRIPT:
        raise NotDone(said.facts_in_file(name))
    values = typed or asdict(facts_told((await closed(loaded, visit)).episode))
    wrong = wrong_in(typed)
    fields = tuple(
        TextField(
            it,
            said.FACTS[it],
            longest,
            values.get(it, ""),
            wrong.get(it, ""),
            said.FACT_HINTS[it],
            optional=True,
        )
        for it, longest in LONGEST.items()
    )
    return Message((Form(said.DETAILS_TITLE, f"details {name}", fields, said.DETAILS_INTRO),))


LONGEST = {
    "title": TITLE_MAX,
    "show": SHOW_MAX,
    "number": NUMBER_MAX,
    "page": PAGE_MAX,
    "licence": LICENCE_MAX,
}
"""Characters of each fact."""


# Deciding


async def _done(command: Deciding, visit: Visit, keeper: Keeper) -> Message:
    match command:
        case Publish(name, number):
            return await _published(await keeper.publish(name, number), visit)
        case RollBack(name):
            return await _published(await keeper.roll_back(name), visit)
        case Unpublish(name):
            live = await keeper.unpublish(name)
            resting = await editing.resting(name, keeper, visit.library)
            again = Button(said.PUBLISH_AGAIN_BUTTON, f"publish {name} {live.number}")
            return _told(said.unpublished(live, resting), again, _about(name))
        case Discard():
            return await _discard(command, keeper)
        case Remove():
            return await _remove(command, visit, keeper)
        case nothing:
            assert_never(nothing)


async def _published(published: Published, visit: Visit) -> Message:
    loaded, before = published.loaded, published.before
    if published.known:
        return _told(said.published_already(loaded), _about(loaded.name))
    back = Button(said.ROLL_BACK_BUTTON, f"rollback {loaded.name}")
    undo = Button(said.UNPUBLISH_BUTTON, f"unpublish {loaded.name}")
    lacking = await _lacking(loaded, visit)
    details = (Button(said.DETAILS_BUTTON, f"details {loaded.name}"),) if lacking else ()
    return Message((
        Paragraph(said.published(loaded, before, visit.local_time(loaded.at))),
        *map(Paragraph, filter(None, [lacking])),
        Buttons((back if _is_former(before, loaded) else undo, *details, _about(loaded.name))),
    ))  # fmt: skip


async def _lacking(loaded: Loaded, visit: Visit) -> str:
    """What is missing under what answers now; nothing is known of what cannot be read."""
    with suppress(NotDone):
        return uncredited(loaded, (await closed(loaded, visit)).episode)
    return ""


def _is_former(before: Loaded | None, loaded: Loaded) -> bool:
    return before is not None and before.number < loaded.number


async def _discard(command: Discard, keeper: Keeper) -> Message:
    name = command.name
    number = (await keeper.to_discard(name, command.number)).number
    if command.sure:
        return _told(said.discarded(await keeper.discard(name, number)), _EPISODES)
    go = Button(said.DISCARD_IT_BUTTON, f"discard {name} {number} yes", grave=True)
    return _told(said.discard(name, number), go, _keep(name))


async def _remove(command: Remove, visit: Visit, keeper: Keeper) -> Message:
    name = command.name
    if command.sure:
        # Of what was loaded here, the library has nothing that is hidden.
        removed = await keeper.remove(name, {it.ref for it in visit.library.cards})
        return _told(said.removed(name, removed.editions, removed.cards), _EPISODES)
    editions, cards = await keeper.editions(name), await keeper.cards_on(name)
    go = Button(said.REMOVE_IT_BUTTON, f"remove {name} yes", grave=True)
    return _told(said.remove(editions, len(cards)), go, _keep(name))


def _told(text: str, *buttons: Button) -> Message:
    return Message((Paragraph(text), Buttons(buttons)))


def _about(name: str) -> Button:
    return Button(said.EPISODE_BUTTON, f"episode {name}")


def _keep(name: str) -> Button:
    return Button(said.KEEP_BUTTON, f"episode {name}")


_EPISODES = Button(said.EPISODES_BUTTON, "episodes")
_FEEDS = Button(said.FEEDS_BUTTON, "feeds")
_LOAD = Button(said.LOAD_BUTTON, "load")
