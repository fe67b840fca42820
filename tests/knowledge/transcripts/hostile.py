"""Files of ten megabytes that careless lines of code would take very long for, or very much memory."""

import json
import subprocess
import sys
from dataclasses import dataclass

SECONDS_MAX = 15
"""Of the processor, for one of them: some ten times what they take, and nothing beside what they would."""

BEGINNINGS = [
    ("**A:** [0:10] ", ""),
    ("A: a\n", ""),
    ("A: ", ""),
    ("a. ", ""),
    ("&#39;", ""),
    ("_a ", "**A:** x\n\n"),
    ("\\", "**A:** x\n\n"),
    ("**a", "**A:** x\n\n"),
    ("> ", "**A:** x\n\n"),
    ("A: ", "WEBVTT\n\n00:00.000 --> 00:01.000\n"),
    ("<v A>", "WEBVTT\n\n00:00.000 --> 00:01.000\n"),
    ("(a) ", "WEBVTT\n\n00:00.000 --> 00:01.000\n"),
    (">> ", "<html>"),
    ("<!--", "<html>"),
    ("<i> </i>", "<html>"),
    ("a: b c d e f g\n", "<html><pre>"),
    ("[", '{"segments":['),
    ('{"text":"a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h i j"},', "["),
]
"""What is repeated, and what it stands behind."""

CUES = "WEBVTT\n\n00:00.000 --> 00:01.000\n"

FAR = 100_000
"""So many spaces or backslashes in a row that whoever tries each of them again is at it for days."""

TANGLED = {
    "notes that no space follows": ("\u266a  " * 60 + "\u266aa\u266a\n00:00.000 --> 00:01.000\n", CUES),
    "bold spaces": ("**" + " " * FAR + "x\n", "**A:** x\n\n"),
    "bold spaces in a name": ("**x" + " " * FAR + "x\n", "**A:** x\n\n"),
    "backslashes that escape nothing": ("[x" + "\\" * FAR + "\n", "**A:** x\n\n"),
    "a heading of spaces": ("#" + " " * 20 * FAR + "*\n", ""),
    "a time before spaces": ("0:10" + " " * FAR + "x\n", "A: x\n"),
}
"""The same, with what can be taken apart in so many ways that none should be tried twice."""

SCRIPT = """
import json, re, resource, sys, time
from pathlib import Path
from knowledge.transcripts.reading import read_transcript
from knowledge.transcripts.trouble import SIZE_MAX, TranscriptUnusable

*parts, seconds = json.load(sys.stdin)
again, begin, end = (it.encode() for it in parts)
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
data = begin + again * ((SIZE_MAX - len(begin) - len(end)) // len(again)) + end
start = time.process_time()
try:
    outcome = f"{len(read_transcript(data).turns):,} turns"
except TranscriptUnusable as unusable:
    outcome = unusable.problem
took = time.process_time() - start
# Not ru_maxrss, which a process takes over from the one that started it.
peak = int(re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1]) // 1024
print(json.dumps([outcome, took, peak]))
"""


@dataclass(frozen=True)
class Cost:
    """What became of a file, the seconds of the processor that it took, and megabytes in all."""

    outcome: str
    seconds: float
    megabytes: int


def read(again: str, begin: str) -> Cost:
    """Read *begin* with *again* behind it, over and over, in a process of its own."""
    end = "{}]" if again.endswith(",") else ""
    told = json.dumps([again, begin, end, SECONDS_MAX])
    command = [sys.executable, "-c", SCRIPT]
    run = subprocess.run(command, input=told, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr or f"stopped after {SECONDS_MAX} seconds"
    return Cost(*json.loads(run.stdout))
