//! docs/protocol.md says what is so: its examples are what the hub reads and writes, its numbers are the program's.
