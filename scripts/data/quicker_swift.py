"""Replaces two helpers of the generated Swift by quicker ones that do the same.

usage: quicker_swift.py FILE…

UniFFI's readers go byte by byte through Foundation: a search's 20 hits are over a thousand reads. Fails where a helper no longer
looks as expected, so that a new generator is not patched blindly.
"""

import sys
from pathlib import Path

READ_INT = """\
    let range = reader.offset..<reader.offset + MemoryLayout<T>.size
    guard reader.data.count >= range.upperBound else {
        throw UniffiInternalError.bufferOverflow
    }
    if T.self == UInt8.self {
        let value = reader.data[reader.offset]
        reader.offset += 1
        return value as! T
    }
    var value: T = 0
    let _ = withUnsafeMutableBytes(of: &value, { reader.data.copyBytes(to: $0, from: range)})
    reader.offset = range.upperBound
    return value.bigEndian
"""
QUICK_INT = """\
    let offset = reader.offset
    let next = offset + MemoryLayout<T>.size
    guard reader.data.count >= next else {
        throw UniffiInternalError.bufferOverflow
    }
    reader.offset = next
    return reader.data.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: T.self) }.bigEndian
"""
READ_BYTES = """\
    var value = [UInt8](repeating: 0, count: count)
    value.withUnsafeMutableBufferPointer({ buffer in
        reader.data.copyBytes(to: buffer, from: range)
    })
    reader.offset = range.upperBound
    return value
"""
QUICK_BYTES = """\
    reader.offset = range.upperBound
    return reader.data.withUnsafeBytes { Array($0[range]) }
"""

REPLACED = [(READ_INT, QUICK_INT), (READ_BYTES, QUICK_BYTES)]


def main() -> None:
    for name in sys.argv[1:]:
        path = Path(name)
        text = path.read_text(encoding="utf-8")
        for slow, quick in REPLACED:
            if text.count(slow) != 1:
                sys.exit(f"quicker_swift: {path} is not as expected of this generator; look at what it writes now:\n{slow}")
            text = text.replace(slow, quick)
        path.write_text(text, encoding="utf-8")


main()
