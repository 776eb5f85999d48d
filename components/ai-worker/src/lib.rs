//! The ai-worker door.
