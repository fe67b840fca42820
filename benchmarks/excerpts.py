"""How good the excerpts of loaded episodes are, beside the cards and without them, and what cards lose.

    python benchmarks/excerpts.py            # five minutes: fourteen episodes are loaded
    python benchmarks/excerpts.py --test     # six more, which nothing was chosen by

Prints Markdown tables. Each set of episodes is on a shelf of its own, and each question is asked through the
same search that members use. The transcripts, the scorer, and the questions of others are shared:
CAREER_SHARED names the folder that holds `data/` and `tools/` (default `../shared`).
"""

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from archive import TEST, TRAIN, dev, episodes, questions
from labelled import own_questions, question_sets, scorer

from adapters.program import Shipped, open_shipped
from adapters.settings import Settings
from knowledge.cards import Episode
from knowledge.excerpts.making import Maker
from knowledge.excerpts.packing import Packed, pack, unpack
from knowledge.excerpts.shelf import Shelf
from knowledge.search import Answer, Search
from knowledge.transcripts.model import Transcript

MEASURES = (("s1", "S@1"), ("s3", "S@3"), ("s23", "S2@3"), ("ndcg", "nDCG@5"))
FOUND = 10

Question = dict[str, Any]


@dataclass(frozen=True)
class Loaded:
    """A set of questions, and the *shelf* with the episodes that they are about."""

    name: str
    questions: list[Question]
    shelf: Shelf


def loaded(maker: Maker, *, test: bool) -> Iterator[Loaded]:
    """The sets, each with its episodes loaded."""
    others = dev()
    asked = {"dev": others, "TRAIN": [it for slug in TRAIN for it in questions(slug)]}
    if test:
        asked["TEST"] = [it for slug in TEST for it in questions(slug)]
    slugs = {name: frozenset(it["episode"] for it in each) for name, each in asked.items()}
    wanted = episodes(frozenset().union(*slugs.values()))
    editions = {slug: edition(maker, slug, transcript) for slug, transcript in wanted}
    for name, each in asked.items():
        yield Loaded(name, each, Shelf.of(editions[slug] for slug in sorted(slugs[name])))


def edition(maker: Maker, slug: str, transcript: Transcript) -> Packed:
    """An episode as if it had been loaded and kept."""
    about = Episode(slug, "", 0, transcript.about.title or slug, "", "", "", len(transcript.turns), (), ())
    return unpack(pack(maker.make(transcript, about)))


def results(answer: Answer) -> list[dict[str, Any]]:
    """What was found, as the scorer wants it."""
    return [{"episode": it.card.episode.slug, "turns": list(it.card.turns)} for it in answer.matches[:FOUND]]


def row(score: ModuleType, asked: Iterable[Question], search: Search) -> str:
    """The measures of a search's answers, as cells."""
    each = [score.score_one(it, results(search.ask(it["q"]))) for it in asked]
    means = [sum(it[key] for it in each) / len(each) for key, _ in MEASURES]
    return f"{len(each)} | {' | '.join(f'{it:.3f}' for it in means)} |"


def answered(asked: Sequence[Question], search: Search) -> float:
    """The share of questions that count as answered."""
    return sum(search.ask(it["q"]).answered for it in asked) / len(asked)


def print_heading(*names: str) -> None:
    """The first two lines of a table of measures."""
    heads = [*names, "n", *(name for _, name in MEASURES)]
    print(f"\n| {' | '.join(heads)} |\n{'|---' * len(heads)}|")


def by_style(asked: Sequence[Question]) -> Mapping[str, list[Question]]:
    """The questions of each style."""
    styles = sorted({it["style"] for it in asked})
    return {style: [it for it in asked if it["style"] == style] for style in styles}


def print_excerpts(score: ModuleType, search: Search, sets: Sequence[Loaded]) -> None:
    """How good excerpts are for questions about their episodes."""
    cards = frozenset(it.ref for it in search.library.cards)
    print_heading("questions", "answered from")
    for each in sets:
        alone = search.with_shelves(each.shelf, hidden=cards)
        print(f"| {each.name} | excerpts alone | {row(score, each.questions, alone)}", flush=True)
        for style, some in by_style(each.questions).items():
            print(f"| {each.name}, {style} | excerpts alone | {row(score, some, alone)}", flush=True)
        beside = search.with_shelves(each.shelf)
        print(f"| {each.name} | cards and excerpts | {row(score, each.questions, beside)}", flush=True)


def print_cards(score: ModuleType, search: Search, sets: Sequence[Loaded]) -> None:
    """What the cards' own questions lose where other episodes are loaded."""
    shelves = {"no other": (), **{f"those of {each.name}": (each.shelf,) for each in sets}}
    print_heading("questions", "episodes loaded")
    for each in question_sets():
        asked = [{"episode": search.library.cards[0].episode.slug, **it} for it in each.covered]
        for name, some in shelves.items():
            print(f"| {each.name} | {name} | {row(score, asked, search.with_shelves(*some))}", flush=True)


def print_confidence(search: Search, sets: Sequence[Loaded]) -> None:
    """How many questions count as answered that are, and that are not."""
    off = [it for each in question_sets() for it in each.offtopic] + own_questions("subjects.jsonl")
    print("\n| episodes loaded | theirs, answered | without them | off-topic, answered | without them |")
    print("|---" * 5 + "|")
    for each in sets:
        asks = (each.questions, off)
        shares = [
            f"{answered(some, it):.3f}" for some in asks for it in (search.with_shelves(each.shelf), search)
        ]
        print(f"| those of {each.name} | {' | '.join(shares)} |", flush=True)


def shipped() -> Shipped:
    """The program's own search and encoder."""
    ready = open_shipped(Settings(), lambda _done, _of: None)
    if ready.unusable:
        raise SystemExit(str(ready.unusable))
    return ready


def main() -> None:
    """Load the episodes, and print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--test", action="store_true")
    test = parser.parse_args().test
    score, ready = scorer(), shipped()
    sets = list(loaded(Maker(ready.search.library, ready.encoder), test=test))
    print_excerpts(score, ready.search, sets)
    print_cards(score, ready.search, sets)
    print_confidence(ready.search, sets)


if __name__ == "__main__":
    main()
