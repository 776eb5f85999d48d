//! All objects of one repository, and the edits and look-ups by path.
//!
//! Objects are never removed: one that no branch reaches can still be read by its id, as on GitHub.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;

use super::object::{Commit, Mode, Object, Oid, TreeEntry};

/// What is to happen at one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// This is there afterwards, whatever was there before.
    Put(Mode, Oid),
    /// Nothing is there afterwards; a folder that becomes empty goes too.
    Delete,
}

/// A list of changes cannot be applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// Empty, absolute, or with a component that git refuses.
    #[error("{path:?} is no path git accepts")]
    MalformedPath {
        /// As it was sent.
        path: String,
    },
    /// A deletion of something that is not there.
    #[error("there is nothing at {path:?} to delete")]
    NothingToDelete {
        /// As it was sent.
        path: String,
    },
}

/// One line of a recursive listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// From the root of the listing, with slashes.
    pub path: String,
    /// What it is.
    pub mode: Mode,
    /// What it points to.
    pub id: Oid,
}

/// The objects of one repository.
#[derive(Debug, Clone, Default)]
pub struct Store {
    objects: HashMap<Oid, Object>,
}

impl Store {
    /// Keeps an object and gives its id.
    pub fn put(&mut self, object: Object) -> Oid {
        let id = object.id();
        self.objects.insert(id, object);
        id
    }

    /// Every object with its id, in no order.
    pub fn objects(&self) -> impl Iterator<Item = (Oid, &Object)> {
        self.objects.iter().map(|(id, object)| (*id, object))
    }

    /// Any object.
    #[must_use]
    pub fn get(&self, id: Oid) -> Option<&Object> {
        self.objects.get(&id)
    }

    /// The object if it is a blob.
    #[must_use]
    pub fn blob(&self, id: Oid) -> Option<&Bytes> {
        match self.get(id)? {
            Object::Blob(content) => Some(content),
            Object::Tree(_) | Object::Commit(_) => None,
        }
    }

    /// The object if it is a tree.
    #[must_use]
    pub fn tree(&self, id: Oid) -> Option<&[TreeEntry]> {
        match self.get(id)? {
            Object::Tree(entries) => Some(entries),
            Object::Blob(_) | Object::Commit(_) => None,
        }
    }

    /// The object if it is a commit.
    #[must_use]
    pub fn commit(&self, id: Oid) -> Option<&Commit> {
        match self.get(id)? {
            Object::Commit(commit) => Some(commit),
            Object::Blob(_) | Object::Tree(_) => None,
        }
    }

    /// The tree behind a tree's or a commit's id.
    #[must_use]
    pub fn peel_to_tree(&self, id: Oid) -> Option<Oid> {
        match self.get(id)? {
            Object::Tree(_) => Some(id),
            Object::Commit(commit) => Some(commit.tree),
            Object::Blob(_) => None,
        }
    }

    /// What is at a path below a tree; the empty path is the tree itself.
    #[must_use]
    pub fn at(&self, tree: Oid, path: &str) -> Option<(Mode, Oid)> {
        let mut found = (Mode::Directory, tree);
        for name in path.split('/').filter(|name| !name.is_empty()) {
            let entry = self
                .tree(found.1)?
                .iter()
                .find(|entry| entry.name == name)?;
            found = (entry.mode, entry.id);
        }
        Some(found)
    }

    /// A tree's lines in git's order; with `recursive`, each folder's own lines follow it.
    #[must_use]
    pub fn list(&self, tree: Oid, recursive: bool) -> Vec<Listed> {
        let mut lines = Vec::new();
        self.list_into(tree, "", recursive, &mut lines);
        lines
    }

    fn list_into(&self, tree: Oid, prefix: &str, recursive: bool, lines: &mut Vec<Listed>) {
        for entry in self.tree(tree).unwrap_or_default() {
            let path = format!("{prefix}{}", entry.name);
            lines.push(Listed {
                path: path.clone(),
                mode: entry.mode,
                id: entry.id,
            });
            if recursive && entry.mode == Mode::Directory {
                self.list_into(entry.id, &format!("{path}/"), recursive, lines);
            }
        }
    }

    /// A new tree: the base with the changes made, in order. Nothing left at all gives the empty tree.
    ///
    /// # Errors
    /// A path git refuses, or a deletion of nothing. Objects made on the way stay, as in git.
    pub fn edit(
        &mut self,
        base: Option<Oid>,
        changes: &[(String, Change)],
    ) -> Result<Oid, TreeError> {
        let mut root = base;
        for (path, change) in changes {
            let names: Vec<&str> = path.split('/').collect();
            if names.iter().any(|name| !is_component(name)) {
                return Err(TreeError::MalformedPath { path: path.clone() });
            }
            root = self.edit_one(root, path, &names, change)?;
        }
        Ok(root.unwrap_or_else(|| self.put(Object::tree(Vec::new()))))
    }

    fn edit_one(
        &mut self,
        tree: Option<Oid>,
        path: &str,
        names: &[&str],
        change: &Change,
    ) -> Result<Option<Oid>, TreeError> {
        let Some((name, below)) = names.split_first() else {
            return Err(TreeError::MalformedPath {
                path: path.to_owned(),
            });
        };
        let mut entries: BTreeMap<String, (Mode, Oid)> = tree
            .and_then(|id| self.tree(id))
            .unwrap_or_default()
            .iter()
            .map(|entry| (entry.name.clone(), (entry.mode, entry.id)))
            .collect();
        let before = entries.get(*name).copied();
        let after = if below.is_empty() {
            match change {
                Change::Put(mode, id) => Some((*mode, *id)),
                Change::Delete if before.is_none() => {
                    return Err(TreeError::NothingToDelete {
                        path: path.to_owned(),
                    });
                }
                Change::Delete => None,
            }
        } else {
            let folder = before.filter(|(mode, _)| *mode == Mode::Directory);
            self.edit_one(folder.map(|(_, id)| id), path, below, change)?
                .map(|id| (Mode::Directory, id))
        };
        match after {
            Some(entry) => entries.insert((*name).to_owned(), entry),
            None => entries.remove(*name),
        };
        if entries.is_empty() {
            return Ok(None);
        }
        let entries = entries
            .into_iter()
            .map(|(name, (mode, id))| TreeEntry { mode, name, id })
            .collect();
        Ok(Some(self.put(Object::tree(entries))))
    }
}

/// What git's own `verify_path` lets through (the forms of `.git` on other file systems aside).
fn is_component(name: &str) -> bool {
    !matches!(name, "" | "." | "..") && !name.eq_ignore_ascii_case(".git") && !name.contains('\0')
}
