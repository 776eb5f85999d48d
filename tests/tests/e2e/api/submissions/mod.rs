//! `/api/submissions/...`

mod create;
mod read;
