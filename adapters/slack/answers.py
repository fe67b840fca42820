"""Bringing a message to where it was asked for, by whichever way of Slack's is open."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from typing import Any, assert_never

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.drawing import png_name
from adapters.picture import draw
from adapters.slack.access import SECONDS, Access, Line, retrying
from adapters.slack.failures import code_of
from adapters.slack.places import Aside, Asked, Home, Memory, Modal, Thread
from adapters.slack.render import Drawing, modal, render
from adapters.slack.text import escaped
from bot import wording
from bot.message import Attachment, Audience, Form, Message, Paragraph, Pictured, Tone
from bot.pacing import Lanes, Priority

Unposted = Callable[[Message], Awaitable[None]]
"""What to do about a message that was for all in a channel and did not get there; see `Mentor.unposted`."""

log = logging.getLogger(__name__)

THINKING_MAX = 1.0
"""Seconds that an answer waits for Slack to show that it is coming."""

CLOSED = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"})
"""Errors of `views.open`: what was pressed is too long ago, or was used already."""

GONE = frozenset({"not_found"})
"""The error of `views.update` where the member has closed the modal."""

NOT_THERE = frozenset({
    "not_in_channel", "channel_not_found", "user_not_in_channel", "is_archived", "restricted_action",
    "restricted_action_read_only_channel", "restricted_action_thread_only_channel",
    "restricted_action_non_threadable_channel", "restricted_action_thread_locked",
    "cannot_reply_to_message", "app_access_restricted", "method_not_supported_for_channel_type",
})  # fmt: skip
"""Errors of posting where the mentor cannot write (chat.postMessage and chat.postEphemeral, errors)."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message on its way: as it was said, as it is drawn, and who asked for it."""

    message: Message
    drawing: Drawing
    asked: Asked
    client: AsyncWebClient

    @property
    def pages(self) -> Sequence[dict[str, Any]]:
        """What to post, one after another."""
        return [{"text": self.drawing.text, "blocks": list(page)} for page in self.drawing.pages]


Way = Callable[[Letter], Awaitable[bool]]
"""One way of Slack's to show something; False if it is closed."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Draws messages and delivers them; what one way refuses goes by the next."""

    line: Line
    access: Access
    lanes: Lanes
    unposted: Unposted

    async def show(self, message: Message, asked: Asked) -> None:
        """Show *message* to whom it is for, its form in a modal if that can be opened."""
        if message.audience is Audience.CHANNEL:
            await self._share(message, asked)
            return
        if message.audience is Audience.MEMBER:
            asked = asked.alone()
        letter = await self._letter(message, asked)
        for way in self._ways(letter):
            if await way(letter):
                break
        await self._hand_over(letter)

    async def think(self, asked: Asked, thread: Thread) -> None:
        """Show in a direct message that an answer is coming, if Slack is quick; the answer ends it."""
        async with asyncio.timeout(THINKING_MAX):
            client = await self.access.once(asked.tenant)
            await client.assistant_threads_setStatus(
                channel_id=thread.channel, thread_ts=thread.ts, status=wording.THINKING
            )

    async def apologise(self, sentence: str, asked: Asked) -> None:
        """Say why there is no answer, without a token if need be."""
        message = _told(sentence)
        letter = Letter(message, render(message), asked, self.line.client(None))
        if not (isinstance(asked.place, Aside) and await self._respond(letter, asked.place)):
            await self.show(message, asked)

    def view(self, message: Message, asked: Asked) -> dict[str, Any]:
        """*message* as what a modal shows, which remembers where it began."""
        form = next((part for part in message.parts if isinstance(part, Form)), None)
        memory = Memory(form.command if form else "", asked.channel)
        return modal(_told_of_files(message), str(memory))

    async def _letter(self, message: Message, asked: Asked) -> Letter:
        if isinstance(asked.place, Aside):
            message = _told_of_files(message)
        drawing = render(message, opens=asked.text)
        return Letter(message, drawing, asked, await self.access.client(asked.tenant))

    def _ways(self, letter: Letter) -> Iterator[Way]:
        """All ways to whom it is for, the nearest first, and the direct message at the end."""
        place = letter.asked.place
        if isinstance(place, Home) or (letter.drawing.form and not isinstance(place, Modal)):
            yield self._open
        match place:
            case Modal(view):
                yield partial(self._update, view=view)
            case Aside() as aside:
                yield partial(self._respond, aside=aside)
                yield partial(self._whisper, aside=aside)
            case Thread() as thread:
                yield partial(self._post, to=thread.channel, thread=thread.ts)
            case Home():
                pass
            case nothing:
                assert_never(nothing)
        yield partial(self._post, to=letter.asked.user)

    async def _open(self, letter: Letter) -> bool:
        """In a modal of its own, over whatever is there."""
        trigger, view = letter.asked.trigger, self.view(letter.message, letter.asked)
        return trigger is not None and await _unless(
            CLOSED, letter.client.views_open(trigger_id=trigger, view=view)
        )

    async def _update(self, letter: Letter, view: str) -> bool:
        """In the modal that is open, in place of what it shows."""
        shown = self.view(letter.message, letter.asked)
        return await _unless(GONE, letter.client.views_update(view_id=view, view=shown))

    async def _respond(self, letter: Letter, aside: Aside, response_type: str = "ephemeral") -> bool:
        """At the request's own address, which is good for five uses in half an hour."""
        if aside.url is None:
            return False
        webhook = AsyncWebhookClient(
            aside.url, session=self.line.session, timeout=SECONDS, retry_handlers=retrying(2)
        )
        about = {"response_type": response_type, "replace_original": False, **UNFURLED, **_thread(aside)}
        try:
            for page in letter.pages:
                answer = await webhook.send_dict({**about, **page})
                if answer.status_code != HTTPStatus.OK:
                    log.info("A response_url was refused: %s", answer.status_code)
                    return False
        except (ClientError, TimeoutError) as error:
            log.info("A response_url did not answer: %s", type(error).__name__)
            return False
        return True

    async def _whisper(self, letter: Letter, aside: Aside) -> bool:
        """To one person in a channel that the mentor is in."""
        whom = {"channel": aside.channel, "user": letter.asked.user, **_thread(aside)}
        for page in letter.pages:
            if not await _unless(NOT_THERE, letter.client.chat_postEphemeral(**whom, **page)):
                return False
        return True

    async def _post(self, letter: Letter, to: str, thread: str | None = None) -> bool:
        """For all who read a channel, a thread, or the direct message with somebody."""
        for page in letter.pages:
            await self.lanes.turn(letter.asked.tenant.workspace, Priority.ANSWER)
            posting = letter.client.chat_postMessage(channel=to, thread_ts=thread, **page, **UNFURLED)
            if not await _unless(NOT_THERE, posting):
                return False
        return True

    async def _share(self, message: Message, asked: Asked) -> None:
        """With everybody in the channel, on the member's word; tell them if that is not to be seen."""
        shared = False
        try:
            shared = await self._publish(await self._letter(message, asked))
        finally:
            if not shared:
                await self.unposted(message)
        if not shared:
            await self.show(_told(wording.CANNOT_POST), replace(asked, trigger=None))
        elif isinstance(asked.place, Modal | Home):
            await self.show(_told(wording.SHARED_THERE), asked)

    async def _publish(self, letter: Letter) -> bool:
        """In the channel for all to read, by the request's own address or by ourselves."""
        asked = letter.asked
        if isinstance(asked.place, Aside) and await self._respond(letter, asked.place, "in_channel"):
            return True
        return asked.channel is not None and await self._post(letter, asked.channel)

    async def _hand_over(self, letter: Letter) -> None:
        """Upload files to the direct message, which alone is private.

        A picture only if it was asked for there: everywhere else its figures are drawn in words.
        """
        client, place = letter.client, letter.asked.place
        for file in letter.drawing.files:
            if isinstance(place, Thread) and place.direct:
                await _upload(file, client, place.channel, place.ts)
            elif isinstance(file, Attachment):
                # What posting says is the one way to the channel's id that needs no more permissions.
                posted = await client.chat_postMessage(
                    channel=letter.asked.user, text=escaped(file.description), **UNFURLED
                )
                await _upload(file, client, posted["channel"])


UNFURLED: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
"""Links stay links: the card says all that there is to say about the episode."""


async def _unless(refusals: Collection[str], call: Awaitable[object]) -> bool:
    """Whether a *call* of the Web API went through; any other failure than one of *refusals* is one."""
    try:
        await call
    except SlackApiError as error:
        if code_of(error) not in refusals:
            raise
        return False
    return True


def _thread(aside: Aside) -> dict[str, Any]:
    return {"thread_ts": aside.thread} if aside.thread else {}


def _told(sentence: str) -> Message:
    return Message((Paragraph(sentence),))


def _told_of_files(message: Message) -> Message:
    """*message*, with a word on where its files are: not where this is shown."""
    if not any(isinstance(part, Attachment) for part in message.parts):
        return message
    return replace(message, parts=(*message.parts, Paragraph(wording.FILE_ELSEWHERE, Tone.QUIET)))


async def _upload(
    file: Pictured | Attachment, client: AsyncWebClient, channel: str, thread: str | None = None
) -> None:
    if isinstance(file, Attachment):
        named: dict[str, Any] = {"filename": file.name, "title": file.name, "content": file.data}
    else:
        # Some tens of milliseconds of drawing that nobody else should wait for.
        drawn = await asyncio.to_thread(draw, file)
        named = {"filename": png_name(file), "title": file.title, "alt_txt": file.alt, "content": drawn}
    await client.files_upload_v2(channel=channel, thread_ts=thread, **named)
