"""How long an SMS is (3GPP TS 23.038): 160 characters of the GSM alphabet, or 70 as soon as one letter is outside it, as all Arabic is."""

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_TWICE = frozenset("^{}\\[~]|€")
"""Characters that count for two."""


def segments(text: str) -> int:
    """Count the parts in which a text is sent; each part of several loses a few characters to its header."""
    if set(text) <= GSM | GSM_TWICE:
        return _parts(len(text) + sum(letter in GSM_TWICE for letter in text), 160, 153)
    return _parts(len(text.encode("utf-16-be")) // 2, 70, 67)


def _parts(length: int, alone: int, joined: int) -> int:
    return 1 if length <= alone else -(-length // joined)
