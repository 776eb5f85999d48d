//! A repository, as the test holds it: what is in it, and what others do to it behind algosu's back.

use std::collections::BTreeMap;
use std::time::SystemTime;

use bytes::Bytes;

use super::Shared;
use super::world::{self, RepositoryState};
use crate::git::{Change, Commit, Mode, Object, Oid, Store};

/// A repository of the fake. Asking for a branch or file that is not there gives nothing, never an error.
#[derive(Clone)]
pub struct Repository {
    world: Shared,
    index: usize,
}

/// A commit on a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitSeen {
    /// Its id.
    pub id: Oid,
    /// Itself.
    pub commit: Commit,
    /// The values of its `Submission-Id` trailer.
    pub submission_ids: Vec<String>,
}

impl Repository {
    pub(super) fn create(world: Shared, full_name: &str) -> Self {
        let (owner, name) = full_name.split_once('/').unwrap_or(("someone", full_name));
        let mut locked = world.lock();
        let index = locked.repositories.len();
        locked.repositories.push(RepositoryState {
            id: index as u64 + 1,
            owner: owner.to_owned(),
            name: name.to_owned(),
            private: true,
            archived: false,
            default_branch: "main".to_owned(),
            objects: Store::default(),
            refs: BTreeMap::new(),
            protected: Vec::new(),
        });
        locked.names.insert(world::key(owner, name), index);
        drop(locked);
        Self { world, index }
    }

    fn read<T: Default>(&self, read: impl FnOnce(&RepositoryState) -> T) -> T {
        let world = self.world.lock();
        world
            .repositories
            .get(self.index)
            .map(read)
            .unwrap_or_default()
    }

    fn change<T: Default>(&self, change: impl FnOnce(&mut RepositoryState) -> T) -> T {
        let mut world = self.world.lock();
        world
            .repositories
            .get_mut(self.index)
            .map(change)
            .unwrap_or_default()
    }

    pub(super) fn number(&self) -> u64 {
        self.index as u64 + 1
    }

    /// `owner/name`.
    #[must_use]
    pub fn full_name(&self) -> String {
        self.read(RepositoryState::full_name)
    }

    /// The commit a branch points to.
    #[must_use]
    pub fn head(&self, branch: &str) -> Option<Oid> {
        self.read(|repository| repository.branch(branch))
    }

    /// The commits a branch reaches, newest first.
    #[must_use]
    pub fn commits(&self, branch: &str) -> Vec<CommitSeen> {
        self.read(|repository| {
            let head = repository.branch(branch);
            let log = head
                .map(|head| repository.objects.log(head))
                .unwrap_or_default();
            let seen = log.into_iter().filter_map(|id| {
                let commit = repository.objects.commit(id)?.clone();
                let submission_ids = world::submission_ids(&commit);
                Some(CommitSeen {
                    id,
                    commit,
                    submission_ids,
                })
            });
            seen.collect()
        })
    }

    /// For each `Submission-Id` among the commits a branch reaches, how many carry it: exactly one commit per
    /// submission means that every number here is 1.
    #[must_use]
    pub fn submissions(&self, branch: &str) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for id in self
            .commits(branch)
            .into_iter()
            .flat_map(|seen| seen.submission_ids)
        {
            *counts.entry(id).or_default() += 1;
        }
        counts
    }

    /// How many commits that a branch reaches carry this `Submission-Id`.
    #[must_use]
    pub fn commits_of(&self, branch: &str, submission_id: &str) -> usize {
        self.submissions(branch)
            .get(submission_id)
            .copied()
            .unwrap_or_default()
    }

    /// A file's content at the head of a branch.
    #[must_use]
    pub fn file(&self, branch: &str, path: &str) -> Option<Bytes> {
        self.files(branch).remove(path)
    }

    /// All files at the head of a branch, by path.
    #[must_use]
    pub fn files(&self, branch: &str) -> BTreeMap<String, Bytes> {
        self.read(|repository| {
            let head = repository.branch(branch);
            let tree = head.and_then(|head| repository.objects.peel_to_tree(head));
            let lines = tree
                .map(|tree| repository.objects.list(tree, true))
                .unwrap_or_default();
            let files = lines.into_iter().filter_map(|line| {
                let content = repository.objects.blob(line.id)?.clone();
                Some((line.path, content))
            });
            files.collect()
        })
    }

    /// Every object there is, reachable or not.
    #[must_use]
    pub fn objects(&self) -> Vec<(Oid, Object)> {
        self.read(|repository| {
            let objects = repository.objects.objects();
            objects.map(|(id, object)| (id, object.clone())).collect()
        })
    }

    /// Somebody else puts a file on a branch (which is made if need be): the head moves. Not in the ledger.
    pub fn push(&self, branch: &str, path: &str, content: &[u8], message: &str) -> Option<Oid> {
        self.commit(branch, path, Some(content), message)
    }

    /// Somebody else deletes a file. Not in the ledger; none if it is not there.
    pub fn push_deletion(&self, branch: &str, path: &str, message: &str) -> Option<Oid> {
        self.commit(branch, path, None, message)
    }

    fn commit(
        &self,
        branch: &str,
        path: &str,
        content: Option<&[u8]>,
        message: &str,
    ) -> Option<Oid> {
        self.change(|repository| {
            let head = repository.branch(branch);
            let base = head.and_then(|head| repository.objects.peel_to_tree(head));
            let change = match content {
                Some(content) => {
                    let blob = Object::Blob(Bytes::copy_from_slice(content));
                    Change::Put(Mode::File, repository.objects.put(blob))
                }
                None => Change::Delete,
            };
            let tree = repository
                .objects
                .edit(base, &[(path.to_owned(), change)])
                .ok()?;
            let email = "someone@example.invalid";
            let someone = world::signature("Someone Else", email, SystemTime::now());
            let commit = Commit {
                tree,
                parents: head.into_iter().collect(),
                author: someone.clone(),
                committer: someone,
                message: message.to_owned(),
            };
            let id = repository.objects.put(Object::Commit(commit));
            repository.refs.insert(format!("refs/heads/{branch}"), id);
            Some(id)
        })
    }

    /// Somebody else points a branch anywhere, as a forced push does.
    pub fn force(&self, branch: &str, to: Oid) {
        self.change(|repository| {
            repository.refs.insert(format!("refs/heads/{branch}"), to);
        });
    }

    /// Somebody else deletes a branch.
    pub fn delete_branch(&self, branch: &str) {
        self.change(|repository| {
            repository.refs.remove(&format!("refs/heads/{branch}"));
        });
    }

    /// Nobody may move this branch any more, as with a branch protection rule.
    pub fn protect(&self, branch: &str) {
        self.change(|repository| repository.protected.push(format!("refs/heads/{branch}")));
    }

    /// All branches may be moved again.
    pub fn unprotect(&self) {
        self.change(|repository| repository.protected.clear());
    }

    /// Everybody may read it.
    pub fn make_public(&self) {
        self.change(|repository| repository.private = false);
    }

    /// Archives it (read only), or takes it out again.
    pub fn set_archived(&self, archived: bool) {
        self.change(|repository| repository.archived = archived);
    }

    /// Another branch becomes the default one.
    pub fn set_default_branch(&self, branch: &str) {
        self.change(|repository| branch.clone_into(&mut repository.default_branch));
    }

    /// Gives it a new `owner/name`; the old one redirects.
    pub fn rename(&self, full_name: &str) {
        let (owner, name) = full_name.split_once('/').unwrap_or(("someone", full_name));
        self.change(|repository| {
            owner.clone_into(&mut repository.owner);
            name.clone_into(&mut repository.name);
        });
        self.world
            .lock()
            .names
            .insert(world::key(owner, name), self.index);
    }

    /// Deletes it: its names are 404.
    pub fn delete(&self) {
        let mut world = self.world.lock();
        world.names.retain(|_, index| *index != self.index);
    }
}
