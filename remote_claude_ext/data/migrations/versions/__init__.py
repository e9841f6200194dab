"""One file per migration, numbered, never edited after a release."""
