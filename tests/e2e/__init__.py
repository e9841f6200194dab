"""The product in a real browser; a package, so that one browser serves the whole room."""
