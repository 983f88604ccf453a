"""Prices through time, and two editions of the price book beside each other."""
