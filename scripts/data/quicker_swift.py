"""Replaces what is slow in the generated Swift by quicker code that does the same.

usage: quicker_swift.py FILE…

UniFFI's readers go through Foundation's `Data`, an array for every text and a `String` for every id: a search's 20 hits are over
a thousand reads. Here they read the core's buffer where it lies. Fails where a place no longer looks as expected, so that a new
generator is not patched blindly.
"""

import sys
from pathlib import Path

READER = "(data: Data, offset: Data.Index)"
QUICK_READER = "(data: UnsafeRawBufferPointer, offset: Int)"

MAKE_READER = """\
fileprivate func createReader(data: Data) -> (data: Data, offset: Data.Index) {
    (data: data, offset: 0)
}
"""
QUICK_MAKE_READER = """\
fileprivate func createReader(data: UnsafeRawBufferPointer) -> (data: UnsafeRawBufferPointer, offset: Int) {
    (data: data, offset: 0)
}

// The next bytes, where they lie: they are gone with the buffer. Throws if there are fewer.
fileprivate func takeBytes(_ reader: inout (data: UnsafeRawBufferPointer, offset: Int), count: Int) throws -> UnsafeRawBufferPointer {
    let end = reader.offset + count
    guard count >= 0, reader.data.count >= end else {
        throw UniffiInternalError.bufferOverflow
    }
    defer { reader.offset = end }
    return UnsafeRawBufferPointer(rebasing: reader.data[reader.offset..<end])
}
"""

WHOLE_BUFFER = "createReader(data: Data(rustBuffer: buf))"
QUICK_WHOLE_BUFFER = "createReader(data: UnsafeRawBufferPointer(start: buf.data, count: Int(buf.len)))"

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
    try takeBytes(&reader, count: MemoryLayout<T>.size).loadUnaligned(as: T.self).bigEndian
"""

READ_BYTES = """\
    let range = reader.offset..<(reader.offset+count)
    guard reader.data.count >= range.upperBound else {
        throw UniffiInternalError.bufferOverflow
    }
    var value = [UInt8](repeating: 0, count: count)
    value.withUnsafeMutableBufferPointer({ buffer in
        reader.data.copyBytes(to: buffer, from: range)
    })
    reader.offset = range.upperBound
    return value
"""
QUICK_BYTES = """\
    Array(try takeBytes(&reader, count: count))
"""

READ_TEXT = "return String(decoding: try readBytes(&buf, count: Int(len)), as: UTF8.self)"
QUICK_TEXT = "return String(decoding: try takeBytes(&buf, count: Int(len)), as: UTF8.self)"

READ_ID = """\
        let builtinValue = try FfiConverterString.read(from: &buf)
        return UUID(coreText: builtinValue)!
"""
QUICK_ID = """\
        let count: Int32 = try readInt(&buf)
        return UUID(coreText: try takeBytes(&buf, count: Int(count)))!
"""

ONCE = [
    (MAKE_READER, QUICK_MAKE_READER),
    (WHOLE_BUFFER, QUICK_WHOLE_BUFFER),
    (READ_INT, QUICK_INT),
    (READ_BYTES, QUICK_BYTES),
    (READ_TEXT, QUICK_TEXT),
]


def main() -> None:
    ids = 0
    for name in sys.argv[1:]:
        path = Path(name)
        text = path.read_text(encoding="utf-8")
        for slow, quick in ONCE:
            if text.count(slow) != 1:
                sys.exit(f"quicker_swift: {path} is not as expected of this generator; look at what it writes now:\n{slow}")
            text = text.replace(slow, quick)
        ids += text.count(READ_ID)
        path.write_text(text.replace(READ_ID, QUICK_ID).replace(READER, QUICK_READER), encoding="utf-8")
    if not ids:
        sys.exit(f"quicker_swift: no id is read as expected; look at what the generator writes now:\n{READ_ID}")


main()
