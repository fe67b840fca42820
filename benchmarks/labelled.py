"""Labelled questions and the shared scorer, found where `--shared` or CAREER_SHARED says."""

import importlib.util
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("CAREER_SHARED", HERE.parent.parent / "shared"))


@dataclass(frozen=True)
class Labelled:
    """One set of questions: those that the episode answers, and those that it does not."""

    name: str
    covered: list[dict[str, Any]]
    offtopic: list[dict[str, Any]]


def question_sets() -> list[Labelled]:
    """The project's own held-out questions, and the shared ones where they are present."""
    seed = SHARED / "data" / "seed"
    sets = [Labelled("held-out", own_questions("covered.jsonl"), own_questions("offtopic.jsonl"))]
    if (seed / "dev.jsonl").exists():
        sets.append(Labelled("seed dev", _lines(seed / "dev.jsonl"), _lines(seed / "dev_offtopic.jsonl")))
    else:
        print(f"skipped: the seed questions are not in {seed}", file=sys.stderr)
    return sets


def own_questions(name: str) -> list[dict[str, Any]]:
    """The project's own questions of one file."""
    return _lines(HERE / "questions" / name)


def scorer() -> ModuleType:
    """The shared `tools/score.py`, as a module."""
    path = SHARED / "tools" / "score.py"
    spec = importlib.util.spec_from_file_location("score", path)
    if not path.exists() or spec is None or spec.loader is None:
        sys.exit(
            f"{path} is needed to score answers; CAREER_SHARED names the folder that holds tools/ and data/."
        )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
