//! The saga room.
