//! The ledger: every write that took effect, in order, whatever its client was told.

use std::time::SystemTime;

use crate::git::Oid;

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteKind {
    /// A blob object.
    Blob,
    /// A tree object.
    Tree,
    /// A commit object, on no branch yet.
    Commit,
    /// A branch or tag came to be.
    RefCreated,
    /// A branch or tag points elsewhere.
    RefMoved,
    /// A branch or tag is gone.
    RefDeleted,
    /// A file was put or deleted by the contents endpoint: a commit, and a branch moved to it.
    Contents,
}

/// One entry.
#[derive(Debug, Clone)]
pub struct Write {
    /// The number of the request ([`crate::fake::Request::number`]).
    pub request: u64,
    /// When it took effect.
    pub at: SystemTime,
    /// The request's method.
    pub method: String,
    /// The request's path.
    pub path: String,
    /// `owner/name`.
    pub repository: String,
    /// [`super::Token::id`] of the token it came with.
    pub token: String,
    /// What was written.
    pub kind: WriteKind,
    /// The object made, or where the ref points now; none for a deleted ref.
    pub sha: Option<Oid>,
    /// The ref's full name, for writes that touch one.
    pub reference: Option<String>,
    /// The `Submission-Id` trailers of the commit made, or of the commits that the move brought onto the ref.
    pub submission_ids: Vec<String>,
}
