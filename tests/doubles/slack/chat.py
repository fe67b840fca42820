"""Messages of the bot: posted, changed, taken away and looked up."""

from typing import TYPE_CHECKING

from tests.doubles.slack import payloads
from tests.doubles.slack.api import POSTING, POSTING_BURST, Call, Refused, method
from tests.doubles.slack.blockkit import problems_in_message
from tests.doubles.slack.content import Channel, Message
from tests.doubles.slack.elements import Json
from tests.doubles.slack.registration import HISTORY_SCOPES

if TYPE_CHECKING:
    from tests.doubles.slack.people import Person
    from tests.doubles.slack.world import Workspace

FLAGS = ("unfurl_links", "unfurl_media")
"""Arguments that are yes or no, and may be so in other words than JSON's."""

HISTORY_PAGE = 100
"""Messages that conversations.history gives by default (its reference)."""


@method("chat.postMessage", scope="chat:write")
def post(call: Call) -> Json:
    workspace, channel = call.channel(call["channel"])
    _check(call, workspace)
    if not channel.bot_is_member and "chat:write.public" not in workspace.tenant.scopes:
        raise Refused("not_in_channel")
    if call.slack.limits:
        call.slack.api.take((workspace.id, channel.id), POSTING, POSTING_BURST)
    thread = call.args.get("thread_ts")
    if thread and (channel.id, thread) not in workspace.messages:
        raise Refused("thread_not_found")
    message = said(workspace, channel, call.args)
    call.slack.echo(workspace, payloads.message_event(workspace, message))
    return {"channel": channel.id, "ts": message.ts, "message": payloads.posted(workspace, message)}


@method("chat.postEphemeral", scope="chat:write", tier=4)
def post_ephemeral(call: Call) -> Json:
    workspace, channel = call.channel(call["channel"])
    _check(call, workspace)
    if not channel.bot_is_member:
        raise Refused("not_in_channel")
    person = workspace.people.get(call["user"])
    if person is None or not channel.holds(person.id):
        raise Refused("user_not_in_channel")
    return {"message_ts": said(workspace, channel, call.args, to=person.id).ts}


@method("chat.update", scope="chat:write", tier=3)
def update(call: Call) -> Json:
    workspace, message = call.message()
    _check(call, workspace)
    before = payloads.posted(workspace, message)
    change(workspace, message, call.args)
    now = payloads.posted(workspace, message)
    changed = {"type": "message", "subtype": "message_changed", "message": now, "previous_message": before}
    call.slack.echo(workspace, _about(message, changed))
    return {"channel": message.channel.id, "ts": message.ts, "text": message.text, "message": now}


@method("chat.delete", scope="chat:write", tier=3)
def delete(call: Call) -> Json:
    workspace, message = call.message()
    workspace.drop(message)
    gone = {"type": "message", "subtype": "message_deleted", "deleted_ts": message.ts}
    call.slack.echo(workspace, _about(message, gone))
    return {"channel": message.channel.id, "ts": message.ts}


@method("chat.getPermalink")
def permalink(call: Call) -> Json:
    workspace, channel = call.channel(call["channel"])
    ts = str(call["message_ts"])
    if (channel.id, ts) not in workspace.messages:
        raise Refused("message_not_found")
    link = f"https://{workspace.domain}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": link}


@method("conversations.history", tier=3)
def history(call: Call) -> Json:
    workspace, channel = call.channel(call["channel"])
    call.needs(HISTORY_SCOPES[channel.kind])
    if not channel.bot_is_member:
        raise Refused("not_in_channel")
    oldest, latest = float(call.args.get("oldest") or 0), float(call.args.get("latest") or "inf")
    edges = call.flag("inclusive")
    found = [
        message
        for message in reversed(list(workspace.messages.values()))
        if message.channel is channel and not message.to and message.thread_ts in (None, message.ts)
        if oldest < float(message.ts) < latest or (edges and float(message.ts) in (oldest, latest))
    ]
    start, size = int(call.args.get("cursor") or 0), int(call.args.get("limit") or HISTORY_PAGE)
    more = len(found) > start + size
    shown = [_remembered(workspace, message, call) for message in found[start : start + size]]
    cursor = {"next_cursor": str(start + size) if more else ""}
    return {"messages": shown, "has_more": more, "response_metadata": cursor}


def said(workspace: "Workspace", channel: Channel, body: Json, *, to: str | None = None) -> Message:
    """The bot's message of a body, where it can be seen."""
    message = Message(
        channel,
        workspace.slack.new_ts(),
        workspace.tenant.bot_user_id,
        body.get("text") or "",
        body.get("blocks") or [],
        body.get("thread_ts"),
        to,
        metadata=body.get("metadata"),
    )
    return workspace.put(message)


def change(workspace: "Workspace", message: Message, body: Json) -> None:
    """Let a message say something else."""
    message.text, message.blocks = body.get("text") or "", body.get("blocks") or []
    message.metadata = body.get("metadata", message.metadata)
    message.edited = True
    workspace.put(message)


def answered(person: "Person", channel: Channel, body: Json) -> None:
    """Post an answer to what somebody did, which they alone see unless it says otherwise."""
    to = None if body.get("response_type") == "in_channel" else person.id
    said(person.workspace, channel, body, to=to)


def _check(call: Call, workspace: "Workspace") -> None:
    if not call.args.get("text") and not call.args.get("blocks"):
        raise Refused("no_text")
    if call.slack.validate:
        sent = {**call.args, **{key: call.flag(key) for key in FLAGS if key in call.args}}
        problems = problems_in_message(sent) + missing_files(workspace, sent)
        call.refuse_problems(problems, "invalid_blocks")


def missing_files(workspace: "Workspace", body: Json) -> list[str]:
    """Images that show a file of which Slack knows nothing, or not all."""
    shown = [block["slack_file"].get("id") for block in body.get("blocks") or () if "slack_file" in block]
    done = {id for id, file in workspace.files.items() if file.complete}
    return [f"slack_file: no file {id} was uploaded whole" for id in shown if id not in done]


def _about(message: Message, said: Json) -> Json:
    channel = message.channel
    return {
        **said,
        "channel": channel.id,
        "channel_type": channel.kind,
        "ts": message.ts,
        "event_ts": message.ts,
    }


def _remembered(workspace: "Workspace", message: Message, call: Call) -> Json:
    shown = payloads.posted(workspace, message)
    if not call.flag("include_all_metadata"):
        shown.pop("metadata", None)
    return shown
