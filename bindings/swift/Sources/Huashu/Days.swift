import Foundation

/// Days of the calendar as Foundation writes them: `year`, `month` and `day` of the Gregorian calendar, without a zone.
extension DateComponents {
    /// The day that is so many days after 1970-01-01.
    init(daysSince1970 days: Int32) {
        let moment = Date(timeIntervalSince1970: Double(days) * 86_400)
        self = Calendar.utc.dateComponents([.year, .month, .day], from: moment)
    }

    /// How many days after 1970-01-01 this day is; what names no day counts as the first that there is.
    var daysSince1970: Int32 {
        guard year != nil, month != nil, day != nil, let moment = Calendar.utc.date(from: self) else { return .min }
        return Int32(clamping: Int((moment.timeIntervalSince1970 / 86_400).rounded(.down)))
    }
}

extension Calendar {
    fileprivate static let utc: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .current
        return calendar
    }()
}
