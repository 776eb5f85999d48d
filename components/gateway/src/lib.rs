//! The gateway door.
