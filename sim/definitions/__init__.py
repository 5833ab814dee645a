"""What each compiled pass computes, as a formula of whole columns in NumPy: the definition, and the oracle in tests.

A definition bears the name of its pass, takes the same arguments and stands in the module of the same name:
`sim.definitions.sales.first_round` defines `sim.kernels.sales.first_round`, whose docstring has shapes and units. The
two agree to 1e-12 (`tests/core/test_definitions.py`); `sim.exchange` runs whole quarters by the definitions.
Steps that only definitions take are functions beside them, in modules `..._rules` where there are many.
"""
