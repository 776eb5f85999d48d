//! Is this request somebody going to an address of the page, rather than a program asking for a file?

use http::{HeaderMap, header};

/// The folder of built files: what is missing there is missing.
const FILES: &str = "/assets/";

/// Whether `index.html` is the answer to a path that is no file.
///
/// The path must look like the page's own addresses: plain names, no dot, no escape. And the client must
/// be navigating: browsers say so (`Sec-Fetch-Mode`), others at least must take HTML.
pub(crate) fn navigates(path: &str, headers: &HeaderMap) -> bool {
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'~');
    if !path.bytes().all(plain) || path.contains("//") || path.starts_with(FILES) {
        return false;
    }
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &http::HeaderValue| value.to_str().ok())
    };
    if let Some(mode) = text(http::HeaderName::from_static("sec-fetch-mode")) {
        return mode == "navigate";
    }
    text(header::ACCEPT).is_none_or(|accepted| {
        accepted
            .split(',')
            .filter_map(|range| range.split(';').next())
            .any(|range| matches!(range.trim(), "text/html" | "text/*" | "*/*"))
    })
}
