"""Clones what a session begins with."""
