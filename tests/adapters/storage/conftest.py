"""Stores of every kind, empty and with their tables made."""

import shutil
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import create_engine, text

from adapters.storage.memory import MemoryStore
from adapters.storage.sql import open_sql_store
from adapters.storage.tables import metadata
from adapters.storage.vault import Vault, new_secret


@pytest.fixture(scope="session")
def database_of_postgres(postgres):
    """The URL of one database with our tables in it, for all tests in turn."""
    url = postgres.create_database()
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    metadata.create_all(engine)
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def file_with_tables(tmp_path_factory):
    """An SQLite file to copy: making tables takes longer than most tests."""
    file = tmp_path_factory.mktemp("storage") / "empty.db"
    engine = create_engine(f"sqlite:///{file}")
    metadata.create_all(engine)
    engine.dispose()
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
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY"))
    engine.dispose()
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
