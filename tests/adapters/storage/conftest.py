"""Stores of every kind, empty and with their tables made."""

import shutil
from contextlib import asynccontextmanager

import psycopg
import pytest

from adapters.storage.direct import open_engine
from adapters.storage.memory import MemoryStore
from adapters.storage.migrate import prepare
from adapters.storage.sql import open_sql_store
from adapters.storage.tables import metadata
from adapters.storage.vault import Vault, new_secret


@pytest.fixture(scope="session")
def database_of_postgres(postgres):
    """The URL of one database with our tables in it, for all tests in turn."""
    url = postgres.create_database()
    with open_engine(url) as engine:
        metadata.create_all(engine)
    return url


@pytest.fixture(scope="session")
def file_with_tables(tmp_path_factory):
    """A SQLite file with our tables, made by every step, to copy: making it takes longer than most tests."""
    file = tmp_path_factory.mktemp("storage") / "empty.db"
    prepare(f"sqlite:///{file}")
    return file


@pytest.fixture
def vault():
    return Vault([new_secret()])


@pytest.fixture
def url(kind, tmp_path, request):
    """Where an empty database of this kind is; nothing for the kind that needs none."""
    if kind == "memory":
        return None
    if kind == "sqlite":
        file = tmp_path / "career.db"
        shutil.copy(request.getfixturevalue("file_with_tables"), file)
        return f"sqlite:///{file}"
    url = request.getfixturevalue("database_of_postgres")
    with psycopg.connect(url) as connection:
        # TRUNCATE takes ten times as long where there are some rows.
        connection.execute("; ".join(f"DELETE FROM {name}" for name in metadata.tables))
    return url


@asynccontextmanager
async def opened(url, vault):
    """The store at *url*, closed in the end."""
    store = open_sql_store(url, vault)
    try:
        yield store
    finally:
        await store.close()


@pytest.fixture
async def store(url, vault):
    if url is None:
        yield MemoryStore()
    else:
        async with opened(url, vault) as store:
            yield store


async def do(store, method, *arguments, **named):
    async with store.transaction() as records:
        return await getattr(records, method)(*arguments, **named)


async def look(store, method, *arguments, **named):
    async with store.reading() as records:
        return await getattr(records, method)(*arguments, **named)
