"""What people do with the mentor in a Slack, and what they look at, in few words."""

from bot import wording
from tests.doubles.slack.elements import pressables
from tests.doubles.slack.server import Person, Seen
from tests.doubles.slack.sight import SeenFile
from tests.doubles.slack.words import words


def answers(person: Person, channel: str) -> list[Seen]:
    """What somebody sees of the mentor's messages in a channel."""
    mentor = person.workspace.bot_user_id
    return [seen for seen in person.timeline if seen.channel == channel and seen.user == mentor]


def direct(person: Person) -> list[Seen]:
    """The same in the direct message with it."""
    return answers(person, person.workspace.dm(person.id).id)


def files(person: Person) -> list[tuple[SeenFile, str]]:
    """All files that somebody can open, and where."""
    return [(file, seen.channel) for seen in person.timeline for file in seen.files]


def labels(seen: Seen) -> list[str]:
    """What can be pressed in a message."""
    return [it.label for it in pressables(list(seen.blocks))]


def ask(person: Person, line: str, channel: str) -> str:
    """Type a line behind /career: what is to be read then."""
    person.command("/career", line, channel=channel)
    return person.wait()


def press(person: Person, label: str, where: Seen | None = None) -> str:
    """Press a button: what is to be read then."""
    person.press(label, where=where)
    return person.wait()


def fill_in(person: Person, *values: object) -> str:
    """Submit the open form with some values: what is to be read then."""
    person.fill_in(*values)
    return person.wait()


def open_home(person: Person) -> str:
    """Look at Home: what is to be read there."""
    person.open_home()
    return person.wait(wording.HOME_DATA)


def home_shows(person: Person, text: str) -> None:
    """Wait until something stands on somebody's Home, whatever is over it."""
    person.workspace.slack.until(lambda: text in words(person.home.blocks))
