"""Keeping price sheets right: all that `tokenfare sheets check` finds."""
