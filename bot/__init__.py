"""The mentor's decisions, free of any platform: a `Request` in, a `Message` out."""
