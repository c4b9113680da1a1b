//! The register of follow-ups as a table, for whoever keeps the books.

use std::collections::HashSet;
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Format, csv, disk};
use crate::book::PhraseBook;
use crate::error::{Error, Result};
use crate::followup::{ACTIONS, FollowUp};
use crate::ids::FollowUpId;

const HEADERS: [&str; 11] =
    ["编号", "对象", "号码", "动作", "金额", "备注", "登记人", "登记时间", "再看时间", "作废了", "已作废"];

impl PhraseBook {
    /// Writes the register to a `.csv` file, the latest note first, moments by the agent's wall clock; returns how many
    /// notes it holds. The file is there whole or not at all; one that is there already is replaced.
    ///
    /// # Errors
    /// `UnknownFormat` for another ending; `Io`, `ReadOnly` or `DiskFull` where the file cannot be written.
    pub fn export_follow_ups(&self, path: &Path) -> Result<u64> {
        if Format::of(path)? != Format::Csv {
            return Err(Error::UnknownFormat { file: path.display().to_string() });
        }
        let notes = self.follow_ups(None)?;
        let voided: HashSet<FollowUpId> = notes.iter().filter_map(|note| note.void_of).collect();
        let zone = self.clock.time_zone();
        let rows = notes.iter().map(|note| row(note, voided.contains(&note.id), &zone).to_vec());
        let headers = HEADERS.map(str::to_owned).to_vec();
        disk::replace(path, |out| csv::write_rows(path, out, std::iter::once(headers).chain(rows)))?;
        Ok(u64::try_from(notes.len()).unwrap_or(u64::MAX))
    }
}

fn row(note: &FollowUp, voided: bool, zone: &TimeZone) -> [String; 11] {
    let moment = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
    let action =
        ACTIONS.iter().find(|(id, ..)| *id == note.action).map_or(note.action.as_str(), |(_, zh, _)| zh);
    let kind = match note.subject_kind.as_str() {
        "order" => "订单",
        "customer" => "客户",
        "parcel" => "包裹",
        other => other,
    };
    [
        note.id.to_string(),
        kind.to_owned(),
        note.subject.clone(),
        action.to_owned(),
        note.amount.clone().unwrap_or_default(),
        note.note.clone().unwrap_or_default(),
        note.by.clone(),
        moment(note.at),
        note.due_at.map(moment).unwrap_or_default(),
        note.void_of.map(|id| id.to_string()).unwrap_or_default(),
        if voided { "是".to_owned() } else { String::new() },
    ]
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::civil::date;

    use super::*;
    use crate::clock::FixedClock;
    use crate::error::ErrorCode;
    use crate::followup::NewFollowUp;

    #[test]
    fn the_register_opens_in_a_spreadsheet_and_cannot_calculate() {
        let folder = tempfile::tempdir().unwrap();
        let at = date(2026, 11, 22).at(9, 30, 0, 0).in_tz("Asia/Shanghai").unwrap();
        let mut book = PhraseBook::create_with(folder.path(), Arc::new(FixedClock { at })).unwrap();
        let new = NewFollowUp {
            subject_kind: "order".into(),
            subject: "4242".into(),
            action: "refunded".into(),
            amount: Some("12.50".into()),
            note: Some("=HYPERLINK(1)".into()),
            by: "小雨".into(),
            due_at: None,
        };
        let first = book.add_follow_up(new).unwrap();
        let second = book.void_follow_up(first.id, "主管", None).unwrap();
        let path = folder.path().join("登记.csv");
        assert_eq!(book.export_follow_ups(&path).unwrap(), 2);
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.trim_start_matches('\u{feff}').trim_end().split("\r\n").collect();
        assert_eq!(lines[0], HEADERS.join(","));
        assert_eq!(lines[1], format!("{},订单,4242,退款,,,主管,2026-11-22 09:30,,{},", second.id, first.id));
        assert_eq!(
            lines[2],
            format!("{},订单,4242,退款,12.50,'=HYPERLINK(1),小雨,2026-11-22 09:30,,,是", first.id)
        );
        let refused = book.export_follow_ups(&folder.path().join("登记.xlsx"));
        assert_eq!(refused.unwrap_err().code(), ErrorCode::UnknownFormat);
    }
}
