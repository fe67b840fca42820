"""The tests' own server: what the other tests take for granted about it."""

import os
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
import sys, time
from tests.doubles.postgres import Postgres
server = Postgres()
server.start()
print(server._server.pid, server._folder, flush=True)
time.sleep(60)
"""


def test_no_server_and_no_folder_outlive_tests_that_were_killed():
    with subprocess.Popen(
        [sys.executable, "-c", STARTED], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as tests:
        server, folder = tests.stdout.readline().split()
        tests.kill()
    deadline = time.monotonic() + 20
    while (running(int(server)) or Path(folder).exists()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert (running(int(server)), Path(folder).exists()) == (False, False)


def running(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
