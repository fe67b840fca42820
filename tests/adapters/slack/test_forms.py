"""Forms as modals: every field that there is, what stands in it, and what comes back."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from adapters.slack.forms import errors_in, fields_of, files_of, inputs, zone_options
from adapters.slack.render import modal
from bot.message import (
    ChoiceField,
    FileField,
    Form,
    ManyField,
    Message,
    TextField,
    TimeField,
    ZoneField,
)
from tests.doubles.slack.blockkit import problems_in_ack_errors, problems_in_options, problems_in_view

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TEXT = TextField("text", "Your thoughts", longest=3000)
DAY = ChoiceField("weekday", "Weekday", (("monday", "Monday"), ("tuesday", "Tuesday")))
TIME = TimeField("time", "Time")
ZONE = ZoneField("zone", "Time zone")
MANY = ManyField("topics", "Topics", (("staff", "Staff"), ("pay", "Pay")))
FILE = FileField("file", "Transcript", ("vtt", "srt"), hint="WebVTT or SRT.")


def drawn(*fields):
    """The elements of *fields* by their names, in a modal that Slack takes."""
    form = Form("Title", "command", fields)
    view = modal(Message((form,)), "memory")
    assert problems_in_view(view) == []
    return {it["block_id"]: it["element"] for it in view["blocks"] if it["type"] == "input"}


def submitted(**values):
    """A view as Slack sends it, with what stands in its elements."""
    elements = {f"field:{name}": {"value": {"type": "any", **element}} for name, element in values.items()}
    return {"state": {"values": elements}}


def test_each_kind_of_field_has_its_element():
    elements = drawn(TEXT, DAY, TIME, ZONE, MANY, FILE)
    assert {block_id: element["type"] for block_id, element in elements.items()} == {
        "field:text": "plain_text_input",
        "field:weekday": "static_select",
        "field:time": "timepicker",
        "field:zone": "external_select",
        "field:topics": "multi_static_select",
        "field:file": "file_input",
    }
    assert {element["action_id"] for element in elements.values()} == {"value"}


def test_nothing_stands_in_a_field_of_which_nothing_is_known():
    elements = drawn(TEXT, DAY, TIME, ZONE, MANY, FILE)
    assert not [key for element in elements.values() for key in element if key.startswith("initial")]


def test_what_is_known_stands_in_its_field():
    elements = drawn(
        replace(TEXT, value="so far & <so> good"),
        replace(DAY, value="tuesday"),
        replace(TIME, value="09:30"),
        replace(ZONE, value="America/New_York"),
    )
    assert elements["field:text"]["initial_value"] == "so far & <so> good"
    assert elements["field:weekday"]["initial_option"]["value"] == "tuesday"
    assert elements["field:time"]["initial_time"] == "09:30"
    assert elements["field:zone"]["initial_option"] == {
        "text": {"type": "plain_text", "text": "America/New York"},
        "value": "America/New_York",
    }


def test_what_slack_has_no_place_for_is_left_out():
    elements = drawn(
        replace(DAY, value="someday"), replace(TIME, value="25:99"), replace(ZONE, value="the moon")
    )
    assert not [key for element in elements.values() for key in element if key.startswith("initial")]


def test_a_time_that_was_typed_is_proposed_as_slack_writes_it():
    assert drawn(replace(TIME, value="9 pm"))["field:time"]["initial_time"] == "21:00"


@pytest.mark.parametrize("text", ["\U0001f642" * 3000, "&" * 3000, "e\u0301" * 1500, "\u05d0 " * 1500])
def test_the_longest_reflection_stands_whole_in_its_field(text):
    element = drawn(replace(TEXT, value=text, long=True))["field:text"]
    assert element["initial_value"] == text
    assert element["multiline"]


def test_a_field_takes_no_more_than_slack_does():
    element = drawn(replace(TEXT, longest=20_000, value="word " * 4000))["field:text"]
    assert element["max_length"] == len(element["initial_value"]) == 3000


def test_a_field_as_slack_cannot_show_it_is_shown_as_near_as_can_be():
    options = tuple((f"value {number}", "A label " * 40) for number in range(120))
    drawn(
        replace(TEXT, label="L" * 3000, hint="H" * 3000, value="\0\ud83d"),
        ChoiceField("one", "\n", options, value="value 3"),
        ChoiceField("twice", "Weekday", (("monday", "Monday"), ("monday", "Mon"))),
    )


def test_a_hint_stands_below_its_field():
    [block] = inputs(Form("", "", (replace(TEXT, hint="Only you can read this."),)))
    assert block["hint"]["text"] == "Only you can read this."


def test_what_is_wrong_stands_below_its_field_before_its_hint():
    wrong = replace(TEXT, error="<Nothing> to keep.", hint="Only you can read this.")
    first, second, third = inputs(Form("", "", (wrong, replace(ZONE, error="Where?"), DAY)))
    assert first["hint"]["text"] == "⚠️ <Nothing> to keep. Only you can read this."
    assert second["hint"]["text"] == "⚠️ Where?"
    assert "hint" not in third


def test_what_is_wrong_is_told_by_block():
    form = Form(
        "Title", "command", (TEXT, replace(TIME, error="I need a time."), replace(ZONE, error="Where?"))
    )
    errors = errors_in(form)
    assert errors == {"field:time": "I need a time.", "field:zone": "Where?"}
    assert problems_in_ack_errors(errors, modal(Message((form,)), "")) == []


def test_what_was_filled_in_comes_back_by_name():
    view = submitted(
        text={"value": "a < b"},
        weekday={"selected_option": {"value": "monday"}},
        time={"selected_time": "09:00"},
        zone={
            "selected_option": {"text": {"type": "plain_text", "text": "Berlin"}, "value": "Europe/Berlin"}
        },
    )
    assert fields_of(view) == {"text": "a < b", "weekday": "monday", "time": "09:00", "zone": "Europe/Berlin"}


def test_what_was_left_empty_comes_back_empty():
    view = submitted(text={"value": None}, day={"selected_option": None}, time={"selected_time": None})
    view["state"]["values"]["other"] = {"value": {"value": "not ours"}}
    view["state"]["values"]["field:zone"] = {}
    assert fields_of(view) == {"text": "", "day": "", "time": "", "zone": ""}


def test_a_page_without_fields_brings_none_back():
    assert fields_of({"state": {"values": {}}}) == {}


@pytest.mark.parametrize("typed", ["Berlin", "usa", "+5:30", "portland", "CST", "+3"])
def test_zones_are_proposed_for_what_was_typed(typed):
    options = zone_options(typed, AT)
    assert options
    assert problems_in_options({"options": options}) == []


def test_a_zone_can_be_told_by_its_time():
    [berlin] = zone_options("Berlin", AT)
    assert berlin["text"]["text"] == "Europe/Berlin, now 11:00 (UTC+1)"
    assert berlin["value"] == "Europe/Berlin"


def test_a_place_that_nobody_knows_proposes_nothing():
    assert zone_options("nowhere at all", AT) == []


def test_files_and_what_is_optional_may_be_left_out_and_nothing_else_may():
    url = TextField("url", "Or its address", 100, optional=True)
    stages = replace(MANY, name="stages", optional=True)
    blocks = inputs(Form("", "", (url, TEXT, DAY, TIME, ZONE, MANY, stages, FILE)))
    assert [it["block_id"] for it in blocks if it.get("optional")] == [
        "field:url", "field:stages", "field:file",
    ]  # fmt: skip
    assert blocks[-1]["hint"]["text"] == FILE.hint


def test_a_form_takes_one_file_of_the_kinds_that_can_be_read():
    assert drawn(FILE)["field:file"] == {
        "type": "file_input", "action_id": "value", "filetypes": ["vtt", "srt"], "max_files": 1,
    }  # fmt: skip


def test_what_was_chosen_of_several_stands_there_and_comes_back_with_commas():
    chosen = drawn(replace(MANY, values=("pay", "unknown", "staff")))["field:topics"]["initial_options"]
    assert [it["value"] for it in chosen] == ["pay", "staff"]
    assert fields_of(submitted(topics={"selected_options": chosen})) == {"topics": "pay,staff"}
    assert fields_of(submitted(topics={"selected_options": []})) == {"topics": ""}


def test_a_file_comes_back_by_its_name_and_as_slack_tells_of_it():
    file = {"id": "F1", "name": "talk.vtt"}
    view = submitted(file={"files": [file]}, other={"files": []}, text={"value": "a"})
    assert fields_of(view) == {"file": "talk.vtt", "other": "", "text": "a"}
    assert files_of(view) == {"file": [file]}
