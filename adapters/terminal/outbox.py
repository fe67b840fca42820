"""Nudges in a terminal: a folder with a file for each, until the member looks.

A file holds the command that shows the nudge and none of its words: they may quote a reflection, which is
only kept encrypted.
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.message import Message
from bot.model import Recipient

KEPT = timedelta(days=60)
"""How long it is known what was sent, once it was looked at."""


class Outbox:
    """The `Sender` of the terminal."""

    refuses_twice = True

    def __init__(self, folder: Path) -> None:
        self._new = folder / "new"
        self._seen = folder / "seen"

    async def send(self, to: Recipient, message: Message, key: str) -> str:
        """Leave a file for the recipient, under the key's name: there is room for one."""
        for folder in (self._new, self._seen):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._known(key):
            return key
        draft = self._new / f".{key}-{os.getpid()}"
        draft.write_text(json.dumps({"to": _name(to), "command": message.again}), encoding="utf-8")
        draft.chmod(0o600)
        # A link fails where the name is taken, and unlike a rename replaces nothing.
        with suppress(FileExistsError):
            os.link(draft, self._new / key)
        draft.unlink()
        return key

    async def sent(self, to: Recipient, key: str, since: datetime) -> str | None:  # noqa: ARG002  (a key is enough)
        """The key, if there is such a file."""
        return key if self._known(key) else None

    def take(self, to: Recipient) -> Iterator[str]:
        """The commands of what waits for a recipient, oldest first; each is handed out once."""
        if not self._new.is_dir():
            return
        for path in sorted(self._new.glob("[!.]*"), key=lambda path: path.stat().st_mtime):
            try:
                entry = json.loads(path.read_text(encoding="utf-8"))
                mine = entry["to"] == _name(to)
            except (OSError, ValueError, KeyError, TypeError):
                continue
            if mine:
                path.replace(self._seen / path.name)
                yield str(entry["command"])
        self._forget_old()

    def _known(self, key: str) -> bool:
        return (self._new / key).exists() or (self._seen / key).exists()

    def _forget_old(self) -> None:
        before = (datetime.now(UTC) - KEPT).timestamp()
        for path in self._seen.glob("*"):
            with suppress(OSError):
                if path.stat().st_mtime < before:
                    path.unlink()


def _name(recipient: Recipient) -> str:
    return f"{type(recipient).__name__.casefold()} {recipient.id}"
