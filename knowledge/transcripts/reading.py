"""The way in: a file's bytes become a transcript, or an error that says what to do."""

from dataclasses import replace

from knowledge.transcripts.assembly import assemble
from knowledge.transcripts.decoding import decode
from knowledge.transcripts.language import code, guess
from knowledge.transcripts.model import Transcript
from knowledge.transcripts.recognition import tell
from knowledge.transcripts.review import review
from knowledge.transcripts.trouble import Problem, TranscriptUnusable


def read_transcript(data: bytes, name: str = "") -> Transcript:
    """The transcript in *data*, in whatever format; its file's *name* is a hint at most.

    Raises `TranscriptUnusable`, and nothing else, if it is none.
    """
    decoded = decode(data)
    told = tell(decoded.text, name)
    transcript = assemble(told.events, told.format, told.about)
    if not any(turn.text for turn in transcript.turns):
        raise TranscriptUnusable(Problem.NOTHING_SAID)
    transcript = replace(
        transcript,
        encoding=decoded.encoding,
        damaged=decoded.damaged,
        language=guess(turn.text for turn in transcript.turns) or code(told.about.language),
    )
    return replace(transcript, warnings=tuple(review(transcript)))
