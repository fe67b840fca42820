"""Playing with a double by hand, in a terminal, against a bot that runs in another one."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

from tests.doubles.loopback import Loopback

Ways = Callable[[], Mapping[str, str]]
"""What to start the bot with, as it is now."""


@contextmanager
def at_a_terminal(double: Loopback, port: int) -> Iterator[None]:
    """Run a double until Ctrl-C; if its port is taken, say so."""
    try:
        with double, suppress(KeyboardInterrupt):
            try:
                yield
            finally:
                # They were told when they came up, and here nobody waits for more.
                double.problems.clear()
    except OSError as error:
        why = os.strerror(error.errno or 0)
        sys.exit(f"Nothing can listen on port {port} ({why}); choose another with --port.")


def play(double: Loopback, help: str, ways: Ways, do: Callable[[str], str]) -> None:
    """Say how to start the bot, and *do* what is typed until it is enough."""
    about: dict[str, Callable[[], str]] = {
        "help": lambda: help,
        "env": lambda: _exports(ways()),
        "problems": lambda: "\n".join(double.problems) or "None.",
    }
    say(f"Start the bot with\n\n{_exports(ways())}\n\n{help}\n")
    for typed in _lines():
        refused = len(double.problems)
        try:
            say(about[typed]() if typed in about else do(typed))
        except (AssertionError, ValueError, OSError) as error:
            say(f"! {error}")
        for problem in double.problems[refused:]:
            say(f"! {double.NAME} would refuse this: {problem}")


def say(text: str) -> None:
    """Print a text at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _exports(ways: Mapping[str, str]) -> str:
    return "\n".join(f"  export {key}={value}" for key, value in ways.items())


def _lines() -> Iterator[str]:
    while True:
        sys.stdout.write("> ")
        sys.stdout.flush()
        typed = sys.stdin.readline()
        if typed.strip() in {"quit", "exit"} or not typed:
            return
        if typed.strip():
            yield typed.strip()
