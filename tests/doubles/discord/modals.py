"""A modal as it stands open before somebody: what can be typed and chosen in it, and what it becomes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.doubles.discord import surfaces
from tests.doubles.discord.content import Json
from tests.doubles.discord.inputs import Handed, Input, input_of
from tests.doubles.discord.payloads import resolved
from tests.doubles.discord.sight import words
from tests.doubles.slack.words import line

if TYPE_CHECKING:
    from tests.doubles.discord.interactions import Interaction

ROW, LABEL = 1, 18
"""Types of components that hold inputs."""


@dataclass(eq=False)
class Modal:
    """What the bot opened for an interaction."""

    interaction: "Interaction"
    sent: Json
    components: list[Json] = field(default_factory=list)
    inputs: list[Input] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.components = surfaces.settled(self.sent["components"], [])
        self.inputs = [input_of(label, sent) for label, sent in _inputs(self.components)]

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
        resolved = self._uploaded()
        said = {id(it.sent): it.said for it in self.inputs}
        return {
            "custom_id": self.sent["custom_id"],
            "components": [_said(it, said) for it in self.components],
            **resolved,
        }

    def _uploaded(self) -> Json:
        """What was handed over, as it is told beside the inputs."""
        cdn, channel = self.interaction.discord.cdn, self.interaction.channel
        handed = [it for it in self.inputs if isinstance(it, Handed)]
        for it in handed:
            it.kept = [cdn.keep(channel, name, data) for name, data in it.value]
        return resolved(file for it in handed for file in it.kept)


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
