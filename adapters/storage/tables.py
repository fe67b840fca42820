"""The tables, the same in SQLite and PostgreSQL.

Whatever is a member's stands in a table with a column `member`: that is how everything of theirs is found, to
be handed over and to be deleted. A workspace's is found by a column `workspace` in the same way. There are no
foreign keys, since parts of a member may come before the member: a schedule is kept in the middle of a first
visit, and who they are at its end. What somebody did for a workspace bears their name in a column `by`, which
is taken out when they are deleted.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from struct import Struct
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    literal_column,
)
from sqlalchemy.types import TypeEngine

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """A time as microseconds since 1970: exact to the last digit, and in one order, in both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Microseconds of a time, which must know its zone."""
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The time in UTC."""
        return None if value is None else EPOCH + value * MICROSECOND


class SdkMoment(Moment):
    """The same for Slack's SDK, which hands over UTC without saying so."""

    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Microseconds of a time."""
        if value is not None and value.tzinfo is None:
            value = value.replace(tzinfo=UTC)
        return super().process_bind_param(value, dialect)


class Words(TypeDecorator[str]):
    """Text that people or platforms wrote: what no database takes in it becomes a replacement character.

    PostgreSQL refuses NUL, and both refuse the half of an emoji that some clients send.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """The text as both take it."""
        if value is None or (value.isascii() and "\0" not in value):
            return value
        return value.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


class Parts(TypeDecorator[Sequence[str] | Mapping[str, str]]):
    """Texts that belong together, as JSON in ASCII: what no database takes in them comes back as it was."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | Mapping[str, str] | None, dialect: Dialect) -> str:  # noqa: ARG002
        """The JSON of a list or an object."""
        return json.dumps(dict(value) if isinstance(value, Mapping) else value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ANN401, ARG002
        """The list or the object."""
        return json.loads(value or "null")


class Hashes(TypeDecorator[tuple[int, ...]]):
    """Unsigned numbers of up to 64 bits, eight bytes each: a third of what JSON takes, and no parsing."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: tuple[int, ...] | None, dialect: Dialect) -> bytes:  # noqa: ARG002
        """The bytes of all of them."""
        numbers = value or ()
        return Struct(f"<{len(numbers)}Q").pack(*numbers)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> tuple[int, ...]:  # noqa: ARG002
        """The numbers."""
        packed = value or b""
        return Struct(f"<{len(packed) // 8}Q").unpack(packed)


_Number = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up only what is declared exactly INTEGER; it is as large."""

PENDING: ColumnElement[str] = literal_column("'pending'", Text)
ON: ColumnElement[str] = literal_column("'on'", Text)
"""Literals and no parameters: a plan for any value cannot use an index of the rows with this one."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

members = Table(
    "members",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("member", Text, primary_key=True),
    Column("stage", Text),
    Column("stage_asked", Boolean, nullable=False, default=False),
    Column("zone", Text),
    Column("used_at", Moment),
    Column("notice", Words, nullable=False, default=""),
)

member_keys = Table(
    "member_keys",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("member", Text, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
)

marks = Table(
    "marks",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("member", Text, primary_key=True),
    Column("card", Text, primary_key=True),
    Column("seen_at", Moment),
    Column("saved_at", Moment),
    Column("reflected_at", Moment),
    Column("helpful", Boolean),
)

reflections = Table(
    "reflections",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("member", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("written_at", Moment, nullable=False),
    Column("edited_at", Moment),
    Column("card", Text),
    Column("week", Text),
    Index(None, "workspace", "member", "written_at"),
)

schedules = Table(
    "schedules",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("member", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("zone", Text, nullable=False),
    Column("standing", Text, nullable=False),
    Column("paused_until", Date),
    Column("unanswered", Integer, nullable=False),
    Column("sent_at", Moment),
    Column("last_week", Text, nullable=False),
    Column("trouble", Words, nullable=False),
    Column("tzdata", Text, nullable=False),
    CheckConstraint("(member = '') <> (channel = '')", name="one_recipient"),
)
Index(
    "ix_schedules_sharing",
    *(schedules.c[name] for name in ("platform", "weekday", "minute", "zone")),
    sqlite_where=schedules.c.standing == ON,
    postgresql_where=schedules.c.standing == ON,
)
Index(
    "ix_schedules_tzdata",
    schedules.c.tzdata,
    sqlite_where=schedules.c.standing == ON,
    postgresql_where=schedules.c.standing == ON,
)

nudges = Table(
    "nudges",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=True),
    Column("workspace", Text, nullable=False),
    Column("member", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("week", Text, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("round", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("card", Text),
    Column("lease_until", Moment),
    Column("lease_token", Text),
    Column("attempts", Integer, nullable=False),
    Column("sent_at", Moment),
    Column("answered_at", Moment),
    Column("remote_id", Text),
    Column("note", Words, nullable=False),
    UniqueConstraint("workspace", "member", "channel", "week"),
    CheckConstraint("(member = '') <> (channel = '')", name="one_recipient"),
    # An id that was a deleted nudge's must not become another's while a worker may still hold it.
    sqlite_autoincrement=True,
    # Rows change three times a week each: the default of a fifth leaves the claim among dead ones.
    postgresql_with={"autovacuum_vacuum_scale_factor": 0.05},
)
Index(
    "ix_nudges_due",
    nudges.c.platform,
    nudges.c.due_at,
    sqlite_where=nudges.c.state == PENDING,
    postgresql_where=nudges.c.state == PENDING,
)

workspaces = Table(
    "workspaces",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("keeps_questions", Boolean, nullable=False),
    Column("keep_days", Integer, nullable=False),
    Column("left_at", Moment),
)

admins = Table(
    "admins",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("member", Text, primary_key=True),
    Column("named_at", Moment, nullable=False),
)

gaps = Table(
    "gaps",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=True),
    Column("workspace", Text, nullable=False),
    Column("asked_on", Date, nullable=False),
    Column("question", Words, nullable=False),
    Index(None, "workspace", "asked_on"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
)

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("until", Moment, nullable=False),
    Column("token", Text, nullable=False),
)

editions = Table(
    "editions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workspace", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("origin", Text, nullable=False),
    Column("title", Words, nullable=False),
    Column("source", Words, nullable=False),
    Column("digest", Text, nullable=False),
    Column("excerpts", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("details", Parts, nullable=False),
    Column("sketch", Hashes, nullable=False),
    Column("live", Boolean, nullable=False),
    Column("published_at", Moment),
    UniqueConstraint("workspace", "name", "number"),
)
Index(
    "ix_editions_live",
    editions.c.workspace,
    editions.c.name,
    unique=True,
    sqlite_where=editions.c.live,
    postgresql_where=editions.c.live,
)

contents = Table(
    "contents",
    metadata,
    # Apart from the editions, so that listing those never reads what is large.
    Column("edition", Text, primary_key=True),
    Column("workspace", Text, nullable=False),
    Column("deflated", LargeBinary, nullable=False),
    Column("packed", LargeBinary, nullable=False),
)

revisions = Table(
    "revisions",
    metadata,
    # Not `workspace`, since it outlasts what is deleted: a number that came again would hide the change.
    Column("owner", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
)

own_cards = Table(
    "own_cards",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("title", Words, nullable=False),
    Column("advice", Words, nullable=False),
    Column("topics", Parts, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("questions", Parts, nullable=False),
    Column("stages", Parts, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reflect", Words, nullable=False),
    Column("speakers", Parts, nullable=False),
    Column("first_turn", Integer, nullable=False),
    Column("last_turn", Integer, nullable=False),
)

hidden = Table(
    "hidden",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("ref", Text, primary_key=True),
)

deeds = Table(
    "deeds",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=True),
    Column("workspace", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("verb", Text, nullable=False),
    Column("about", Words, nullable=False),
    Column("note", Words, nullable=False),
    Index(None, "workspace", "at"),
)

feeds = Table(
    "feeds",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("url", Text, primary_key=True),
    Column("title", Words, nullable=False),
    Column("trusted", Boolean, nullable=False),
    Column("by", Text, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False, index=True),
    Column("looked_at", Moment),
    Column("trouble", Words, nullable=False),
    Column("tag", Words, nullable=False),
)

feeds_seen = Table(
    "feeds_seen",
    metadata,
    # A feed may call its episodes whatever it likes, and PostgreSQL has no index of texts beyond 2,700 bytes.
    Column("id", _Number, primary_key=True, autoincrement=True),
    Column("workspace", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("item", Words, nullable=False),
    # Since when its transcript could not be fetched; none if it needs no look any more.
    Column("failing_since", Moment),
    Index(None, "workspace", "url"),
)

counts = Table(
    "counts",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("member", Text, primary_key=True),
    # The workspace in which it happened, which need not be the one that the member is of.
    Column("place", Text, primary_key=True),
    Column("week", Text, primary_key=True),
    Column("event", Text, primary_key=True),
    Column("times", Integer, nullable=False),
    Index(None, "place", "week"),
)

slack_teams = Table(
    "slack_teams",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("enterprise_id", Text),
)

slack_oauth_states = Table(
    "slack_oauth_states",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=True),
    Column("state", Words, nullable=False),
    Column("expire_at", SdkMoment, nullable=False),
)

discord_commands = Table(
    "discord_commands",
    metadata,
    Column("application", Text, primary_key=True),
    Column("digest", Text, nullable=False),
)


def slack_tables(metadata: MetaData, secret: TypeEngine[Any]) -> tuple[Table, Table]:
    """Installations and bots by the names that Slack's SDK has for them; tokens are of the type *secret*.

    They are of teams and organizations in Slack's own terms, and not of a workspace: one token may open many.
    """
    installations = Table(
        "slack_installations",
        metadata,
        *_of_both(secret),
        Column("enterprise_url", Text),
        Column("user_id", Text, nullable=False),
        Column("user_token", secret),
        Column("user_scopes", Text),
        Column("user_refresh_token", secret),
        Column("user_token_expires_at", SdkMoment),
        Column("incoming_webhook_url", secret),
        Column("incoming_webhook_channel", Words),
        Column("incoming_webhook_channel_id", Text),
        Column("incoming_webhook_configuration_url", Text),
        Column("token_type", Text),
        Index("ix_slack_installations_team", "client_id", "enterprise_id", "team_id"),
    )
    bots = Table(
        "slack_bots",
        metadata,
        *_of_both(secret),
        Index("ix_slack_bots_team", "client_id", "enterprise_id", "team_id"),
    )
    return installations, bots


def _of_both(secret: TypeEngine[Any]) -> Iterator[Column[Any]]:
    yield Column("id", _Number, primary_key=True, autoincrement=True)
    for name in ("client_id", "app_id"):
        yield Column(name, Text, nullable=False)
    for name in ("enterprise_id", "team_id", "bot_id", "bot_user_id", "bot_scopes"):
        yield Column(name, Text)
    for name in ("enterprise_name", "team_name"):
        yield Column(name, Words)
    for name in ("bot_token", "bot_refresh_token"):
        yield Column(name, secret)
    yield Column("bot_token_expires_at", SdkMoment)
    yield Column("is_enterprise_install", Boolean, nullable=False)
    yield Column("installed_at", SdkMoment, nullable=False)


slack_installations, slack_bots = slack_tables(metadata, LargeBinary())

LOCKED = (
    member_keys.c.wrapped,
    *(
        it
        for table in (slack_installations, slack_bots)
        for it in table.c
        if isinstance(it.type, LargeBinary)
    ),
)
"""Columns of what is locked with the secret keys themselves, and locked anew when those change."""
