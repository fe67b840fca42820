"""Curated files: read into nouns, or refused with every mistake named by file, card and field."""

from time import process_time

import pytest

from knowledge.cards import Kind, Person, Stage, Subject, TimeMark
from knowledge.curation import REF_MAX, CurationError, Omission, read_curation, read_vocabulary

SECONDS_MAX = 10
"""Of the processor, for some hundred kilobytes: a hundred times what it takes to refuse them."""

FIRST = "tea-time-1.toml: cards 'ask-a-friend': "
SECOND = "tea-time-1.toml: cards 'ask-nobody': "


def problems_of(read, *args):
    with pytest.raises(CurationError) as refused:
        read(*args)
    return refused.value.problems


def test_a_valid_file_reads_into_an_episode(curated):
    episode = curated().episode
    assert (episode.slug, episode.show, episode.number, episode.turns) == ("tea-time-1", "Tea Time", 1, 9)
    assert (Person("Ada Bird", ("Ada",)), Person("Ben Cole")) == episode.people
    assert (TimeMark(2, 70, opens=True), TimeMark(4, 3723, opens=False)) == episode.marks


def test_a_valid_file_reads_into_cards(curated):
    first, second = curated().cards
    assert (first.id, second.id) == ("ask-a-friend", "ask-nobody")
    assert (first.speakers, second.speakers) == (("Ada Bird",), ("Ben Cole", "Ada Bird"))
    assert (first.turns, second.turns) == ((2, 3), (5, 5))
    assert (first.topics, second.topics) == (("learning",), ("leaving", "learning"))
    assert first.stages == (Stage.JUNIOR, Stage.MID)
    assert (first.kind, second.kind) == (Kind.ADVICE, Kind.EXPERIENCE)
    assert (first.reflect, second.reflect) == ("Whom could you ask this week?", "What did you decide alone?")
    assert tuple(f"asking nobody, way {way}" for way in range(8)) == second.questions
    assert (first.contrasts, second.contrasts) == (("ask-nobody",), ("ask-a-friend",))


def test_a_card_knows_its_episode(curated):
    curation = curated()
    assert curation.cards[1].episode is curation.episode


def test_a_card_without_a_start_begins_at_the_last_mark_before_it(curated):
    assert curated().cards[0].start == 70


def test_a_card_may_name_its_own_start(curated):
    assert curated().cards[1].start == 59


def test_a_valid_file_reads_into_what_is_not_covered(curated):
    questions = tuple(f"kettle number {number}" for number in range(8))
    assert (Subject("kettles", "Which kettle to buy", ("learning",), questions),) == curated().not_covered


def test_a_valid_file_reads_into_turns_without_advice(curated):
    assert (Omission((6, 7), "They drink."),) == curated().without_advice


FIELD_MISTAKES = {
    "an unknown key": ('start = "00:59"', 'strat = "00:59"', SECOND + "strat: Extra inputs"),
    "an unknown key of the episode": (
        "number = 1\n",
        "number = 1\nseason = 2\n",
        "tea-time-1.toml: episode: season: ",
    ),
    "an unknown table": ("[episode]", "[extras]\n[episode]", "tea-time-1.toml: extras: "),
    "a missing field": ('kind = "advice"\n', "", FIRST + "kind: Field required"),
    "a title too long": (
        "Ask a friend before you decide",
        "a" * 76,
        FIRST + "title: String should have at most 75",
    ),
    "an empty title": ("Ask a friend before you decide", "  ", FIRST + "title: "),
    "a title of two lines": ("Ask a friend before", "Ask a friend\\nbefore", FIRST + "title: "),
    "a title with a direction mark": ("Ask a friend before", "Ask a\\u202e friend before", FIRST + "title: "),
    "a title with a line separator": (
        "Ask a friend before",
        "Ask a\\u2028 friend before",
        FIRST + "title: a text is on one line, without control or direction marks",
    ),
    "a prompt of two lines": (
        "this week?",
        "this\\nweek?",
        FIRST + "reflect: a text is on one line, without control or direction marks",
    ),
    "advice too short": (
        "Ada puts every large decision before one friend who knows her and one who does not.",
        "a" * 59,
        FIRST + "advice: String should have at least 60",
    ),
    "advice too long": (
        "Ada puts",
        "Ada " + "very " * 120 + "puts",
        FIRST + "advice: String should have at most 600",
    ),
    "a number in quotes": ("number = 1", 'number = "1"', "tea-time-1.toml: episode: number: "),
    "no number at all": ("number = 1", "number = nan", "tea-time-1.toml: episode: number: "),
    "a turn in quotes": (
        "turns = [2, 3]",
        'turns = ["2", 3]',
        "tea-time-1.toml: cards 'ask-a-friend' turns: 0: ",
    ),
    "turns from zero": ("turns = [2, 3]", "turns = [0, 3]", FIRST + "turns: turns run from the first"),
    "turns backwards": ("turns = [2, 3]", "turns = [3, 2]", FIRST + "turns: turns run from the first"),
    "three turn numbers": ("turns = [2, 3]", "turns = [2, 3, 4]", FIRST + "turns: "),
    "a time that is none": ('"00:59"', '"9:99"', SECOND + "start: a time is written"),
    "a time as a number": ('"00:59"', "59", SECOND + "start: a time is written"),
    "a mark's bad time": (
        'at = "01:10"',
        'at = "70"',
        "tea-time-1.toml: episode marks 'number 1': at: a time is written",
    ),
    "a mark in turn zero": (
        "{ turn = 2,",
        "{ turn = 0,",
        "tea-time-1.toml: episode marks 'number 1': turn: ",
    ),
    "an unknown stage": ('["senior"]', '["wizard"]', "tea-time-1.toml: cards 'ask-nobody' stages: 0: "),
    "an unknown kind": ('"experience"', '"rant"', SECOND + "kind: "),
    "no topic": ('topics = ["learning"]', "topics = []", FIRST + "topics: "),
    "five topics": ('topics = ["learning"]', 'topics = ["a", "b", "c", "d", "e"]', FIRST + "topics: "),
    "no speaker": ('speaker = "Ada Bird"', "speaker = []", FIRST + "speaker: "),
    "a prompt that asks nothing": (
        "this week?",
        "this week.",
        FIRST + "reflect: a prompt ends with a question mark",
    ),
    "seven questions": ('"asking nobody, way 7"', "", SECOND + "ask: "),
    "thirteen questions": (
        '"asking nobody, way 7"',
        ", ".join(f'"way {way}"' for way in range(7, 13)),
        SECOND + "ask: ",
    ),
    "an id with capitals": (
        'id = "ask-nobody"',
        'id = "Ask-Nobody"',
        "tea-time-1.toml: cards 'Ask-Nobody': id: ",
    ),
    "an address that is not https": ("https://tea", "http://tea", "tea-time-1.toml: episode: url: "),
    "an address with a slash at its end": (
        "tea.example/1",
        "tea.example/",
        "tea-time-1.toml: episode: url: ",
    ),
    "a subject's unknown key": (
        "nearest =",
        "closest =",
        "tea-time-1.toml: not_covered 'kettles': closest: ",
    ),
    "an omission without a reason": (
        'reason = "They drink."',
        "",
        "tea-time-1.toml: without_advice 'number 1': reason: ",
    ),
}


@pytest.mark.parametrize(("old", "new", "problem"), FIELD_MISTAKES.values(), ids=FIELD_MISTAKES)
def test_a_mistake_in_a_field_is_named_by_file_card_and_field(curated, old, new, problem):
    assert problems_of(curated, (old, new))[0].startswith(problem)


CONTRADICTIONS = {
    "a question of two cards": (
        ("asking nobody, way 3", "Asking a friend: way 3!"),
        "tea-time-1.toml: question 'asking a friend way 3' stands 2 times",
    ),
    "a question of a card and of a subject": (
        ("kettle number 3", "asking a friend, way 3"),
        "tea-time-1.toml: question 'asking a friend way 3' stands 2 times",
    ),
    "an unknown topic": (
        ('topics = ["learning"]', 'topics = ["juggling"]'),
        FIRST + "topics: no topic is called 'juggling'",
    ),
    "an unknown nearest topic": (
        ('nearest = ["learning"]', 'nearest = ["juggling"]'),
        "tea-time-1.toml: not_covered 'kettles': nearest: no topic is called 'juggling'",
    ),
    "a speaker who is not of people": (
        ('speaker = "Ada Bird"', 'speaker = "Ada"'),
        FIRST + "speaker: 'Ada' is not in [[episode.people]]",
    ),
    "a turn beyond the end": (
        ("turns = [5, 5]", "turns = [9, 10]"),
        SECOND + "turns: the episode has 9 turns, not 10",
    ),
    "a mark beyond the end": (
        ("{ turn = 4,", "{ turn = 10,"),
        "tea-time-1.toml: episode marks 'number 2': turn: the episode has 9 turns, not 10",
    ),
    "an omission beyond the end": (
        ("turns = [6, 7]", "turns = [6, 10]"),
        "tea-time-1.toml: without_advice 'number 1': turns: the episode has 9 turns, not 10",
    ),
    "a person who is there twice": (
        ('name = "Ben Cole"', 'name = "Ben Cole"\n[[episode.people]]\nname = "Ada  bird"'),
        "tea-time-1.toml: person 'ada bird' stands 2 times",
    ),
    "four turns": (
        ("turns = [2, 3]", "turns = [2, 5]"),
        FIRST + "turns: at most 3 turns, so that a reader knows where to listen",
    ),
    "a contrast that is not named back": (
        ('contrasts = ["ask-a-friend"]\n', ""),
        FIRST + "contrasts: 'ask-nobody' does not name this card back",
    ),
}


@pytest.mark.parametrize(("edit", "problem"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_a_contradiction_is_the_one_thing_reported(curated, edit, problem):
    assert (problem,) == problems_of(curated, edit)


def test_a_cards_id_that_stands_twice_is_named(curated):
    problem = "tea-time-1.toml: card 'ask a friend' stands 2 times"
    assert problem == problems_of(curated, ('id = "ask-nobody"', 'id = "ask-a-friend"'))[0]


def test_a_contrast_with_a_card_that_does_not_exist_is_named(curated):
    edits = ('contrasts = ["ask-nobody"]', 'contrasts = ["ask-nobody", "ask-the-moon"]')
    assert problems_of(curated, edits) == (FIRST + "contrasts: 'ask-the-moon' does not name this card back",)


def test_a_card_that_contradicts_itself_is_named(curated):
    itself = ('contrasts = ["ask-nobody"]', 'contrasts = ["ask-nobody", "ask-a-friend"]')
    assert problems_of(curated, itself) == (FIRST + "contrasts: a card cannot contradict itself",)


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [
        ("speaker", '["Ben Cole", "Ada Bird"]', '["Ben Cole", "Ben Cole"]'),
        ("topics", '["leaving", "learning"]', '["leaving", "leaving"]'),
        ("contrasts", '["ask-a-friend"]', '["ask-a-friend", "ask-a-friend"]'),
    ],
)
def test_a_name_that_a_card_gives_twice_is_named(curated, field, old, new):
    assert problems_of(curated, (old, new)) == (f"{SECOND}{field}: names one twice",)


def test_a_card_whose_name_with_its_episodes_is_longer_than_a_button_takes_is_named(curated):
    slug = ('slug = "tea-time-1"', f'slug = "tea-time-{"1" * 51}"')
    fits = "a" * (REF_MAX - 61)
    assert len(curated(slug, *[("ask-a-friend", fits)] * 2).cards[0].ref) == REF_MAX
    [problem] = problems_of(curated, slug, *[("ask-a-friend", f"{fits}a")] * 2)
    assert problem == (
        f"tea-time-1.toml: cards '{fits}a': id: '{fits}a' and the episode's slug have 81 characters "
        "with the slash between them, and up to 80 fit into a button"
    )


def test_a_subject_that_stands_twice_is_named(curated):
    twice = (
        '[[not_covered]]\nid = "kettles"\nname = "More"\nask = ['
        + ", ".join(f'"m{n}"' for n in range(8))
        + "]\n"
    )
    problem = "tea-time-1.toml: subject 'kettles' stands 2 times"
    assert (problem,) == problems_of(curated, ("[[without_advice]]", f"{twice}\n[[without_advice]]"))


def test_three_turns_are_not_too_many(curated):
    assert curated(("turns = [2, 3]", "turns = [2, 4]")).cards[0].turns == (2, 4)


def test_all_mistakes_in_fields_are_reported_at_once(curated):
    edits = [("number = 1", 'number = "1"'), ("this week?", "this week."), ('"experience"', '"rant"')]
    places = [problem.rsplit(": ", 1)[0] for problem in problems_of(curated, *edits)]
    assert places[:3] == ["tea-time-1.toml: episode: number", FIRST + "reflect", SECOND + "kind"]


def test_all_contradictions_are_reported_at_once(curated):
    edits, problems = zip(
        *(CONTRADICTIONS[what] for what in ("an unknown topic", "a turn beyond the end")), strict=True
    )
    assert problems == problems_of(curated, *edits)


def test_broken_toml_is_named_with_its_line(curated):
    [problem] = problems_of(curated, ("number = 1", "number = "))
    assert problem.startswith("tea-time-1.toml: is not valid TOML: ")
    assert "line 5" in problem


def test_toml_that_is_too_deep_is_named(curated):
    [problem] = problems_of(curated, ("number = 1", "number = " + "[" * 5000 + "]" * 5000))
    assert problem.startswith("tea-time-1.toml: is not valid TOML: ")


def test_a_number_that_is_too_long_is_named(curated):
    [problem] = problems_of(curated, ("number = 1", "number = " + "9" * 5000))
    assert problem.startswith("tea-time-1.toml: is not valid TOML: ")


def test_a_value_that_is_too_deep_is_named(curated):
    [problem] = problems_of(curated, ("number = 1", "number = " + "[" * 300 + "]" * 300))
    assert problem.startswith("tea-time-1.toml: ")


DOTTED = ".a" * 50_000


@pytest.mark.parametrize(
    "lines",
    [
        f"a{DOTTED} = 1",
        f"[a{DOTTED}]",
        f"[[a{DOTTED}]]",
        f"a = {{ a{DOTTED} = 1 }}",
        '"."' + '."."' * 50_000 + " = 1",
        f'a = {{ b = """x"""", a{DOTTED} = "b" }}',
        f"a = {{ b = '''x''''', a{DOTTED} = 'b' }}",
        f'a = {{ b = "\\"", a{DOTTED} = "b" }}',
        f'a = """\\"""\n"""\na{DOTTED} = 1',
    ],
    ids=range(9),
)
def test_a_key_of_very_many_parts_is_named_before_it_takes_minutes(curated, lines):
    begun = process_time()
    [problem] = problems_of(curated, ("[episode]", f"{lines}\n[episode]"))
    assert process_time() - begun < SECONDS_MAX
    assert problem.startswith("tea-time-1.toml: has a line with more than 10 dots outside of quotes")


def test_a_string_without_an_end_is_looked_through_once(curated):
    begun = process_time()
    [problem] = problems_of(curated, ("number = 1", "number = " + '"a\\' * 200_000))
    assert process_time() - begun < SECONDS_MAX
    assert problem.startswith("tea-time-1.toml: is not valid TOML: ")


@pytest.mark.parametrize(
    "text",
    [
        "They drank tea.............. or did they?.............. Nobody knows, and nobody asks.",
        "Go. Do. It. Now. Stop. Yes. No. One. Two. Three. Four. Five. Six. And so on, he says.",
    ],
)
@pytest.mark.parametrize("quote", ['"', "'", '"""', "'''"])
def test_dots_in_a_text_are_no_parts_of_a_key(curated, text, quote):
    advice = '"Ada puts every large decision before one friend who knows her and one who does not."'
    assert curated((advice, quote + text + quote)).cards[0].advice == text


def test_more_than_any_episode_has_is_named_before_it_is_read(curated):
    [problem] = problems_of(curated, ("[[without_advice]]", "[[cards]]\n" * 80_000 + "[[without_advice]]"))
    assert problem == "tea-time-1.toml: has more than 150,000 keys, lists and items: no file needs as many"


def test_a_file_that_is_not_utf8_is_named_with_its_byte(tmp_path):
    path = tmp_path / "latin.toml"
    path.write_bytes(b'title = "caf\xe9"')
    assert problems_of(read_curation, path, ()) == ("latin.toml: is not UTF-8 text (byte 12)",)


def test_a_byte_order_mark_changes_nothing(tmp_path, vocabulary, episode, curated):
    (tmp_path / "marked.toml").write_text("\ufeff" + episode, encoding="utf-8")
    topics = read_vocabulary(vocabulary).topics
    assert curated() == read_curation(tmp_path / "marked.toml", topics)


def test_a_mistake_in_the_only_card_is_the_one_thing_reported(tmp_path, episode):
    head, card, _ = episode.split("[[cards]]")
    (tmp_path / "one.toml").write_text(f"{head}[[cards]]{card.replace('week?', 'week.')}", encoding="utf-8")
    problem = "one.toml: cards 'ask-a-friend': reflect: a prompt ends with a question mark"
    assert (problem,) == problems_of(read_curation, tmp_path / "one.toml", ())


def test_a_file_without_cards_is_refused(tmp_path, episode):
    (tmp_path / "none.toml").write_text("cards = []\n" + episode.split("[[cards]]")[0], encoding="utf-8")
    [problem] = problems_of(read_curation, tmp_path / "none.toml", ())
    assert problem.startswith("none.toml: cards: ")


def test_a_missing_file_is_named(tmp_path):
    problem = "gone.toml: cannot be read: No such file or directory"
    assert (problem,) == problems_of(read_curation, tmp_path / "gone.toml", ())


def test_a_refusal_reads_as_one_mistake_a_line(curated):
    edits = [("this week?", "this week."), ('"experience"', '"rant"')]
    with pytest.raises(CurationError) as refused:
        curated(*edits)
    assert list(refused.value.problems) == str(refused.value).splitlines()


def test_a_vocabulary_reads_into_topics_and_subjects(vocabulary):
    read = read_vocabulary(vocabulary)
    assert [(topic.id, topic.aliases) for topic in read.topics] == [
        ("learning", ("pick things up", "self-taught")),
        ("leaving", ("quit", "C++")),
    ]
    assert [subject.id for subject in read.elsewhere] == ["biscuits"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('id = "leaving"', 'id = "learning"', "topics.toml: topic 'learning' stands 2 times"),
        ('"quit"', '"Self taught!"', "topics.toml: alias 'self taught' stands 2 times"),
        ('"quit"', '"learning on the way"', "topics.toml: alias 'learning on the way' stands 2 times"),
        ('aliases = ["quit", "C++"]', "aliases = []", "topics.toml: topics 'leaving': aliases: "),
    ],
)
def test_a_vocabulary_in_which_two_topics_have_one_name_is_refused(vocabulary, old, new, problem):
    vocabulary.write_text(vocabulary.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert problem in "\n".join(problems_of(read_vocabulary, vocabulary))


def test_a_name_that_is_also_an_alias_of_its_topic_counts_once(vocabulary):
    text = vocabulary.read_text(encoding="utf-8").replace('"quit"', '"LEAVING"')
    vocabulary.write_text(text, encoding="utf-8")
    assert "LEAVING" in read_vocabulary(vocabulary).topics[1].aliases
