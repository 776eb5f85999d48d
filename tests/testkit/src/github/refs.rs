//! `git/ref`, `git/refs`, `git/matching-refs` and `branches`.

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::ledger::WriteKind;
use super::refusal::{self, Refusal};
use super::route::{Call, Handled};
use crate::fake::Reply;
use crate::git::Oid;

fn full(name: &str) -> String {
    format!("refs/{name}")
}

pub(super) fn branch(call: &mut Call<'_>, name: &str) -> Handled {
    let id = call.repository.branch(name);
    let missing = || refusal::error(StatusCode::NOT_FOUND, "Branch not found");
    let id = id.ok_or_else(missing)?;
    let commit = call.repository.objects.commit(id).ok_or_else(missing)?;
    let protected = call
        .repository
        .protected
        .contains(&format!("refs/heads/{name}"));
    let shown = json!({
        "name": name,
        "commit": call.show().commit(id, commit),
        "_links": { "self": call.show().link(&format!("branches/{name}")), "html": "" },
        "protected": protected,
        "protection": { "enabled": protected },
        "protection_url": call.show().link(&format!("branches/{name}/protection")),
    });
    Ok(Reply::json(StatusCode::OK, &shown))
}

pub(super) fn get(call: &mut Call<'_>, name: &str) -> Handled {
    let name = full(name);
    let id = *call
        .repository
        .refs
        .get(&name)
        .ok_or_else(refusal::not_found)?;
    Ok(Reply::json(
        StatusCode::OK,
        &call.show().reference(&name, id),
    ))
}

/// The old way to ask: the ref itself, else all that begin like it.
pub(super) fn get_or_matching(call: &mut Call<'_>, name: &str) -> Handled {
    if call.repository.refs.contains_key(&full(name)) {
        return get(call, name);
    }
    matching(call, name)
}

pub(super) fn matching(call: &mut Call<'_>, name: &str) -> Handled {
    let prefix = full(name);
    let refs = call.repository.refs.iter();
    let found: Vec<Value> = refs
        .filter(|(name, _)| name.starts_with(&prefix))
        .map(|(name, id)| call.show().reference(name, *id))
        .collect();
    Ok(Reply::json(StatusCode::OK, &found.into()))
}

#[derive(Deserialize)]
struct NewRef {
    #[serde(rename = "ref")]
    name: String,
    sha: String,
}

pub(super) fn create(call: &mut Call<'_>) -> Handled {
    let new: NewRef = call.body()?;
    if !is_ref_name(&new.name) {
        let message = "Reference name must start with 'refs/' and contain at least two slashes.";
        return Err(refusal::unprocessable(message).into());
    }
    let id = commit(call, &new.sha)?;
    if call.repository.refs.contains_key(&new.name) {
        return Err(refusal::unprocessable("Reference already exists").into());
    }
    call.repository.refs.insert(new.name.clone(), id);
    let submissions = call.repository.submissions(None, id);
    call.wrote(
        WriteKind::RefCreated,
        Some(id),
        Some(new.name.clone()),
        submissions,
    );
    Ok(Reply::json(
        StatusCode::CREATED,
        &call.show().reference(&new.name, id),
    ))
}

#[derive(Deserialize)]
struct Move {
    sha: String,
    #[serde(default)]
    force: bool,
}

pub(super) fn update(call: &mut Call<'_>, name: &str) -> Handled {
    let to: Move = call.body()?;
    let name = full(name);
    let missing = || refusal::unprocessable("Reference does not exist");
    let before = *call.repository.refs.get(&name).ok_or_else(missing)?;
    let after = commit(call, &to.sha)?;
    move_ref(call, &name, before, after, to.force)?;
    let submissions = call.repository.submissions(Some(before), after);
    call.wrote(
        WriteKind::RefMoved,
        Some(after),
        Some(name.clone()),
        submissions,
    );
    Ok(Reply::json(
        StatusCode::OK,
        &call.show().reference(&name, after),
    ))
}

/// Moves a ref as the rules of the repository and of git allow.
fn move_ref(
    call: &mut Call<'_>,
    name: &str,
    before: Oid,
    after: Oid,
    force: bool,
) -> Result<(), Refusal> {
    let repository = &mut call.repository;
    if repository
        .protected
        .iter()
        .any(|protected| protected == name)
    {
        let message =
            "Repository rule violations found\n\nChanges must be made through a pull request.\n\n";
        return Err(refusal::unprocessable(message).into());
    }
    if !force && !repository.objects.is_ancestor(before, after) {
        return Err(refusal::not_a_fast_forward().into());
    }
    repository.refs.insert(name.to_owned(), after);
    Ok(())
}

pub(super) fn delete(call: &mut Call<'_>, name: &str) -> Handled {
    let name = full(name);
    let missing = || refusal::unprocessable("Reference does not exist");
    call.repository.refs.remove(&name).ok_or_else(missing)?;
    call.wrote(WriteKind::RefDeleted, None, Some(name), Vec::new());
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

fn commit(call: &Call<'_>, sha: &str) -> Result<Oid, Refusal> {
    let missing = || refusal::unprocessable("Object does not exist");
    let id: Oid = sha.parse().map_err(|_| missing())?;
    let object = call.repository.objects.get(id).ok_or_else(missing)?;
    if object.kind() != "commit" {
        return Err(refusal::unprocessable("Object is not a commit").into());
    }
    Ok(id)
}

/// The part of `git check-ref-format` that matters here.
fn is_ref_name(name: &str) -> bool {
    let parts: Vec<&str> = name.split('/').collect();
    let forbidden = |byte: u8| byte <= b' ' || byte == 0x7f || b"~^:?*[\\".contains(&byte);
    parts.first() == Some(&"refs")
        && parts.len() >= 3
        && !name.bytes().any(forbidden)
        && !name.contains("..")
        && !name.contains("@{")
        && !name.ends_with('.')
        && parts.iter().all(|part| {
            let lock = std::path::Path::new(part)
                .extension()
                .is_some_and(|end| end == "lock");
            !part.is_empty() && !part.starts_with('.') && !lock
        })
}
