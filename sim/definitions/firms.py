"""Rules of producers that are compiled over arrays."""

from __future__ import annotations

import numpy as np

from sim.agents import firms as rules
from sim.numerics import exp, log

_TINY = 1e-12
log_efficiency = rules.log_efficiency.py_func


def ces(low, high, capital, capital_requirement, labour, labour_requirement, log_tfp, share, substitution, room, out):
    """Normalised CES with labour-augmenting technology; share: a number, or one for each of the producers."""
    part = slice(low, high)
    rho, k = (substitution - 1.0) / substitution, capital[part] / capital_requirement[part]
    effective = np.maximum(labour[part] / labour_requirement[part], _TINY) * exp(log_efficiency(log_tfp[part], share))
    inner = log(share + (1.0 - share) * exp(rho * log(effective / np.maximum(k, _TINY))))
    out[part] = np.where(k > 0.0, np.maximum(k, _TINY) * exp(1.0 / rho * inner), 0.0)
