"""Why anyone should believe the model: hindcasts against naive rivals, standard shocks, stylised facts, back-tests.

`docs/validation_protocol.md` was fixed before any score; this package carries it out and prints losses like wins.
"""
