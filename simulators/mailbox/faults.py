"""Misbehaviour on command: what mail servers do on bad days."""

import threading
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Fault(StrEnum):
    """One way to misbehave."""

    REFUSE_TEMPORARILY = "refuse-temporarily"  # 451: try later
    REFUSE_PERMANENTLY = "refuse-permanently"  # 550: no such person
    SLOW = "slow"  # takes its time before it accepts a message
    DROP_AFTER_DATA = "drop-after-data"  # keeps the message and hangs up without saying so


@dataclass
class Order:
    """A fault for one recipient (empty: anybody), so many times more; `seconds` is how slow."""

    fault: Fault
    address: str = ""
    times: int = 1
    seconds: float = 1.0


class Faults:
    """The faults still to happen."""

    def __init__(self) -> None:
        """Behave."""
        self._orders: list[Order] = []
        self._lock = threading.Lock()

    def order(self, order: Order) -> None:
        """Misbehave from now on; an order for the same fault and address replaces the earlier one, 0 times calls it off."""
        with self._lock:
            others = [each for each in self._orders if (each.fault, each.address) != (order.fault, order.address)]
            self._orders = [*others, order] if order.times > 0 else others

    def take(self, fault: Fault, addresses: list[str]) -> Order | None:
        """Take one occurrence of a fault that concerns one of the addresses."""
        with self._lock:
            for order in self._orders:
                if order.fault is fault and order.times > 0 and order.address.lower() in ("", *(each.lower() for each in addresses)):
                    order.times -= 1
                    return order
            return None

    def waiting(self) -> list[dict[str, Any]]:
        """Tell what is still to happen."""
        with self._lock:
            return [{**vars(order), "fault": order.fault.value} for order in self._orders if order.times > 0]


def read_order(data: object) -> Order | None:
    """Read `{"misbehave": "slow", "address": "", "times": 1, "seconds": 0.5}`; None when it is none."""
    if not isinstance(data, dict) or data.get("misbehave") not in list(Fault):
        return None
    address, times, seconds = data.get("address", ""), data.get("times", 1), data.get("seconds", 1.0)
    if not isinstance(address, str) or not isinstance(times, int) or not isinstance(seconds, int | float):
        return None
    return Order(fault=Fault(data["misbehave"]), address=address, times=times, seconds=float(seconds))
