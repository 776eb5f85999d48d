//! Whole reviews, over real HTTP: a queue that leases, an Anthropic that keeps a ledger.

mod queue;
mod reviewing;

use std::time::Duration;

use config::Secret;
use serde_json::{Value, json};
use testkit::anthropic::FakeAnthropic;
use worker::Timing;

use crate::{Reviewer, Settings};
use queue::Queue;

/// Quick, but with room for a busy machine.
const TIMING: Timing = Timing {
    lease: Duration::from_millis(1_500),
    renew: Duration::from_millis(100),
    look: Duration::from_millis(50),
    backoff: Duration::from_millis(20),
    claim: Duration::from_millis(200),
};

fn settings(queue: &Queue, reviewer: Reviewer) -> Settings {
    Settings {
        queue: worker::Config {
            internal_url: queue.url(),
            key: Secret::new("k".repeat(32)),
            queue: "ai-review",
            worker: "ai-worker",
            concurrency: 4,
            timing: TIMING,
        },
        reviewer,
    }
}

fn anthropic(fake: &FakeAnthropic) -> Reviewer {
    let key = Secret::new(format!("test-{:032x}", std::process::id()));
    Reviewer::anthropic(fake.url(), key, "claude-test".to_owned())
}

fn payload(submission: &str) -> Value {
    json!({
        "submissionId": submission, "userId": "u", "locale": "en", "language": "python",
        "code": format!("# {submission}\nfor a in range(3):\n    for b in range(3):\n        print(a, b)\n"),
        "problem": {"title": "Pairs", "statement": "Print all pairs.", "platform": null, "number": null,
            "difficulty": null, "category": null},
    })
}
