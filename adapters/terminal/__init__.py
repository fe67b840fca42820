"""The mentor in a terminal: a platform like any other, without a network."""
