//! A token, as the test holds it.

use std::time::{Duration, SystemTime};

use http::StatusCode;

use super::Shared;
use super::repository::Repository;
use super::world::{Allowance, Permission, TokenState};

/// A personal access token of the fake. The value is made at run time and opens nothing anywhere else.
#[derive(Clone)]
pub struct Token {
    world: Shared,
    index: usize,
    id: String,
    secret: String,
}

impl Token {
    pub(super) fn create(world: Shared, login: &str) -> Self {
        let secret = format!("ghp_{}", crate::random_alphanumeric(36));
        let mut locked = world.lock();
        let index = locked.tokens.len();
        let id = format!("token-{}", index + 1);
        locked.tokens.push(TokenState {
            id: id.clone(),
            login: login.to_owned(),
            secret: secret.clone(),
            revoked: false,
            grants: std::collections::HashMap::new(),
            allowance: Allowance::full(SystemTime::now()),
        });
        drop(locked);
        Self {
            world,
            index,
            id,
            secret,
        }
    }

    /// The name under which the ledger knows it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The value to send.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// Opens a repository to it.
    pub fn allow(&self, repository: &Repository, permission: Permission) {
        let number = repository.number();
        self.change(|token| token.grants.insert(number, permission));
    }

    /// Closes a repository to it again.
    pub fn forbid(&self, repository: &Repository) {
        let number = repository.number();
        self.change(|token| token.grants.remove(&number));
    }

    /// From now on it is answered 401.
    pub fn revoke(&self) {
        self.change(|token| token.revoked = true);
    }

    /// It works again.
    pub fn restore(&self) {
        self.change(|token| token.revoked = false);
    }

    /// So many more requests, and then refusals with this status (GitHub: 403 or 429) until the time is over.
    pub fn limit(&self, remaining: u64, reset_after: Duration, refusal: StatusCode) {
        self.change(|token| {
            token.allowance = Allowance {
                remaining,
                reset: SystemTime::now() + reset_after,
                refusal,
            };
        });
    }

    fn change<T>(&self, change: impl FnOnce(&mut TokenState) -> T) {
        if let Some(token) = self.world.lock().tokens.get_mut(self.index) {
            change(token);
        }
    }
}
