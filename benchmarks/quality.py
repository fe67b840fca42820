"""How good the answers are: ranking, abstention and calibration on the labelled questions.

    make quality

Prints, for each set of questions, the shared scorer's table by style, and a reliability table of the
confidence; then how often the subject of an uncovered question is named, and rightly. The first
run goes through `career ask --json --batch`, as a user's would.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from labelled import Labelled, own_questions, question_sets, scorer

from adapters.program import open_shipped
from adapters.settings import Settings
from adapters.vectors import silent

BINS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)


def answers(questions: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What the command says to all *questions*, by their ids."""
    asked = "\n".join(json.dumps({"id": question["id"], "q": question["q"]}) for question in questions)
    command = [sys.executable, "-m", "adapters", "ask", "--json", "--batch", "-"]
    run = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
    return {row["id"]: row for row in map(json.loads, run.stdout.splitlines())}


def report(labelled: Labelled) -> None:
    """Print all tables for one set of questions."""
    score = scorer()
    run = answers([*labelled.covered, *labelled.offtopic])
    print(f"\n## {labelled.name}: {len(labelled.covered)} covered, {len(labelled.offtopic)} off-topic\n")
    print(score.fmt(score.evaluate(labelled.covered, lambda question: run[question["id"]])))
    covered = [run[question["id"]] for question in labelled.covered]
    others = [run[question["id"]] for question in labelled.offtopic]
    confidences = [[row["confidence"] for row in rows] for rows in (covered, others)]
    answered = [sum(row["answered"] for row in rows) / len(rows) for rows in (covered, others)]
    print(f"\nabstention AUC {score.auc(*confidences):.3f}; ", end="")
    print(f"answered: {answered[0]:.3f} of covered, {answered[1]:.3f} of off-topic questions")
    kinds = sorted({question["kind"] for question in labelled.offtopic})
    leaks = {
        kind: [run[it["id"]]["answered"] for it in labelled.offtopic if it["kind"] == kind] for kind in kinds
    }
    print("answered by kind: " + ", ".join(f"{kind} {sum(it)}/{len(it)}" for kind, it in leaks.items()))
    reliability(*confidences)


def naming() -> None:
    """Print how often the subject of an uncovered question is named, and rightly."""
    search = open_shipped(Settings(), silent).search
    print("\n## Subjects that are not covered\n")
    print("| questions | declined | subject named | rightly | with topics, nothing to do with careers |")
    print("|---|---|---|---|---|")
    for name in ("offtopic.jsonl", "subjects.jsonl"):
        declined = [
            (answer, question["subjects"])
            for question in own_questions(name)
            if not (answer := search.ask(question["q"])).answered
        ]
        named = [
            (answer.subject, known) for answer, known in declined if answer.subject and answer.subject.nearest
        ]
        right = sum(subject.id in known for subject, known in named)
        stray = sum(bool(answer.nearest) for answer, known in declined if not known)
        print(f"| {name} | {len(declined)} | {len(named)} | {right} | {stray} |")


def reliability(covered: Sequence[float], others: Sequence[float]) -> None:
    """Print what share of the questions at each confidence the episode really covers."""
    print("\n| confidence | questions | mean confidence | covered |\n|---|---|---|---|")
    labelled = [(value, 1) for value in covered] + [(value, 0) for value in others]
    for low, high in pairwise(BINS):
        inside = [it for it in labelled if low <= it[0] < high or (high == it[0] == BINS[-1])]
        if inside:
            mean, share = (sum(column) / len(inside) for column in zip(*inside, strict=True))
            print(f"| {low:.1f} to {high:.1f} | {len(inside)} | {mean:.2f} | {share:.2f} |")
    brier = sum((value - label) ** 2 for value, label in labelled) / len(labelled)
    print(f"\nBrier score {brier:.3f}")


if __name__ == "__main__":
    for each in question_sets():
        report(each)
    naming()
