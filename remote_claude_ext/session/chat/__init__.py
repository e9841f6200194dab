"""One conversation and who watches it."""
