//! huashu: the command line of the phrase book.

fn main() {}
