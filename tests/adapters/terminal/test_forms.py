"""What is proposed in a form's fields, and what is meant by what was typed into them."""

import pytest

from adapters.terminal.forms import meant, proposed
from bot import shelf_wording as said
from bot.message import ChoiceField, TextField

TRUST = ChoiceField("trusted", said.TRUSTED_FIELD, said.TRUSTED_OPTIONS, "no")


@pytest.mark.parametrize("option", said.TRUSTED_OPTIONS)
def test_what_is_proposed_of_a_choice_can_be_typed(option: tuple[str, str]):
    value, label = option
    field = ChoiceField(TRUST.name, TRUST.label, TRUST.options, value)
    assert proposed(field) == label
    assert meant(field, proposed(field)) == value


@pytest.mark.parametrize("typed", ["at once: I trust this feed", "AT ONCE", " at", "yes"])
def test_a_choice_is_known_by_its_beginning(typed: str):
    assert meant(TRUST, typed) == "yes"


@pytest.mark.parametrize("typed", ["", "a", "maybe"])
def test_what_may_be_several_choices_or_none_stays_as_it_was_typed(typed: str):
    assert meant(TRUST, typed) == typed


def test_what_was_wrong_is_mended_where_typing_it_again_would_take_longer():
    assert proposed(TextField("time", "Time", 20, "25:70", "There is no such time.")) == ""
    address = "https://podcast.example/feed.xml"
    assert proposed(TextField("url", "Address", 2000, address, "It answers 404.")) == address
