"""What people do in Slack, from the request to the answer.

Slack waits three seconds for a receipt, and gives up on an app that is late too often. So every listener
hands out the receipt first and leaves the work to a task of its own, and no exception ever leaves a listener:
Bolt would take the receipt back.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError

from adapters.brought import named_in
from adapters.inflight import Inflight
from adapters.metrics import ANSWERS
from adapters.slack import payloads
from adapters.slack.access import NotInstalled
from adapters.slack.answers import Answers
from adapters.slack.desk import Desk
from adapters.slack.failures import (
    NO_PERMISSION,
    PLATFORM,
    TOKEN_IS_DEAD,
    code_of,
    noted,
    persistently,
    quietly,
)
from adapters.slack.files import NOT_ALLOWED
from adapters.slack.forms import errors_in, zone_options
from adapters.slack.heard import Heard
from adapters.slack.homes import Homes
from adapters.slack.manifest import ASK_ABOUT
from adapters.slack.payloads import Payload, tenant_of
from adapters.slack.places import Aside, Asked, Tenant, Thread
from adapters.slack.presence import Presence
from bot import wording
from bot.message import Form, Message, Paragraph

log = logging.getLogger(__name__)

RECEIPT = 2.0
"""Seconds that a submitted form is waited for before its modal says so; at three, Slack gives up."""

SHOWN = 0.3
"""Seconds in which a receipt reaches Slack."""

ANYTHING = re.compile("")

Reading = Callable[[Payload, Tenant], Asked]
"""From a payload to what was asked."""


@dataclass(frozen=True, slots=True)
class Listeners:
    """The mentor's side of each thing that Slack tells."""

    desk: Desk
    answers: Answers
    homes: Homes
    heard: Heard
    presence: Presence
    inflight: Inflight

    def listen(self, app: AsyncApp) -> None:
        """Have *app* bring us everything, even what we do not know: Slack counts what nobody takes."""
        app.command(ANYTHING)(self.command)
        app.action(ANYTHING)(self.press)
        app.options(ANYTHING)(self.options)
        app.view(ANYTHING)(self.submit)
        app.shortcut(ASK_ABOUT)(self.ask_about)
        app.shortcut(ANYTHING)(self.shortcut)
        app.event("app_mention")(self.mention)
        app.event("message")(self.message)
        app.event("app_home_opened")(self.opened)
        app.event("app_uninstalled")(self.uninstalled)
        app.event("tokens_revoked")(self.revoked)
        app.event("team_access_revoked")(self.withdrawn)
        app.event("team_access_granted")(self.granted)
        app.event(ANYTHING)(self.receipt)

    async def receipt(self, ack: AsyncAck) -> None:
        """Nothing else to do."""
        await ack()

    async def command(self, ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        """/career and /career-admin."""
        await ack()
        self._begin(payloads.commanded, body, context)

    async def press(self, ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        """A button or a line of a menu."""
        await ack()
        self._begin(payloads.pressed, body, context)

    async def ask_about(self, ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        """A message that somebody wants advice on."""
        await ack()
        self._begin(payloads.asked_about, body, context)

    async def shortcut(self, ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        """A shortcut, named by the command that it stands for."""
        await ack()
        self._begin(payloads.called, body, context)

    async def options(self, ack: AsyncAck, body: Payload) -> None:
        """Time zones that begin like what was typed."""
        await ack(options=zone_options(body.get("value", ""), self.desk.clock()))

    async def submit(self, ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        """A form: its receipt brings the outcome, or says that it takes longer, and the outcome follows."""
        asked = payloads.submitted(body, tenant_of(context, body))
        outcome = self.inflight.spawn(self._submitted(asked))
        done, _ = await asyncio.wait({outcome}, timeout=RECEIPT)
        if not done:
            moment = self.answers.view(Message((Paragraph(wording.ONE_MOMENT),)), asked)
            await ack(response_action="update", view=moment)
            self._spawn(self._bring(_behind_receipt(outcome), asked))
            return
        message = outcome.result()
        if errors := _errors(message):
            await ack(response_action="errors", errors=errors)
            return
        await ack(response_action="update", view=self.answers.view(message, asked))
        self._spawn(self.homes.freshen(asked.tenant, asked.user))

    async def mention(self, ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        """The mentor's name in a channel."""
        await ack()
        self._spawn(self._answer_once(payloads.mentioned, body, context))

    async def message(self, ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        """A direct message."""
        await ack()
        self._spawn(self._answer_once(payloads.written, body, context))

    async def opened(self, ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        """The Home tab, or the direct message, came into view."""
        await ack()
        event, tenant = body["event"], tenant_of(context, body)
        user = event["user"]
        if event.get("tab") == "messages":
            self._spawn(self.homes.suggest(tenant, user, event["channel"]))
        else:
            self._spawn(self.homes.opened(tenant, user))

    async def uninstalled(self, ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        """The mentor was removed from a workspace."""
        await ack()
        self._spawn(persistently(partial(self.presence.removed, tenant_of(context, body))))

    async def revoked(self, ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        """Tokens were taken back; before or after the mentor was removed, or without that."""
        await ack()
        if body["event"].get("tokens", {}).get("bot"):
            self._spawn(persistently(partial(self.presence.removed, tenant_of(context, body))))

    async def withdrawn(self, ack: AsyncAck, event: Payload, context: AsyncBoltContext) -> None:
        """An organisation took the mentor out of some of its workspaces."""
        await ack()
        self._spawn(persistently(partial(self.presence.withdrawn, _teams(event, context))))

    async def granted(self, ack: AsyncAck, event: Payload, context: AsyncBoltContext) -> None:
        """An organisation let the mentor into some of its workspaces."""
        await ack()
        self._spawn(persistently(partial(self.presence.granted, _teams(event, context))))

    # Answering

    def _begin(self, read: Reading, body: Payload, context: AsyncBoltContext) -> None:
        """Answer what is in a payload. It is read beside: what cannot be read has its receipt as well."""
        self._spawn(self._answer_read(read, body, context))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self.inflight.spawn(quietly(work))

    async def _answer_read(self, read: Reading, body: Payload, context: AsyncBoltContext) -> None:
        await self._answer(read(body, tenant_of(context, body)))

    async def _answer_once(
        self, read: Callable[[Payload, Tenant], Asked | None], body: Payload, context: AsyncBoltContext
    ) -> None:
        """The same for an event, which Slack may deliver again, and which may be nothing to answer."""
        event = body["event"]
        asked = read(event, tenant_of(context, body))
        if asked and await self.heard.first(asked.tenant, body.get("event_id"), event):
            await self._answer(asked)

    async def _answer(self, asked: Asked) -> None:
        await self._bring(self._considered(asked), asked)

    async def _bring(self, reply: Awaitable[Message], asked: Asked) -> None:
        """Show a reply once it is there, and say so if that fails."""
        try:
            with ANSWERS.labels(PLATFORM).time():
                await self.answers.show(await reply, asked)
        except Exception as error:  # noqa: BLE001  (somebody waits for an answer)
            await quietly(self.answers.apologise(_apology(error, asked.tenant), asked))
        else:
            await self.homes.freshen(asked.tenant, asked.user)

    async def _considered(self, asked: Asked) -> Message:
        """The reply; in a direct message, seen to be thought about, and elsewhere if something is fetched."""
        if isinstance(asked.place, Aside) and named_in(asked.text):
            return await self._announced(asked)
        if not isinstance(asked.place, Thread) or not asked.place.direct:
            return await self.desk.reply(asked)
        thinking = quietly(self.answers.think(asked, asked.place))
        message, _ = await asyncio.gather(self.desk.reply(asked), thinking)
        return message

    async def _announced(self, asked: Asked) -> Message:
        """The reply; if it takes long, whoever asked is told first that it comes."""
        coming = asyncio.ensure_future(self.desk.reply(asked))
        try:
            if not (await asyncio.wait({coming}, timeout=RECEIPT))[0]:
                await quietly(self.answers.apologise(wording.ONE_MOMENT, asked))
            return await coming
        finally:
            coming.cancel()

    async def _submitted(self, asked: Asked) -> Message:
        """What came of a form; if that fails, all that was typed again."""
        try:
            return await self.desk.reply(asked)
        except Exception as error:  # noqa: BLE001  (what was typed must not be lost)
            return Message((Paragraph(wording.went_wrong(noted(error))), *self.desk.given_back(asked)))


async def present(enterprise_id: str | None, team_id: str | None, user_id: str | None) -> AuthorizeResult:
    """Let everything in that Slack signed, without a look into the database.

    A receipt must not wait for that; tokens are found when the answer is on its way.
    """
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, user_id=user_id)


async def _behind_receipt(outcome: Awaitable[Message]) -> Message:
    """The outcome, once Slack has surely shown what the receipt says: it would show that last otherwise."""
    await asyncio.sleep(SHOWN)
    return await outcome


def _apology(error: Exception, tenant: Tenant) -> str:
    """What to say instead of an answer."""
    code = code_of(error) if isinstance(error, SlackApiError) else ""
    if code == NO_PERMISSION:
        log.warning("Asked from %s, where the mentor has an older version's permissions.", tenant.workspace)
        return NOT_ALLOWED
    if code in TOKEN_IS_DEAD or isinstance(error, NotInstalled):
        log.warning("Asked from %s, where the mentor is not installed.", tenant.workspace)
        return wording.NOT_INSTALLED
    return wording.went_wrong(noted(error))


def _teams(event: Payload, context: AsyncBoltContext) -> list[Tenant]:
    return [Tenant(team, context.enterprise_id, org=True) for team in event.get("team_ids", ())]


def _errors(message: Message) -> dict[str, str]:
    """What to say at which field, where a form came back since something in it is wrong."""
    form = next((part for part in message.parts if isinstance(part, Form)), None)
    return errors_in(form) if form else {}
