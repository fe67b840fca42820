"""What people do with the mentor in a Discord, and what they look at, in few words."""

from tests.doubles.discord.server import Channel, Person, Seen


def answers(person: Person, channel: Channel) -> list[Seen]:
    """What somebody sees of the mentor's messages in a channel."""
    mentor = person.discord.account.name
    return [seen for seen in person.timeline if seen.channel is channel and seen.author == mentor]


def direct(person: Person) -> list[Seen]:
    """The same in the direct message with it."""
    return answers(person, person.dm)


def ask(person: Person, line: str, channel: Channel) -> str:
    """Type a line behind /career: what is to be read then."""
    person.command("career", about=line, at=channel)
    return person.wait()


def run(person: Person, line: str, channel: Channel) -> str:
    """The same behind /career-admin."""
    person.command("career-admin", about=line, at=channel)
    return person.wait()


def press(person: Person, label: str, on: Seen | None = None) -> str:
    """Press a button: what is to be read then."""
    person.press(label, on=on)
    return person.wait()


def fill_in(person: Person, *values: object) -> str:
    """Submit the open form with some values: what is to be read then."""
    person.fill_in(*values)
    return person.wait()
