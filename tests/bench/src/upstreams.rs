//! The two settings in which whole journeys are measured.

use anyhow::Result;
use testkit::anthropic::FakeAnthropic;
use testkit::client::Client;
use testkit::github::FakeGithub;
use testkit::{Algosu, Options};

use crate::product;

/// Where pushes and reviews go.
pub enum Upstreams {
    /// A GitHub and an Anthropic that answer at once, each visitor with a repository of their own.
    Fakes(FakeGithub, FakeAnthropic),
    /// No repository is linked, and the offline reviewer reviews.
    None,
}

impl Upstreams {
    /// Both settings.
    pub fn both() -> Result<[Self; 2]> {
        let fakes = Self::Fakes(FakeGithub::start()?, FakeAnthropic::start()?);
        Ok([fakes, Self::None])
    }

    /// For people.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Fakes(..) => "pushed and reviewed by fakes",
            Self::None => "push skipped, offline review",
        }
    }

    /// Starts the application with them.
    pub fn start(&self, options: Options) -> Result<Algosu> {
        match self {
            Self::Fakes(github, anthropic) => {
                product::start(options.github(github).anthropic(anthropic))
            }
            Self::None => product::start(options),
        }
    }

    /// A new visitor.
    pub async fn visitor(&self, algosu: &Algosu) -> Result<Client> {
        let client = product::visitor(algosu).await?;
        if let Self::Fakes(github, _) = self {
            let name = format!("bench/{}", testkit::random_alphanumeric(12));
            let repository = github.repository(&name);
            client
                .link(&repository, &github.token_for(&repository))
                .await?;
        }
        Ok(client)
    }
}
