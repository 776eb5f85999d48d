//! The github-worker room.
