"""What people do in Slack, from the request to the answer.

Slack waits three seconds for a receipt, and gives up on an app that is late too often. So every listener
hands out the receipt first and leaves the work to a task of its own, and no exception ever leaves a listener:
Bolt would take the receipt back.
"""

import asyncio
import logging
import re
import secrets
import traceback
from collections import OrderedDict
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError

from adapters.clock import Clock
from adapters.metrics import ANSWERS, FAILURES
from adapters.slack import payloads
from adapters.slack.access import Access, NotInstalled
from adapters.slack.answers import Answers
from adapters.slack.forms import errors_in, zone_options
from adapters.slack.inflight import Inflight
from adapters.slack.manifest import ASK_ABOUT
from adapters.slack.payloads import Payload, tenant_of
from adapters.slack.people import People, Profile
from adapters.slack.places import Asked, Home, Tenant, Thread
from adapters.slack.presence import Presence
from adapters.slack.render import home
from bot import wording
from bot.commands import needs_asker
from bot.mentor import Mentor, given_back
from bot.message import Choices, Form, Message, Paragraph
from bot.model import Channel, Member, Request
from bot.ports import Store, StoreError

log = logging.getLogger(__name__)

PLATFORM = "slack"

RECEIPT = 2.0
"""Seconds that a submitted form is waited for before its modal says so; at three, Slack gives up."""

HEARD_MAX = 10_000
"""Deliveries remembered in this process, to know a second one without asking the database."""

HOMES_MAX = 10_000
"""Members whose Home tab is kept fresh, those who looked at it last."""

HOME_SEEN = timedelta(minutes=30)
"""For how long Home is taken to be before somebody since they opened it; opening it draws it anew."""

PROMPTS_MAX = 4
"""Suggested prompts that Slack shows (assistant.threads.setSuggestedPrompts)."""

ANYTHING = re.compile("")


@dataclass(slots=True)
class Listeners:
    """The mentor's side of each thing that Slack tells."""

    mentor: Mentor
    store: Store
    clock: Clock
    access: Access
    answers: Answers
    people: People
    inflight: Inflight
    presence: Presence
    _heard: OrderedDict[tuple[str, str], None] = field(default_factory=OrderedDict)
    _homes: OrderedDict[tuple[Tenant, str], datetime] = field(default_factory=OrderedDict)

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
        self._begin(payloads.commanded(body, tenant_of(context)))

    async def press(self, ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        """A button or a line of a menu."""
        await ack()
        self._begin(payloads.pressed(body, tenant_of(context)))

    async def ask_about(self, ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        """A message that somebody wants advice on."""
        await ack()
        self._begin(payloads.asked_about(body, tenant_of(context)))

    async def shortcut(self, ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        """A shortcut, named by the command that it stands for."""
        await ack()
        self._begin(payloads.called(body, tenant_of(context), body["callback_id"]))

    async def options(self, ack: AsyncAck, body: Payload) -> None:
        """Time zones that begin like what was typed."""
        await ack(options=zone_options(body.get("value", ""), self.clock()))

    async def submit(self, ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        """A form: its receipt brings the outcome, or says that it takes longer, and the outcome follows."""
        asked = payloads.submitted(body, tenant_of(context))
        outcome = self.inflight.spawn(self._submitted(asked))
        done, _ = await asyncio.wait({outcome}, timeout=RECEIPT)
        if not done:
            moment = self.answers.view(_said(wording.ONE_MOMENT), asked)
            await ack(response_action="update", view=moment)
            self.inflight.spawn(self._quietly(self._follow(outcome, asked)))
            return
        message = outcome.result()
        if errors := _errors(message):
            await ack(response_action="errors", errors=errors)
            return
        await ack(response_action="update", view=self.answers.view(message, asked))
        self.inflight.spawn(self._quietly(self._after(message, asked)))

    async def mention(self, ack: AsyncAck, body: Payload, event: Payload, context: AsyncBoltContext) -> None:
        """The mentor's name in a channel."""
        await ack()
        self._hear(body, event, payloads.mentioned(event, tenant_of(context)))

    async def message(self, ack: AsyncAck, body: Payload, event: Payload, context: AsyncBoltContext) -> None:
        """A direct message."""
        await ack()
        if asked := payloads.written(event, tenant_of(context)):
            self._hear(body, event, asked)

    async def opened(self, ack: AsyncAck, event: Payload, context: AsyncBoltContext) -> None:
        """The Home tab, or the direct message, came into view."""
        await ack()
        tenant, user = tenant_of(context), event["user"]
        if event.get("tab") == "messages":
            self.inflight.spawn(self._quietly(self._suggest(tenant, user, event["channel"])))
        else:
            self._homes[tenant, user] = self.clock()
            if len(self._homes) > HOMES_MAX:
                self._homes.popitem(last=False)
            self.inflight.spawn(self._quietly(self._publish(tenant, user)))

    async def uninstalled(self, ack: AsyncAck, context: AsyncBoltContext) -> None:
        """The mentor was removed from a workspace."""
        await ack()
        self.inflight.spawn(self._quietly(self.presence.removed(tenant_of(context))))

    async def revoked(self, ack: AsyncAck, event: Payload, context: AsyncBoltContext) -> None:
        """Tokens were taken back; before or after the mentor was removed, or without that."""
        await ack()
        if event.get("tokens", {}).get("bot"):
            self.inflight.spawn(self._quietly(self.presence.removed(tenant_of(context))))

    async def withdrawn(self, ack: AsyncAck, event: Payload, context: AsyncBoltContext) -> None:
        """An organisation took the mentor out of some of its workspaces."""
        await ack()
        self.inflight.spawn(self._quietly(self.presence.withdrawn(_teams(event, context))))

    async def granted(self, ack: AsyncAck, event: Payload, context: AsyncBoltContext) -> None:
        """An organisation let the mentor into some of its workspaces."""
        await ack()
        self.inflight.spawn(self._quietly(self.presence.granted(_teams(event, context))))

    # Answering

    def _begin(self, asked: Asked) -> None:
        self.inflight.spawn(self._answer(asked))

    def _hear(self, body: Payload, event: Payload, asked: Asked) -> None:
        """Answer what was delivered, the first time that it is."""
        keys = (f"event {body.get('event_id')}", f"message {event['channel']} {event['ts']}")
        new = [(asked.tenant.workspace, key) not in self._heard for key in keys]
        for key in keys:
            self._heard[asked.tenant.workspace, key] = None
        while len(self._heard) > HEARD_MAX:
            self._heard.popitem(last=False)
        if all(new):
            self.inflight.spawn(self._answer_once(asked, keys))

    async def _answer_once(self, asked: Asked, keys: tuple[str, ...]) -> None:
        try:
            async with self.store.transaction() as records:
                first = [await records.first_time(asked.tenant.workspace, key, self.clock()) for key in keys]
        except StoreError:
            # What this process remembers has to do; an answer too many is better than none.
            first = [True]
        if all(first):
            await self._answer(asked)

    async def _answer(self, asked: Asked) -> None:
        """Answer, and say so if that fails."""
        try:
            with ANSWERS.labels(PLATFORM).time():
                await self.answers.show(await self._considered(asked), asked)
            await self._freshen(asked)
        except NotInstalled:
            log.warning("Asked from %s, where the mentor is not installed.", asked.tenant.workspace)
            await self._quietly(self.answers.apologise(wording.NOT_INSTALLED, asked))
        except Exception as error:  # noqa: BLE001  (somebody waits for an answer)
            await self._quietly(self.answers.apologise(wording.went_wrong(_noted(error)), asked))

    async def _considered(self, asked: Asked) -> Message:
        """The reply; in a direct message, seen to be thought about."""
        if not isinstance(asked.place, Thread) or not asked.place.direct:
            return await self._reply(asked)
        thinking = self._quietly(self.answers.think(asked, asked.place))
        message, _ = await asyncio.gather(self._reply(asked), thinking)
        return message

    async def _reply(self, asked: Asked) -> Message:
        profile = Profile()
        if needs_asker(asked.text):
            profile = await self.people.profile(asked.tenant, asked.user)
        return await self.mentor.reply(self._request(asked, profile))

    def _request(self, asked: Asked, profile: Profile) -> Request:
        workspace = asked.tenant.workspace
        return Request(
            Member(workspace, asked.user),
            asked.text,
            self.clock(),
            asked.fields,
            channel=Channel(workspace, asked.channel) if asked.channel else None,
            admin=profile.admin,
            zone=profile.zone,
            overheard=asked.overheard,
        )

    async def _submitted(self, asked: Asked) -> Message:
        """What came of a form; if that fails, all that was typed again."""
        try:
            return await self._reply(asked)
        except Exception as error:  # noqa: BLE001  (what was typed must not be lost)
            said = Paragraph(wording.went_wrong(_noted(error)))
            return Message((said, *given_back(self._request(asked, Profile()))))

    async def _follow(self, outcome: asyncio.Task[Message], asked: Asked) -> None:
        await self.answers.show(await outcome, asked)
        await self._freshen(asked)

    async def _after(self, message: Message, asked: Asked) -> None:
        await self.answers.hand_over(message, asked)
        await self._freshen(asked)

    async def _freshen(self, asked: Asked) -> None:
        """Draw the member's Home tab anew if they may have it before them: most things change it."""
        opened_at = self._homes.get((asked.tenant, asked.user))
        if opened_at and self.clock() - opened_at < HOME_SEEN:
            await self._publish(asked.tenant, asked.user)

    async def _publish(self, tenant: Tenant, user: str) -> None:
        message = await self._reply(Asked(tenant, user, "home", Home()))
        client = await self.access.client(tenant)
        await client.views_publish(user_id=user, view=home(message))

    async def _suggest(self, tenant: Tenant, user: str, channel: str) -> None:
        """Offer questions to begin with, those that the mentor greets this member with."""
        greeting = await self._reply(Asked(tenant, user, "", Home()))
        offered = [item for part in greeting.parts if isinstance(part, Choices) for item in part.items]
        client = await self.access.client(tenant)
        # Without a thread: with one, Slack silently does nothing where the app is an agent.
        await client.assistant_threads_setSuggestedPrompts(
            channel_id=channel,
            title=wording.TRY_ONE,
            prompts=[{"title": it.label, "message": it.command} for it in offered[:PROMPTS_MAX]],
        )

    async def _quietly(self, work: Coroutine[Any, Any, None]) -> None:
        """Do what nobody waits for; a failure is for the log alone."""
        try:
            await work
        except Exception as error:  # noqa: BLE001  (a task has nobody above it)
            _noted(error)


async def present(enterprise_id: str | None, team_id: str | None, user_id: str | None) -> AuthorizeResult:
    """Let everything in that Slack signed, without a look into the database.

    A receipt must not wait for that; tokens are found when the answer is on its way.
    """
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, user_id=user_id)


def _teams(event: Payload, context: AsyncBoltContext) -> list[Tenant]:
    return [Tenant(team, context.enterprise_id, org=True) for team in event.get("team_ids", ())]


def _said(sentence: str) -> Message:
    return Message((Paragraph(sentence),))


def _errors(message: Message) -> dict[str, str]:
    """What to say at which field, where a form came back since something in it is wrong."""
    form = next((part for part in message.parts if isinstance(part, Form)), None)
    return errors_in(form) if form else {}


def _noted(error: Exception) -> str:
    """The id under which a failure is in the log; without its words, which may be a member's."""
    FAILURES.labels(PLATFORM).inc()
    id = secrets.token_hex(3)
    what = error.response.get("error") if isinstance(error, SlackApiError) else ""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("Error %s in Slack: %s %s\n%s", id, type(error).__name__, what, where)
    return id
