"""A modal as it stands open before somebody: what can be typed and chosen in it, and what it becomes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.doubles.discord import surfaces
from tests.doubles.discord.content import Json
from tests.doubles.discord.sight import words
from tests.doubles.slack.words import line

if TYPE_CHECKING:
    from tests.doubles.discord.interactions import Interaction

ROW, STRING_SELECT, TEXT_INPUT, TEXT, LABEL = 1, 3, 4, 10, 18
RADIO, CHECKBOXES, CHECKBOX = 21, 22, 23
"""Types of components."""

CHOSEN = {STRING_SELECT, RADIO, CHECKBOXES}
"""In which options are chosen."""

INPUT_MAX = 4000
"""Characters that a text input takes (Discord's page on components)."""


@dataclass(eq=False)
class Input:
    """One thing to fill in, with what stands in it: a text, labels of options, or a tick."""

    label: str
    sent: Json
    value: Any

    def put(self, value: Any) -> None:
        """Type, choose or tick."""
        if self.sent["type"] in CHOSEN:
            self.value = [self._option(label) for label in ([value] if isinstance(value, str) else value)]
        else:
            self.value = value

    def _option(self, label: str) -> str:
        found = [it for it in self.sent["options"] if it["label"].startswith(label)]
        exact = [it for it in found if it["label"] == label] or found
        offered = ", ".join(it["label"] for it in self.sent["options"])
        assert exact, f"{self.label} offers no {label!r}, but {offered}"
        return str(exact[0]["value"])

    @property
    def problem(self) -> str:
        """Why the client would not send it; nothing if it would."""
        sent, required = self.sent, self.sent.get("required", self.sent["type"] != CHECKBOX)
        if not self.value:
            return f"{self.label} is required" if required and sent["type"] != CHECKBOX else ""
        if sent["type"] == TEXT_INPUT:
            least, most = sent.get("min_length") or 0, sent.get("max_length") or INPUT_MAX
            count = len(self.value)
        elif sent["type"] in CHOSEN:
            least, most = sent.get("min_values", 1), sent.get("max_values", 1) if sent["type"] != RADIO else 1
            count = len(self.value)
        else:
            return ""
        return "" if least <= count <= most else f"{self.label} takes {least} to {most}, and not {count}"

    @property
    def said(self) -> Json:
        """It, as it is sent."""
        told = {key: self.sent[key] for key in ("type", "id", "custom_id")}
        if self.sent["type"] in {STRING_SELECT, CHECKBOXES}:
            return {**told, "values": self.value}
        if self.sent["type"] == RADIO:
            return {**told, "value": self.value[0] if self.value else None}
        return {**told, "value": self.value}

    @property
    def shown(self) -> str:
        """What is to be read in it."""
        if self.sent["type"] in CHOSEN:
            return line(it["label"] for it in self.sent["options"] if it["value"] in self.value)
        return str(self.value) if self.sent["type"] == TEXT_INPUT else ""


@dataclass(eq=False)
class Modal:
    """What the bot opened for an interaction."""

    interaction: "Interaction"
    sent: Json
    components: list[Json] = field(default_factory=list)
    inputs: list[Input] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.components = surfaces.settled(self.sent["components"], [])
        self.inputs = [Input(label, sent, _initial(sent)) for label, sent in _inputs(self.components)]

    @property
    def title(self) -> str:
        """What stands above it."""
        return str(self.sent["title"])

    @property
    def values(self) -> dict[str, str]:
        """What stands in its inputs, by their labels."""
        return {it.label: it.shown for it in self.inputs}

    @property
    def words(self) -> str:
        """All that is to be read in it."""
        return line([self.title, words(self.components), *self.values.values(), "Submit Cancel"])

    def fill(self, values: Iterable[Any]) -> None:
        """Fill its inputs, in their order or by labels in one mapping; None leaves one as it is."""
        for it, value in self._chosen(list(values)):
            if value is not None:
                it.put(value)

    def _chosen(self, values: list[Any]) -> Iterator[tuple[Input, Any]]:
        if len(values) == 1 and isinstance(values[0], Mapping):
            for label, value in values[0].items():
                found = [it for it in self.inputs if it.label.startswith(label)]
                assert found, f"nothing is labelled {label!r}: {self.words}"
                yield found[0], value
            return
        assert len(values) <= len(self.inputs), (
            f"{len(values)} values for {len(self.inputs)} inputs: {self.words}"
        )
        yield from zip(self.inputs, values, strict=False)

    def submission(self) -> Json:
        """It, as it is sent; fails where the client would not send it."""
        problems = [it.problem for it in self.inputs if it.problem]
        assert not problems, "; ".join(problems)
        said = {id(it.sent): it.said for it in self.inputs}
        return {
            "custom_id": self.sent["custom_id"],
            "components": [_said(it, said) for it in self.components],
        }


def _said(component: Json, said: Mapping[int, Json]) -> Json:
    told = {"type": component["type"], "id": component["id"]}
    if component["type"] == LABEL:
        told["component"] = said[id(component["component"])]
    elif component["type"] == ROW:
        told["components"] = [said[id(inner)] for inner in component["components"]]
    return told


def _inputs(components: list[Json]) -> Iterator[tuple[str, Json]]:
    for component in components:
        if component["type"] == LABEL:
            yield component["label"], component["component"]
        elif component["type"] == ROW:
            for inner in component["components"]:
                yield inner.get("label") or "", inner


def _initial(sent: Json) -> Any:
    if sent["type"] == TEXT_INPUT:
        return sent.get("value") or ""
    if sent["type"] in CHOSEN:
        return [it["value"] for it in sent["options"] if it.get("default")]
    assert sent["type"] == CHECKBOX, f"the double has no hands for a component of the type {sent['type']}"
    return bool(sent.get("default"))
