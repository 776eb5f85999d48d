//! What the operator set, checked as a whole.

use http::{HeaderValue, Uri};
use review::{Error, Setting};

/// Where the API is, without `/v1/messages`: `https://api.anthropic.com`.
pub const API_URL: &str = "api_url";
/// The key that is sent as `x-api-key`.
pub const API_KEY: &str = "api_key";
/// The model's name, for example `claude-haiku-4-5-20251001`.
pub const MODEL: &str = "model";

/// Settings that can be used.
pub(crate) struct Settings {
    pub(crate) endpoint: Uri,
    pub(crate) key: HeaderValue,
    pub(crate) model: String,
}

impl Settings {
    pub(crate) fn read(configuration: &[Setting]) -> Result<Self, Error> {
        let value = |name: &str| {
            let setting = configuration.iter().find(|setting| setting.name == name);
            let value = setting
                .map(|setting| setting.value.trim())
                .unwrap_or_default();
            if value.is_empty() {
                return Err(Error::NotConfigured(format!("the setting {name} is empty")));
            }
            Ok(value)
        };
        let endpoint = format!("{}/v1/messages", value(API_URL)?.trim_end_matches('/'));
        let endpoint = endpoint
            .parse::<Uri>()
            .ok()
            .filter(|uri| matches!(uri.scheme_str(), Some("http" | "https")))
            .ok_or_else(|| {
                Error::NotConfigured(format!("the setting {API_URL} is no http or https address"))
            })?;
        let mut key = HeaderValue::from_str(value(API_KEY)?).map_err(|_| {
            Error::NotConfigured(format!("the setting {API_KEY} cannot stand in a header"))
        })?;
        key.set_sensitive(true);
        Ok(Self {
            endpoint,
            key,
            model: value(MODEL)?.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(pairs: [(&str, &str); 3]) -> Result<Settings, Error> {
        let setting = |(name, value): (&str, &str)| Setting {
            name: name.to_owned(),
            value: value.to_owned(),
        };
        Settings::read(&pairs.map(setting))
    }

    #[test]
    fn a_complete_configuration_is_read() {
        let settings = settings([
            (API_URL, "https://api.example/"),
            (API_KEY, " k "),
            (MODEL, "m"),
        ])
        .unwrap();
        assert_eq!(settings.endpoint, "https://api.example/v1/messages");
        assert!(settings.key.is_sensitive());
        assert_eq!(settings.key, "k");
    }

    #[test]
    fn what_is_missing_or_wrong_is_named_without_its_value() {
        for (pairs, name) in [
            (
                [(API_URL, "https://a.example"), (API_KEY, ""), (MODEL, "m")],
                API_KEY,
            ),
            (
                [
                    (API_URL, "https://a.example"),
                    (API_KEY, "hush\n1"),
                    (MODEL, "m"),
                ],
                API_KEY,
            ),
            (
                [(API_URL, "ftp://hush"), (API_KEY, "k"), (MODEL, "m")],
                API_URL,
            ),
            (
                [(API_URL, "hush hush"), (API_KEY, "k"), (MODEL, "m")],
                API_URL,
            ),
            (
                [
                    (API_URL, "https://a.example"),
                    (API_KEY, "k"),
                    ("other", "m"),
                ],
                MODEL,
            ),
        ] {
            let Err(Error::NotConfigured(text)) = settings(pairs) else {
                panic!("{pairs:?} was accepted");
            };
            assert!(text.contains(name) && !text.contains("hush"), "{text}");
        }
    }
}
