"""Large files: what an episode can need is read whole, and what none needs is bounded."""

import subprocess
import sys

import pytest

from knowledge.transcripts.reading import read_transcript
from tests.knowledge.transcripts.conversations import BETWEEN_TURNS, SECONDS_TO_A_CUE, WRITERS, Said

MEMORY_MAX = 600
"""Megabytes for one file, with Python and all that it loads: six of them at once are no trouble."""

SECONDS_MAX = 120
"""Of the processor, for all of the worst files: they take a tenth of it, and would take days if they hung."""

WORST = [
    ("", "**A:** [0:10] "),
    ("", "A: a\n"),
    ("", "a. "),
    ("", "&#39;"),
    ("**A:** x\n\n", "_a "),
    ("**A:** x\n\n", "[](a "),
    ("**A:** x\n\n", "**a"),
    ("**A:** x\n\n", "> "),
    ("WEBVTT\n\n00:00.000 --> 00:01.000\n", "<v A>"),
    ("WEBVTT\n\n00:00.000 --> 00:01.000\n", "[a] "),
    ("<html>", "<a b='"),
    ("<html>", "<!--"),
    ("<html>", "<i> </i>"),
    ("<html>", "<cite>A"),
    ('{"segments":[', "[" * 5),
    ('[{"a":1},', '{"text":"a b c d e f g"},'),
]
"""How files begin and go on that careless lines of code would take very long for, or very much memory."""

SCRIPT = """
import resource, sys
from knowledge.transcripts.reading import read_transcript
from knowledge.transcripts.trouble import SIZE_MAX, TranscriptUnusable

begin, again = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
data = (begin + again * (SIZE_MAX // len(again)))[:SIZE_MAX].encode()
try:
    read_transcript(data)
except TranscriptUnusable:
    pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.parametrize(("begin", "again"), WORST)
def test_ten_megabytes_of_anything_end_soon_and_take_bounded_memory(begin, again):
    command = [sys.executable, "-c", SCRIPT.format(seconds=SECONDS_MAX // len(WORST)), begin, again]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) < MEMORY_MAX


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_a_very_long_episode_is_read_whole(writer):
    words = [f"word{number}" for number in range(60)]
    step = SECONDS_TO_A_CUE * 9 + BETWEEN_TURNS
    day = [Said(("Ada Bird", "Ben Cole")[at % 2], [words], at * step) for at in range(1500)]
    transcript = read_transcript(writer.write(day).encode())
    assert len(transcript.turns) == 1500
    assert transcript.words == 90_000
    assert transcript.turns[-1].marks[0] == (0, 1499 * step)
