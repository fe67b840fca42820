"""What Discord was told last of the mentor's commands."""  # noqa: INP001

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "discord_commands",
        sa.Column("application", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("application", name="pk_discord_commands"),
    )
