"""Usage through the web."""
