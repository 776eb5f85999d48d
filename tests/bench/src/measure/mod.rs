//! The measures. Each adds its tables and figures to the report and leaves nothing running.

pub mod idle;
pub mod instance;
pub mod journey;
pub mod machine;
pub mod requests;
pub mod sagas;
pub mod sizes;
pub mod start;
pub mod submissions;
