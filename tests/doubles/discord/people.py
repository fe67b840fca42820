"""Somebody with a Discord client, and what they do in it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.doubles.discord import offers, surfaces
from tests.doubles.discord.content import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    DIRECT,
    EPHEMERAL,
    GROUP,
    SUBMIT,
    Account,
    Channel,
    File,
    Json,
    Message,
)
from tests.doubles.discord.interactions import Interaction
from tests.doubles.discord.modals import Modal
from tests.doubles.discord.payloads import message as told_message
from tests.doubles.discord.payloads import resolved
from tests.doubles.discord.surfaces import Pressable, pressables
from tests.doubles.discord.viewing import Seen, Viewer
from tests.doubles.onlooker import act

if TYPE_CHECKING:
    from tests.doubles.discord.server import Discord
    from tests.doubles.discord.world import Server

PATIENCE = 10.0
"""Seconds to wait for anything to happen."""

UNANSWERED = "The application did not respond"
"""What the client says when nothing comes of what somebody did."""


class Person(Viewer):
    """Somebody in Discord.

    Each act is over when the bot has given a first answer, or when Discord has given up waiting for that,
    and gives the interaction, if there was one; `wait` then waits for what the bot makes of it. *at* is where
    they do it: a channel, a server (its first channel), or where they last were.
    """

    def __init__(
        self, discord: "Discord", name: str, *, locale: str, dms_open: bool, installed: bool
    ) -> None:
        super().__init__(discord, Account(discord.new_id(), name.casefold().replace(" ", "."), name))
        self.locale = locale
        self.dms_open = dms_open
        self.installed = installed
        """Whether they brought the bot along for themselves."""
        self.servers: set[Server] | None = None
        """Where they are; everywhere if None."""
        self.dm = Channel(discord.new_id(), "", DIRECT, people={self}, with_bot=True)
        self.place: Channel | None = None
        discord.channels[self.dm.id] = self.dm
        discord.names[self.id] = f"@{name}"

    def shares_with_bot(self) -> bool:
        """Whether the bot knows them from anywhere."""
        return self.installed or any(
            server.with_bot and server.holds(self) for server in self.discord.servers.values()
        )

    def is_in(self, channel: Channel) -> bool:
        return channel.holds(self)

    def private_with(self, *others: "Person") -> Channel:
        """Where they talk with others, and without the bot."""
        people = {self, *others}
        for channel in self.discord.channels.values():
            if channel.people == people and not channel.with_bot and channel.server is None:
                return channel
        kind = DIRECT if len(others) == 1 else GROUP
        channel = Channel(self.discord.new_id(), "", kind, people=people)
        self.discord.channels[channel.id] = channel
        return channel

    @act
    async def wait(self, until: str = "", *, seconds: float = PATIENCE) -> str:
        """Wait until something is new, *until* is to be read and the bot is done: the screen then."""
        return await self.settled(until, seconds)

    # Commands

    @act
    async def command(
        self, name: str, /, *, at: "Channel | Server | None" = None, **options: Any
    ) -> Interaction:
        """Use a slash command; its subcommands are further words of the *name*, and a path is a file."""
        return await self.command_now(name, at, options)

    async def command_now(
        self, name: str, at: "Channel | Server | None" = None, options: dict[str, Any] | None = None
    ) -> Interaction:
        """The same, for whoever is on the double's loop already."""
        place = self._go(at)
        first, *path = name.split()
        command = offers.offered(self, place, first)
        given = {name: self._chosen(value, place) for name, value in (options or {}).items()}
        files = resolved(value for value in given.values() if isinstance(value, File))
        return await self._use(COMMAND, place, command, offers.filled(command, path, given), **files)

    @act
    async def complete(
        self, name: str, text: str, /, *, at: "Channel | Server | None" = None, **options: Any
    ) -> list[tuple[str, Any]]:
        """Type *text* where a command completes it: names and values of what is suggested."""
        place = self._go(at)
        command = offers.offered(self, place, name)
        done = await self._use(AUTOCOMPLETE, place, command, offers.typing(command, text, options))
        return [(choice["name"], choice["value"]) for choice in done.choices]

    @act
    async def ask_about(
        self, on: Seen | str, *, at: "Channel | Server | None" = None, name: str = ""
    ) -> Interaction:
        """Use the bot's command for messages on one, or on a new one of a text by somebody else."""
        place = self._go(on.channel if isinstance(on, Seen) else at)
        message = self._found(on) if isinstance(on, Seen) else self.discord.overheard(place, on)
        self.begin()
        command = offers.offered_on_messages(self, place, name)
        resolved = {"messages": {message.id: told_message(message)}}
        return await self._use(COMMAND, place, command, [], target_id=message.id, resolved=resolved)

    # Writing

    @act
    async def say(
        self,
        text: str,
        *,
        at: "Channel | Server | None" = None,
        reply_to: Seen | None = None,
        files: Sequence[Path] = (),
    ) -> Seen:
        """Write; in the direct messages with the bot it is told, elsewhere only where it is mentioned."""
        return self._write(text, at, reply_to, files)

    @act
    async def mention(
        self,
        text: str,
        *,
        at: "Channel | Server | None" = None,
        reply_to: Seen | None = None,
        files: Sequence[Path] = (),
    ) -> Seen:
        """Write to the bot in a channel, beginning with its name."""
        return self._write(f"<@{self.discord.account.id}> {text}", at, reply_to, files)

    def _write(
        self, text: str, at: "Channel | Server | None", reply_to: Seen | None, files: Sequence[Path]
    ) -> Seen:
        place = self._go(reply_to.channel if reply_to else at)
        message = Message(self.discord.new_id_now(), place, self.account, text)
        message.files = [self._chosen(path, place) for path in files]
        named = {self.discord.account.id: self.discord.account}
        named |= {person.id: person.account for person in self.discord.people.values()}
        message.mentions = [named[id] for id in dict.fromkeys(offers.mentioned(text)) if id in named]
        if reply_to:
            message.reference = self._found(reply_to)
            # A client pings whom it replies to, unless told otherwise.
            if message.reference.author not in [*message.mentions, self.account]:
                message.mentions.append(message.reference.author)
        return self.look(self.discord.put(message))

    # Pressing and filling in

    @act
    async def press(self, label: str, *, on: Seen | None = None) -> Interaction | None:
        """Press the latest button that begins with a *label*, or choose such an option of a select."""
        if self.modal and on is None and label in {"Submit", "Cancel"}:
            if label == "Submit":
                return await self._submit()
            self._close()
            return None
        self._free()
        for message in [self._found(on)] if on else reversed(self.messages()):
            if message.author is self.discord.account and (found := fitting(label, message)):
                return await self._press(message, found)
        raise AssertionError(f"{self.name} sees nothing to press like {label!r}: {self.looks_like()}")

    @act
    async def follow(self, label: str, *, on: Seen | None = None) -> str:
        """Press a button that is a link, of which the bot hears nothing: the address."""
        for message in [self._found(on)] if on else reversed(self.messages()):
            for name, address in surfaces.links(message.components):
                if name.startswith(label):
                    return address
        raise AssertionError(f"{self.name} sees no link like {label!r}: {self.looks_like()}")

    @act
    async def fill(self, *values: Any) -> None:
        """Fill the inputs of the open modal, in order or by their labels in one mapping."""
        self._open().fill(values)

    @act
    async def submit(self) -> Interaction:
        """Submit the open modal."""
        return await self._submit()

    @act
    async def fill_in(self, *values: Any) -> Interaction:
        """Fill the open modal, and submit it."""
        self._open().fill(values)
        return await self._submit()

    @act
    async def close_modal(self) -> None:
        """Close the open modal, of which the bot hears nothing."""
        self._close()

    # How it is done

    def open_modal(self, interaction: Interaction, sent: Json) -> None:
        """Show a modal."""
        self.modal = Modal(interaction, sent)
        self.notice_change()

    def _go(self, at: "Channel | Server | None") -> Channel:
        self._free()
        self.begin()
        place = at or self.place or self._first()
        self.place = place if isinstance(place, Channel) else place.first_channel()
        assert self.is_in(self.place), f"{self.name} is not in {self.place!r}"
        self.place.opened = True
        return self.place

    def _chosen(self, value: Any, place: Channel) -> Any:
        """What is given to a command or a message: of a path, the file, once it is uploaded."""
        if isinstance(value, Path):
            return self.discord.cdn.keep(place, value.name, value.read_bytes())
        return value

    def _first(self) -> "Channel | Server":
        return next((server for server in self.discord.servers.values() if server.holds(self)), self.dm)

    def _free(self) -> None:
        assert self.modal is None, f"a modal covers everything: {self.modal and self.modal.words}"

    def _open(self) -> Modal:
        assert self.modal, f"{self.name} has no modal open: {self.looks_like()}"
        return self.modal

    def _found(self, seen: Seen) -> Message:
        message = seen.channel.messages.get(seen.id)
        assert message, "that message is gone"
        assert message in self.messages(), f"{self.name} does not see that message"
        return message

    async def _use(
        self, kind: int, place: Channel, command: Json, options: list[Json], **more: Any
    ) -> Interaction:
        data = {key: command[key] for key in ("id", "name", "type")} | more
        if options:
            data["options"] = options
        owners = offers.owners(self, place, command["integration_types"])
        return await self._bring(Interaction(self.discord, kind, self, place, data, owners))

    async def _press(self, message: Message, pressed: Pressable) -> Interaction:
        self.begin()
        self.place = message.channel
        owners = message.answers.owners if message.answers else offers.owners(self, message.channel)
        return await self._bring(
            Interaction(self.discord, COMPONENT, self, message.channel, pressed.said, owners, message)
        )

    async def _submit(self) -> Interaction:
        modal = self._open()
        data = modal.submission()
        self.begin()
        self.modal = None
        cause = modal.interaction
        done = await self._bring(
            Interaction(self.discord, SUBMIT, self, cause.channel, data, cause.owners, cause.source, cause)
        )
        if done.failure:
            # The client keeps what was typed.
            self.modal = modal
        return done

    def _close(self) -> None:
        self._open()
        self.begin()
        self.modal = None

    async def _bring(self, it: Interaction) -> Interaction:
        """Bring what they did, and show what the client does if nothing comes of it."""
        await self.discord.courier.bring(it)
        if it.failure and it.kind != AUTOCOMPLETE:
            id, client = self.discord.new_id_now(), self.discord.client
            self.discord.put(Message(id, it.channel, client, UNANSWERED, flags=EPHEMERAL, to=self))
        return it


def fitting(label: str, message: Message) -> Pressable | None:
    """What has a label, or else begins with it."""
    found = [it for it in pressables(message.components) if it.label.startswith(label)]
    return next((it for it in found if it.label == label), found[0] if found else None)
