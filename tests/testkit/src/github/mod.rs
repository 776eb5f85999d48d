//! A GitHub that keeps real git objects and speaks the part of the REST API that algosu needs (and a little more),
//! over real HTTP.
//!
//! Faithful: object ids, tree order, fast-forward rule, permissions and rate limits per token, the statuses and the
//! JSON of success and failure, an empty repository's refusals, redirects of renamed repositories. Not kept: diffs by
//! line, signatures, pull requests, hooks, conditional requests.

mod contents;
mod history;
mod ledger;
mod objects;
mod refs;
pub mod refusal;
mod repository;
mod route;
mod show;
mod show_whole;
mod token;
mod world;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::Error;
use crate::fake::{Exchange, Pattern, RuleBuilder, Server};

pub use ledger::{Write, WriteKind};
pub use repository::{CommitSeen, Repository};
pub use token::Token;
pub use world::Permission;

/// Patterns of the endpoints, for rules and counts.
pub mod endpoint {
    /// Anything at all.
    pub const ANY: &str = "* /**";
    /// The repository itself.
    pub const GET_REPOSITORY: &str = "GET /repos/*/*";
    /// The head of a branch, by `git/ref/heads/...`.
    pub const GET_REF: &str = "GET /repos/*/*/git/ref/**";
    /// A new blob.
    pub const CREATE_BLOB: &str = "POST /repos/*/*/git/blobs";
    /// A new tree.
    pub const CREATE_TREE: &str = "POST /repos/*/*/git/trees";
    /// A tree's content.
    pub const GET_TREE: &str = "GET /repos/*/*/git/trees/**";
    /// A new commit, on no branch yet.
    pub const CREATE_COMMIT: &str = "POST /repos/*/*/git/commits";
    /// A commit's content.
    pub const GET_COMMIT: &str = "GET /repos/*/*/git/commits/*";
    /// The move of a branch: what makes a push a push.
    pub const UPDATE_REF: &str = "PATCH /repos/*/*/git/refs/**";
    /// A new branch.
    pub const CREATE_REF: &str = "POST /repos/*/*/git/refs";
    /// A file or folder by path.
    pub const GET_CONTENTS: &str = "GET /repos/*/*/contents/**";
    /// A file put by path.
    pub const PUT_CONTENTS: &str = "PUT /repos/*/*/contents/**";
    /// Two commits compared.
    pub const COMPARE: &str = "GET /repos/*/*/compare/**";
    /// The log.
    pub const LIST_COMMITS: &str = "GET /repos/*/*/commits";
}

/// A running fake GitHub; it ends when this is dropped.
pub struct FakeGithub {
    server: Server,
    world: Shared,
}

#[derive(Clone, Default)]
pub(crate) struct Shared(Arc<Mutex<world::World>>);

impl Shared {
    fn lock(&self) -> MutexGuard<'_, world::World> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FakeGithub {
    /// Starts on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// [`Error::Io`] if there is no port or no thread to be had.
    pub fn start() -> Result<Self, Error> {
        let world = Shared::default();
        let door = route::Door(Arc::clone(&world.0));
        let server = Server::start(Arc::new(door), crate::seed())?;
        Ok(Self { server, world })
    }

    /// The base of the API: what `github_api_url` is to be set to.
    #[must_use]
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// A new private repository `owner/name` with one commit (a README) on `main`.
    pub fn repository(&self, full_name: &str) -> Repository {
        let repository = self.empty_repository(full_name);
        let title = format!("# {full_name}\n");
        repository.push("main", "README.md", title.as_bytes(), "Initial commit");
        repository
    }

    /// A new private repository `owner/name` without any commit.
    pub fn empty_repository(&self, full_name: &str) -> Repository {
        Repository::create(self.world.clone(), full_name)
    }

    /// A new token of a user, made at run time; it opens nothing until [`Token::allow`] says so.
    pub fn token(&self, login: &str) -> Token {
        Token::create(self.world.clone(), login)
    }

    /// A new token of the repository's owner that may write to it.
    pub fn token_for(&self, repository: &Repository) -> Token {
        let full_name = repository.full_name();
        let login = full_name.split('/').next().unwrap_or_default();
        let token = self.token(login);
        token.allow(repository, Permission::Write);
        token
    }

    /// Every write that took effect, in order.
    #[must_use]
    pub fn ledger(&self) -> Vec<Write> {
        self.world.lock().writes.clone()
    }

    /// What GitHub lets pass but asks callers not to do: missing `Accept` or API version, unknown body fields.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        self.world.lock().complaints.clone()
    }

    /// Begins a rule for the requests that match: see [`crate::fake`].
    pub fn on(&self, pattern: impl Into<Pattern>) -> RuleBuilder {
        self.server.on(pattern)
    }

    /// Takes back all faults and barriers.
    pub fn clear_rules(&self) {
        self.server.clear_rules();
    }

    /// Every request so far and how it ended.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.server.exchanges()
    }

    /// How many requests that match were asked so far.
    #[must_use]
    pub fn count(&self, pattern: impl Into<Pattern>) -> usize {
        self.server.count(pattern)
    }
}
