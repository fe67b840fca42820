"""Somebody with a Slack client, and what they do in it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.doubles.onlooker import act
from tests.doubles.slack import chat, forms, modals, payloads
from tests.doubles.slack.blockkit import problems_in_message
from tests.doubles.slack.content import Channel, Message
from tests.doubles.slack.elements import CHOSEN, Json, Pressable, Values, pressables
from tests.doubles.slack.sight import Seen, Viewer
from tests.doubles.slack.views import View
from tests.doubles.slack.words import line, plain, text_words

if TYPE_CHECKING:
    from tests.doubles.slack.delivery import Delivery
    from tests.doubles.slack.world import Workspace

PATIENCE = 10.0
"""Seconds to wait for anything to happen."""

SLACKBOT = "USLACKBOT"
"""Who says what the client itself has to say."""


class Person(Viewer):
    """Somebody in a workspace.

    Each act is over when the bot has acknowledged it, or when Slack has given up waiting for that, and gives
    the delivery, if there was one; `wait` then waits for what the bot makes of it.
    """

    def __init__(self, workspace: "Workspace", id: str, name: str, tz: str, *, admin: bool) -> None:
        super().__init__(workspace, id, name)
        self.username = name.casefold().replace(" ", ".")
        self.tz = tz
        self.admin = admin
        self.owner = False
        """Whether the workspace is theirs; such people need not be admins."""
        self.company = ""
        """The id of their own workspace, if they are here only by a channel that both share."""
        self.asked: list[str] = []
        """What they were asked before something grave."""

    @act
    async def wait(self, until: str = "", *, seconds: float = PATIENCE) -> str:
        """Wait until something is new, *until* is to be read and the bot is done: the screen then."""
        return await self.settled(until, seconds)

    # In channels

    @act
    async def command(self, name: str, text: str = "", *, channel: str = "C1") -> "Delivery | None":
        """Type a slash command into a channel, or into the DM with the bot ("dm")."""
        return await self.command_now(name, text, channel)

    async def command_now(self, name: str, text: str, channel: str) -> "Delivery | None":
        """The same, for whoever is on the double's loop already."""
        place, slack = self._go(channel), self.workspace.slack
        tenant = self.workspace.tenant
        if not (tenant.installed and "commands" in tenant.scopes and slack.registration.has_command(name)):
            self._told(place, f"{name} is not a valid command.")
            return None
        links = {"trigger_id": slack.triggers.give(self), "response_url": slack.urls.give(self, place)}
        delivery = await slack.courier.command(payloads.command(self, place, name, text, **links))
        if delivery.failure:
            self._told(place, f"{name} failed with the error {delivery.failure}")
        elif delivery.ack:
            problems = problems_in_message(delivery.ack) if slack.validate else []
            slack.problems += [f"ack of {name}: {problem}" for problem in problems]
            chat.answered(self, place, delivery.ack)
        return delivery

    @act
    async def mention(
        self,
        text: str,
        *,
        channel: str = "C1",
        thread: Seen | str | None = None,
        files: dict[str, bytes] | None = None,
    ) -> "Delivery | None":
        """Write in a channel, beginning with the bot's name, perhaps beside files."""
        place, name = self._go(channel), f"<@{self.workspace.tenant.bot_user_id}> "
        message = self._write(place, text, thread, before=name, files=files)
        if not place.bot_is_member:
            self._told(place, "You mentioned an app that is not in this channel.")
            return None
        return await self._event(self._about(message, "app_mention"))

    @act
    async def say(self, text: str, *, channel: str = "C1", thread: Seen | str | None = None) -> Seen:
        """Write in a channel and not to the bot, which is told only if it may read there."""
        message = self._write(self._go(channel), text, thread)
        await self._event(self._about(message))
        return self.look(message)

    @act
    async def shortcut(self, callback_id: str) -> "Delivery":
        """Use a shortcut of the bot from anywhere."""
        self._offered("global", callback_id)
        self.begin()
        trigger_id = self.workspace.slack.triggers.give(self)
        return await self._interact(payloads.shortcut(self, callback_id, trigger_id))

    @act
    async def shortcut_on(self, callback_id: str, on: Seen | str, *, channel: str = "C1") -> "Delivery":
        """Use a shortcut of the bot on a message, or on a new one of a text by somebody else."""
        self._offered("message", callback_id)
        slack, place = self.workspace.slack, self._go(on.channel if isinstance(on, Seen) else channel)
        if isinstance(on, Seen):
            message = self.workspace.messages[on.channel, on.ts]
        else:
            message = self.workspace.person("UELSE", "Else")._write(place, on)  # noqa: SLF001
            self.begin()
        links = {"trigger_id": slack.triggers.give(self), "response_url": slack.urls.give(self, place)}
        return await self._interact(payloads.message_shortcut(self, callback_id, message, **links), place)

    # Alone with the bot

    @act
    async def dm(
        self, text: str, *, thread: Seen | str | None = None, files: dict[str, bytes] | None = None
    ) -> "Delivery | None":
        """Write to the bot, or hand it files."""
        message = self._write(self._go("dm", tab="messages"), text, thread, files=files)
        return await self._event(self._about(message))

    @act
    async def open_home(self) -> "Delivery | None":
        """Look at the bot's Home tab."""
        self._go("dm", tab="home")
        return await self._event(payloads.home_opened(self, "home"))

    @act
    async def open_messages(self) -> "Delivery | None":
        """Look at the DM with the bot."""
        self._go("dm", tab="messages")
        return await self._event(payloads.home_opened(self, "messages"))

    # Pressing and filling in

    @act
    async def press(self, label: str, *, where: Seen | None = None, sure: bool = True) -> "Delivery | None":
        """Press what begins with a *label*: in the open modal, at Home if they are there, or in messages.

        If Slack asks whether they are *sure*, they say so; what it asks is in `asked`.
        """
        for surface in self._surfaces(where):
            if isinstance(surface, View) and (way := _way_out(surface, label)):
                return await (self._submit() if way == "submit" else self._close())
            if found := _fitting(label, pressables(surface.blocks)):
                return await self._press(surface, found) if self._sure(found, sure=sure) else None
        for prompt in self.prompts:
            if prompt["title"].startswith(label):
                message = self._write(self._go("dm", tab="messages"), prompt["message"])
                return await self._event(self._about(message))
        raise AssertionError(f"{self.name} sees nothing to press like {label!r}: {self.looks_like()}")

    @act
    async def follow(self, label: str) -> str:
        """Press a button that is a link, of which the bot is told as well: the address."""
        for surface in self._surfaces(None):
            if found := _fitting(label, pressables(surface.blocks), link=True):
                await self._press(surface, found)
                return str(found.element["url"])
        raise AssertionError(f"{self.name} sees no link like {label!r}: {self.looks_like()}")

    @act
    async def fill(self, *values: Any) -> None:
        """Fill the inputs of the open modal, in order or by their labels in one mapping."""
        await self._fill(values)

    @act
    async def submit(self) -> "Delivery | None":
        """Submit the open modal."""
        return await self._submit()

    @act
    async def fill_in(self, *values: Any) -> "Delivery | None":
        """Fill the open modal, and submit it."""
        await self._fill(values)
        return await self._submit()

    @act
    async def close_modal(self) -> "Delivery | None":
        """Close the open modal, and see the one under it."""
        return await self._close()

    # How it is done

    def _go(self, channel: str, tab: str = "") -> Channel:
        self.begin()
        own = self.workspace.dm(self.id)
        place = own if channel in {"dm", own.id} else self.workspace.channel(channel)
        self.place = tab or ("messages" if place is own else place.id)
        return place

    def _write(
        self,
        place: Channel,
        text: str,
        thread: Seen | str | None = None,
        *,
        before: str = "",
        files: dict[str, bytes] | None = None,
    ) -> Message:
        thread_ts = (thread.thread_ts or thread.ts) if isinstance(thread, Seen) else thread
        typed = before + payloads.by_id(self.workspace, payloads.escaped(text), label=False)
        ts = self.workspace.slack.new_ts()
        message = Message(place, ts, self.id, typed, payloads.typed_blocks(text), thread_ts)
        message.files += [self.workspace.upload(name, data) for name, data in (files or {}).items()]
        return self.workspace.put(message)

    def _offered(self, type: str, callback_id: str) -> None:
        offered = self.workspace.slack.registration.has_shortcut(type, callback_id)
        assert offered, f"the app registered no {type} shortcut {callback_id!r}"

    def _told(self, place: Channel, text: str) -> None:
        ts = self.workspace.slack.new_ts()
        self.workspace.put(Message(place, ts, SLACKBOT, payloads.escaped(text), to=self.id))

    def _about(self, message: Message, type: str = "message") -> Json:
        return payloads.message_event(self.workspace, message, type)

    async def _event(self, event: Json) -> "Delivery | None":
        if not self.workspace.tenant.is_told(event):
            return None
        return await self.workspace.slack.courier.event(payloads.event(self.workspace, event))

    async def _interact(self, payload: Json, place: Channel | None = None) -> "Delivery":
        """Bring what happened by a click, and show what Slack does if the bot does not react."""
        delivery = await self.workspace.slack.courier.interaction(payload)
        if delivery.failure:
            self._told(place or self.workspace.dm(self.id), f"The app did not respond: {delivery.failure}")
        return delivery

    def _surfaces(self, where: Seen | None) -> Iterator[View | Message]:
        if where:
            yield self.workspace.messages[where.channel, where.ts]
            return
        if self.modal:
            yield self.modal
        if self.home and self.place == "home":
            yield self.home
        yield from sorted(self.messages(), key=lambda message: message.changed, reverse=True)

    def _sure(self, pressed: Pressable, *, sure: bool) -> bool:
        if confirm := pressed.element.get("confirm"):
            self.asked.append(line(text_words(confirm[key]) for key in ("title", "text", "confirm", "deny")))
            return sure
        return True

    async def _press(self, surface: View | Message, pressed: Pressable) -> "Delivery":
        slack = self.workspace.slack
        self.begin()
        trigger_id = slack.triggers.give(self)
        if isinstance(surface, View):
            _choose(surface.values, pressed)
            return await self._interact(payloads.action_in_view(self, surface, pressed, trigger_id))
        _choose(self.values_in(surface), pressed)
        url = slack.urls.give(self, surface.channel, surface)
        links = {"trigger_id": trigger_id, "response_url": url}
        payload = payloads.action_in_message(self, surface, pressed, **links)
        return await self._interact(payload, surface.channel)

    def _top(self) -> View:
        assert self.modal, f"{self.name} has no modal open: {self.looks_like()}"
        return self.modal

    async def _fill(self, values: tuple[Any, ...]) -> None:
        view = self._top()
        for block, value in forms.chosen_inputs(view, values):
            changed = await forms.put(view, block, value)
            if block.get("dispatch_action"):
                await self._press(view, changed)

    async def _submit(self) -> "Delivery | None":
        view = self._top()
        assert view.sent.get("submit"), f"there is nothing to submit: {self.looks_like()}"
        self.begin()
        return await modals.submit(view)

    async def _close(self) -> "Delivery | None":
        view = self._top()
        self.begin()
        return await modals.close(self, view)


def _way_out(view: View, label: str) -> str:
    """Which of the two buttons under a modal it is, "submit" or "close", if any."""
    texts = {key: plain(view.sent[key]["text"]) for key in ("submit", "close") if view.sent.get(key)}
    if exact := [key for key, text in texts.items() if text == label]:
        return exact[0]
    if _fitting(label, pressables(view.blocks)):
        return ""
    return next((key for key, text in texts.items() if text.startswith(label)), "")


def _fitting(label: str, choice: Iterator[Pressable], *, link: bool = False) -> Pressable | None:
    """The one with a label, or the first that begins with it; links are apart from buttons."""
    offered = [it for it in choice if ("url" in it.element) is link]
    fitting = [(name, it) for it in offered for name in _names(it) if name.startswith(label)]
    return next((it for name, it in fitting if name == label), fitting[0][1] if fitting else None)


def _names(it: Pressable) -> Iterator[str]:
    """What it says, and what it is called by who cannot see where it stands."""
    yield plain(it.label)
    yield it.element.get("accessibility_label", "")


def _choose(values: Values, pressed: Pressable) -> None:
    if pressed.element["type"] in CHOSEN:
        state = {"type": pressed.element["type"], **pressed.said}
        values.setdefault(pressed.block["block_id"], {})[pressed.element["action_id"]] = state
