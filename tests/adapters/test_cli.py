"""The `career` command: its words, its exit codes and its manners in a pipe."""

import json
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from knowledge.encoder import MODELS
from knowledge.library import EPISODES
from tests.career import Career

COMMANDS = [
    "", "ask", "chat", "topics", "serve", "doctor",
    "episodes", "episodes list", "episodes show", "episodes read", "episodes check",
    "nudges", "nudges due", "nudges run", "nudges preview",
    "db", "db upgrade", "db check", "db backup", "db restore",
    "keys", "keys new", "keys rotate",
    "slack", "slack manifest",
]  # fmt: skip

A_CARD = ("episodes", "show", "js-party-286/start-large")


@pytest.fixture
def career(tmp_path: Path, library_open: None) -> Career:  # noqa: ARG001  (it is what is said below)
    """The command, with the library open already."""
    return Career(tmp_path, {})


@pytest.fixture
def wordy(tmp_path: Path) -> Career:
    """One that compares words alone, without waiting for the model."""
    return Career(tmp_path, {"CAREER_MODEL_DIR": str(tmp_path)})


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A folder of episodes, in one of which a card has a mistake."""
    good = (EPISODES / "js-party-286.toml").read_text()
    (tmp_path / "a-good.toml").write_text(good.replace('slug = "js-party-286"', 'slug = "another"'))
    (tmp_path / "b-bad.toml").write_text(good.replace('kind = "advice"', 'kind = "opinion"', 1))
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(career: Career, command: str):
    run = career.says(*command.split(), "--help")

    assert run.exit_code == 0
    assert "Usage" in run.stdout
    assert "career " in run.stdout.replace("Usage: career", "")


def test_the_version_is_the_packages(career: Career):
    assert career.says("--version").stdout.strip() == f"career {version('career-mentor')}"


def test_an_answered_question_exits_with_0_and_cites_its_turn(tmp_path: Path):
    run = Career(tmp_path, {}).runs("ask", "is it okay to stay senior for good?")

    assert run.returncode == 0
    assert "https://changelog.com/jsparty/286#transcript-" in run.stdout


def test_a_question_may_be_typed_without_quotes(career: Career):
    run = career.says("ask", "how", "do", "I", "handle", "burnout")

    assert run.exit_code == 0


def test_a_question_that_is_not_covered_exits_with_3_and_names_topics(career: Career):
    run = career.says("ask", "which visa do I need to work in Canada?")

    assert run.exit_code == 3
    assert "closest topics" in run.stdout


@pytest.mark.parametrize(
    "words", [("ask",), ("ask", "x", "--batch", "f"), ("ask", "--batch", "f"), ("nonsense",)]
)
def test_bad_usage_exits_with_2_and_says_what_to_do(career: Career, words: tuple[str, ...]):
    run = career.says(*words)

    assert run.exit_code == 2
    assert "career" in run.stderr
    assert "Traceback" not in run.stderr


def test_json_is_one_object_of_the_promised_shape(career: Career):
    run = career.says("ask", "--json", "staff")

    answer = json.loads(run.stdout)
    assert list(answer) == ["id", "q", "answered", "confidence", "results"]
    assert answer["answered"] is True
    assert 0 <= answer["confidence"] <= 1
    assert 1 <= len(answer["results"]) <= 10
    keys = ["card", "episode", "turns", "speaker", "title", "text", "start", "url", "score"]
    assert all(list(result) == keys for result in answer["results"])


@pytest.mark.parametrize("text", ["I want to kill myself", "my boss harasses me"])
def test_json_has_no_card_for_whom_people_can_help_better(career: Career, text: str):
    run = career.says("ask", "--json", text)

    assert run.exit_code == 3
    assert json.loads(run.stdout) == {
        "id": None,
        "q": text,
        "answered": False,
        "confidence": 0.0,
        "results": [],
    }


def test_a_batch_answers_in_order_and_names_the_bad_line(career: Career, tmp_path: Path):
    questions = tmp_path / "questions.jsonl"
    questions.write_text(
        '{"id": 1, "q": "staff"}\nnot json\n\n{"id": "z", "q": "best pizza in Rome"}\n'
        '{"id": "d", "q": "I want to kill myself"}\n{"id": "h", "q": "my boss harasses me"}\n'
    )

    run = career.says("ask", "--json", "--batch", str(questions))

    rows = [json.loads(line) for line in run.stdout.splitlines()]
    assert run.exit_code == 1
    assert rows[0]["id"] == 1
    assert rows[1]["line"] == 2
    assert "not JSON" in rows[1]["error"]
    assert rows[2]["id"] == "z"
    assert rows[2]["answered"] is False
    assert rows[2]["results"]
    assert [(row["id"], row["answered"], row["results"]) for row in rows[3:]] == [
        ("d", False, []),
        ("h", False, []),
    ]


def test_a_batch_comes_from_standard_input_too(career: Career):
    run = career.says("ask", "--json", "--batch", "-", given='{"id": "a", "q": "layoffs"}\n')

    assert run.exit_code == 0
    assert json.loads(run.stdout)["id"] == "a"


def test_a_batch_that_is_not_there_exits_with_2(career: Career):
    run = career.says("ask", "--json", "--batch", "there-is-no-such-file")

    assert run.exit_code == 2
    assert "there-is-no-such-file" in run.stderr


def test_piped_lines_are_answered_one_by_one(career: Career):
    run = career.says("chat", given="staff\n\nwlb\n")

    assert run.exit_code == 0
    assert (
        run.stdout.index("Staff and principal")
        < run.stdout.index("Ask me about")
        < run.stdout.index("balance")
    )


def test_bytes_that_are_no_text_spoil_no_other_line(career: Career):
    run = career.says("chat", given=b"caf\xe9\nstaff\n")

    assert run.exit_code == 0
    assert "Staff and principal" in run.stdout


def test_a_batch_survives_any_line_and_prints_plain_ascii(career: Career, tmp_path: Path):
    questions = tmp_path / "questions.jsonl"
    lines = [
        b'{"id": "\\ud800", "q": "staff"}',
        b'{"id": 2, "q": "caf\xe9"}',
        b'{"id": NaN, "q": "x"}',
        b"[1]",
        b"{}",
    ]
    questions.write_bytes(b"\n".join([*lines, '{"id": 6, "q": "wlb \u202e"}'.encode()]))

    run = career.says("ask", "--json", "--batch", str(questions))

    rows = [json.loads(line) for line in run.stdout.splitlines()]
    assert run.exit_code == 1
    assert [row.get("line") for row in rows] == [None, 2, 3, 4, 5, None]
    assert run.stdout.isascii()


def test_an_empty_setting_is_no_setting(tmp_path: Path):
    empty = dict.fromkeys(["CAREER_EPISODES_DIR", "CAREER_MODEL_DIR", "CAREER_CACHE_DIR"], "")
    # The cache is where it is without a setting: at home.
    run = Career(tmp_path, {**empty, "HOME": str(Path.home())}).says("ask", "staff")

    assert run.exit_code == 0
    assert run.stderr == ""


def test_a_closed_standard_input_has_nothing_to_say(wordy: Career):
    run = wordy.shell("{career} chat <&-")

    assert run.returncode == 0
    assert "Traceback" not in run.stderr


def test_nothing_in_the_pipe_is_nothing_to_say(career: Career):
    run = career.says("chat", given="")

    assert run.exit_code == 0
    assert run.stdout.strip() == ""


def test_colours_are_off_in_a_pipe_and_with_no_color(career: Career, tmp_path: Path):
    forced = {"FORCE_COLOR": "1"}

    assert "\x1b[" not in career.says(*A_CARD).stdout
    # Read once by a process, when it begins.
    assert "\x1b[1;36m" in Career(tmp_path, forced).runs(*A_CARD).stdout
    assert "\x1b[1;36m" not in Career(tmp_path, forced | {"NO_COLOR": "1"}).runs(*A_CARD).stdout


def test_links_stay_in_one_piece_on_a_narrow_terminal(tmp_path: Path):
    run = Career(tmp_path, {"COLUMNS": "40"}).runs(*A_CARD)

    lines = run.stdout.splitlines()
    assert "Read   https://changelog.com/jsparty/286#transcript-47" in lines
    assert all(len(line) <= 40 for line in lines if "https://" not in line)


def test_a_broken_card_file_stops_with_the_card_and_field_named(broken: Path, tmp_path: Path):
    run = Career(tmp_path, {"CAREER_EPISODES_DIR": str(broken)}).says("ask", "staff")

    assert run.exit_code == 2
    assert "b-bad.toml: cards '" in run.stderr
    assert "kind" in run.stderr
    assert run.stdout == ""


def test_an_altered_model_is_named_and_words_answer_meanwhile(tmp_path: Path):
    models = shutil.copytree(MODELS, tmp_path / "models")
    with (models / "all-mpnet-base-v2.int8.onnx").open("r+b") as model:
        model.seek(1_000_000)
        model.write(b"altered")

    run = Career(tmp_path, {"CAREER_MODEL_DIR": str(models)}).says("ask", "meetups and community")

    warning = " ".join(run.stderr.split())
    assert run.exit_code == 0
    assert "all-mpnet-base-v2.int8.onnx" in warning.replace(" ", "")
    assert "git checkout" in warning
    assert "transcript-" in run.stdout


def test_topics_and_episodes_are_listed_as_json(career: Career):
    topics = json.loads(career.says("topics", "--json").stdout)
    [episode] = json.loads(career.says("episodes", "list", "--json").stdout)

    assert {"staff", "burnout"} <= {topic["id"] for topic in topics}
    assert episode["episode"] == "js-party-286"
    assert episode["turns"] == 97


def test_an_episode_and_a_card_can_be_shown(career: Career):
    assert "20 of 142; all of them: --all" in career.says("episodes", "show", "js-party-286").stdout
    assert "start-large" in career.says("episodes", "show", "js-party-286", "--all").stdout
    assert "transcript-47" in career.says("episodes", "show", "js-party-286/start-large").stdout
    assert career.says("episodes", "show", "nothing").exit_code == 2


def test_check_is_green_for_the_shipped_episode_and_its_transcript(career: Career, shared: Path):
    transcript = shared / "data" / "seed" / "js-party-286.md"
    run = career.says(
        "episodes", "check", str(EPISODES / "js-party-286.toml"), "--transcript", str(transcript), "--shipped"
    )

    assert run.exit_code == 0, run.stderr
    assert "faithful to js-party-286.md. Checked as one of this program's own." in run.stdout


def test_check_names_every_mistake(career: Career, broken: Path):
    run = career.says("episodes", "check", str(broken / "b-bad.toml"))

    assert run.exit_code == 2
    assert "cards '" in run.stderr
    assert "1 to mend" in run.stderr


def test_a_reader_that_leaves_early_causes_no_traceback(wordy: Career):
    run = wordy.shell("{career} topics | head -1")

    assert "Traceback" not in run.stderr


def test_whoever_only_asks_waits_for_no_library_of_a_network_or_a_database():
    code = "import sys, adapters.cli; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not {"aiohttp", "discord", "slack_bolt", "sqlalchemy"}.intersection(loaded.split())
