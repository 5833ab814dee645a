"""Rules of producers that are compiled over arrays."""

from __future__ import annotations

import numpy as np

from sim.numerics import exp, log

_TINY = 1e-12


def ces(capital, labour, share, substitution, out):
    """Normalised CES; share: a number, or one for each (n,)."""
    rho = (substitution - 1.0) / substitution
    k, relative = np.maximum(capital, _TINY), np.maximum(labour, _TINY) / np.maximum(capital, _TINY)
    inner = log(share + (1.0 - share) * exp(rho * log(relative)))
    out[:] = np.where(capital > 0.0, k * exp(1.0 / rho * inner), 0.0)
