//! `If-None-Match` (RFC 9110, 13.1.2): does the client hold this very form already?

use http::{HeaderMap, header};

/// Whether one of the client's entity tags is `tag`, compared weakly as the header demands, or is `*`.
pub(crate) fn held(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .any(|candidate| {
            candidate == "*" || candidate.strip_prefix("W/").unwrap_or(candidate) == tag
        })
}
