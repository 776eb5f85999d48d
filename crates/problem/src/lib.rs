//! The problem room.
