"""Every message that there is, and some that there never will be, drawn as Discord takes it."""

import json
import re
from dataclasses import replace
from typing import get_args

import discord
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.discord.files import discord_files, names_of
from adapters.discord.memory import typed_in
from adapters.discord.render import render
from adapters.drawing import NAME
from adapters.storage.memory import MemoryStore
from adapters.text import clean
from bot import asking, wording
from bot.catalogue import Catalogue
from bot.journal import REFLECTION_MAX
from bot.mentor import Mentor, given_back
from bot.message import (
    Advice,
    Attachment,
    Bar,
    Button,
    Buttons,
    Chart,
    Choice,
    ChoiceField,
    Choices,
    Entries,
    Form,
    Message,
    Paragraph,
    Part,
    Picture,
    Someone,
    Somewhere,
    Source,
    TextField,
    TimeField,
    Tone,
    ZoneField,
)
from bot.model import Channel, Member, Request
from bot.prompts import goodbye_page, prompt_page, ritual_page
from tests.adapters.discord.texts import FAMILY, MARKS, PINGS, SHORT, UNTRUSTED, WORDS
from tests.bot.life import a_life
from tests.bot.visitor import MONDAY, Visitor
from tests.doubles.discord.openapi import openapi_problems
from tests.doubles.discord.rules import Upload, problems_in_message
from tests.doubles.discord.sight import words as read

ADA = Member("discord:@me", "1001")
GENERAL = Channel("discord:9", "2001")
GRACE = "1002"

SOURCE = Source(
    place="JS Party 286, turn 77",
    turn_url="https://x.test/y#L77",
    audio_from="48:03",
    audio_url="https://x.test/y.mp3#t=2883",
    attribution="Based on JS Party 286 by Changelog Media, CC BY-SA 4.0",
)
PICTURE = Picture(
    title="Your progress",
    alt="Stage: senior; Cards read: 31 of 142.",
    bars=(Bar("Tech lead", 6, 6),),
    weeks=(0, 0, 0, 0, 0, 2, 0, 3, 9, 5, 4, 8),
    streak=4,
    facts=(("Stage", "senior"),),
    next_step="Testing",
)
FORM_WITH_ERROR = Form(
    "Pause the weekly prompts",
    "nudges pause",
    (TextField("until", "Until", 40, "*x*", "No *date*."),),
    "When?",
    "Pause",
)
CARD = Advice("Start large", "Because.", "Amal Hussein", SOURCE)
HEADING = Paragraph("Heading", Tone.HEADING)
ROW = Buttons((Button("Topics", "topics"),))


def payloads(message, **more):
    """What is sent for *message*, a payload for each page, and the files beside it."""
    for page in render(message, **more).pages:
        body = {
            "components": page.view().to_components(),
            "flags": 1 << 15,
            "allowed_mentions": {"parse": []},
        }
        yield body, [Upload(name, 1) for name in names_of(page.files)]


def refused(message):
    """What Discord would refuse of *message*."""
    sent = [*payloads(message)]
    json.dumps([body for body, _ in sent], ensure_ascii=False).encode()
    return [problem for body, files in sent for problem in problems_in_message(body, files)]


def unspaced(text):
    """The signs of a text; the backticks of what was typed may have been replaced by some like them."""
    return re.sub("[\u02cb\uff40\u2035]", "`", "".join(clean(text).split()))


def lost(message):
    """What *message* says, and nobody who looks at it reads."""
    sent = [*payloads(message)]
    names = [file.name for _, files in sent for file in files]
    seen = unspaced("".join([*(read(body["components"]) for body, _ in sent), *names]))
    return [text for part in message.parts for text in said(part) if unspaced(text) not in seen]


def said(part):
    """Everything that there is to read in a part."""
    match part:
        case Paragraph(text):
            yield text
        case Entries(items):
            yield from (it for term, meaning in items for it in (getattr(term, "id", term), meaning))
        case Advice(title, text, speaker, source):
            yield from (title, text, f"{speaker}, {source.place}", source.attribution)
        case Choices(heading, items):
            yield from (heading, *(it for item in items for it in (item.label, item.detail)))
        case Form(title, _, fields, intro):
            yield from (title, intro, *(field.error for field in fields))
            yield from (field.value for field in fields if isinstance(field, TextField))
        case Picture(alt=alt) | Chart(alt=alt):
            yield alt
        case Attachment(name, _, description):
            yield from (name, description)


def page_of(*parts, **more):
    """The components of a message that fits on one page, checked."""
    message = Message(parts)
    assert refused(message) == []
    assert lost(message) == []
    [(body, _)] = payloads(message, **more)
    [container] = body["components"]
    return container["components"]


def kinds(components):
    return [discord.ComponentType(component["type"]).name for component in components]


def texts(components):
    """The markdown of all texts, in order."""
    found = []
    for component in components:
        found += [component["content"]] if "content" in component else texts(component.get("components", ()))
    return found


def pressable(components):
    """The ids of everything that can be pressed, and the values of all options, by what they say."""
    inner = [it for part in components for it in (*part.get("components", ()), part.get("accessory", {}))]
    buttons = {it["label"]: it["custom_id"] for it in inner if "label" in it}
    return buttons | {option["label"]: option["value"] for it in inner for option in it.get("options", ())}


def listed(count, detail="", label="Choice {}"):
    return Choices("Heading", tuple(Choice(label.format(n), detail, f"open {n}") for n in range(count)))


# All that the mentor says

REFLECTIONS = (
    "", PINGS * 30, MARKS * 30, FAMILY * 600, "`" * 3000, "# \n" * 1000, "w" * 3000, "w" * 4000,
)  # fmt: skip


async def test_all_that_the_mentor_says_is_as_discord_takes_it(search):
    ada = Visitor(
        Mentor(Catalogue(search), MemoryStore()), ADA, admin=True, channel=GENERAL, zone="Europe/Berlin"
    )
    met = set()
    async for message in a_life(ada, search.library.cards[0], f"<@!{GRACE}>", REFLECTIONS):
        assert refused(message) == [], message
        assert lost(message) == [], message
        met |= set(map(type, message.parts))
    # Of one person alone nobody draws a chart.
    assert met | {Chart} == set(get_args(Part))


def test_every_card_and_every_prompt_is_as_discord_takes_it(library):
    for card in library.cards:
        for message in (asking.card_message(card, library), prompt_page(card, None), ritual_page(card)):
            assert refused(message) == []
            assert len(render(message).pages) == 1
    assert refused(goodbye_page()) == []


async def test_what_discord_is_sent_has_the_shape_that_its_document_has(search, shared):
    assert shared
    ada = Visitor(Mentor(Catalogue(search), MemoryStore()), ADA, admin=True, channel=GENERAL)
    for line in ("staff", "topics", "home", "progress", "data export", "nudges pause never", "help"):
        for body, _ in payloads(await ada.says(line)):
            assert openapi_problems("POST", "/channels/1/messages", body) == []


async def test_all_topics_are_told_and_can_be_chosen_from_menus_on_one_page(search):
    message = await Visitor(Mentor(Catalogue(search), MemoryStore()), ADA).says("topics")
    page = page_of(*message.parts)
    [topics] = [part for part in message.parts if isinstance(part, Choices)]
    assert kinds(page) == ["text_display", *["text_display", "action_row"] * 2]
    assert not [row for row in page if len(row.get("components", [{}])[0].get("options", ())) not in {0, 25}]
    assert pressable(page) == {topic.label: topic.command for topic in topics.items}


# Whatever it is given

NAMES = st.sampled_from(["text", "question", "zone", "time"])
COMMANDS = st.sampled_from(
    ["", "topics", "open a/b", "x" * 101, "y" * 2001, "another a/b: <!channel> \ud83d"]
    + [f"another a/b: {'why? ' * count}" for count in (1, 30, 300, 600)]
)
FORM_COMMANDS = st.sampled_from(["", "data delete", "x" * 2000])
COUNTS = st.integers(0, 10**6)
URLS = st.sampled_from(["https://x.test/?a=1&b=2", "https://x.test/" + "(" * 900, "no address", ""])


def tuples(items, **size):
    return st.lists(items, **size).map(tuple)


OPTIONS = tuples(st.tuples(st.sampled_from("abc"), SHORT), min_size=1)
FIELD = st.one_of(
    st.builds(TextField, NAMES, WORDS, st.integers(1, 20_000), WORDS, SHORT, WORDS, st.booleans()),
    st.builds(ChoiceField, NAMES, WORDS, OPTIONS, st.sampled_from("abcd"), SHORT),
    st.builds(TimeField, NAMES, WORDS, SHORT | st.just("9 am"), SHORT),
    st.builds(ZoneField, NAMES, WORDS, SHORT | st.just("Europe/Berlin"), SHORT),
)
SOURCES = st.builds(Source, SHORT, URLS, st.none() | st.just("48:03"), st.none() | URLS, WORDS)
TERMS = SHORT | st.builds(Somewhere, SHORT) | st.builds(Someone, SHORT | st.just(GRACE))
MANY_CHOICES = st.integers(0, 120).map(lambda count: listed(count).items)
PART = st.one_of(
    st.builds(Paragraph, WORDS, st.sampled_from(Tone)),
    st.builds(Entries, tuples(st.tuples(TERMS, WORDS), max_size=9)),
    st.builds(Advice, WORDS, WORDS, SHORT, SOURCES),
    st.builds(Choices, WORDS, tuples(st.builds(Choice, SHORT, SHORT, COMMANDS), max_size=15) | MANY_CHOICES),
    st.builds(Buttons, tuples(st.builds(Button, SHORT, COMMANDS, st.booleans()), max_size=30)),
    WORDS.map(lambda alt: replace(PICTURE, alt=alt)),
    st.builds(Chart, SHORT, SHORT, st.just(("W47",)), st.just(()), SHORT),
    st.builds(Attachment, SHORT, st.just(b""), WORDS),
)
FIELDS = tuples(FIELD, min_size=1, max_size=4, unique_by=lambda field: field.name)
FORM = st.builds(Form, WORDS, FORM_COMMANDS, FIELDS, WORDS, SHORT)


@settings(max_examples=60)
@given(st.lists(PART, max_size=4), st.lists(FORM, max_size=1))
def test_no_message_is_refused_or_loses_a_word_whatever_is_in_it(parts, form):
    message = Message((*parts, *form))
    assert refused(message) == []
    assert lost(message) == []


@pytest.mark.parametrize(
    "text",
    [PINGS * 300, FAMILY * 2400, f"{MARKS}\n\n" * 300, "*" * 12_000, "`" * 12_000, "w " * 6000],
    ids=["pings", "families", "marks", "stars", "backticks", "words"],
)
@pytest.mark.parametrize(
    "part",
    [
        Paragraph,
        lambda text: Paragraph(text, Tone.QUIET),
        lambda text: Paragraph(text, Tone.HEADING),
        lambda text: Advice(text, text, text[:300], SOURCE),
        lambda text: Entries((("term", text), (text, "meaning"))),
        lambda text: Choices(text, (Choice(text, text, "open"),)),
        lambda text: Form(
            text, "command", (TextField("text", text, 3000, text, text, text, long=True),), text
        ),
        lambda text: Attachment(text, b"", text),
        lambda text: replace(PICTURE, alt=text),
    ],
    ids=["paragraph", "quiet", "heading", "advice", "entries", "choices", "form", "attachment", "picture"],
)
def test_a_text_of_twelve_thousand_characters_takes_more_messages(part, text):
    message = Message((part(text), ROW))
    assert refused(message) == []
    assert lost(message) == []


@pytest.mark.parametrize(
    "part",
    [
        Buttons((Button("Topics", "topics"),) * 226),
        Choices("Heading", tuple(Choice(f"Choice {n}", "", f"{n}" * 101) for n in range(7))),
        Choices("Heading", (Choice("", "", "open a/b"),) * 7),
        listed(120, detail="detail " * 11, label=f"{{}}{' label' * 12}"),
        Entries((("t", "m"),) * 700),
        replace(FORM_WITH_ERROR, title="t" * 46, verb="v" * 25),
    ],
    ids=["buttons", "commands", "nothing to tell apart", "options", "entries", "titles"],
)
def test_one_more_than_discord_takes_is_told_otherwise(part):
    assert refused(Message((part,))) == []
    assert lost(Message((part,))) == []


def test_a_message_that_says_nothing_still_says_whose_it_is():
    assert texts(page_of()) == [NAME]


# Texts


def test_how_loud_a_paragraph_is_shows():
    page = page_of(Paragraph("A * B", Tone.HEADING), Paragraph("A * B"), Paragraph("A * B", Tone.QUIET))
    assert texts(page) == [r"## A \* B", r"A \* B", r"-# A \* B"]


def test_a_heading_that_is_too_long_for_one_is_bold():
    assert texts(page_of(Paragraph("heading " * 20, Tone.HEADING)))[0].startswith("**heading heading")


def test_a_long_text_is_told_in_several_messages_with_the_buttons_in_the_last():
    message = Message((Paragraph("A sentence of forty characters, or more. " * 300), ROW))
    pages = [body["components"][0]["components"] for body, _ in payloads(message)]
    assert len(pages) > 2
    assert [bool(pressable(page)) for page in pages] == [False] * (len(pages) - 1) + [True]


def test_more_components_than_a_message_takes_are_told_in_several():
    drawing = render(Message((Paragraph("line"),) * 100))
    assert [len(page.blocks) for page in drawing.pages] == [39, 39, 22]


def test_a_heading_goes_to_the_next_message_with_what_it_stands_over():
    drawing = render(Message((*[Paragraph("line")] * 38, HEADING, Paragraph("line"))))
    assert [len(page.blocks) for page in drawing.pages] == [38, 2]


def test_entries_are_a_line_each_and_ids_are_shown_by_name():
    items = (
        ("topics", "all *topics*"),
        (Somewhere("2001"), "Monday"),
        (Someone(GRACE), ""),
        (Someone("<x>"), ""),
    )
    [text] = page_of(Entries(items))
    assert text["content"] == "`topics`  all \\*topics\\*\n<#2001>  Monday\n<@1002>\n\\<x>"


def test_advice_says_who_said_it_and_where_to_read_and_hear_it():
    read_it = "[Read it there](https://x.test/y#L77)"
    listen = "[Listen from about 48:03](https://x.test/y.mp3#t=2883)"
    assert texts(page_of(CARD)) == [
        "### Start large\nBecause.",
        f"-# Amal Hussein, JS Party 286, turn 77 · {read_it} · {listen}\n-# {SOURCE.attribution}",
    ]


@pytest.mark.parametrize("silent", [{"audio_from": None}, {"audio_url": None}])
def test_advice_without_a_time_has_nothing_to_listen_to(silent):
    page = page_of(replace(CARD, source=replace(SOURCE, **silent)))
    assert "Listen" not in "".join(texts(page))


def test_a_time_is_told_where_there_is_nothing_to_listen_to():
    page = page_of(replace(CARD, source=replace(SOURCE, audio_url=None)))
    assert ", turn 77 · " in texts(page)[1]
    assert " · from about 48:03" in texts(page)[1]


# What can be pressed


def test_a_few_short_choices_are_buttons():
    heading, row = page_of(listed(5))
    assert heading["content"] == "-# **Heading**"
    assert row["type"] == 1
    assert pressable([row])["Choice 4"] == "c:open 4"


def test_more_short_choices_are_a_menu_below_their_heading():
    heading, row = page_of(listed(10))
    assert heading["content"] == "Heading"
    [menu] = row["components"]
    assert (menu["placeholder"], menu["custom_id"]) == ("Choose one", "s:0")
    assert [option["value"] for option in menu["options"]] == [f"open {n}" for n in range(10)]


def test_choices_that_a_button_might_cut_have_a_line_each_with_a_word_for_what_it_does():
    question, zone = "Is it OK to stay a senior engineer for good?", "Europe/Dublin, now 16:00 (UTC+1), or so"
    items = Choice(question, "", question, "Ask"), Choice(zone, "", "nudges on")
    _, *lines = page_of(Choices("Heading", items))
    assert texts(lines) == [question, zone]
    assert [line["accessory"]["label"] for line in lines] == ["Ask", "Choose"]


def test_choices_with_something_to_say_have_a_line_each():
    _, *lines = page_of(listed(10, detail="12 *cards*"))
    assert len(lines) == 10
    assert texts(lines)[3] == "**Choice 3**\n-# 12 \\*cards\\*"
    assert lines[3]["accessory"]["label"] == "Open"
    assert lines[3]["accessory"]["custom_id"] == "c:open 3"


@pytest.mark.parametrize("detail", ["word " * 60, "One.\nTwo."])
def test_what_is_there_to_be_read_of_choices_is_as_large_as_the_rest(detail):
    items = Choice("First", "Remark", "open a/b"), Choice("Second", detail, "open c/d")
    first, second = texts(page_of(Choices("Heading", items))[1:])
    assert first == "**First**\nRemark"
    assert second.startswith(f"**Second**\n{detail[:9]}")


def test_many_choices_are_told_in_lists_and_chosen_from_menus_below_them():
    heading, *lists = page_of(listed(60, detail="12 *cards*"))
    assert heading["content"] == "## Heading"
    told, menus = texts(lists), [row["components"][0] for row in lists[1::2]]
    assert told[1].startswith("- Choice 25  *12 \\*cards\\**\n- Choice 26  *12")
    assert [len(menu["options"]) for menu in menus] == [25, 25, 10]
    assert [menu["placeholder"] for menu in menus] == ["Open one"] * 3
    assert menus[2]["options"][9]["description"] == "12 *cards*"


def test_commands_that_no_menu_can_carry_are_told_without_buttons():
    items = tuple(Choice(f"Choice {n}", "", f"{n} {'x' * 200}") for n in range(7))
    assert kinds(page_of(Choices("Heading", items))) == ["text_display"] * 8


def test_what_a_message_is_for_and_what_cannot_be_taken_back_look_like_it():
    buttons = (
        Button("Delete", "delete", grave=True),
        Button("Keep", "keep", main=True),
        Button("Help", "help"),
    )
    [row] = page_of(Buttons(buttons))
    assert [discord.ButtonStyle(it["style"]).name for it in row["components"]] == [
        "danger",
        "primary",
        "secondary",
    ]


def test_buttons_stand_in_rows_of_five():
    rows = page_of(Buttons(tuple(Button(f"{n}", f"open {n}") for n in range(12))))
    assert [len(row["components"]) for row in rows] == [5, 5, 2]


def test_all_that_can_be_pressed_can_be_told_apart():
    page = page_of(listed(3), listed(3, detail="detail"), listed(20), listed(20), Buttons(ROW.buttons * 2))
    assert pressable(page)["Topics"] == "c2:topics"
    ids = [it["custom_id"] for row in page for it in row.get("components", ()) if "options" in it]
    assert ids == ["s:0", "s:1"]


def test_a_command_that_is_too_long_for_an_id_has_its_rest_above_the_button():
    long = Button("Another", f"another a/b: {'why *me*? ' * 20}")
    rest, row = page_of(Buttons((long, *ROW.buttons)))
    assert (rest["id"], rest["content"]) == (1, "-# About: " + r"why \*me\*? " * 19 + r"why \*me\*?")
    assert pressable([row]) == {"Another": "t:another a/b: ", "Topics": "c:topics"}


def test_one_message_has_room_for_one_such_rest():
    first, second = (Button(name, f"another a/b: {name * 100}") for name in ("A1", "B2"))
    assert pressable(page_of(Buttons((first, second, replace(first, label="C3"))))) == {
        "A1": "t:another a/b: ",
        "C3": "t2:another a/b: ",
    }
    assert [*pressable(page_of(Buttons((first,)), Buttons((first, *ROW.buttons))))] == ["A1", "Topics"]


# What stands over what


def test_a_line_parts_a_heading_from_what_is_before_it():
    page = page_of(HEADING, Paragraph("x"), HEADING)
    assert kinds(page) == ["text_display", "text_display", "separator", "text_display"]


def test_a_section_that_would_be_parted_goes_to_the_next_message_whole():
    lines = (Paragraph("line"),) * 8
    drawing = render(Message((*lines * 4, HEADING, *lines, HEADING, *lines)))
    assert [len(page.blocks) for page in drawing.pages] == [32, 19]
    assert refused(Message((*lines * 4, HEADING, *lines))) == []


def test_a_section_that_is_long_is_parted():
    drawing = render(Message((Paragraph("line"), HEADING, *[Paragraph("line")] * 50)))
    assert [len(page.blocks) for page in drawing.pages] == [39, 14]


def test_no_line_stands_at_the_top_of_a_page():
    drawing = render(Message((*[Paragraph("line")] * 39, HEADING)))
    assert [len(page.blocks) for page in drawing.pages] == [39, 1]


def test_nothing_in_an_answer_is_louder_than_the_title_of_a_card():
    page = page_of(CARD, HEADING, CARD, ROW, listed(1, detail="detail"))
    assert texts(page)[2] == "-# **Heading**"
    assert texts(page)[-1] == "Choice 0\n-# detail"


# Forms


def test_a_form_in_a_message_tells_what_is_wrong_and_opens_again_with_what_was_typed():
    *told, row = page_of(FORM_WITH_ERROR)
    assert texts(told) == [
        "### Pause the weekly prompts",
        "When?",
        r"⚠️ No \*date\*.",
        "**Until**\n```\n*x*\n```",
    ]
    assert pressable([row]) == {"Open the form again": "f:nudges pause"}
    assert discord.ButtonStyle(row["components"][0]["style"]) is discord.ButtonStyle.primary
    assert render(Message((FORM_WITH_ERROR,))).form == FORM_WITH_ERROR


def test_what_the_mentor_proposes_in_a_form_is_no_secret_of_the_message_but_what_was_chosen_is():
    fields = (
        ChoiceField("weekday", "Weekday", (("monday", "Monday"),), "monday"),
        ZoneField("zone", "Zone", "x"),
    )
    form = Form("A prompt a week", "nudges on", fields)
    assert len(page_of(form)) == 2
    wrong = replace(form, fields=(fields[0], replace(fields[1], error="Where?")))
    assert texts(page_of(wrong))[2:] == ["**Weekday**\n```\nmonday\n```", "**Zone**\n```\nx\n```"]


def test_a_form_is_opened_as_it_was_asked_for():
    assert [*pressable(page_of(FORM_WITH_ERROR, opens="nudges pause never")).values()] == [
        "f:nudges pause never"
    ]
    assert [*pressable(page_of(FORM_WITH_ERROR, opens="x" * 101)).values()] == ["f:nudges pause"]


def test_the_title_of_a_form_that_is_too_long_for_a_button_stands_above_one():
    form = replace(FORM_WITH_ERROR, fields=(TextField("until", "Until", 40),))
    assert pressable(page_of(form)) == {"Pause the weekly prompts": "f:nudges pause"}
    page = page_of(replace(form, title="A weekly prompt in this channel and in that"))
    assert pressable(page) == {"Open the form": "f:nudges pause"}


def received(body):
    """The components of a message, as discord.py has them once it has come back."""
    return [discord.components._component_factory(it, None) for it in body["components"]]  # noqa: SLF001


def kept_by(message):
    """What the last page of *message*, where its button is, keeps of what was typed."""
    *_, (body, _) = payloads(message)
    return typed_in(received(body))


TYPED = st.lists(UNTRUSTED, max_size=12).map(lambda texts: "".join(texts)[:REFLECTION_MAX])


@given(TYPED.filter(bool), SHORT)
@example("`" * REFLECTION_MAX, "")
@example("\n", "")
def test_what_was_typed_comes_back_exactly(text, error):
    form = Form(
        "Reflect", "reflect free", (TextField("text", "Your thoughts", 3000, text, error, long=True),)
    )
    assert kept_by(Message((Paragraph("word " * 100), form))) == {0: clean(text)}


def test_what_was_typed_and_is_too_long_to_be_kept_is_there_to_be_read():
    text = "```word @everyone " * 250
    message = Message((Form("Ask", "ask", (TextField("question", "Your question", 20_000, text),)),))
    assert refused(message) == lost(message) == []
    assert kept_by(message) == {}


def test_a_form_that_could_not_be_kept_is_given_back_with_all_that_was_typed():
    fields = {"weekday": "monday", "text": PINGS * 30, "zone": "Berlin"}
    message = Message(
        (Paragraph(wording.memory_away("1a2b3c")), *given_back(Request(ADA, "x", MONDAY, fields)))
    )
    assert refused(message) == []
    assert kept_by(message) == dict(enumerate(fields.values()))


# Files


def test_progress_is_a_picture_that_says_all_of_it():
    [gallery] = page_of(PICTURE)
    assert gallery["items"][0]["media"] == {"url": "attachment://progress.png"}
    assert gallery["items"][0]["description"] == PICTURE.alt


def test_what_is_too_much_to_say_of_a_picture_stands_below_it():
    gallery, words = page_of(replace(PICTURE, alt="word " * 300))
    assert len(gallery["items"][0]["description"]) <= 1024
    assert words["content"].startswith("-# word word")


def test_files_are_handed_over_and_told_of():
    attachment = Attachment("data.zip", b"...", "All of *it*")
    message = Message((attachment, PICTURE))
    drawing = render(message)
    assert drawing.files == drawing.pages[0].files == (attachment, PICTURE)
    about, file, _ = page_of(*message.parts)
    assert about["content"] == "-# All of \\*it\\*"
    assert file["file"] == {"url": "attachment://data.zip"}


def test_a_name_that_discord_would_change_is_told():
    about, file = page_of(Attachment("my *data*.zip", b"...", ""))
    assert about["content"] == "**my \\*data\\*.zip**"
    assert file["file"] == {"url": "attachment://my-data-.zip"}


def test_files_are_sent_under_the_names_by_which_the_message_shows_them():
    given = Attachment("My data (all).zip", b"1", "All"), Attachment("data.zip", b"2", ""), PICTURE
    sent = discord_files((*given, given[1], Attachment("é", b"3", "x" * 2000)))
    assert [file.filename for file in sent] == [
        *("My-data-all-.zip", "data.zip", "progress.png", "3-data.zip", "file"),
    ]
    assert sent[1].fp.read() == b"2"
    assert sent[2].fp.read().startswith(b"\x89PNG")
    assert sent[2].description == PICTURE.alt
    assert len(sent[4].description) == 1024


def test_a_page_has_its_own_files():
    message = Message(tuple(Attachment(f"{n}.txt", b"", "") for n in range(12)))
    assert [len(page.files) for page in render(message).pages] == [10, 2]
    assert refused(message) == []
