//! The problem-details room.
