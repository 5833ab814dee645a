"""Pairing, bits, draws, failures and interruption of an ensemble."""

from __future__ import annotations

import io
import os
import pickle
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.draws import draw_strength, drawn
from sim.ensemble import Ensemble, ModelFactory, run_ensemble
from sim.progress import Progress
from sim.workers import EnsembleError, Workers
from tests.here import Here
from tests.results.fake_model import BASELINE, PLAN, FakeFactory, FakeLever, FakeScenario

VALUE = "Value Added|Manufacturing"
ROOT = Path(__file__).parents[2]


def ensemble(scenario: FakeScenario = PLAN, parent: FakeScenario | None = BASELINE, **keywords: Any) -> Ensemble:
    keywords = {"seed": 7, "replications": range(4), "workers": Here()} | keywords
    return run_ensemble(scenario, parent, FakeFactory(), **keywords)


@pytest.fixture(scope="module")
def result() -> Ensemble:
    return ensemble(workers=2)


def test_identical_scenarios_differ_by_exactly_zero() -> None:
    twin = FakeScenario("twin", {"en": "The same", "ko": "같은 것"})
    paired = ensemble(twin, replications=range(2))
    assert (paired.annual[0] == paired.annual[1]).all()
    assert (paired.quarterly[0] == paired.quarterly[1]).all()
    assert (paired.effect(VALUE) == 0.0).all()
    assert np.ptp(paired.values(VALUE)[:, -1]) > 0.0  # replications themselves differ


def test_pairing_removes_the_luck() -> None:
    sure = FakeScenario("sure", {"en": "Sure", "ko": "확실"}, (FakeLever("rd", "rd_support", 0.01, 0.01, 0.01),))
    paired = ensemble(sure)
    effect = paired.effect(VALUE, percent=True)
    assert effect[:, -1] == pytest.approx(100.0 * np.expm1(0.01))
    assert np.ptp(paired.values(VALUE)[:, -1]) > 0.01 * paired.values(VALUE)[:, -1].mean()
    assert (effect[:, : paired.years.index("2026")] == 0.0).all()  # the lever starts in 2026


def test_one_and_two_workers_give_the_same_bits(result: Ensemble) -> None:
    other = ensemble(workers=1)
    assert other.keys == result.keys and other.digests == result.digests and other.inert == result.inert
    assert other.annual.tobytes() == result.annual.tobytes()
    assert other.quarterly.tobytes() == result.quarterly.tobytes()
    backwards = ensemble(replications=(3, 1), workers=2)
    assert backwards.annual[:, 0].tobytes() == result.annual[:, 3].tobytes()
    assert backwards.annual[:, 1].tobytes() == result.annual[:, 1].tobytes()


def test_a_lever_without_any_effect_is_named(result: Ensemble) -> None:
    assert result.inert == ("inert",)
    assert result.inert_checks == 3


class StrongestCounts(FakeFactory):
    """Of levers of one kind the strongest counts, as for rates in the model."""

    def runs(self, scenarios: Any, seed: int, replication: int) -> Any:
        def kept(levers: Any) -> Any:
            """Of each kind the strongest."""
            return tuple({one.lever: one for one in sorted(levers, key=lambda one: one.central)}.values())

        return super().runs([replace(one, levers=kept(one.levers)) for one in scenarios], seed, replication)

    def beside(self, scenario: Any, lever: Any) -> tuple[str, ...]:
        return tuple(one.id for one in scenario.levers if one.lever == lever.lever and one.id != lever.id)


def test_a_lever_that_repeats_another_is_not_called_without_effect() -> None:
    sure = [FakeLever(name, "rd_support", size, size, size) for name, size in (("rd", 0.01), ("copy", 0.01))]
    idle = [FakeLever(name, "entry_cost", 0.0, 0.0, 0.0) for name in ("idle", "idle_too")]
    weaker = FakeLever("weaker", "rd_support", 0.002, 0.002, 0.002)
    twice = FakeScenario("twice", {"en": "Twice", "ko": "두 번"}, (*sure, *idle, weaker))
    found = run_ensemble(twice, BASELINE, StrongestCounts(), seed=7, replications=range(2), workers=Here())
    assert found.repeated == {"rd": ("copy", "weaker"), "copy": ("rd", "weaker"), "weaker": ("rd", "copy")}
    assert found.inert == ("idle", "idle_too")  # two of a kind that do nothing, together or alone


def test_net_cost_is_relative_to_the_parent(result: Ensemble) -> None:
    gross, net = result.values("Fiscal Cost|Gross")[:, -1], result.values("Fiscal Cost|Net")[:, -1]
    assert (result.values("Fiscal Cost|Net", member=0) == 0.0).all()
    assert net == pytest.approx(gross * 0.8 / 1.32)


def test_a_scenario_can_run_alone() -> None:
    alone = ensemble(BASELINE, None, replications=(0,))
    assert alone.annual.shape[0] == 1 and alone.parent is None
    with pytest.raises(ValueError, match="compared with nothing"):
        alone.effect(VALUE)


def test_strengths_depend_on_seed_replication_and_lever_only() -> None:
    lever = PLAN.levers[0]
    draws = np.array([draw_strength(lever, 3, r) for r in range(4000)])
    assert draws.min() >= lever.weak and draws.max() <= lever.strong
    assert np.median(draws) == pytest.approx(lever.central, rel=0.05)
    assert draws.mean() > lever.central  # skewed to strong, as its range is
    assert draw_strength(replace(lever, lose=(1,)), 3, 11) == draws[11]
    assert draw_strength(replace(lever, id="other"), 3, 11) != draws[11]
    assert draw_strength(lever, 4, 11) != draws[11]
    falling = FakeLever(lever.id, "x", weak=0.0, central=-0.01, strong=-0.03)
    assert draw_strength(falling, 3, 11) == -draws[11]
    assert draw_strength(FakeLever("fixed", "x", 0.5, 0.5, 0.5), 3, 11) == 0.5


def test_sampled_enactment_drops_levers_at_their_probability() -> None:
    law = FakeLever("law", "rd_support", 0.01, 0.01, 0.01, probability=0.4)
    draft = FakeScenario("draft", {"en": "A law", "ko": "법안"}, (law,), enactment="sampled")
    passed = [bool(drawn(draft, 5, r).levers) for r in range(2000)]
    assert np.mean(passed) == pytest.approx(0.4, abs=0.03)
    assert all(drawn(replace(draft, enactment="certain"), 5, r).levers for r in range(100))
    paired = ensemble(draft, replications=range(6))
    moved = paired.effect(VALUE)[:, -1] != 0.0
    enacted = ~np.isnan(paired.strengths["law"])
    assert moved.tolist() == enacted.tolist()
    assert 0 < moved.sum() < 6
    absent = [int(r) for r in np.flatnonzero(~enacted)]
    assert ensemble(draft, replications=absent).inert == ()  # it did not act, which says nothing of what it would do
    idle = replace(draft, levers=(replace(law, weak=0.0, central=0.0, strong=0.0),))
    once = ensemble(idle, replications=[*absent, int(np.flatnonzero(enacted)[0])])
    assert (once.inert, once.inert_checks) == (("law",), 1)  # left out where it acted, and nowhere else


def test_wider_ranges_give_wider_bands() -> None:
    def spread(factor: float) -> float:
        lever = FakeLever("rd", "x", 0.01 - 0.004 * factor, 0.01, 0.01 + 0.004 * factor)
        scenario = FakeScenario("wide", {"en": "Wide", "ko": "넓음"}, (lever,))
        return float(ensemble(scenario, replications=range(8)).effect(VALUE, percent=True)[:, -1].std())

    assert spread(2.0) == pytest.approx(2.0 * spread(1.0), rel=0.05)


def test_a_failing_replication_is_one_clear_error() -> None:
    broken = replace(PLAN, assume={"fail_at": 2})
    with pytest.raises(EnsembleError) as caught:
        ensemble(broken, workers=2, command="python run.py scenarios/plan.yaml --seed 7")
    assert str(caught.value) == (
        "replication 2 of 'plan' (seed 7) failed: FloatingPointError: quarter 2027Q2, sector AUTO, price: nan "
        "(last good value 1.04)\n  reproduce: python run.py scenarios/plan.yaml --seed 7 --replication 2"
    )
    assert caught.value.exit_code == 3
    assert "Traceback" in caught.value.details and "fake_model.py" in caught.value.details


SLOW = """
    import sys
    sys.path.insert(0, {root!r})
    from dataclasses import replace
    from tests.results.fake_model import BASELINE, PLAN, FakeFactory
    from sim.ensemble import run_ensemble
    if __name__ == "__main__":
        slow = replace(PLAN, assume={{"sleep": 0.5}})
        print("started", flush=True)
        try:
            run_ensemble(slow, BASELINE, FakeFactory(), seed=1, replications=range(500), workers=2)
        except KeyboardInterrupt:
            print("interrupted", flush=True)
            sys.exit(130)
"""


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _gone(pids: list[int], seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not any(Path(f"/proc/{pid}").exists() for pid in pids):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_interrupted_and_killed_runs_leave_no_worker(tmp_path: Path, how: signal.Signals) -> None:
    script = tmp_path / "slow.py"
    script.write_text(textwrap.dedent(SLOW.format(root=str(ROOT))))
    run = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert run.stdout is not None and run.stdout.readline() == "started\n"
    for _ in range(100):
        workers = _children(run.pid)
        if len(workers) >= 2:
            break
        time.sleep(0.05)
    assert len(workers) >= 2
    time.sleep(0.5)  # past the moment of starting, while workers still import
    if how is signal.SIGINT:
        os.killpg(run.pid, how)  # as a terminal does: the whole group
    else:
        run.kill()
    out, err = run.communicate(timeout=20)
    if how is signal.SIGINT:
        assert (out, err, run.returncode) == ("interrupted\n", "", 130)
    assert _gone(workers)


def test_workers_receive_what_the_parent_has_read() -> None:
    factory = ModelFactory(2022, 2035, "sample", {"wage_curve": (-0.1, -0.05, -0.02)})
    assert len(pickle.dumps(factory)) < 1000  # before it has read anything
    factory.prepare()
    sent = pickle.dumps(factory)
    assert len(sent) < 500_000
    received = pickle.loads(sent)
    assert received == factory and {"economy", "registry"} <= vars(received).keys()
    assert received.registry == dict(factory.registry)
    for field in fields(factory.economy):
        mine, theirs = getattr(factory.economy, field.name), getattr(received.economy, field.name)
        if isinstance(mine, np.ndarray):
            assert theirs.tobytes() == mine.tobytes() and theirs.strides == mine.strides and theirs.dtype == mine.dtype
            assert not theirs.flags.writeable


def test_a_worker_that_dies_beside_the_runs_is_one_clear_error() -> None:
    with pytest.raises(EnsembleError, match="a worker process ended unexpectedly"), Workers(1) as workers:
        workers.begin(os._exit, 9)()


def test_what_a_worker_raises_is_raised_where_its_result_is_asked_for() -> None:
    with Workers(1, modules=("json",)) as workers:
        assert workers.begin(len, "four")() == 4
        with pytest.raises(FileNotFoundError):
            workers.begin(os.listdir, "/nowhere at all")()


def test_progress_says_one_line_a_minute_when_not_on_a_terminal() -> None:
    stream = io.StringIO()
    with Progress("kim_moonsoo", stream, every=0.0) as progress:
        progress.update(0, 32)
        progress.update(8, 24)
        progress.update(9, 23)
    lines = ("kim_moonsoo: 8 of 32 tasks, 0.0 min", "kim_moonsoo: 9 of 32 tasks, 0.0 min, about 0.0 min left")
    assert stream.getvalue().splitlines() == list(lines)
    stream = io.StringIO()
    with Progress("kim_moonsoo", stream) as progress:
        progress.update(8, 24)
    assert stream.getvalue() == ""
