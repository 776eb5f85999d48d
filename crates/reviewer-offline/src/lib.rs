//! The reviewer-offline room.
