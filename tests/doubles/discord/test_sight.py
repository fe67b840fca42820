"""Components are read as somebody reads them who looks at Discord."""

import pytest

from tests.doubles.discord.samples import (
    boxes,
    button,
    component,
    container,
    gallery,
    label,
    link,
    option,
    picture,
    row,
    section,
    select,
    text,
    text_input,
)
from tests.doubles.discord.sight import plain, words


@pytest.mark.parametrize(
    ("markdown", "seen"),
    [
        (
            "**bold**, *leaning*, _leaning_, __under__, ~~struck~~ and ||hidden||",
            "bold, leaning, leaning, under, struck and hidden",
        ),
        ("***both*** and __**both**__", "both and both"),
        ("2 * 3 * 4, snake_case_name, a_b", "2 * 3 * 4, snake_case_name, a_b"),
        (r"\*as it is\* \_\_ 1 \< 2 \\ C:\dir \`x\`", r"*as it is* __ 1 < 2 \ C:\dir `x`"),
        (r"**bold \*** and \*not\*", "bold * and *not*"),
        (
            "# Heading\n## **Another**\n-# quiet\n> quoted\n>>> more\n- item\n* item\n  - inner",
            "Heading\nAnother\nquiet\nquoted\nmore\nitem\nitem\ninner",
        ),
        (
            "\\# No heading\n\\- no item\n\\> no quote\n#tag -1",
            "# No heading\n- no item\n> no quote\n#tag -1",
        ),
        ("1. first", "1. first"),
        ("[the **place**](https://a.b/c_d_e)", "the place https://a.b/c_d_e"),
        ("[place](<https://a.b/c>), <https://a.b/c_d_>", "place https://a.b/c, https://a.b/c_d_"),
        ("[A \\[draft\\]](https://a.b/c_(d))", "A [draft] https://a.b/c_(d)"),
        ("**https://a.b/c_d_e**, see (https://a.b/*x*).", "https://a.b/c_d_e, see (https://a.b/*x*)."),
        ("`*code*` and ``a ` b``", "*code* and a ` b"),
        ("```py\n- **raw**\n\\* x\n```\n- item", "- **raw**\n\\* x\nitem"),
        ("```one```", "one"),
        ("<@12>: <#34>", "<@12>: <#34>"),
    ],
)
def test_marks_are_not_read_and_links_are(markdown, seen):
    assert plain(markdown) == seen


def test_all_that_stands_in_a_message_is_read_in_order():
    chosen = option(label="One *", description="the first", default=True)
    components = [
        container(
            text("# **Title**\n-# quiet"),
            section(text("a"), text("b"), accessory=button(label="Press & go")),
            component(14),
            gallery(picture(description="three of four"), picture()),
            row(link(label="Listen"), button(label=None, emoji={"name": "👍"})),
            section(accessory=component(11, **picture(description="a face"))),
        ),
        row(select(placeholder="Choose", options=[chosen])),
    ]
    assert words(components) == (
        "Title quiet a b Press & go three of four Listen Said a face Choose One * the first"
    )


def test_all_that_stands_in_a_modal_is_read_in_order():
    note = label(text_input(placeholder="Write", value="typed"), label="Note", description="Short")
    components = [text("*Intro*"), note, label(boxes(options=[option()]), label="Which")]
    assert words(components) == "Intro Note Short Write Which One"
