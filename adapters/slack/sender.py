"""Weekly prompts in Slack: to people as direct messages, to channels that the mentor was invited to."""

from datetime import datetime, timedelta
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.access import Access, NotInstalled
from adapters.slack.answers import UNFURLED
from adapters.slack.failures import TOKEN_IS_DEAD, code_of
from adapters.slack.places import WORKSPACE, Tenant
from adapters.slack.render import render
from bot.message import Message
from bot.model import Channel, Recipient
from bot.ports import Away, Busy, Unreachable

EVENT = "career_mentor_prompt"
"""The type of the metadata that a prompt carries, with its key."""

PAGE, PAGES_MAX = 15, 5
"""Messages looked through for one that was sent: few stand at the root of a direct message since. Slack hands
out 15 at a time to apps outside of its Marketplace (rate limits of conversations.history, May 2025)."""

UNREACHABLE = frozenset({
    "channel_not_found", "user_not_found", "user_disabled", "user_not_visible", "users_not_found",
    "cannot_dm_bot", "messages_tab_disabled", "is_archived", "not_in_channel", "restricted_action",
    "restricted_action_read_only_channel", "restricted_action_thread_only_channel",
    "restricted_action_non_threadable_channel", "app_access_restricted", "invalid_users", "user_is_bot",
})  # fmt: skip
"""Errors after which trying again is no use (chat.postMessage and conversations.open, errors)."""


class SlackSender:
    """The `Sender` of Slack. Slack itself refuses nothing twice; its messages can be asked for their key."""

    refuses_twice = False

    def __init__(self, access: Access) -> None:
        self._access = access

    async def send(self, to: Recipient, message: Message, key: str) -> str:
        """Post the prompt; "channel:ts". See `Sender`."""
        drawing = render(message)
        metadata = {"event_type": EVENT, "event_payload": {"key": key}}
        client, posted = await self._client(to), None
        try:
            for page in drawing.pages:
                answer = await client.chat_postMessage(
                    channel=to.id, text=drawing.text, blocks=list(page), metadata=metadata, **UNFURLED
                )
                posted = posted or f"{answer['channel']}:{answer['ts']}"
        except (SlackApiError, ClientError, TimeoutError) as error:
            raise _translated(error) from error
        if posted is None:
            raise ValueError("A prompt is not empty.")
        return posted

    async def sent(self, to: Recipient, key: str, since: datetime) -> str | None:
        """Look for the key in the direct message; "channel:ts" of the prompt that has it.

        A channel's history is not the mentor's to read: there a second try may bring a prompt twice, rather
        than not at all.
        """
        if isinstance(to, Channel):
            return None
        client = await self._client(to)
        try:
            opened = await client.conversations_open(users=to.id)
            channel = opened["channel"]["id"]
            ts = await _find(client, channel, key, since)
        except (SlackApiError, ClientError, TimeoutError) as error:
            translated = _translated(error)
            # The limit of looking says nothing about that of posting, which answers share.
            raise (Busy(str(translated)) if isinstance(translated, Busy) else translated) from error
        return f"{channel}:{ts}" if ts else None

    async def _client(self, to: Recipient) -> AsyncWebClient:
        try:
            return await self._access.once(Tenant(to.workspace.removeprefix(WORKSPACE)))
        except NotInstalled as error:
            raise Away(str(error)) from error


async def _find(client: AsyncWebClient, channel: str, key: str, since: datetime) -> str | None:
    cursor: str | None = None
    for _ in range(PAGES_MAX):
        history = await client.conversations_history(
            channel=channel,
            oldest=str(since.timestamp()),
            include_all_metadata=True,
            limit=PAGE,
            cursor=cursor,
        )
        for message in history["messages"]:
            if _key(message) == key:
                return str(message["ts"])
        cursor = (history.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            break
    return None


def _key(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    return metadata.get("event_payload", {}).get("key") if metadata.get("event_type") == EVENT else None


def _translated(error: Exception) -> Exception:
    """The core's name for what Slack said; no word of the request, which may quote a reflection."""
    if not isinstance(error, SlackApiError):
        return Busy(type(error).__name__)
    code, after = code_of(error), error.response.headers.get("Retry-After", "")
    if after.isdigit():
        return Busy(code, timedelta(seconds=int(after)))
    if code in TOKEN_IS_DEAD:
        return Away(code)
    return Unreachable(code) if code in UNREACHABLE else Busy(code)
