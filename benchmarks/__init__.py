"""Peers of the model that it is measured against, on the same rules."""
