"""What Discord would refuse is found, and what it takes passes."""

from tests.doubles.discord.rules import problems_in_message, problems_in_modal

NOBODY = {"allowed_mentions": {"parse": []}, "flags": 1 << 15}


def test_a_text_alone_passes():
    assert problems_in_message({"components": [{"type": 10, "content": "Said"}], **NOBODY}) == []


def test_a_modal_has_a_title():
    label = {"type": 18, "label": "L", "component": {"type": 4, "custom_id": "a", "style": 1}}
    assert problems_in_modal({"custom_id": "m", "components": [label]}) == ["title: missing"]
