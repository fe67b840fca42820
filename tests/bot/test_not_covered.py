"""What is said of questions that the episodes do not answer."""

import pytest

from bot import wording
from bot.mentor import look_up
from tests.bot.visitor import choices_of, labels, paragraphs


@pytest.mark.parametrize("question", ["Wie kündige ich?", "¿Cómo pido un aumento?"])
def test_a_question_in_another_language_is_told_that_only_english_is_understood(search, question):
    message = look_up(search, question)

    assert paragraphs(message) == [wording.ONLY_ENGLISH]
    assert message.answered is False
    assert labels(message) == [wording.TOPICS_BUTTON]


@pytest.mark.parametrize(
    "question", ["@everyone", "[click](https://evil.example)", "asdfgh qwerty", "capital of France"]
)
def test_no_subject_is_guessed_and_no_topics_are_offered_far_from_careers(search, library, question):
    message = look_up(search, question)

    assert paragraphs(message) == [wording.not_covered(None, library.episodes)]
    assert choices_of(message) == []


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("what about visas for germany", "visas-immigration"),
        ("how do I get a visa", "visas-immigration"),
        ("how much does a staff engineer at Acme earn", "salary-figures"),
    ],
)
def test_a_subject_that_is_sure_is_named_with_its_topics(search, library, question, subject):
    message = look_up(search, question)

    known = next(it for it in library.subjects if it.id == subject)
    assert paragraphs(message) == [wording.not_covered(known, library.episodes)]
    assert {library.topic(id).name for id in known.nearest} <= set(labels(message))
