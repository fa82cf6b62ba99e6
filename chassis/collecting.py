"""What Python's collector of garbage walks over: what is there at the start (modules, tables, catalogue, fonts) never becomes garbage."""

import gc

YOUNG = 10_000
"""Objects made before the young are looked through; Python's own figure, 700, is passed several times in one call."""


def spare_what_stays() -> None:
    """Take everything that exists now out of the collector's sight; call it once, when the process has started."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)
