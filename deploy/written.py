"""Write what follows from `deploy/rooms.toml` for containers, `compose.yaml`:   python -m deploy.written"""

from deploy.compose import containers

HEADER = "# Written by `python -m deploy.written` from deploy/rooms.toml; do not edit: change the room's entry, or the shape in {}.\n"


def write() -> None:
    """Write the file."""
    containers.FILE.write_text(text(), "utf-8")


def text() -> str:
    """Give its text."""
    shapes = containers.SHAPES.relative_to(containers.FILE.parent)
    return HEADER.format(shapes.as_posix()) + containers.render()


if __name__ == "__main__":
    write()
