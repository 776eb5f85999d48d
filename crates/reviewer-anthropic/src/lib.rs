//! The reviewer-anthropic room.
