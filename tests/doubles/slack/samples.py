"""Payloads made of few words, for tests that send them, whole or with one thing changed."""

from tests.doubles.slack.blockkit import problems_in_message, problems_in_view


def problems(payload):
    is_view = payload.get("type") in ("modal", "home")
    return problems_in_view(payload) if is_view else problems_in_message(payload)


def plain(text):
    return {"type": "plain_text", "text": text}


def mrkdwn(text):
    return {"type": "mrkdwn", "text": text}


def raw(text):
    return {"type": "raw_text", "text": text}


def block(kind, **fields):
    return {"type": kind, **fields}


def section(text="Said", **fields):
    return block("section", text=mrkdwn(text), **fields)


def button(text="Open", **fields):
    return block("button", text=plain(text), **fields)


def actions(*elements, **fields):
    return block("actions", elements=[*elements], **fields)


def option(text="One", value="1", **fields):
    return {"text": plain(text), "value": value, **fields}


def options(count):
    return [option(str(number), str(number)) for number in range(count)]


def menu(kind="static_select", **fields):
    return block(kind, **{"options": options(2), **fields})


def asking(element, **fields):
    return block("input", **{"label": plain("Asked"), "element": element, **fields})


def text_input(**fields):
    return block("plain_text_input", **fields)


def confirm(**fields):
    return {
        "title": plain("Sure?"),
        "text": plain("Really?"),
        "confirm": plain("Yes"),
        "deny": plain("No"),
        **fields,
    }


def image(**fields):
    return block("image", **{"image_url": "https://example.com/i.png", "alt_text": "A chart", **fields})


def message(*blocks, **fields):
    return {"text": "Said", "blocks": [*blocks], **fields}


def modal(*blocks, **fields):
    return {
        "type": "modal",
        "title": plain("Reflect"),
        "submit": plain("Save"),
        "blocks": [*blocks],
        **fields,
    }


def home(*blocks, **fields):
    return {"type": "home", "blocks": [*blocks], **fields}


def rich(*elements):
    return block("rich_text", elements=[block("rich_text_section", elements=[*elements])])


def table(rows=2, cells=2):
    return block("table", rows=[[raw("x")] * cells] * rows)


def data_table(rows=2, text="x"):
    return block("data_table", caption="Weeks", rows=[[raw(text)] * 2] * rows)


def pressed(**fields):
    return message(actions({**button(), **fields}))


def asked(**fields):
    return modal(asking(text_input(**fields)))


def chosen(**fields):
    return message(actions(menu(options=[{**option(), **fields}])))


def sure(**fields):
    return message(actions(button(confirm=confirm(**fields))))


def timed(time):
    return modal(asking(block("timepicker", initial_time=time)))


def without(field, payload):
    return {name: value for name, value in payload.items() if name != field}


ELEMENT = "blocks/0/elements/0"
"""Where the first element is of a message that has one."""

EVERYTHING = (
    block("header", text=plain("Start your career at a *large* company & <learn>")),
    section("*Amal* &amp; <https://example.com/a?b&amp;c=d|Kball> in <#C1|jobs>"),
    section("From <!date^1392734382^{date_long}|18 February 2014> on"),
    section("> quoted\n&gt; not\n>>> more", accessory=button(value="open", action_id="open")),
    block("section", fields=[mrkdwn("Read"), plain("31")]),
    block("context", elements=[image(), mrkdwn("From about 48:03"), plain("CC-BY-SA")]),
    actions(
        button(action_id="a", url="https://example.com", style="primary", confirm=confirm()),
        menu(action_id="b", placeholder=plain("More"), initial_option=option("0", "0")),
        menu("overflow", action_id="c"),
        menu("radio_buttons", action_id="d"),
        menu("checkboxes", action_id="e", initial_options=options(2)),
        block("static_select", action_id="f", option_groups=[{"label": plain("G"), "options": options(100)}]),
        block_id="everything",
    ),
    block("divider"),
    image(title=plain("Progress"), block_id="picture"),
    block("image", alt_text="A chart", slack_file={"id": "F1"}),
    rich(block("text", text="said"), block("link", url="https://example.com")),
    table(),
)  # fmt: skip
"""Blocks for a message or a Home tab, in which nothing is wrong."""
