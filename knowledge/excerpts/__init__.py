"""What is cut from transcripts, verbatim: the passages worth sending to somebody who asks."""
