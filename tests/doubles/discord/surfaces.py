"""Components as they stand in what was sent: numbered, with their files, and what can be pressed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tests.doubles.discord.content import File, Json
from tests.doubles.discord.sight import words

BUTTON, SELECT, SECTION = 2, 3, 9
"""Types of components."""

LINK = 5
"""The style of buttons that open an address."""

ATTACHED = "attachment://"


def walk(components: Iterable[Json]) -> Iterator[Json]:
    """All components, outer ones first, in the order in which they are read."""
    for component in components:
        yield component
        yield from walk(component.get("components") or ())
        for field in ("component", "accessory"):
            if inner := component.get(field):
                yield from walk([inner])


def settled(components: list[Json], files: list[File]) -> list[Json]:
    """Components with an id each, and with addresses of files for their names."""
    taken = {component["id"] for component in walk(components) if component.get("id")}
    numbers = (number for number in range(1, 1 << 31) if number not in taken)
    return [_settled(component, numbers, {file.name: file for file in files}) for component in components]


def _settled(component: Json, numbers: Iterator[int], files: Mapping[str, File]) -> Json:
    told = {**component, "id": component.get("id") or next(numbers)}
    for field in ("component", "accessory"):
        if told.get(field):
            told[field] = _settled(told[field], numbers, files)
    if "components" in told:
        told["components"] = [_settled(inner, numbers, files) for inner in told["components"]]
    if "items" in told:
        told["items"] = [{**item, "media": _media(item["media"], files)} for item in told["items"]]
    for field in ("media", "file"):
        if told.get(field):
            told[field] = _media(told[field], files)
    if told["type"] == 13 and (file := _attached(component["file"], files)):
        told |= {"name": file.name, "size": len(file.data), "spoiler": bool(component.get("spoiler"))}
    return told


def _media(media: Json, files: Mapping[str, File]) -> Json:
    file = _attached(media, files)
    if file is None:
        return {**media, "id": "0", "proxy_url": media["url"]}
    return {
        "id": file.id,
        "url": file.url,
        "proxy_url": file.url,
        "content_type": file.content_type,
        "attachment_id": file.id,
        "width": None,
        "height": None,
    }


def _attached(media: Json, files: Mapping[str, File]) -> File | None:
    url = str(media["url"])
    return files.get(url.removeprefix(ATTACHED)) if url.startswith(ATTACHED) else None


@dataclass(frozen=True, slots=True)
class Pressable:
    """A button, or an option of a select, by what it is called."""

    label: str
    component: Json
    value: str | None = None
    """The option's."""

    @property
    def said(self) -> Json:
        """What is sent when it is pressed."""
        component = self.component
        said = {
            "custom_id": component["custom_id"],
            "component_type": component["type"],
            "id": component["id"],
        }
        return said if self.value is None else {**said, "values": [self.value]}


def pressables(components: list[Json]) -> Iterator[Pressable]:
    """All that can be pressed; links cannot. A button that stands beside words goes by those, too."""
    for component in walk(components):
        if component.get("disabled"):
            continue
        if component["type"] == BUTTON and "custom_id" in component:
            yield Pressable(component.get("label") or _emoji(component), component)
        elif component["type"] == SELECT:
            yield from (Pressable(it["label"], component, it["value"]) for it in component["options"])
        elif component["type"] == SECTION:
            beside = pressables([component["accessory"]])
            yield from (Pressable(words(component["components"]), it.component) for it in beside)


def links(components: list[Json]) -> Iterator[tuple[str, str]]:
    """Buttons that are links: label and address."""
    for component in walk(components):
        if component["type"] == BUTTON and component.get("style") == LINK:
            yield component.get("label") or _emoji(component), component["url"]


def _emoji(button: Json) -> str:
    return str((button.get("emoji") or {}).get("name") or "")
