"""Conversations that `claude` in a terminal has: followed while it works, taken over on request."""
