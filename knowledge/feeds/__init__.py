"""Podcasts' feeds, read into their episodes and what stands beside them: transcripts, chapters, people.

`reading.read_feed` is the way in. `mending` makes XML of bytes, `tree` elements of that, and `reading` the
values of `model`. Nothing here fetches anything: what a feed names, somebody else gets.
"""
