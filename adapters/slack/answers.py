"""Bringing a message to where it was asked for, by whichever way of Slack's is open."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, assert_never

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.picture import draw
from adapters.slack.access import SECONDS, Access, Line, retrying
from adapters.slack.failures import code_of
from adapters.slack.places import Aside, Asked, Home, Memory, Modal, Thread
from adapters.slack.render import Drawing, modal, render
from bot import wording
from bot.message import Attachment, Audience, Form, Message, Paragraph, Picture, Tone
from bot.pacing import Lanes, Priority

log = logging.getLogger(__name__)

CLOSED = frozenset({"expired_trigger_id", "exchanged_trigger_id", "trigger_expired", "trigger_exchanged"})
"""Errors of `views.open`: what was pressed is too long ago, or was used already."""

GONE = frozenset({"not_found", "view_not_found", "view_closed", "hash_conflict"})
"""Errors of `views.update`: the member has closed the modal."""

NOT_THERE = frozenset({
    "not_in_channel", "channel_not_found", "user_not_in_channel", "is_archived", "restricted_action",
    "method_not_supported_for_channel_type",
})  # fmt: skip
"""Errors of posting to a channel that the mentor cannot write to."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Draws messages and delivers them; what one way refuses goes by the next."""

    line: Line
    access: Access
    lanes: Lanes

    async def show(self, message: Message, asked: Asked) -> None:
        """Show *message* to whom it is for, its form in a modal if that can be opened."""
        if message.audience is Audience.MEMBER:
            asked = asked.alone()
        drawing = render(message, opens=asked.text)
        client = await self.access.client(asked.tenant)
        if message.audience is Audience.CHANNEL:
            await self._posted(drawing, asked, client)
        elif not (drawing.form and await self._opened(message, asked, client)):
            await self._brought(message, drawing, asked, client)
        await self._handed_over(drawing.files, asked, client)

    async def hand_over(self, message: Message, asked: Asked) -> None:
        """Bring the files of a message that is on the screen already."""
        if files := render(message).files:
            await self._handed_over(files, asked, await self.access.client(asked.tenant))

    async def think(self, asked: Asked, thread: Thread) -> None:
        """Show in a direct message that an answer is coming; it goes when the answer is there."""
        client = await self.access.client(asked.tenant)
        await client.assistant_threads_setStatus(
            channel_id=thread.channel, thread_ts=thread.ts, status=wording.THINKING
        )

    async def apologise(self, sentence: str, asked: Asked) -> None:
        """Say why there is no answer, without a token if need be."""
        drawing = render(_told(sentence))
        page, *_ = _pages(drawing)
        if not (
            isinstance(asked.place, Aside)
            and await self._responded(page, asked.place, response_type="ephemeral")
        ):
            await self.show(_told(sentence), asked)

    def view(self, message: Message, asked: Asked) -> dict[str, Any]:
        """*message* as what a modal shows, which remembers where it began."""
        form = next((part for part in message.parts if isinstance(part, Form)), None)
        memory = Memory(form.command if form else "", asked.channel)
        return modal(_told_of_files(message), str(memory))

    async def _opened(self, message: Message, asked: Asked, client: AsyncWebClient) -> bool:
        """Whether the form is on the screen: in the modal that is open, or in a new one."""
        if isinstance(asked.place, Modal):
            return await self._updated(message, asked, asked.place.view, client)
        if asked.trigger is None:
            return False
        try:
            await client.views_open(trigger_id=asked.trigger, view=self.view(message, asked))
        except SlackApiError as error:
            if code_of(error) not in CLOSED:
                raise
            return False
        return True

    async def _updated(self, message: Message, asked: Asked, view: str, client: AsyncWebClient) -> bool:
        try:
            await client.views_update(view_id=view, view=self.view(message, asked))
        except SlackApiError as error:
            if code_of(error) not in GONE:
                raise
            return False
        return True

    async def _brought(
        self, message: Message, drawing: Drawing, asked: Asked, client: AsyncWebClient
    ) -> None:
        match asked.place:
            case Aside() as aside:
                await self._whispered(drawing, aside, asked, client)
            case Thread(channel, ts):
                await self._said(drawing, client, asked.tenant.workspace, channel, ts)
            case Modal(view):
                if not await self._updated(message, asked, view, client):
                    await self._said(drawing, client, asked.tenant.workspace, asked.user)
            case Home():
                if not await self._opened(message, asked, client):
                    await self._said(drawing, client, asked.tenant.workspace, asked.user)
            case nothing:
                assert_never(nothing)

    async def _whispered(self, drawing: Drawing, aside: Aside, asked: Asked, client: AsyncWebClient) -> None:
        """To one person in a channel: by the request's own address, as a member, or else in private."""
        for page in _pages(drawing):
            if await self._responded(page | _thread(aside), aside, response_type="ephemeral"):
                continue
            try:
                await client.chat_postEphemeral(
                    channel=aside.channel, user=asked.user, **page, **_thread(aside)
                )
            except SlackApiError as error:
                if code_of(error) not in NOT_THERE:
                    raise
                await client.chat_postMessage(channel=asked.user, **page, **UNFURLED)

    async def _posted(self, drawing: Drawing, asked: Asked, client: AsyncWebClient) -> None:
        """To everybody in the channel, on the member's word."""
        if asked.channel is None:
            raise ValueError("What is for a channel was asked for in one.")
        page, *_ = _pages(drawing)
        if not (
            isinstance(asked.place, Aside)
            and await self._responded(page, asked.place, response_type="in_channel")
        ):
            try:
                await self._said(drawing, client, asked.tenant.workspace, asked.channel)
            except SlackApiError as error:
                if code_of(error) not in NOT_THERE:
                    raise
                await self.show(_told(wording.CANNOT_POST), replace(asked, trigger=None))
                return
        if isinstance(asked.place, Modal | Home):
            await self.show(_told(wording.SHARED_THERE), asked)

    async def _responded(self, page: Mapping[str, Any], aside: Aside, *, response_type: str) -> bool:
        """Whether Slack took it at the request's own address, which is good for five uses in half an hour."""
        if aside.url is None:
            return False
        webhook = AsyncWebhookClient(
            aside.url, session=self.line.session, timeout=SECONDS, retry_handlers=retrying(2)
        )
        body = {"response_type": response_type, "replace_original": False, **page, **UNFURLED}
        response = await webhook.send_dict(body)
        if response.status_code != 200:
            log.info("A response_url was refused: %s", response.status_code)
        return response.status_code == 200

    async def _said(
        self, drawing: Drawing, client: AsyncWebClient, workspace: str, to: str, thread: str | None = None
    ) -> str:
        """Post all pages; the channel's id, which for a person is that of the direct message."""
        channel = to
        for page in _pages(drawing):
            await self.lanes.turn(workspace, Priority.ANSWER)
            posted = await client.chat_postMessage(channel=to, thread_ts=thread, **page, **UNFURLED)
            channel = posted["channel"]
        return channel

    async def _handed_over(
        self, files: Sequence[Picture | Attachment], asked: Asked, client: AsyncWebClient
    ) -> None:
        """Upload files to the direct message, which alone is private.

        A picture only if it was asked for there: everywhere else its figures are drawn in words.
        """
        for file in files:
            match asked.place:
                case Thread(channel, ts) as thread if thread.direct:
                    await _uploaded(file, client, channel, ts)
                case _ if isinstance(file, Attachment):
                    drawing = render(Message((Paragraph(file.description),)))
                    channel = await self._said(drawing, client, asked.tenant.workspace, asked.user)
                    await _uploaded(file, client, channel)
                case _:
                    pass


UNFURLED: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
"""Links stay links: the card says all that there is to say about the episode."""


def _pages(drawing: Drawing) -> Sequence[dict[str, Any]]:
    return [{"text": drawing.text, "blocks": list(page)} for page in drawing.pages]


def _thread(aside: Aside) -> dict[str, Any]:
    return {"thread_ts": aside.thread} if aside.thread else {}


def _told(sentence: str) -> Message:
    return Message((Paragraph(sentence),))


def _told_of_files(message: Message) -> Message:
    """*message*, with a word on where its files are: not in the modal that shows it."""
    if not any(isinstance(part, Attachment) for part in message.parts):
        return message
    return replace(message, parts=(*message.parts, Paragraph(wording.FILE_ELSEWHERE, Tone.QUIET)))


async def _uploaded(
    file: Picture | Attachment, client: AsyncWebClient, channel: str, thread: str | None = None
) -> None:
    if isinstance(file, Attachment):
        named: dict[str, Any] = {"filename": file.name, "title": file.name, "content": file.data}
    else:
        # Some tens of milliseconds of drawing that nobody else should wait for.
        drawn = await asyncio.to_thread(draw, file)
        named = {"filename": "progress.png", "title": file.title, "alt_txt": file.alt, "content": drawn}
    await client.files_upload_v2(channel=channel, thread_ts=thread, **named)
