//! The web room: serves the built page.
//!
//! The build writes `site.json`, the list of all files with their types, digests and compressed forms
//! ([`Site`]). A request is answered from that list and from nothing else: a path that is not in it does
//! not exist, so no spelling of a path can leave the folder, no type is guessed and nothing is hashed
//! while somebody waits.
//!
//! - A file whose name holds its content is kept by browsers for good; everything else is asked for
//!   again each time and answered with 304 when it is still the same ([`conditional`]).
//! - The smallest form the client accepts is sent ([`encoding`]), with a strong `ETag` of its own.
//! - An address of the page itself (`/problems/...`) is answered with `index.html`, but only to a
//!   browser that navigates there and only if it cannot be a file: a missing file stays a 404.
//! - Every answer forbids what the page does not need ([`security`]).

mod answer;
mod conditional;
mod encoding;
mod kept;
mod navigation;
mod refused;
mod security;
mod site;
#[cfg(test)]
mod tests;

use std::path::Path;

use bytes::Bytes;
use http::{HeaderMap, Method, Response};

use kept::Kept;
pub use site::{Site, SiteError};

/// Where the component's files are mounted.
const ROOT: &str = "/";

/// Answers one request from the files mounted at `/`. An instance keeps the list of files for its next
/// requests and reads it again when it has changed; while it cannot be read every answer is 503.
pub fn serve(method: &Method, path: &str, headers: &HeaderMap) -> Response<Bytes> {
    static KEPT: Kept = Kept::new();
    match KEPT.site(Path::new(ROOT)) {
        Ok(site) => site.answer(method, path, headers),
        Err(error) => without_site(error, headers),
    }
}

fn without_site(error: SiteError, headers: &HeaderMap) -> Response<Bytes> {
    let id = security::request_id(headers);
    let mut answer = refused::Refused::Site(error).answer(&id);
    security::secure(answer.headers_mut(), &id);
    answer
}
