//! CSV and TSV: the separator is found by itself, and rows are counted as a spreadsheet shows them.

use std::borrow::Cow;
use std::io::{Chain, Read};

use csv::{ReaderBuilder, StringRecord, Terminator};

use super::draft::Reading;
use super::headers::Headers;
use super::limits::{HEADER_ROWS, MAX_COLUMNS, MAX_ROWS};
use super::neighbours::Neighbours;
use super::report::{Fault, Issue, Reason};
use super::table::{Table, find_headers, no_headers};
use crate::error::{Bilingual, Error, Limit, Result};

/// In the order of preference, should two of them read the headers equally well.
const SEPARATORS: [u8; 3] = [b',', b'\t', b';'];

/// How much of a text is looked at for its headers, in bytes.
const HEAD: usize = 1 << 20;

/// The most separators in a line. Commas of a long text in quotes count as well.
const MAX_SEPARATORS: usize = 1 << 16;

/// A row that no file has, read after the last: if it does not arrive whole, a quote was left open before it. It is a
/// private-use character, so no text holds it.
const END: &str = "\n\u{f8f8}\n";

/// Reads a table.
///
/// # Errors
/// [`Error::Unreadable`] where no row has headers that are known; [`Error::TooLarge`].
pub(crate) fn read(
    file: &str,
    text: &str,
    neighbours: &Neighbours,
    progress: &mut dyn FnMut(u64),
) -> Result<Reading> {
    let (separator, header_row, headers) = find_separator(file, text)?;
    check_separators(text, separator)?;
    let mut table = Table::new(headers, neighbours)?;
    let mut rows = Rows::new(text, separator);
    while let Some(row) = rows.next(file)? {
        if rows.is_unbalanced() {
            table.fail(unbalanced(row, table.header(rows.record.len() - 1)));
        } else if row > header_row {
            let cells: Vec<Cow<'_, str>> = rows.record.iter().map(Cow::Borrowed).collect();
            table.push(row, &cells, Vec::new())?;
        }
        if row % 1024 == 0 {
            progress(rows.position());
        }
    }
    Ok(table.finish())
}

/// The separator under which the headers say the most.
fn find_separator(file: &str, text: &str) -> Result<(u8, u64, Headers)> {
    let head = head_of(text);
    let mut best: Option<(u8, u64, Headers)> = None;
    for separator in SEPARATORS {
        let mut candidates = Vec::new();
        let mut rows = Rows::new(head, separator);
        while candidates.len() < HEADER_ROWS
            && let Some(row) = rows.next(file)?
        {
            candidates.push((row, Headers::of(rows.record.iter())));
        }
        let Some((row, headers)) = find_headers(candidates.into_iter()) else { continue };
        if best.as_ref().is_none_or(|(_, _, best)| headers.known() > best.known()) {
            best = Some((separator, row, headers));
        }
    }
    match best {
        Some(best) => Ok(best),
        None => Err(why_no_headers(file, text)?),
    }
}

/// The part of a text in which the headers are looked for.
fn head_of(text: &str) -> &str {
    let end = (0..=text.len().min(HEAD)).rev().find(|&end| text.is_char_boundary(end));
    &text[..end.unwrap_or(0)]
}

/// Refuses what no table is: the reader keeps the place of every cell of a row, so their number is bounded before.
fn check_separators(text: &str, separator: u8) -> Result<()> {
    let (mut in_line, mut in_text) = (0_usize, 0_usize);
    for &byte in text.as_bytes() {
        if byte == separator {
            in_line += 1;
            in_text += 1;
            if in_line > MAX_SEPARATORS || in_text > MAX_COLUMNS * MAX_ROWS as usize {
                return Err(Error::TooLarge { what: Limit::Columns, max: MAX_COLUMNS as u64 });
            }
        } else if byte == b'\n' {
            in_line = 0;
        }
    }
    Ok(())
}

/// A quote that opens above the headers swallows them; else there are none.
fn why_no_headers(file: &str, text: &str) -> Result<Error> {
    let head = head_of(text);
    let mut rows = Rows::new(head, SEPARATORS[0]);
    let mut first: Option<Vec<String>> = None;
    for _ in 0..HEADER_ROWS {
        let Some(row) = rows.next(file)? else { break };
        if rows.is_unbalanced() && head.len() == text.len() {
            let problem = unbalanced(row, None).message;
            return Ok(Error::Unreadable { file: file.to_owned(), problem, row: Some(row), column: None });
        }
        first.get_or_insert_with(|| rows.record.iter().map(|cell| cell.chars().take(20).collect()).collect());
    }
    Ok(no_headers(file, &first.unwrap_or_default()))
}

/// The rows of a text with their numbers.
struct Rows<'t> {
    reader: csv::Reader<Chain<&'t [u8], &'static [u8]>>,
    record: StringRecord,
    text: &'t [u8],
    row: u64,
}

impl<'t> Rows<'t> {
    fn new(text: &'t str, separator: u8) -> Self {
        let reader = ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .flexible(true)
            .terminator(Terminator::CRLF)
            .from_reader(text.as_bytes().chain(END.as_bytes()));
        Self { reader, record: StringRecord::new(), text: text.as_bytes(), row: 0 }
    }

    /// Reads the next row and tells its number; `None` at the end.
    fn next(&mut self, file: &str) -> Result<Option<u64>> {
        let blank = self.blank_rows();
        let read = self.reader.read_record(&mut self.record).map_err(|error| unreadable(file, &error))?;
        if !read || self.is_end() {
            return Ok(None);
        }
        self.row += 1 + blank;
        Ok(Some(self.row))
    }

    /// How many blank lines follow: the reader passes over them, a spreadsheet counts them as rows.
    fn blank_rows(&self) -> u64 {
        let at = usize::try_from(self.position()).unwrap_or(usize::MAX).min(self.text.len());
        let (before, rest) = self.text.split_at(at);
        // The reader ends a row at `\r` and takes the `\n` of the pair with the next one.
        let rest = if before.ends_with(b"\r") { rest.strip_prefix(b"\n").unwrap_or(rest) } else { rest };
        let ends = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let pairs = rest[..ends].windows(2).filter(|pair| pair == b"\r\n").count();
        (ends - pairs) as u64
    }

    fn is_end(&self) -> bool {
        self.record.len() == 1 && self.record.get(0) == Some(END.trim())
    }

    /// True for a last row that swallowed the mark of the end: a quote in it was not closed.
    fn is_unbalanced(&self) -> bool {
        self.position() > self.text.len() as u64
            && self.record.iter().next_back().is_some_and(|cell| cell.contains(END.trim()))
    }

    fn position(&self) -> u64 {
        self.reader.position().byte()
    }
}

fn unbalanced(row: u64, column: Option<&str>) -> Issue {
    let fault = Fault::new(
        Reason::UnbalancedQuotes,
        "这里有一个引号没有闭合，从这一行到文件末尾都没有读入",
        "a quote is opened here and never closed: nothing was read from this row to the end of the file",
    );
    Issue::new(row, column, fault)
}

fn unreadable(file: &str, error: &csv::Error) -> Error {
    let row = error.position().map(csv::Position::line);
    let problem =
        Bilingual::new(format!("表格读不下去（{error}）"), format!("the table cannot be read ({error})"));
    Error::Unreadable { file: file.to_owned(), problem, row, column: None }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::*;
    use crate::import::tests::{read_csv, shown};

    fn check(text: &str, expected: Expect) {
        expected.assert_eq(&shown(&read_csv(text)));
    }

    #[test]
    fn any_separator_and_line_end() {
        for text in [
            "标题,内容,快捷码\n欢迎,您好,hy1\n",
            "标题\t内容\t快捷码\r\n欢迎\t您好\thy1",
            "标题;内容;快捷码\r欢迎;您好;hy1\r",
            "\"标题\",\"内容\",快捷码\r\n\"欢迎\",您好,\"hy1\"\n",
            "title,text,code\n欢迎,您好,hy1\n",
            "Code, Content ,标题\nhy1,您好,欢迎",
        ] {
            check(text, expect!["2 title=欢迎 text=您好 code=hy1"]);
        }
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_shows_them() {
        check(
            "青禾服饰话术,,\r\n\r\n标题,内容,备注\r\n一,\"第一行\n第二行\r\n第三行\",\r\n\r\n\r\n,,只有备注\n二,\"他说\"\"好\"\"\",x\r三,尾,,多出",
            expect![[r#"
                4 title=一 text=第一行⏎第二行⏎第三行
                8 title=二 text=他说"好"
                9 title=三 text=尾
                warned 9 - row_too_long
                unmapped 备注"#]],
        );
    }

    #[test]
    fn every_column_is_read() {
        check(
            "分类,标题,内容,快捷码,关键词,有效期,状态,复核日期,保密,发布状态,语言,话术库,wechat,en,微信/英文\n\
             售后/退款,退款,您好{客户名},tk1,退钱、退货,2026-11-01..2026-11-12,停用,2027/1/1,是,草稿,zh,公司,短[客户名],Hi {{nick}},Hi there\n\
             A::B,空,内容,,,,,,,,,,,,\n",
            expect![[r#"
                2 library=Named("公司") category=售后/退款 title=退款 text=您好[客户名] code=tk1 keywords=退钱+退货 from=2026-11-01 until=2026-11-12 active=false review=2027-01-01 lang=zh sensitive=true state=Draft wechat=短[客户名] en=Hi [客户名] wechat/en=Hi there
                3 category=A/B title=空 text=内容 code= keywords= active=true sensitive=false state=Published wechat= en= wechat/en="#]],
        );
    }

    #[test]
    fn a_bad_row_never_stops_the_good_ones() {
        check(
            "编号,标题,内容,有效期,状态\n\
             ,好,内容,,\n\
             不是编号,坏,内容,,\n\
             01890A5D-AC96-774B-BCCE-B302099A8057,坏,大写,,\n\
             ,坏,您好[客户名,,\n\
             ,坏,a\0b,,\n\
             ,坏,内容,双十一,\n\
             ,坏,内容,2026-11-12..2026-11-01,\n\
             ,坏,内容,,也许\n\
             ,坏,#N/A,,\n\
             01890a5d-ac96-774b-bcce-b302099a8057,好,您好{客户名},,\n",
            expect![[r#"
                2 title=好 text=内容 active=true
                11 id=01890a5d-ac96-774b-bcce-b302099a8057 title=好 text=您好{客户名} active=true
                failed 3 编号 malformed_id
                failed 4 编号 malformed_id
                failed 5 内容 open_variable
                failed 6 内容 control_characters
                failed 7 有效期 bad_date
                failed 8 有效期 bad_date
                failed 9 状态 unknown_value
                failed 10 内容 formula_error"#]],
        );
    }

    #[test]
    fn serial_numbers_are_no_ids() {
        check(
            "编号,标题,内容\n1,一,甲\n2,二,乙\n,三,丙\n10,四,丁\n",
            expect![[r#"
                2 title=一 text=甲
                3 title=二 text=乙
                4 title=三 text=丙
                5 title=四 text=丁
                warned 0 编号 serial_numbers
                unmapped 编号"#]],
        );
        for ids in ["1,一,甲", "1,一,甲\n1,二,乙", "2,一,甲\n1,二,乙", "1,一,甲\nx,二,乙"] {
            let reading = read_csv(&format!("编号,标题,内容\n{ids}\n"));
            assert!(reading.drafts.is_empty(), "{ids}");
            assert!(reading.failed.iter().all(|issue| issue.reason == Reason::MalformedId), "{ids}");
        }
    }

    #[test]
    fn an_open_quote_is_told_with_its_row() {
        check(
            "标题,内容,快捷码\n一,甲,a1\n二,\"乙,a2\n三,丙,a3\n",
            expect![[r#"
                2 title=一 text=甲 code=a1
                failed 3 内容 unbalanced_quotes"#]],
        );
        check("标题,内容\n一,\"甲\"", expect!["2 title=一 text=甲"]);
        check("标题,内容\n一,12\"屏幕", expect![[r#"2 title=一 text=12"屏幕"#]]);
        let error = read("test.csv", "\n\"标题,内容\n一,甲", &Neighbours::default(), &mut |_| {});
        assert!(error.unwrap_err().message(crate::error::Locale::En).contains("row 2: a quote is opened"));
    }

    #[test]
    fn what_an_export_wrote_before_a_formula_is_taken_off() {
        check(
            "标题,内容\n'=一,'+86 138\n'亲,=1",
            expect![[r#"
            2 title==一 text=+86 138
            3 title='亲 text==1"#]],
        );
    }

    #[test]
    fn categories_may_have_a_column_for_each_level() {
        check(
            "一级分类,二级分类,标题,内容\n售后,退款,一,甲\n售后,,二,乙\n,,三,丙",
            expect![[r#"
                2 category=售后/退款 title=一 text=甲
                3 category=售后 title=二 text=乙
                4 category= title=三 text=丙"#]],
        );
    }

    #[test]
    fn there_is_a_last_row() {
        let headers = Headers::of(["标题", "内容"].into_iter());
        let neighbours = Neighbours::default();
        let mut table = Table::new(headers, &neighbours).unwrap();
        let cells = [Cow::Borrowed("一"), Cow::Borrowed("甲")];
        for row in 0..MAX_ROWS {
            table.push(2 + row, &cells, Vec::new()).unwrap();
        }
        table.push(0, &[Cow::Borrowed(" ")], Vec::new()).unwrap();
        let error = table.push(2 + MAX_ROWS, &cells, Vec::new()).unwrap_err();
        assert_eq!(error.code().as_str(), "too_large");
    }

    #[test]
    fn limits_meet_a_clear_error() {
        let read = |text: &str| {
            read("test.csv", text, &Neighbours::default(), &mut |_| {}).map(|reading| shown(&reading))
        };
        let long = "长".repeat(5 << 20 >> 1);
        let text = format!("标题,内容\n一,甲\n二,{long}\n三,{}\n四,丁\n", "字".repeat(40_000));
        assert_eq!(
            read(&text).unwrap(),
            "2 title=一 text=甲\n5 title=四 text=丁\nfailed 3 内容 cell_too_long\nfailed 4 内容 cell_too_long"
        );
        let many = format!("title,text\na{}\n", ",".repeat(70_000));
        assert_eq!(read(&many).unwrap_err().code().as_str(), "too_large");
        let columns = ",x".repeat(256);
        assert_eq!(read(&format!("title{columns}\na\n")).unwrap_err().code().as_str(), "too_large");
        let error = read("姓名,电话\n张三,138\n").unwrap_err();
        assert!(error.message(crate::error::Locale::Zh).contains("姓名 | 电话"), "{error}");
        assert!(read("").is_err());
    }

    proptest! {
        #[test]
        fn nothing_panics(text in r#"([,;\t\r\n"'=\[\]{}_\x00a标题内容]|标题|内容|title){0,60}"#) {
            let _ = read("test.csv", &text, &Neighbours::default(), &mut |_| {});
        }
    }
}
