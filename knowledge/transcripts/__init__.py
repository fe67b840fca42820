"""Transcripts in whatever format a show publishes them, read into the same numbered turns.

`reading.read_transcript` is the way in. It recognises the format; each format's module tells what is said
as the same few events; and `assembly` makes numbered turns of those.
"""
