//! Things as GitHub's JSON shows them: every field its published description requires of the shape, and the ones
//! clients commonly read.

use bytes::Bytes;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::world::RepositoryState;
use crate::git::{Commit, Mode, Oid, Signature};

/// Builds JSON for one repository.
pub(super) struct Show<'a> {
    /// Where this fake is reached, as the client wrote it.
    pub(super) base: &'a str,
    /// The repository.
    pub(super) repository: &'a RepositoryState,
}

impl Show<'_> {
    pub(super) fn api(&self) -> String {
        format!("{}/repos/{}", self.base, self.repository.full_name())
    }

    pub(super) fn html(&self) -> String {
        format!("https://github.com/{}", self.repository.full_name())
    }

    pub(super) fn reference(&self, name: &str, id: Oid) -> Value {
        let kind = self
            .repository
            .objects
            .get(id)
            .map_or("commit", |object| object.kind());
        let plural = if kind == "commit" { "commits" } else { "tags" };
        json!({
            "ref": name,
            "node_id": format!("REF_{name}"),
            "url": format!("{}/git/{name}", self.api()),
            "object": {
                "type": kind,
                "sha": id.to_string(),
                "url": format!("{}/git/{plural}/{id}", self.api()),
            },
        })
    }

    pub(super) fn short_blob(&self, id: Oid) -> Value {
        json!({ "sha": id.to_string(), "url": self.git_url("blobs", id) })
    }

    pub(super) fn git_url(&self, plural: &str, id: Oid) -> String {
        format!("{}/git/{plural}/{id}", self.api())
    }

    pub(super) fn tree(&self, id: Oid, recursive: bool) -> Value {
        let objects = &self.repository.objects;
        let lines = objects.list(id, recursive).into_iter().map(|line| {
            let shown = json!({
                "path": line.path,
                "mode": line.mode.digits(),
                "type": line.mode.points_to(),
                "sha": line.id.to_string(),
            });
            let more = match line.mode {
                Mode::Directory => json!({ "url": self.git_url("trees", line.id) }),
                Mode::Submodule => json!({}),
                Mode::File | Mode::Executable | Mode::Symlink => json!({
                    "size": objects.blob(line.id).map(Bytes::len),
                    "url": self.git_url("blobs", line.id),
                }),
            };
            merged(shown, more)
        });
        json!({
            "sha": id.to_string(),
            "url": self.git_url("trees", id),
            "tree": lines.collect::<Vec<_>>(),
            "truncated": false,
        })
    }

    /// The shape of the git-data endpoints.
    pub(super) fn git_commit(&self, id: Oid, commit: &Commit) -> Value {
        let parent = |parent: &Oid| {
            json!({
                "sha": parent.to_string(),
                "url": self.git_url("commits", *parent),
                "html_url": self.commit_page(*parent),
            })
        };
        let more = json!({
            "sha": id.to_string(),
            "node_id": format!("C_{id}"),
            "url": self.git_url("commits", id),
            "html_url": self.commit_page(id),
            "parents": commit.parents.iter().map(parent).collect::<Vec<_>>(),
        });
        merged(self.commit_fields(commit), more)
    }

    /// The shape of the endpoints that list or compare commits.
    pub(super) fn commit(&self, id: Oid, commit: &Commit) -> Value {
        let url = |id: Oid| format!("{}/commits/{id}", self.api());
        let parent = |parent: &Oid| {
            json!({
                "sha": parent.to_string(),
                "url": url(*parent),
                "html_url": self.commit_page(*parent),
            })
        };
        let more = json!({ "url": self.git_url("commits", id), "comment_count": 0 });
        let inner = merged(self.commit_fields(commit), more);
        json!({
            "sha": id.to_string(),
            "node_id": format!("C_{id}"),
            "commit": inner,
            "url": url(id),
            "html_url": self.commit_page(id),
            "comments_url": format!("{}/comments", url(id)),
            "author": null,
            "committer": null,
            "parents": commit.parents.iter().map(parent).collect::<Vec<_>>(),
        })
    }

    fn commit_fields(&self, commit: &Commit) -> Value {
        json!({
            "author": person(&commit.author),
            "committer": person(&commit.committer),
            "message": commit.message,
            "tree": { "sha": commit.tree.to_string(), "url": self.git_url("trees", commit.tree) },
            "verification": {
                "verified": false, "reason": "unsigned", "signature": null, "payload": null, "verified_at": null,
            },
        })
    }

    pub(super) fn commit_page(&self, id: Oid) -> String {
        format!("{}/commit/{id}", self.html())
    }

    /// The addresses of a file or folder.
    pub(super) fn content_links(&self, path: &str, branch: &str, mode: Mode, id: Oid) -> Value {
        let (plural, page) = match mode {
            Mode::Directory => ("trees", "tree"),
            Mode::File | Mode::Executable | Mode::Symlink | Mode::Submodule => ("blobs", "blob"),
        };
        let here = format!("{}/contents/{path}?ref={branch}", self.api());
        let html = format!("{}/{page}/{branch}/{path}", self.html());
        let raw = match mode {
            Mode::Directory | Mode::Submodule => None,
            Mode::File | Mode::Executable | Mode::Symlink => {
                Some(format!("{}/raw/{branch}/{path}", self.html()))
            }
        };
        let git = self.git_url(plural, id);
        json!({
            "_links": { "self": here, "git": git, "html": html },
            "url": here,
            "html_url": html,
            "git_url": git,
            "download_url": raw,
        })
    }

    pub(super) fn link(&self, rest: &str) -> String {
        format!("{}/{rest}", self.api())
    }
}

/// One object with the fields of another added.
pub(super) fn merged(mut shown: Value, more: Value) -> Value {
    if let (Value::Object(shown), Value::Object(more)) = (&mut shown, more) {
        shown.extend(more);
    }
    shown
}

fn person(signature: &Signature) -> Value {
    let date = OffsetDateTime::from_unix_timestamp(signature.seconds)
        .ok()
        .and_then(|date| date.format(&Rfc3339).ok());
    json!({ "name": signature.name, "email": signature.email, "date": date })
}
