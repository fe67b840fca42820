"""The first tables: members and what they did, wrote and asked to be reminded of."""  # noqa: INP001

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# Written out rather than taken from the tables of today, which go on while this revision stays what it was.
SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
TIME = sa.BigInteger()


def upgrade() -> None:
    """Make all tables."""
    _members()
    _nudges()
    _workspaces()


def _members() -> None:
    op.create_table(
        "members",
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("stage", sa.Text),
        sa.Column("stage_asked", sa.Boolean, nullable=False),
        sa.Column("zone", sa.Text),
        sa.Column("used_at", TIME),
        sa.Column("notice", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "member", name="pk_members"),
    )
    op.create_table(
        "member_keys",
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "member", name="pk_member_keys"),
    )
    op.create_table(
        "marks",
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("card", sa.Text, nullable=False),
        sa.Column("seen_at", TIME),
        sa.Column("saved_at", TIME),
        sa.Column("reflected_at", TIME),
        sa.Column("helpful", sa.Boolean),
        sa.PrimaryKeyConstraint("workspace", "member", "card", name="pk_marks"),
    )
    op.create_table(
        "reflections",
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("written_at", TIME, nullable=False),
        sa.Column("edited_at", TIME),
        sa.Column("card", sa.Text),
        sa.Column("week", sa.Text),
        sa.PrimaryKeyConstraint("workspace", "member", "id", name="pk_reflections"),
    )
    op.create_index(
        "ix_reflections_workspace_member_written_at", "reflections", ["workspace", "member", "written_at"]
    )


def _nudges() -> None:
    op.create_table(
        "schedules",
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("weekday", sa.Integer, nullable=False),
        sa.Column("minute", sa.Integer, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("standing", sa.Text, nullable=False),
        sa.Column("paused_until", sa.Date),
        sa.Column("unanswered", sa.Integer, nullable=False),
        sa.Column("sent_at", TIME),
        sa.Column("last_week", sa.Text, nullable=False),
        sa.Column("trouble", sa.Text, nullable=False),
        sa.Column("tzdata", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "member", "channel", name="pk_schedules"),
        sa.CheckConstraint("(member = '') <> (channel = '')", name=op.f("ck_schedules_one_recipient")),
    )
    on = sa.text("standing = 'on'")
    slot = ["platform", "weekday", "minute", "zone"]
    for name, columns in {"sharing": slot, "tzdata": ["tzdata"]}.items():
        op.create_index(f"ix_schedules_{name}", "schedules", columns, sqlite_where=on, postgresql_where=on)
    op.create_table(
        "nudges",
        sa.Column("id", SERIAL, nullable=False, autoincrement=True),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("week", sa.Text, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("card", sa.Text),
        sa.Column("lease_until", TIME),
        sa.Column("lease_token", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("sent_at", TIME),
        sa.Column("answered_at", TIME),
        sa.Column("remote_id", sa.Text),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_nudges"),
        sa.UniqueConstraint(
            "workspace", "member", "channel", "week", name="uq_nudges_workspace_member_channel_week"
        ),
        sa.CheckConstraint("(member = '') <> (channel = '')", name=op.f("ck_nudges_one_recipient")),
        sqlite_autoincrement=True,
        postgresql_with={"autovacuum_vacuum_scale_factor": 0.05},
    )
    pending = sa.text("state = 'pending'")
    op.create_index(
        "ix_nudges_due", "nudges", ["platform", "due_at"], sqlite_where=pending, postgresql_where=pending
    )


def _workspaces() -> None:
    op.create_table(
        "workspaces",
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("keeps_questions", sa.Boolean, nullable=False),
        sa.Column("keep_days", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("workspace", name="pk_workspaces"),
    )
    op.create_table(
        "gaps",
        sa.Column("id", SERIAL, nullable=False, autoincrement=True),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("asked_on", sa.Date, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_gaps"),
    )
    op.create_index("ix_gaps_workspace_asked_on", "gaps", ["workspace", "asked_on"])
