//! Questions about history: what a commit reaches, where two lines meet, which commits touched a path.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet, VecDeque};

use super::object::Oid;
use super::store::Store;

impl Store {
    /// The commit and everything before it.
    #[must_use]
    pub fn reachable(&self, head: Oid) -> HashSet<Oid> {
        let mut seen = HashSet::new();
        let mut waiting = vec![head];
        while let Some(id) = waiting.pop() {
            if let Some(commit) = self.commit(id)
                && seen.insert(id)
            {
                waiting.extend(&commit.parents);
            }
        }
        seen
    }

    /// Whether `earlier` is in the history of `later`; a commit is in its own.
    #[must_use]
    pub fn is_ancestor(&self, earlier: Oid, later: Oid) -> bool {
        let mut seen = HashSet::from([later]);
        let mut waiting = VecDeque::from([later]);
        while let Some(id) = waiting.pop_front() {
            if id == earlier {
                return true;
            }
            let parents = self.commit(id).map(|commit| commit.parents.as_slice());
            for parent in parents.unwrap_or_default() {
                if seen.insert(*parent) {
                    waiting.push_back(*parent);
                }
            }
        }
        false
    }

    /// Newest first, a commit never before one of its children.
    #[must_use]
    pub fn log(&self, head: Oid) -> Vec<Oid> {
        self.ordered(&self.reachable(head))
    }

    /// The commits that `head` reaches and `base` does not, newest first.
    #[must_use]
    pub fn ahead(&self, base: Oid, head: Oid) -> Vec<Oid> {
        let known = self.reachable(base);
        let mut new = self.reachable(head);
        new.retain(|id| !known.contains(id));
        self.ordered(&new)
    }

    /// A best common ancestor, the newest where there are several.
    #[must_use]
    pub fn merge_base(&self, one: Oid, other: Oid) -> Option<Oid> {
        let others = self.reachable(other);
        let mut common = self.reachable(one);
        common.retain(|id| others.contains(id));
        self.ordered(&common).first().copied()
    }

    /// The commits that explain how the path came to be as it is, newest first: git's default simplification, which
    /// at a merge follows only a parent that has the path just like the merge.
    #[must_use]
    pub fn log_of_path(&self, head: Oid, path: &str) -> Vec<Oid> {
        let at = |id: Oid| {
            self.commit(id)
                .and_then(|commit| self.at(commit.tree, path))
        };
        let mut seen = HashSet::from([head]);
        let mut waiting = vec![head];
        let mut changed = HashSet::new();
        while let Some(id) = waiting.pop() {
            let parents = self.commit(id).map(|commit| commit.parents.as_slice());
            let parents = parents.unwrap_or_default();
            let same = parents.iter().find(|parent| at(**parent) == at(id));
            if same.is_none() && (!parents.is_empty() || at(id).is_some()) {
                changed.insert(id);
            }
            let followed = same.map_or(parents, std::slice::from_ref);
            waiting.extend(followed.iter().filter(|parent| seen.insert(**parent)));
        }
        let mut log = self.log(head);
        log.retain(|id| changed.contains(id));
        log
    }

    /// Children before parents; among those that may come next, the newest committer date first, then the id.
    fn ordered(&self, commits: &HashSet<Oid>) -> Vec<Oid> {
        let parents = |id: Oid| {
            let parents = self.commit(id).map(|commit| commit.parents.as_slice());
            parents.unwrap_or_default().iter().copied()
        };
        let date = |id: Oid| self.commit(id).map(|commit| commit.committer.seconds);
        let mut children = HashMap::<Oid, usize>::new();
        for parent in commits.iter().flat_map(|id| parents(*id)) {
            *children.entry(parent).or_default() += 1;
        }
        let mut ready: BinaryHeap<_> = commits
            .iter()
            .filter(|id| !children.contains_key(id))
            .map(|id| (date(*id), Reverse(*id)))
            .collect();
        let mut order = Vec::with_capacity(commits.len());
        while let Some((_, Reverse(id))) = ready.pop() {
            order.push(id);
            for parent in parents(id).filter(|parent| commits.contains(parent)) {
                let left = children.entry(parent).or_default();
                *left = left.saturating_sub(1);
                if *left == 0 {
                    ready.push((date(parent), Reverse(parent)));
                }
            }
        }
        order
    }
}
