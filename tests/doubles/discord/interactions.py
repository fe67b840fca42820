"""What people do, and what the bot may do about each of it, for how long, and how often."""

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.doubles.discord import messages
from tests.doubles.discord.content import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    EPHEMERAL,
    LOADING,
    SUBMIT,
    Channel,
    Json,
    Message,
)
from tests.doubles.discord.payloads import message as told_message
from tests.doubles.discord.rest import Call, Refused, route
from tests.doubles.discord.rules import problems_in_callback, problems_in_message

if TYPE_CHECKING:
    from tests.doubles.discord.people import Person
    from tests.doubles.discord.server import Discord

MESSAGE, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
"""Types of answers."""

ANSWERS = {
    COMMAND: {MESSAGE, DEFER, MODAL},
    COMPONENT: {MESSAGE, DEFER, DEFER_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    SUBMIT: {MESSAGE, DEFER, DEFER_UPDATE, UPDATE},
}
"""Which of them each takes (Discord's page on receiving and responding)."""

ANSWER_SECONDS = 3.0
"""How long Discord waits for the first answer (the same page)."""

TOKEN_SECONDS = 15 * 60.0
"""How long one can be added to or changed (the same page)."""

FOLLOW_UPS = 5
"""Messages after the first, where only a person brought the bot along (the same page)."""


@dataclass(eq=False, repr=False)
class Interaction:
    """Something that somebody did. *ack_ms* is how long its first answer took, None if there is none."""

    discord: "Discord"
    kind: int
    person: "Person"
    channel: Channel
    data: Json
    owners: dict[str, str]
    """Who brought the bot there, by kind (authorizing_integration_owners)."""
    source: Message | None = None
    """The message that was pressed, or from which the modal came."""
    cause: "Interaction | None" = None
    """What opened the modal that was submitted."""
    id: str = ""
    token: str = ""
    at: float = 0.0
    since: float = 0.0
    ack_ms: float | None = None
    answer: int = 0
    """The type of the first answer."""
    original: Message | None = None
    """The message that is the first answer, or that it changes."""
    choices: list[Json] = field(default_factory=list)
    follow_ups: int = 0
    failure: str = ""
    """Why nothing can come of it any more, if so."""
    answered: "asyncio.Future[None]" = field(init=False)

    def __post_init__(self) -> None:
        self.id, self.token = self.discord.new_id_now(), secrets.token_urlsafe(48)
        self.at, self.since = self.discord.now(), time.perf_counter()
        self.answered = asyncio.get_running_loop().create_future()

    def __repr__(self) -> str:
        what = self.data.get("name") or self.data.get("custom_id")
        return f"Interaction({what!r} by {self.person.name}: {self.failure or self.answer or 'waiting'})"

    @property
    def age(self) -> float:
        """How long ago it was."""
        return self.discord.now() - self.at

    def acknowledge(self, answer: int) -> None:
        """Take down that the first answer is there."""
        self.answer = answer
        self.ack_ms = (time.perf_counter() - self.since) * 1000
        if not self.answered.done():
            self.answered.set_result(None)

    def fail(self, why: str) -> None:
        """Take down that there will be none."""
        self.failure = why
        if not self.answered.done():
            self.answered.set_result(None)


@route("POST", "/interactions/{}/{}/callback", open=True)
def respond(call: Call, id: str, token: str) -> Json | None:
    it = call.discord.interactions.get(token)
    if it is None or it.id != id or it.failure:
        raise Refused(10062)
    if it.answer:
        raise Refused(40060)
    if call.discord.checking:
        call.refuse_problems(problems_in_callback(call.body, call.uploads))
    answer(call, it)
    return _resource(it) if call.query.get("with_response") in {"1", "true"} else None


def answer(call: Call, it: Interaction) -> None:
    """Let an answer, however it came, be the first one."""
    kind, data = call.body["type"], call.body.get("data") or {}
    # A modal that a command opened stands on no message that could be changed.
    if kind not in ANSWERS[it.kind] or (it.source is None and kind in {UPDATE, DEFER_UPDATE}):
        call.refuse_problems([f"type: {kind} is no answer to an interaction of the type {it.kind}"])
    if kind == MESSAGE:
        it.original = messages.put(call, it.channel, data, answers=it)
    elif kind == DEFER:
        flags = data.get("flags", 0) & EPHEMERAL | LOADING
        it.original = messages.put(call, it.channel, {"flags": flags}, answers=it)
    elif kind == CHOICES:
        it.choices = list(data.get("choices") or ())
    elif kind == MODAL:
        it.person.open_modal(it, data)
    else:
        it.original = it.source
    if kind == UPDATE and it.source:
        messages.change(call, it.source, data)
    it.acknowledge(kind)


def _resource(it: Interaction) -> Json:
    """What came of an answer; the message only where there is already something to read in it."""
    told: Json = {"id": it.id, "type": it.kind}
    if it.original is None:
        return {"interaction": told}
    told["response_message_id"] = it.original.id
    told["response_message_loading"] = it.original.loading
    told["response_message_ephemeral"] = bool(it.original.flags & EPHEMERAL)
    if it.answer not in {MESSAGE, UPDATE}:
        return {"interaction": told}
    return {"interaction": told, "resource": {"type": it.answer, "message": told_message(it.original)}}


# What can be done with the token afterwards


@route("POST", "/webhooks/{}/{}", open=True, rate=(5, 2.0))
def follow_up(call: Call, application: str, token: str) -> Json:
    it = _usable(call, application, token)
    if call.discord.checking:
        call.refuse_problems(problems_in_message(call.body, call.uploads))
    if it.original and it.original.loading:
        # The first one is the answer that was deferred; only its own flags count.
        messages.fill(call, it.original, call.body)
        return told_message(it.original)
    it.follow_ups += 1
    if it.follow_ups > FOLLOW_UPS and "0" not in it.owners:
        raise Refused(40094)
    return told_message(messages.put(call, it.channel, call.body, answers=it))


@route("GET", "/webhooks/{}/{}/messages/@original", open=True, rate=(5, 2.0))
def see_original(call: Call, application: str, token: str) -> Json:
    return told_message(_original(_usable(call, application, token)))


@route("PATCH", "/webhooks/{}/{}/messages/@original", open=True, rate=(5, 2.0))
def edit_original(call: Call, application: str, token: str) -> Json:
    return _edited(call, _original(_usable(call, application, token)))


@route("DELETE", "/webhooks/{}/{}/messages/@original", open=True, rate=(5, 2.0))
def delete_original(call: Call, application: str, token: str) -> None:
    call.discord.drop_message(_original(_usable(call, application, token)))


@route("GET", "/webhooks/{}/{}/messages/{}", open=True, rate=(5, 2.0))
def see(call: Call, application: str, token: str, id: str) -> Json:
    return told_message(_own(call, application, token, id))


@route("PATCH", "/webhooks/{}/{}/messages/{}", open=True, rate=(5, 2.0))
def edit(call: Call, application: str, token: str, id: str) -> Json:
    return _edited(call, _own(call, application, token, id))


@route("DELETE", "/webhooks/{}/{}/messages/{}", open=True, rate=(5, 2.0))
def delete(call: Call, application: str, token: str, id: str) -> None:
    call.discord.drop_message(_own(call, application, token, id))


def _usable(call: Call, application: str, token: str) -> Interaction:
    it = call.discord.interactions.get(token)
    if it is None or application != call.discord.application_id:
        raise Refused(10015)
    if it.age > TOKEN_SECONDS:
        raise Refused(50027)
    if not it.answer:
        raise Refused(10015)
    return it


def _original(it: Interaction) -> Message:
    if it.original is None or it.original.id not in it.channel.messages:
        raise Refused(10008)
    return it.original


def _own(call: Call, application: str, token: str, id: str) -> Message:
    it = _usable(call, application, token)
    message = it.channel.messages.get(id)
    if message is None or message.answers is not it:
        raise Refused(10008)
    return message


def _edited(call: Call, message: Message) -> Json:
    if call.discord.checking:
        call.refuse_problems(problems_in_message(call.body, call.uploads, changes=True))
    if message.loading:
        messages.fill(call, message, call.body)
    else:
        messages.change(call, message, call.body)
    return told_message(message)
