"""What happens when a member says something."""

import asyncio
import logging
import secrets
from dataclasses import dataclass, replace
from typing import assert_never

from bot import (
    admin,
    asking,
    gaps,
    home,
    journal,
    nudges,
    privacy,
    progress,
    shelf_wording,
    shelves,
    suggesting,
    wording,
)
from bot.bringing import Bringer, Brought, takes_long
from bot.catalogue import Catalogue
from bot.commands import (
    Another,
    Ask,
    AskForQuestion,
    Asking,
    Command,
    Greet,
    Holding,
    Jot,
    Nudging,
    OpenCard,
    Reflect,
    Running,
    Share,
    ShowHelp,
    ShowHome,
    ShowRunning,
    ShowTopics,
    Stray,
    Tracking,
    Writing,
    line_of,
    parse,
    question_in,
)
from bot.counting import count
from bot.crisis import Plight, plight
from bot.episodes import COMMUNITY, EVERYBODY, Event
from bot.gap_commands import AnswerGap, Gapping
from bot.gaps import NO_GAPS, Gaps, Grouper
from bot.loading import CURATED, Loader
from bot.message import Audience, Choice, Form, Message, Paragraph, Posting, TextField, Tone
from bot.mistyped import LINE_MAX, draft_in, meant
from bot.model import Member, Progress, Request
from bot.planning import Rate
from bot.ports import Records, Store, StoreError
from bot.shelf_commands import (
    DropCard,
    Hide,
    Publish,
    Remove,
    RollBack,
    Shelving,
    Unhide,
    Unpublish,
    WriteCard,
    named_in,
)
from bot.shelving import NotDone
from bot.visit import Later, Reply, Visit
from knowledge.library import Library
from knowledge.search import Answer, Search

log = logging.getLogger(__name__)


def unlimited(_workspace: str) -> float:
    """The rate of a workspace that takes messages as fast as they come."""
    return float("inf")


def found_for(search: Search, question: str) -> Answer:
    """What is found for a question from nobody in particular; nothing where people to turn to matter more."""
    return Answer(question) if plight(question) else search.ask(question)


def look_up(search: Search, question: str) -> Message:
    """The answer to a question from nobody in particular: nothing about them is known or kept."""
    if found := plight(question):
        return asking.plight_page(found)
    return asking.answer_message(search.ask(question), search.library)


@dataclass(frozen=True, slots=True)
class Ahead:
    """What takes long, and was done before any transaction: what a *search* *found*, what was *brought*.

    The *gaps* are there for a command about them.
    """

    search: Search
    found: Answer
    brought: Brought = None
    gaps: Gaps = NO_GAPS


CHANGING = (Publish, Unpublish, RollBack, Remove, WriteCard, DropCard, Hide, Unhide, AnswerGap)
"""Commands after which a workspace may be answered from something else."""


class Mentor:
    """The one door to the core: every platform hands it requests and draws what comes back.

    Each is answered from what the *catalogue* has for its workspace. *rate* says how many messages a second
    may go to a workspace. Without a *loader* nobody can bring episodes.
    """

    def __init__(
        self, catalogue: Catalogue, store: Store, rate: Rate = unlimited, loader: Loader | None = None
    ) -> None:
        self._catalogue = catalogue
        self._store = store
        self._rate = rate
        self._bringer = Bringer(loader, catalogue, store) if loader else None
        self._grouper = Grouper(catalogue, store)

    async def reply(self, request: Request) -> Message:
        """Answer *request*. A member cannot cause an exception: what fits nothing has wording, too."""
        search = self._catalogue.of(request.workspace)
        command = await self._or_asked(_understood(request, search.library), request)
        if page := _beyond_advice(command, request):
            return page
        if near := _nearly(command, request, search.library):
            return asking.did_you_mean(line_of(request.text), near)
        ahead = Ahead(search, await _found(command, search))
        try:
            ahead = replace(ahead, brought=await self._brought(command, request))
            if isinstance(command, Gapping):
                ahead = replace(ahead, gaps=await self._grouper.gaps(request))
            async with self._store.transaction() as records:
                before = await records.progress(request.member)
                visit = Visit(request, before, records, search.library)
                if request.overheard:
                    reply = await self._overheard(command, ahead, visit)
                else:
                    reply = await self._decided(command, ahead, visit)
                message = await _settled(reply, visit)
        except StoreError as error:
            return _without_memory(command, ahead, request, error)
        if isinstance(command, CHANGING):
            await self._restock()
        return await _whole(message, reply.later)

    async def examples(self, member: Member) -> tuple[Choice, ...]:
        """Questions to begin with, for a member at their stage; nothing of this is a visit."""
        return asking.examples((await self._known(member)).stage)

    async def suggestions(self, request: Request) -> tuple[Choice, ...]:
        """What a line may become of which the request's text is typed so far; nothing of this is a visit."""
        known, names = await self._known(request.member), await self._names(request)
        library = self._catalogue.of(request.workspace).library
        return suggesting.suggestions(request, known, library, names)

    async def unreached(self, request: Request, why: str) -> Message:
        """What to say when the promise in the reply to *request* did not arrive: no nudges come then.

        *why* is what the platform said, and nothing that people wrote.
        """
        page = nudges.unreached_page(why)
        if request.overheard:
            page = replace(page, audience=Audience.MEMBER)
        try:
            async with self._store.transaction() as records:
                await nudges.unreached(why, request.member, records)
        except StoreError as error:
            return replace(page, parts=(*page.parts, _memory_away(error)))
        return page

    async def unposted(self, message: Message) -> None:
        """Let what a platform could not post in the end be posted when somebody says so again."""
        posting = message.posting
        if posting is None:
            return
        try:
            async with self._store.transaction() as records:
                await records.forget_delivery(posting.workspace, posting.key)
        except StoreError as error:
            log.warning("What was not posted is taken for posted within this hour: %s", error)

    async def _known(self, member: Member) -> Progress:
        """What is known of a member, to look at; nothing while the memory is away."""
        try:
            async with self._store.reading() as records:
                return await records.progress(member)
        except StoreError:
            return asking.NOBODY

    async def _names(self, request: Request) -> tuple[str, ...]:
        """The episodes of which a line may go on to name one."""
        if not suggesting.names_episode(request):
            return ()
        try:
            async with self._store.reading() as records:
                return await records.edition_names([request.workspace])
        except StoreError:
            return ()

    async def _or_asked(self, command: Command, request: Request) -> Command:
        """A question after all, where a member names no episode that is here: "remove self-doubt".

        Where no episode is anybody's, it may be one of a server's: that is for the member to say.
        """
        name = named_in(command) if isinstance(command, Shelving) else ""
        asked = question_in(request)
        if not name or not asked or request.admin or admin.is_nowhere(request):
            return command
        try:
            async with self._store.reading() as records:
                is_meant = await admin.may(request, records) or await self._is_here(name, request, records)
        except StoreError:
            return command
        return command if is_meant else asked

    async def _is_here(self, name: str, request: Request, records: Records) -> bool:
        """Whether an episode is called so, be it one that does not answer."""
        episodes = self._catalogue.of(request.workspace).library.episodes
        if name == COMMUNITY or any(it.slug == name for it in episodes):
            return True
        owners = {request.workspace, EVERYBODY}
        return any([await records.editions(owners, it) for it in (name, f"{name}{CURATED}")])

    async def _brought(self, command: Command, request: Request) -> Brought:
        """What somebody brings with a command, if they may: for others nothing is fetched or read."""
        if not isinstance(command, Shelving) or not takes_long(command, request):
            return None
        async with self._store.reading() as records:
            if not await admin.may(request, records):
                return None
        if self._bringer is None:
            return NotDone(shelf_wording.NO_LOADER)
        return await self._bringer.brought(command, request)

    async def _restock(self) -> None:
        """Answer from what was just decided: whoever published something asks for it first."""
        try:
            await self._catalogue.refresh()
        except StoreError as error:
            log.warning("What was decided is kept, but cannot be read yet: %s", error)

    async def _overheard(self, command: Command, ahead: Ahead, visit: Visit) -> Reply:
        """What others read as well: nothing of what is known about the member, or else not for the others."""
        if not isinstance(command, Asking):
            reply = await self._decided(command, ahead, visit)
            return replace(reply, message=replace(reply.message, audience=Audience.MEMBER))
        answered = await self._decided(command, ahead, replace(visit, progress=asking.NOBODY))
        progress = visit.progress
        for ref in answered.progress.seen if answered.progress else ():
            progress = progress.with_seen(ref, visit.request.at)
        return Reply(answered.message, progress)

    async def _decided(self, command: Command, ahead: Ahead, visit: Visit) -> Reply:
        if isinstance(command, ShowHome):
            return await home.answer(visit)
        if isinstance(command, Tracking):
            return await progress.answer(command, visit)
        if isinstance(command, Writing):
            return await journal.answer(command, visit)
        if isinstance(command, Nudging):
            return await nudges.answer(command, visit, self._rate)
        if isinstance(command, Running | Shelving | Gapping):
            return await self._arranged(command, ahead, visit)
        if isinstance(command, Holding):
            return await privacy.answer(command, visit)
        reply = _asked(command, ahead, visit.progress, visit.request)
        if isinstance(command, Share):
            return await _shared_once(command.ref, reply, visit)
        if isinstance(command, Ask) and await _counted(command.question, ahead.found, visit):
            return replace(reply, message=asking.kept_as_gap(reply.message))
        return reply

    async def _arranged(self, command: Running | Shelving | Gapping, ahead: Ahead, visit: Visit) -> Reply:
        """What those who run the workspace do with it."""
        if isinstance(command, Running):
            return await admin.answer(command, visit, self._rate)
        if isinstance(command, Shelving):
            return await shelves.answer(command, visit, ahead.brought)
        return await gaps.answer(command, visit, ahead.gaps)


async def _counted(question: str, found: Answer, visit: Visit) -> bool:
    """Count a question for those who run the workspace; whether it found no answer, and is kept for them."""
    if not found.matches:
        return False
    event = Event.ANSWERED if found.answered else Event.DECLINED
    await count(event, visit.member, visit.request.workspace, visit.request.at, visit.records)
    return not found.answered and await admin.note_gap(question, visit)


def _understood(request: Request, library: Library) -> Command:
    """The command in a request. Of a slip of a private one, others and long buttons repeat nothing."""
    command = parse(request.text, request.fields, running=request.running)
    line = line_of(request.text)
    if isinstance(command, Ask) and (request.overheard or len(line) > LINE_MAX):
        draft = draft_in(line, library)
        return Jot(draft) if draft else command
    return command


def _nearly(command: Command, request: Request, library: Library) -> tuple[Choice, ...]:
    """The commands that a line may be a slip of; whoever fills in a form writes no commands.

    What somebody wrote to themselves is not repeated in front of others.
    """
    may_be_one = isinstance(command, Ask) or (isinstance(command, Jot) and not request.overheard)
    if request.fields or not may_be_one:
        return ()
    return meant(line_of(request.text), library, admin=request.admin)


async def _found(command: Command, search: Search) -> Answer:
    """The answer to a question, an empty one if none was asked: the slow part, before any transaction."""
    if not isinstance(command, Ask | Another):
        return Answer("")
    if known := search.known(command.question):
        return known
    # A few milliseconds of arithmetic, which other members should not wait for.
    return await asyncio.to_thread(search.ask, command.question)


def _asked(command: Asking, ahead: Ahead, before: Progress, request: Request) -> Reply:
    """What needs no memory, and is better with one."""
    search, found = ahead.search, ahead.found
    match command:
        case Ask():
            answer = search.favouring(found, before.stage)
            return asking.answer_page(answer, search.library, before, request)
        case Another(_, after):
            answer = search.favouring(found, before.stage)
            return asking.another_page(answer, after, search.library, before, request)
        case OpenCard(ref):
            return asking.card_page(search.library.card(ref), search.library, before, request)
        case Share(ref):
            return Reply(asking.shared_page(search.library.card(ref), request), before)
        case ShowTopics():
            return Reply(asking.topics_page(search.library, before), before)
        case ShowHelp():
            return Reply(asking.help_page(), before)
        case AskForQuestion():
            return Reply(asking.question_form(), before)
        case Stray():
            return Reply(asking.nothing_there(), before)
        case Greet():
            return Reply(asking.greeting(search.library, before.stage), before)
        case nothing:
            assert_never(nothing)


def _without_memory(command: Command, ahead: Ahead, request: Request, error: StoreError) -> Message:
    """The answer all the same if it needs no memory, or what was typed, to be sent again."""
    said = _memory_away(error)
    if isinstance(command, Asking):
        page = _asked(command, ahead, asking.NOBODY, request).message
        # A shared card needs no memory, and the channel no word on it.
        shared = page.audience is Audience.CHANNEL
        return page if shared else replace(page, parts=(*page.parts, said))
    return Message((replace(said, tone=Tone.PLAIN), *given_back(request)), audience=Audience.MEMBER)


def _beyond_advice(command: Command, request: Request) -> Message | None:
    """People to turn to, where a line tells of what matters more than a career."""
    found = plight(_told(command))
    # What others did to them is theirs to write down, and their journal the place for it.
    if found is None or (found is Plight.HARM and not isinstance(command, Ask | Another)):
        return None
    return asking.plight_page(found, quoting=request.quoting)


def _told(command: Command) -> str:
    """What a line says in the member's own words, that nobody has seen yet."""
    match command:
        case Ask(question) | Another(question):
            return question
        case Reflect(draft=draft) | Jot(draft):
            return draft
        case ShowRunning(line):
            return line
        case _:
            return ""


def _memory_away(error: StoreError) -> Paragraph:
    """That nothing could be kept, with the number under which the log says why."""
    id = secrets.token_hex(3)
    log.error("Error %s: %s", id, error)
    return Paragraph(wording.memory_away(id), Tone.QUIET)


async def _shared_once(ref: str, reply: Reply, visit: Visit) -> Reply:
    """A card for a channel, which gets it once in each hour of the clock, whoever shares it."""
    channel, hour = visit.request.channel, f"{visit.request.at:%Y-%m-%d %H}"
    if channel is None or reply.message.audience is not Audience.CHANNEL:
        return reply
    posting = Posting(channel.workspace, f"share {channel.id} {ref} {hour}")
    if not await visit.records.first_time(posting.workspace, posting.key, visit.request.at):
        return replace(reply, message=Message((Paragraph(wording.SHARED_BEFORE),)))
    return replace(reply, message=replace(reply.message, posting=posting))


async def _settled(reply: Reply, visit: Visit) -> Message:
    """What to say in the end, once what changed is kept; what the member has to be told first comes first."""
    message, request, notice = reply.message, visit.request, visit.progress.notice
    if reply.progress is None:
        return message
    told = not request.overheard and message.audience is not Audience.CHANNEL
    after = reply.progress.with_visit(request.at)
    await visit.records.keep(visit.progress, after if told else replace(after, notice=notice))
    return replace(message, parts=(Paragraph(notice), *message.parts)) if told and notice else message


async def _whole(message: Message, later: Later | None) -> Message:
    """A message with what was left to be made of it."""
    behind = (await asyncio.to_thread(later)).parts if later else ()
    return replace(message, parts=(*message.parts, *behind))


def given_back(request: Request) -> tuple[Form, ...]:
    """The form that could not be kept, with all that was typed still in it."""
    if not request.fields:
        return ()
    several = len(request.fields) > 1
    fields = tuple(
        TextField(
            name,
            wording.typed_into(name) if several else wording.TYPED_FIELD,
            max(journal.REFLECTION_MAX, len(value)),
            value,
            long=len(value) > 60,
            # Whoever could leave it empty may do so again, and the command knows who could.
            optional=not value,
        )
        for name, value in request.fields.items()
    )
    return (Form(wording.TRY_AGAIN_TITLE, request.text, fields),)
