"""Sessions as outside clients see them."""
