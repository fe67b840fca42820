"""What admins bring, and what is counted for them, in SQLite or PostgreSQL."""

import asyncio
import zlib
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    Executable,
    Row,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    null,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import IntegrityError

from adapters.storage import tables
from adapters.storage.database import Inserting
from adapters.storage.rows import EDITION_GONE, EDITION_THERE, Signed, by_name, signed_row
from adapters.storage.statements import (
    MOST,
    Running,
    Value,
    about,
    adding,
    among,
    of,
    person,
    replacing,
    same,
)
from bot import model
from bot.episodes import FORGOTTEN, Contents, Deed, Event, Feed, Loaded, Origin, OwnCard, Tally
from bot.model import Member
from bot.ports import StoreError
from knowledge.cards import Kind, Stage

Items = Mapping[str, datetime | None]
"""Episodes of a feed: since when their transcripts could not be fetched, or None if they were seen."""


class SqlShelves(Running):
    """The part of `Records` that is about what admins bring."""

    # Counts

    async def count(self, event: Event, member: Member, workspace: str, week: str) -> None:
        """See `Records`."""
        await self._run(
            _count(self._insert), **of(member), place=workspace, week=week, event=event.value, times=1
        )

    async def tallies(self, workspace: str, since: str) -> tuple[Tally, ...]:
        """See `Records`."""
        found = await self._rows(_TALLIES, place=workspace, since=since)
        return tuple(sorted(map(_tally, found), key=lambda it: (it.week, it.event)))

    async def forget_counts(self, before: str) -> int:
        """See `Records`."""
        return (await self._connection.execute(_FORGET_COUNTS, {"before": before})).rowcount

    # Editions

    async def revisions(self) -> Mapping[str, int]:
        """See `Records`."""
        return {row.owner: row.number for row in await self._rows(_REVISIONS)}

    async def hold(self, owner: str) -> None:
        """See `Records`."""
        await self._run(_hold(self._insert), owner=owner, number=0)

    async def editions(
        self, owners: Collection[str], name: str | None = None, *, sketched: bool = False
    ) -> tuple[Loaded, ...]:
        """See `Records`."""
        named = {} if name is None else {"name": name}
        statement = _editions(named=bool(named), sketched=sketched)
        return by_name(map(_loaded, await self._rows(statement, owners=sorted(owners), **named)))

    async def edition_names(self, owners: Collection[str]) -> tuple[str, ...]:
        """See `Records`."""
        return tuple(sorted(row.name for row in await self._rows(_NAMES, owners=sorted(owners))))

    async def edition_count(self, owner: str) -> int:
        """See `Records`."""
        [[count]] = await self._rows(_EDITION_COUNT, workspace=owner)
        return int(count)

    async def live_editions(self, owner: str) -> tuple[Loaded, ...]:
        """See `Records`."""
        return by_name(map(_loaded, await self._rows(_LIVE, workspace=owner)))

    async def edition(self, owner: str, id: str) -> Loaded | None:
        """See `Records`."""
        found = await self._rows(_EDITION, workspace=owner, id=id)
        return _loaded(found[0]) if found else None

    async def contents(self, ids: Collection[str]) -> Mapping[str, Contents]:
        """See `Records`."""
        found = await self._rows_of(_CONTENTS, [(id,) for id in ids])
        # In a thread, where it does not hold up those who are being answered.
        originals = await asyncio.to_thread(lambda: [zlib.decompress(row.deflated) for row in found])
        return {row.edition: Contents(it, row.packed) for row, it in zip(found, originals, strict=True)}

    async def packed(self, ids: Collection[str]) -> Mapping[str, bytes]:
        """See `Records`."""
        found = await self._rows_of(_PACKED, [(id,) for id in ids])
        return {row.edition: row.packed for row in found}

    async def add_edition(self, loaded: Loaded, contents: Contents) -> None:
        """See `Records`."""
        try:
            await self._run(_ADD_EDITION, **_loaded_row(loaded))
        except IntegrityError as error:
            raise StoreError(EDITION_THERE.format(name=loaded.name)) from error
        await self._run(
            _ADD_CONTENTS,
            edition=loaded.id,
            workspace=loaded.owner,
            deflated=await asyncio.to_thread(zlib.compress, contents.original),
            packed=contents.packed,
        )

    async def go_live(self, loaded: Loaded, at: datetime) -> None:
        """See `Records`."""
        await self.hold(loaded.owner)
        now = await self.edition(loaded.owner, loaded.id)
        if now is None:
            raise StoreError(EDITION_GONE.format(name=loaded.name))
        if not now.live:
            await self._run(_RETIRE, whose=now.owner, called=now.name)
            await self._run(_GO_LIVE, edition=now.id, since=at)
            await self._run(_GROW, whose=now.owner)

    async def retire(self, owner: str, name: str) -> bool:
        """See `Records`."""
        return await self._change(owner, _RETIRE, whose=owner, called=name)

    async def remove_edition(self, owner: str, id: str) -> bool:
        """See `Records`."""
        await self.hold(owner)
        await self._run(_REMOVE_CONTENT, workspace=owner, id=id)
        return await self._run(_REMOVE_EDITION, workspace=owner, id=id) > 0

    async def remove_editions(self, owner: str, name: str) -> int:
        """See `Records`."""
        await self.retire(owner, name)
        await self._run(_REMOVE_CONTENTS, workspace=owner, name=name)
        return await self._run(_REMOVE_EDITIONS, workspace=owner, name=name)

    # Cards

    async def own_cards(self, owner: str) -> tuple[OwnCard, ...]:
        """See `Records`."""
        found = map(_own_card, await self._rows(_OWN_CARDS, workspace=owner))
        return tuple(sorted(found, key=lambda it: it.ref))

    async def keep_own_card(self, card: OwnCard) -> None:
        """See `Records`."""
        await self._change(card.owner, replacing(self._insert, tables.own_cards), **_own_card_row(card))

    async def drop_own_card(self, owner: str, ref: str) -> bool:
        """See `Records`."""
        return await self._change(owner, _DROP_OWN_CARD, workspace=owner, ref=ref)

    async def hidden(self, owner: str) -> frozenset[str]:
        """See `Records`."""
        return frozenset(row.ref for row in await self._rows(_HIDDEN, workspace=owner))

    async def hide(self, owner: str, ref: str) -> None:
        """See `Records`."""
        await self._change(owner, adding(self._insert, tables.hidden), workspace=owner, ref=ref)

    async def show(self, owner: str, ref: str) -> bool:
        """See `Records`."""
        return await self._change(owner, _SHOW, workspace=owner, ref=ref)

    # What workspaces are answered from

    async def _change(self, owner: str, statement: Executable, **values: object) -> bool:
        """Whether a statement changes what an owner's workspace is answered from; if so, its number grows."""
        await self.hold(owner)
        changed = await self._run(statement, **values) > 0
        if changed:
            await self._run(_GROW, whose=owner)
        return changed

    async def _outgrow(self, owner: str) -> None:
        """Let what comes be told from what there was, if there ever was something."""
        await self._run(_OUTGROW, whose=owner)

    # Deeds

    async def note_deed(self, deed: Deed) -> None:
        """See `Records`."""
        await self._run(
            _NOTE_DEED,
            workspace=deed.owner,
            at=deed.at,
            by=deed.by,
            verb=deed.verb,
            about=deed.about,
            note=deed.note,
        )

    async def deeds(self, owner: str, limit: int) -> tuple[Deed, ...]:
        """See `Records`."""
        return tuple(map(_deed, await self._rows(_DEEDS, workspace=owner, most=limit)))

    # Feeds

    async def feeds(self, owner: str) -> tuple[Feed, ...]:
        """See `Records`."""
        items: dict[str, dict[str, datetime | None]] = {}
        for row in await self._rows(_SEEN_BY_ALL, workspace=owner):
            items.setdefault(row.url, {})[row.item] = row.failing_since
        found = await self._rows(_FEEDS, workspace=owner)
        return tuple(_feed(row, items.get(row.url, {})) for row in sorted(found, key=lambda row: row.url))

    async def feed(self, owner: str, url: str) -> Feed | None:
        """See `Records`."""
        return await self._with_items(await self._rows(_FEED, workspace=owner, url=url))

    async def keep_feed(self, feed: Feed) -> None:
        """See `Records`."""
        await self._run(replacing(self._insert, tables.feeds), **_feed_row(feed))
        known, now = await self._items(feed.owner, feed.url), _items(feed)
        await self._run_each(_UNSEE, _item_rows(feed, known.items() - now.items()))
        await self._run_each(_SEE, _item_rows(feed, now.items() - known.items()))

    async def drop_feed(self, owner: str, url: str) -> bool:
        """See `Records`."""
        dropped = await self._run(_DROP_FEED, workspace=owner, url=url)
        await self._run(_DROP_SEEN, workspace=owner, url=url)
        return dropped > 0

    async def claim_feed(self, now: datetime, lease: timedelta) -> Feed | None:
        """See `Records`."""
        return await self._with_items(await self._rows(_CLAIM_FEED, now=now, until=now + lease))

    async def _with_items(self, found: Sequence[Row[Any]]) -> Feed | None:
        return _feed(found[0], await self._items(found[0].workspace, found[0].url)) if found else None

    async def _items(self, owner: str, url: str) -> Items:
        return {row.item: row.failing_since for row in await self._rows(_SEEN, workspace=owner, url=url)}

    # Whose name it bears

    async def _signed(self, member: Member) -> dict[str, tuple[model.Row, ...]]:
        """What bears a member's name, by table."""
        return {
            table.name: tuple(signed_row(read(row)) for row in await self._rows(statement, **person(member)))
            for table, (statement, read) in _SIGNED.items()
        }

    async def _unsign(self, member: Member) -> None:
        """Take their name out of it."""
        for statement in _UNSIGN:
            await self._run(statement, **person(member), by=FORGOTTEN)


# Values to rows and back


def _tally(row: Row[Any]) -> Tally:
    return Tally(row.week, Event(row.event), int(row.times), row.people)


def _loaded_row(loaded: Loaded) -> Value:
    """As it is kept at first: not live."""
    return {
        "id": loaded.id,
        "workspace": loaded.owner,
        "name": loaded.name,
        "number": loaded.number,
        "origin": loaded.origin.value,
        "title": loaded.title,
        "source": loaded.source,
        "digest": loaded.digest,
        "excerpts": loaded.excerpts,
        "by": loaded.by,
        "at": loaded.at,
        "details": loaded.details,
        "sketch": loaded.sketch,
        "live": False,
    }


def _loaded(row: Row[Any]) -> Loaded:
    return Loaded(
        row.id,
        row.workspace,
        row.name,
        row.number,
        Origin(row.origin),
        row.title,
        row.source,
        row.digest,
        row.excerpts,
        row.by,
        row.at,
        MappingProxyType(row.details),
        row.sketch or (),
        row.live,
        row.published_at,
    )


def _own_card_row(card: OwnCard) -> Value:
    first, last = card.turns
    return {
        "workspace": card.owner,
        "ref": card.ref,
        "title": card.title,
        "advice": card.advice,
        "topics": card.topics,
        "by": card.by,
        "at": card.at,
        "questions": card.questions,
        "stages": card.stages,
        "kind": card.kind.value,
        "reflect": card.reflect,
        "speakers": card.speakers,
        "first_turn": first,
        "last_turn": last,
    }


def _own_card(row: Row[Any]) -> OwnCard:
    return OwnCard(
        row.workspace,
        row.ref,
        row.title,
        row.advice,
        tuple(row.topics),
        row.by,
        row.at,
        tuple(row.questions),
        tuple(map(Stage, row.stages)),
        Kind(row.kind),
        row.reflect,
        tuple(row.speakers),
        (row.first_turn, row.last_turn),
    )


def _deed(row: Row[Any]) -> Deed:
    return Deed(row.workspace, row.at, row.by, row.verb, row.about, row.note)


def _feed_row(feed: Feed) -> Value:
    return {
        "workspace": feed.owner,
        "url": feed.url,
        "title": feed.title,
        "trusted": feed.trusted,
        "by": feed.by,
        "added_at": feed.added_at,
        "due_at": feed.due_at,
        "looked_at": feed.looked_at,
        "trouble": feed.trouble,
        "tag": feed.tag,
    }


def _feed(row: Row[Any], items: Items = MappingProxyType({})) -> Feed:
    return Feed(
        row.workspace,
        row.url,
        row.title,
        row.trusted,
        row.by,
        row.added_at,
        row.due_at,
        row.looked_at,
        row.trouble,
        row.tag,
        frozenset(item for item, since in items.items() if since is None),
        MappingProxyType({item: since for item, since in items.items() if since}),
    )


def _items(feed: Feed) -> Items:
    return {**feed.failing, **dict.fromkeys(feed.seen)}


def _item_rows(feed: Feed, items: Collection[tuple[str, datetime | None]]) -> list[Value]:
    return [
        {"workspace": feed.owner, "url": feed.url, "item": item, "failing_since": since}
        for item, since in sorted(items, key=itemgetter(0))
    ]


# Statements

_n = tables.counts
_TALLIES = (
    select(_n.c.week, _n.c.event, func.sum(_n.c.times).label("times"), func.count().label("people"))
    # Weeks are of one shape, which every server's alphabet sorts alike.
    .where(same(_n, "place"), _n.c.week >= bindparam("since"))
    .group_by(_n.c.week, _n.c.event)
)
_FORGET_COUNTS = delete(_n).where(_n.c.week < bindparam("before"))


@cache
def _count(insert: Inserting) -> Executable:
    """Add a count, or count up."""
    return insert(_n).on_conflict_do_update(
        index_elements=list(_n.primary_key), set_={"times": _n.c.times + 1}
    )


_e, _c, _v = tables.editions, tables.contents, tables.revisions
_REVISIONS = select(_v).where(_v.c.number > 0)
_GROW = update(_v).where(_v.c.owner == bindparam("whose")).values(number=_v.c.number + 1)
_OUTGROW = _GROW.where(_v.c.number > 0)


@cache
def _hold(insert: Inserting) -> Executable:
    """Change nothing about a number, and make it if there is none: it is locked all the same."""
    return insert(_v).on_conflict_do_update(index_elements=["owner"], set_={"number": _v.c.number})


_owners = bindparam("owners", expanding=True, type_=Text)
_LISTED = [null().label("sketch") if it is _e.c.sketch else it for it in _e.c]


@cache
def _editions(*, named: bool, sketched: bool) -> Executable:
    """Editions of some owners, perhaps of one name."""
    columns = _e.c if sketched else _LISTED
    of_owners = select(*columns).where(_e.c.workspace.in_(_owners))
    return of_owners.where(same(_e, "name")) if named else of_owners


_NAMES = select(_e.c.name).distinct().where(_e.c.workspace.in_(_owners))
_EDITION_COUNT = select(func.count()).select_from(_e).where(same(_e, "workspace"))
_LIVE = select(*_LISTED).where(same(_e, "workspace"), _e.c.live)
_EDITION = select(_e).where(same(_e, "workspace", "id"))
_ADD_EDITION, _ADD_CONTENTS = insert(_e), insert(_c)
_RETIRE = (
    update(_e)
    .where(_e.c.workspace == bindparam("whose"), _e.c.name == bindparam("called"), _e.c.live)
    .values(live=False)
)
_GO_LIVE = (
    update(_e)
    .where(_e.c.id == bindparam("edition"))
    .values(live=True, published_at=bindparam("since", type_=tables.Moment))
)
_CONTENTS = select(_c).select_from(among(_c, "edition"))
_PACKED = select(_c.c.edition, _c.c.packed).select_from(among(_c, "edition"))
_IDLE = same(_e, "workspace", "id") & ~_e.c.live
_REMOVE_CONTENT = delete(_c).where(_c.c.edition.in_(select(_e.c.id).where(_IDLE)))
_REMOVE_EDITION = delete(_e).where(_IDLE)
_REMOVE_CONTENTS = delete(_c).where(_c.c.edition.in_(select(_e.c.id).where(same(_e, "workspace", "name"))))
_REMOVE_EDITIONS = delete(_e).where(same(_e, "workspace", "name"))

_o, _h, _d = tables.own_cards, tables.hidden, tables.deeds
_OWN_CARDS = select(_o).where(same(_o, "workspace"))
_DROP_OWN_CARD = delete(_o).where(same(_o, "workspace", "ref"))
_HIDDEN = select(_h.c.ref).where(same(_h, "workspace"))
_SHOW = delete(_h).where(same(_h, "workspace", "ref"))
_NOTE_DEED = insert(_d)
_DEEDS = select(_d).where(same(_d, "workspace")).order_by(_d.c.at.desc(), _d.c.id.desc()).limit(MOST)

_f, _s, _w = tables.feeds, tables.feeds_seen, tables.workspaces
_FEEDS = select(_f).where(same(_f, "workspace"))
# Held until the end: a look that is kept would undo what an admin has changed meanwhile.
_FEED = select(_f).where(same(_f, "workspace", "url")).with_for_update()
_DROP_FEED = delete(_f).where(same(_f, "workspace", "url"))
_SEEN_BY_ALL = select(_s.c.url, _s.c.item, _s.c.failing_since).where(same(_s, "workspace"))
_SEEN = select(_s.c.item, _s.c.failing_since).where(same(_s, "workspace", "url"))
_SEE, _UNSEE = insert(_s), delete(_s).where(same(_s, "workspace", "url", "item"))
_DROP_SEEN = delete(_s).where(same(_s, "workspace", "url"))
_DEPARTED = select(_w.c.workspace).where(_w.c.left_at.is_not(None))
# Materialized, since PostgreSQL may look up what is below an IN more than once, and take more than one.
_free = (
    select(_f.c.workspace, _f.c.url)
    .where(_f.c.due_at <= bindparam("now"), _f.c.workspace.not_in(_DEPARTED))
    .order_by(_f.c.due_at)
    .limit(1)
    .with_for_update(skip_locked=True)
    .cte("free")
    .prefix_with("MATERIALIZED", dialect="postgresql")
)
_CLAIM_FEED = (
    update(_f)
    .where(tuple_(_f.c.workspace, _f.c.url).in_(select(_free.c.workspace, _free.c.url)))
    .values(due_at=bindparam("until", type_=tables.Moment))
    .returning(*_f.c)
)

_READERS: Mapping[Table, Callable[[Row[Any]], Signed]] = {
    _e: _loaded,
    _o: _own_card,
    _f: _feed,
    _d: _deed,
}
_SIGNED = {
    table: (select(table).where(about(table, "by")).order_by(*table.primary_key), read)
    for table, read in _READERS.items()
}
_UNSIGN = tuple(update(table).where(about(table, "by")) for table in _READERS)
