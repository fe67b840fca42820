"""Files: uploaded by the bot in three steps, and fetched by it with its token."""

import secrets
from typing import TYPE_CHECKING

from aiohttp import web

from tests.doubles.slack import payloads
from tests.doubles.slack.api import Call, Refused, method
from tests.doubles.slack.content import File, Message
from tests.doubles.slack.elements import Json

if TYPE_CHECKING:
    from tests.doubles.slack.server import Slack


@method("files.getUploadURLExternal", scope="files:write", tier=4)
def upload_url(call: Call) -> Json:
    file = File(f"F{secrets.token_hex(5).upper()}", call["filename"], int(call["length"]))
    file.alt_text = call.args.get("alt_txt") or ""
    call.workspaces[0].files[file.id] = file
    return {"upload_url": f"{call.slack.url}/upload/v1/{file.id}", "file_id": file.id}


@method("files.completeUploadExternal", scope="files:write", tier=4)
def complete_upload(call: Call) -> Json:
    workspace = call.workspaces[0]
    files = [workspace.files.get(item["id"]) for item in call["files"]]
    if str(call.args.get("channel_id") or "").startswith(("U", "W")):
        # Only `channels` takes people.
        raise Refused("channel_not_found")
    targets = [
        id for id in (call.args.get("channel_id"), *(call.args.get("channels") or "").split(",")) if id
    ]
    for file, item in zip(files, call["files"], strict=True):
        if file is None or file.data is None:
            raise Refused("file_not_found")
        file.title, file.complete = item.get("title") or file.name, True
    found = [file for file in files if file]
    for target in targets:
        share(call, target, found)
    return {"files": [payloads.file(workspace, file) for file in found]}


@method("files.info", tier=4)
def files_info(call: Call) -> Json:
    call.needs("files:read")
    for workspace in call.workspaces:
        if call["file"] in workspace.files:
            return {"file": payloads.file(workspace, workspace.files[call["file"]])}
    raise Refused("file_not_found")


@method("files.delete", scope="files:write", tier=3)
def files_delete(call: Call) -> Json:
    for workspace in call.workspaces:
        if workspace.files.pop(call["file"], None):
            return {}
    raise Refused("file_not_found")


def share(call: Call, target: str, files: list[File]) -> None:
    """Post uploaded files into a channel."""
    workspace, channel = call.channel(target)
    if not channel.bot_is_member:
        raise Refused("not_in_channel")
    text, author = call.args.get("initial_comment") or "", workspace.tenant.bot_user_id
    message = Message(channel, call.slack.new_ts(), author, text, files=files)
    message.thread_ts = call.args.get("thread_ts")
    workspace.put(message)
    call.slack.echo(workspace, payloads.message_event(workspace, message))


async def upload(slack: "Slack", request: web.Request) -> web.StreamResponse:
    """Take the bytes of a file, which have to be as many as were announced."""
    return await slack.api.disturbed("upload", request, lambda: _uploaded(slack, request))


async def _uploaded(slack: "Slack", request: web.Request) -> web.Response:
    id = request.match_info["id"]
    file = next((team.files[id] for team in slack.workspaces.values() if id in team.files), None)
    data = await _bytes(request)
    if file is None or len(data) != file.length:
        return web.Response(text="invalid upload", status=400)
    file.data = data
    return web.Response(text=f"OK - {file.length}")


async def download(slack: "Slack", request: web.Request) -> web.StreamResponse:
    """Give a file to whom a good token lets read it, and anybody else a page to sign in, with status 200."""
    return await slack.api.disturbed("download", request, lambda: _downloaded(slack, request))


async def _downloaded(slack: "Slack", request: web.Request) -> web.Response:
    team_id, _, file_id = request.match_info["file"].partition("-")
    grant = slack.grants.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
    file = slack.workspaces[team_id].files.get(file_id)
    allowed = grant and not grant.trouble(slack.now()) and "files:read" in grant.tenant.scopes
    if not allowed:
        return web.Response(text="<!DOCTYPE html><title>Sign in | Slack</title>", content_type="text/html")
    if file is None or file.data is None:
        return web.Response(status=404)
    return web.Response(body=file.data, content_type=file.mimetype)


async def _bytes(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    [part] = (await request.post()).values()
    assert isinstance(part, str | web.FileField)
    return part.file.read() if isinstance(part, web.FileField) else part.encode()
