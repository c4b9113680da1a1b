//! What every command is handed: where the book lies, and the way out.

use std::path::PathBuf;

use etcetera::BaseStrategy;
use huashu_core::PhraseBook;
use huashu_core::error::Locale;
use huashu_core::store::Access;

use crate::args::Global;
use crate::error::Failure;
use crate::output::Output;
use crate::text;

/// The surroundings of one command.
pub(crate) struct App {
    /// As `--data` names it.
    data: Option<PathBuf>,
    /// As `--data` or `HUASHU_HOME` names it.
    named: Option<PathBuf>,
    /// The way out.
    pub(crate) out: Output,
}

impl App {
    pub(crate) fn new(global: &Global, out: Output) -> Self {
        let home = || std::env::var_os("HUASHU_HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
        let data = global.data.clone();
        Self { named: data.clone().or_else(home), data, out }
    }

    /// The folder of the book, which need not exist: as named, else in the user's data folder.
    ///
    /// # Errors
    /// Where no folder is named and the user has no home.
    pub(crate) fn dir(&self) -> Result<PathBuf, Failure> {
        self.dir_or("huashu")
    }

    /// The folder of the tour's book, which never is the user's own by accident.
    ///
    /// # Errors
    /// As [`App::dir`].
    pub(crate) fn demo_dir(&self) -> Result<PathBuf, Failure> {
        self.dir_or("huashu-demo")
    }

    /// The folder of a hub: as `--data` names it, else in the user's data folder. `HUASHU_HOME` names a book, never a hub.
    ///
    /// # Errors
    /// As [`App::dir`].
    pub(crate) fn hub_dir(&self) -> Result<PathBuf, Failure> {
        match &self.data {
            Some(data) => Ok(data.clone()),
            None => own_dir("huashu-hub"),
        }
    }

    fn dir_or(&self, own: &str) -> Result<PathBuf, Failure> {
        if let Some(named) = &self.named {
            return Ok(named.clone());
        }
        own_dir(own)
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

/// A folder of this name among the user's data.
fn own_dir(name: &str) -> Result<PathBuf, Failure> {
    let native = etcetera::base_strategy::choose_native_strategy();
    native.map(|strategy| strategy.data_dir().join(name)).map_err(|_| Failure::usage(text::NO_FOLDER, &[]))
}
