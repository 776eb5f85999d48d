//! One application, one fake GitHub, one fake Anthropic.

use std::sync::{Mutex, PoisonError};

use testkit::anthropic::FakeAnthropic;
use testkit::fake::Exchange;
use testkit::github::{FakeGithub, Repository, Token};
use testkit::{Algosu, Error, Options};

use super::{Member, Snapshot};

/// The application with all that it talks to. When it goes, it is searched for secrets.
pub struct World {
    pub algosu: Algosu,
    pub github: FakeGithub,
    pub anthropic: FakeAnthropic,
    tokens: Mutex<Vec<Token>>,
}

impl World {
    /// With both fakes.
    pub fn start() -> Result<Self, Error> {
        Self::with(|options, github, anthropic| options.github(github).anthropic(anthropic))
    }

    /// With the offline reviewer.
    pub fn offline() -> Result<Self, Error> {
        Self::with(|options, github, _| options.github(github))
    }

    /// As the options say.
    pub fn with(
        options: impl FnOnce(Options, &FakeGithub, &FakeAnthropic) -> Options,
    ) -> Result<Self, Error> {
        let (github, anthropic) = (FakeGithub::start()?, FakeAnthropic::start()?);
        let algosu = Algosu::start(options(Options::new(), &github, &anthropic))?;
        Ok(Self {
            algosu,
            github,
            anthropic,
            tokens: Mutex::default(),
        })
    }

    /// A new demo visitor.
    pub async fn member(&self) -> Result<Member, Error> {
        Member::enter(self.algosu.client()).await
    }

    /// A new demo visitor who has linked a new repository of this name.
    pub async fn linked(&self, repository: &str) -> Result<(Member, Repository), Error> {
        let repository = self.github.repository(repository);
        let (member, _) = self.linked_to(&repository).await?;
        Ok((member, repository))
    }

    /// A new demo visitor who has linked this repository with a token that may write to it.
    pub async fn linked_to(&self, repository: &Repository) -> Result<(Member, Token), Error> {
        let token = self.github.token_for(repository);
        let member = self.member().await?;
        member.client.link(repository, &token).await?;
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.push(token.clone());
        Ok((member, token))
    }

    /// Everything that is stored now.
    pub fn snapshot(&self) -> Result<Snapshot, Error> {
        Snapshot::of(&self.algosu)
    }

    /// How many rows a query of the submission service's database counts.
    pub fn count(&self, from: &str, submission: &str) -> Result<i64, Error> {
        let sql = format!("SELECT COUNT(*) FROM {from} = $1");
        self.algosu
            .database("submission")?
            .number(&sql, &[&submission])
    }

    /// What is wrong with how secrets were kept: in answers, log and files, and in what the fakes were sent.
    fn leaks(&self) -> Result<Vec<String>, Error> {
        let tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        let named: Vec<(&str, &str)> = tokens
            .iter()
            .map(|token| (token.id(), token.secret()))
            .collect();
        let mut leaks = self.algosu.leaks(&named)?;
        let ours = self.algosu.variables();
        let ours = ours
            .into_iter()
            .filter(|(name, _)| name.ends_with("_key") || name.ends_with("_secret"));
        let all: Vec<(&str, &str)> = ours.chain(named).collect();
        let sent = self.github.exchanges().into_iter();
        for exchange in sent.chain(self.anthropic.exchanges()) {
            let found = all.iter().filter(|(_, value)| tells(&exchange, value));
            leaks.extend(found.map(|(name, _)| format!("`{name}` was sent out")));
        }
        Ok(leaks)
    }
}

/// Whether a request says this anywhere but in the header that is made for it.
fn tells(exchange: &Exchange, secret: &str) -> bool {
    let request = &exchange.request;
    let body = String::from_utf8_lossy(&request.body);
    let in_headers = request.headers.iter().any(|(name, value)| {
        let meant = name == "authorization" || name == "x-api-key";
        !meant && value.to_str().is_ok_and(|value| value.contains(secret))
    });
    in_headers || request.target.contains(secret) || body.contains(secret)
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        assert_eq!(self.leaks().unwrap_or_default(), [""; 0]);
        assert_eq!(self.github.complaints(), [""; 0]);
        let log = self.algosu.log();
        assert!(!log.contains("panicked at"), "{log}");
        assert!(!log.contains("wasm trap"), "{log}");
    }
}
