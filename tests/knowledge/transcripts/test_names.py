"""Names: which words are one, and which names may be one person's."""

import pytest

from knowledge.transcripts.names import is_interlude, looks_like_name, placeholders, same_people, tidy


@pytest.mark.parametrize(
    "name",
    [
        "Ada",
        "ADA BIRD",
        "Ives van Hoorne",
        "Dr. Grace O'Neil",
        "Psy.D Reece, Jr.",
        "李雷",
        "Élodie",
        "2Pac",
        "Ada & Ben",
    ],
)
def test_these_could_be_names(name):
    assert looks_like_name(name)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "42",
        "And then",
        "the thing",
        "Note",
        "PS",
        "Really? Yes",
        "A Very Long Line Of Seven Words",
        "x" * 61,
    ],
)
def test_these_could_not(words):
    assert not looks_like_name(words)


@pytest.mark.parametrize(
    "name",
    ["Break", "BREAK", "Break 2", "Break #12", "Ad break", "sponsor break", "Jingle", "Outro", "Intro"],
)
def test_these_announce_an_interlude(name):
    assert is_interlude(name)


@pytest.mark.parametrize("name", ["Breakmaster Cylinder", "Ben Break", "Introvert", "Song", "Sponsor"])
def test_these_announce_none(name):
    assert not is_interlude(name)


@pytest.mark.parametrize(
    "name",
    [
        "Speaker",
        "Speaker 1",
        "SPEAKER_00",
        "speaker A",
        "Unknown Speaker",
        "Unidentified",
        "Guest 2",
        "Host",
        "Q",
        "Audience Member",
    ],
)
def test_these_name_nobody(name):
    assert [*placeholders([name])] == [name]


@pytest.mark.parametrize("name", ["Al", "Guestin Bieber", "Hostia", "Speaker Pelosi", "Quinn", "Adam"])
def test_these_name_somebody(name):
    assert [*placeholders([name])] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jerod Santo", "Jerod"),
        ("Brian Ketelsen", "BRIAN KETELSEN"),
        ("Gerhard Lazu", "Gehard Lazu"),
        ("Mireille B. Reece, Psy.D", "Mireille Reece, PsyD"),
        ("Łukasz Žádník", "Łukasz Zadnik"),
        ("Dr. Ada Bird", "Ada Bird"),
        ("Kevin Ball", "Kball"),
    ],
)
def test_two_names_may_be_one_persons(one, other):
    assert [*same_people([one, "Somebody Else", other])] == [(one, other)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Adam Jacob", "Adam Stacoviak"),
        ("John Smith", "Jane Smith"),
        ("Matt", "Mat Ryer"),
        ("Speaker 1", "Speaker 2"),
        ("Clip 1", "Clip 2"),
        ("李雷", "韩梅梅"),
        ("", "Ada"),
    ],
)
def test_two_names_may_be_two_peoples(one, other):
    assert [*same_people([one, other])] == []


@pytest.mark.parametrize(
    ("written", "name"),
    [(" Ada  Bird: ", "Ada Bird"), ("Ada: Ada", "Ada"), ("Ada: Ben", "Ada: Ben"), ("*Ada*", "Ada")],
)
def test_a_name_is_kept_tidy(written, name):
    assert tidy(written) == name
