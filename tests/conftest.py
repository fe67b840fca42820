"""What all tests share: the shipped library with the real model, read once."""

import os
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from adapters import program
from adapters.settings import Settings
from adapters.vectors import silent
from knowledge.encoder import DIMENSIONS, Vectors
from knowledge.excerpts.making import Maker
from knowledge.library import Library, read_library
from knowledge.search import Search
from tests import depth  # noqa: F401  (so that pytest knows of the profile)
from tests.doubles.postgres import Postgres

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("CAREER_SHARED", ROOT.parent / "shared"))

LONGEST_FIRST = ("scenarios", "adapters", "bot", "knowledge", "doubles")
"""The folders of tests: those whose files take long come first, so that none is left over in the end."""

# Whom a shell runs in the background ignores Ctrl-C, and so does all that it starts, which tests interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_xdist_auto_num_workers() -> int:
    """Three for two cores: whoever plays people waits for them half of the time."""
    return 3 * (os.cpu_count() or 1) // 2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the folders into their order, and leave what is in them in its own."""
    items.sort(key=lambda item: LONGEST_FIRST.index(item.path.relative_to(ROOT / "tests").parts[0]))


@pytest.fixture(scope="session")
def library() -> Library:
    return read_library()


@pytest.fixture(scope="session")
def shipped() -> program.Shipped:
    """Each text is encoded once, however many tests want its vector."""
    shipped = program.open_shipped(Settings(), silent)
    assert shipped.encoder is not None, shipped.unusable
    encode, known = shipped.encoder.encode, dict[str, NDArray[np.float32]]()

    def encoded_once(texts: Sequence[str]) -> Vectors:
        if new := [text for text in dict.fromkeys(texts) if text not in known]:
            known.update(zip(new, encode(new), strict=True))
        return np.array([known[text] for text in texts], np.float32).reshape(-1, DIMENSIONS)

    shipped.encoder.encode = encoded_once
    return shipped


@pytest.fixture(scope="session")
def words() -> program.Shipped:
    """The same without the model."""
    return program.open_words(Settings())


@pytest.fixture(scope="session")
def search(shipped: program.Shipped) -> Search:
    return shipped.search


@pytest.fixture(scope="session")
def maker(shipped: program.Shipped) -> Maker:
    """Makes editions with the real model."""
    return Maker(shipped.library, shipped.encoder)


@pytest.fixture
def library_open(shipped: program.Shipped, words: program.Shipped, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that run in this process need not read the shipped library again, which takes a second."""
    monkeypatch.setattr(program, "open_shipped", lambda *_: shipped)
    monkeypatch.setattr(program, "open_words", lambda _: words)
    monkeypatch.setattr(program, "open_library", lambda _: shipped.library)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real transcripts, where there is one."""
    if not SHARED.is_dir():
        pytest.skip(
            f"real transcripts and the shared scorer are not in {SHARED} (CAREER_SHARED names the folder)"
        )
    return SHARED


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server of the tests' own; a test that wants to be alone in it makes a database."""
    with Postgres() as server:
        yield server
