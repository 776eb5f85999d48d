//! What makes components run: HTTP requests, messages on channels, and the clock that sends one of those.

pub mod clock;
pub mod http;
pub mod redis;
