//! Content negotiation by `Accept-Encoding` (RFC 9110, 12.5.3).

use http::{HeaderMap, header};

/// A form in which a file may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

impl Encoding {
    /// From the smallest form to the plain one; among equally welcome ones the first is sent.
    pub(crate) const ALL: [Self; 3] = [Self::Brotli, Self::Gzip, Self::Identity];

    /// The value of `Content-Encoding`; the plain form has none.
    pub(crate) fn token(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }

    /// What tells its entity tag from those of the other forms.
    pub(crate) fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => "-br",
            Self::Gzip => "-gz",
            Self::Identity => "",
        }
    }

    fn named(self, name: &str) -> bool {
        match self {
            Self::Brotli => name.eq_ignore_ascii_case("br"),
            Self::Gzip => name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip"),
            Self::Identity => name.eq_ignore_ascii_case("identity"),
        }
    }
}

/// A quality in thousandths; 1000 where none or nonsense is given, as a lenient reader would take it.
fn quality(parameters: &str) -> u16 {
    let given = parameters
        .split(';')
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
        .and_then(|(_, value)| value.trim().parse::<f32>().ok());
    match given {
        Some(value) if value <= 0.0 => 0,
        Some(value) if value < 0.999 => {
            // Between 1 and 999 by the guards above.
            let thousandths = (value * 1000.0) as u16;
            thousandths.max(1)
        }
        _ => 1000,
    }
}

/// How welcome a form is, in thousandths; 0 means that it must not be sent.
fn welcome(encoding: Encoding, accepted: &[(&str, u16)]) -> u16 {
    let exact = accepted.iter().find(|(name, _)| encoding.named(name));
    let any = || accepted.iter().find(|(name, _)| *name == "*");
    match (exact.or_else(any), encoding) {
        (Some((_, quality)), _) => *quality,
        // The plain form is welcome unless it was refused, but less than anything asked for by name.
        (None, Encoding::Identity) => 1,
        (None, _) => 0,
    }
}

/// The forms a client takes, the most welcome first.
pub(crate) fn acceptable(headers: &HeaderMap) -> impl Iterator<Item = Encoding> {
    let lines: Vec<&str> = headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect();
    let accepted: Vec<(&str, u16)> = lines
        .iter()
        .flat_map(|line| line.split(','))
        .map(|part| part.split_once(';').unwrap_or((part, "")))
        .map(|(name, parameters)| (name.trim(), quality(parameters)))
        .filter(|(name, _)| !name.is_empty())
        .collect();
    let mut forms: Vec<(Encoding, u16)> = Encoding::ALL
        .into_iter()
        .map(|encoding| (encoding, welcome(encoding, &accepted)))
        .filter(|(_, quality)| *quality > 0)
        .collect();
    // Stable: equally welcome forms stay in the order of their sizes.
    forms.sort_by_key(|(_, quality)| std::cmp::Reverse(*quality));
    forms.into_iter().map(|(encoding, _)| encoding)
}
