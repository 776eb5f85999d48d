//! The waker door.
