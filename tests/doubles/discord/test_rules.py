"""What Discord would refuse is found, and what it takes passes."""

import pytest

from tests.doubles.discord.rules import (
    Upload,
    problems_in_callback,
    problems_in_choices,
    problems_in_message,
)
from tests.doubles.discord.samples import (
    ATTACHED,
    EVERYTHING,
    boxes,
    button,
    component,
    container,
    file,
    gallery,
    label,
    link,
    message,
    modal,
    option,
    options,
    people,
    picture,
    plain_message,
    problems,
    radio,
    row,
    section,
    select,
    text,
    text_input,
    upload,
    without,
)

X = "x"
LONG = {
    "title": X,
    "description": X * 4096,
    "author": {"name": X},
    "footer": {"text": X * 900},
    "fields": [{"name": X, "value": X * 1001}],
}
"""An embed of 6000 characters."""

FILES = [Upload(*attached) for attached in ATTACHED]


def test_a_message_with_everything_passes():
    sent = message(*EVERYTHING, nonce="x" * 25, enforce_nonce=True)
    assert problems(sent, *FILES) == []


def test_a_message_of_the_first_kind_passes():
    rows = [row(button(f"c:{number}")) for number in range(5)]
    sent = plain_message(content=X * 2000, embeds=[LONG], components=rows)
    assert problems(sent, Upload("notes.txt", 1)) == []


def test_a_message_may_be_as_full_as_it_gets():
    texts = [text(X * 100) for _ in range(39)]
    assert problems(message(container(*texts))) == []
    assert problems(message(text(X * 4000))) == []


def test_a_modal_with_everything_passes():
    sent = modal(
        text("What you write is *private*."),
        label(text_input(value=X * 4000, min_length=4000, placeholder=X * 100), description=X * 100),
        label(select(required=False, min_values=0)),
        label(boxes(10)),
        label(upload(min_values=0, max_values=10, required=False), label=X * 45),
        title=X * 45,
        custom_id=X * 100,
    )
    assert problems(sent) == []
    assert problems(modal(label(radio(10)), label(component(23, custom_id="box")), label(people()))) == []


SIZES = [
    ("content: 2001 characters, a message takes 2000", plain_message(content=X * 2001)),
    ("nonce: 26 characters, a message takes 25", message(text(), nonce=X * 26, enforce_nonce=True)),
    ("components/0/content: empty", message(text("\n"))),
    ("title: 46 characters, a modal takes 45", modal(label(), title=X * 46)),
    ("custom_id: 101 characters, a modal takes 100", modal(label(), custom_id=X * 101)),
    ("components: 6 items, a modal takes 1 to 5", modal(*[text()] * 6)),
    ("components: 0 items, a modal takes 1 to 5", modal()),
    ("components/0/label: 46 characters, a label takes 45", modal(label(label=X * 46))),
    ("components/0/description: 101 characters, a label takes 100", modal(label(description=X * 101))),
    ("components/0/components: 0 items, an action_row takes 1 to 5", message(row())),
    ("components/0/components: 0 items, a container takes 1 to 40", message(container())),
    ("components/0/components: 4 items, a section takes 1 to 3", message(section(*[text()] * 4))),
    ("components/0/items: 0 items, a media_gallery takes 1 to 10", message(gallery())),
    ("components/0/items: 11 items, a media_gallery takes 1 to 10", message(gallery(*[picture()] * 11))),
    (
        "components/0/accent_color: 16777216, a container takes 0 to 16777215",
        message(container(text(), accent_color=1 << 24)),
    ),
    ("components/0/spacing: 3, a separator takes 1 to 2", message(component(14, spacing=3))),
    ("components/0/id: 2147483648, a text_display takes 0 to 2147483647", message(text(id=1 << 31))),
    ("components/0/id: -1, a text_display takes 0 to 2147483647", message(text(id=-1))),
    (
        "components/0/items/0/description: 1025 characters, a media_item takes 1024",
        message(gallery(picture(description=X * 1025))),
    ),
]
IN_A_ROW = [
    ("custom_id: 101 characters, a button takes 100", button(X * 101)),
    ("custom_id: empty", button("")),
    ("label: 81 characters, a button takes 80", button(label=X * 81)),
    ("label: empty", button(label=" ")),
    ("url: 513 characters, a button takes 512", link(url="https://" + X * 505)),
    ("style: 7, a button takes 1 to 6", button(style=7)),
    ("placeholder: 151 characters, a string_select takes 150", select(placeholder=X * 151)),
    ("custom_id: 101 characters, a user_select takes 100", people(custom_id=X * 101)),
    ("options: 26 items, a string_select takes 1 to 25", select(options=options(26))),
    ("options: 0 items, a string_select takes 1 to 25", select(options=[])),
    ("options/0/label: 101 characters, an option takes 100", select(options=[option(label=X * 101)])),
    ("options/0/value: 101 characters, an option takes 100", select(options=[option(X * 101)])),
    (
        "options/0/description: 101 characters, an option takes 100",
        select(options=[option(description=X * 101)]),
    ),
    ("max_values: 26, a user_select takes 1 to 25", people(max_values=26)),
    ("custom_id: missing, with the style 2", without("custom_id", button())),
    ("url: missing, with the style 5", without("url", link())),
    ("sku_id: missing, with the style 6", component(2, style=6)),
    ("custom_id: has no place beside the style 5", link(custom_id="c:staff")),
    ("url: has no place beside the style 2", button(url="https://example.com")),
    ("sku_id: has no place beside the style 2", button(sku_id="1")),
    ("a button has a label or an emoji", without("label", button())),
    ("custom_id: missing", without("custom_id", select())),
    ("custom_id: missing", without("custom_id", people())),
    ("2 options have the value '1'", select(options=[option(), option()])),
    ("min_values: above max_values", select(min_values=2)),
    ("max_values: 3, of 2 options", select(max_values=3)),
    ("begins with 2 of which 1 can be chosen", select(options=[option(it, default=True) for it in "ab"])),
]

IN_A_LABEL = [
    ("custom_id: 101 characters, a text_input takes 100", text_input(custom_id=X * 101)),
    ("placeholder: 101 characters, a text_input takes 100", text_input(placeholder=X * 101)),
    ("value: 4001 characters, of which 0 to 4000 can be submitted", text_input(value=X * 4001)),
    ("max_length: 4001, a text_input takes 1 to 4000", text_input(max_length=4001)),
    ("max_length: 0, a text_input takes 1 to 4000", text_input(max_length=0)),
    ("min_length: -1, a text_input takes 0 to 4000", text_input(min_length=-1)),
    ("min_length: above max_length", text_input(min_length=20, max_length=10)),
    ("value: 11 characters, of which 0 to 10 can be submitted", text_input(value=X * 11, max_length=10)),
    ("value: 1 characters, of which 2 to 4000 can be submitted", text_input(value=X, min_length=2)),
    ("custom_id: missing", without("custom_id", text_input())),
    ("label: said already by the label around it", text_input(label="Note")),
    ("options: 1 items, a radio_group takes 2 to 10", radio(1)),
    ("options: 11 items, a radio_group takes 2 to 10", radio(11)),
    ("options: 11 items, a checkbox_group takes 1 to 10", boxes(11)),
    ("options: 0 items, a checkbox_group takes 1 to 10", boxes(0)),
    ("max_values: 11, a file_upload takes 1 to 10", upload(max_values=11)),
    ("2 options have the value '1'", radio(options=[option(), option()])),
    ("disabled: a modal has nothing that is disabled", select(disabled=True)),
    ("min_values: 0, though it is required", select(min_values=0)),
    ("min_values: 0, though it is required", upload(min_values=0, required=True)),
    ("a label has no place for a button", button()),
    ("a label has no place for a text_display", text()),
]

PLACES = [
    ("components/0: a message has no place for a button", message(button())),
    ("components/0: a message has no place for a label", message(label())),
    ("components/0: a message has no place for a stranger", message(component(99))),
    (
        "components/0/components/0: a container has no place for a container",
        message(container(container(text()))),
    ),
    ("components/0/components/0: a section has no place for a button", message(section(button()))),
    (
        "components/0/accessory: a section has no place for a string_select",
        message(section(accessory=select())),
    ),
    ("components/0/components/0: an action_row has no place for a text_display", message(row(text()))),
    ("components/0: a modal has no place for an action_row", modal(row(select()))),
    ("components/0: a modal has no place for a text_input", modal(text_input())),
    ("components/0/accessory: missing, a section is there for one", message(without("accessory", section()))),
    ("components/0/component: missing, a label is there for one", modal(without("component", label()))),
    ("components/0: a select has its action_row for itself", message(row(select(), button()))),
    ("components/0: a select has its action_row for itself", message(row(select(), people()))),
]

AMONG = [
    ("custom_id: 'c:staff', 2 times", message(row(button()), section(accessory=button()))),
    ("custom_id: 'text', 2 times", modal(label(), label())),
    ("id: 7, 2 times", message(container(text(id=7)), text(id=7))),
    ("components: 41 in all, a message takes 40", message(container(*[text()] * 40))),
    (
        "components: 4001 characters in all, a message takes 4000",
        message(text(X * 2000), section(text(X * 2001))),
    ),
    ("components/0: text_display needs the flag IS_COMPONENTS_V2", message(text(), flags=64)),
    ("components: 6 rows, a message takes 5", plain_message(components=[row(link())] * 6)),
    ("content: has no place beside the flag IS_COMPONENTS_V2", message(text(), content="Said")),
    ("embeds: has no place beside the flag IS_COMPONENTS_V2", message(text(), embeds=[{"title": X}])),
    ("poll: has no place beside the flag IS_COMPONENTS_V2", message(text(), poll={"question": {}})),
    ("sticker_ids: has no place beside the flag IS_COMPONENTS_V2", message(text(), sticker_ids=["1"])),
    ("embeds: 6001 characters in all, a message takes 6000", plain_message(embeds=[LONG, {"title": X}])),
    ("an empty message", message()),
    ("an empty message", plain_message(content="")),
    ("custom_id: missing", without("custom_id", modal(label()))),
    (
        "enforce_nonce: not true, and a nonce alone keeps nothing from coming twice",
        message(text(), nonce="1"),
    ),
]


@pytest.mark.parametrize(("problem", "payload"), SIZES + PLACES + AMONG)
def test_a_limit_that_is_passed_is_told(problem, payload):
    assert problems(payload) == [problem]


@pytest.mark.parametrize(("problem", "inside"), IN_A_ROW)
def test_what_is_wrong_in_a_row_is_told(problem, inside):
    (told,) = problems(message(row(inside)))
    assert told in (f"components/0/components/0{mark}{problem}" for mark in ("/", ": "))


@pytest.mark.parametrize(("problem", "inside"), IN_A_LABEL)
def test_what_is_wrong_in_a_label_is_told(problem, inside):
    (told,) = problems(modal(label(inside)))
    assert told in (f"components/0/component{mark}{problem}" for mark in ("/", ": "))


@pytest.mark.parametrize(
    "allowed",
    [
        None,
        {},
        {"parse": ["users"]},
        {"parse": [], "users": ["1"]},
        {"parse": [], "roles": ["1"]},
        {"parse": [], "replied_user": True},
    ],
)
def test_nobody_is_pinged(allowed):
    told = f"allowed_mentions: {allowed!r}, and our own rule is that nobody is pinged"
    assert problems(message(text(), allowed_mentions=allowed)) == [told]
    assert problems(message(text(), allowed_mentions={"parse": [], "replied_user": False})) == []


MARKUP = [
    ("Hello <@12>", "pings with '<@12>'"),
    ("See <#12>", "pings with '<#12>'"),
    ("<@&12> all", "pings with '<@&12>'"),
    ("<@!12> alone", "pings with '<@!12>'"),
    ("a\n> - <@1", "pings with '<@1'"),
    ("Hello @everyone.", "pings with '@everyone'"),
    ("@here", "pings with '@here'"),
    ("\\\\@here", "pings with '@here'"),
    ("`a` @here `b`", "pings with '@here'"),
    ("```a``` @here ```b```", "pings with '@here'"),
    ("one \\`@here`", "pings with '@here'"),
    ("cut \\", "an escape cut in two in 'cut \\\\'"),
    ("cut \\\\\\", "an escape cut in two in 'cut \\\\\\\\\\\\'"),
    ("```\ncut", "a block of code that is not closed"),
    ("```\none``` ```two", "a block of code that is not closed"),
]


@pytest.mark.parametrize(("said", "problem"), MARKUP)
def test_text_is_refused_that_pings_or_was_cut(said, problem):
    assert problems(message(text(said))) == [f"components/0/content: {problem}"]
    assert problems(plain_message(content=said)) == [f"content: {problem}"]
    assert problems(modal(text(said))) == [f"components/0/content: {problem}"]


@pytest.mark.parametrize(
    "said",
    [
        "<@12>: runs the show\n-# <#34>\n- **<@12>**\n1. <@3>",
        "\\<@12> \\@everyone \\<#1>",
        "`<@12>` and ``@here ` ``",
        "```py\n<@12> \\\n```",
        "C:\\dir and \\\\",
        "\\`\\`\\`",
        "somebody@example.com, a <b>, #1, @ here",
    ],
)
def test_text_passes_that_only_looks_like_it(said):
    assert problems(message(text(said))) == []


UPLOADED = [
    (
        "components/0/items/0: shows 'a.png', which is not attached",
        gallery(picture("attachment://a.png")),
        [],
    ),
    (
        "components/0/items/0/media: '/a.png' is neither a web address nor an attached file",
        gallery(picture("/a.png")),
        [],
    ),
    ("components/0: shows 'a.txt', which is not attached", file("attachment://a.txt"), []),
    ("components/0/file: 'https://example.com/a' is no attached file", file("https://example.com/a"), []),
    ("files: 'a.txt' is shown by no component", text(), [("a.txt", 1)]),
    (
        "files: 'a.txt' has 10485761 bytes, a file takes 10485760",
        file("attachment://a.txt"),
        [("a.txt", 10 * 1024**2 + 1)],
    ),
    ("files: 'a b.txt' would get another name", file("attachment://a b.txt"), [("a b.txt", 1)]),
    ("files: '_a.txt' would get another name", file("attachment://_a.txt"), [("_a.txt", 1)]),
    (
        "files: 26214401 bytes in all, a request takes 26214400",
        gallery(*[picture(f"attachment://{name}") for name in "abc"]),
        [("a", 10 * 1024**2), ("b", 10 * 1024**2), ("c", 5 * 1024**2 + 1)],
    ),
]


@pytest.mark.parametrize(("problem", "shown", "files"), UPLOADED)
def test_files_and_what_shows_them_belong_together(problem, shown, files):
    assert problems(message(shown), *(Upload(*it) for it in files)) == [problem]


def test_a_change_may_show_a_file_that_is_there_already():
    kept = message(file("attachment://a.txt"), attachments=[{"id": "1", "filename": "a.txt"}])
    assert problems_in_message(kept, changes=True) == []


def test_a_change_need_not_say_anything():
    assert problems_in_message({"attachments": [], "allowed_mentions": {"parse": []}}, changes=True) == []


def test_every_kind_of_answer_is_judged_as_what_it_is():
    assert problems_in_callback({"type": 4, "data": message(*EVERYTHING)}, FILES) == []
    assert problems_in_callback({"type": 4, "data": message()}) == ["an empty message"]
    assert problems_in_callback({"type": 7, "data": message()}) == []
    assert problems_in_callback({"type": 7, "data": message(text(" "))}) == ["components/0/content: empty"]
    assert problems_in_callback({"type": 8, "data": {"choices": []}}) == []
    assert problems_in_callback({"type": 9, "data": modal(label())}) == []
    assert problems_in_callback({"type": 9, "data": modal(button())}) == [
        "components/0: a modal has no place for a button"
    ]
    assert problems_in_callback({"type": 2}) == ["type: 2 is no answer"]


def test_an_answer_that_is_yet_to_come_can_only_be_ephemeral():
    assert problems_in_callback({"type": 1}) == problems_in_callback({"type": 6}) == []
    assert problems_in_callback({"type": 5}) == problems_in_callback({"type": 5, "data": {"flags": 64}}) == []
    assert problems_in_callback({"type": 5, "data": {"flags": 1 << 15}}) == [
        "flags: of what is yet to come, only that it is ephemeral can be said"
    ]


def choice(name="Staff", value="staff"):
    return {"name": name, "value": value}


def test_up_to_25_choices_are_suggested():
    assert problems_in_choices({"choices": [choice(X * 100, X * 100)] * 25}) == []
    assert problems_in_choices({"choices": [choice()] * 26}) == [
        "choices: 26 items, an autocompletion takes 0 to 25"
    ]


@pytest.mark.parametrize(
    ("problem", "suggested"),
    [
        ("name: 101 characters, a suggestion takes 100", choice(name=X * 101)),
        ("name: empty", choice(name="")),
        ("value: 101 characters, a suggestion takes 100", choice(value=X * 101)),
    ],
)
def test_a_choice_is_not_too_long(problem, suggested):
    assert problems_in_choices({"choices": [choice(), suggested]}) == [f"choices/1/{problem}"]
