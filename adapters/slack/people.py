"""What Slack knows about people that matters here: whether they run the workspace, and where they live."""

import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from adapters.slack.access import Access
from adapters.slack.places import Tenant

KEPT = 300.0
"""Seconds for which it is believed: who stops being an admin can arrange things here for as long."""

KEPT_MAX = 10_000

RUNS = ("is_admin", "is_owner", "is_primary_owner")


@dataclass(frozen=True, slots=True)
class Profile:
    """Of one person: whether they run the workspace, and their IANA time zone."""

    admin: bool = False
    zone: str | None = None


class People:
    """Profiles, looked up once in a while."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._known = OrderedDict[tuple[str, str], tuple[float, Profile]]()

    async def profile(self, tenant: Tenant, user: str) -> Profile:
        """Somebody's profile; one that says nothing if Slack tells nothing."""
        until, profile = self._known.get((tenant.team, user), (0.0, Profile()))
        if until > time.monotonic():
            return profile
        try:
            client = await self._access.client(tenant)
            answer = await client.users_info(user=user)
        except (SlackApiError, ClientError, TimeoutError):
            # Nobody is an admin by a failure, and everybody can say where they live.
            return Profile()
        profile = _read(answer["user"], tenant)
        self._known[tenant.team, user] = (time.monotonic() + KEPT, profile)
        self._known.move_to_end((tenant.team, user))
        if len(self._known) > KEPT_MAX:
            self._known.popitem(last=False)
        return profile


def _read(user: dict[str, Any], tenant: Tenant) -> Profile:
    """A profile; the roles that somebody from another company has there give them no rights here."""
    org = user.get("enterprise_user") or {}
    places = [user] if user.get("team_id") == tenant.team and not user.get("is_stranger") else []
    places += [org] if tenant.enterprise and org.get("enterprise_id") == tenant.enterprise else []
    return Profile(any(place.get(name) for place in places for name in RUNS), user.get("tz"))
