"""
`python -m catalogue.procedures FOLDER [--publish]`: check the procedures of a folder, and pin those that are right in its `PUBLISHED`.

A version that was published and has changed since is refused: a new version is a new file.
"""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from catalogue.procedures import draft
from catalogue.reading import BrokenCatalogue

PINS = "PUBLISHED"


def complaints(folder: Path) -> Iterator[str]:
    """Tell everything that is wrong with the procedures of a folder, each fault with its file and line."""
    pinned = dict(pins(folder))
    for path in drafts(folder):
        name = str(path.relative_to(folder))
        if name in pinned and pinned[name] != digest_of(path):
            yield f"{name}: changed since it was published; publish a new version instead"
        try:
            draft(path)
        except BrokenCatalogue as error:
            yield str(error)


def publish(folder: Path) -> list[str]:
    """Pin every procedure of a folder that is not pinned yet; give their names."""
    pinned = dict(pins(folder))
    new = {name: digest_of(path) for path in drafts(folder) if (name := str(path.relative_to(folder))) not in pinned}
    lines = [f"{digest}  {name}\n" for name, digest in sorted((pinned | new).items())]
    (folder / PINS).write_text("".join(lines), encoding="ascii")
    return sorted(new)


def drafts(folder: Path) -> list[Path]:
    """List the procedures of a folder, one file each: `<code>/<version>.yaml`."""
    return sorted(folder.glob("*/*.yaml"))


def pins(folder: Path) -> Iterator[tuple[str, str]]:
    """Read what was published: name and SHA-256, from a file in the format of sha256sum."""
    written = folder / PINS
    for line in written.read_text(encoding="ascii").splitlines() if written.exists() else ():
        digest, _, name = line.partition("  ")
        yield name, digest


def digest_of(path: Path) -> str:
    """Give the SHA-256 of a file, hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main(arguments: list[str]) -> int:
    """Check, and publish if asked to; say what is wrong, or what was done."""
    folders = [Path(each) for each in arguments if each != "--publish"]
    if len(folders) != 1 or not folders[0].is_dir():
        sys.stderr.write("usage: python -m catalogue.procedures FOLDER [--publish]\n")
        return 2
    wrong = list(complaints(folders[0]))
    if wrong:
        sys.stderr.write("\n".join(wrong) + "\n")
        return 1
    names = publish(folders[0]) if "--publish" in arguments else []
    sys.stdout.write("".join(f"{name}: published\n" for name in names) or f"{len(drafts(folders[0]))} right\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
