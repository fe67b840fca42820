"""Everything that touches the outside world: platforms, files, the environment, the clock."""
