"""Shapes that cross a process boundary; pure."""
