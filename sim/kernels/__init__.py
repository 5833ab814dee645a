"""Compiled passes over all establishments, each of several rules at once: columns are read and written only once.

A kernel is handed arrays and numbers, never the state. Columns are (N,) and sorted by cell (region x product);
`start` (cells + 1,) are the first slots of the cells. Prices, rates and coefficients by product are (P,).
"""
