"""What can be filled in in a modal: texts to type, options to choose, boxes to tick, files to hand over."""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from tests.doubles.discord.content import File, Json
from tests.doubles.slack.words import line

STRING_SELECT, TEXT_INPUT, FILE_UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 3, 4, 19, 21, 22, 23
"""Types of components."""

INPUT_MAX = 4000
"""Characters that a text input takes (Discord's page on components)."""


class Input(ABC):
    """One thing to fill in, with what stands in it."""

    value: Any

    def __init__(self, label: str, sent: Json) -> None:
        self.label = label
        self.sent = sent
        self.required = bool(sent.get("required", True))
        self.options: list[str] = []
        """Labels of what can be chosen."""

    @property
    @abstractmethod
    def shown(self) -> str:
        """What is to be read in it."""

    @property
    def problem(self) -> str:
        """Why the client would not send it; nothing if it would."""
        if not self.value:
            return f"{self.label} is required" if self.required else ""
        least, most = self.bounds()
        count = len(self.value)
        return "" if least <= count <= most else f"{self.label} takes {least} to {most}, and not {count}"

    @property
    def said(self) -> Json:
        """It, as it is sent."""
        return {key: self.sent[key] for key in ("type", "id", "custom_id")} | self.content()

    def put(self, value: Any) -> None:
        """Fill it in."""
        self.value = value

    @abstractmethod
    def bounds(self) -> tuple[int, int]:
        """How many of its parts there can be, at least and at most, if any are."""

    def content(self) -> Json:
        """What stands in it, as it is sent."""
        return {"value": self.value}


class Typed(Input):
    """A text."""

    def __init__(self, label: str, sent: Json) -> None:
        super().__init__(label, sent)
        self.value: str = sent.get("value") or ""

    @property
    def shown(self) -> str:
        return self.value

    def put(self, value: Any) -> None:
        """Type one thing, or several with commas in between."""
        self.value = value if isinstance(value, str) else ", ".join(value)

    def bounds(self) -> tuple[int, int]:
        return self.sent.get("min_length") or 0, self.sent.get("max_length") or INPUT_MAX


class Chosen(Input):
    """Some of the options that there are."""

    def __init__(self, label: str, sent: Json) -> None:
        super().__init__(label, sent)
        self.value: list[str] = [it["value"] for it in sent["options"] if it.get("default")]
        self.options = [it["label"] for it in sent["options"]]

    @property
    def shown(self) -> str:
        return line(it["label"] for it in self.sent["options"] if it["value"] in self.value)

    def put(self, value: Any) -> None:
        """Choose by one label or several, or by what they begin with."""
        self.value = [self._option(label) for label in ([value] if isinstance(value, str) else value)]

    def bounds(self) -> tuple[int, int]:
        least, most = self.sent.get("min_values"), self.sent.get("max_values")
        return 1 if least is None else least, most or 1

    def content(self) -> Json:
        if self.sent["type"] == RADIO:
            return {"value": self.value[0] if self.value else None}
        return {"values": self.value}

    def _option(self, label: str) -> str:
        found = [it for it in self.sent["options"] if it["label"].startswith(label)]
        exact = [it for it in found if it["label"] == label] or found
        assert exact, f"{self.label} offers no {label!r}, but {', '.join(self.options)}"
        return str(exact[0]["value"])


class Ticked(Input):
    """A box that is ticked or not."""

    def __init__(self, label: str, sent: Json) -> None:
        super().__init__(label, sent)
        self.value = bool(sent.get("default"))
        self.required = False

    @property
    def shown(self) -> str:
        return "yes" if self.value else "no"

    @property
    def problem(self) -> str:
        return ""


class Handed(Input):
    """Files from somebody's disk, each a name and what is in it."""

    def __init__(self, label: str, sent: Json) -> None:
        super().__init__(label, sent)
        self.value: list[tuple[str, bytes]] = []
        self.kept: list[File] = []
        """The same where Discord keeps them, once they are."""

    @property
    def shown(self) -> str:
        return line(name for name, _ in self.value)

    def put(self, value: Any) -> None:
        """Choose by one path or several; nothing chooses none."""
        paths = [Path(it) for it in ([value] if isinstance(value, str | Path) else value) if str(it)]
        self.value = [(path.name, path.read_bytes()) for path in paths]

    def bounds(self) -> tuple[int, int]:
        least, most = self.sent.get("min_values"), self.sent.get("max_values")
        return 1 if least is None else least, most or 1

    def content(self) -> Json:
        return {"values": [file.id for file in self.kept]}


KINDS: dict[int, type[Input]] = {
    STRING_SELECT: Chosen,
    TEXT_INPUT: Typed,
    FILE_UPLOAD: Handed,
    RADIO: Chosen,
    CHECKBOXES: Chosen,
    CHECKBOX: Ticked,
}


def input_of(label: str, sent: Json) -> Input:
    """A component of a modal as something to fill in."""
    kind = KINDS.get(sent["type"])
    assert kind, f"the double has no hands for a component of the type {sent['type']}"
    return kind(label, sent)
