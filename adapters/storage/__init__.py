"""What the mentor remembers, in SQLite or PostgreSQL."""
