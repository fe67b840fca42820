"""Somebody with a Discord client: what they do in it, and what they see."""

from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import discord
from simcord import ChannelHandle, InteractionResult, MemberActor, UserHandle

from tests.doubles.discord.content import Json
from tests.doubles.discord.modals import Modal
from tests.doubles.discord.sight import words
from tests.doubles.discord.surfaces import BUTTON, Pressable, pressables, walk
from tests.doubles.slack.words import line

if TYPE_CHECKING:
    from tests.simulation.world import Simulation

SECTION = 9
"""The type of a text with something at its right."""

FORM = "f"
"""What the id of a button begins with that opens a form."""

Actor = MemberActor | UserHandle
"""Somebody as SimCord has them: in a server, or in their own direct messages."""

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Seen:
    """A message of the mentor's as somebody sees it."""

    place: ChannelHandle
    message: discord.Message
    components: list[Json]

    @property
    def words(self) -> str:
        """What there is to read."""
        return words(self.components)

    @property
    def ephemeral(self) -> bool:
        """Whether nobody else sees it."""
        return self.message.flags.ephemeral

    @property
    def pressables(self) -> Iterator[Pressable]:
        """What can be pressed. A button that stands beside words goes by those, too."""
        yield from pressables(self.components)
        for it in walk(self.components):
            if it["type"] == SECTION and it["accessory"]["type"] == BUTTON:
                yield Pressable(words(it["components"]), it["accessory"])

    def pressable(self, label: str) -> Pressable | None:
        """What has a label, or else begins with it."""
        found = [it for it in self.pressables if it.label.startswith(label)]
        return next((it for it in found if it.label == label), found[0] if found else None)


def act(done: Callable[Concatenate["Person", P], Coroutine[Any, Any, None]]) -> Callable[..., str]:
    """Let something be done from any thread: what is new to read then."""

    @wraps(done)
    def from_any_thread(self: "Person", /, *args: P.args, **kwargs: P.kwargs) -> str:
        self.begin()
        self.simulation.run(done(self, *args, **kwargs))
        return self.screen()

    return from_any_thread


class Person:
    """Somebody in some servers. *at* is the channel where they do something; None is the mentor's own."""

    def __init__(self, simulation: "Simulation", user: UserHandle) -> None:
        self.simulation = simulation
        self.user = user
        self.members: dict[int, MemberActor] = {}
        """Who they are in servers, by the ids of those."""
        self.modal: Modal | None = None
        self._opened: InteractionResult | None = None
        self._opened_as: Actor = user
        self._before = 0

    @property
    def id(self) -> str:
        """As the mentor knows them."""
        return str(self.user.id)

    # What they do

    @act
    async def command(
        self,
        text: str,
        *,
        at: ChannelHandle | None = None,
        name: str = "career",
        file: Path | None = None,
    ) -> None:
        """Type a line behind a command, perhaps with a file."""
        typed: dict[str, object] = {"about": text} if text else {}
        typed |= {"file": _read(file)} if file else {}
        await self._do(self._actor(at), "slash", *_named(at), name, **typed)

    @act
    async def ask_about(self, message: discord.Message, *, at: ChannelHandle) -> None:
        """Use the command that the mentor has for messages."""
        await self._do(self._actor(at), "context_menu", at, "Ask the mentor", message)

    @act
    async def say(
        self,
        text: str,
        *,
        at: ChannelHandle | None = None,
        under: Seen | None = None,
        files: Sequence[Path] = (),
    ) -> None:
        """Write, as a reply if it stands *under* something, and attach files."""
        attached = [_read(file) for file in files]
        if at:
            reply_to = under and under.message
            await self.members[at.guild.id].send(at, text, reply_to=reply_to, attachments=attached)
        else:
            backend, channel = self.simulation.env.backend, self.user.dm_channel
            stored = backend.store_attachments(channel.id, attached)
            await self.user.send_dm(text, attachments=stored)

    def mention(self, text: str, *, at: ChannelHandle, files: Sequence[Path] = ()) -> str:
        """Write to the mentor in a channel."""
        return self.say(f"<@{self.simulation.env.bot.user.id}> {text}".rstrip(), at=at, files=files)

    @act
    async def press(self, label: str, *, on: Seen | None = None) -> None:
        """Press the latest button that begins with a *label*, or choose such a line of a menu."""
        for seen in [on] if on else reversed(self.timeline()):
            if found := seen.pressable(label):
                return await self._press(seen, found)
        raise AssertionError(f"there is no {label!r} to press: {self.looks_like()}")

    @act
    async def reopen(self) -> None:
        """Press the latest button that opens a form, with what was typed into that before."""
        for seen in reversed(self.timeline()):
            for found in seen.pressables:
                if found.component["custom_id"].startswith(FORM):
                    return await self._press(seen, found)
        raise AssertionError(f"there is no form to open: {self.looks_like()}")

    @act
    async def fill_in(self, *values: object) -> None:
        """Fill the open form, in order or by labels in one mapping, and submit it."""
        assert self.modal, f"there is no form: {self.looks_like()}"
        self.modal.fill(values)
        filled = {it.sent["custom_id"]: it.value for it in self.modal.inputs}
        await self._do(self._opened_as, "submit_modal", self._opened, filled)

    def complete(
        self, text: str, *, at: ChannelHandle | None = None, name: str = "career"
    ) -> list[tuple[str, str]]:
        """Type behind a command, and look at what is suggested: what it says, and what it types."""
        choices = self.simulation.run(self._actor(at).autocomplete(*_named(at), name, "about", text))
        return [(choice["name"], choice["value"]) for choice in choices]

    # What they see

    def begin(self) -> None:
        """Take what there is for known: from here on things are new."""
        self._before = max((int(seen.message.id) for seen in self.timeline()), default=0)

    def timeline(self, *places: ChannelHandle) -> list[Seen]:
        """All that the mentor wrote and they can read, the oldest first; in some *places*, or anywhere."""
        seen = [it for place in places or self._places() for it in self._read(place)]
        return sorted(seen, key=lambda it: it.message.id)

    def direct(self) -> list[Seen]:
        """The same in the direct messages with it."""
        return self.timeline(self.user.dm_channel)

    def screen(self) -> str:
        """All words that are new, and those of the form that is open."""
        new = [seen.words for seen in self.timeline() if seen.message.id > self._before]
        return line([*new, self.modal.words if self.modal else ""])

    def looks_like(self) -> str:
        """What they have before them, to explain why something is not there."""
        return self.screen() or f"nothing new after {[seen.words for seen in self.timeline()[-2:]]}"

    def files(self) -> list[tuple[str, bytes]]:
        """All files that they can open."""
        return self.simulation.run(self._files())

    # How it is done

    async def _do(self, actor: Actor, verb: str, *args: object, **options: object) -> None:
        result = await getattr(actor, verb)(*args, **options)
        self.simulation.acts.append(result)
        self.modal = Modal(result, result.modal) if result.modal else None
        self._opened, self._opened_as = result, actor

    async def _press(self, seen: Seen, found: Pressable) -> None:
        actor, id = self._actor(seen.place), found.component["custom_id"]
        if found.value is None:
            await self._do(actor, "click", seen.message, custom_id=id)
        else:
            await self._do(actor, "select", seen.message, [found.value], custom_id=id)

    def _actor(self, at: ChannelHandle | None) -> Actor:
        return self.members[at.guild.id] if at and at.guild else self.user

    def _places(self) -> Iterator[ChannelHandle]:
        for member in self.members.values():
            yield from member.guild.channels.values()
        yield self.user.dm_channel

    def _read(self, place: ChannelHandle) -> Iterator[Seen]:
        for message in place.history(viewer=self._actor(place)):
            if message.author.id == self.simulation.env.bot.user.id:
                yield Seen(place, message, [component.to_dict() for component in message.components])

    async def _files(self) -> list[tuple[str, bytes]]:
        found = [it for seen in self.timeline() for it in seen.message.attachments]
        return [(it.filename, await it.read()) for it in found]


def _read(file: Path) -> tuple[str, bytes]:
    return file.name, file.read_bytes()


def _named(at: ChannelHandle | None) -> list[ChannelHandle]:
    # In their own direct messages, SimCord does not want to be told where.
    return [at] if at else []
