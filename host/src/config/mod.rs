//! What the user wrote: `spin.toml`, `runtime-config.toml` and `SPIN_VARIABLE_*`, read strictly.
//!
//! Every key is either understood, or known not to matter while an application runs, or refused with file, key path and a sentence.
//! Nothing here opens a socket, a database or a component.

pub mod allowed_hosts;
pub mod application;
pub mod manifest;
pub mod runtime;
pub mod section;
pub mod template;
pub mod variables;
