"""Durable frames, numbered and on disk before anyone sees them."""
