"""Vectors of the library's texts, kept between starts."""

import hashlib
import logging
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from knowledge.encoder import DIMENSIONS, Encoder, Vectors

logger = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Told how many texts are done, of how many."""

CHUNK = 64
"""Texts encoded between two reports of progress: about half a second."""

KEPT_MAX = 20_000
"""Texts that are not public whose vectors stay in memory, 1.5 KB each: some workspaces' own cards."""


def silent(done: int, of: int) -> None:
    """Report no progress."""


class CachedEncoder:
    """An encoder that encodes a text once: what it has seen is in a file named after the model.

    *fingerprint* is the model's, since vectors of two models do not compare. What is not *public* is not
    written: of a vector it can be told what somebody may have said. A cache that is lost, broken or cannot be
    written costs time and nothing else.
    """

    def __init__(
        self,
        encoder: Encoder,
        fingerprint: str,
        directory: Path,
        progress: Progress = silent,
        *,
        public: bool = True,
    ) -> None:
        self._encoder = encoder
        self._public = public
        self._path = directory / f"vectors-{fingerprint}.npz"
        self._progress = progress
        self._known: dict[str, Vectors] | None = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in their order; only texts never seen before are encoded."""
        known = self._known = self._load() if self._known is None else self._known
        keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            known.update(self._encoded(missing))
            if self._public:
                self._save(known)
            elif len(known) > KEPT_MAX:
                # Cards come and go; those that are still there are encoded once more.
                self._known = None
        return np.stack([known[key] for key in keys]) if keys else np.empty((0, DIMENSIONS), np.float32)

    def _encoded(self, missing: dict[str, str]) -> dict[str, Vectors]:
        fresh: dict[str, Vectors] = {}
        # Short ones first, so that texts of one length share the encoder's batches.
        waiting = sorted(missing.items(), key=lambda item: len(item[1]))
        for start in range(0, len(waiting), CHUNK):
            self._progress(start, len(waiting))
            keys, texts = zip(*waiting[start : start + CHUNK], strict=True)
            fresh.update(zip(keys, self._encoder.encode(texts), strict=True))
        self._progress(len(waiting), len(waiting))
        return fresh

    def _load(self) -> dict[str, Vectors]:
        try:
            with np.load(self._path, allow_pickle=False) as file:
                keys, vectors = file["keys"], file["vectors"]
            if vectors.shape != (len(keys), DIMENSIONS) or not np.isfinite(vectors).all():
                raise ValueError("it holds no vectors of this model")  # noqa: TRY301
            return dict(zip(keys.tolist(), vectors, strict=True))
        except FileNotFoundError:
            return {}
        except Exception as error:  # noqa: BLE001  (a file can be broken in more ways than numpy and zipfile name)
            logger.warning("The cache %s cannot be read (%s) and is made anew.", self._path, error)
            return {}

    def _save(self, known: dict[str, Vectors]) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # Written beside and renamed, so that a process that dies or reads meanwhile finds a whole file.
            with tempfile.NamedTemporaryFile(dir=self._path.parent, suffix=".tmp", delete=False) as file:
                beside = Path(file.name)
                try:
                    np.savez(file, keys=np.array(list(known)), vectors=np.stack(list(known.values())))
                    file.close()
                    beside.replace(self._path)
                except BaseException:
                    beside.unlink(missing_ok=True)
                    raise
        except OSError as error:
            logger.warning(
                "The cache %s cannot be written (%s); the next start encodes again.", self._path, error
            )
