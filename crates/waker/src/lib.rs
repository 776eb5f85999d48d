//! The waker room.
