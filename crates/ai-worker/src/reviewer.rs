//! The reviewers there are, behind the one interface of `wit/review.wit`.

use config::Secret;
use review::{Answer, Error, Request, Setting};

/// A reviewer, with the configuration that it is handed with each call.
#[derive(Clone, Debug)]
pub enum Reviewer {
    /// Measures; no model, no network, no cost.
    Offline,
    /// Asks a model behind the Messages API.
    Anthropic {
        /// Where the API is.
        api_url: String,
        /// Its key.
        api_key: Secret,
        /// The model's name.
        model: String,
    },
}

impl Reviewer {
    /// The reviewer that asks a model behind the Messages API.
    #[must_use]
    pub fn anthropic(api_url: String, api_key: Secret, model: String) -> Self {
        Self::Anthropic {
            api_url,
            api_key,
            model,
        }
    }

    /// Whether a review costs something, so that it is worth keeping until it is reported.
    pub(crate) fn costs(&self) -> bool {
        match self {
            Self::Offline => false,
            Self::Anthropic { .. } => true,
        }
    }

    /// What distinguishes this reviewer's answers from another's, besides the request: no secrets.
    pub(crate) fn mark(&self) -> String {
        match self {
            Self::Offline => reviewer_offline::PROVIDER.to_owned(),
            Self::Anthropic { model, .. } => {
                let (provider, version) =
                    (reviewer_anthropic::PROVIDER, reviewer_anthropic::VERSION);
                format!("{provider} {model} {version}")
            }
        }
    }

    pub(crate) async fn review(&self, request: &Request) -> Result<Answer, Error> {
        match self {
            Self::Offline => Ok(reviewer_offline::review(request)),
            Self::Anthropic { .. } => {
                reviewer_anthropic::review(request, &self.configuration()).await
            }
        }
    }

    fn configuration(&self) -> Vec<Setting> {
        let settings = match self {
            Self::Offline => Vec::new(),
            Self::Anthropic {
                api_url,
                api_key,
                model,
            } => vec![
                (reviewer_anthropic::API_URL, api_url.as_str()),
                (reviewer_anthropic::API_KEY, api_key.reveal()),
                (reviewer_anthropic::MODEL, model.as_str()),
            ],
        };
        let setting = |(name, value): (&str, &str)| Setting {
            name: name.to_owned(),
            value: value.to_owned(),
        };
        settings.into_iter().map(setting).collect()
    }
}
