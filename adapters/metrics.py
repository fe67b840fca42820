"""What a running mentor counts, for Prometheus to read at `/metrics`. Nothing about who, or what about."""

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest

ANSWERS = Histogram(
    "career_answer_seconds",
    "From a request that reached the mentor to its answer, by platform.",
    ["platform"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)

FAILURES = Counter("career_failures_total", "Requests that ended in an apology, by platform.", ["platform"])

TYPE = CONTENT_TYPE_LATEST
"""The content type of `page`."""


def page() -> bytes:
    """Everything counted so far, in Prometheus' text format."""
    return generate_latest()
