"""A Slack to play with by hand, in a terminal, against a bot that runs in another one.

python -m tests.doubles.slack --mode socket|http [--port 8400] [--bot-url http://127.0.0.1:3000]
"""

import argparse
import shlex
from collections.abc import Callable
from pathlib import Path

from adapters.slack.manifest import ASK_ABOUT, manifest
from tests.doubles.playing import at_a_terminal, play, say
from tests.doubles.slack.drawing import drawn
from tests.doubles.slack.people import Person
from tests.doubles.slack.server import Slack

HELP = """\
Ada and Bob are there, Rita, who is an admin, and whoever else you name. Type who does what:

  ada /career staff           a slash command in a channel
  ada dm /career staff        ... in the DM with the bot
  ada press Save              a button, an option of a menu, or a suggested prompt, that begins so
  ada fill Monday 09:00       the inputs of the open modal, in order; quote what has spaces
  ada submit, ada close       the open modal
  ada say how do I grow?      a message to the bot
  ada mention how do I grow?  a message in a channel, with the bot's name before it
  ada hand ~/talk.vtt load    a message to the bot, with a file and perhaps a word; a modal is filled with
                              the path of a file, too
  ada home, ada messages      the bot's own pages
  ada shortcut reflect        a shortcut, by its callback_id
  ada about how do I grow?    the shortcut on a message in which somebody else wrote that
  ada screen                  what she sees now
  ada install, ada uninstall  the app, in her browser

help, env (how to start the bot), problems (what Slack would have refused), quit"""

SOME_ADDRESS = "https://mentor.example.com"
"""What the manifest is made for in mode http; Slack wants an address with TLS there, and nobody calls it."""

WAITS = 5.0
"""Seconds to wait for the bot before the next line can be typed."""

Acts = dict[str, Callable[[Person, str], object]]

ACTS: Acts = {
    "dm": lambda person, text: person.command(*_command(text), channel="dm"),
    "press": lambda person, text: person.press(text),
    "submit": lambda person, _: person.submit(),
    "close": lambda person, _: person.close_modal(),
    "say": lambda person, text: person.dm(text),
    "mention": lambda person, text: person.mention(text),
    "hand": lambda person, text: _hand(person, *_command(text)),
    "home": lambda person, _: person.open_home(),
    "messages": lambda person, _: person.open_messages(),
    "shortcut": lambda person, text: person.shortcut(text),
    "about": lambda person, text: person.shortcut_on(ASK_ABOUT, text),
}
"""What the bot is told about, and may answer."""

STILL: Acts = {
    "screen": lambda _, __: None,
    "fill": lambda person, text: person.fill(*shlex.split(text)),
    "uninstall": lambda person, _: person.workspace.uninstall(),
    "install": lambda person, _: say(_installed(person)),
}
"""What it is not, or answers at once."""

IN_MODALS = frozenset({"press", "fill", "submit", "close", "screen"})
"""All that can be done while a modal is open, which covers the rest."""


def main() -> None:
    """Open a Slack, say how to start the bot, and do what is typed."""
    asked = argparse.ArgumentParser(prog="python -m tests.doubles.slack", description=__doc__)
    asked.add_argument("--mode", choices=("socket", "http"), default="socket", help="how the bot is told")
    asked.add_argument("--port", type=int, default=8400, help="where this Slack is")
    asked.add_argument("--bot-url", help="where the bot is, in mode http", default="http://127.0.0.1:3000")
    options = asked.parse_args()
    offered = manifest(None if options.mode == "socket" else SOME_ADDRESS)
    slack = Slack(mode=options.mode, port=options.port, bot_url=options.bot_url, manifest=offered)
    with at_a_terminal(slack, options.port):
        for name in ("Ada", "Bob", "Rita"):
            slack.workspace().person(f"U{name.upper()}", name, admin=name == "Rita")
        play(slack, HELP, lambda: _ways(slack), lambda typed: _done(slack, typed))


def _done(slack: Slack, typed: str) -> str:
    who, _, what = typed.partition(" ")
    verb, _, text = what.strip().partition(" ")
    person = slack.workspace().person(f"U{who.upper()}", who.capitalize())
    if person.modal and verb not in IN_MODALS:
        raise ValueError("A modal is open; press something in it, fill and submit it, or close it.")
    if verb in STILL:
        STILL[verb](person, text.strip())
    elif verb in ACTS or verb.startswith("/"):
        if verb in ACTS:
            ACTS[verb](person, text.strip())
        else:
            person.command(verb, text.strip())
        person.wait(seconds=WAITS)
    else:
        raise ValueError(f"Nobody knows how to {verb or 'do nothing'}; type help.")
    return drawn(person, person.new()) or "(nothing new)"


def _command(typed: str) -> tuple[str, str]:
    name, _, text = typed.partition(" ")
    return name, text


def _hand(person: Person, path: str, text: str) -> None:
    file = Path(path).expanduser()
    person.dm(text.strip(), files={file.name: file.read_bytes()})


def _installed(person: Person) -> str:
    if person.workspace.slack.mode == "socket":
        raise ValueError("Here it is installed from the beginning; --mode http is for installing it.")
    status, page = person.workspace.install(person, str(person.workspace.slack.bot_url))
    return f"{status}: {page}"


def _ways(slack: Slack) -> dict[str, str]:
    team = slack.workspace()
    settings = slack.environment(team if team.installed else None)
    if slack.mode == "socket":
        # With it the bot would listen on a port as well, which may be taken.
        settings.pop("SLACK_SIGNING_SECRET")
    return settings


if __name__ == "__main__":
    main()
