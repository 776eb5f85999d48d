//! The github-worker door.
