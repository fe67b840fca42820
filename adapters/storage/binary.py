"""PostgreSQL's rows as the server keeps them.

Apart from the rest, so that who keeps a SQLite file need not wait for psycopg at each start.
"""

from typing import Any

import psycopg
from psycopg.rows import AsyncRowFactory


class BinaryCursor(psycopg.AsyncCursor[Any]):
    """Takes results as they are kept: as text, an episode would be twice as long, and parsed on arrival."""

    def __init__(
        self, connection: psycopg.AsyncConnection[Any], *, row_factory: AsyncRowFactory[Any]
    ) -> None:
        super().__init__(connection, row_factory=row_factory)
        self.format = psycopg.pq.Format.BINARY
