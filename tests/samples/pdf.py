"""A PDF writer just large enough for tests: text and lines on pages, every character as wide as half its height.

The font is named, not embedded: readers of text need only its table of characters (ToUnicode).
"""

import zlib
from dataclasses import dataclass, field

HEIGHT, WIDTH = 842.0, 595.0


@dataclass
class Page:
    """One page; coordinates are in points from its top left corner."""

    operations: list[str] = field(default_factory=list)
    letters: set[str] = field(default_factory=set)
    pictures: int = 0
    width: float = WIDTH
    height: float = HEIGHT

    def text(self, left: float, top: float, text: str, size: float = 10) -> None:
        self.letters.update(text)
        codes = "".join(f"{ord(letter):04X}" for letter in text)
        self.operations.append(f"BT /F1 {size} Tf 1 0 0 1 {left:.2f} {self.height - top - size:.2f} Tm <{codes}> Tj ET")

    def line(self, left: float, top: float, right: float, bottom: float) -> None:
        self.operations.append(f"0.5 w {left:.2f} {self.height - top:.2f} m {right:.2f} {self.height - bottom:.2f} l S")

    def picture(self) -> None:
        """A grey square over the whole page, as a scan has one."""
        self.pictures += 1
        self.operations.append(f"q {self.width} 0 0 {self.height} 0 0 cm /I1 Do Q")


def make_pdf(pages: list[Page], *, locked: bool = False) -> bytes:
    """The file. `locked`: it asks for a password."""
    letters = sorted(set().union(*(page.letters for page in pages)) or {"x"})
    objects: list[bytes] = [b"", b""]  # the catalogue and the list of pages come when their parts are known
    font = _font(objects, letters)
    picture = _add(
        objects,
        _stream(
            b"\x80", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
        ),
    )
    kids = []
    for page in pages:
        content = _add(objects, _stream("\n".join(page.operations).encode("ascii"), ""))
        resources = f"<< /Font << /F1 {font} 0 R >> /XObject << /I1 {picture} 0 R >> >>"
        box = f"[0 0 {page.width} {page.height}]"
        kids.append(
            _add(
                objects,
                (
                    f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Resources {resources} /Contents {content} 0 R >>"
                ).encode(),
            )
        )
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>".encode()
    extra = ""
    if locked:
        sealed = _add(objects, f"<< /Filter /Standard /V 1 /R 2 /O <{'41' * 32}> /U <{'42' * 32}> /P -4 >>".encode())
        extra = f"/Encrypt {sealed} 0 R /ID [<{'43' * 16}> <{'43' * 16}>] "
    return _file(objects, extra)


def _add(objects: list[bytes], body: bytes) -> int:
    objects.append(body)
    return len(objects)


def _stream(data: bytes, entries: str) -> bytes:
    packed = zlib.compress(data)
    return f"<< {entries} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode() + packed + b"\nendstream"


def _font(objects: list[bytes], letters: list[str]) -> int:
    lines = [f"<{ord(letter):04X}> <{ord(letter):04X}>" for letter in letters]
    parts = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    tables = "\n".join(f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar" for part in parts)
    names = _add(
        objects,
        _stream(
            f"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def 1 begincodespacerange "
            f"<0000> <FFFF> endcodespacerange\n{tables}\nendcmap end end".encode("ascii"),
            "",
        ),
    )
    shape = _add(
        objects,
        b"<< /Type /FontDescriptor /FontName /Sample /Flags 4 /FontBBox [0 -200 500 800] /Ascent 800 /Descent -200 "
        b"/ItalicAngle 0 /CapHeight 700 /StemV 80 >>",
    )
    part = _add(
        objects,
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Sample /DW 500 /FontDescriptor {shape} 0 R "
        f"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>".encode(),
    )
    return _add(
        objects,
        (
            f"<< /Type /Font /Subtype /Type0 /BaseFont /Sample /Encoding /Identity-H "
            f"/DescendantFonts [{part} 0 R] /ToUnicode {names} 0 R >>"
        ).encode(),
    )


def _file(objects: list[bytes], extra: str) -> bytes:
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R {extra}>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
