"""What platforms with many workspaces need: who runs them, who left, what was delivered, Slack's tokens."""  # noqa: INP001

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# Written out rather than taken from the tables of today, which go on while this revision stays what it was.
SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
TIME = sa.BigInteger()
TEAM = ["client_id", "enterprise_id", "team_id"]


def upgrade() -> None:
    """Make the tables, and a column for when the mentor was removed."""
    # Made anew, so that the file says the same as one in which the column was from the beginning.
    with op.batch_alter_table("workspaces", recreate="always" if _is_file() else "never") as workspaces:
        workspaces.add_column(sa.Column("left_at", TIME))
    _workspaces()
    _slack()


def _is_file() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _workspaces() -> None:
    op.create_table(
        "admins",
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("named_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "member", name="pk_admins"),
    )
    op.create_table(
        "deliveries",
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "key", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_at", "deliveries", ["at"])
    op.create_table(
        "leases",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )


def _slack() -> None:
    op.create_table(
        "slack_teams",
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("enterprise_id", sa.Text),
        sa.PrimaryKeyConstraint("workspace", name="pk_slack_teams"),
    )
    op.create_table(
        "slack_oauth_states",
        sa.Column("id", SERIAL, nullable=False, autoincrement=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("expire_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_slack_oauth_states"),
    )
    op.create_table(
        "slack_installations",
        *_bot(),
        sa.Column("enterprise_url", sa.Text),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("user_token", sa.LargeBinary),
        sa.Column("user_scopes", sa.Text),
        sa.Column("user_refresh_token", sa.LargeBinary),
        sa.Column("user_token_expires_at", TIME),
        sa.Column("incoming_webhook_url", sa.LargeBinary),
        sa.Column("incoming_webhook_channel", sa.Text),
        sa.Column("incoming_webhook_channel_id", sa.Text),
        sa.Column("incoming_webhook_configuration_url", sa.Text),
        sa.Column("token_type", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_slack_installations"),
    )
    op.create_index("ix_slack_installations_team", "slack_installations", TEAM)
    op.create_table("slack_bots", *_bot(), sa.PrimaryKeyConstraint("id", name="pk_slack_bots"))
    op.create_index("ix_slack_bots_team", "slack_bots", TEAM)


def _bot() -> list[sa.Column[object]]:
    return [
        sa.Column("id", SERIAL, nullable=False, autoincrement=True),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("app_id", sa.Text, nullable=False),
        sa.Column("enterprise_id", sa.Text),
        sa.Column("team_id", sa.Text),
        sa.Column("bot_id", sa.Text),
        sa.Column("bot_user_id", sa.Text),
        sa.Column("bot_scopes", sa.Text),
        sa.Column("enterprise_name", sa.Text),
        sa.Column("team_name", sa.Text),
        sa.Column("bot_token", sa.LargeBinary),
        sa.Column("bot_refresh_token", sa.LargeBinary),
        sa.Column("bot_token_expires_at", TIME),
        sa.Column("is_enterprise_install", sa.Boolean, nullable=False),
        sa.Column("installed_at", TIME, nullable=False),
    ]
