"""Messages that the bot sends, changes and takes away, in channels and as answers."""

from typing import TYPE_CHECKING

from tests.doubles.discord import payloads, surfaces
from tests.doubles.discord.content import COMPONENTS_V2, EPHEMERAL, Channel, File, Json, Message
from tests.doubles.discord.permissions import READ_HISTORY, SEND_MESSAGES, VIEW_CHANNEL
from tests.doubles.discord.rest import Call, Refused, route
from tests.doubles.discord.rules import problems_in_message

if TYPE_CHECKING:
    from tests.doubles.discord.interactions import Interaction

NONCE_SECONDS = 300.0
"""How long a nonce counts ("in the past few minutes", Discord's page on messages)."""

DMS_AT_ONCE, DM_SECONDS = 20, 60.0
"""Direct messages that can be opened in a while.

Discord gives no number; bots met it at 20 to 50 in a row (discord-php/DiscordPHP#467).
"""

HISTORY_MAX = 100

KEPT = EPHEMERAL | COMPONENTS_V2
"""Flags that no change takes away."""


def put(
    call: Call,
    channel: Channel,
    body: Json,
    *,
    answers: "Interaction | None" = None,
    reference: Message | None = None,
) -> Message:
    """A new message of the bot."""
    discord = call.discord
    message = Message(discord.new_id_now(), channel, discord.account, answers=answers, reference=reference)
    message.flags = body.get("flags") or 0
    message.nonce = body.get("nonce")
    if not answers:
        # Only what answers somebody can be for them alone.
        message.flags &= ~EPHEMERAL
    elif message.flags & EPHEMERAL:
        message.to = answers.person
    _write(call, message, body)
    discord.put(message)
    return message


def fill(call: Call, message: Message, body: Json) -> None:
    """Say at last what was deferred."""
    message.flags = message.flags & EPHEMERAL | (body.get("flags") or 0) & ~EPHEMERAL
    _write(call, message, body)
    call.discord.put(message, "MESSAGE_UPDATE")


def change(call: Call, message: Message, body: Json) -> None:
    """Change what is said to be different."""
    if body.get("flags") is not None:
        message.flags = message.flags & KEPT | body["flags"] & ~EPHEMERAL
    _write(call, message, body)
    message.edited_at = call.discord.now()
    call.discord.put(message, "MESSAGE_UPDATE")


def _write(call: Call, message: Message, body: Json) -> None:
    message.files = _files(call, message, body)
    if "content" in body:
        message.content = body["content"] or ""
    if "embeds" in body:
        message.embeds = body["embeds"] or []
    if "components" in body:
        message.components = surfaces.settled(body["components"] or [], message.files)


def _files(call: Call, message: Message, body: Json) -> list[File]:
    if not call.files and body.get("attachments") is None:
        return message.files
    told = {str(it["id"]): it for it in body.get("attachments") or ()}
    kept = [file for file in message.files if "attachments" not in body or file.id in told]
    return [*kept, *(_uploaded(call, message, told, number) for number in sorted(call.files))]


def _uploaded(call: Call, message: Message, told: dict[str, Json], number: int) -> File:
    name, data = call.files[number]
    said = told.get(str(number), {})
    return call.discord.cdn.keep(
        message.channel, said.get("filename") or name, data, said.get("description") or ""
    )


# In channels


def place(call: Call, id: str, *, needs: int = 0) -> Channel:
    """A channel in which the bot may do something."""
    channel = call.discord.channels.get(id)
    if channel is None:
        raise Refused(10003)
    if channel.server is None:
        if not channel.with_bot:
            raise Refused(50001)
        return channel
    permissions = channel.server.bot_permissions(channel)
    if not permissions & VIEW_CHANNEL:
        raise Refused(50001)
    if needs & ~permissions:
        raise Refused(50013)
    return channel


@route("POST", "/channels/{}/messages", rate=(5, 5.0))
def create(call: Call, channel_id: str) -> Json:
    if call.discord.checking:
        call.refuse_problems(problems_in_message(call.body, call.uploads))
    channel = place(call, channel_id, needs=SEND_MESSAGES)
    if not channel.server:
        _reach(channel)
    if again := _sent_before(call, channel):
        return payloads.message(again)
    message = put(call, channel, call.body, reference=_reference(call, channel))
    if call.body.get("enforce_nonce") and message.nonce is not None:
        call.discord.nonces[channel.id, str(message.nonce)] = (message, call.discord.now())
    return payloads.message(message)


def _reach(channel: Channel) -> None:
    for person in channel.people or ():
        if not person.shares_with_bot():
            raise Refused(50278)
        if not person.dms_open:
            raise Refused(50007)


def _sent_before(call: Call, channel: Channel) -> Message | None:
    if not call.body.get("enforce_nonce"):
        return None
    message, at = call.discord.nonces.get((channel.id, str(call.body.get("nonce"))), (None, 0.0))
    return message if abs(call.discord.now() - at) < NONCE_SECONDS else None


def _reference(call: Call, channel: Channel) -> Message | None:
    wanted = call.body.get("message_reference")
    if not wanted:
        return None
    if channel.server and not channel.server.bot_permissions(channel) & READ_HISTORY:
        raise Refused(160002)
    message = channel.messages.get(str(wanted["message_id"]))
    if message is None and wanted.get("fail_if_not_exists", True):
        raise Refused(
            50035,
            errors={"message_reference": {"_errors": [{"code": "UNKNOWN", "message": "Unknown message"}]}},
        )
    return message


@route("GET", "/channels/{}/messages")
def history(call: Call, channel_id: str) -> list[Json]:
    channel = place(call, channel_id)
    if channel.server and not channel.server.bot_permissions(channel) & READ_HISTORY:
        return []
    limit = int(call.query.get("limit", 50))
    if not 1 <= limit <= HISTORY_MAX:
        call.refuse_problems([f"limit: {limit}"])
    after, before = int(call.query.get("after", 0)), int(call.query.get("before", 1 << 63))
    shown = (it for it in channel.messages.values() if it.to is None and after < int(it.id) < before)
    # Where the clock was put back, they did not come in the order of their ids.
    found = sorted(shown, key=lambda message: int(message.id))
    # The oldest after an id, else the newest; always the newest first.
    page = found[:limit] if after else found[-limit:]
    return [payloads.message(it) for it in reversed(page)]


@route("GET", "/channels/{}/messages/{}")
def read(call: Call, channel_id: str, id: str) -> Json:
    return payloads.message(_there(place(call, channel_id, needs=READ_HISTORY), id))


@route("PATCH", "/channels/{}/messages/{}", rate=(5, 5.0))
def edit(call: Call, channel_id: str, id: str) -> Json:
    if call.discord.checking:
        call.refuse_problems(problems_in_message(call.body, call.uploads, changes=True))
    message = _own(call, place(call, channel_id), id)
    change(call, message, call.body)
    return payloads.message(message)


@route("DELETE", "/channels/{}/messages/{}")
def delete(call: Call, channel_id: str, id: str) -> None:
    call.discord.drop_message(_own(call, place(call, channel_id), id))


def _there(channel: Channel, id: str) -> Message:
    message = channel.messages.get(id)
    if message is None or message.to:
        raise Refused(10008)
    return message


def _own(call: Call, channel: Channel, id: str) -> Message:
    message = _there(channel, id)
    if message.author is not call.discord.account:
        raise Refused(50005 if call.method == "PATCH" else 50013)
    return message


@route("GET", "/channels/{}")
def see_channel(call: Call, channel_id: str) -> Json:
    return payloads.channel(place(call, channel_id))


@route("POST", "/channels/{}/typing")
def type_there(call: Call, channel_id: str) -> None:
    channel = place(call, channel_id, needs=SEND_MESSAGES)
    for person in channel.readers():
        person.typing_seen += 1


@route("POST", "/users/@me/channels")
def open_dm(call: Call) -> Json:
    person = call.discord.people.get(str(call.body["recipient_id"]))
    if person is None:
        raise Refused(10013)
    if not person.dm.opened:
        if call.discord.limits and call.discord.rest.windows.take("dms", DMS_AT_ONCE, DM_SECONDS)[0] < 0:
            raise Refused(40003)
        person.dm.opened = True
    return payloads.channel(person.dm)
