"""How numbers are written: `095410113-2026-000123` in the register of a commune, `PC-095410113-2026-000045` on a permit."""

import re

from catalogue.territory import Commune


def code_digits(commune: Commune) -> str:
    """Give the commune's national code as nine digits: region 2, province 3, cercle 2, commune 2."""
    region, province, *rest = commune.code.split(".")
    return f"{region:0>2}{province:0>3}{''.join(f'{part:0>2}' for part in rest)}"


def series(commune: Commune, year: int) -> str:
    """Give what the numbers of a register begin with."""
    return f"{code_digits(commune)}-{year}-"


def registry_number(commune: Commune, year: int, number: int) -> str:
    """Write a number of the register."""
    return f"{series(commune, year)}{number:06}"


def paper_number(prefix: str, commune: Commune, year: int, number: int) -> str:
    """Write the number of a paper in the series of its procedure: `PC` for building permits (permis de construire)."""
    return f"{prefix}-{series(commune, year)}{number:06}"


def is_in_series(number: str, begins: str) -> bool:
    """Tell whether a number may stand in the register whose numbers begin like this."""
    return re.fullmatch(rf"{re.escape(begins)}[0-9]{{6,9}}", number, re.ASCII) is not None


def ordinal_of(number: str) -> int:
    """Give the place of a number in its register, from 1; 0 stands before the first one."""
    return int(number.rpartition("-")[2] or 0)
