"""What admins bring: editions of episodes, cards of their own and feeds; who did what; what is counted."""  # noqa: INP001

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# Written out rather than taken from the tables of today, which go on while this revision stays what it was.
SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
TIME = sa.BigInteger()


def upgrade() -> None:
    """Make the tables."""
    _editions()
    _cards()
    _feeds()
    _told()


def _editions() -> None:
    op.create_table(
        "editions",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("excerpts", sa.Integer, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("sketch", sa.LargeBinary, nullable=False),
        sa.Column("live", sa.Boolean, nullable=False),
        sa.Column("published_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_editions"),
        sa.UniqueConstraint("workspace", "name", "number", name="uq_editions_workspace_name_number"),
    )
    live = sa.column("live", sa.Boolean)
    op.create_index(
        "ix_editions_live",
        "editions",
        ["workspace", "name"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    op.create_table(
        "contents",
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("deflated", sa.LargeBinary, nullable=False),
        sa.Column("packed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("edition", name="pk_contents"),
    )
    op.create_table(
        "revisions",
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("owner", name="pk_revisions"),
    )


def _cards() -> None:
    op.create_table(
        "own_cards",
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("advice", sa.Text, nullable=False),
        sa.Column("topics", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("questions", sa.Text, nullable=False),
        sa.Column("stages", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("reflect", sa.Text, nullable=False),
        sa.Column("speakers", sa.Text, nullable=False),
        sa.Column("first_turn", sa.Integer, nullable=False),
        sa.Column("last_turn", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "ref", name="pk_own_cards"),
    )
    op.create_table(
        "hidden",
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("ref", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "ref", name="pk_hidden"),
    )


def _feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("trusted", sa.Boolean, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("added_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("looked_at", TIME),
        sa.Column("trouble", sa.Text, nullable=False),
        sa.Column("tag", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "url", name="pk_feeds"),
    )
    op.create_index("ix_feeds_due_at", "feeds", ["due_at"])
    op.create_table(
        "feeds_seen",
        sa.Column("id", SERIAL, nullable=False, autoincrement=True),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("failing_since", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_feeds_seen"),
    )
    op.create_index("ix_feeds_seen_workspace_url", "feeds_seen", ["workspace", "url"])


def _told() -> None:
    op.create_table(
        "deeds",
        sa.Column("id", SERIAL, nullable=False, autoincrement=True),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("verb", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deeds"),
    )
    op.create_index("ix_deeds_workspace_at", "deeds", ["workspace", "at"])
    op.create_table(
        "counts",
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("week", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "member", "place", "week", "event", name="pk_counts"),
    )
    op.create_index("ix_counts_place_week", "counts", ["place", "week"])
