"""Rivals that statsmodels has too (protocol, R2 and R5): our forecasts are its own. A library of the tests only."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.regression.linear_model import OLS
from statsmodels.tsa.ar_model import AutoReg
from statsmodels.tsa.arima.model import ARIMA

from sim.validation.hindcasts import ORIGINS, until
from sim.validation.observed import FIRST, national_value_added, targets
from sim.validation.rivals import SLOPE_LIMIT, autoregression, regional_drift

CLOSE = 1e-6
"""Log points x 100: no score moves by more."""
LATER = [origin for origin in ORIGINS if origin - FIRST > 2]
"""In 2016 there are two growth rates around their mean: one pair, nothing to estimate."""
TARGETS = {target.name: target for target in targets()}


@pytest.mark.parametrize("origin", LATER)
def test_ar1_of_one_series_is_that_of_autoreg(origin: int) -> None:
    target = national_value_added().to(origin)
    growth = np.diff(target.logs[0])
    mean, horizon = growth.mean(), until(origin) - origin
    fitted = AutoReg(growth - mean, lags=1, trend="n").fit()
    assert abs(fitted.params[0]) < SLOPE_LIMIT, "the bound does not bind here"
    ahead = fitted.predict(start=growth.size, end=growth.size + horizon - 1)
    assert 100.0 * autoregression(target, horizon)[0] == pytest.approx(100.0 * np.cumsum(mean + ahead), abs=CLOSE)


@pytest.mark.parametrize("origin", LATER)
@pytest.mark.parametrize("name", ["V1", "V3", "V4"])
def test_pooled_slope_is_that_of_ordinary_least_squares(name: str, origin: int) -> None:
    target = TARGETS[name].to(origin)
    growth = np.diff(target.logs, axis=1)
    around = growth - growth.mean(axis=1, keepdims=True)
    slope = float(OLS(around[:, 1:].ravel(), around[:, :-1].ravel()).fit().params[0])
    assert abs(slope) < SLOPE_LIMIT
    first = growth.mean(axis=1) + slope * around[:, -1]
    assert 100.0 * autoregression(target, 1)[:, 0] == pytest.approx(100.0 * first, abs=CLOSE)


@pytest.mark.parametrize("origin", [2018, 2021])
def test_drift_is_that_of_a_random_walk_with_trend(origin: int) -> None:
    target = TARGETS["V1"].to(origin)
    series = target.logs[0]
    fitted = ARIMA(series, order=(0, 1, 0), trend="t").fit()
    ahead = fitted.forecast(3) - series[-1]
    assert regional_drift(target, 3)[0] == pytest.approx(ahead, abs=1e-4)
