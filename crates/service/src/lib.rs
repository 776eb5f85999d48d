//! The frame that every service is built in: who is calling, what was sent, how an error leaves, how to
//! call another service.
//!
//! A room builds an axum router over its own state and hands it to [`answer`] with each request. The
//! handlers take their input through the extractors here, which refuse everything that is not exactly
//! right, and return [`Problem`]s, which are logged and written once, in [`answer`].
//!
//! The service trusts one thing: the internal token in `x-algosu-token`. No other header says who is
//! calling, whatever its name.

mod answer;
mod body;
mod context;
mod failure;
mod feed;
mod headers;
mod ids;
mod instance;
mod page;
mod peers;
mod recent;

pub use answer::{answer, log_line, refuse};
pub use body::{Json, whole_body};
pub use context::{Context, Guarded, REQUEST_ID, TOKEN, TRACEPARENT, TraceParent, User, id};
pub use failure::sql_problem;
pub use feed::{FeedQuery, feed};
pub use headers::secure;
pub use ids::Ids;
pub use instance::Instance;
pub use page::{Page, PageQuery, Query};
pub use peers::{Peers, Reply};
pub use problem_details::{FieldError, Problem};
pub use recent::Recent;

#[cfg(test)]
mod tests;
