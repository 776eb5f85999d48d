//! `git/blobs`, `git/trees`, `git/commits`.

use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::ledger::WriteKind;
use super::refusal::{self, Refusal};
use super::route::{Call, Handled};
use super::{show, world};
use crate::fake::Reply;
use crate::git::{Change, Commit, Mode, Object, Oid, Signature, TreeError};

#[derive(Deserialize)]
struct NewBlob {
    content: String,
    #[serde(default = "utf8")]
    encoding: String,
}

fn utf8() -> String {
    "utf-8".to_owned()
}

pub(super) fn create_blob(call: &mut Call<'_>) -> Handled {
    let new: NewBlob = call.body()?;
    let content = match new.encoding.as_str() {
        "utf-8" => new.content.into_bytes(),
        "base64" => from_base64(&new.content)?,
        _ => return Err(refusal::unprocessable("Unsupported encoding.").into()),
    };
    let id = call.repository.objects.put(Object::Blob(content.into()));
    call.wrote(WriteKind::Blob, Some(id), None, Vec::new());
    Ok(Reply::json(
        StatusCode::CREATED,
        &call.show().short_blob(id),
    ))
}

/// GitHub takes base64 with line ends in it.
pub(super) fn from_base64(text: &str) -> Result<Vec<u8>, Refusal> {
    let text: String = text.split_ascii_whitespace().collect();
    STANDARD
        .decode(text)
        .map_err(|_| refusal::unprocessable("content is not valid Base64").into())
}

/// Base64 in lines of 60, as GitHub answers it.
pub(super) fn to_base64(content: &[u8]) -> String {
    content
        .chunks(45)
        .map(|line| STANDARD.encode(line) + "\n")
        .collect()
}

pub(super) fn get_blob(call: &mut Call<'_>, sha: &str) -> Handled {
    let found = sha
        .parse()
        .ok()
        .and_then(|id| Some((id, call.repository.objects.blob(id)?)));
    let (id, content) = found.ok_or_else(refusal::not_found)?;
    let more = json!({
        "node_id": format!("B_{id}"),
        "size": content.len(),
        "encoding": "base64",
        "content": to_base64(content),
    });
    let shown = show::merged(call.show().short_blob(id), more);
    Ok(Reply::json(StatusCode::OK, &shown))
}

#[derive(Deserialize)]
struct NewTree {
    tree: Vec<Value>,
    base_tree: Option<String>,
}

pub(super) fn create_tree(call: &mut Call<'_>) -> Handled {
    let new: NewTree = call.body()?;
    if new.tree.is_empty() {
        return Err(refusal::unprocessable("Invalid tree info").into());
    }
    let base = match new.base_tree {
        Some(sha) => {
            let tree = sha
                .parse()
                .ok()
                .and_then(|id| call.repository.objects.peel_to_tree(id));
            Some(tree.ok_or_else(|| refusal::unprocessable("base_tree is not a valid tree oid"))?)
        }
        None => None,
    };
    let mut changes = Vec::new();
    for entry in &new.tree {
        changes.push(change(call, entry)?);
    }
    let id = call
        .repository
        .objects
        .edit(base, &changes)
        .map_err(|error| match error {
            TreeError::MalformedPath { .. } => {
                refusal::unprocessable("tree.path contains a malformed path component")
            }
            TreeError::NothingToDelete { .. } => refusal::unprocessable("GitRPC::BadObjectState"),
        })?;
    call.wrote(WriteKind::Tree, Some(id), None, Vec::new());
    Ok(Reply::json(
        StatusCode::CREATED,
        &call.show().tree(id, false),
    ))
}

/// One entry of a tree to be made: `sha: null` deletes, `content` makes the blob on the way.
fn change(call: &mut Call<'_>, entry: &Value) -> Result<(String, Change), Refusal> {
    let text = |field: &str| entry.get(field).and_then(Value::as_str);
    let wrong = |message: &str| Refusal::from(refusal::unprocessable(message));
    let path = text("path").ok_or_else(|| wrong("Must supply a valid tree.path"))?;
    if path.starts_with('/') {
        return Err(wrong("tree.path cannot start with a slash"));
    }
    if let (Some(Value::Null), None) = (entry.get("sha"), entry.get("content")) {
        return Ok((path.to_owned(), Change::Delete));
    }
    let mode = text("mode")
        .and_then(Mode::from_digits)
        .ok_or_else(|| wrong("Must supply a valid tree.mode"))?;
    if text("type").is_some_and(|kind| kind != mode.points_to()) {
        return Err(wrong("tree.type does not fit tree.mode"));
    }
    let objects = &mut call.repository.objects;
    let id = match (text("sha"), text("content")) {
        (Some(_), Some(_)) => {
            return Err(wrong(
                "Must supply either tree.sha or tree.content, not both",
            ));
        }
        (Some(sha), None) => {
            let id: Option<Oid> = sha.parse().ok();
            let fits = |id: &Oid| {
                mode == Mode::Submodule
                    || objects
                        .get(*id)
                        .is_some_and(|object| object.kind() == mode.points_to())
            };
            let what = mode.points_to();
            id.filter(fits)
                .ok_or_else(|| wrong(&format!("tree.sha {sha} is not a valid {what}")))?
        }
        (None, Some(content)) => {
            objects.put(Object::Blob(Bytes::copy_from_slice(content.as_bytes())))
        }
        (None, None) => return Err(wrong("Must supply either tree.sha or tree.content")),
    };
    Ok((path.to_owned(), Change::Put(mode, id)))
}

pub(super) fn get_tree(call: &mut Call<'_>, name: &str) -> Handled {
    let repository = &call.repository;
    let id = repository.resolve(name).or_else(|| name.parse().ok());
    let tree = id.and_then(|id| repository.objects.peel_to_tree(id));
    let tree = tree.ok_or_else(refusal::not_found)?;
    // Any value counts, `false` and `0` too.
    let recursive = call.request.parameter("recursive").is_some();
    Ok(Reply::json(
        StatusCode::OK,
        &call.show().tree(tree, recursive),
    ))
}

#[derive(Deserialize)]
pub(super) struct Person {
    name: String,
    email: String,
    date: Option<String>,
}

#[derive(Deserialize)]
struct NewCommit {
    message: String,
    tree: String,
    #[serde(default)]
    parents: Vec<String>,
    author: Option<Person>,
    committer: Option<Person>,
    #[serde(rename = "signature")]
    _signature: Option<String>,
}

pub(super) fn create_commit(call: &mut Call<'_>) -> Handled {
    let new: NewCommit = call.body()?;
    let objects = &call.repository.objects;
    let tree = new
        .tree
        .parse()
        .ok()
        .filter(|id| objects.tree(*id).is_some());
    let tree = tree.ok_or_else(|| refusal::unprocessable("Tree SHA does not exist"))?;
    let no_parent =
        || refusal::unprocessable("Parent SHA does not exist or is not a commit object");
    let mut parents = Vec::new();
    for sha in &new.parents {
        let parent = sha.parse().ok().filter(|id| objects.commit(*id).is_some());
        parents.push(parent.ok_or_else(no_parent)?);
    }
    let (author, committer) = people(call, new.author, new.committer)?;
    let commit = Commit {
        tree,
        parents,
        author,
        committer,
        message: new.message,
    };
    let id = call.repository.objects.put(Object::Commit(commit.clone()));
    let submissions = world::submission_ids(&commit);
    call.wrote(WriteKind::Commit, Some(id), None, submissions);
    let shown = call.show().git_commit(id, &commit);
    let url = call.show().git_url("commits", id);
    Ok(Reply::json(StatusCode::CREATED, &shown).with("location", url))
}

/// The author is the caller unless named, the committer the author unless named, and both are of now unless dated.
pub(super) fn people(
    call: &Call<'_>,
    author: Option<Person>,
    committer: Option<Person>,
) -> Result<(Signature, Signature), Refusal> {
    let author = match author {
        Some(author) => signed(author)?,
        None => {
            let login = call.login.as_deref().unwrap_or_default();
            let email = format!("{login}@users.noreply.github.com");
            world::signature(login, &email, SystemTime::now())
        }
    };
    let committer = match committer {
        Some(committer) => signed(committer)?,
        None => author.clone(),
    };
    Ok((author, committer))
}

fn signed(person: Person) -> Result<Signature, Refusal> {
    let clean = |text: &str| {
        text.replace(['<', '>', '\n', '\r', '\0'], "")
            .trim()
            .to_owned()
    };
    let mut signature = world::signature(
        &clean(&person.name),
        &clean(&person.email),
        SystemTime::now(),
    );
    if signature.name.is_empty() || signature.email.is_empty() {
        return Err(
            refusal::unprocessable("Invalid request.\n\nname and email must not be empty").into(),
        );
    }
    if let Some(date) = person.date {
        let date = OffsetDateTime::parse(&date, &Rfc3339).map_err(|_| {
            refusal::unprocessable("Invalid request.\n\ndate is not a valid ISO8601 timestamp")
        })?;
        signature.seconds = date.unix_timestamp();
        signature.offset_minutes = date.offset().whole_minutes();
    }
    Ok(signature)
}

pub(super) fn get_commit(call: &mut Call<'_>, sha: &str) -> Handled {
    let found = sha
        .parse()
        .ok()
        .and_then(|id| Some((id, call.repository.objects.commit(id)?)));
    let (id, commit) = found.ok_or_else(refusal::not_found)?;
    Ok(Reply::json(
        StatusCode::OK,
        &call.show().git_commit(id, commit),
    ))
}

/// The answer of the endpoints that make a commit and move a branch in one go.
pub(super) fn made(call: &Call<'_>, id: Oid, content: Value, status: StatusCode) -> Handled {
    let commit = call
        .repository
        .objects
        .commit(id)
        .ok_or_else(refusal::server_error)?;
    let commit = call.show().git_commit(id, commit);
    Ok(Reply::json(
        status,
        &json!({ "content": content, "commit": commit }),
    ))
}
