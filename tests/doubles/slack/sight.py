"""What somebody sees in their Slack client, and when there is something new."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.doubles.onlooker import Onlooker
from tests.doubles.slack import forms
from tests.doubles.slack.content import Message
from tests.doubles.slack.elements import Json, Values, values_of
from tests.doubles.slack.views import View
from tests.doubles.slack.words import line, plain, read, words

if TYPE_CHECKING:
    from tests.doubles.slack.world import Workspace


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as it can be opened."""

    name: str
    title: str
    alt_text: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as somebody sees it now."""

    channel: str
    ts: str
    thread_ts: str | None
    user: str
    text: str
    blocks: tuple[Json, ...]
    files: tuple[SeenFile, ...]
    ephemeral: bool

    @property
    def words(self) -> str:
        """What there is to read: of a message with blocks these, and not the text for notifications."""
        said = words(self.blocks) if self.blocks else read(self.text)
        return line([said, *(f"{file.title} {file.name} {file.alt_text}" for file in self.files)])


class Viewer(Onlooker):
    """The one who looks: at messages, at modals over each other, at the bot's Home and at its prompts."""

    def __init__(self, workspace: "Workspace", id: str, name: str) -> None:
        super().__init__(workspace.slack, name)
        self.workspace = workspace
        self.id = id
        self.modals: list[View] = []
        self.home: View | None = None
        """What is published as their Home."""
        self.prompts: list[Json] = []
        """What the bot suggests to say in the DM with it."""
        self.status: list[str] = []
        """What the bot said that it was doing, the latest last."""
        self.titles: dict[str, str] = {}
        """Titles of threads, by the ts that they begin with."""
        self.place = ""
        """Where they are: the id of a channel, or "home" or "messages" of the bot."""
        self._held: dict[tuple[str, str], Values] = {}

    @property
    def timeline(self) -> list[Seen]:
        """All messages that they can see, the oldest first."""
        return [self.look(message) for message in self.messages()]

    @property
    def modal(self) -> View | None:
        """The modal on top."""
        return self.modals[-1] if self.modals else None

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong in the open modal, by the labels of its inputs."""
        if self.modal is None:
            return {}
        labels = {block["block_id"]: plain(block["label"]["text"]) for block in forms.inputs(self.modal)}
        return {labels.get(block_id, block_id): text for block_id, text in self.modal.errors.items()}

    def screen(self) -> str:
        """All words that are new since they last did something, or waited, and those of what is open."""
        parts = [message.words for message in self.new()]
        if self.place == "messages":
            parts += [plain(prompt["title"]) for prompt in self.prompts]
        open_view = self.modal or (self.home if self.place == "home" else None)
        return line([*parts, view_words(open_view) if open_view else ""])

    def new(self) -> list[Seen]:
        """Messages that are new or changed since they last did something, or waited; not their own."""
        found = [it for it in self.messages() if it.changed > self._since and it.user != self.id]
        return [self.look(message) for message in found]

    def messages(self) -> list[Message]:
        """The messages behind their timeline."""
        messages = list(self.workspace.messages.values())
        threads = {(it.channel.id, it.thread_ts) for it in messages if not it.to}
        return [
            it
            for it in messages
            if it.channel.holds(self.id) and it.to in {None, self.id}
            # What is ephemeral shows in no thread that has no answers yet (chat.postEphemeral, "thread_ts").
            if not (it.to and it.thread_ts) or (it.channel.id, it.thread_ts) in threads
        ]

    def look(self, it: Message) -> Seen:
        """A message as it is now."""
        files = tuple(SeenFile(file.name, file.title, file.alt_text, file.data or b"") for file in it.files)
        private = it.to is not None
        return Seen(it.channel.id, it.ts, it.thread_ts, it.user, it.text, tuple(it.blocks), files, private)

    def views(self) -> Iterator[View]:
        """All views that they have."""
        yield from self.modals
        if self.home:
            yield self.home

    def values_in(self, message: Message) -> Values:
        """What they chose in a message's menus."""
        key = (message.channel.id, message.ts)
        self._held[key] = values_of(message.blocks, self._held.get(key))
        return self._held[key]

    def looks_like(self) -> str:
        """What they have before them, to explain why something is not there."""
        latest = [message.words for message in self.timeline[-3:]]
        return f"{self.screen() or 'nothing new'}; latest messages {latest}"


def view_words(view: View) -> str:
    """All that stands in a modal or Home: with what is typed in, and what is wrong with it."""
    parts = [plain(view.sent["title"]["text"])] if view.sent.get("title") else []
    for block in view.blocks:
        inside = view.values.get(block["block_id"], {}).values()
        parts += [words([block]), *map(forms.shown, inside), view.errors.get(block["block_id"], "")]
    parts += [plain(view.sent[key]["text"]) for key in ("submit", "close") if view.sent.get(key)]
    return line([*parts, view.notice])
