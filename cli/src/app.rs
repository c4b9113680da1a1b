//! What every command is handed: where the book lies, and the way out.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use huashu_core::PhraseBook;
use huashu_core::error::Locale;
use huashu_core::store::Access;

use crate::args::Global;
use crate::error::Failure;
use crate::output::Output;

/// The surroundings of one command.
pub(crate) struct App {
    dir: Option<PathBuf>,
    /// The way out.
    pub(crate) out: Output,
}

impl App {
    /// Finds the book's folder, which need not exist: as named, else `HUASHU_HOME`, else in the user's data folder.
    pub(crate) fn new(global: &Global, out: Output) -> Self {
        let home = || std::env::var_os("HUASHU_HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
        let native =
            || Some(etcetera::base_strategy::choose_native_strategy().ok()?.data_dir().join("huashu"));
        Self { dir: global.data.clone().or_else(home).or_else(native), out }
    }

    /// The folder of the book.
    ///
    /// # Errors
    /// Where nothing says one: no `--data`, no `HUASHU_HOME`, and a user without a home.
    pub(crate) fn dir(&self) -> Result<&Path, Failure> {
        self.dir.as_deref().ok_or_else(|| {
            Failure::usage(
                "不知道话术本放在哪里：请用 --data 或 HUASHU_HOME 指定文件夹",
                "no folder for the book: say one with --data or HUASHU_HOME",
            )
        })
    }

    /// Opens the book to read; possible while another process writes.
    ///
    /// # Errors
    /// Those of [`App::dir`] and [`PhraseBook::open`].
    pub(crate) fn read(&self) -> Result<PhraseBook, Failure> {
        Ok(PhraseBook::open(self.dir()?, Access::Read)?)
    }

    /// Opens the book to write.
    ///
    /// # Errors
    /// Those of [`App::dir`] and [`PhraseBook::open`].
    pub(crate) fn write(&self) -> Result<PhraseBook, Failure> {
        Ok(PhraseBook::open(self.dir()?, Access::Write)?)
    }

    /// The language of what people read.
    pub(crate) fn locale(&self) -> Locale {
        self.out.locale
    }
}
