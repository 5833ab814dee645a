"""What a name means: answers from the registries and the code that run, and the pages made of them."""

from sim.explain.answers import ExplainError, explain

__all__ = ["ExplainError", "explain"]
