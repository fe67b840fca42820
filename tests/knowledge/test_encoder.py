"""The shipped sentence encoder, and its refusal to run on other files than those that were tested."""

import os
import shutil
import subprocess
import sys

import numpy as np
import pytest

from knowledge.encoder import DIMENSIONS, MODELS, ModelUnusable, Mpnet

FILES = ["all-mpnet-base-v2.int8.onnx", "all-mpnet-base-v2.words.bin", "tokenizer.json"]


@pytest.fixture(scope="module")
def model():
    return Mpnet()


@pytest.fixture
def models(tmp_path):
    """A copy of the model's files."""
    for name in FILES:
        shutil.copy(MODELS / name, tmp_path)
    return tmp_path


def test_rows_are_of_unit_length(model):
    vectors = model.encode(["tea", "", "a pot of tea for two people, please", "word " * 300])
    assert ((4, DIMENSIONS), np.float32) == (vectors.shape, vectors.dtype)
    assert np.allclose(1, np.linalg.norm(vectors, axis=1), atol=1e-4)


def test_rows_stand_in_the_order_of_their_texts_and_do_not_depend_on_those_beside_them(model):
    texts = [f"{'very ' * (number * 7 % 11)}hot tea {number}" for number in range(40)]
    alone = np.concatenate([model.encode([text]) for text in texts])
    assert np.array_equal(alone, model.encode(texts))


def test_texts_near_in_meaning_are_near(model):
    boss, manager, tea = model.encode(
        ["my boss ignores me", "my manager does not listen", "hot tea with milk"]
    )
    assert boss @ manager > boss @ tea + 0.3


def test_no_texts_are_no_rows(model):
    assert model.encode([]).shape == (0, DIMENSIONS)


def test_a_text_longer_than_the_model_reads_is_cut(model):
    long, longer = model.encode(["word " * 300, "word " * 300 + "zebra"])
    assert np.array_equal(long, longer)


def test_a_text_of_two_hundred_words_is_read_to_its_end(model):
    long, longer = model.encode(["word " * 200, "word " * 200 + "zebra"])
    assert not np.allclose(long, longer, atol=1e-3)


def test_the_empty_text_has_a_vector(model):
    assert np.isfinite(model.encode([""])).all()


def test_its_vocabulary_is_whole_everyday_words(model):
    assert {"manager", "salary", "tea"} < model.vocabulary
    assert not {"[CLS]", "##ing", "1"} & model.vocabulary


def test_files_copied_elsewhere_are_as_good(models, model):
    assert Mpnet(models).fingerprint == model.fingerprint


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named_with_how_to_mend_it(models, name):
    (models / name).unlink()
    with pytest.raises(ModelUnusable) as unusable:
        Mpnet(models)
    assert (
        f"The model file {models / name} cannot be read (No such file or directory). "
        "Restore it (`git checkout -- knowledge/models`, or reinstall), or mend CAREER_MODEL_DIR."
    ) == str(unusable.value)


@pytest.mark.parametrize("name", FILES)
def test_a_file_altered_in_one_byte_is_named_with_how_to_mend_it(models, name):
    content = bytearray((models / name).read_bytes())
    content[len(content) // 2] ^= 1
    (models / name).write_bytes(content)
    with pytest.raises(ModelUnusable) as unusable:
        Mpnet(models)
    assert (
        f"The model file {models / name} is not the one that was tested (its SHA-256 differs). "
        "Restore it (`git checkout -- knowledge/models`, or reinstall), or mend CAREER_MODEL_DIR."
    ) == str(unusable.value)


def test_nothing_is_left_in_the_home_directory_by_the_library_that_runs_it(tmp_path):
    # In this process the setting that keeps it quiet may have been made already.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ORT_")}
    encoding = "from knowledge.encoder import Mpnet; Mpnet().encode(['tea'])"
    subprocess.run([sys.executable, "-c", encoding], env=environment | {"HOME": str(tmp_path)}, check=True)
    assert list(tmp_path.iterdir()) == []
