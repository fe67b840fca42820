"""The library: cards found by name, and files that are loaded all together or not at all."""

import pytest

from knowledge.curation import CurationError
from knowledge.library import read_library
from knowledge.words import is_foreign


@pytest.fixture
def shelf(tmp_path, episode):
    """A folder with one curated episode."""
    folder = tmp_path / "episodes"
    folder.mkdir()
    (folder / "tea-time-1.toml").write_text(episode, encoding="utf-8")
    return folder


def problems_of(shelf, vocabulary):
    with pytest.raises(CurationError) as refused:
        read_library(shelf, vocabulary)
    return refused.value.problems


def test_a_folder_of_episodes_is_read(shelf, vocabulary):
    library = read_library(shelf, vocabulary)
    assert [episode.slug for episode in library.episodes] == ["tea-time-1"]
    assert [card.id for card in library.cards] == ["ask-a-friend", "ask-nobody"]


def test_subjects_are_those_of_the_episodes_and_of_the_vocabulary(shelf, vocabulary):
    assert [subject.id for subject in read_library(shelf, vocabulary).subjects] == ["kettles", "biscuits"]


def test_episodes_stand_in_the_order_of_their_files(shelf, vocabulary, episode):
    (shelf / "a-first.toml").write_text(episode.replace("tea-time-1", "zebra"), encoding="utf-8")
    assert [it.slug for it in read_library(shelf, vocabulary).episodes] == ["zebra", "tea-time-1"]


def test_other_files_are_left_alone(shelf, vocabulary):
    (shelf / "notes.md").write_text("not TOML", encoding="utf-8")
    assert len(read_library(shelf, vocabulary).episodes) == 1


def test_two_files_with_one_slug_are_refused(shelf, vocabulary, episode):
    (shelf / "copy.toml").write_text(episode, encoding="utf-8")
    problem = "tea-time-1.toml: another file already holds the episode 'tea-time-1'"
    assert (problem,) == problems_of(shelf, vocabulary)


def test_an_empty_folder_is_refused(tmp_path, vocabulary):
    empty = tmp_path / "empty"
    empty.mkdir()
    assert (f"{empty}: holds no curated episode (*.toml)",) == problems_of(empty, vocabulary)


def test_a_folder_that_does_not_exist_is_refused(tmp_path, vocabulary):
    gone = tmp_path / "gone"
    assert (f"{gone}: holds no curated episode (*.toml)",) == problems_of(gone, vocabulary)


def test_a_broken_file_among_good_ones_loads_nothing(shelf, vocabulary):
    (shelf / "broken.toml").write_text("[[", encoding="utf-8")
    [problem] = problems_of(shelf, vocabulary)
    assert problem.startswith("broken.toml: is not valid TOML")


def test_mistakes_of_all_files_are_reported_at_once(shelf, vocabulary):
    for name in ("a", "b"):
        (shelf / f"{name}.toml").write_text("[[", encoding="utf-8")
    assert [problem.split(":")[0] for problem in problems_of(shelf, vocabulary)] == ["a.toml", "b.toml"]


def test_a_missing_vocabulary_is_refused(shelf, tmp_path):
    assert problems_of(shelf, tmp_path / "none.toml") == (
        "none.toml: cannot be read: No such file or directory",
    )


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("learning", "learning"),
        ("LEARNING!", "learning"),
        ("Learning on the way", "learning"),
        ("self taught", "learning"),
        ("  Self-Taught?? ", "learning"),
        ("pick, things... UP", "learning"),
        ("c", "leaving"),
        ("Quit.", "leaving"),
    ],
)
def test_a_topic_is_called_by_id_name_or_alias_whatever_case_and_punctuation(shelf, vocabulary, typed, topic):
    assert topic == read_library(shelf, vocabulary).topic_called(typed).id


@pytest.mark.parametrize("typed", ["", "...", "learn", "learning leaving", "selftaught"])
def test_other_words_call_no_topic(shelf, vocabulary, typed):
    assert read_library(shelf, vocabulary).topic_called(typed) is None


def test_a_page_has_the_cards_that_are_mostly_about_its_topic_first(shelf, vocabulary, episode):
    turned = episode.replace('["leaving", "learning"]', '["learning", "leaving"]').replace(
        'topics = ["learning"]', 'topics = ["leaving", "learning"]'
    )
    (shelf / "tea-time-1.toml").write_text(turned, encoding="utf-8")
    library = read_library(shelf, vocabulary)
    assert [card.id for card in library.page(library.topic("learning"))] == ["ask-nobody", "ask-a-friend"]


def test_a_page_has_only_cards_of_its_topic(shelf, vocabulary):
    library = read_library(shelf, vocabulary)
    assert [card.id for card in library.page(library.topic("leaving"))] == ["ask-nobody"]


def test_a_card_is_found_by_episode_and_id(shelf, vocabulary):
    library = read_library(shelf, vocabulary)
    assert library.cards[1] is library.card("tea-time-1/ask-nobody")


def test_a_card_that_does_not_exist_is_none(shelf, vocabulary):
    assert read_library(shelf, vocabulary).card("ask-nobody") is None


def test_the_other_side_of_a_card_is_in_its_own_episode(shelf, vocabulary, episode):
    (shelf / "zebra.toml").write_text(episode.replace("tea-time-1", "zebra"), encoding="utf-8")
    library = read_library(shelf, vocabulary)
    assert (library.card("zebra/ask-a-friend"),) == library.other_sides(library.card("zebra/ask-nobody"))


def test_nothing_that_is_written_or_asked_in_the_library_is_foreign(library):
    assert [text for text in (*library.written(), *library.typed()) if is_foreign(text)] == []
