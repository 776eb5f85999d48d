//! The submission door.
