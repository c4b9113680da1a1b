import Foundation

extension UUID {
    /// An id as the core writes it: 32 hexadecimal digits in lower case, and hyphens; `nil` for anything else. Foundation's own
    /// reader takes many times as long, and the hits of one search name sixty ids.
    init?(coreText: String) {
        self.init(coreText: coreText.utf8)
    }

    /// The same of the bytes of the text.
    init?(coreText: some Sequence<UInt8>) {
        var halves: (UInt64, UInt64) = (0, 0)
        var digits = 0
        for unit in coreText where unit != UInt8(ascii: "-") {
            let digit: UInt8
            switch unit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = unit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = unit - UInt8(ascii: "a") + 10
            default: return nil
            }
            if digits < 16 { halves.0 = halves.0 << 4 | UInt64(digit) } else { halves.1 = halves.1 << 4 | UInt64(digit) }
            digits += 1
        }
        guard digits == 32 else { return nil }
        let inOrder = (halves.0.bigEndian, halves.1.bigEndian)
        self.init(uuid: withUnsafeBytes(of: inOrder) { $0.loadUnaligned(as: uuid_t.self) })
    }
}
