//! Reading and writing our cookies (RFC 6265).

use http::{HeaderMap, header};

/// How our cookies are called: over https with the prefixes that make browsers hold them to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Names {
    secure: bool,
}

/// The longest a cookie of ours may live, in seconds: the refresh token's seven days.
const REFRESH_SECONDS: u64 = 7 * 24 * 60 * 60;

impl Names {
    /// For the address at which browsers reach us.
    #[must_use]
    pub fn of(public_url: &str) -> Self {
        Self {
            secure: public_url.starts_with("https://"),
        }
    }

    /// The session token's cookie.
    #[must_use]
    pub fn session(self) -> &'static str {
        if self.secure {
            "__Host-algosu_session"
        } else {
            "algosu_session"
        }
    }

    /// The refresh token's cookie.
    #[must_use]
    pub fn refresh(self) -> &'static str {
        if self.secure {
            "__Secure-algosu_refresh"
        } else {
            "algosu_refresh"
        }
    }

    /// `Set-Cookie` for a session token. It lives as long as the refresh token, so that an expired one
    /// can be told from none.
    #[must_use]
    pub fn set_session(self, token: &str) -> String {
        self.set(self.session(), token, "/", REFRESH_SECONDS)
    }

    /// `Set-Cookie` for a refresh token, which only `/auth` gets to see.
    #[must_use]
    pub fn set_refresh(self, token: &str) -> String {
        self.set(self.refresh(), token, "/auth", REFRESH_SECONDS)
    }

    /// `Set-Cookie` values that remove both.
    #[must_use]
    pub fn clear(self) -> [String; 2] {
        [
            self.set(self.session(), "", "/", 0),
            self.set(self.refresh(), "", "/auth", 0),
        ]
    }

    fn set(self, name: &str, value: &str, path: &str, seconds: u64) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        format!("{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
    }
}

/// The cookies of a request.
#[derive(Clone, Debug)]
pub struct Cookies(Vec<(String, String)>);

impl Cookies {
    /// Reads all `Cookie` headers.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let pairs = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|text| text.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Self(pairs)
    }

    /// The value of a cookie that is there exactly once. Of two with the same name one was planted, and
    /// there is no telling which.
    #[must_use]
    pub fn one(&self, name: &str) -> Option<String> {
        let mut values = self.0.iter().filter(|(found, _)| found == name);
        match (values.next(), values.next()) {
            (Some((_, value)), None) if !value.is_empty() => Some(value.clone()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookies(text: &'static str) -> Cookies {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, http::HeaderValue::from_static(text));
        Cookies::of(&headers)
    }

    #[test]
    fn a_cookie_is_read_by_its_exact_name() {
        let cookies = cookies("a=1; algosu_session=token; algosu_session2=x");
        assert_eq!(cookies.one("algosu_session").as_deref(), Some("token"));
        assert_eq!(cookies.one("Algosu_session"), None);
        assert_eq!(cookies.one("missing"), None);
    }

    #[test]
    fn a_cookie_that_is_there_twice_is_not_believed() {
        assert_eq!(cookies("s=1; s=2").one("s"), None);
        assert_eq!(cookies("s=").one("s"), None);
    }

    #[test]
    fn over_https_the_cookies_are_secure_and_prefixed() {
        let names = Names::of("https://algosu.example");
        assert_eq!(names.session(), "__Host-algosu_session");
        let set = names.set_session("t");
        assert!(
            set.contains("; Path=/;") && set.ends_with("; Secure"),
            "{set}"
        );
        assert!(
            set.contains("HttpOnly") && set.contains("SameSite=Lax"),
            "{set}"
        );
        assert!(
            !Names::of("http://127.0.0.1:3000")
                .set_refresh("t")
                .contains("Secure")
        );
    }
}
