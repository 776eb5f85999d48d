//! One push at a time per repository.
//!
//! Pushes to one branch can only succeed one after the other, and GitHub asks its callers to make
//! requests serially. So the jobs of one run take turns: without that, each would build a commit that
//! all but one must throw away. Workers in other processes are held off by the branch itself.

use std::{cell::RefCell, collections::HashMap, sync::Arc};

use futures::lock::{Mutex, OwnedMutexGuard};

/// Whose turn it is, by repository.
#[derive(Default)]
pub(crate) struct Turns(RefCell<HashMap<String, Arc<Mutex<()>>>>);

impl Turns {
    /// Waits for the turn at a repository, which lasts until the answer is dropped. GitHub does not tell
    /// upper from lower case in names.
    pub(crate) async fn take(&self, repository: &str) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = self.0.borrow_mut();
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            let turn = turns.entry(repository.to_ascii_lowercase()).or_default();
            Arc::clone(turn)
        };
        turn.lock_owned().await
    }
}
