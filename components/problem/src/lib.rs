//! The problem door.
