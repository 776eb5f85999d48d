//! What the tests share: an application between two fakes, its visitors, and what to hold against them.

mod journey;
mod member;
mod refusal;
mod snapshot;
mod world;

use std::time::Duration;

pub use journey::{Journey, follow};
pub use member::Member;
pub use refusal::{refused, refused_field};
pub use snapshot::Snapshot;
pub use world::World;

/// What a test gives back: anything that keeps it from going on.
pub type Done = Result<(), testkit::Error>;

/// No single thing takes longer, on a busy machine too.
pub const WITHIN: Duration = Duration::from_secs(30);

/// An id that nothing has.
pub const NOBODY: &str = "0190a000-0000-7000-8000-000000000000";
