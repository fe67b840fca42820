"""Sentences to vectors whose angle says how near their meanings are: all-MiniLM-L6-v2 on onnxruntime."""

import hashlib
import os
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Rows of unit length, one a text: float32, (texts, DIMENSIONS)."""

DIMENSIONS = 384
MEND = "Restore it (`git checkout -- knowledge/models`, or reinstall), or mend CAREER_MODEL_DIR."
MODELS = Path(__file__).parent / "models"


class ModelUnusable(Exception):
    """A model file that is missing or is not the one that was tested; the message says how to mend it."""


class Encoder(Protocol):
    """Anything that turns texts into vectors."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in their order."""
        ...


class MiniLm:
    """all-MiniLM-L6-v2 with int8 weights, each file checked against the manifest before it is used.

    *fingerprint* names the model's bytes: vectors of different fingerprints must not be mixed.
    """

    MAX_TOKENS = 256
    BATCH = 32

    PADDED = 1.2
    """How much longer the longest text of a batch may be than its shortest, which is filled up to it."""

    def __init__(self, models: Path = MODELS) -> None:
        # Its official builds keep an id of the machine in the home directory and report to their maker; this
        # is read when it is loaded (its Privacy.md, "Disabling Telemetry").
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
        # Late, because a page of cards, --help and a check of a file need no model.
        from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions  # noqa: PLC0415
        from tokenizers import Tokenizer  # noqa: PLC0415

        tested = _tested()
        model, tokenizer = (_verified(models / name, sha256) for name, sha256 in tested.items())
        self.fingerprint = tested[model.name][:16]
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(self.MAX_TOKENS)
        self._tokenizer.no_padding()
        options = SessionOptions()
        options.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_ALL
        options.log_severity_level = 3
        # A thread that waits for another would keep its core busy, which on a machine with other work takes
        # more from both than the microseconds that it wins.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = InferenceSession(str(model), options, providers=["CPUExecutionProvider"])

    @property
    def vocabulary(self) -> frozenset[str]:
        """The whole words that the model was taught, lower case: everyday English."""
        return frozenset(token for token in self._tokenizer.get_vocab() if token.isalpha())

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in their order."""
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        for batch in self._batches(texts):
            vectors[batch] = self._run([texts[place] for place in batch])
        return vectors

    def _batches(self, texts: Sequence[str]) -> Iterator[list[int]]:
        """Places of texts of about one length: padding costs as much as words."""
        batch: list[int] = []
        for place in sorted(range(len(texts)), key=lambda place: len(texts[place])):
            if batch and (len(batch) == self.BATCH or len(texts[place]) > self.PADDED * len(texts[batch[0]])):
                yield batch
                batch = []
            batch.append(place)
        if batch:
            yield batch

    def _run(self, texts: list[str]) -> Vectors:
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(texts)]
        ids = np.zeros((len(texts), max(map(len, tokens))), np.int64)
        mask = np.zeros_like(ids)
        for row, known in enumerate(tokens):
            ids[row, : len(known)] = known
            mask[row, : len(known)] = 1
        [vectors] = self._session.run(["vector"], {"input_ids": ids, "attention_mask": mask})
        return np.asarray(vectors, np.float32)


def _tested() -> dict[str, str]:
    """The SHA-256 of each file by its name: the model, then its tokenizer."""
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
