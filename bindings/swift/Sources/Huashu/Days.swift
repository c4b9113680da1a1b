import Foundation

/// Moments and days as the core counts them. What lies beyond its numbers counts as the last that there is: the core refuses it
/// and says which field it was, where Swift would end the program.
extension Date {
    /// Milliseconds since 1970; what is no number counts as the first moment that there is.
    var coreMilliseconds: Int64 {
        Int64(within: (timeIntervalSince1970 * 1_000).rounded())
    }
}

/// Days of the calendar as Foundation writes them: `year`, `month` and `day` of the Gregorian calendar, without a zone.
extension DateComponents {
    /// The day that is so many days after 1970-01-01.
    init(daysSince1970 days: Int32) {
        let moment = Date(timeIntervalSince1970: Double(days) * 86_400)
        self = Calendar.utc.dateComponents([.year, .month, .day], from: moment)
    }

    /// How many days after 1970-01-01 this day is; what names no day counts as the first that there is.
    var daysSince1970: Int32 {
        guard let year, let month, let day, Self.years.contains(year), Self.rest.contains(month), Self.rest.contains(day),
            let moment = Calendar.utc.date(from: self)
        else { return .min }
        return Int32(clamping: Int64(within: (moment.timeIntervalSince1970 / 86_400).rounded(.down)))
    }

    /// What Foundation can reckon with, and more than the core does.
    private static let years = -100_000...100_000
    private static let rest = -10_000...10_000
}

extension Int64 {
    /// The number nearest to this; for what is none, the least.
    fileprivate init(within number: Double) {
        self = Int64(exactly: number) ?? (number > 0 ? .max : .min)
    }
}

extension Calendar {
    fileprivate static let utc: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .current
        return calendar
    }()
}
