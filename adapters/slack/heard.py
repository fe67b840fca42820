"""What was delivered before. Slack repeats an event whose receipt it missed, and now and then any other."""

from collections import OrderedDict

from adapters.clock import Clock
from adapters.slack.payloads import Payload
from adapters.slack.places import Tenant
from bot.ports import Store, StoreError

HEARD_MAX = 10_000
"""Deliveries that this process remembers, to know a second one without asking the database."""


class Heard:
    """Remembers events by their id, and by their message, which was seen to come again under new ids."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._known = OrderedDict[tuple[str, str], None]()

    async def first(self, tenant: Tenant, event_id: str | None, event: Payload) -> bool:
        """Whether nobody has heard of it before, here or in another process."""
        workspace = tenant.workspace
        keys = [f"message {event['channel']} {event['ts']}", *([f"event {event_id}"] if event_id else [])]
        known = [(workspace, key) in self._known for key in keys]
        self._known.update(dict.fromkeys((workspace, key) for key in keys))
        while len(self._known) > HEARD_MAX:
            self._known.popitem(last=False)
        return not any(known) and await self._first_anywhere(workspace, keys)

    async def _first_anywhere(self, workspace: str, keys: list[str]) -> bool:
        try:
            async with self._store.transaction() as records:
                return all([await records.first_time(workspace, key, self._clock()) for key in keys])
        except StoreError:
            # What this process remembers has to do: an answer too many is better than none.
            return True
