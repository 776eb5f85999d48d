//! The ai-worker room.
