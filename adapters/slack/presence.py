"""Where the mentor is: let in, taken out, let in again. Tokens go at once, what members left later."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from adapters.clock import Clock
from adapters.slack.access import Access
from adapters.slack.places import Tenant
from bot.admin import come_back, leave
from bot.ports import Store


class Teams(Protocol):
    """What is known of organisations."""

    async def teams_of(self, enterprise_id: str) -> Sequence[str]:
        """The workspaces of an organisation that were ever heard of."""


@dataclass(frozen=True, slots=True)
class Presence:
    """Keeps what Slack says about that."""

    access: Access
    teams: Teams
    store: Store
    clock: Clock

    async def installed(self, tenant: Tenant) -> None:
        """Somebody installed the mentor, for a workspace or for a whole organisation."""
        self.access.installed()
        for workspace in await self._workspaces(tenant):
            await come_back(self.store, workspace)

    async def removed(self, tenant: Tenant) -> None:
        """It was removed, or its tokens were revoked, which comes before or after that or alone."""
        if await self.access.removed(tenant):
            for workspace in await self._workspaces(tenant):
                await leave(self.store, workspace, self.clock())

    async def take_stock(self) -> None:
        """Make up for removals that were not told: Slack gives up on who does not serve for some hours."""
        for tenant in await self.access.taken_back():
            await self.removed(tenant)

    async def granted(self, tenants: Iterable[Tenant]) -> None:
        """An organisation that has installed it lets it into workspaces."""
        for tenant in tenants:
            await come_back(self.store, tenant.workspace)

    async def withdrawn(self, tenants: Iterable[Tenant]) -> None:
        """An organisation takes it out of workspaces, and keeps it elsewhere."""
        for tenant in tenants:
            await leave(self.store, tenant.workspace, self.clock())

    async def _workspaces(self, tenant: Tenant) -> set[str]:
        """The workspace, or all of the organisation's that were ever heard of."""
        teams = await self.teams.teams_of(tenant.enterprise) if tenant.org and tenant.enterprise else ()
        return {tenant.workspace, *teams}
