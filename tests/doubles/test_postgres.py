"""The tests' own server: what the other tests take for granted about it."""

import subprocess
import sys
import time
from pathlib import Path

import psycopg

from tests.doubles.postgres import Postgres


def ask(url, query):
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()


def test_a_new_database_is_empty_and_its_own(postgres):
    first, second = postgres.create_database(), postgres.create_database()
    with psycopg.connect(first) as connection:
        connection.execute("CREATE TABLE tea (cups int)")
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    assert (ask(first, tables), ask(second, tables)) == ([("tea",)], [])


def test_what_was_committed_outlives_a_restart_under_the_same_url():
    with Postgres() as server:
        url = server.create_database()
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE tea AS SELECT 3 AS cups")
        for mode in ("immediate", "fast"):
            server.restart(mode)
            assert ask(url, "SELECT cups FROM tea") == [(3,)]


STARTED = """
import time
from tests.doubles.postgres import Postgres
server = Postgres()
server.start()
print(server.url(), server._folder, flush=True)
time.sleep(60)
"""


def test_no_server_and_no_folder_outlive_tests_that_were_killed():
    with subprocess.Popen(
        [sys.executable, "-c", STARTED], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as tests:
        url, folder = tests.stdout.readline().split()
        assert answers(url)
        tests.kill()
    deadline = time.monotonic() + 20
    while (answers(url) or Path(folder).exists()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert (answers(url), Path(folder).exists()) == (False, False)


def answers(url):
    try:
        return ask(url, "SELECT true") == [(True,)]
    except psycopg.OperationalError:
        return False
