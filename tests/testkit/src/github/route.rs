//! From a request to its handler: who is calling, what they may do, and GitHub's own headers on every answer.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use http::{Method, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::ledger::{Write, WriteKind};
use super::refusal::{self, Refusal};
use super::show::Show;
use super::show_whole;
use super::world::{Allowance, Permission, REQUESTS_PER_HOUR, RepositoryState, World};
use super::{contents, history, objects, refs};
use crate::fake::{Reply, Request, Service};
use crate::git::Oid;

/// What a handler gives back.
pub(super) type Handled = Result<Reply, Refusal>;

/// The fake as the server calls it.
pub(super) struct Door(pub(super) Arc<Mutex<World>>);

/// The version of the REST API that algosu speaks.
const API_VERSION: &str = "2022-11-28";

impl Service for Door {
    fn answer(&self, request: &Request) -> Reply {
        let mut world = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let world = &mut *world;
        complain_of_headers(world, request);
        let reply = match caller(world, request) {
            Ok(token) => match route(world, request, token) {
                Ok(reply) => reply,
                Err(Refusal(reply)) => *reply,
            },
            Err(Refusal(reply)) => *reply,
        };
        reply
            .with("x-github-request-id", format!("FAKE:{}", request.number))
            .with("x-github-api-version-selected", API_VERSION)
            .with("x-github-media-type", "github.v3; format=json")
    }
}

/// Requests that GitHub would answer, but that its documentation asks to be made otherwise.
fn complain_of_headers(world: &mut World, request: &Request) {
    let wanted = [
        ("accept", "application/vnd.github+json"),
        ("x-github-api-version", API_VERSION),
    ];
    for (name, value) in wanted {
        if request.header(name) != Some(value) {
            let complaint = format!("{} {}: no `{name}: {value}`", request.method, request.path);
            world.complaints.push(complaint);
        }
    }
}

/// Finds the token and counts the request against its allowance; none is a caller without one.
fn caller(world: &mut World, request: &Request) -> Result<Option<usize>, Refusal> {
    if request.header("user-agent").is_none_or(str::is_empty) {
        let message = "Request forbidden by administrative rules. Please make sure your request has a User-Agent \
                       header (https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required).";
        return Err(refusal::error(StatusCode::FORBIDDEN, message).into());
    }
    let Some(header) = request.headers.get("authorization") else {
        return Ok(None);
    };
    let secret = header.to_str().ok().and_then(|header| {
        let (scheme, secret) = header.split_once(' ')?;
        let known = scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("token");
        known.then(|| secret.trim())
    });
    let found = world
        .tokens
        .iter_mut()
        .enumerate()
        .find(|(_, token)| Some(token.secret.as_str()) == secret && !token.revoked);
    let Some((index, token)) = found else {
        return Err(refusal::bad_credentials().into());
    };
    let allowance = &mut token.allowance;
    if SystemTime::now() >= allowance.reset {
        *allowance = Allowance::full(SystemTime::now());
    }
    if allowance.remaining == 0 {
        let Allowance { reset, refusal, .. } = *allowance;
        return Err(refusal::primary_limit(refusal, REQUESTS_PER_HOUR, reset).into());
    }
    allowance.remaining -= 1;
    Ok(Some(index))
}

fn route(world: &mut World, request: &Request, token: Option<usize>) -> Handled {
    let segments = request.segments();
    let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
    let allowance = token
        .and_then(|index| world.tokens.get(index))
        .map(|token| token.allowance);
    let base = format!("http://{}", request.header("host").unwrap_or("127.0.0.1"));
    let reply = match parts.as_slice() {
        ["user"] if request.method == Method::GET => {
            let token = token.and_then(|index| world.tokens.get(index));
            let token = token.ok_or_else(|| {
                refusal::error(StatusCode::UNAUTHORIZED, "Requires authentication")
            })?;
            Ok(Reply::json(
                StatusCode::OK,
                &show_whole::public_user(&base, &token.login),
            ))
        }
        ["rate_limit"] if request.method == Method::GET => Ok(rate_limit(allowance)),
        ["repos", owner, name, rest @ ..] => {
            let place = world.named(owner, name).ok_or_else(refusal::not_found)?;
            if let Some(elsewhere) = moved(world, place, owner, name, &base, request, rest) {
                return Ok(elsewhere);
            }
            Call::open(world, place, request, token, base)?.answer(rest)
        }
        ["repositories", id, rest @ ..] => {
            let id = id.parse::<usize>().ok().and_then(|id| id.checked_sub(1));
            let place = id.ok_or_else(refusal::not_found)?;
            Call::open(world, place, request, token, base)?.answer(rest)
        }
        _ => Err(refusal::not_found().into()),
    };
    let with_limits = |reply: Reply| match allowance {
        Some(allowance) if !reply.headers.contains_key("x-ratelimit-remaining") => reply
            .with("x-ratelimit-limit", REQUESTS_PER_HOUR.to_string())
            .with("x-ratelimit-remaining", allowance.remaining.to_string())
            .with(
                "x-ratelimit-used",
                (REQUESTS_PER_HOUR.saturating_sub(allowance.remaining)).to_string(),
            )
            .with(
                "x-ratelimit-reset",
                refusal::epoch_seconds(allowance.reset).to_string(),
            )
            .with("x-ratelimit-resource", "core"),
        Some(_) | None => reply,
    };
    match reply {
        Ok(reply) => Ok(with_limits(reply)),
        Err(Refusal(reply)) => Err(with_limits(*reply).into()),
    }
}

fn rate_limit(allowance: Option<Allowance>) -> Reply {
    let allowance = allowance.unwrap_or_else(|| Allowance::full(SystemTime::now()));
    let core = json!({
        "limit": REQUESTS_PER_HOUR,
        "remaining": allowance.remaining,
        "used": REQUESTS_PER_HOUR.saturating_sub(allowance.remaining),
        "reset": refusal::epoch_seconds(allowance.reset),
    });
    Reply::json(
        StatusCode::OK,
        &json!({ "resources": { "core": core, "search": core }, "rate": core }),
    )
}

/// A name given up redirects to the repository's number: 301 for reading, 307 for writing.
fn moved(
    world: &World,
    place: usize,
    owner: &str,
    name: &str,
    base: &str,
    request: &Request,
    rest: &[&str],
) -> Option<Reply> {
    let repository = world.repositories.get(place)?;
    if repository
        .full_name()
        .eq_ignore_ascii_case(&format!("{owner}/{name}"))
    {
        return None;
    }
    let status = if request.method == Method::GET {
        StatusCode::MOVED_PERMANENTLY
    } else {
        StatusCode::TEMPORARY_REDIRECT
    };
    let mut url = format!("{base}/repositories/{}", repository.id);
    for part in rest {
        url.push('/');
        url.push_str(part);
    }
    let body = json!({
        "message": "Moved Permanently",
        "url": url,
        "documentation_url": "https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects",
    });
    Some(Reply::json(status, &body).with("location", url))
}

/// One request to one repository, by a caller who may make it.
pub(super) struct Call<'a> {
    pub(super) repository: &'a mut RepositoryState,
    pub(super) request: &'a Request,
    /// The caller's login, `None` without a token.
    pub(super) login: Option<String>,
    token: String,
    can_write: bool,
    base: String,
    writes: &'a mut Vec<Write>,
    complaints: &'a mut Vec<String>,
}

impl<'a> Call<'a> {
    fn open(
        world: &'a mut World,
        place: usize,
        request: &'a Request,
        token: Option<usize>,
        base: String,
    ) -> Result<Self, Refusal> {
        let token = token.and_then(|index| world.tokens.get(index));
        let repository = world
            .repositories
            .get_mut(place)
            .ok_or_else(refusal::not_found)?;
        let granted = token.and_then(|token| token.grants.get(&repository.id).copied());
        if repository.private && granted.is_none() {
            return Err(refusal::not_found().into());
        }
        let can_write = granted == Some(Permission::Write);
        if request.method != Method::GET {
            if token.is_none() {
                return Err(
                    refusal::error(StatusCode::UNAUTHORIZED, "Requires authentication").into(),
                );
            }
            if !can_write {
                return Err(refusal::forbidden().into());
            }
            if repository.archived {
                let message = "Repository was archived so is read-only.";
                return Err(refusal::error(StatusCode::FORBIDDEN, message).into());
            }
        }
        Ok(Self {
            repository,
            request,
            login: token.map(|token| token.login.clone()),
            token: token.map(|token| token.id.clone()).unwrap_or_default(),
            can_write,
            base,
            writes: &mut world.writes,
            complaints: &mut world.complaints,
        })
    }

    fn answer(mut self, rest: &[&str]) -> Handled {
        let call = &mut self;
        match (call.request.method.as_str(), rest) {
            ("GET", []) => Ok(Reply::json(
                StatusCode::OK,
                &call.show().repository(call.can_write),
            )),
            ("GET", ["branches", name @ ..]) => refs::branch(call, &name.join("/")),
            ("GET", ["contents", path @ ..]) => contents::get(call, &path.join("/")),
            ("PUT", ["contents", path @ ..]) => contents::put(call, &path.join("/")),
            ("DELETE", ["contents", path @ ..]) => contents::delete(call, &path.join("/")),
            ("GET", ["compare", range @ ..]) => history::compare(call, &range.join("/")),
            ("GET", ["commits"]) => history::list(call),
            ("GET", ["commits", name @ ..]) => history::one(call, &name.join("/")),
            (_, ["git", ..]) if call.repository.is_empty() => {
                Err(refusal::empty_repository().into())
            }
            ("POST", ["git", "blobs"]) => objects::create_blob(call),
            ("GET", ["git", "blobs", sha]) => objects::get_blob(call, sha),
            ("POST", ["git", "trees"]) => objects::create_tree(call),
            ("GET", ["git", "trees", name @ ..]) => objects::get_tree(call, &name.join("/")),
            ("POST", ["git", "commits"]) => objects::create_commit(call),
            ("GET", ["git", "commits", sha]) => objects::get_commit(call, sha),
            ("GET", ["git", "ref", name @ ..]) => refs::get(call, &name.join("/")),
            ("GET", ["git", "matching-refs", name @ ..]) => refs::matching(call, &name.join("/")),
            ("GET", ["git", "refs", name @ ..]) => refs::get_or_matching(call, &name.join("/")),
            ("POST", ["git", "refs"]) => refs::create(call),
            ("PATCH", ["git", "refs", name @ ..]) => refs::update(call, &name.join("/")),
            ("DELETE", ["git", "refs", name @ ..]) => refs::delete(call, &name.join("/")),
            _ => Err(refusal::not_found().into()),
        }
    }

    pub(super) fn show(&self) -> Show<'_> {
        Show {
            base: &self.base,
            repository: self.repository,
        }
    }

    /// The body, read as GitHub reads it: 400 if it is not a JSON object, 422 if a field is missing or of the wrong
    /// type. A field that GitHub does not know is ignored, and complained of.
    pub(super) fn body<T: DeserializeOwned>(&mut self) -> Result<T, Refusal> {
        let not_json = || refusal::error(StatusCode::BAD_REQUEST, "Problems parsing JSON");
        let value = self.request.json().ok_or_else(not_json)?;
        if !value.is_object() {
            return Err(
                refusal::error(StatusCode::BAD_REQUEST, "Body should be a JSON object").into(),
            );
        }
        let body: Body<T> = serde_json::from_value(value)
            .map_err(|error| refusal::unprocessable(&format!("Invalid request.\n\n{error}")))?;
        for field in body.unknown.keys() {
            let request = self.request;
            let complaint = format!(
                "{} {}: unknown field `{field}`",
                request.method, request.path
            );
            self.complaints.push(complaint);
        }
        Ok(body.known)
    }

    /// Puts a write that has taken effect into the ledger.
    pub(super) fn wrote(
        &mut self,
        kind: WriteKind,
        sha: Option<Oid>,
        reference: Option<String>,
        submission_ids: Vec<String>,
    ) {
        self.writes.push(Write {
            request: self.request.number,
            at: SystemTime::now(),
            method: self.request.method.to_string(),
            path: self.request.path.clone(),
            repository: self.repository.full_name(),
            token: self.token.clone(),
            kind,
            sha,
            reference,
            submission_ids,
        });
    }
}

/// What GitHub knows of a body, and the rest.
#[derive(Deserialize)]
struct Body<T> {
    #[serde(flatten)]
    known: T,
    #[serde(flatten)]
    unknown: serde_json::Map<String, Value>,
}
