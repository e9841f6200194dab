"""The database; hub side only."""
