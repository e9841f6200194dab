"""Money and usage: shared by gateway and hub service."""
