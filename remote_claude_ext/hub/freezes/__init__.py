"""Switches through the web."""
