//! What every command is handed: where the book lies, and the way out.

use std::path::PathBuf;

use etcetera::BaseStrategy;
use huashu_core::error::{Bilingual, Locale};
use huashu_core::store::Access;
use huashu_core::{PhraseBook, Result};

use crate::args::Global;
use crate::error::Failure;
use crate::output::Output;

/// The surroundings of one command.
pub(crate) struct App {
    /// The folder of the book, which need not exist yet.
    pub(crate) dir: PathBuf,
    /// The way out.
    pub(crate) out: Output,
}

impl App {
    /// Finds the book's folder: as named, else `HUASHU_HOME`, else in the user's data folder.
    ///
    /// # Errors
    /// Where nothing says a folder: no `--data`, no `HUASHU_HOME`, and a user without a home.
    pub(crate) fn new(global: &Global, out: Output) -> Result<Self, Failure> {
        let named = global.data.clone();
        let home = || std::env::var_os("HUASHU_HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
        let native =
            || Some(etcetera::base_strategy::choose_native_strategy().ok()?.data_dir().join("huashu"));
        let dir = named.or_else(home).or_else(native).ok_or_else(no_folder)?;
        Ok(Self { dir, out })
    }

    /// Opens the book to read; possible while another process writes.
    ///
    /// # Errors
    /// Those of [`PhraseBook::open`].
    pub(crate) fn read(&self) -> Result<PhraseBook> {
        PhraseBook::open(&self.dir, Access::Read)
    }

    /// Opens the book to write.
    ///
    /// # Errors
    /// Those of [`PhraseBook::open`].
    pub(crate) fn write(&self) -> Result<PhraseBook> {
        PhraseBook::open(&self.dir, Access::Write)
    }

    /// The language of what people read.
    pub(crate) fn locale(&self) -> Locale {
        self.out.locale
    }
}

fn no_folder() -> Failure {
    Failure::Usage(Bilingual::new(
        "不知道话术本放在哪里：请用 --data 或 HUASHU_HOME 指定文件夹",
        "no folder for the book: say one with --data or HUASHU_HOME",
    ))
}
