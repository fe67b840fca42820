"""Forms as Discord's modals: every field that there is, what stands in it, and what comes back."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord.forms import WITH_COMMAS, command_of, fields_of, files_of, modal, refilled
from adapters.discord.uploads import Attached
from adapters.storage.memory import MemoryStore
from bot import wording
from bot.catalogue import Catalogue
from bot.journal import REFLECTION_MAX
from bot.mentor import Mentor
from bot.message import (
    Button,
    Buttons,
    ChoiceField,
    FileField,
    Form,
    ManyField,
    Paragraph,
    TextField,
    TimeField,
    ZoneField,
)
from bot.model import Member
from tests.adapters.discord.texts import MARKS, SHORT, WORDS
from tests.bot.visitor import Visitor, form_of
from tests.doubles.discord.openapi import openapi_problems
from tests.doubles.discord.rules import problems_in_modal

ADA = Member("discord", "1001")
TEXT = TextField("text", "Your thoughts", longest=3000)
DAY = ChoiceField("weekday", "Weekday", (("monday", "Monday"), ("tuesday", "Tuesday")))
TIME = TimeField("time", "Time")
ZONE = ZoneField("zone", "Time zone")
MANY = ManyField("topics", "Topics", (("staff", "Staff"), ("pay", "Pay")))
FILE = FileField("file", "Transcript", ("vtt", "srt"), hint="WebVTT or SRT.")


def opened(form, said=()):
    """What is sent to open *form*, checked."""
    payload = modal(form, said).to_dict()
    assert problems_in_modal(payload) == []
    assert openapi_problems("POST", "/interactions/1/x/callback", {"type": 9, "data": payload}) == []
    return payload


def labels(*fields):
    """The labels of *fields*, by the names of the fields in them."""
    shown = opened(Form("Title", "command", fields))["components"]
    return {it["component"]["custom_id"]: it for it in shown if it["type"] == 18}


def components(*fields):
    return {name: label["component"] for name, label in labels(*fields).items()}


def chosen(menu):
    return [option["value"] for option in menu["options"] if option["default"]]


def submitted(*labelled, rows=()):
    """What Discord sends of a modal: components in labels, and one by one in the *rows* of old."""
    inner = [{"type": 18, "id": 1, "component": it} for it in labelled]
    told = {"type": 10, "id": 9}
    return {
        "custom_id": "m:x",
        "components": [told, *inner, *({"type": 1, "components": [it]} for it in rows)],
    }


# Out


def test_a_modal_has_the_title_and_the_command_of_its_form():
    payload = opened(Form("Pause the weekly prompts", "nudges pause", (TEXT,), "When?"))
    assert payload["title"] == "Pause the weekly prompts"
    assert command_of(payload["custom_id"]) == "nudges pause"
    assert payload["components"][0] == {"type": 10, "content": "When?"}


def test_each_kind_of_field_has_its_component():
    shown = components(TEXT, DAY, TIME, ZONE)
    assert {name: it["type"] for name, it in shown.items()} == {"text": 4, "weekday": 3, "time": 3, "zone": 4}
    assert shown["zone"]["placeholder"] == "Type a city or a country"


def test_several_and_files_may_be_left_out():
    shown = components(replace(MANY, optional=True), FILE)
    assert {name: it["type"] for name, it in shown.items()} == {"topics": 3, "file": 19}
    assert [(it["required"], it["min_values"]) for it in shown.values()] == [(False, 0), (False, 0)]
    assert [it["max_values"] for it in shown.values()] == [2, 1]
    assert labels(FILE)["file"]["description"] == FILE.hint


def test_of_several_one_at_least_is_chosen_unless_none_will_do():
    topics = components(MANY)["topics"]
    assert (topics.get("required", True), topics["min_values"], topics["max_values"]) == (True, 1, 2)


@pytest.mark.parametrize("optional", [False, True])
def test_a_text_may_be_left_out_if_it_is_optional(*, optional: bool):
    assert components(replace(TEXT, optional=optional))["text"].get("required", True) is not optional


def test_what_was_chosen_of_several_stands_there():
    assert chosen(components(replace(MANY, values=("pay", "staff")))["topics"]) == ["staff", "pay"]


def test_more_than_a_menu_holds_can_be_typed():
    options = tuple((f"topic-{number}", f"Topic {number}") for number in range(26))
    many = ManyField("topics", "Topics", options, values=("topic-1", "topic-25"))
    label = labels(many)["topics"]
    assert label["description"] == WITH_COMMAS
    assert label["component"]["type"] == 4
    assert label["component"]["value"] == "Topic 1, Topic 25"
    assert label["component"].get("required", True)
    assert not components(replace(many, optional=True))["topics"]["required"]


def test_nothing_stands_in_a_field_of_which_nothing_is_known():
    shown = components(TEXT, DAY, TIME, ZONE)
    assert not any("value" in shown[name] for name in ("text", "zone"))
    assert chosen(shown["weekday"]) == chosen(shown["time"]) == []


def test_what_is_known_stands_in_its_field():
    shown = components(
        replace(TEXT, value="so *far*"),
        replace(DAY, value="tuesday"),
        replace(TIME, value="9:30"),
        replace(ZONE, value="America/New_York"),
    )
    assert shown["text"]["value"] == "so *far*"
    assert chosen(shown["weekday"]) == ["tuesday"]
    assert chosen(shown["time"]) == ["09:30"]
    assert shown["zone"]["value"] == "America/New_York"


def test_what_discord_has_no_place_for_is_left_out():
    shown = components(replace(DAY, value="someday"), replace(TIME, value="25:99"))
    assert chosen(shown["weekday"]) == chosen(shown["time"]) == []


def test_times_are_half_hours_of_the_day():
    times = [option["value"] for option in components(TIME)["time"]["options"]]
    assert (times[:2], times[-1], len(times)) == (["06:00", "06:30"], "18:00", 25)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [("9:10", "06:00", "17:30"), ("4 am", "04:00", "17:30"), ("21:45", "06:30", "21:45")],
)
def test_another_time_takes_the_place_of_the_one_farthest_from_it(typed, first, last):
    menu = components(replace(TIME, value=typed))["time"]
    times = [option["value"] for option in menu["options"]]
    assert (times[0], times[-1], len(times)) == (first, last, 25)
    assert times == sorted(times)
    assert len(chosen(menu)) == 1


@pytest.mark.parametrize("text", ["\U0001f642" * 3000, "```" * 1000, f"{MARKS * 50}"[:3000]])
def test_the_longest_reflection_stands_whole_in_its_field(text):
    assert len(text) == REFLECTION_MAX
    shown = components(replace(TEXT, value=text, long=True))["text"]
    assert (shown["value"], shown["style"]) == (text, 2)


def test_a_field_takes_no_more_than_discord_does():
    shown = components(replace(TEXT, longest=20_000, value="word " * 4000))["text"]
    assert shown["max_length"] == len(shown["value"]) == 4000


def test_a_hint_stands_below_the_label_and_gives_way_to_what_is_wrong():
    hinted = replace(TEXT, hint="Only you can read this.")
    assert labels(hinted)["text"]["description"] == "Only you can read this."
    assert labels(replace(hinted, error="Nothing to keep."))["text"]["description"] == "⚠️ Nothing to keep."
    assert "description" not in labels(DAY)["weekday"]


def test_what_does_not_fit_where_it_belongs_is_told_above_the_fields():
    error = wording.no_zone("a place that nobody has ever heard of, and never will")
    form = Form(
        "A weekly prompt in this channel and in that one", "x", (replace(ZONE, error=error),), "When?"
    )
    told, label = opened(form)["components"]
    assert told["content"].split("\n") == [form.title, "When?", f"⚠️ {error}"]
    assert label["description"].startswith("⚠️ I know no time zone")


def test_what_was_said_beside_the_form_stands_above_it():
    form = Form("Title", "command", (TEXT,), "Go *on*.")
    said = Paragraph("By the way"), Buttons((Button("Topics", "topics"),)), form
    assert opened(form, said)["components"][0]["content"] == "By the way\nGo \\*on\\*."


def test_more_than_fits_above_the_fields_is_cut_and_said_to_be():
    told = opened(Form("Title", "command", (TEXT,), "word " * 2000))["components"][0]["content"]
    assert told.endswith(f"word\n-# {wording.MORE_THAN_FITS}")


OPTIONS = st.lists(st.tuples(st.sampled_from("abc"), SHORT), min_size=1).map(tuple)
FIELD = st.one_of(
    st.builds(TextField, SHORT, WORDS, st.integers(1, 20_000), WORDS, WORDS, WORDS, st.booleans()),
    st.builds(ChoiceField, SHORT, WORDS, OPTIONS, st.sampled_from("abcd"), WORDS),
    st.builds(ManyField, SHORT, WORDS, OPTIONS, st.lists(st.sampled_from("abcd")).map(tuple), WORDS),
    st.builds(FileField, SHORT, WORDS, st.just(("vtt",)), WORDS, WORDS),
    st.builds(TimeField, SHORT, WORDS, SHORT | st.just("9 am"), WORDS),
    st.builds(ZoneField, SHORT, WORDS, WORDS | st.just("Europe/Berlin"), WORDS),
)
FIELDS = st.lists(FIELD, min_size=1, max_size=5).map(
    lambda fields: tuple(replace(field, name=f"field {at}") for at, field in enumerate(fields))
)


@settings(max_examples=60)
@given(
    st.builds(Form, WORDS, st.just("data delete"), FIELDS, WORDS), st.lists(WORDS.map(Paragraph), max_size=2)
)
def test_no_form_is_refused_whatever_is_in_it(form, said):
    opened(form, said)


async def test_the_forms_of_the_mentor_fit_and_keep_their_fields(search):
    visitor = Visitor(Mentor(Catalogue(search), MemoryStore()), ADA, admin=True, zone="Europe/Berlin")
    for line in ("nudges on", "nudges on monday 9:00 nowhere", "ask", "reflect free", "journal search"):
        form = form_of(await visitor.says(line))
        shown = opened(form)["components"][-len(form.fields) :]
        assert [it["label"] for it in shown] == [it.label for it in form.fields]
        assert [it["component"]["custom_id"] for it in shown] == [it.name for it in form.fields]


# Back


def test_what_was_filled_in_comes_back_by_name():
    data = submitted(
        {"type": 4, "id": 2, "custom_id": "text", "value": "a < b"},
        {"type": 3, "id": 3, "custom_id": "weekday", "values": ["monday"]},
        {"type": 21, "id": 4, "custom_id": "mood", "value": "low"},
        {"type": 22, "id": 5, "custom_id": "topics", "values": ["a", "b"]},
        rows=[{"type": 4, "id": 6, "custom_id": "zone", "value": "Berlin"}],
    )
    assert fields_of(data) == {
        "text": "a < b", "weekday": "monday", "mood": "low", "topics": "a,b", "zone": "Berlin",
    }  # fmt: skip


def test_what_was_left_empty_comes_back_empty():
    data = submitted(
        {"type": 4, "custom_id": "text", "value": ""},
        {"type": 3, "custom_id": "weekday", "values": []},
        {"type": 21, "custom_id": "mood", "value": None},
    )
    assert fields_of(data) == {"text": "", "weekday": "", "mood": ""}


def test_a_form_is_refilled_by_the_numbers_of_its_fields():
    form = Form("Title", "command", (replace(TEXT, value="old"), replace(DAY, value="monday"), ZONE))
    fields = refilled(form, {0: "new", 2: "Berlin", 7: "nowhere"}).fields
    assert [field.value for field in fields] == ["new", "monday", "Berlin"]


def test_several_are_refilled_from_one_text_and_a_file_is_not():
    form = Form("Title", "command", (MANY, FILE))
    assert refilled(form, {0: "staff, pay", 1: "talk.vtt"}).fields == (
        replace(MANY, values=("staff", "pay")), FILE,
    )  # fmt: skip


def test_a_file_comes_back_by_its_name_and_as_discord_tells_of_it():
    file = {
        "id": "7",
        "filename": "talk.vtt",
        "size": 3,
        "url": "https://cdn.discordapp.com/a",
        "proxy_url": "",
    }
    data = submitted(
        {"type": 19, "id": 2, "custom_id": "file", "values": ["7"]},
        {"type": 19, "id": 3, "custom_id": "other", "values": []},
    ) | {"resolved": {"attachments": {"7": file}}}
    assert fields_of(data) == {"file": "talk.vtt", "other": ""}
    assert files_of(data) == {"file": [Attached("talk.vtt", 3, "https://cdn.discordapp.com/a")]}
