//! What algosu's tests stand on: fakes of the services it talks to, and a harness that runs the real application.
//!
//! * [`github::FakeGithub`]: real git objects behind GitHub's REST API, with a ledger of every write.
//! * [`anthropic::FakeAnthropic`]: the Messages API, with a ledger of every call.
//! * Both misbehave on demand ([`fake::Fault`]) and stop any request at any point ([`fake::Barrier`]).
//! * [`relay::Relay`]: the same between algosu's own workers and its gateway.
//! * [`Algosu`]: the application in a process and a data folder of its own: kill it, start it again, read its
//!   databases and its log.
//! * [`client::Client`]: a visitor with cookies, CSRF token and event streams.
//! * [`corpus`]: real solutions in several languages to submit.
//!
//! Nothing here panics: every call that can fail gives an [`Error`] that says what to look at, so a test passes it on
//! with `?`. Fakes run on threads of their own and are shared freely between tests; [`Algosu`] blocks its thread while
//! it starts and stops; [`client::Client`] needs a tokio runtime.
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use serde_json::json;
//! use testkit::anthropic::FakeAnthropic;
//! use testkit::fake::Stage;
//! use testkit::github::{FakeGithub, endpoint};
//! use testkit::{Algosu, Options};
//!
//! # async fn test() -> Result<(), testkit::Error> {
//! let github = FakeGithub::start()?;
//! let anthropic = FakeAnthropic::start()?;
//! let repository = github.repository("ada/algorithms");
//! let token = github.token_for(&repository);
//! let mut algosu = Algosu::start(Options::new().github(&github).anthropic(&anthropic))?;
//!
//! let ada = algosu.client();
//! ada.demo().await?;
//! let link = json!({ "token": token.secret(), "repository": "ada/algorithms", "pathTemplate": "{title}.{ext}" });
//! ada.put("/api/me/github", &link).await?.expect(200)?;
//! # let problem = "";
//! let program = testkit::corpus::program("two-sum", "python")?;
//! let submission = json!({ "problemId": problem, "language": program.language, "code": program.code });
//!
//! // The branch has been moved, and algosu is killed before it hears of it.
//! let mut moved = github.on(endpoint::UPDATE_REF).barrier(Stage::AfterEffect);
//! let accepted = ada.post("/api/submissions", &submission).await?.expect(201)?;
//! let request = moved.reached(Duration::from_secs(10)).await?;
//! algosu.kill9();
//! request.drop_request();
//! algosu.restart()?;
//!
//! let id = accepted.text("/id");
//! let followed = ada.until_final(id, Duration::from_secs(30)).await?;
//! assert_eq!(followed.step, "DONE");
//! assert_eq!(repository.commits_of("main", id), 1);
//! assert_eq!(algosu.database("submission")?.number("SELECT COUNT(*) FROM submissions", &[])?, 1);
//! # Ok(())
//! # }
//! ```

mod algosu;
pub mod anthropic;
pub mod client;
pub mod corpus;
mod error;
pub mod fake;
pub mod git;
pub mod github;
mod random;
pub mod relay;

pub use algosu::{Algosu, Database, Options, Row};
pub use error::Error;
pub use random::{random_alphanumeric, seed};
