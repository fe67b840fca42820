"""In the mentor's place, somebody who takes files and says what they got."""

import asyncio

from bot.message import FileField, Form, ManyField, Message, Paragraph
from bot.model import Request, Upload

FILE = FileField("transcript", "Transcript", ("vtt", "srt", "md"), hint="WebVTT, SRT or Markdown.")
TOPICS = ManyField("topics", "Topics", (("staff", "Staff engineer"), ("teams", "Teams"), ("pay", "Pay")))
TWO = ManyField("topics", "Topics", TOPICS.options, values=("staff", "pay"))
NO_FILE = "There is no file yet."
NOTHING = "Nothing was brought."


class Clerk:
    """Answers "load", with a form if nothing came with it, and hears everything else without a word.

    *seconds* is how long it takes to read what came, and *uploads* what came last.
    """

    def __init__(self, seconds: float = 0.0) -> None:
        self.requests: list[Request] = []
        self.uploads: dict[str, Upload] = {}
        self.seconds = seconds

    async def reply(self, request: Request) -> Message:
        self.requests.append(request)
        if request.text.startswith(("form", "load")) and not request.fields and not request.files:
            return Message((Form("Load an episode", "form", (FILE, TWO), "Choose a file.", "Load"),))
        if request.fields and not request.files:
            wrong = FileField(FILE.name, FILE.label, FILE.kinds, error=NO_FILE)
            return Message((Form("Load an episode", "form", (wrong, TOPICS), verb="Load"),))
        await asyncio.sleep(self.seconds)
        self.uploads = {name: await it.read() for name, it in request.files.items()}
        said = [f"{name}: {_said(it)}" for name, it in self.uploads.items()]
        topics = [f"Topics: {request.fields['topics']}."] if request.fields else []
        return Message((Paragraph(" ".join([*said, *topics]) or NOTHING),))

    async def unposted(self, _message: Message) -> None:
        return

    async def suggestions(self, _request: Request) -> tuple:
        return ()

    async def examples(self, _member: object) -> tuple:
        return ()


def _said(upload: Upload) -> str:
    return upload.trouble or f"{upload.name} has {len(upload.data)} bytes."
