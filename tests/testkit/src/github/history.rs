//! `commits` and `compare`.

use std::collections::BTreeMap;

use http::StatusCode;
use serde_json::{Value, json};

use super::refusal::{self, Refusal};
use super::route::{Call, Handled};
use super::show;
use crate::fake::Reply;
use crate::git::{Listed, Mode, Oid};

pub(super) fn list(call: &mut Call<'_>) -> Handled {
    let repository = &call.repository;
    if repository.is_empty() {
        return Err(refusal::empty_repository().into());
    }
    let start = call
        .request
        .parameter("sha")
        .unwrap_or(&repository.default_branch);
    let head = repository.resolve(start).ok_or_else(refusal::not_found)?;
    let log = match call.request.parameter("path") {
        Some(path) => repository.objects.log_of_path(head, path),
        None => repository.objects.log(head),
    };
    let page = Page::asked_for(call, 30);
    let mut reply = Reply::json(StatusCode::OK, &shown(call, page.of(&log)));
    if page.number * page.size < log.len() {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let kept = call.request.query.iter().filter(|(key, _)| key != "page");
        query
            .extend_pairs(kept)
            .append_pair("page", &(page.number + 1).to_string());
        let next = call.show().link(&format!("commits?{}", query.finish()));
        reply = reply.with("link", format!("<{next}>; rel=\"next\""));
    }
    Ok(reply)
}

pub(super) fn one(call: &mut Call<'_>, name: &str) -> Handled {
    if call.repository.is_empty() {
        return Err(refusal::empty_repository().into());
    }
    let missing = || refusal::unprocessable(&format!("No commit found for SHA: {name}"));
    let id = call.repository.resolve(name).ok_or_else(missing)?;
    let commit = call.repository.objects.commit(id).ok_or_else(missing)?;
    let files = files(call, commit.parents.first().copied(), id);
    let shown = show::merged(call.show().commit(id, commit), json!({ "files": files }));
    Ok(Reply::json(StatusCode::OK, &shown))
}

pub(super) fn compare(call: &mut Call<'_>, range: &str) -> Handled {
    let repository = &call.repository;
    if repository.is_empty() {
        return Err(refusal::empty_repository().into());
    }
    let (base, head) = range.split_once("...").ok_or_else(refusal::not_found)?;
    let commit = |name: &str| -> Result<Oid, Refusal> {
        Ok(repository.resolve(name).ok_or_else(refusal::not_found)?)
    };
    let (base_id, head_id) = (commit(base)?, commit(head)?);
    let apart = || {
        let message = format!("No common ancestor between {base} and {head}.");
        refusal::error(StatusCode::NOT_FOUND, &message)
    };
    let merge_base = repository
        .objects
        .merge_base(base_id, head_id)
        .ok_or_else(apart)?;
    let mut ahead = repository.objects.ahead(base_id, head_id);
    ahead.reverse();
    let behind = repository.objects.ahead(head_id, base_id).len();
    let status = match (ahead.len(), behind) {
        (0, 0) => "identical",
        (_, 0) => "ahead",
        (0, _) => "behind",
        _ => "diverged",
    };
    let one = |id: Oid| -> Result<Value, Refusal> {
        let commit = repository
            .objects
            .commit(id)
            .ok_or_else(refusal::not_found)?;
        Ok(call.show().commit(id, commit))
    };
    let link = call.show().link(&format!("compare/{range}"));
    let page = Page::asked_for(call, 250);
    let shown = json!({
        "url": link,
        "html_url": link,
        "permalink_url": link,
        "diff_url": format!("{link}.diff"),
        "patch_url": format!("{link}.patch"),
        "base_commit": one(base_id)?,
        "merge_base_commit": one(merge_base)?,
        "status": status,
        "ahead_by": ahead.len(),
        "behind_by": behind,
        "total_commits": ahead.len(),
        "commits": shown(call, page.of(&ahead)),
        "files": files(call, Some(merge_base), head_id),
    });
    Ok(Reply::json(StatusCode::OK, &shown))
}

/// The page of a list that was asked for.
struct Page {
    size: usize,
    number: usize,
}

impl Page {
    fn asked_for(call: &Call<'_>, size: usize) -> Self {
        let number = |name: &str| call.request.parameter(name)?.parse::<usize>().ok();
        Self {
            size: number("per_page").unwrap_or(size).clamp(1, 250),
            number: number("page").unwrap_or(1).max(1),
        }
    }

    fn of<'a>(&self, all: &'a [Oid]) -> &'a [Oid] {
        all.chunks(self.size)
            .nth(self.number - 1)
            .unwrap_or_default()
    }
}

fn shown(call: &Call<'_>, commits: &[Oid]) -> Value {
    let objects = &call.repository.objects;
    let commits = commits
        .iter()
        .filter_map(|id| Some((*id, objects.commit(*id)?)));
    commits
        .map(|(id, commit)| call.show().commit(id, commit))
        .collect()
}

/// What changed between two commits: names, kinds of change and blobs. Line counts are not worked out (0).
fn files(call: &Call<'_>, before: Option<Oid>, after: Oid) -> Value {
    let objects = &call.repository.objects;
    let blobs = |commit: Option<Oid>| -> BTreeMap<String, Oid> {
        let tree = commit.and_then(|commit| objects.peel_to_tree(commit));
        let lines = tree
            .map(|tree| objects.list(tree, true))
            .unwrap_or_default();
        let files = lines
            .into_iter()
            .filter(|line| line.mode != Mode::Directory);
        files.map(|Listed { path, id, .. }| (path, id)).collect()
    };
    let (before, after) = (blobs(before), blobs(Some(after)));
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort();
    names.dedup();
    let changed = names.into_iter().filter_map(|name| {
        let (status, blob) = match (before.get(name), after.get(name)) {
            (Some(old), Some(new)) if old == new => return None,
            (Some(_), Some(new)) => ("modified", new),
            (None, Some(new)) => ("added", new),
            (Some(old), None) => ("removed", old),
            (None, None) => return None,
        };
        Some(json!({
            "sha": blob.to_string(), "filename": name, "status": status,
            "additions": 0, "deletions": 0, "changes": 0,
            "blob_url": call.show().git_url("blobs", *blob),
            "raw_url": call.show().git_url("blobs", *blob),
            "contents_url": call.show().link(&format!("contents/{name}")),
        }))
    });
    changed.collect()
}
