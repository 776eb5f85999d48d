//! What a component can do beyond computing: one module per capability.
//!
//! A capability knows the interface it serves and what it is given when an instance is made. It knows nothing of the other
//! capabilities, of the triggers, or of the manifest; `crate::guest` puts them together. `tests/capabilities.rs` holds this.

pub mod key_value;
pub mod outbound_http;
pub mod redis;
pub mod sqlite;
pub mod variables;
pub mod wasi;
