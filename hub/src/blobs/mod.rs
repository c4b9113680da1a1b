//! Pictures and files on their way up and down.
