//! `/api/...`

mod drafts;
mod events;
mod me;
mod problems;
mod studies;
mod submissions;
