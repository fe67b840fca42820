"""The mentor's own pages in Slack: the Home tab, and the direct message before anything was said."""

from collections import OrderedDict
from datetime import datetime, timedelta

from adapters.slack.access import Access
from adapters.slack.desk import Desk
from adapters.slack.places import Asked, Home, Tenant
from adapters.slack.render import home
from bot import wording

SEEN_FOR = timedelta(minutes=30)
"""For how long Home is taken to be before somebody since they opened it; opening it draws it anew."""

SEEN_MAX = 10_000

PROMPTS_MAX = 4
"""Suggested prompts that Slack shows (assistant.threads.setSuggestedPrompts)."""


class Homes:
    """Draws them, and draws Home anew when something may have changed on it."""

    def __init__(self, desk: Desk, access: Access) -> None:
        self._desk = desk
        self._access = access
        self._seen = OrderedDict[tuple[Tenant, str], datetime]()

    async def opened(self, tenant: Tenant, user: str) -> None:
        """Somebody looks at their Home."""
        self._seen[tenant, user] = self._desk.clock()
        self._seen.move_to_end((tenant, user))
        if len(self._seen) > SEEN_MAX:
            self._seen.popitem(last=False)
        await self._publish(tenant, user)

    async def freshen(self, tenant: Tenant, user: str) -> None:
        """Draw it anew if they may have it before them, after anything they did: most things change it."""
        opened_at = self._seen.get((tenant, user))
        if opened_at and self._desk.clock() - opened_at < SEEN_FOR:
            await self._publish(tenant, user)

    async def suggest(self, tenant: Tenant, user: str, channel: str) -> None:
        """Offer questions to begin a conversation with. Whoever looks at it has not said anything yet."""
        offered = await self._desk.examples(tenant, user)
        client = await self._access.client(tenant)
        # Without a thread: with one, Slack silently does nothing where the app is an agent.
        await client.assistant_threads_setSuggestedPrompts(
            channel_id=channel,
            title=wording.TRY_ONE,
            prompts=[{"title": it.label, "message": it.command} for it in offered[:PROMPTS_MAX]],
        )

    async def _publish(self, tenant: Tenant, user: str) -> None:
        message = await self._desk.reply(Asked(tenant, user, "home", Home()))
        client = await self._access.client(tenant)
        await client.views_publish(user_id=user, view=home(message))
