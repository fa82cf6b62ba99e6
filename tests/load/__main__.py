"""`python -m tests.load [relay reaction gateway-read files list-1m]`: run the benchmarks named, all of them by default."""

import argparse
import sys
from typing import Any

from rich.console import Console
from rich.table import Table

from deploy.local.refusals import CannotRun
from tests.load import files, gateway_read, list_1m, reaction, relay
from tests.load.result import FILE, keep

BENCHMARKS = {
    "relay": relay.measure,
    "reaction": reaction.measure,
    "gateway-read": gateway_read.measure,
    "files": files.measure,
    "list-1m": list_1m.measure,  # the last: it fills the platform
}


def table_of(lines: list[dict[str, Any]]) -> Table:
    """Lay the results out for people."""
    table = Table("name", "value", "unit", "baseline", "ratio", "besides", title=str(FILE))
    for line in lines:
        plain = ("name", "value", "unit", "baseline", "ratio", "at")
        besides = "\n".join(f"{name} {value}" for name, value in line.items() if name not in plain)
        table.add_row(line["name"], f"{line['value']:g}", line["unit"], f"{line['baseline']:g}", f"{line['ratio']:g}", besides)
    return table


def main(names: list[str]) -> int:
    """Measure, keep and show."""
    console, lines = Console(width=160), []
    try:
        for name in names or list(BENCHMARKS):
            console.print(f"measuring {name} ...")
            lines += [keep(result) for result in BENCHMARKS[name]()]
    except CannotRun as refusal:
        sys.stderr.write(f"rokhas: {refusal}\n")
        return 1
    finally:
        if lines:
            console.print(table_of(lines))
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.load", description="Measure against baselines, on the platform of RUN_FOLDER.")
    parser.add_argument("names", nargs="*", choices=[[], *BENCHMARKS], metavar="benchmark", help=", ".join(BENCHMARKS))
    sys.exit(main(parser.parse_args().names))
