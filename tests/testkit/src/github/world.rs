//! All that the fake knows: repositories, tokens, and the ledger of writes.

use std::collections::{BTreeMap, HashMap};
use std::time::SystemTime;

use http::StatusCode;

use super::ledger::Write;
use crate::git::{Commit, Mode, Oid, Signature, Store};

/// Everything, behind one lock.
#[derive(Default)]
pub(super) struct World {
    pub(super) repositories: Vec<RepositoryState>,
    /// Lower-case `owner/name` to a place in `repositories`; names given up stay as long as nobody takes them.
    pub(super) names: HashMap<String, usize>,
    pub(super) tokens: Vec<TokenState>,
    pub(super) writes: Vec<Write>,
    pub(super) complaints: Vec<String>,
}

/// One repository.
pub(super) struct RepositoryState {
    pub(super) id: u64,
    pub(super) owner: String,
    pub(super) name: String,
    pub(super) private: bool,
    pub(super) archived: bool,
    pub(super) default_branch: String,
    pub(super) objects: Store,
    /// Full names (`refs/heads/main`).
    pub(super) refs: BTreeMap<String, Oid>,
    /// Branches (full names) that nobody may move.
    pub(super) protected: Vec<String>,
}

/// What a token may do in one repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Permission {
    /// Read contents.
    Read,
    /// Read and write contents.
    Write,
}

/// One token.
pub(super) struct TokenState {
    pub(super) id: String,
    pub(super) login: String,
    pub(super) secret: String,
    pub(super) revoked: bool,
    pub(super) grants: HashMap<u64, Permission>,
    pub(super) allowance: Allowance,
}

/// The primary rate limit of one token.
#[derive(Clone, Copy)]
pub(super) struct Allowance {
    pub(super) remaining: u64,
    pub(super) reset: SystemTime,
    pub(super) refusal: StatusCode,
}

/// GitHub's own figure for a signed-in user and hour.
pub(super) const REQUESTS_PER_HOUR: u64 = 5000;

impl Allowance {
    pub(super) fn full(now: SystemTime) -> Self {
        Self {
            remaining: REQUESTS_PER_HOUR,
            reset: now + std::time::Duration::from_secs(3600),
            refusal: StatusCode::FORBIDDEN,
        }
    }
}

impl World {
    /// The repository under a name, current or given up.
    pub(super) fn named(&self, owner: &str, name: &str) -> Option<usize> {
        self.names.get(&key(owner, name)).copied()
    }
}

/// GitHub does not tell upper from lower case in names.
pub(super) fn key(owner: &str, name: &str) -> String {
    format!("{owner}/{name}").to_lowercase()
}

impl RepositoryState {
    pub(super) fn full_name(&self) -> String {
        format!("{}/{}", self.owner, self.name)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.refs.is_empty()
    }

    pub(super) fn branch(&self, branch: &str) -> Option<Oid> {
        self.refs.get(&format!("refs/heads/{branch}")).copied()
    }

    /// The commit behind a branch, a tag, a (shortened) ref name or a whole id.
    pub(super) fn resolve(&self, text: &str) -> Option<Oid> {
        let named = ["", "refs/", "refs/heads/", "refs/tags/"]
            .iter()
            .find_map(|prefix| self.refs.get(&format!("{prefix}{text}")));
        let id = match named {
            Some(id) => *id,
            None => text.parse().ok()?,
        };
        self.objects.commit(id).map(|_| id)
    }

    /// What is at a path of a commit.
    pub(super) fn at(&self, commit: Oid, path: &str) -> Option<(Mode, Oid)> {
        self.objects.at(self.objects.commit(commit)?.tree, path)
    }

    /// The values of the trailer in the commits from `base` (not included) to `head`, oldest first.
    pub(super) fn submissions(&self, base: Option<Oid>, head: Oid) -> Vec<String> {
        let new = match base {
            Some(base) => self.objects.ahead(base, head),
            None => self.objects.log(head),
        };
        new.iter()
            .rev()
            .filter_map(|id| self.objects.commit(*id))
            .flat_map(submission_ids)
            .collect()
    }
}

/// The values of a commit's `Submission-Id` trailer.
pub(super) fn submission_ids(commit: &Commit) -> Vec<String> {
    commit.trailers("Submission-Id")
}

/// A signature in UTC.
pub(super) fn signature(name: &str, email: &str, at: SystemTime) -> Signature {
    let since = at
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    Signature {
        name: name.to_owned(),
        email: email.to_owned(),
        seconds: i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
        offset_minutes: 0,
    }
}
