"""Payloads made of few words, for tests that send them, whole or with one thing changed."""

from tests.doubles.discord.content import COMPONENTS_V2
from tests.doubles.discord.rules import problems_in_message, problems_in_modal

NOBODY = {"parse": []}


def message(*components, **fields):
    return {"components": [*components], "flags": COMPONENTS_V2, "allowed_mentions": NOBODY, **fields}


def plain_message(**fields):
    return {"content": "Said", "allowed_mentions": NOBODY, **fields}


def modal(*components, **fields):
    return {"custom_id": "m:reflect", "title": "Reflect", "components": [*components], **fields}


def problems(payload, *files):
    return problems_in_modal(payload) if "title" in payload else problems_in_message(payload, files)


def component(kind, **fields):
    return {"type": kind, **fields}


def text(content="Said", **fields):
    return component(10, content=content, **fields)


def row(*components, **fields):
    return component(1, components=[*components], **fields)


def button(custom_id="c:staff", **fields):
    return component(2, **{"style": 2, "custom_id": custom_id, "label": "Staff", **fields})


def link(**fields):
    return component(2, **{"style": 5, "url": "https://example.com", "label": "Listen", **fields})


def option(value="1", **fields):
    return {"label": "One", "value": value, **fields}


def options(count):
    return [option(str(number)) for number in range(count)]


def select(**fields):
    return component(3, **{"custom_id": "s:1", "options": options(2), **fields})


def people(**fields):
    return component(5, **{"custom_id": "s:2", **fields})


def section(*texts, **fields):
    return component(9, **{"components": [*texts] or [text()], "accessory": button("c:more"), **fields})


def picture(url="https://example.com/i.png", **fields):
    return {"media": {"url": url}, **fields}


def gallery(*items):
    return component(12, items=[*items])


def file(url="attachment://notes.txt"):
    return component(13, file={"url": url})


def container(*components, **fields):
    return component(17, components=[*components], **fields)


def text_input(**fields):
    return component(4, **{"custom_id": "text", "style": 2, **fields})


def label(inside=None, **fields):
    return component(18, **{"label": "Note", "component": inside or text_input(), **fields})


def upload(**fields):
    return component(19, custom_id="file", **fields)


def radio(count=2, **fields):
    return component(21, **{"custom_id": "radio", "options": options(count), **fields})


def boxes(count=2, **fields):
    return component(22, **{"custom_id": "boxes", "options": options(count), **fields})


def without(field, payload):
    return {name: value for name, value in payload.items() if name != field}


EVERYTHING = (
    container(
        text("## Staff, or *not* \\@everyone\n-# 1 \\< 2, `<@1>` and ```py\n@here\n```"),
        text("<@12>: runs the show\n- <#34> every **Monday**"),
        section(text("One"), text("Two"), text("Three")),
        section(accessory=component(11, **picture(description="A face"))),
        component(14, spacing=2, divider=False),
        gallery(picture(description="Weeks"), picture("attachment://progress.png")),
        file(),
        row(*(button(f"c:{number}") for number in range(4)), link()),
        row(select(placeholder="More", min_values=0, max_values=2)),
        accent_color=0xFFFFFF,
        id=2**31 - 1,
    ),
    row(people(default_values=[{"id": "1", "type": "user"}])),
    row(button("c:emoji", label=None, emoji={"name": "👍"}), component(2, style=6, sku_id="1")),
)
"""Components of a message in which nothing is wrong, if it has these files."""

ATTACHED = (("progress.png", 100), ("notes.txt", 10 * 1024**2))
