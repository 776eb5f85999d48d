//! All SQL of this service.

pub(crate) mod problems;
