"""Which desk studies the files of a commune: its own single window, or the committee of its prefecture or province."""

from catalogue.territory import Commune
from contracts.review import Window


def window_of(commune: Commune) -> Window:
    """Choose the desk: above 50,000 inhabitants the commune has its own window (general building regulation, decree 2-18-577)."""
    return Window.COMMUNAL if commune.keeps_own_window else Window.PROVINCIAL


def desk_of(window: Window, commune: Commune) -> str:
    """Give the territory whose clerks are the desk: the commune's services, or those of its prefecture or province, and nobody else's."""
    return commune.code if window is Window.COMMUNAL else commune.province
