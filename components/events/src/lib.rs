//! The events door.
