//! What the tests do as users and workers.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use sql::statement;
use uuid::Uuid;

use super::world::{Reply, Setting, World, id};

pub(super) const PUSH: &str = "github-push";
pub(super) const REVIEW: &str = "ai-review";

impl World {
    pub(super) async fn post(&self, user: Uuid, problem: Uuid, code: &str) -> Reply {
        let body = json!({"problemId": problem, "language": "rust", "code": code});
        self.act(user, Method::POST, "/api/submissions", Some(body))
            .await
    }

    /// An accepted submission of the setting's member.
    pub(super) async fn submit(&self, setting: &Setting) -> Uuid {
        self.submit_as(setting.member, setting.problem).await
    }

    pub(super) async fn submit_as(&self, user: Uuid, problem: Uuid) -> Uuid {
        let reply = self.post(user, problem, "fn main() {}").await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text);
        id(&reply.json["id"])
    }

    /// A submission whose review is next.
    pub(super) async fn pushed(&self, setting: &Setting) -> Uuid {
        let submission = self.submit(setting).await;
        let jobs = self.claim(PUSH, 100).await;
        let mine = |job: &&Value| id(&job["payload"]["submissionId"]) == submission;
        let job = jobs.iter().find(mine).unwrap();
        self.report(job, "complete", json!({"result": pushed()}))
            .await
            .ok();
        submission
    }

    pub(super) async fn claim(&self, queue: &str, limit: u32) -> Vec<Value> {
        let body = json!({"queue": queue, "limit": limit, "worker": "w1"});
        let reply = self
            .ask(worker_of(queue), "/internal/jobs/claim", Some(body))
            .await;
        reply.ok()["jobs"].as_array().unwrap().clone()
    }

    /// The only job that is due in a queue.
    pub(super) async fn claim_one(&self, queue: &str) -> Value {
        let mut jobs = self.claim(queue, 10).await;
        assert_eq!(jobs.len(), 1, "{jobs:?}");
        jobs.remove(0)
    }

    /// Reports on a claimed job as its worker, with the job's epoch.
    pub(super) async fn report(&self, job: &Value, verb: &str, mut body: Value) -> Reply {
        body["epoch"] = job["epoch"].clone();
        let locale = &job["payload"]["locale"];
        let worker = worker_of(if locale.is_null() { PUSH } else { REVIEW });
        let path = format!("/internal/jobs/{}/{verb}", job["id"].as_str().unwrap());
        self.ask(worker, &path, Some(body)).await
    }

    pub(super) async fn fails(&self, job: &Value, error: Value) -> Reply {
        self.report(job, "fail", json!({"error": error})).await
    }

    /// As the API shows it to its author.
    pub(super) async fn view(&self, setting: &Setting, submission: Uuid) -> Value {
        let path = format!("/api/submissions/{submission}");
        self.see(setting.member, &path).await.ok()
    }

    /// The types of its events, in order.
    pub(super) async fn story(&self, submission: Uuid) -> Vec<String> {
        let select = statement("SELECT type FROM events WHERE subject = $1 ORDER BY seq");
        let rows = self.sql(select.bind(submission.to_string())).await;
        rows.iter().map(|row| row.text("type").unwrap()).collect()
    }

    /// As if time had passed: every job and every queue is due.
    pub(super) async fn pass_time(&self) {
        self.change("UPDATE jobs SET due_at = 0").await;
        self.change("UPDATE queue_control SET paused_until = 0")
            .await;
    }

    /// A wake that no earlier one stands in the way of.
    pub(super) async fn wake(&self) {
        self.change("UPDATE wakes SET woken_at = 0").await;
        let reply = self.ask("gateway", "/wake", Some(json!({}))).await;
        assert_eq!(reply.status, StatusCode::NO_CONTENT, "{}", reply.text);
    }
}

pub(super) fn worker_of(queue: &str) -> &'static str {
    if queue == PUSH {
        "github-worker"
    } else {
        "ai-worker"
    }
}

pub(super) fn pushed() -> Value {
    json!({
        "type": "pushed", "sha": "a".repeat(40), "path": "3/two-sums.rs", "blobSha": "b".repeat(40),
        "repository": "ada/solutions", "branch": "main",
        "url": "https://github.example/ada/solutions/commit/a",
    })
}

pub(super) fn reviewed(score: Option<i64>) -> Value {
    json!({
        "type": "reviewed", "provider": "anthropic", "model": "m", "promptVersion": "3",
        "review": {"totalScore": score, "summary": "Good.", "categories": []},
        "usage": {"inputTokens": 10, "outputTokens": 20},
    })
}

pub(super) fn failure(kind: &str, code: &str) -> Value {
    json!({"kind": kind, "code": code, "detail": "the upstream said: no"})
}
