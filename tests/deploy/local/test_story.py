"""The logs of several processes, told as one story."""

from pathlib import Path

from deploy.local.story import told


def a_line(second: int, words: str) -> bytes:
    """Write a line as our processes do."""
    return b'{"event":"%s","timestamp":"2026-11-23T09:30:%02d.5Z"}\n' % (words.encode(), second)


def test_lines_come_in_the_order_of_time_whoever_says_them_and_nothing_is_lost(tmp_path: Path) -> None:
    filing, review = tmp_path / "filing.log", tmp_path / "review.log"
    filing.with_name("filing.log.1").write_bytes(a_line(1, "set aside"))
    filing.write_bytes(a_line(3, "third") + b"Traceback\n" + a_line(5, "fifth"))
    review.write_bytes(b"server ready\n" + a_line(2, "second") + a_line(4, "fourth"))

    story = list(told([filing, review]))

    words = ["server ready", "set aside", "second", "third", "Traceback", "fourth", "fifth"]
    assert [next(word for word in words if word.encode() in line) for line in story] == words
