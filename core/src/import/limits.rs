//! How much a file may hold: each limit meets a clear error before memory is spent.

/// The most rows of a table or phrases of a file. A company's whole library has 200–5,000 phrases; a hundred
/// thousand is the largest that the figures are measured on, and twice that is taken.
pub const MAX_ROWS: u64 = 200_000;

/// The most categories of a library in a file; a tree that people find their way in has some dozens.
pub const MAX_CATEGORIES: usize = 10_000;

/// The most columns of a table: room for every channel in several languages.
pub const MAX_COLUMNS: usize = 256;

/// How far down the row with the headers is looked for; above it people put a title or a notice.
pub const HEADER_ROWS: usize = 10;

/// The largest cell, in bytes. A phrase holds [`MAX_TEXT`](crate::model::MAX_TEXT) characters, so a cell above this
/// fails its row without being looked at.
pub const MAX_CELL: usize = 1 << 20;

/// The largest text file (CSV, JSON), in bytes: it is held in memory while it is read. [`MAX_ROWS`] phrases of 600
/// bytes each fit.
pub const MAX_TEXT_FILE: u64 = 128 << 20;

/// The largest YAML file, in bytes: its parser keeps a tree many times that size.
pub const MAX_YAML_FILE: u64 = 16 << 20;

/// The largest archive (XLSX, ZIP), in bytes: it is read in place, pictures one by one.
pub const MAX_ARCHIVE_FILE: u64 = 2 << 30;

/// The most files in an archive.
pub const MAX_ENTRIES: usize = 20_000;

/// The most bytes that one archive's tables may inflate to, counted while they inflate. Pictures are counted apart,
/// one by one, by [`MAX_ATTACHMENT`].
pub const MAX_EXPANDED: u64 = 1 << 30;

/// The most bytes of text that a workbook's shared strings may hold, since they stay in memory.
pub const MAX_SHARED_TEXT: usize = 256 << 20;

/// The most cells that a sheet holds, and the most strings that they share: [`MAX_ROWS`] rows of 25 columns.
pub const MAX_CELLS: usize = 5_000_000;

/// The largest tag or run of text in an XML part, in bytes; a cell above [`MAX_CELL`] can still be named by its row
/// up to here.
pub const MAX_XML_TOKEN: usize = 16 << 20;

/// The largest picture or file beside a phrase, in bytes; what a picture may be is narrower still, see `media`.
pub const MAX_ATTACHMENT: u64 = 50 << 20;

/// The deepest nesting of a JSON document. serde_json stops at 128 by itself; what is kept of a document must be
/// readable again inside of a larger one.
pub const MAX_DEPTH_JSON: usize = 64;
