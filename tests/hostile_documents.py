"""
Documents that somebody makes to harm whoever reads them, and their honest counterparts: bytes, by what is in them.

For the tests of the inspector, and for attacks on a whole platform.
"""

import io
import os
import struct
import zlib
from collections.abc import Sequence

import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
MEGABYTE = 1_000_000
A_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
ONE_PAGE = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", A_PAGE)


def inflating_pdf(megabytes: int) -> bytes:
    """Make a PDF of a thousandth of its size: its catalogue and page lie in an object stream that inflates to `megabytes` of blanks."""
    return with_objects_inside([*ONE_PAGE, b" " * (megabytes * MEGABYTE)])


def inflating_list_pdf(megabytes: int) -> bytes:
    """Make the same, whose page holds a list of half a million numbers for each megabyte."""
    page = A_PAGE[:-2] + b"/X[" + b"0 " * (megabytes * MEGABYTE // 2) + b"]>>"
    return with_objects_inside([*ONE_PAGE[:2], page])


def deep_pdf(depth: int) -> bytes:
    """Make a PDF whose one page lies under `depth` folders of pages."""
    folders = [b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (number + 1) for number in range(2, depth + 2)]
    return with_objects([ONE_PAGE[0], *folders, A_PAGE])


def cyclic_pdf() -> bytes:
    """Make a PDF whose pages are their own ancestors."""
    child = b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 1>>"
    return with_objects([*ONE_PAGE[:2], child])


def repeated_pdf(times: int) -> bytes:
    """Make a PDF that has one page, `times` times."""
    return with_objects([ONE_PAGE[0], b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * times, times), A_PAGE])


def crowded_pdf(objects: int) -> bytes:
    """Make a PDF of so many objects that nothing asks for."""
    return with_objects([*ONE_PAGE, *[b"0"] * objects])


def crowded_table_pdf(entries: int) -> bytes:
    """Make a PDF whose cross-reference stream says that it has so many objects, all in the same place."""
    rows = b"\x01\0\0\0\x0f\0\0" * entries
    told = b"/Type/XRef/Filter/FlateDecode/W[1 4 2]/Root 2 0 R/Size %d" % entries
    return HEADER + a_stream(1, told, zlib.compress(rows, 9)) + b"startxref\n%d\n%%%%EOF\n" % len(HEADER)


def nested_pdf(depth: int) -> bytes:
    """Make a PDF whose catalogue holds lists in lists."""
    return with_objects([ONE_PAGE[0][:-2] + b"/X " + b"[" * depth + b"]" * depth + b">>", *ONE_PAGE[1:]])


def endless_pdf(megabytes: int) -> bytes:
    """Make a PDF without a table, of objects that all begin and never end."""
    return HEADER + b"1 0 obj\n" * (megabytes * MEGABYTE // 8)


HOSTILE = {
    "inflates to 20 MB": lambda: inflating_pdf(20),
    "inflates to 100 MB": lambda: inflating_pdf(100),
    "inflates to a list of 20 MB": lambda: inflating_list_pdf(20),
    "nested folders of pages": lambda: deep_pdf(100_000),
    "pages in a circle": cyclic_pdf,
    "one page a million times": lambda: repeated_pdf(1_000_000),
    "a million objects": lambda: crowded_pdf(1_000_000),
    "a table of five million objects": lambda: crowded_table_pdf(5_000_000),
    "lists in lists": lambda: nested_pdf(100_000),
    "objects without end": lambda: endless_pdf(20),
}
"""Makers of PDFs that may harm who reads them, by what is in them; none of them is to be taken."""


def an_honest_plan(megabytes: int, pages: int = 20) -> bytes:
    """Make a sound PDF of so many megabytes that cannot be pressed."""
    drawing = os.urandom(MEGABYTE) * (megabytes // pages)
    folder = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(b"%d 0 R" % (3 + page) for page in range(pages)), pages)
    sheets = [A_PAGE[:-2] + b"/Contents %d 0 R>>" % (3 + pages + page) for page in range(pages)]
    drawings = [b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing)] * pages
    return with_objects([ONE_PAGE[0], folder, *sheets, *drawings])


def acting_pdf(what: str, where: str = "OpenAction") -> bytes:
    """Make a PDF that does `what` (the name of an action) at a place: OpenAction, Page, Annotation, Field or Outline."""
    document = pikepdf.new()
    page = document.add_blank_page()
    action = Dictionary(S=Name(f"/{what}"), JS="app.alert(1)", F="program.exe", URI="https://example.invalid/")
    note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)
    if where == "OpenAction":
        document.Root.OpenAction = action
    elif where == "Chain":
        document.Root.OpenAction = Dictionary(S=Name.Named, N=Name.NextPage, Next=[action])
    elif where == "Page":
        page.obj.AA = Dictionary(O=action)
    elif where == "Annotation":
        page.obj.Annots = [document.make_indirect(note)]
    elif where == "Field":
        document.Root.AcroForm = Dictionary(Fields=[document.make_indirect(Dictionary(T="a", Kids=[Dictionary(AA=Dictionary(K=action))]))])
    else:
        document.Root.Outlines = Dictionary(First=document.make_indirect(Dictionary(Title="t", A=action)))
    return saved(document)


def carrying_pdf(what: str) -> bytes:
    """Make a PDF that carries something: EmbeddedFiles, XFA, or an annotation of that kind."""
    document = pikepdf.new()
    page = document.add_blank_page()
    if what == "EmbeddedFiles":
        document.attachments["program.exe"] = b"MZ"
    elif what == "XFA":
        document.Root.AcroForm = Dictionary(Fields=[], XFA=document.make_stream(b"<xdp/>"))
    else:
        page.obj.Annots = [Dictionary(Type=Name.Annot, Subtype=Name(f"/{what}"), Rect=[0, 0, 9, 9])]
    return saved(document)


def locked_pdf() -> bytes:
    """Make a PDF that asks for a password."""
    document, content = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(content, encryption=pikepdf.Encryption(owner="owner", user="user"))
    return content.getvalue()


def an_image(kind: str, width: int = 40, height: int = 30, *, progressive: bool = False) -> bytes:
    """Make a picture, `PNG` or `JPEG`; a progressive one is sent in many passes."""
    content = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(content, kind, progressive=progressive)
    return content.getvalue()


def inflating_image(width: int, height: int) -> bytes:
    """Make a PNG of one colour, of so many pixels in few bytes."""
    row = b"\0" + bytes(width * 3)
    press = zlib.compressobj(9)
    pressed = b"".join([*(press.compress(row) for _ in range(height)), press.flush()])
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(a_chunk(*each) for each in ((b"IHDR", head), (b"IDAT", pressed), (b"IEND", b"")))


def saved(document: pikepdf.Pdf) -> bytes:
    """Write a PDF."""
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def with_objects(objects: Sequence[bytes]) -> bytes:
    """Write a PDF of these objects, numbered from 1; the first one is its catalogue."""
    written, places = io.BytesIO(), []
    written.write(HEADER)
    for number, content in enumerate(objects, start=1):
        places.append(written.tell())
        written.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    table = written.tell()
    written.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    written.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    written.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return written.getvalue()


def with_objects_inside(objects: Sequence[bytes]) -> bytes:
    """Write a PDF of these objects, numbered from 1, inside one object stream."""
    heads, offset = [], 0
    for number, content in enumerate(objects, start=1):
        heads.append(b"%d %d " % (number, offset))
        offset += len(content) + 1
    first, holder = b"".join(heads), len(objects) + 1
    told = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(objects), len(first))
    body = HEADER + a_stream(holder, told, zlib.compress(first + b" ".join(objects) + b" ", 9))
    rows = b"\0\0\0\0\0\0\xff" + b"".join(b"\x02" + struct.pack(">IH", holder, index) for index in range(len(objects)))
    rows += b"".join(b"\x01" + struct.pack(">IH", place, 0) for place in (len(HEADER), len(body)))
    table = b"/Type/XRef/Filter/FlateDecode/W[1 4 2]/Root 1 0 R/Size %d" % (holder + 2)
    return body + a_stream(holder + 1, table, zlib.compress(rows)) + b"startxref\n%d\n%%%%EOF\n" % len(body)


def a_stream(number: int, entries: bytes, content: bytes) -> bytes:
    """Write a stream object."""
    return b"%d 0 obj\n<<%s/Length %d>>stream\n%s\nendstream\nendobj\n" % (number, entries, len(content), content)


def a_chunk(kind: bytes, content: bytes) -> bytes:
    """Write a chunk of a PNG (its specification, 5.3)."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
