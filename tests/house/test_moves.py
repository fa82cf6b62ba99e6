"""One dialect: every table of moves is a `Moves`, and nobody looks into it by himself."""

import ast

from tests.house.source import files, last_name, tree, where


def tables_of(node: ast.AST) -> list[ast.expr]:
    """Find what is bound to a name that ends in MOVES."""
    bound = [each for each in ast.walk(node) if isinstance(each, ast.Assign | ast.AnnAssign) and each.value is not None]
    targets = [(target, each.value) for each in bound for target in (each.targets if isinstance(each, ast.Assign) else [each.target])]
    return [value for target, value in targets if isinstance(target, ast.Name) and target.id.endswith("MOVES") and value is not None]


def looks_into_a_table(node: ast.AST) -> bool:
    """Tell whether code reads a table of moves otherwise than by `after` and `before`."""
    read = [each.value for each in ast.walk(node) if isinstance(each, ast.Subscript)]
    read += [side for each in ast.walk(node) if isinstance(each, ast.Compare) for side in each.comparators]
    return any(isinstance(each, ast.Name) and each.id.endswith("MOVES") for each in read)


def is_moves(value: ast.expr) -> bool:
    """Tell whether a value is made by `Moves(...)`."""
    return isinstance(value, ast.Call) and last_name(value.func) == "Moves"


def test_every_table_of_moves_is_one_of_the_house() -> None:
    tables = {where(file): tables_of(tree(file)) for file in files("services")}

    assert sum(len(found) for found in tables.values()) >= 7
    assert {file for file, found in tables.items() if not all(map(is_moves, found))} == set()


def test_nobody_looks_into_a_table_of_moves_by_himself() -> None:
    assert [where(file) for file in files("services") if looks_into_a_table(tree(file))] == []


def test_a_dialect_of_ones_own_is_noticed() -> None:
    own = ast.parse('KEY_MOVES = {("turn", 1): 2}\nif ("turn", 1) in KEY_MOVES: x = KEY_MOVES["turn", 1]')

    assert not any(map(is_moves, tables_of(own)))
    assert looks_into_a_table(own)
