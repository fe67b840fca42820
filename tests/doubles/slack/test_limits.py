import pytest
from slack_sdk.models import blocks as sdk
from slack_sdk.models.views import View

from tests.doubles.slack.limits import BLOCKS_TEXT_MAX, COUNTS, LENGTHS, TEXT_MAX
from tests.doubles.slack.samples import (
    ELEMENT,
    actions,
    asked,
    asking,
    block,
    button,
    chosen,
    data_table,
    home,
    image,
    menu,
    message,
    modal,
    mrkdwn,
    options,
    plain,
    pressed,
    problems,
    section,
    sure,
    table,
    text_input,
)

LONGEST = [
    (TEXT_MAX, "text", lambda it: {"text": it}),
    (3000, "blocks/0/text/text", lambda it: message(section(it))),
    (2000, "blocks/0/fields/0/text", lambda it: message(block("section", fields=[mrkdwn(it)]))),
    (255, "blocks/0/block_id", lambda it: message(section(block_id=it))),
    (150, "blocks/0/text/text", lambda it: message(block("header", text=plain(it)))),
    (3000, f"{ELEMENT}/text", lambda it: message(block("context", elements=[mrkdwn(it)]))),
    (2000, "blocks/0/alt_text", lambda it: message(image(alt_text=it))),
    (2000, "blocks/0/title/text", lambda it: message(image(title=plain(it)))),
    (150, "blocks/0/title/text", lambda it: message(block("card", title=mrkdwn(it)))),
    (200, "blocks/0/body/text", lambda it: message(block("card", body=mrkdwn(it)))),
    (75, f"{ELEMENT}/text/text", lambda it: pressed(text=plain(it))),
    (2000, f"{ELEMENT}/value", lambda it: pressed(value=it)),
    (255, f"{ELEMENT}/action_id", lambda it: pressed(action_id=it)),
    (75, f"{ELEMENT}/accessibility_label", lambda it: pressed(accessibility_label=it)),
    (150, f"{ELEMENT}/placeholder/text", lambda it: message(actions(menu(placeholder=plain(it))))),
    (75, f"{ELEMENT}/options/0/text/text", lambda it: chosen(text=plain(it))),
    (150, f"{ELEMENT}/options/0/value", lambda it: chosen(value=it)),
    (75, f"{ELEMENT}/options/0/description/text", lambda it: chosen(description=plain(it))),
    (100, f"{ELEMENT}/confirm/title/text", lambda it: sure(title=plain(it))),
    (300, f"{ELEMENT}/confirm/text/text", lambda it: sure(text=plain(it))),
    (30, f"{ELEMENT}/confirm/confirm/text", lambda it: sure(confirm=plain(it))),
    (30, f"{ELEMENT}/confirm/deny/text", lambda it: sure(deny=plain(it))),
    (24, "title/text", lambda it: modal(section(), title=plain(it))),
    (24, "submit/text", lambda it: modal(section(), submit=plain(it))),
    (24, "close/text", lambda it: modal(section(), close=plain(it))),
    (3000, "private_metadata", lambda it: modal(section(), private_metadata=it)),
    (255, "callback_id", lambda it: modal(section(), callback_id=it)),
    (255, "external_id", lambda it: home(section(), external_id=it)),
    (200, "blocks/0/text/text", lambda it: modal(block("alert", text=plain(it)))),
    (2000, "blocks/0/label/text", lambda it: modal({**asking(text_input()), "label": plain(it)})),
    (2000, "blocks/0/hint/text", lambda it: modal(asking(text_input(), hint=plain(it)))),
    (150, "blocks/0/element/placeholder/text", lambda it: asked(placeholder=plain(it))),
    (3000, "blocks/0/element/initial_value", lambda it: asked(initial_value=it)),
    (100, "blocks/0/element/initial_value", lambda it: asked(initial_value=it, max_length=100)),
]


@pytest.mark.parametrize(("most", "path", "made"), LONGEST)
def test_a_text_may_be_so_long_and_not_a_character_longer(most, path, made):
    assert problems(made("x" * most)) == []
    (problem,) = problems(made("x" * (most + 1)))
    assert problem.startswith(f"{path}: {most + 1} characters, ")


def test_a_text_that_changes_a_message_is_short_in_bytes():
    assert problems({"text": "ü" * 2000, "channel": "C1", "ts": "1.2"}) == []
    assert problems({"text": "ü" * 2000 + "!", "channel": "C1", "ts": "1.2"}) == [
        "text: 4001 bytes, chat.update takes 4000"
    ]


CHILD = section()
CARD = block("card", title=mrkdwn("Start large"))

MOST = [
    (50, "blocks", lambda count: message(*[section()] * count)),
    (100, "blocks", lambda count: modal(*[section()] * count)),
    (100, "blocks", lambda count: home(*[section()] * count)),
    (25, "blocks/0/elements", lambda count: message(actions(*[button()] * count))),
    (10, "blocks/0/elements", lambda count: message(block("context", elements=[mrkdwn("x")] * count))),
    (10, "blocks/0/fields", lambda count: message(block("section", fields=[mrkdwn("x")] * count))),
    (100, f"{ELEMENT}/options", lambda count: message(actions(menu(options=options(count))))),
    (5, f"{ELEMENT}/options", lambda count: message(actions(menu("overflow", options=options(count))))),
    (10, f"{ELEMENT}/options", lambda count: message(actions(menu("radio_buttons", options=options(count))))),
    (10, f"{ELEMENT}/options", lambda count: message(actions(menu("checkboxes", options=options(count))))),
    (10, "blocks/0/elements", lambda count: message(block("carousel", elements=[CARD] * count))),
    (10, "blocks/0/child_blocks", lambda count: message(block("container", child_blocks=[CHILD] * count))),
    (100, "blocks/0/rows", lambda count: message(table(rows=count))),
    (20, "blocks/0/rows/0", lambda count: message(table(rows=1, cells=count))),
    (201, "blocks/0/rows", lambda count: message(data_table(rows=count))),
]


@pytest.mark.parametrize(("most", "path", "made"), MOST)
def test_there_may_be_so_many_and_not_one_more(most, path, made):
    assert problems(made(most)) == []
    (problem,) = problems(made(most + 1))
    assert problem.startswith(f"{path}: {most + 1} ")


EMPTY = [
    ("blocks/0/text/text", message(section(" "))),
    ("blocks/0/alt_text", message(image(alt_text=""))),
    (f"{ELEMENT}/text/text", pressed(text=plain(""))),
    (f"{ELEMENT}/options/0/value", chosen(value="")),
    ("title/text", modal(section(), title=plain(""))),
    ("blocks/0/label/text", modal({**asking(text_input()), "label": plain("")})),
]  # fmt: skip


@pytest.mark.parametrize(("path", "payload"), EMPTY)
def test_a_text_may_not_be_empty(path, payload):
    assert problems(payload) == [f"{path}: empty"]


NONE = [
    ("blocks/0/elements: 0 items, an actions takes 1 to 25", message(actions())),
    ("blocks/0/elements: 0 items, a context takes 1 to 10", message(block("context", elements=[]))),
    (f"{ELEMENT}/options: 0 items, a static_select takes 1 to 100", message(actions(menu(options=[])))),
    ("blocks: 0 items, a modal takes 1 to 100", modal()),
    ("blocks/0/element/max_length: 0, a plain_text_input takes 1 to 3000", asked(max_length=0)),
    ("blocks/0/element/max_length: 3001, a plain_text_input takes 1 to 3000", asked(max_length=3001)),
]


@pytest.mark.parametrize(("problem", "payload"), NONE)
def test_too_little_is_told_like_too_much(problem, payload):
    assert problems(payload) == [problem]


def test_the_blocks_of_one_message_may_be_so_long_together():
    rest = BLOCKS_TEXT_MAX - 3 * 3000
    assert problems(message(*[section("x" * 3000)] * 3, section("x" * rest))) == []
    assert problems(message(*[section("x" * 3000)] * 3, section("x" * rest), section("x"))) == [
        "blocks: 10001 characters in all, a message takes 10000"
    ]


def test_a_data_table_may_hold_so_much():
    assert "blocks/0: 20004 characters, a data_table takes 20000" in problems(
        message(data_table(text="x" * 5001))
    )


SDK = (*vars(sdk.blocks).values(), *vars(sdk.block_elements).values())
KINDS = [(cls, cls.type) for cls in SDK if isinstance(getattr(cls, "type", None), str)]
KINDS += [(sdk.ConfirmObject, "confirm"), (sdk.OptionGroup, "option_group"), (View, "modal")]


def limits_of_the_sdk():
    for cls, kind in KINDS:
        for name in dir(cls):
            most = getattr(cls, name)
            if name.endswith("_max_length") and isinstance(most, int) and kind in LENGTHS:
                yield kind, name.removesuffix("_max_length"), most


@pytest.mark.parametrize(("kind", "field", "most"), sorted(set(limits_of_the_sdk())))
def test_a_limit_is_the_one_that_the_sdk_knows(kind, field, most):
    assert most == LENGTHS[kind].get(field) or most == COUNTS[kind][field][1]
