"""Vectors kept in a file: made once, never lost halfway, never mixed between models."""

import gc
import hashlib
import logging
import signal
import subprocess
import sys

import numpy as np
import pytest

from adapters.vectors import CHUNK, KEPT_MAX, CachedEncoder
from knowledge.encoder import DIMENSIONS
from tests.knowledge.encoders import CountingEncoder


@pytest.fixture
def encoder():
    return CountingEncoder()


def test_a_vector_is_the_encoders_own(encoder, tmp_path):
    texts = ["hot tea", "", "milk"]
    assert np.array_equal(
        CountingEncoder().encode(texts), CachedEncoder(encoder, "m", tmp_path).encode(texts)
    )


def test_a_text_is_encoded_once(encoder, tmp_path):
    cached = CachedEncoder(encoder, "m", tmp_path)
    cached.encode(["tea"])
    cached.encode(["tea", "milk"])
    assert encoder.asked == ["tea", "milk"]


def test_a_text_is_encoded_once_by_several_starts(encoder, tmp_path):
    first = CachedEncoder(encoder, "m", tmp_path).encode(["tea", "milk"])
    second = CachedEncoder(encoder, "m", tmp_path).encode(["tea", "milk"])
    assert encoder.asked == ["tea", "milk"]
    assert np.array_equal(first, second)


def test_what_a_later_start_adds_does_not_push_out_the_rest(encoder, tmp_path):
    for texts in (["tea"], ["milk"], ["tea", "milk"]):
        CachedEncoder(encoder, "m", tmp_path).encode(texts)
    assert encoder.asked == ["tea", "milk"]


def test_what_is_not_public_is_never_written(encoder, tmp_path):
    CachedEncoder(encoder, "m", tmp_path).encode(["tea"])
    [file] = tmp_path.iterdir()
    before = file.read_bytes()
    vectors = CachedEncoder(encoder, "m", tmp_path, public=False).encode(["tea", "my own card"])
    assert encoder.asked == ["tea", "my own card"]
    assert vectors.shape == (2, DIMENSIONS)
    assert file.read_bytes() == before


def test_what_is_not_public_is_encoded_once_as_long_as_the_mentor_runs(encoder, tmp_path):
    remembering = CachedEncoder(encoder, "m", tmp_path, public=False)
    remembering.encode(["my own card"])
    remembering.encode(["my own card", "another"])
    assert encoder.asked == ["my own card", "another"]


def test_what_is_not_public_does_not_fill_the_memory(encoder, tmp_path):
    remembering = CachedEncoder(encoder, "m", tmp_path, public=False)
    many = [f"card {number}" for number in range(KEPT_MAX + 1)]
    assert np.array_equal(remembering.encode(many), CountingEncoder().encode(many))
    remembering.encode(["card 0"])
    assert encoder.asked.count("card 0") == 2


def test_rows_stand_in_the_order_of_their_texts(encoder, tmp_path):
    CachedEncoder(encoder, "m", tmp_path).encode(["milk"])
    texts = ["a long text about tea", "tea", "milk", "hot tea"]
    assert np.array_equal(
        CountingEncoder().encode(texts), CachedEncoder(encoder, "m", tmp_path).encode(texts)
    )


def test_a_repeated_text_has_a_row_each_time(encoder, tmp_path):
    vectors = CachedEncoder(encoder, "m", tmp_path).encode(["tea", "milk", "tea"])
    assert encoder.asked == ["tea", "milk"]
    assert np.array_equal(CountingEncoder().encode(["tea", "milk", "tea"]), vectors)


def test_no_texts_are_no_rows(encoder, tmp_path):
    assert CachedEncoder(encoder, "m", tmp_path).encode([]).shape == (0, DIMENSIONS)


def test_a_folder_that_does_not_exist_is_made(encoder, tmp_path):
    CachedEncoder(encoder, "m", tmp_path / "a" / "b").encode(["tea"])
    assert [tmp_path / "a" / "b" / "vectors-m.npz"] == list((tmp_path / "a" / "b").iterdir())


def test_nothing_new_leaves_the_file_alone(encoder, tmp_path):
    CachedEncoder(encoder, "m", tmp_path).encode(["tea"])
    before = (tmp_path / "vectors-m.npz").stat()
    CachedEncoder(encoder, "m", tmp_path).encode(["tea"])
    after = (tmp_path / "vectors-m.npz").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_another_models_vectors_are_not_taken(encoder, tmp_path):
    for fingerprint in ("one", "two"):
        CachedEncoder(encoder, fingerprint, tmp_path).encode(["tea"])
    assert encoder.asked == ["tea", "tea"]


def npz(**arrays):
    """Writes a file of *arrays*, as this cache does, where it is told to."""

    def write(path):
        with path.open("wb") as file:
            np.savez(file, **arrays)

    return write


def npy(path):
    with path.open("wb") as file:
        np.save(file, np.ones(3))


def encrypted(path):
    """A file whose directory claims, by one altered bit, that it is encrypted."""
    npz(keys=np.array(["k"]), vectors=np.ones((1, DIMENSIONS), np.float32))(path)
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)


KEY = hashlib.sha256(b"tea").hexdigest()
BROKEN = {
    "empty": lambda path: path.write_bytes(b""),
    "not an archive": lambda path: path.write_bytes(b"hello"),
    "only its beginning": lambda path: path.write_bytes(path.read_bytes()[:200]),
    "a byte altered": lambda path: path.write_bytes(path.read_bytes().replace(b"<f4", b"<f5")),
    "other arrays": npz(names=np.array(["k"])),
    "fewer vectors than keys": npz(keys=np.array(["k", "l"]), vectors=np.ones((1, DIMENSIONS), np.float32)),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
    "one array": npy,
    "encrypted": encrypted,
    "vectors of other dimensions": npz(keys=np.array([KEY]), vectors=np.ones((1, 3), np.float32)),
    "no numbers": npz(keys=np.array([KEY]), vectors=np.full((1, DIMENSIONS), np.nan, np.float32)),
}


@pytest.fixture
def swept():
    """What a test leaves open is closed before the next one begins."""
    yield
    gc.collect()


# numpy leaves an archive open that is cut off, until the error is forgotten.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.usefixtures("swept")
@pytest.mark.parametrize(
    "spoil",
    [pytest.param(spoil, id=kind) for kind, spoil in BROKEN.items()],
)
def test_a_broken_cache_costs_a_warning_and_no_answer(encoder, tmp_path, caplog, spoil):
    path = tmp_path / "vectors-m.npz"
    CachedEncoder(CountingEncoder(), "m", tmp_path).encode(["tea"])
    spoil(path)
    texts = ["tea", "milk"]
    assert np.array_equal(
        CountingEncoder().encode(texts), CachedEncoder(encoder, "m", tmp_path).encode(texts)
    )
    assert texts == encoder.asked
    assert (logging.WARNING, f"The cache {path} cannot be read") == (
        caplog.records[0].levelno,
        caplog.messages[0][: len(f"The cache {path} cannot be read")],
    )
    caplog.clear()


def test_a_broken_cache_is_made_anew(encoder, tmp_path):
    (tmp_path / "vectors-m.npz").write_bytes(b"hello")
    for _ in range(2):
        CachedEncoder(encoder, "m", tmp_path).encode(["tea"])
    assert encoder.asked == ["tea"]


def test_a_cache_that_does_not_exist_yet_is_no_reason_for_a_warning(encoder, tmp_path, caplog):
    CachedEncoder(encoder, "m", tmp_path).encode(["tea"])
    assert caplog.messages == []


def test_a_place_that_cannot_be_written_costs_a_warning_and_no_answer(encoder, tmp_path, caplog):
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "cache"
    vectors = CachedEncoder(encoder, "m", folder).encode(["tea"])
    assert np.array_equal(CountingEncoder().encode(["tea"]), vectors)
    assert f"The cache {folder / 'vectors-m.npz'} cannot be written" in caplog.messages[-1]


def test_progress_is_told_up_to_the_total(encoder, tmp_path):
    told = []
    texts = [f"tea {number}" for number in range(2 * CHUNK + 1)]
    CachedEncoder(encoder, "m", tmp_path, lambda *progress: told.append(progress)).encode([*texts, "tea 0"])
    total = 2 * CHUNK + 1
    assert [(0, total), (CHUNK, total), (2 * CHUNK, total), (total, total)] == told


def test_only_missing_texts_count_as_progress(encoder, tmp_path):
    CachedEncoder(encoder, "m", tmp_path).encode(["tea"])
    told = []
    CachedEncoder(encoder, "m", tmp_path, lambda *progress: told.append(progress)).encode(["tea", "milk"])
    assert told == [(0, 1), (1, 1)]


def test_there_is_no_progress_where_nothing_is_missing(encoder, tmp_path):
    CachedEncoder(encoder, "m", tmp_path).encode(["tea"])
    told = []
    CachedEncoder(encoder, "m", tmp_path, lambda *progress: told.append(progress)).encode(["tea"])
    assert told == []


SAVE_WITH_LITTLE_ROOM = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from adapters.vectors import CachedEncoder
from knowledge.encoder import DIMENSIONS

class Ones:
    def encode(self, texts):
        return np.ones((len(texts), DIMENSIONS), np.float32)

if sys.argv[2] == "killed":
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
vectors = CachedEncoder(Ones(), "m", Path(sys.argv[1])).encode([str(number) for number in range(200)])
print(vectors.shape)
"""


def save_with_little_room(folder, then):
    """Have another process write a cache of 300 kB where no file may be larger than 100 kB."""
    if not hasattr(signal, "SIGXFSZ"):
        pytest.skip("a process cannot be stopped in the middle of a write: this system has no RLIMIT_FSIZE")
    command = [sys.executable, "-c", SAVE_WITH_LITTLE_ROOM, str(folder), then]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_process_that_dies_while_saving_leaves_the_old_file_whole(encoder, tmp_path):
    path = tmp_path / "vectors-m.npz"
    CachedEncoder(encoder, "m", tmp_path).encode(["tea"])
    before = path.read_bytes()
    died = save_with_little_room(tmp_path, then="killed")
    assert (-signal.SIGXFSZ, before) == (died.returncode, path.read_bytes())


def test_a_process_that_dies_while_saving_leaves_no_half_file_under_the_caches_name(tmp_path):
    save_with_little_room(tmp_path, then="killed")
    assert not (tmp_path / "vectors-m.npz").exists()


def test_a_full_disk_costs_a_warning_and_no_answer(tmp_path):
    went_on = save_with_little_room(tmp_path, then="told")
    assert f"({200}, {DIMENSIONS})\n" == went_on.stdout
    assert "cannot be written" in went_on.stderr


def test_a_full_disk_is_not_filled_with_halves(tmp_path):
    save_with_little_room(tmp_path, then="told")
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_cannot_be_replaced_leaves_no_other_files(encoder, tmp_path):
    path = tmp_path / "vectors-m.npz"
    path.mkdir()
    CachedEncoder(encoder, "m", tmp_path).encode(["tea"])
    assert [path] == list(tmp_path.iterdir())
