"""What it costs to favour the cards for a member's stage: the ranking at each weight, over all stages.

    python benchmarks/stages.py

The labels know no stages, so every change is counted against it: the table shows how much the stage may say
before the right card is lost.
"""

from labelled import question_sets, scorer

from adapters import jsonl
from adapters.program import open_shipped
from adapters.settings import Settings
from adapters.vectors import silent
from knowledge import search as search_module
from knowledge.cards import Stage

WEIGHTS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5)


def main() -> None:
    """Print a table for each set of questions."""
    search = open_shipped(Settings(), silent).search
    score = scorer()
    for labelled in question_sets():
        found = {question["id"]: search.ask(question["q"]) for question in labelled.covered}
        print(f"\n## {labelled.name}\n\n| weight | S@1 | S@3 | nDCG@5 | best card is for the stage |")
        print("|---|---|---|---|---|")
        for weight in WEIGHTS:
            search_module.FOR_STAGE = weight
            rows, fits = [], []
            for stage in Stage:
                answers = {id: search.favouring(answer, stage) for id, answer in found.items()}
                table = score.evaluate(
                    labelled.covered,
                    lambda question, answers=answers: jsonl.answer_row(None, "", answers[question["id"]]),
                )
                rows.append(table["ALL"])
                fits += [stage in answer.matches[0].card.stages for answer in answers.values()]
            means = [sum(row[name] for row in rows) / len(rows) for name in ("s1", "s3", "ndcg")]
            print(
                f"| {weight} | {' | '.join(f'{mean:.3f}' for mean in means)} | {sum(fits) / len(fits):.2f} |"
            )


if __name__ == "__main__":
    main()
