//! The identity door.
