//! Workbooks are put together from literal parts, so that a test shows what a program wrote; those of Excel's own form
//! are also written by the crate that exports use.

use std::io::Cursor;

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;
use crate::error::Locale;
use crate::import::tests::{shown, zipped};

/// The smallest picture: one pixel.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\xdac\xfc\xcf\xc0P\x0f\0\x04\x85\x01\x80\x84\xa9\x8c!\0\0\0\0IEND\xaeB`\x82";

fn read_bytes(bytes: Vec<u8>) -> Result<Reading> {
    let archive = Archive::open("test.xlsx", Box::new(Cursor::new(bytes)))?;
    read(&archive, &Neighbours::default(), &mut |_| {})
}

/// A workbook of one sheet with these rows, and other parts.
fn workbook(sheet_data: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let sheet = format!(
        r#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData>{sheet_data}</sheetData></worksheet>"#
    );
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", br#"<workbook><sheets><sheet name="Sheet1" r:id="r1"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", br#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#),
    ];
    if !others.iter().any(|(name, _)| *name == "xl/worksheets/sheet1.xml") {
        parts.push(("xl/worksheets/sheet1.xml", sheet.as_bytes()));
    }
    parts.extend(others.iter().map(|(name, text)| (*name, text.as_bytes())));
    parts.push(("xl/media/image1.png", PNG));
    parts.push(("xl/media/image2.png", PNG));
    zipped(&parts)
}

fn check(bytes: Vec<u8>, expected: Expect) {
    let said = match read_bytes(bytes) {
        Ok(reading) => shown(&reading),
        Err(error) => error.message(Locale::En),
    };
    expected.assert_eq(&said);
}

/// A row of inline strings.
fn row(number: u32, cells: &[&str]) -> String {
    let cells: String = cells
        .iter()
        .enumerate()
        .filter(|(_, text)| !text.is_empty())
        .map(|(column, text)| {
            let column = char::from(b'A' + column as u8);
            format!(r#"<c r="{column}{number}" t="inlineStr"><is><t>{text}</t></is></c>"#)
        })
        .collect();
    format!(r#"<row r="{number}">{cells}</row>"#)
}

#[test]
fn every_kind_of_cell_is_shown_as_the_spreadsheet_does() {
    let data = format!(
        r#"{}<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c><c r="C3" s="1"><v>7</v></c><c r="D3" s="2"><v>46327</v></c><c r="E3" t="b"><v>1</v></c><c r="F3"><v>1.0</v></c></row>
        <row r="9"><c t="str"><f>CONCAT("a","b")</f><v>a&amp;b&#x4F60;</v></c><c r="B9"><v>0.30000000000000004</v></c><c r="C9"/><c r="F9"><f>1+1</f></c></row>
        <row r="10"><c r="A10" t="s"><v>99</v></c><c r="B10" t="s"><v>2</v></c></row>
        <row r="11"><c r="A11" s="1"/></row>
        <row><c t="inlineStr"><is><t>无号</t></is></c><c t="e"><v>#N/A</v></c></row>"#,
        row(1, &["标题", "内容", "快捷码", "有效期", "状态", "关键词"]),
    );
    check(
        workbook(
            &data,
            &[
                (
                    "xl/sharedStrings.xml",
                    r#"<sst uniqueCount="99999999999999999"><si><t>退款</t></si><si><r><t>一_x000D_</t></r><r><t xml:space="preserve">
二 </t></r><rPh><t>ノ</t></rPh><r><t>三</t></r></si><si><t/></si></sst>"#,
                ),
                (
                    "xl/styles.xml",
                    r#"<styleSheet><numFmts><numFmt numFmtId="170" formatCode="0000"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="14"/></cellXfs></styleSheet>"#,
                ),
            ],
        ),
        expect![[r#"
            3 title=退款 text=一⏎二 三 code=0007 keywords=1 until=2026-11-01 active=true
            9 title=a&b你 text=0.3 code= keywords= active=true
            failed 10 标题 formula_error
            failed 12 内容 formula_error"#]],
    );
}

#[test]
fn merged_cells_speak_for_all_their_rows() {
    let rows = [
        row(1, &["青禾服饰话术大全"]),
        row(2, &["分类", "标题", "内容"]),
        row(3, &["售后", "一", "甲"]),
        row(4, &["", "二", "乙"]),
        row(5, &["", "三", "丙"]),
        row(6, &["", "四", "丁"]),
    ]
    .concat();
    let sheet = format!(
        r#"<worksheet><sheetData>{rows}</sheetData><mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="A3:A5"/></mergeCells></worksheet>"#
    );
    check(
        workbook("", &[("xl/worksheets/sheet1.xml", &sheet)]),
        expect![[r#"
            3 category=售后 title=一 text=甲
            4 category=售后 title=二 text=乙
            5 category=售后 title=三 text=丙
            6 category= title=四 text=丁"#]],
    );
}

#[test]
fn the_first_sheet_with_headers_is_read() {
    let relation = |id: &str, sheet: &str| {
        format!(r#"<Relationship Id="{id}" Type="x/worksheet" Target="worksheets/{sheet}.xml"/>"#)
    };
    let sheet = |rows: String| format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let parts = [
        ("xl/workbook.xml".to_owned(), r#"<workbook><sheets><sheet name="说明" r:id="r1"/><sheet name="旧" state="hidden" r:id="r2"/><sheet name="售前" r:id="r3"/><sheet name="售后" r:id="r4"/><sheet name="Sheet5" r:id="r5"/></sheets></workbook>"#.to_owned()),
        ("xl/_rels/workbook.xml.rels".to_owned(), format!("<Relationships>{}{}{}{}{}</Relationships>", relation("r1", "a"), relation("r2", "b"), relation("r3", "c"), relation("r4", "d"), relation("r5", "e"))),
        ("xl/worksheets/a.xml".to_owned(), sheet(row(1, &["本表由运营维护"]))),
        ("xl/worksheets/b.xml".to_owned(), sheet(row(1, &["标题", "内容"]) + &row(2, &["旧", "旧"]))),
        ("xl/worksheets/c.xml".to_owned(), sheet(row(1, &["标题", "内容"]) + &row(2, &["新", "新"]))),
        ("xl/worksheets/d.xml".to_owned(), sheet(row(1, &["标题", "内容"]))),
        ("xl/worksheets/e.xml".to_owned(), sheet(String::new())),
    ];
    let parts: Vec<(&str, &[u8])> =
        parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    check(
        zipped(&parts),
        expect![[r#"
            2 title=新 text=新
            warned 0 - sheet_not_read
            warned 0 - sheet_not_read"#]],
    );
}

#[test]
fn pictures_over_the_cells_belong_to_their_rows() {
    let anchor = |row: u32, offset: u32, to: u32, rel: &str, description: &str| {
        format!(
            r#"<xdr:twoCellAnchor><xdr:from><xdr:col>2</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>{offset}</xdr:rowOff></xdr:from><xdr:to><xdr:col>3</xdr:col><xdr:row>{to}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="图片 1" descr="{description}"/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="{rel}"/></xdr:blipFill></xdr:pic></xdr:twoCellAnchor>"#
        )
    };
    let rows = [
        row(1, &["标题", "内容", "图片"]),
        r#"<row r="2" ht="60"><c r="A2" t="inlineStr"><is><t>一</t></is></c></row>"#.to_owned(),
        row(3, &["二", "乙"]),
        row(4, &["三", "丙"]),
    ]
    .concat();
    let sheet = format!(r#"<worksheet><sheetData>{rows}</sheetData><drawing r:id="d1"/></worksheet>"#);
    let drawing = [
        anchor(1, 0, 1, "p1", "尺码表.png"),
        anchor(1, 12_700, 1, "p2", "一段说明"),
        // In the lower half of a row of 60 points, reaching into the next.
        anchor(1, 40 * 12_700, 2, "p1", r"C:\图\退货.JPG"),
        anchor(3, 0, 3, "gone", ""),
        anchor(3, 0, 3, "web", ""),
        anchor(40, 0, 41, "p1", ""),
    ]
    .concat();
    check(
        workbook(
            "",
            &[
                ("xl/worksheets/sheet1.xml", &sheet),
                (
                    "xl/worksheets/_rels/sheet1.xml.rels",
                    r#"<Relationships><Relationship Id="d1" Type="x/drawing" Target="../drawings/drawing1.xml"/></Relationships>"#,
                ),
                ("xl/drawings/drawing1.xml", &format!("<xdr:wsDr>{drawing}</xdr:wsDr>")),
                (
                    "xl/drawings/_rels/drawing1.xml.rels",
                    r#"<Relationships><Relationship Id="p1" Type="x/image" Target="../media/image1.png"/><Relationship Id="p2" Type="x/image" Target="/xl/media/image2.png"/><Relationship Id="gone" Type="x/image" Target="../media/none.png"/><Relationship Id="web" Type="x/image" Target="https://a.example/b.png" TargetMode="External"/></Relationships>"#,
                ),
            ],
        ),
        expect![[r#"
            2 title=一 text= images=尺码表.png+image2.png
            3 title=二 text=乙 images=退货.JPG
            4 title=三 text=丙 images=
            warned 41 - not_carried_over"#]],
    );
}

#[test]
fn pictures_of_wps_are_found_by_their_names() {
    let formula = |cell: &str, id: &str| {
        format!(r#"<c r="{cell}" t="str"><f>_xlfn.DISPIMG("{id}",1)</f><v>=DISPIMG("{id}",1)</v></c>"#)
    };
    let rows = [
        row(1, &["标题", "内容", "图片"]),
        format!(
            r#"<row r="2"><c r="A2" t="inlineStr"><is><t>一</t></is></c>{}</row>"#,
            formula("C2", "ID_AAAA")
        ),
        format!(
            r#"<row r="3"><c r="A3" t="inlineStr"><is><t>二</t></is></c>{}</row>"#,
            formula("C3", "ID_NONE")
        ),
    ]
    .concat();
    let picture = |name: &str, rel: &str, description: &str| {
        format!(
            r#"<etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="{name}" descr="{description}"/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="{rel}"/></xdr:blipFill></xdr:pic></etc:cellImage>"#
        )
    };
    let images = picture("ID_BBBB", "r1", "") + &picture("ID_AAAA", "r2", "尺码表");
    check(
        workbook(
            &rows,
            &[
                ("xl/cellimages.xml", &format!("<etc:cellImages>{images}</etc:cellImages>")),
                (
                    "xl/_rels/cellimages.xml.rels",
                    r#"<Relationships><Relationship Id="r1" Type="x/image" Target="media/image1.png"/><Relationship Id="r2" Type="x/image" Target="media/image2.png"/></Relationships>"#,
                ),
            ],
        ),
        expect![[r#"
            2 title=一 text= images=image2.png
            3 title=二 text= images=
            warned 3 图片 missing_file"#]],
    );
}

#[test]
fn pictures_of_excel_are_found_either_way() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, header) in ["标题", "内容", "图片", "图片 2"].iter().enumerate() {
        sheet.write(0, column as u16, *header).unwrap();
    }
    let picture = |alt: &str| rust_xlsxwriter::Image::new_from_buffer(PNG).unwrap().set_alt_text(alt);
    let mut other = PNG.to_vec();
    other.extend(b"trailing");
    for (row, title) in ["一", "二", "三"].iter().enumerate() {
        sheet.write(row as u32 + 1, 0, *title).unwrap();
    }
    sheet.embed_image(1, 2, &picture("尺码表.png")).unwrap();
    sheet.embed_image(1, 3, &rust_xlsxwriter::Image::new_from_buffer(&other).unwrap()).unwrap();
    sheet.embed_image(3, 2, &picture("")).unwrap();
    sheet.insert_image(2, 2, &picture("退货.png")).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let reading = read_bytes(bytes.clone()).unwrap();
    let images = |row: usize| reading.drafts[row].images.clone().unwrap();
    assert_eq!(images(0)[0].read().unwrap(), PNG);
    assert_eq!(images(0)[1].read().unwrap(), other);
    assert_eq!(images(1)[0].read().unwrap(), PNG);
    check(
        bytes,
        expect![[r#"
            2 title=一 text= images=尺码表.png+image2.png
            3 title=二 text= images=退货.png
            4 title=三 text= images=尺码表.png"#]],
    );
}

#[test]
fn bombs_meet_a_limit() {
    let code = |bytes: Vec<u8>| read_bytes(bytes).unwrap_err().code().as_str();
    let head = row(1, &["标题", "内容"]);

    let many_rows: String =
        (2..=200_020).map(|number| format!(r#"<row r="{number}"><c t="n"><v>1</v></c></row>"#)).collect();
    assert_eq!(code(workbook(&(head.clone() + &many_rows), &[])), "too_large", "rows");

    let token = "x".repeat(17 << 20);
    assert_eq!(code(workbook(&format!("{head}<!--{token}-->"), &[])), "too_large", "one token");
    assert_eq!(code(workbook(&"<row>".repeat(300), &[])), "unreadable", "nesting");

    let strings = format!("<sst>{}</sst>", "<si/>".repeat(101));
    let archive = Archive::open("", Box::new(Cursor::new(zipped(&[("s.xml", strings.as_bytes())])))).unwrap();
    assert_eq!(strings::read(&archive, 0, 101).unwrap().len(), 101);
    assert_eq!(strings::read(&archive, 0, 100).unwrap_err().code().as_str(), "too_large");
}

#[test]
fn an_archive_inflates_no_further_than_it_may() {
    let bytes = zipped(&[("a.xml", &[b' '; 4096])]);
    let archive = Archive::open("", Box::new(Cursor::new(bytes))).unwrap();
    let inflate = || archive.stream(0, |source| Ok(std::io::copy(source, &mut std::io::sink())));
    archive.leave(6000);
    assert_eq!(inflate().unwrap().unwrap(), 4096);
    assert_eq!(inflate().unwrap_err().code().as_str(), "too_large");
    assert!(archive.read_entry(0, 4096).unwrap().is_some());
    assert!(archive.read_entry(0, 4095).unwrap().is_none());
}

#[test]
fn declared_sizes_are_not_believed() {
    let mut bytes = zipped(&[("a.xml", &[b' '; 4096])]);
    // Where a local header and a directory entry say how much the file inflates to.
    for (signature, offset) in [(b"PK\x03\x04", 22), (b"PK\x01\x02", 24)] {
        let at = bytes.windows(4).position(|window| window == signature).unwrap() + offset;
        bytes[at..at + 4].copy_from_slice(&1_u32.to_le_bytes());
    }
    let archive = Archive::open("", Box::new(Cursor::new(bytes))).unwrap();
    archive.leave(2000);
    let inflated = archive.stream(0, |source| Ok(std::io::copy(source, &mut std::io::sink())));
    assert!(!matches!(inflated, Ok(Ok(2001..))), "no more than what is left");
    assert!(!matches!(archive.read_entry(0, 2000), Ok(Some(bytes)) if bytes.len() > 2000));
}

#[test]
fn a_long_cell_fails_its_row() {
    let rows =
        [row(1, &["标题", "内容"]), row(2, &["一", &"x".repeat(5 << 20)]), row(3, &["二", "乙"])].concat();
    check(
        workbook(&rows, &[]),
        expect![[r#"
        3 title=二 text=乙
        failed 2 内容 cell_too_long"#]],
    );
}

#[test]
fn damaged_workbooks_are_refused() {
    let good = workbook(&row(1, &["标题", "内容"]), &[]);
    for bytes in
        [Vec::new(), b"PK\x03\x04".to_vec(), good[..good.len() / 2].to_vec(), zipped(&[("a.txt", b"x")])]
    {
        assert_eq!(read_bytes(bytes).unwrap_err().code().as_str(), "unreadable");
    }
    assert_eq!(read_bytes(workbook("<row r=\"1\"><c>", &[])).unwrap_err().code().as_str(), "unreadable");
    // The same central directory entry may not say less than it inflates to.
    assert!(
        read_bytes(workbook(&row(1, &["甲", "乙"]), &[]))
            .unwrap_err()
            .message(Locale::En)
            .contains("甲 | 乙")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_sheet_panics(data in r#"(<row r="[0-9]{1,8}">|</row>|<c r="[A-Z]{1,4}[0-9]{0,3}" t="(s|str|b|e|n|inlineStr|)" vm="[0-9]">|</c>|<v>|</v>|<f>|</f>|<is><t>|</t></is>|[0-9]|标题|内容|&#x[0-9]{1,8};|&amp;|&x;|_x00|\]\]>|<!--|-->){0,40}"#) {
        let _ = read_bytes(workbook(&data, &[("xl/sharedStrings.xml", "<sst><si><t>标题</t></si></sst>")]));
    }
}
