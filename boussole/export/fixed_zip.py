"""An Office file whose bytes depend on its content alone: the dates that libraries write into archives are set to one
day, in embedded workbooks too. The same deck gives the same fingerprint.
"""

from __future__ import annotations

import io
import re
import zipfile

_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip can say
_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


def fixed(content: bytes, stamp: str = "1980-01-01T00:00:00Z", inner: bool = False) -> bytes:
    """The same archive, entries in the same order, dates fixed. `stamp`: what the properties of embedded workbooks say
    (those of the file itself are its maker's own).
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as read, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as write:
        for entry in read.infolist():
            data = read.read(entry)
            if entry.filename.endswith(".xlsx"):
                data = fixed(data, stamp, inner=True)
            elif inner and entry.filename == "docProps/core.xml":
                data = _STAMP.sub(rb"\g<1>" + stamp.encode() + rb"\g<3>", data)
            info = zipfile.ZipInfo(entry.filename, _DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            write.writestr(info, data)
    return out.getvalue()
