"""Agents: institutions of the model and the rules of firms."""
