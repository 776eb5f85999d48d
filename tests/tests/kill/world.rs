//! One application with its upstreams, and a member who submits.

use serde_json::Value;
use testkit::anthropic::{self, FakeAnthropic};
use testkit::client::Client;
use testkit::corpus::{self, Program};
use testkit::github::{FakeGithub, Repository};
use testkit::relay::Relay;
use testkit::{Algosu, Error, Options};

use crate::follow::{Follower, Story};

/// What is submitted: two contents for one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    A,
    B,
}

/// The application goes first, so that it is gone before those it talks to.
pub struct World {
    pub algosu: Algosu,
    pub github: FakeGithub,
    pub anthropic: FakeAnthropic,
    pub relay: Relay,
    pub repository: Repository,
    pub member: Client,
    problem: String,
}

/// An accepted submission, and who follows it.
pub struct Submitted {
    pub id: String,
    pub code: String,
    pub follower: Follower,
}

/// A submission at its end, and what its stream told.
pub struct Told {
    pub id: String,
    pub code: String,
    pub story: Story,
}

impl Submitted {
    /// Waits until it is final.
    pub async fn told(self) -> Result<Told, Error> {
        Ok(Told {
            story: self.follower.story().await?,
            id: self.id,
            code: self.code,
        })
    }
}

impl World {
    /// A member with a linked repository and a problem to solve.
    pub async fn start() -> Result<Self, Error> {
        let github = FakeGithub::start()?;
        let anthropic = FakeAnthropic::start()?;
        let relay = Relay::start()?;
        let options = Options::new()
            .github(&github)
            .anthropic(&anthropic)
            .relay(&relay);
        let algosu = Algosu::start(options)?;
        let repository = github.repository("ada/algorithms");
        let member = algosu.client();
        member.demo().await?;
        member
            .link(&repository, &github.token_for(&repository))
            .await?;
        let problem = member.problem().await?;
        Ok(Self {
            problem: problem["id"].as_str().unwrap_or_default().to_owned(),
            algosu,
            github,
            anthropic,
            relay,
            repository,
            member,
        })
    }

    /// Submits and begins to follow.
    pub async fn submit(&self, content: Content) -> Result<Submitted, Error> {
        let program = corpus::program("two-sum", "python")?;
        let program = match content {
            Content::A => program,
            Content::B => Program {
                code: format!("{}\n# another try\n", program.code),
                ..program
            },
        };
        let accepted = self.member.submit(&self.problem, &program).await?;
        let id = accepted["id"].as_str().unwrap_or_default().to_owned();
        Ok(Submitted {
            follower: Follower::start(&self.member, &id),
            id,
            code: program.code,
        })
    }

    /// How often the model was called, whatever became of the call.
    pub fn model_calls(&self) -> usize {
        self.anthropic.count(anthropic::MESSAGES)
    }

    /// A number from the database of submissions.
    pub fn number(&self, sql: &str, id: &str) -> Result<i64, Error> {
        self.algosu.database("submission")?.number(sql, &[&id])
    }

    /// The stored state of a submission.
    pub fn state(&self, id: &str) -> Result<Value, Error> {
        let sql = "SELECT state FROM submissions WHERE id = $1";
        let rows = self.algosu.database("submission")?.rows(sql, &[&id])?;
        let state = rows.first().and_then(|row| row["state"].as_str());
        Ok(serde_json::from_str(state.unwrap_or_default()).unwrap_or_default())
    }
}
