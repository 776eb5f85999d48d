//! A browser's cookies.

use cookie_store::CookieStore;
use url::Url;

/// Cookies by domain and path, as RFC 6265 keeps them.
#[derive(Default)]
pub(super) struct Jar(CookieStore);

impl Jar {
    /// Takes a `Set-Cookie` line in; one that a browser would refuse is refused here too.
    pub(super) fn take(&mut self, base: &str, target: &str, line: &str) {
        if let Some(url) = url(base, target) {
            let _ = self.0.parse(line, &url);
        }
    }

    /// What a browser would send.
    pub(super) fn header(&self, base: &str, target: &str) -> String {
        let Some(url) = url(base, target) else {
            return String::new();
        };
        let pairs = self.0.get_request_values(&url);
        let pairs: Vec<String> = pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }

    pub(super) fn value(&self, name: &str) -> Option<String> {
        let mut all = self.0.iter_unexpired();
        let cookie = all.find(|cookie| cookie.name() == name)?;
        Some(cookie.value().to_owned())
    }
}

/// Only the path's beginning matters to cookies; an odd one counts as `/`.
fn url(base: &str, target: &str) -> Option<Url> {
    let base = Url::parse(base).ok()?;
    Some(base.join(target).unwrap_or(base))
}
