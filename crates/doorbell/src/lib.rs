//! The doorbell room.
