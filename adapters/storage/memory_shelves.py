"""What admins bring, and what is counted for them, in the store that forgets."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any

from adapters.storage.rows import EDITION_GONE, EDITION_THERE, Signed, by_name, is_theirs, signed_row
from bot.episodes import FORGOTTEN, Contents, Deed, Event, Feed, Loaded, OwnCard, Tally
from bot.model import Member, Row, Rules
from bot.ports import StoreError


@dataclass
class Shelves:
    """All that is kept of it, as frozen values: a copy of the dictionaries is a copy of everything."""

    editions: dict[str, Loaded] = field(default_factory=dict)
    contents: dict[str, Contents] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)
    own_cards: dict[tuple[str, str], OwnCard] = field(default_factory=dict)
    hidden: dict[tuple[str, str], None] = field(default_factory=dict)
    feeds: dict[tuple[str, str], Feed] = field(default_factory=dict)
    deeds: dict[int, Deed] = field(default_factory=dict)
    counts: dict[tuple[str, str, Event, Member], int] = field(default_factory=dict)

    def copy(self) -> "Shelves":
        """The same, to be changed on its own."""
        return Shelves(*(getattr(self, it.name).copy() for it in fields(self)))

    def owners(self) -> Iterable[str]:
        """Whose something is that a workspace is, or will be, answered from."""
        kept: tuple[Mapping[Any, Signed], ...] = self.editions, self.own_cards, self.feeds
        return (it.owner for those in kept for it in those.values())

    def held(self, member: Member) -> dict[str, tuple[Row, ...]]:
        """What is about a member, by table."""
        held = {
            name: tuple(signed_row(it) for it in rows.values() if is_theirs(member, it.owner, it.by))
            for name, rows in self._signed().items()
        }
        who = {"workspace": member.workspace, "member": member.id}
        held["counts"] = tuple(
            {**who, "place": place, "week": week, "event": event, "times": times}
            for (place, week, event, whose), times in self.counts.items()
            if whose == member
        )
        return held

    def forget(self, member: Member) -> None:
        """Drop what is counted of a member, and their name from what they did."""
        _drop(self.counts, lambda key, _: key[-1] == member)
        for rows in self._signed().values():
            theirs = {key: it for key, it in rows.items() if is_theirs(member, it.owner, it.by)}
            rows.update({key: replace(it, by=FORGOTTEN) for key, it in theirs.items()})

    def erase(self, workspace: str) -> int:
        """Drop all that is a workspace's, and what is counted there or of its people; how many rows."""
        self.grow(workspace, workspace in self.revisions)
        seen = sum(len(it.seen) + len(it.failing) for it in self.feeds.values() if it.owner == workspace)
        signed = sum(_drop(rows, lambda _, it: it.owner == workspace) for rows in self._signed().values())
        contents = _drop(self.contents, lambda key, _: key not in self.editions)
        hidden = _drop(self.hidden, lambda key, _: key[0] == workspace)
        counts = _drop(self.counts, lambda key, _: workspace in {key[0], key[-1].workspace})
        return seen + signed + contents + hidden + counts

    def grow(self, owner: str, changed: object) -> None:
        """Let an owner's number grow if something *changed*."""
        if changed:
            self.revisions[owner] = self.revisions.get(owner, 0) + 1

    def _signed(self) -> dict[str, dict[Any, Any]]:
        """What bears somebody's name, by table."""
        return {name: getattr(self, name) for name in ("editions", "own_cards", "feeds", "deeds")}


class MemoryShelves:
    """The part of `Records` that is about what admins bring."""

    def __init__(self, shelves: Shelves, rules: Mapping[str, Rules]) -> None:
        self._shelves = shelves
        self._rules = rules

    # Counts

    async def count(self, event: Event, member: Member, workspace: str, week: str) -> None:
        """See `Records`."""
        key = workspace, week, event, member
        self._shelves.counts[key] = self._shelves.counts.get(key, 0) + 1

    async def tallies(self, workspace: str, since: str) -> tuple[Tally, ...]:
        """See `Records`."""
        found: dict[tuple[str, Event], list[int]] = {}
        for (place, week, event, _), times in self._shelves.counts.items():
            if place == workspace and week >= since:
                found.setdefault((week, event), []).append(times)
        return tuple(Tally(*key, sum(times), len(times)) for key, times in sorted(found.items()))

    async def forget_counts(self, before: str) -> int:
        """See `Records`."""
        return _drop(self._shelves.counts, lambda key, _: key[1] < before)

    # Editions

    async def revisions(self) -> Mapping[str, int]:
        """See `Records`."""
        return self._shelves.revisions.copy()

    async def hold(self, owner: str) -> None:
        """See `Records`; transactions follow one another anyway."""

    async def editions(
        self, owners: Collection[str], name: str | None = None, *, sketched: bool = False
    ) -> tuple[Loaded, ...]:
        """See `Records`."""
        kept = self._shelves.editions.values()
        found = (it for it in kept if it.owner in owners and name in {None, it.name})
        return by_name(it if sketched else replace(it, sketch=()) for it in found)

    async def edition_names(self, owners: Collection[str]) -> tuple[str, ...]:
        """See `Records`."""
        return tuple(sorted({it.name for it in await self.editions(owners)}))

    async def edition_count(self, owner: str) -> int:
        """See `Records`."""
        return len(await self.editions([owner]))

    async def live_editions(self, owner: str) -> tuple[Loaded, ...]:
        """See `Records`."""
        return tuple(it for it in await self.editions([owner]) if it.live)

    async def edition(self, owner: str, id: str) -> Loaded | None:
        """See `Records`."""
        found = self._shelves.editions.get(id)
        return found if found and found.owner == owner else None

    async def contents(self, ids: Collection[str]) -> Mapping[str, Contents]:
        """See `Records`."""
        return {id: self._shelves.contents[id] for id in ids if id in self._shelves.contents}

    async def packed(self, ids: Collection[str]) -> Mapping[str, bytes]:
        """See `Records`."""
        return {id: it.packed for id, it in (await self.contents(ids)).items()}

    async def add_edition(self, loaded: Loaded, contents: Contents) -> None:
        """See `Records`."""
        others = await self.editions([loaded.owner], loaded.name)
        if loaded.id in self._shelves.editions or loaded.number in {it.number for it in others}:
            raise StoreError(EDITION_THERE.format(name=loaded.name))
        self._shelves.editions[loaded.id] = replace(loaded, live=False, published_at=None)
        self._shelves.contents[loaded.id] = contents

    async def go_live(self, loaded: Loaded, at: datetime) -> None:
        """See `Records`."""
        now = await self.edition(loaded.owner, loaded.id)
        if now is None:
            raise StoreError(EDITION_GONE.format(name=loaded.name))
        if not now.live:
            self._end(now.owner, now.name)
            self._shelves.editions[now.id] = replace(now, live=True, published_at=at)
            self._shelves.grow(now.owner, changed=True)

    async def retire(self, owner: str, name: str) -> bool:
        """See `Records`."""
        ended = self._end(owner, name)
        self._shelves.grow(owner, ended)
        return ended

    async def remove_edition(self, owner: str, id: str) -> bool:
        """See `Records`."""
        found = await self.edition(owner, id)
        if found is None or found.live:
            return False
        del self._shelves.editions[id], self._shelves.contents[id]
        return True

    async def remove_editions(self, owner: str, name: str) -> int:
        """See `Records`."""
        await self.retire(owner, name)
        removed = await self.editions([owner], name)
        for it in removed:
            del self._shelves.editions[it.id], self._shelves.contents[it.id]
        return len(removed)

    def _end(self, owner: str, name: str) -> bool:
        """Whether an edition of that name answered, which it does no longer."""
        mine = (it for it in self._shelves.editions.values() if (it.owner, it.name) == (owner, name))
        live = {it.id: replace(it, live=False) for it in mine if it.live}
        self._shelves.editions |= live
        return bool(live)

    # Cards

    async def own_cards(self, owner: str) -> tuple[OwnCard, ...]:
        """See `Records`."""
        mine = (it for it in self._shelves.own_cards.values() if it.owner == owner)
        return tuple(sorted(mine, key=lambda it: it.ref))

    async def keep_own_card(self, card: OwnCard) -> None:
        """See `Records`."""
        self._shelves.own_cards[card.owner, card.ref] = card
        self._shelves.grow(card.owner, changed=True)

    async def drop_own_card(self, owner: str, ref: str) -> bool:
        """See `Records`."""
        dropped = self._shelves.own_cards.pop((owner, ref), None)
        self._shelves.grow(owner, dropped)
        return dropped is not None

    async def hidden(self, owner: str) -> frozenset[str]:
        """See `Records`."""
        return frozenset(ref for whose, ref in self._shelves.hidden if whose == owner)

    async def hide(self, owner: str, ref: str) -> None:
        """See `Records`."""
        self._shelves.grow(owner, (owner, ref) not in self._shelves.hidden)
        self._shelves.hidden[owner, ref] = None

    async def show(self, owner: str, ref: str) -> bool:
        """See `Records`."""
        was_hidden = (owner, ref) in self._shelves.hidden
        self._shelves.hidden.pop((owner, ref), None)
        self._shelves.grow(owner, was_hidden)
        return was_hidden

    # Deeds

    async def note_deed(self, deed: Deed) -> None:
        """See `Records`."""
        self._shelves.deeds[max(self._shelves.deeds, default=0) + 1] = deed

    async def deeds(self, owner: str, limit: int) -> tuple[Deed, ...]:
        """See `Records`."""
        mine = [(it.at, id) for id, it in self._shelves.deeds.items() if it.owner == owner]
        return tuple(self._shelves.deeds[id] for _, id in sorted(mine, reverse=True)[:limit])

    # Feeds

    async def feeds(self, owner: str) -> tuple[Feed, ...]:
        """See `Records`."""
        mine = (it for it in self._shelves.feeds.values() if it.owner == owner)
        return tuple(sorted(mine, key=lambda it: it.url))

    async def feed(self, owner: str, url: str) -> Feed | None:
        """See `Records`."""
        return self._shelves.feeds.get((owner, url))

    async def keep_feed(self, feed: Feed) -> None:
        """See `Records`."""
        self._shelves.feeds[feed.owner, feed.url] = feed

    async def drop_feed(self, owner: str, url: str) -> bool:
        """See `Records`."""
        return self._shelves.feeds.pop((owner, url), None) is not None

    async def claim_feed(self, now: datetime, lease: timedelta) -> Feed | None:
        """See `Records`."""
        departed = {it.workspace for it in self._rules.values() if it.left_at}
        due = [it for it in self._shelves.feeds.values() if it.due_at <= now and it.owner not in departed]
        if not due:
            return None
        claimed = replace(min(due, key=lambda it: it.due_at), due_at=now + lease)
        await self.keep_feed(claimed)
        return claimed


def _drop(rows: dict[Any, Any], is_one: Callable[[Any, Any], bool]) -> int:
    """Drop the rows that are one of those; how many."""
    those = [key for key, it in rows.items() if is_one(key, it)]
    for key in those:
        del rows[key]
    return len(those)
