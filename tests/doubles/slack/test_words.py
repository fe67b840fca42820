"""Blocks are read as somebody reads them who looks at Slack."""

import pytest

from tests.doubles.slack.words import read, words


@pytest.mark.parametrize(
    ("markup", "seen"),
    [
        ("*bold* and _leaning_", "bold and leaning"),
        ("2 * 3 * 4, snake_case_name", "2 * 3 * 4, snake_case_name"),
        ("<https://a.b/c|the place>", "the place https://a.b/c"),
        ("<https://a.b/c>", "https://a.b/c"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"),
        ("&amp;lt;", "&lt;"),
        ("&gt; quoted", "quoted"),
        ("<!date^1700000000^{date}|14 November>", "14 November"),
    ],
)
def test_marks_are_not_read_and_links_are(markup: str, seen: str) -> None:
    assert read(markup) == seen


def test_all_that_stands_in_blocks_is_read_in_order() -> None:
    def plain(text: str) -> dict[str, str]:
        return {"type": "plain_text", "text": text}

    button = {"type": "button", "action_id": "a", "text": plain("Press & go")}
    option = {"text": plain("One"), "value": "1", "description": plain("the first")}
    menu = {"type": "static_select", "action_id": "b", "placeholder": plain("Choose"), "options": [option]}
    blocks = [
        {"type": "header", "text": plain("*Title*")},
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "*a*\n1"}], "accessory": button},
        {"type": "divider"},
        {
            "type": "context",
            "elements": [{"type": "image", "alt_text": "a face"}, {"type": "mrkdwn", "text": "by"}],
        },
        {"type": "image", "title": plain("Bars"), "alt_text": "three of four"},
        {"type": "actions", "elements": [menu]},
        {
            "type": "input",
            "label": plain("Note"),
            "hint": plain("short"),
            "element": {"type": "plain_text_input"},
        },
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "so"}]}],
        },
    ]
    assert words(blocks) == (
        "*Title* a 1 Press & go a face by Bars three of four Choose One the first Note short so"
    )
