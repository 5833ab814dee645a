"""Sweeps: thousands of runs from one plan, on this machine or a cluster, that survive being killed."""
