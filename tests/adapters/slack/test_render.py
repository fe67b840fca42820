"""Every message that there is, and some that there never will be, drawn as Slack takes it."""

import json
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.drawing import NAME
from adapters.slack.blocks import PAGE_TEXT_MAX
from adapters.slack.render import home, modal, render
from adapters.slack.text import escaped
from adapters.storage.memory import MemoryStore
from bot import asking, wording
from bot.catalogue import Catalogue
from bot.mentor import Mentor
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
from bot.model import Channel, Member
from bot.prompts import goodbye_page, prompt_page, ritual_page
from tests.adapters.slack.texts import ACCENTED, FAMILY, PINGS, RIGHT_TO_LEFT, SHORT, UNTRUSTED
from tests.bot.life import a_life
from tests.bot.visitor import Visitor, form_of
from tests.doubles.slack.blockkit import problems_in_message, problems_in_view

ADA = Member("slack:T1", "UADA")
GENERAL = Channel("slack:T1", "C1")
GRACE = "UGRACE"

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
    bars=(Bar("Tech lead", 6, 6), Bar("Staff & principal", 7, 9), Bar("Burnout", 0, 5), Bar("None", 0, 0)),
    weeks=(0, 0, 0, 0, 0, 2, 0, 3, 9, 5, 4, 8),
    streak=4,
    facts=(("Stage", "senior"), ("Cards read", "31 of 142")),
    next_step="Testing",
)

FORM_WITH_ERROR = Form(
    "Pause the weekly prompts",
    "nudges pause",
    (TextField("until", "Until", 40, "x", "No <date>."),),
    "When?",
    "Pause",
)


def refused(message):
    """What Slack would refuse of *message*, wherever it is shown."""
    drawing = render(message)
    posts = [
        {
            "channel": ADA.id if names_somebody(message) else GENERAL.id,
            "text": drawing.text,
            "blocks": [*page],
            "unfurl_links": False,
            "unfurl_media": False,
        }
        for page in drawing.pages
    ]
    views = [modal(message, "memory"), home(message)]
    json.dumps([posts, views], ensure_ascii=False).encode()
    problems = [problem for post in posts for problem in problems_in_message(post)]
    return problems + [problem for view in views for problem in problems_in_view(view)]


def names_somebody(message):
    """Whether somebody is shown by name, which is for whom it is said alone."""
    entries = [item for part in message.parts if isinstance(part, Entries) for item in part.items]
    return any(isinstance(term, Someone) for term, _ in entries)


def page_of(*parts, **more):
    """The blocks of a message that fits on one page, checked."""
    message = Message(parts)
    assert refused(message) == []
    [page] = render(message, **more).pages
    return page


def kinds(blocks):
    return [block["type"] for block in blocks]


def texts(value):
    """All texts in blocks, in order."""
    match value:
        case {"text": str(text)}:
            return [text]
        case dict():
            return [text for inner in value.values() for text in texts(inner)]
        case list() | tuple():
            return [text for inner in value for text in texts(inner)]
    return []


def pressable(blocks):
    """What is behind everything that can be pressed, by what it says."""
    elements = [it for block in blocks for it in (*block.get("elements", ()), block.get("accessory", {}))]
    buttons = {it["text"]["text"]: it["value"] for it in elements if it.get("type") == "button"}
    options = [option for it in elements for option in it.get("options", ())]
    return buttons | {option["text"]["text"]: option["value"] for option in options}


def listed(count, detail="", label="Choice {}"):
    return Choices("Heading", tuple(Choice(label.format(n), detail, f"open {n}") for n in range(count)))


# All that the mentor says

REFLECTIONS = (
    "", PINGS * 35, FAMILY * 600, f"{RIGHT_TO_LEFT}{ACCENTED} " * 120, "&" * 3000, "w" * 3000, "w" * 4000,
)  # fmt: skip


async def test_all_that_the_mentor_says_is_as_slack_takes_it(search):
    ada = Visitor(
        Mentor(Catalogue(search), MemoryStore()), ADA, admin=True, channel=GENERAL, zone="Europe/Berlin"
    )
    met = set()
    async for message in a_life(ada, search.library.cards[0], f"<@{GRACE}>", REFLECTIONS):
        assert refused(message) == [], message
        met |= set(map(type, message.parts))
    # Of one person alone nobody draws a chart.
    assert met | {Chart} == set(get_args(Part))


def test_every_card_and_every_prompt_is_as_slack_takes_it(library):
    for card in library.cards:
        messages = asking.card_message(card, library), prompt_page(card, None), ritual_page(card)
        assert [problem for message in messages for problem in refused(message)] == []
    assert refused(goodbye_page()) == []


async def test_all_topics_are_told_and_can_be_chosen_from_one_menu(search):
    visitor = Visitor(Mentor(Catalogue(search), MemoryStore()), ADA)
    message = await visitor.says("topics")
    [page] = render(message).pages
    [topics] = [part for part in message.parts if isinstance(part, Choices)]
    assert kinds(page) == ["header", "section", "actions"]
    assert pressable(page) == {topic.label: topic.command for topic in topics.items}
    left, right = texts(page[1])
    assert [line.replace("\u00a0", " ") for line in f"{left}\n{right}".split("\n")] == [
        f"• {topic.label}  _{topic.detail}_" for topic in topics.items
    ]


async def test_the_page_of_a_busy_member_fits_into_home(search):
    mentor = Mentor(Catalogue(search), MemoryStore())
    ada = Visitor(mentor, ADA, zone="Europe/Berlin")
    for card in search.library.cards:
        await ada.says(f"save {card.ref}")
        await ada.says(f"open {card.ref}")
    await ada.says("stage senior")
    await ada.says("nudges on monday 9:00 Berlin")
    view = home(await ada.says("home"))
    assert problems_in_view(view) == []
    assert wording.MORE_THAN_FITS not in texts(view)
    assert pressable(view["blocks"])[wording.DELETE_ALL_BUTTON] == "data delete"


# Whatever it is given

WORDS = SHORT | UNTRUSTED.map(lambda text: text * 50)
NAMES = st.sampled_from(["text", "question", "zone", "time"])
COMMANDS = st.sampled_from(
    ["", "topics", "open a/b", "x" * 151, "y" * 2001, "another a/b: <!channel> \ud83d"]
)
FORM_COMMANDS = st.sampled_from(["", "data delete", "x" * 2000])
COUNTS = st.integers(0, 10**6)
URLS = st.sampled_from(["https://x.test/?a=1&b=2", "https://x.test/" + "&" * 900, "no address", ""])


def tuples(items, **size):
    return st.lists(items, **size).map(tuple)


OPTIONS = tuples(st.tuples(st.sampled_from("abc"), SHORT), min_size=1)
FIELD = st.one_of(
    st.builds(TextField, NAMES, WORDS, st.integers(1, 20_000), WORDS, SHORT, WORDS, st.booleans()),
    st.builds(ChoiceField, NAMES, WORDS, OPTIONS, st.sampled_from("abcd")),
    st.builds(TimeField, NAMES, WORDS, SHORT | st.just("9 am")),
    st.builds(ZoneField, NAMES, WORDS, SHORT | st.just("Europe/Berlin")),
)
BAR = st.integers(0, 100).flatmap(lambda of: st.builds(Bar, SHORT, st.integers(0, of), st.just(of)))
SOURCES = st.builds(Source, SHORT, URLS, st.none() | st.just("48:03"), st.none() | URLS, WORDS)
TERMS = SHORT | st.builds(Somewhere, SHORT)
MANY_CHOICES = st.integers(0, 120).map(lambda count: listed(count).items)
PART = st.one_of(
    st.builds(Paragraph, WORDS, st.sampled_from(Tone)),
    st.builds(Entries, tuples(st.tuples(TERMS, WORDS), max_size=9)),
    st.builds(Advice, WORDS, WORDS, SHORT, SOURCES),
    st.builds(Choices, WORDS, tuples(st.builds(Choice, SHORT, SHORT, COMMANDS), max_size=15) | MANY_CHOICES),
    st.builds(Buttons, tuples(st.builds(Button, SHORT, COMMANDS, st.booleans()), max_size=30)),
    st.builds(
        Picture,
        WORDS,
        WORDS,
        tuples(BAR, max_size=12),
        st.tuples(*[COUNTS] * 12),
        COUNTS,
        tuples(st.tuples(SHORT, WORDS), max_size=12),
        SHORT,
    ),
    st.builds(Chart, WORDS, WORDS, st.just(("W47",)), st.just(()), WORDS),
    st.builds(Attachment, SHORT, st.just(b""), WORDS),
)
FIELDS = tuples(FIELD, min_size=1, max_size=4, unique_by=lambda field: field.name)
FORM = st.builds(Form, WORDS, FORM_COMMANDS, FIELDS, WORDS, SHORT)


@settings(max_examples=40)
@given(st.lists(PART, max_size=4), st.lists(FORM, max_size=1))
def test_no_message_is_refused_whatever_is_in_it(parts, form):
    assert refused(Message((*parts, *form))) == []


@settings(max_examples=30)
@given(WORDS.filter(str.strip), st.sampled_from([Tone.PLAIN, Tone.QUIET]))
def test_nothing_of_a_text_is_lost_however_long_it_is(text, tone):
    said = "".join(part for page in render(Message((Paragraph(text, tone),))).pages for part in texts(page))
    assert "".join(said.split()) == "".join(escaped(text).split())


@pytest.mark.parametrize(
    "text",
    [
        PINGS * 300,
        FAMILY * 2400,
        f"{RIGHT_TO_LEFT}{ACCENTED}\n\n" * 900,
        "&" * 12_000,
        "<" * 12_000,
        "w " * 6000,
    ],
    ids=["pings", "families", "right to left", "ampersands", "brackets", "words"],
)
@pytest.mark.parametrize(
    "part",
    [
        Paragraph,
        lambda text: Advice(text, text, text[:300], SOURCE),
        lambda text: Entries((("term", text), (text, "meaning"))),
        lambda text: Choices(text, (Choice(text, text, "open"),)),
        lambda text: Form(
            text, "command", (TextField("text", text, 3000, text, text, text, long=True),), text
        ),
        lambda text: Attachment(text, b"", text),
    ],
    ids=["paragraph", "advice", "entries", "choices", "form", "attachment"],
)
def test_a_text_of_twelve_thousand_characters_takes_more_messages(part, text):
    assert refused(Message((part(text), Buttons((Button("Topics", "topics"),))))) == []


@pytest.mark.parametrize(
    "part",
    [
        replace(PICTURE, facts=(("Name", "value " * 400),) * 11),
        Buttons((Button("Topics", "topics"),) * 26),
        Choices("Heading", tuple(Choice(f"Choice {n}", "", f"{n}" * 151) for n in range(7))),
        Choices("Heading", (Choice("", "", "open a/b"),) * 7),
        listed(100, label=f"{{}}{' label' * 12}", detail="detail " * 11),
        Entries((("t", "m"),) * 700),
        replace(FORM_WITH_ERROR, title="t" * 25, verb="v" * 25),
    ],
    ids=["facts", "buttons", "commands", "nothing to tell apart", "options", "entries", "titles"],
)
def test_one_more_than_slack_takes_is_told_otherwise(part):
    assert refused(Message((part,))) == []


def test_a_message_that_says_nothing_still_says_whose_it_is():
    assert texts(page_of()) == [NAME]
    assert render(Message((Buttons((Button("Topics", "topics"),)),))).text == NAME


# Texts


def test_how_loud_a_paragraph_is_shows():
    page = page_of(Paragraph("A & B", Tone.HEADING), Paragraph("A & B"), Paragraph("A & B", Tone.QUIET))
    assert kinds(page) == ["header", "section", "context"]
    assert texts(page) == ["A & B", "A &amp; B", "A &amp; B"]


def test_a_heading_that_is_too_long_for_one_is_bold():
    [block] = page_of(Paragraph("heading " * 20, Tone.HEADING))
    assert block["type"] == "section"
    assert block["text"]["text"].startswith("*heading heading")


def test_slack_makes_no_links_of_its_own_of_what_somebody_wrote():
    [block] = page_of(Paragraph("see x.test and #general"))
    assert block["text"] == {"type": "mrkdwn", "text": "see x.test and #general", "verbatim": True}


def test_a_long_text_is_told_in_several_messages_with_the_buttons_in_the_last():
    text = "A sentence of forty characters, or more. " * 500
    drawing = render(Message((Paragraph(text), Buttons((Button("Topics", "topics"),)))))
    assert [bool(pressable(page)) for page in drawing.pages] == [False, False, False, True]
    assert all(sum(map(len, texts(page))) <= PAGE_TEXT_MAX for page in drawing.pages)


def test_more_blocks_than_a_message_takes_are_told_in_several():
    drawing = render(Message((Paragraph("line", Tone.QUIET),) * 120))
    assert [len(page) for page in drawing.pages] == [50, 50, 20]


def test_entries_are_a_line_each_and_ids_are_shown_by_name():
    [block] = page_of(
        Entries(
            (
                ("topics", "all <topics>"),
                (Somewhere("C1"), "Monday"),
                (Someone(GRACE), ""),
                (Someone("<x>"), ""),
            )
        )
    )
    assert block["text"]["text"] == "`topics`  all &lt;topics&gt;\n<#C1>  Monday\n<@UGRACE>\n&lt;x&gt;"


def test_advice_says_who_said_it_and_where_to_read_and_hear_it():
    page = page_of(Advice("Start large", "Because.", "Amal Hussein", SOURCE))
    read = "<https://x.test/y#L77|Read it there>"
    listen = "<https://x.test/y.mp3#t=2883|Listen from about 48:03>"
    assert kinds(page) == ["section", "context"]
    assert texts(page) == [
        "*Start large*\nBecause.",
        f"Amal Hussein, JS Party 286, turn 77 · {read} · {listen}\n{escaped(SOURCE.attribution)}",
    ]


def test_advice_that_is_too_long_for_one_paragraph_keeps_its_title_whole():
    title, *advice, _ = page_of(Advice("Start large", "w " * 1500, "Amal Hussein", SOURCE))
    assert title["text"]["text"] == "*Start large*"
    assert kinds(advice) == ["section"]


@pytest.mark.parametrize("silent", [{"audio_from": None}, {"audio_url": None}])
def test_advice_without_a_time_has_nothing_to_listen_to(silent):
    page = page_of(Advice("Start large", "Because.", "Amal", replace(SOURCE, **silent)))
    assert "Listen" not in "".join(texts(page))


def test_a_time_is_told_where_there_is_nothing_to_listen_to():
    page = page_of(Advice("Start large", "Because.", "Amal", replace(SOURCE, audio_url=None)))
    assert ", turn 77 · " in texts(page)[1]
    assert " · from about 48:03" in texts(page)[1]


# What can be pressed


def test_a_few_short_choices_are_buttons():
    heading, row = page_of(listed(5))
    assert heading["type"] == "context"
    assert texts(heading) == ["*Heading*"]
    assert row["type"] == "actions"
    assert pressable([row])["Choice 4"] == "open 4"


def test_more_short_choices_are_a_menu_beside_their_heading():
    [block] = page_of(listed(10))
    assert block["text"]["text"] == "Heading"
    menu = block["accessory"]
    assert (menu["type"], menu["placeholder"]["text"]) == ("static_select", "Choose one")
    assert [option["value"] for option in menu["options"]] == [f"open {n}" for n in range(10)]


def test_choices_that_a_button_might_cut_have_a_line_each_with_a_word_for_what_it_does():
    question, zone = "Is it OK to stay a senior engineer for good?", "Europe/Dublin, now 16:00 (UTC+1)"
    items = Choice(question, "", question, "Ask"), Choice(zone, "", "nudges on")
    _, *lines = page_of(Choices("Heading", items))
    assert [line["text"]["text"] for line in lines] == [question, zone]
    assert [line["accessory"]["text"]["text"] for line in lines] == ["Ask", "Choose"]


def test_choices_with_something_to_say_have_a_line_each():
    heading, *lines = page_of(listed(10, detail="<12> cards"))
    assert texts(heading) == ["*Heading*"]
    assert len(lines) == 10
    assert lines[3]["text"]["text"] == "*Choice 3*\n&lt;12&gt; cards"
    assert lines[3]["accessory"]["text"]["text"] == "Open"
    assert lines[3]["accessory"]["value"] == "open 3"
    assert lines[3]["accessory"]["accessibility_label"] == "Choice 3"


def test_many_choices_are_told_in_two_columns_and_chosen_from_a_menu():
    heading, told, row = page_of(listed(41, detail="12 <cards>"))
    assert (heading["type"], *texts(heading)) == ("header", "Heading")
    left, right = texts(told["fields"])
    # What stands behind a name is not cut in two where a column ends.
    assert left.startswith("• Choice 0  _12\u00a0&lt;cards&gt;_\n• Choice 1  _12")
    assert right.startswith("• Choice 21  _12")
    [menu] = row["elements"]
    assert menu["placeholder"]["text"] == "Open one"
    assert menu["options"][40]["description"]["text"] == "12 <cards>"


def test_columns_that_are_too_long_for_one_paragraph_go_on_in_another():
    items = tuple(Choice(f"{n} {'label ' * 11}", "detail " * 10, f"open {n}") for n in range(60))
    message = Message((Choices("Heading", items),))
    assert refused(message) == []
    blocks = [block for page in render(message).pages for block in page]
    told = [text for block in blocks if block["type"] == "section" for text in texts(block)]
    assert len(told) > 2
    assert [line.split()[1] for text in told for line in text.split("\n")] == [*map(str, range(60))]


def test_more_choices_than_a_menu_takes_are_in_several():
    block, row = page_of(listed(120))
    menus = [block["accessory"], *row["elements"]]
    assert [len(menu["options"]) for menu in menus] == [100, 20]


def test_long_labels_are_shown_whole():
    _, *lines = page_of(listed(3, label="A very long label " * 6 + "{}"))
    assert [line["text"]["text"][-2:] for line in lines] == [" 0", " 1", " 2"]


def test_commands_that_no_menu_can_carry_are_on_buttons():
    items = tuple(Choice(f"Choice {n}", "", f"{n} {'x' * 200}") for n in range(7))
    _, *lines = page_of(Choices("Heading", items))
    assert [line["accessory"]["value"] for line in lines] == [item.command for item in items]


def test_a_command_that_slack_cannot_carry_is_not_offered():
    page = page_of(
        Choices("Heading", (Choice("Too long", "detail", "x" * 2001),)),
        Buttons((Button("Too long", "x" * 2001), Button("Topics", "topics"))),
    )
    assert pressable(page) == {"Topics": "topics"}
    assert "*Too long*\ndetail" in texts(page)


def test_what_a_message_is_for_and_what_cannot_be_taken_back_look_like_it():
    buttons = (
        Button("Delete", "delete", grave=True),
        Button("Keep", "keep", main=True),
        Button("Help", "help"),
    )
    [row] = page_of(Buttons(buttons))
    assert [it.get("style") for it in row["elements"]] == ["danger", "primary", None]


def test_all_that_can_be_pressed_can_be_told_apart():
    page = page_of(listed(3), listed(3, detail="detail"), listed(20), Buttons((Button("Topics", "topics"),)))
    elements = [it for block in page for it in (*block.get("elements", ()), block.get("accessory"))]
    ids = [it["action_id"] for it in elements if it and "action_id" in it]
    assert ids == [f"press:{n}" for n in range(8)]


# Forms


def test_a_form_in_a_message_is_a_button_that_opens_it():
    page = page_of(FORM_WITH_ERROR)
    assert texts(page[:-1]) == ["Pause the weekly prompts", "When?", "⚠️ No &lt;date&gt;."]
    assert pressable(page) == {"Pause the weekly prompts": "nudges pause"}
    assert page[-1]["elements"][0]["style"] == "primary"
    assert render(Message((FORM_WITH_ERROR,))).form == FORM_WITH_ERROR


def test_a_form_is_opened_as_it_was_asked_for():
    assert [*pressable(page_of(FORM_WITH_ERROR, opens="nudges pause never")).values()] == [
        "nudges pause never"
    ]
    assert [*pressable(page_of(FORM_WITH_ERROR, opens="x" * 2001)).values()] == ["nudges pause"]


def test_the_title_of_a_form_that_is_too_long_for_a_button_stands_above_one():
    page = page_of(replace(FORM_WITH_ERROR, title="A weekly prompt in this channel"))
    assert pressable(page) == {"Open the form": "nudges pause"}


def test_a_modal_with_a_form_can_be_submitted():
    view = modal(Message((Paragraph("By the way"), FORM_WITH_ERROR)), "memory")
    assert view["callback_id"] == "form"
    assert view["private_metadata"] == "memory"
    assert (view["title"]["text"], view["submit"]["text"]) == ("Pause the weekly prompts", "Pause")
    assert kinds(view["blocks"]) == ["section", "section", "input"]
    assert texts(view["blocks"][:2]) == ["By the way", "When?"]


def test_a_title_that_is_too_long_for_a_modal_stands_in_it():
    view = modal(Message((replace(FORM_WITH_ERROR, title="A weekly prompt in this channel"),)), "")
    assert view["title"]["text"] == NAME
    assert texts(view["blocks"][0]) == ["A weekly prompt in this channel"]


def test_a_modal_without_a_form_can_be_read_and_closed():
    view = modal(Message((Paragraph("Kept."), Buttons((Button("Journal", "journal"),)))), "memory")
    assert view["callback_id"] == "page"
    assert "submit" not in view
    assert pressable(view["blocks"]) == {"Journal": "journal"}


async def test_the_forms_of_the_mentor_keep_their_fields_in_a_modal_as_in_themselves(search):
    visitor = Visitor(Mentor(Catalogue(search), MemoryStore()), ADA, zone="Europe/Berlin")
    message = await visitor.says("nudges on")
    inputs = [block for block in modal(message, "")["blocks"] if block["type"] == "input"]
    assert [block["block_id"] for block in inputs] == [f"field:{it.name}" for it in form_of(message).fields]
    assert [block["label"]["text"] for block in inputs] == [it.label for it in form_of(message).fields]


@pytest.mark.parametrize("draw", [home, lambda message: modal(message, "")], ids=["home", "modal"])
def test_what_does_not_fit_into_a_view_is_cut_and_said_to_be(draw):
    message = Message((Paragraph("line", Tone.QUIET),) * 120)
    blocks = draw(message)["blocks"]
    assert len(blocks) == 100
    assert texts(blocks[-1]) == [wording.MORE_THAN_FITS]


def test_the_fields_of_a_form_come_before_what_does_not_fit():
    view = modal(Message((*[Paragraph("line", Tone.QUIET)] * 120, FORM_WITH_ERROR)), "")
    assert problems_in_view(view) == []
    assert kinds(view["blocks"])[-3:] == ["context", "context", "input"]
    assert texts(view["blocks"][-2]) == [wording.MORE_THAN_FITS]


# What stands over what


HEADING = Paragraph("Heading", Tone.HEADING)
CARD = Advice("Start large", "Because.", "Amal Hussein", SOURCE)
ROW = Buttons((Button("Topics", "topics"),))


def test_a_line_parts_a_heading_from_what_is_before_it():
    assert kinds(page_of(HEADING, Paragraph("x"), HEADING)) == ["header", "section", "divider", "header"]


def test_no_line_parts_a_heading_from_the_quiet_line_that_announces_it():
    page = page_of(Paragraph("This week's question", Tone.QUIET), HEADING)
    assert kinds(page) == ["context", "header"]


def test_a_line_parts_choices_from_the_buttons_of_something_else_and_not_from_what_leads_to_them():
    assert kinds(page_of(ROW, listed(1)))[:3] == ["actions", "divider", "context"]
    assert kinds(page_of(Paragraph("x"), listed(1)))[:2] == ["section", "context"]
    assert kinds(page_of(HEADING, listed(10)))[:2] == ["header", "section"]


def test_nothing_in_an_answer_is_louder_than_the_title_of_a_card():
    page = page_of(CARD, HEADING, CARD, ROW, listed(1, detail="detail"))
    cards = ["section", "context", "divider", "context", "section", "context"]
    assert kinds(page) == [*cards, "actions", "divider", "context", "section"]
    assert texts(page[3]) == ["*Heading*"]
    assert page[-1]["text"]["text"] == "Choice 0\ndetail"


# The rest


def test_progress_is_drawn_in_figures():
    page = page_of(PICTURE)
    assert page[0]["fields"][1]["text"] == "*Cards read*  31 of 142"
    weeks, bars = texts(page[1:])
    assert weeks.split("\n") == [
        "Last 12 weeks  ▁▁▁▁▁▃▁▄█▅▅█  8 this week",
        "Your streak is 4 weeks; two missed ones are forgiven.",
    ]
    assert bars.split("\n") == [
        "▰▰▰▰▰▰▰▰▰▰  6 of 6  Tech lead",
        "▰▰▰▰▰▰▰▱▱▱  7 of 9  Staff &amp; principal",
        "▱▱▱▱▱▱▱▱▱▱  0 of 5  Burnout",
        "▱▱▱▱▱▱▱▱▱▱  0 of 0  None",
    ]


def test_a_bar_is_full_or_empty_only_where_that_is_so():
    bars = Bar("Begun", 1, 40), Bar("Nearly", 39, 40)
    _, _, drawn = page_of(replace(PICTURE, bars=bars))
    assert texts(drawn)[0].split("\n") == ["▰▱▱▱▱▱▱▱▱▱  1 of 40  Begun", "▰▰▰▰▰▰▰▰▰▱  39 of 40  Nearly"]


def test_of_many_bars_the_first_are_drawn_and_the_rest_are_counted():
    _, _, bars = page_of(replace(PICTURE, bars=(Bar("Topic", 1, 2),) * 10))
    assert texts(bars)[0].split("\n")[5:] == ["▰▰▰▰▰▱▱▱▱▱  1 of 2  Topic", "and 4 more"]


def test_of_a_member_who_has_not_begun_nothing_is_drawn_that_would_be_empty():
    page = page_of(replace(PICTURE, bars=(), weeks=(0,) * 12, streak=0, facts=(("Read", "0"), ("", ""))))
    assert texts(page) == ["*Read*  0"]


def test_files_are_handed_over_and_told_of():
    attachment = Attachment("data.zip", b"...", "All of <it>")
    drawing = render(Message((attachment, PICTURE)))
    assert drawing.files == (attachment, PICTURE)
    assert texts(drawing.pages[0])[0] == "*data.zip*  All of &lt;it&gt;"


def test_the_words_beside_the_blocks_say_all_of_it_and_nothing_to_press():
    drawing = render(
        Message(
            (
                Paragraph("A <heading>", Tone.HEADING),
                PICTURE,
                listed(2, detail="detail"),
                Entries((("topics", "all topics"), (Someone("U1"), ""))),
                FORM_WITH_ERROR,
                Buttons((Button("Topics", "topics"),)),
            )
        )
    )
    assert drawing.text.split("\n") == [
        "A &lt;heading&gt;",
        "Stage: senior; Cards read: 31 of 142.",
        "Heading",
        "Choice 0: detail",
        "Choice 1: detail",
        "topics: all topics",
        "U1",
        "Pause the weekly prompts",
        "When?",
        "No &lt;date&gt;.",
    ]


def test_the_words_beside_the_blocks_are_shortened():
    text = render(Message((Paragraph("word " * 3000),))).text
    assert len(text) <= 3000
    assert text.endswith("word…")
