"""Ten megabytes of anything are read or refused in bounded time and memory."""

import json
import subprocess
import sys

import pytest

MEMORY_MAX = 350
"""Megabytes for one feed, with Python and all that it loads."""

SECONDS_MAX = 15
"""Of the processor, for one feed: some eight times what the slowest takes."""

SCRIPT = """
import json, re, resource, sys
from pathlib import Path
from knowledge.feeds.reading import read_feed
from knowledge.feeds.trouble import FeedUnusable
from knowledge.transcripts.trouble import SIZE_MAX

begin, again, end, seconds = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
times = (SIZE_MAX - len(begin) - len(end)) // len(again)
numbered = "NUMBER" in again
repeated = "".join(again.replace("NUMBER", f"{at:06}") for at in range(times)) if numbered else again * times
data = (begin + repeated + end).encode()
try:
    outcome = str(len(read_feed(data, "https://tea.example/").items))
except FeedUnusable as unusable:
    outcome = unusable.problem
peak = int(re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1]) // 1024
print(json.dumps([outcome, peak]))
"""

RSS = "<rss><channel>"
END = "</channel></rss>"
FAR = "<rss><channel xml:base='https://tea.example/" + "x" * 1900 + "/'>"
EPISODE = (
    "<item><guid>NUMBER</guid><title>Tea &amp; milk</title><pubDate>Mon, 06 Jan 2020 09:00:00 GMT</pubDate>"
    "<description><![CDATA[" + "<p>Some <a href='https://tea.example/'>words</a> &amp; more.</p>" * 30
) + "]]></description></item>"


@pytest.mark.parametrize(
    ("begin", "again", "end", "outcome"),
    [
        (RSS, EPISODE, END, "5000"),
        (RSS, "<item><guid>NUMBER</guid>" + " " * 90 + "</item>", END, "5000"),
        (RSS, "<item/>", END, "too-many-parts"),
        (FAR, "<item><guid>NUMBER</guid><enclosure url='a'/>" + " " * 130 + "</item>", END, "5000"),
        (RSS + "<title>", "& xxxxxxxxxxxx", "</title>" + END, "no-episodes"),
        (RSS + "<item ", "aNUMBER=''                  ", "/>" + END, "no-episodes"),
        (RSS + "<title>", "&lt;b xxxxxxx", "</title>" + END, "no-episodes"),
        (RSS, "<![CDATA[", "", "broken-xml"),
        (RSS, "<!--", "", "broken-xml"),
        (RSS, "<!---->", END, "no-episodes"),
        ("", "<!---->", "<html>", "web-page"),
        ("", "<rss>", "", "too-deep"),
    ],
    ids=lambda it: repr(it[:20]),
)
def test_ten_megabytes_of_anything_come_to_an_end_in_bounded_memory(begin, again, end, outcome):
    command = [sys.executable, "-c", SCRIPT, begin, again, end, str(SECONDS_MAX)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr or f"stopped after {SECONDS_MAX} seconds"
    became, megabytes = json.loads(run.stdout)
    assert (became, megabytes < MEMORY_MAX) == (outcome, True)
