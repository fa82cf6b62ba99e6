"""Every legal instant is read once the row that it concerns is held, so that the order of instants is the order of what happened."""

import ast
from collections.abc import Iterator

from tests.house.source import Function, called, files, last_name, tree, where

READINGS = ("self.clock.now", "self.now")
TRANSACTIONS = ("self.db.begin", "self.engine.begin")
HOLDING = frozenset(
    {
        *("load", "load_locked", "load_bare", "obtain", "load_for_ceremony"),  # a case, a file, a signature request
        *("lock_order", "lock_payment", "take_turns", "find_started", "find_unfinished"),  # an order and its payments
        *("load_key", "find_key"),  # a signing key
        *("_own", "_own_key", "_receive", "_asked_of_me"),  # which do so for a method
    }
)
"""What holds a row until the transaction ends; an account is guarded by its version instead: who read it too early saves nothing."""
READING = {"services/filing": frozenset({"load"})}
"""What bears such a name in one room and only reads there."""

ALLOWED = {
    "Review.end_objection_times": "the day before which a time to object is over; each lapses at an instant read once its case is held",
    "Review.cases": "the day on which a list is read",
    "Review._shown": "the day on which a case is looked at",
    "Applying.create_dossier": "there is no file yet",
    "Applying.submit_dossier": "the receipt is printed with it before the transaction, which refuses a file that changed since (ADR 0017)",
    "Applying.attach_document": "when an upload came; the document's own instant is read once the file is held",
    "Sweeping.sweep_uploads": "from when on an upload is too old: no legal instant",
    "Preparing._next_step": "the paper is printed with it before the transaction; what it states was told before (ADR 0017)",
    "PaymentService.abandon_unfinished": "from when on an attempt is too old; it is given up at an instant read once it is held",
    "Notification._news": "when a message is written: no legal instant",
    "Notification.count_the_untold": "since when a fact has waited for long: no legal instant",
    "Letters._send": "when a message is due or has gone: no legal instant",
    "Letters._in_time": "how long a server has been spoken to",
    "Custody.keys": "the day on which a list is read",
    "Accounts._new": "there is no account yet",
    "Accounts.load_in_office": "the day on which it is asked who is in office",
    "Sessions.log_in": "there is no connection yet",
}


def early_everywhere() -> Iterator[str]:
    """Name the early readers among what acts under a clock: the rooms' own classes, the signer's, the gateway's accounts."""
    for file in (*files("services"), *files("gateway/auth")):
        yield from early_readings(tree(file), HOLDING - READING.get("/".join(where(file).split("/")[:2]), frozenset()))


def methods(node: ast.Module) -> Iterator[tuple[str, Function]]:
    """Find the methods of a file's classes, as `Class.method`."""
    for each in node.body:
        if isinstance(each, ast.ClassDef):
            yield from ((f"{each.name}.{method.name}", method) for method in each.body if isinstance(method, Function))


def early_readings(node: ast.Module, holding: frozenset[str] = HOLDING) -> set[str]:
    """Name the methods that read the clock where no row is held yet."""
    return {name for name, method in methods(node) if not all(is_held(method, reading, holding) for reading in readings(method))}


def readings(method: Function) -> list[ast.Call]:
    """Find where a method reads the clock."""
    return [call for call in called(method, "now") if ast.unparse(call.func) in READINGS]


def is_held(method: Function, reading: ast.Call, holding: frozenset[str]) -> bool:
    """Tell whether something holds a row before the clock is read, in the transaction in which it is read."""
    scopes = [each for each in ast.walk(method) if isinstance(each, ast.With) and opens_a_transaction(each) and reading in ast.walk(each)]
    given = [method] if any(argument.arg == "connection" for argument in method.args.args) else []
    return any(begins(hold) < begins(reading) for scope in (*scopes, *given) for hold in ast.walk(scope) if holds(hold, holding))


def opens_a_transaction(block: ast.With) -> bool:
    """Tell whether a block is a transaction that may change something."""
    return any(isinstance(each.context_expr, ast.Call) and ast.unparse(each.context_expr.func) in TRANSACTIONS for each in block.items)


def holds(node: ast.AST, holding: frozenset[str]) -> bool:
    """Tell whether a call holds a row on the connection that it is given."""
    return (
        isinstance(node, ast.Call)
        and last_name(node.func) in holding
        and any(isinstance(argument, ast.Name) and argument.id == "connection" for argument in node.args)
    )


def begins(node: ast.AST) -> tuple[int, int]:
    """Say where something begins, to tell what comes first."""
    assert isinstance(node, ast.expr)
    return node.lineno, node.col_offset


def test_every_instant_is_read_under_the_lock_of_what_it_concerns() -> None:
    early = set(early_everywhere())

    assert early - ALLOWED.keys() == set()
    assert ALLOWED.keys() - early == set(), "no longer needed"


def test_an_instant_that_is_read_too_early_is_noticed() -> None:
    written = ast.parse(
        """
class Review:
    def decide_early(self):
        now = self.clock.now()
        with self.db.begin() as connection:
            case = store.load(connection, dossier)
            case.decide(now)
    def decide_before_loading(self):
        with self.db.begin() as connection:
            now, case = self.clock.now(), store.load(connection, dossier)
    def decide_as_read(self):
        with self.db.read() as connection:
            case, now = store.load(connection, dossier), self.clock.now()
    def decide_on_another(self):
        with self.db.begin() as connection:
            case = store.read(connection, dossier)
            case.decide(self.clock.now())
    def decide(self):
        with self.db.begin() as connection:
            case, now = store.load(connection, dossier), self.clock.now()
    def _decided(self, connection, dossier):
        return store.load(connection, dossier).decide(self.clock.now())
"""
    )

    assert early_readings(written) == {
        f"Review.{name}" for name in ("decide_early", "decide_before_loading", "decide_as_read", "decide_on_another")
    }
