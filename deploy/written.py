"""
Write what follows from `deploy/rooms.toml` for containers and the cluster:   python -m deploy.written

`compose.yaml`, the files of `deploy/k8s/base/rooms/`, and the tags of the development overlay. What no entry asks for any more is removed.
"""

from pathlib import Path

from deploy.compose import containers
from deploy.k8s import rooms

HEADER = "# Written by `python -m deploy.written` from deploy/rooms.toml; do not edit: change the room's entry, or the shape in {}.\n"


def files() -> dict[Path, str]:
    """Give each file, and its text."""
    texts = {containers.FILE: (containers.SHAPES, containers.render())} | {
        file: (rooms.SHAPES, text) for file, text in rooms.files().items()
    }
    root = containers.FILE.parent
    return {file: HEADER.format(shapes.relative_to(root).as_posix()) + text for file, (shapes, text) in texts.items()}


def drifted() -> list[Path]:
    """List the files that are not as they would be written, and those that nobody would write."""
    expected = files()
    strangers = set(rooms.FOLDER.glob("*")) - expected.keys()
    return sorted(strangers | {file for file, text in expected.items() if not file.exists() or file.read_text("utf-8") != text})


def write() -> None:
    """Write every file, and remove those that nobody would write."""
    expected = files()
    for file in drifted():
        if file in expected:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(expected[file], "utf-8")
        else:
            file.unlink()


if __name__ == "__main__":
    write()
