//! `contents`: files by path, read and written with a commit each.

use bytes::Bytes;
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::ledger::WriteKind;
use super::objects::{self, Person, from_base64, to_base64};
use super::refusal::{self, Refusal};
use super::route::{Call, Handled};
use super::{show, world};
use crate::fake::{Body, Reply};
use crate::git::{Change, Commit, Mode, Object, Oid};

pub(super) fn get(call: &mut Call<'_>, path: &str) -> Handled {
    let repository = &call.repository;
    if repository.is_empty() {
        return Err(refusal::error(StatusCode::NOT_FOUND, "This repository is empty.").into());
    }
    let branch = call
        .request
        .parameter("ref")
        .unwrap_or(&repository.default_branch);
    let no_commit = || {
        let message = format!("No commit found for the ref {branch}");
        refusal::error(StatusCode::NOT_FOUND, &message)
    };
    let commit = repository.resolve(branch).ok_or_else(no_commit)?;
    let (mode, id) = repository.at(commit, path).ok_or_else(refusal::not_found)?;
    if let Some(content) = repository.objects.blob(id) {
        let accept = call.request.header("accept").unwrap_or_default();
        if accept.contains("raw") {
            let mut raw =
                Reply::empty(StatusCode::OK).with("content-type", "application/vnd.github.raw");
            raw.body = Body::Whole(content.clone());
            return Ok(raw);
        }
        let more = json!({ "encoding": "base64", "content": to_base64(content) });
        let shown = show::merged(described(call, path, branch, mode, id), more);
        return Ok(Reply::json(StatusCode::OK, &shown));
    }
    let prefix = if path.is_empty() {
        String::new()
    } else {
        format!("{path}/")
    };
    let lines = repository.objects.list(id, false);
    let shown: Vec<Value> = lines
        .iter()
        .map(|line| {
            described(
                call,
                &format!("{prefix}{}", line.path),
                branch,
                line.mode,
                line.id,
            )
        })
        .collect();
    Ok(Reply::json(StatusCode::OK, &shown.into()))
}

fn described(call: &Call<'_>, path: &str, branch: &str, mode: Mode, id: Oid) -> Value {
    let kind = match mode {
        Mode::File | Mode::Executable => "file",
        Mode::Symlink => "symlink",
        Mode::Directory => "dir",
        Mode::Submodule => "submodule",
    };
    let shown = json!({
        "type": kind,
        "name": path.rsplit('/').next(),
        "path": path,
        "sha": id.to_string(),
        "size": call.repository.objects.blob(id).map_or(0, Bytes::len),
    });
    show::merged(shown, call.show().content_links(path, branch, mode, id))
}

#[derive(Deserialize)]
struct Put {
    message: String,
    content: String,
    sha: Option<String>,
    branch: Option<String>,
    author: Option<Person>,
    committer: Option<Person>,
}

pub(super) fn put(call: &mut Call<'_>, path: &str) -> Handled {
    let new: Put = call.body()?;
    let content = from_base64(&new.content)?;
    let (branch, head) = branch(call, new.branch)?;
    let before = at(call, head, path);
    expect_sha(path, before, new.sha.as_deref())?;
    let blob = call.repository.objects.put(Object::Blob(content.into()));
    let people = (new.author, new.committer);
    let change = Change::Put(Mode::File, blob);
    let id = commit(call, head, &branch, path, change, new.message, people)?;
    let shown = described(call, path, &branch, Mode::File, blob);
    let status = if before.is_some() {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    objects::made(call, id, shown, status)
}

#[derive(Deserialize)]
struct Delete {
    message: String,
    sha: Option<String>,
    branch: Option<String>,
    author: Option<Person>,
    committer: Option<Person>,
}

pub(super) fn delete(call: &mut Call<'_>, path: &str) -> Handled {
    let gone: Delete = call.body()?;
    let (branch, head) = branch(call, gone.branch)?;
    let before = at(call, head, path).ok_or_else(refusal::not_found)?;
    expect_sha(path, Some(before), gone.sha.as_deref())?;
    let people = (gone.author, gone.committer);
    let id = commit(
        call,
        head,
        &branch,
        path,
        Change::Delete,
        gone.message,
        people,
    )?;
    objects::made(call, id, Value::Null, StatusCode::OK)
}

/// The branch to write to and its head; a repository without commits takes any name.
fn branch(call: &Call<'_>, name: Option<String>) -> Result<(String, Option<Oid>), Refusal> {
    let name = name.unwrap_or_else(|| call.repository.default_branch.clone());
    let head = call.repository.branch(&name);
    if head.is_none() && !call.repository.is_empty() {
        let message = format!("Branch {name} not found");
        return Err(refusal::error(StatusCode::NOT_FOUND, &message).into());
    }
    Ok((name, head))
}

fn at(call: &Call<'_>, head: Option<Oid>, path: &str) -> Option<Oid> {
    let (mode, id) = call.repository.at(head?, path)?;
    (mode != Mode::Directory).then_some(id)
}

/// A file that is there is replaced only by one who names the blob that they saw.
fn expect_sha(path: &str, before: Option<Oid>, sha: Option<&str>) -> Result<(), Refusal> {
    match (before, sha) {
        (None, None) => Ok(()),
        (Some(before), Some(sha)) if before.to_string() == sha => Ok(()),
        (Some(_), None) => {
            Err(refusal::unprocessable("Invalid request.\n\n\"sha\" wasn't supplied.").into())
        }
        (Some(_) | None, Some(sha)) => {
            let message = format!("{path} does not match {sha}");
            Err(refusal::error(StatusCode::CONFLICT, &message).into())
        }
    }
}

fn commit(
    call: &mut Call<'_>,
    head: Option<Oid>,
    branch: &str,
    path: &str,
    change: Change,
    message: String,
    (author, committer): (Option<Person>, Option<Person>),
) -> Result<Oid, Refusal> {
    let (author, committer) = objects::people(call, author, committer)?;
    let objects = &mut call.repository.objects;
    let base = head.and_then(|head| objects.peel_to_tree(head));
    let tree = objects
        .edit(base, &[(path.to_owned(), change)])
        .map_err(|_| refusal::unprocessable("path contains a malformed path component"))?;
    let commit = Commit {
        tree,
        parents: head.into_iter().collect(),
        author,
        committer,
        message,
    };
    let submissions = world::submission_ids(&commit);
    let id = objects.put(Object::Commit(commit));
    let name = format!("refs/heads/{branch}");
    call.repository.refs.insert(name.clone(), id);
    call.wrote(WriteKind::Contents, Some(id), Some(name), submissions);
    Ok(id)
}
