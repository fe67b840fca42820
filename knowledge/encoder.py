"""Sentences to vectors whose angle says how near their meanings are: all-mpnet-base-v2 on onnxruntime."""

import hashlib
import os
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Rows of unit length, one a text: float32, (texts, DIMENSIONS)."""

DIMENSIONS = 768
MEND = "Restore it (`git checkout -- knowledge/models`, or reinstall), or mend CAREER_MODEL_DIR."
MODELS = Path(__file__).parent / "models"


class ModelUnusable(Exception):
    """A model file that is missing or is not the one that was tested; the message says how to mend it."""


class Encoder(Protocol):
    """Anything that turns texts into vectors."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in their order."""
        ...


class Mpnet:
    """all-mpnet-base-v2 with int8 weights, each file checked against the manifest before it is used.

    *fingerprint* names the model's bytes: vectors of different fingerprints must not be mixed.
    """

    MAX_TOKENS = 256

    def __init__(self, models: Path = MODELS) -> None:
        # Its official builds keep an id of the machine in the home directory and report to their maker; this
        # is read when it is loaded (its Privacy.md, "Disabling Telemetry").
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
        # Late, because a page of cards, --help and a check of a file need no model.
        from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions  # noqa: PLC0415
        from tokenizers import Tokenizer  # noqa: PLC0415

        tested = _tested()
        model, _words, tokenizer = (_verified(models / name, sha256) for name, sha256 in tested.items())
        self.fingerprint = tested[model.name][:16]
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(self.MAX_TOKENS)
        self._tokenizer.no_padding()
        options = SessionOptions()
        options.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_ALL
        options.log_severity_level = 3
        # A text by a core is faster than a text by all of them, one after another: nobody waits for anybody.
        options.intra_op_num_threads = 1
        self._session = InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._cores = ThreadPoolExecutor(os.cpu_count(), "encoder")

    @property
    def vocabulary(self) -> frozenset[str]:
        """The whole words that the model was taught, lower case: everyday English."""
        return frozenset(token for token in self._tokenizer.get_vocab() if token.isalpha())

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in their order."""
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        read = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        # The longest first, lest one core reads it at the end while the others have nothing to do.
        places = sorted(range(len(texts)), key=lambda place: -len(read[place]))
        spread = map if len(texts) == 1 else self._cores.map
        found = spread(self._vector, [read[place] for place in places])
        for place, vector in zip(places, found, strict=True):
            vectors[place] = vector
        return vectors

    def _vector(self, tokens: list[int]) -> Vectors:
        [vector] = self._session.run(["vector"], {"tokens": np.array(tokens, np.int64)})
        return np.asarray(vector, np.float32)


def _tested() -> dict[str, str]:
    """The SHA-256 of each file by its name: the model, its table of words, and its tokenizer."""
    manifest = MODELS / "MANIFEST.toml"
    try:
        files = tomllib.loads(manifest.read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError) as error:
        raise ModelUnusable(f"The list of models {manifest} cannot be read ({error}). {MEND}") from error
    return {name: file["sha256"] for name, file in files.items()}


def _verified(path: Path, sha256: str) -> Path:
    """*path*, known to hold the bytes that were tested."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelUnusable(f"The model file {path} cannot be read ({error.strerror}). {MEND}") from error
    if found != sha256:
        raise ModelUnusable(
            f"The model file {path} is not the one that was tested (its SHA-256 differs). {MEND}"
        )
    return path
