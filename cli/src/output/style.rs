//! The palette: few styles, each with one meaning, readable on a light and on a dark ground.

use anstyle::{AnsiColor, Style};

/// What a row is known by.
pub(crate) const TITLE: Style = Style::new().bold();
/// What matched the query.
pub(crate) const HIT: Style = AnsiColor::Magenta.on_default().bold();
/// A short code.
pub(crate) const CODE: Style = AnsiColor::Cyan.on_default();
/// What stands in the background: paths, ids, frames.
pub(crate) const DIM: Style = Style::new().dimmed();
/// A small fact about a row.
pub(crate) const BADGE: Style = AnsiColor::Blue.on_default();
/// It went well.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
/// It wants attention.
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default();
/// It went wrong.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// The number of a step or a rank.
pub(crate) const NUMBER: Style = AnsiColor::Blue.on_default().bold();

/// How clap's help looks, in the same palette.
pub(crate) const HELP: clap::builder::Styles = clap::builder::Styles::styled()
    .header(Style::new().bold())
    .usage(Style::new().bold())
    .literal(AnsiColor::Blue.on_default())
    .placeholder(AnsiColor::Cyan.on_default());
