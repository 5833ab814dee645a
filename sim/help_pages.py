"""What `--help` prints: the whole program, and a page for each command with every option it takes."""

from __future__ import annotations

from typing import Final

from calibration.tables import YEARS

_SCALE: Final = (
    "--scale sample|1:1|X     establishments simulated: a sample (default), every one, or the share X and all of 300+"
)
_START: Final = (
    f"--start {YEARS[-1]}Q1           first quarter; its year is the base year      --until 2035     last year"
)
_SET: Final = (
    "--set NAME=VALUE         change one assumption or leaf, e.g. pledges.kms_power.strength.central=0.6 (repeatable)"
)
_PLACE: Final = "--timing common_start|as_dated        --enactment certain|sampled"
_OUT: Final = "--out DIR                folder for results (default: results)         --workers N      processes"
_RUNS: Final = """--runs N                 paired replications (default 32)
  --seed S                 seed of all random numbers (default 1)"""

RUN: Final = f"""\
  {_RUNS}
  --replication R          only replication R, to repeat a run that failed
  {_SCALE}
  {_START}
  {_SET}
  {_PLACE}
  {_OUT}
  --figures svg|all        --no-report  --lang en|ko
"""

OVERVIEW: Final = f"""\
usage: python run.py SCENARIO.yaml [options]      run a scenario beside the one it is compared with
       python run.py COMMAND ...                  COMMAND --help tells its options

commands:
  check FILE...            validate scenario files and plans of sweeps; nothing runs
  explain NAME             a plan, pledge, lever, parameter, indicator, region or sector (or lists: plans, levers,
                           parameters, ...; coverage: what the model makes of every row of every plan)
                           explain parameters --markdown writes docs/parameters.md,
                           explain levers --measure and explain parameters --measure the effects on record
  validate [--quick|--smoke]   hindcasts against naive rivals, standard shocks, stylised facts, back-tests
  test [--full]            the tests of this program
  sweep run PLAN.yaml --out DIR [--executor local|dask|slurm]
                           many runs; then sweep status|resume|collect|analyse DIR: sweep --help
  compare FILE... [--baseline FILE] [--equal-budget] [--shapley] [--rival-theories] [--financing] [--additionality]
                           several plans on the same random numbers, with a report: effects, ranks, who gains, cost;
                           at one budget, lever by lever, under rival theories, by payer: compare --help
  bench [--quick]          speed and memory on this machine, as JSON under results/bench

options of a run:
{RUN}
examples:
  python run.py scenarios/kim_moonsoo.yaml
  python run.py scenarios/kim_moonsoo.yaml --runs 8 --until 2030 --lang ko
  python run.py check scenarios/*.yaml
  python run.py explain kms_power
"""

COMMANDS: Final = {
    "run": f"""\
usage: python run.py SCENARIO.yaml [options]      run a scenario beside the one it is compared with

{RUN}""",
    "check": f"""\
usage: python run.py check FILE... [options]      validate scenarios, plans of sweeps, lists of sources; nothing runs

  {_START}
  {_SET}
  {_PLACE}
  --lang en|ko             language of warnings and frame; sentences of errors are in English
""",
    "explain": """\
usage: python run.py explain NAME [options]       what a name means, where it comes from and what it moves

NAME: a plan, pledge, lever, parameter (by name, symbol or label), indicator or evidence, a si/do, hub, sector, size
class or tag; or one of the lists plans, pledges, targets, levers, parameters, indicators, mechanisms, evidence,
regions, sectors, sizes, tags, coverage (what the model makes of every row of every plan)

  --lang en|ko
  --markdown               of parameters: the page docs/parameters.md
  --measure                of levers or parameters: measure their effects anew and write them into the program
  --runs N                 runs of a measurement                              --workers N      processes
""",
    "validate": """\
usage: python run.py validate [options]           hindcasts against naive rivals, standard shocks, facts, back-tests

  --quick                  fewer runs and plants      --smoke     only whether it works
  --out DIR                folder for results (default: results)         --workers N      processes
""",
    "compare": f"""\
usage: python run.py compare FILE... [options]    several plans on the same random numbers, with one report

  --baseline FILE          what effects are differences to (default: what the plans extend)
  {_RUNS}
  {_SCALE}
  {_START}
  --equal-budget           plans scaled to one gross cost over the run, the median; --budget X trillion won
  --shapley                what each lever adds, over all orders of joining; --shapley-runs N replications for it
  --rival-theories         the comparison again under other theories: which order of plans flips
  --financing              the plans again, paid by income tax or by other public purchases instead of debt
  --additionality          of money for establishments: what they would have done anyway, what others lose
  --keep-draws             keep every replication in draws.npz
  --reuse DIR              plans that an earlier comparison with --keep-draws has finished are taken from its folder
  {_OUT}
  --figures none|svg|all   --no-report  --lang en|ko
""",
    "bench": """\
usage: python run.py bench [options]              speed and memory on this machine, as JSON under results/bench

  --quick                  without the slow rivals and cold starts
  --out DIR                folder for results (default: results)
""",
    "test": """\
usage: python run.py test [--full] [pytest options]

  --full                   slow tests too: whole sweeps, other Pythons, clusters on this machine
""",
}
"""By command; that of `sweep` is in `sim.sweep.command`."""
