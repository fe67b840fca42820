"""Episodes that nobody recorded, with advice that no shipped card gives, and a web to fetch them from."""

from bot.model import Upload
from tests.knowledge.transcripts.conversations import Said, in_markdown, in_webvtt

GREETING = "Welcome back to the show, everybody. I am Mel, and with me today is Noor. How are you, Noor?"
THANKS = "I'm great, thank you so much for having me on the show, it is lovely to be here with you."
ASKS = "What would you tell somebody who is on call for the first time, and who cannot sleep because of it?"
ADVICE = (
    "The best thing you can do before your first week on call is to shadow somebody for a night, and to note "
    "every single step that they take. You should not try to be a hero at three in the morning. If you "
    "don't know what to do after fifteen minutes, wake up the next person, because that is what the rotation "
    "is for, and nobody who is any good will ever blame you for that. And ask your manager for the morning "
    "off after a bad night, always, because tired engineers make the next outage."
)
ASKS_MORE = "And how do you get a team to take its pager seriously when the alerts are mostly noise?"
MORE = (
    "You have to delete alerts. I would tell every team to keep a list of the pages of the last month, and "
    "ask for each of them what somebody did about it. If nobody did anything, then it should not have woken "
    "anybody up, so make it a ticket or throw it away. When we did that, we went from forty pages a week to "
    "six, and people started to trust the pager again. You can't build a career on being tired."
)
BYE = "That is a lovely place to stop. Thank you for listening, and see you all next week, goodbye!"

OPENING = "Welcome back to the show, everybody. Today we talk with Ines about teaching, which she does well."
ASKS_INES = "What should a person do who gives a workshop for the first time, in front of people they know?"
TEACHING = (
    "You should prepare half of what you think you need, and leave the rest of the time for exercises. "
    "I would always begin with a question to the room, because people who have spoken once will speak again. "
    "If you are nervous, find one friendly face in the second row and teach that person. And never apologize "
    "for your slides, because nobody came for those anyway."
)


def conversation(*said):
    """Who says what, a minute apart."""
    return tuple(Said(name, [text.split()], 60 * at) for at, (name, text) in enumerate(said))


TALK = conversation(
    ("Mel Ott", GREETING),
    ("Noor Haddad", THANKS),
    ("Mel Ott", ASKS),
    ("Noor Haddad", ADVICE),
    ("Mel Ott", ASKS_MORE),
    ("Noor Haddad", MORE),
    ("Mel Ott", BYE),
)
OTHER = conversation(("Mel Ott", OPENING), ("Mel Ott", ASKS_INES), ("Ines Roy", TEACHING))

QUESTION = "what do I do before my first week on call with the pager?"
"""Which the talk answers, and nothing that is shipped."""

VTT = in_webvtt(TALK).encode()
MARKDOWN = in_markdown(TALK).encode()
OTHER_VTT = in_webvtt(OTHER).encode()

CURATED = b"""
[episode]
slug = "tea-time-7"
title = "Pagers"
turns = 7

[[episode.people]]
name = "Noor Haddad"

[[cards]]
id = "shadow-a-night"
title = "Shadow somebody for a night before you are on call"
advice = "Before the first week of your own, watch a night of somebody else's, and note each step."
speaker = "Noor Haddad"
turns = [4, 4]
topics = ["learning"]
kind = "advice"
ask = ["how do I prepare for being on call?"]
"""


def upload(name: str = "tea-time-7.vtt", data: bytes = VTT) -> Upload:
    return Upload(name, data)


class Web:
    """A few pages by their addresses, and what was fetched of them."""

    def __init__(self, pages: dict[str, Upload] | None = None) -> None:
        self.pages = pages or {}
        self.fetched: list[str] = []

    async def fetch(self, url: str, _tag: str = "") -> Upload:
        self.fetched.append(url)
        return self.pages.get(url, Upload(url, trouble="tea.example has nothing at that address (404)."))
