import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.doubles.slack.blockkit import (
    problems_in_ack_errors,
    problems_in_options,
    problems_in_view,
)
from tests.doubles.slack.samples import (
    ELEMENT,
    EVERYTHING,
    actions,
    asked,
    asking,
    block,
    button,
    chosen,
    home,
    image,
    menu,
    message,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    pressed,
    problems,
    rich,
    section,
    table,
    text_input,
    timed,
    without,
)

ROOT = Path(__file__).parents[3]


def test_a_message_with_everything_passes():
    sent = message(*EVERYTHING, channel="C1", unfurl_links=False, unfurl_media=False)
    sent["metadata"] = {"event_type": "nudge", "event_payload": {"key": "1f"}}
    assert problems(sent) == []


def test_a_text_alone_passes_as_does_taking_a_message_away():
    assert problems({"text": "Said", "response_type": "in_channel"}) == []
    assert problems({"delete_original": True}) == []


def test_a_modal_and_a_home_with_everything_pass():
    inputs = (
        asking(text_input(multiline=True, max_length=100, initial_value="x" * 100, focus_on_load=True)),
        asking(block("timepicker", action_id="time", initial_time="09:00")),
        asking(block("external_select", action_id="zone", min_query_length=2)),
    )
    assert problems(modal(*inputs, section(), private_metadata="", callback_id="reflect")) == []
    assert problems(home(*EVERYTHING)) == []


MARKUP = [
    ("AT&T", "a bare & in 'AT&T'"),
    ("a &nbsp; b", "a bare & in 'a &nbsp; b'"),
    ("Research &am", "an escape cut in two in 'Research &am'"),
    ("<https://a.example?b=1&c=2|Listen>", "a bare & in '//a.example?b=1&c=2|Listen>'"),
    ("1 < 2", "a bare < in '1 < 2'"),
    ("2 > 1", "a bare > in '2 > 1'"),
    ("<b>bold", "a bare < in '<b>bold'"),
    ("<https://a.example|Lis", "a bare < in '<https://a.exam'"),
    ("<https://a.example|>", "a bare < in '<https://a.exam'"),
    ("<https://a.example|two\nlines>", "a bare < in '<https://a.exam'"),
    ("<javascript:alert(1)|here>", "a bare < in '<javascript:ale'"),
    ("Hello <!here>", "pings with '<!here>'"),
    ("Hello <!channel|channel>", "pings with '<!channel|channel>'"),
    ("Hello <!everyone>", "pings with '<!everyone>'"),
    ("Hello <!subteam^S1>", "pings with '<!subteam^S1>'"),
    ("Hello <@U0A", "pings with '<@U0A'"),
]


@pytest.mark.parametrize(("text", "problem"), MARKUP)
def test_text_is_refused_that_slack_would_take_for_markup(text, problem):
    assert f"text: {problem}" in problems({"text": text})
    assert f"blocks/0/text/text: {problem}" in problems(message(section(text)))
    assert f"{ELEMENT}/text: {problem}" in problems(home(block("context", elements=[mrkdwn(text)])))


@pytest.mark.parametrize(("text", "_"), MARKUP)
def test_plain_text_is_taken_as_it_is(text, _):
    assert problems(message(block("header", text=plain(text)))) == []


def test_nobody_is_pinged_by_markdown_or_rich_text_either():
    assert problems(message(block("markdown", text="1 < 2 & 3"))) == []
    assert problems(message(block("markdown", text="<!here>"))) == ["blocks/0/text: pings with '<!here>'"]
    mentions = (
        block("usergroup", usergroup_id="S1"),
        block("broadcast", range="here"),
    )
    assert problems(message(rich(*mentions))) == [
        f"{ELEMENT}/elements/0: pings a usergroup",
        f"{ELEMENT}/elements/1: pings a broadcast",
    ]


ADA, GRACE = "<@U0ADA>", "<@W0GRACE|Grace>"
NAMING = (section(f"Hello {ADA}"), block("markdown", text=ADA), rich(block("user", user_id="U0ADA")))
FOLDED = {"unfurl_links": False, "unfurl_media": False}


@pytest.mark.parametrize(
    "where",
    [
        {"channel": "C1", **FOLDED},
        {"channel": "G1", **FOLDED},
        {"channel": "C1", "ts": "1.2"},
        {"response_type": "in_channel"},
    ],
)
def test_nobody_is_named_where_others_read(where):
    assert problems(message(*NAMING, text=f"{GRACE}: hello", **where)) == [
        f"text: pings with '{GRACE}'",
        f"blocks/0/text/text: pings with '{ADA}'",
        f"blocks/1/text: pings with '{ADA}'",
        "blocks/2/elements/0/elements/0: pings a user",
    ]


@pytest.mark.parametrize(
    "where",
    [
        {"channel": "D1", **FOLDED},
        {"channel": "U1", **FOLDED},
        {"channel": "D1", "ts": "1.2"},
        {"channel": "C1", "user": "U1"},
        {"response_type": "ephemeral"},
        {},
    ],
)
def test_one_person_alone_may_be_told_a_name(where):
    assert problems(message(*NAMING, text=GRACE, **where)) == []
    assert problems(message(text="<!here>", **where)) == ["text: pings with '<!here>'"]


def test_views_may_tell_names():
    assert problems(home(NAMING[0])) == problems(modal(NAMING[0])) == []


TEXTLESS = "text: missing, and notifications and screen readers have nothing else"
UNFOLDS = "not false: our own rule is that links stay links"

EITHER = "a static_select has either options or option_groups"
NONE_OF_ITS = "begins with an option that is none of its options"
NEW = option("New", "new")

RULES = [
    (TEXTLESS, {"blocks": [section()]}),
    (TEXTLESS, message(section(), text=" ")),
    (f"unfurl_links: {UNFOLDS}", {"text": "x", "channel": "C1", "unfurl_media": False}),
    (f"unfurl_media: {UNFOLDS}", {"text": "x", "channel": "C1", "unfurl_links": False}),
    ("link_names: makes pings of bare names", {"text": "x", "link_names": True}),
    ("parse: makes pings of bare names", {"text": "x", "parse": "full"}),
    ("response_type: 'all' is neither ephemeral nor in_channel", {"text": "x", "response_type": "all"}),
    ("metadata: not an event_type with a mapping as event_payload", {"text": "x", "metadata": {"key": "1"}}),
    ("2 blocks have the block_id 'b'", message(section(block_id="b"), section(block_id="b"))),
    ("blocks/0: 2 elements have the action_id 'a'", message(actions(*[button(action_id="a")] * 2))),
    ("2 elements have the focus_on_load", modal(*[asking(text_input(focus_on_load=True))] * 2)),
    ("blocks/0: a section has text or fields", message(block("section"))),
    ("blocks/0: a card has a hero_image, a title, actions or a body", message(block("card"))),
    ("blocks/0: a message has no place for an alert", message(block("alert", text=plain("x")))),
    ("blocks/0: a modal has no place for a table", modal(table())),
    ("blocks/0: a modal has no place for a markdown", modal(block("markdown", text="x"))),
    ("blocks/0: a home has no place for a markdown", home(block("markdown", text="x"))),
    ("submit: missing, though there is an input", without("submit", modal(asking(text_input())))),
    ("blocks/0/element/min_length: above max_length", asked(min_length=20, max_length=10)),
    ("blocks/0/element/initial_time: '9:00' is no time like 09:30", timed("9:00")),
    ("blocks/0/element/initial_time: '24:00' is no time like 09:30", timed("24:00")),
    (f"{ELEMENT}: {EITHER}", message(actions(block("static_select")))),
    (f"{ELEMENT}: {NONE_OF_ITS}", message(actions(menu(initial_option=NEW)))),
    (f"{ELEMENT}: {NONE_OF_ITS}", message(actions(menu("checkboxes", initial_options=[NEW])))),
    (f"{ELEMENT}: 2 options have the value '1'", message(actions(menu(options=[option("a"), option("b")])))),
    (f"{ELEMENT}/url: 'example' is no URL", pressed(url="example")),
    ("blocks/0/image_url: '/i.png' is no URL", message(image(image_url="/i.png"))),
]  # fmt: skip


@pytest.mark.parametrize(("problem", "payload"), RULES)
def test_a_rule_that_is_broken_is_told(problem, payload):
    assert problems(payload) == [problem]


def test_the_same_action_id_may_stand_in_two_blocks():
    assert problems(message(actions(button(action_id="a")), actions(button(action_id="a")))) == []


def test_a_view_is_a_modal_or_a_home():
    assert problems_in_view({"type": "workflow_step"}) == ["type: 'workflow_step' is neither modal nor home"]


SHAPES = [
    ("blocks: ", message() | {"blocks": section()}),
    ("blocks/0: bogus does not go here, only actions, ", message(block("bogus"))),
    ("blocks/0: {'text': 'x'} does not go here, only ", message({"text": "x"})),
    ("blocks/0: plain_text does not go here, only ", message(plain("x"))),
    ("blocks/0/text/type: 'plain_text' was expected", message(block("header", text=mrkdwn("x")))),
    ("blocks/0/text: 'x' does not go here, only mrkdwn, plain_text", message(block("section", text="x"))),
    ("blocks/0/accessory: plain_text_input does not go here", message(section(accessory=text_input()))),
    (f"{ELEMENT}: image does not go here, only ", message(actions(image()))),
    (f"{ELEMENT}: button does not go here, only ", message(block("context", elements=[button()]))),
    (f"{ELEMENT}: Additional properties are not allowed ('label' was", pressed(label="x")),
    (f"{ELEMENT}/style: 'warning' is not one of ['primary', 'danger']", pressed(style="warning")),
    (f"{ELEMENT}/value: 1 is not of type 'string'", pressed(value=1)),
    (f"{ELEMENT}: 'text' is a required property", message(actions(block("button")))),
    (f"{ELEMENT}/options/0/text/type: 'plain_text' was expected", chosen(text=mrkdwn("x"))),
    ("blocks/0: 'alt_text' is a required property", message(without("alt_text", image()))),
    ("blocks/0/label/type: 'plain_text' was expected", modal({**asking(text_input()), "label": mrkdwn("x")})),
    ("blocks/0/element: button does not go here, only ", modal(asking(button()))),
    ("'title' is a required property", without("title", modal(section()))),
    ("title/type: 'plain_text' was expected", modal(section(), title=mrkdwn("x"))),
    ("Additional properties are not allowed ('submit_disabled' was", modal(section(), submit_disabled=True)),
    ("Additional properties are not allowed ('title' was", home(section(), title=plain("x"))),
]


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(("problem", "payload"), SHAPES)
def test_a_wrong_shape_is_told_by_what_it_should_have_been(problem, payload):
    (told,) = problems(payload)
    assert told.startswith(problem)


@pytest.mark.usefixtures("shared")
def test_a_problem_does_not_quote_a_whole_message():
    (told,) = problems(message(section(accessory=["x" * 3000])))
    assert len(told) < 300


def test_limits_and_rules_hold_where_there_are_no_schemas(tmp_path):
    code = (
        "from tests.doubles.slack.blockkit import *;"
        "print(schemas_found(), *problems_in_message({'blocks': [{'type': 'divider', 'block_id': ''}]}))"
    )
    elsewhere = os.environ | {"CAREER_SHARED": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=elsewhere, capture_output=True, text=True, check=True
    )
    assert told.stdout == f"False {TEXTLESS} blocks/0/block_id: empty\n"


def test_what_was_typed_is_answered_with_up_to_a_hundred_options_or_none():
    assert problems_in_options({"options": options(100)}) == []
    assert problems_in_options({"options": []}) == []
    assert problems_in_options({"option_groups": [{"label": plain("Europe"), "options": options(2)}]}) == []


GROUP = {"label": plain("Europe"), "options": options(1)}
LABELLED = GROUP | {"label": plain("x" * 76)}

SUGGESTED = [
    ("options: 101 items, a static_select takes 1 to 100", {"options": options(101)}),
    ("options/0/text/text: 76 characters, an option takes 75", {"options": [option("x" * 76)]}),
    ("options/0/value: 151 characters, an option takes 150", {"options": [option(value="x" * 151)]}),
    ("option_groups/0/label/text: 76 characters, an option_group takes 75", {"option_groups": [LABELLED]}),
    ("2 options have the value '1'", {"options": [option("a"), option("b")]}),
    (EITHER, {}),
    (EITHER, {"options": [option()], "option_groups": [GROUP]}),
]


@pytest.mark.parametrize(("problem", "payload"), SUGGESTED)
def test_what_was_typed_is_not_answered_with_what_no_menu_shows(problem, payload):
    assert problems_in_options(payload) == [problem]


@pytest.mark.usefixtures("shared")
def test_what_was_typed_is_answered_in_plain_text():
    (told,) = problems_in_options({"options": [option() | {"text": mrkdwn("x")}]})
    assert told == "options/0/text/type: 'plain_text' was expected"


def test_errors_stand_at_inputs_and_say_something():
    view = modal(asking(text_input(), block_id="asked"), section(block_id="intro"))
    assert problems_in_ack_errors({"asked": "Too short"}, view) == []
    assert problems_in_ack_errors({"asked": " "}, view) == ["errors/asked: empty"]
    assert problems_in_ack_errors({}, view) == ["errors: none, in an answer which says that there are some"]
    for block_id in ("intro", "gone"):
        assert problems_in_ack_errors({block_id: "Too short"}, view) == [
            f"errors/{block_id}: no input block of the view has this block_id"
        ]
