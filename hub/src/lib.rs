//! The company's server.
