//! Whole pushes, over real HTTP: a queue that leases, a GitHub that keeps real git objects.

mod chaos;
mod crashes;
mod lost_answers;
mod pushing;
mod queue;
mod refusals;

use std::time::Duration;

use config::Secret;
use outbound::Limits;
use serde_json::{Value, json};
use testkit::github::{FakeGithub, Repository, Token};
use worker::{Tally, Timing};

use crate::{Settings, push_all, settings};
use queue::{End, Queue};

/// Long enough for a busy machine; whoever must not wait for it says so.
const PATIENCE: Duration = Duration::from_secs(60);

/// A worker, its queue, and a GitHub with one repository that the member linked.
struct World {
    github: FakeGithub,
    repository: Repository,
    token: Token,
    queue: Queue,
    settings: Settings,
}

impl World {
    async fn new() -> Self {
        let github = FakeGithub::start().unwrap();
        let repository = github.repository("minsu/solutions");
        Self::with(github, repository).await
    }

    async fn with(github: FakeGithub, repository: Repository) -> Self {
        let token = github.token_for(&repository);
        let queue = Queue::start().await;
        queue.link(json!({
            "token": token.secret(), "repository": repository.full_name(), "branch": null,
            "pathTemplate": crate::DEFAULT_TEMPLATE,
        }));
        let settings = settings(&queue, &github);
        Self {
            github,
            repository,
            token,
            queue,
            settings,
        }
    }

    /// The credentials changed in one field.
    fn relink(&self, field: &str, value: Value) {
        let mut credentials = self.queue.credentials();
        credentials[field] = value;
        self.queue.link(credentials);
    }

    async fn work(&self) -> Tally {
        push_all(&self.settings).await.unwrap()
    }

    /// Pushes one submission and gives its end.
    async fn push_one(&self) -> End {
        self.queue.add(&submission("one", "print(1)\n"));
        self.work().await;
        self.queue.end("one")
    }

    fn commits_of(&self, id: &str) -> usize {
        self.repository.commits_of("main", id)
    }

    /// The commit that a job reported is in the branch's history, and is the only one of its submission.
    fn assert_pushed_once(&self, id: &str) {
        let End::Completed(result) = self.queue.end(id) else {
            panic!("{id}: {:?}", self.queue.end(id));
        };
        assert_eq!(result["type"], "pushed", "{id}");
        assert_eq!(self.commits_of(id), 1, "{id}");
        let commits = self.repository.commits("main");
        let reported = commits
            .iter()
            .find(|commit| result["sha"] == commit.id.to_string().as_str());
        assert_eq!(reported.unwrap().submission_ids, [id]);
    }
}

fn settings(queue: &Queue, github: &FakeGithub) -> Settings {
    Settings {
        queue: worker::Config {
            internal_url: queue.url(),
            key: Secret::new("a key that this queue does not check".to_owned()),
            queue: "github-push",
            worker: "github-worker",
            concurrency: 2,
            timing: Timing {
                look: Duration::from_millis(50),
                ..Timing::DEFAULT
            },
        },
        github: settings::Github {
            api_url: github.url(),
            user_agent: "algosu-test".to_owned(),
            limits: Limits {
                connect: Duration::from_secs(5),
                first_byte: Duration::from_secs(15),
                between_bytes: Duration::from_secs(5),
                body_bytes: 4 * 1024 * 1024,
            },
            whole: Duration::from_secs(30),
        },
    }
}

/// A job's payload; the submission's id is the job's, too.
fn submission(id: &str, code: &str) -> Value {
    json!({
        "submissionId": id, "userId": "0199aaaa", "userName": "민수", "language": "python", "code": code,
        "createdAt": "2026-11-20T06:04:05.678Z",
        "problem": {
            "title": "두 수의 합", "week": 3, "platform": "BOJ", "number": "1000", "sourceUrl": null,
        },
    })
}

const PATH: &str = "3/BOJ_1000_두 수의 합.py";
