//! The command line as a contract: the real program, run as people and programs run it.

mod book;
mod contract;
mod harness;
mod phrases;
mod processes;
mod tree;
