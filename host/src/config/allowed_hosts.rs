//! `allowed_outbound_hosts`: which addresses a component may reach.
//!
//! An entry is `scheme://host[:port]` in Spin's grammar: the scheme is letters or `*`; the host is a name, an address, `*`,
//! `*.domain` or `self`; the port is a number, `a..b` or `*`, and may be left out where the scheme has a usual one.
//! An entry that is empty once its variables are filled in (or only `http://`) allows nothing, so that an endpoint can be optional.
//! `*.spin.internal` means the application's own components and nobody else.

use url::{Host, Url};

/// The domain under which components reach each other.
const CHAINING_DOMAIN: &str = "spin.internal";

/// The component that a host name means in service chaining: `Some("identity")` for `identity.spin.internal`.
pub fn chaining_target(host: &str) -> Option<&str> {
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    let (component, domain) = host.split_once('.')?;
    (domain == CHAINING_DOMAIN).then_some(component)
}

/// What one component may reach.
#[derive(Clone, Debug, Default)]
pub struct AllowedHosts(Vec<Entry>);

#[derive(Clone, Debug)]
struct Entry {
    scheme: Option<String>,
    host: HostPattern,
    port: PortPattern,
}

#[derive(Clone, Debug)]
enum HostPattern {
    Any,
    Itself,
    Subdomains(String),
    Exact(Host),
    OwnComponents(Vec<String>),
}

#[derive(Clone, Debug)]
enum PortPattern {
    Any,
    Range(u16, u16),
}

impl AllowedHosts {
    /// Adds one entry whose variables are filled in. `components` are the application's component ids.
    /// The error is a sentence that does not repeat the entry: a variable in it may have been a secret.
    pub fn add(&mut self, entry: &str, components: &[String]) -> Result<(), &'static str> {
        let entry = entry.trim();
        if !matches!(entry, "" | "http://" | "https://") {
            self.0.push(Entry::parse(entry, components)?);
        }
        Ok(())
    }

    /// Whether `address` may be reached. An address without a scheme is taken to have `default_scheme`.
    pub fn allow(&self, address: &str, default_scheme: &str) -> bool {
        let url = match Url::parse(address) {
            Ok(url) if url.has_host() => url,
            _ => match Url::parse(&format!("{default_scheme}://{address}")) {
                Ok(url) => url,
                Err(_) => return false,
            },
        };
        let Some(host) = url.host_str().and_then(|host| Host::parse(host).ok()) else {
            return false;
        };
        let port = url.port().or_else(|| usual_port(url.scheme()));
        self.0
            .iter()
            .any(|entry| entry.allows(url.scheme(), &host, port))
    }

    /// Whether the component may call its own application by a relative address.
    pub fn allow_self(&self) -> bool {
        self.0.iter().any(|entry| {
            entry
                .scheme
                .as_deref()
                .is_none_or(|s| s == "http" || s == "https")
                && matches!(entry.host, HostPattern::Any | HostPattern::Itself)
        })
    }
}

impl Entry {
    fn parse(entry: &str, components: &[String]) -> Result<Self, &'static str> {
        let (scheme, rest) = entry
            .split_once("://")
            .ok_or("has no scheme; write <scheme>://<host>[:<port>]")?;
        if scheme != "*" && (scheme.is_empty() || scheme.chars().any(|c| !c.is_alphabetic())) {
            return Err("has a scheme that is neither letters nor `*`");
        }
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.contains('/') {
            return Err("has a path or an address range; the local host allows hosts only");
        }
        let (host, port) = match rest.rsplit_once(':') {
            // The colons of a bare IPv6 address are not a port's.
            Some((host, port)) if !port.ends_with(']') => (host, port),
            _ => (rest, ""),
        };
        Ok(Self {
            scheme: (scheme != "*").then(|| scheme.to_owned()),
            host: HostPattern::parse(host, components)
                .ok_or("has a host that cannot be understood")?,
            port: PortPattern::parse(port, scheme)
                .ok_or("needs a port: a number, `a..b` or `*`")?,
        })
    }

    fn allows(&self, scheme: &str, host: &Host, port: Option<u16>) -> bool {
        self.scheme
            .as_deref()
            .is_none_or(|allowed| allowed == scheme)
            && self.host.allows(host)
            && self.port.allows(port)
    }
}

impl HostPattern {
    fn parse(host: &str, components: &[String]) -> Option<Self> {
        if host == "*" {
            return Some(Self::Any);
        }
        if host == "self" || host == "self.alt" {
            return Some(Self::Itself);
        }
        if let Some(domain) = host
            .strip_prefix("*.")
            .filter(|domain| !domain.contains('*'))
        {
            return match Host::parse(domain) {
                Ok(Host::Domain(domain)) if domain == CHAINING_DOMAIN => {
                    Some(Self::OwnComponents(components.to_vec()))
                }
                Ok(Host::Domain(domain)) => Some(Self::Subdomains(format!(".{domain}"))),
                _ => None,
            };
        }
        if host.contains('*') {
            return None;
        }
        Host::parse(host).ok().map(Self::Exact)
    }

    fn allows(&self, host: &Host) -> bool {
        match (self, host) {
            (Self::Any, _) => true,
            (Self::Exact(exact), host) => exact == host,
            (Self::Subdomains(suffix), Host::Domain(domain)) => domain.ends_with(suffix),
            (Self::OwnComponents(components), Host::Domain(domain)) => chaining_target(domain)
                .is_some_and(|target| components.iter().any(|own| own == target)),
            (Self::Itself | Self::Subdomains(_) | Self::OwnComponents(_), _) => false,
        }
    }
}

impl PortPattern {
    fn parse(port: &str, scheme: &str) -> Option<Self> {
        if port == "*" {
            return Some(Self::Any);
        }
        if port.is_empty() {
            return usual_port(scheme).map(|port| Self::Range(port, port));
        }
        if let Some((first, end)) = port.split_once("..") {
            let last = end.parse::<u16>().ok()?.checked_sub(1)?;
            return Some(Self::Range(first.parse().ok()?, last));
        }
        port.parse().ok().map(|port| Self::Range(port, port))
    }

    fn allows(&self, port: Option<u16>) -> bool {
        match (self, port) {
            (Self::Any, _) => true,
            (Self::Range(first, last), Some(port)) => (*first..=*last).contains(&port),
            (Self::Range(..), None) => false,
        }
    }
}

fn usual_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        "redis" => Some(6379),
        "postgres" => Some(5432),
        "mysql" => Some(3306),
        "mqtt" => Some(1883),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowing(entries: &[&str]) -> AllowedHosts {
        let mut allowed = AllowedHosts::default();
        for entry in entries {
            allowed.add(entry, &["identity".to_owned()]).unwrap();
        }
        allowed
    }

    fn refusal(entry: &str) -> &'static str {
        AllowedHosts::default().add(entry, &[]).unwrap_err()
    }

    #[test]
    fn nothing_is_allowed_by_default() {
        assert!(!AllowedHosts::default().allow("http://127.0.0.1/", "http"));
        assert!(!allowing(&["", "http://", "https://"]).allow("http://example.org/", "http"));
    }

    #[test]
    fn scheme_host_and_port_must_all_fit() {
        let allowed = allowing(&["https://api.example.org"]);
        assert!(allowed.allow("https://api.example.org/path?query", "https"));
        assert!(allowed.allow("https://API.example.org:443/", "https"));
        assert!(!allowed.allow("http://api.example.org/", "https"));
        assert!(!allowed.allow("https://api.example.org:8443/", "https"));
        assert!(!allowed.allow("https://example.org/", "https"));
        assert!(!allowed.allow("https://api.example.org.evil.test/", "https"));
    }

    #[test]
    fn addresses_ports_and_ranges_are_understood() {
        assert!(allowing(&["http://127.0.0.1:3000"]).allow("http://127.0.0.1:3000/x", "http"));
        assert!(!allowing(&["http://127.0.0.1:3000"]).allow("http://127.0.0.1:3001/x", "http"));
        assert!(allowing(&["http://[::1]:3000"]).allow("http://[::1]:3000/x", "http"));
        let range = allowing(&["http://localhost:3000..3010"]);
        assert!(range.allow("http://localhost:3009", "http"));
        assert!(!range.allow("http://localhost:3010", "http"));
        assert!(allowing(&["*://*:*"]).allow("redis://anything:1", "redis"));
    }

    #[test]
    fn subdomains_do_not_include_the_domain_itself() {
        let allowed = allowing(&["https://*.example.org"]);
        assert!(allowed.allow("https://a.b.example.org", "https"));
        assert!(!allowed.allow("https://example.org", "https"));
        assert!(!allowed.allow("https://notexample.org", "https"));
    }

    #[test]
    fn a_redis_address_keeps_its_database_number_out_of_the_check() {
        let allowed = allowing(&["redis://127.0.0.1:6379"]);
        assert!(allowed.allow("redis://127.0.0.1:6379/2", "redis"));
        assert!(allowed.allow("redis://127.0.0.1", "redis"));
        assert!(!allowed.allow("redis://127.0.0.2", "redis"));
    }

    #[test]
    fn the_chaining_wildcard_means_the_applications_own_components() {
        let allowed = allowing(&["http://*.spin.internal"]);
        assert!(allowed.allow("http://identity.spin.internal/x", "http"));
        assert!(!allowed.allow("http://stranger.spin.internal/x", "http"));
        assert_eq!(
            chaining_target("identity.spin.internal:80"),
            Some("identity")
        );
        assert_eq!(chaining_target("identity.spin.internal.evil.test"), None);
        assert_eq!(chaining_target("spin.internal"), None);
    }

    #[test]
    fn only_self_and_any_allow_relative_requests() {
        assert!(allowing(&["http://self"]).allow_self());
        assert!(allowing(&["*://*:*"]).allow_self());
        assert!(!allowing(&["http://localhost:80"]).allow_self());
        assert!(!allowing(&["http://self"]).allow("http://self/", "http"));
    }

    #[test]
    fn what_cannot_be_understood_is_refused_with_the_reason() {
        for (entry, reason) in [
            ("example.org", "scheme"),
            ("h2://example.org", "scheme"),
            ("http://example.org/path", "path"),
            ("http://10.0.0.0/8", "range"),
            ("http://a*b", "host"),
            ("http://*.*.org", "host"),
            ("http://example.org:port", "port"),
            ("custom://example.org", "port"),
        ] {
            assert!(
                refusal(entry).contains(reason),
                "{entry}: {}",
                refusal(entry)
            );
        }
    }
}
