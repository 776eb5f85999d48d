//! `/internal/...`: what each key opens, and that nothing else does.

use http::StatusCode;
use serde_json::{Value, json};
use testkit::Error;
use testkit::client::{Answer, Call, Client};
use testkit::fake::Stage;
use testkit::github::endpoint;

use crate::support::{Done, NOBODY, WITHIN, World, follow, refused};

const KEYS: [&str; 4] = [
    "github_worker_key",
    "ai_worker_key",
    "waker_key",
    "operator_key",
];

fn call(client: &Client, target: &str, body: &Value) -> Call {
    let call = client.request("POST", target).without_session();
    call.without_origin().without_csrf().json(body)
}

async fn with_key(world: &World, key: &str, target: &str, body: &Value) -> Result<Answer, Error> {
    let client = world.algosu.client();
    let key = world.algosu.variable(key).unwrap();
    call(&client, target, body)
        .header("x-internal-key", key)
        .send()
        .await
}

/// Every internal address with a body that fits, and the keys that open it.
fn addresses() -> [(String, Value, &'static [&'static str]); 6] {
    const WORKERS: &[&str] = &["github_worker_key", "ai_worker_key"];
    let job = |verb: &str| format!("/internal/jobs/{NOBODY}/{verb}");
    let claim = json!({ "queue": "github-push", "limit": 1, "worker": "test" });
    let error = json!({ "code": "x", "detail": "x", "kind": "retry" });
    let skipped = json!({ "type": "skipped", "code": "github_not_linked" });
    [
        (
            "/internal/jobs/claim".to_owned(),
            claim,
            &["github_worker_key"],
        ),
        (job("heartbeat"), json!({ "epoch": 1 }), WORKERS),
        (
            job("complete"),
            json!({ "epoch": 1, "result": skipped }),
            WORKERS,
        ),
        (job("fail"), json!({ "epoch": 1, "error": error }), WORKERS),
        (
            job("credentials"),
            json!({ "epoch": 1 }),
            &["github_worker_key"],
        ),
        (
            "/internal/wake".to_owned(),
            json!({}),
            &["waker_key", "operator_key"],
        ),
    ]
}

#[tokio::test]
async fn each_key_opens_what_its_holder_needs_and_nothing_else() -> Done {
    let world = World::offline()?;
    let listed = gateway::addresses().filter(|(_, path)| path.starts_with("/internal"));
    assert_eq!(
        listed.count(),
        addresses().len(),
        "an internal address is not in this test"
    );
    for (target, body, opens) in addresses() {
        for key in KEYS {
            let answer = with_key(&world, key, &target, &body).await?;
            if !opens.contains(&key) {
                refused(&answer, 404, "not_found");
            } else if target.contains(NOBODY) {
                refused(&answer, 409, "stale_epoch");
            } else {
                assert!(
                    answer.status.is_success(),
                    "{key} {target}: {}",
                    answer.status
                );
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn nobody_without_exactly_one_right_key_is_told_anything() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let key = world.algosu.variable("github_worker_key").unwrap();
    let operator = world.algosu.variable("operator_key").unwrap();
    let internal = world.algosu.variable("internal_key").unwrap();
    let before = world.snapshot()?;
    let mut targets = addresses().to_vec();
    targets.push(("/internal/jobs".to_owned(), json!({}), &[]));
    targets.push(("/internal/nothing/here".to_owned(), json!({}), &[]));
    for (target, body, opens) in targets {
        let right = opens
            .first()
            .map_or(operator, |key| world.algosu.variable(key).unwrap());
        let bare = || call(&member.client, &target, &body);
        let keyed = |key: &str| bare().header("x-internal-key", key);
        let signed_in = || member.request("POST", &target).json(&body);
        for (what, call) in [
            ("no key", bare()),
            ("an empty key", keyed("")),
            ("a wrong key", keyed("wrong")),
            ("half a key", keyed(&key[..key.len() / 2])),
            ("a key and more", keyed(&format!("{right}x"))),
            ("a key in the wrong case", keyed(&right.to_lowercase())),
            ("the services' own key", keyed(internal)),
            ("two keys", keyed(right).header("x-internal-key", right)),
            ("two keys in one", keyed(&format!("{right},{right}"))),
            (
                "a key and an origin",
                keyed(right).header("origin", member.url()),
            ),
            ("a key and any cookie", keyed(right).header("cookie", "a=1")),
            ("a session", signed_in()),
            (
                "a session and a key",
                signed_in().header("x-internal-key", right),
            ),
            (
                "a bearer",
                bare().header("authorization", format!("Bearer {right}")),
            ),
            (
                "a key in the query",
                call(&member.client, &format!("{target}?key={right}"), &body),
            ),
        ] {
            let answer = call.send().await?;
            assert_eq!(
                answer.status,
                StatusCode::UNAUTHORIZED,
                "{what}: {}",
                answer.request
            );
            refused(&answer, 401, "unauthenticated");
        }
    }
    before.assert_unchanged(&world.snapshot()?, "somebody without a key");
    Ok(())
}

#[tokio::test]
async fn a_key_opens_no_other_door() -> Done {
    let world = World::offline()?;
    for key in KEYS {
        let key = world.algosu.variable(key).unwrap();
        let client = world.algosu.client();
        for target in [
            "/api/me",
            "/auth/session",
            "/api/events?topics=notifications",
        ] {
            let answer = client
                .request("GET", target)
                .header("x-internal-key", key)
                .send()
                .await?;
            refused(&answer, 401, "unauthenticated");
        }
    }
    Ok(())
}

#[tokio::test]
async fn another_queues_worker_cannot_touch_a_job() -> Done {
    let world = World::start()?;
    let (member, repository) = world.linked("ada/algorithms").await?;
    let mut moving = world
        .github
        .on(endpoint::UPDATE_REF)
        .barrier(Stage::BeforeEffect);
    let id = member.hand_in_anything().await?;
    let stopped = moving.reached(WITHIN).await?;
    let jobs = world.algosu.database("submission")?;
    let jobs = jobs.rows("SELECT id, epoch FROM jobs WHERE subject = $1", &[&id])?;
    let (job, epoch) = (
        jobs[0]["id"].as_str().unwrap(),
        jobs[0]["epoch"].as_i64().unwrap(),
    );
    let snapshot = || {
        world
            .algosu
            .database("submission")?
            .rows("SELECT seq FROM events", &[])
    };
    let before = snapshot()?;
    let error = json!({ "code": "x", "detail": "x", "kind": "permanent" });
    let result = json!({ "type": "skipped", "code": "github_not_linked" });
    for (verb, extra) in [
        ("heartbeat", json!({})),
        ("complete", json!({ "result": result })),
        ("fail", json!({ "error": error })),
        ("credentials", json!({})),
    ] {
        let target = format!("/internal/jobs/{job}/{verb}");
        let mut body = extra.clone();
        body["epoch"] = json!(epoch);
        let foreign = with_key(&world, "ai_worker_key", &target, &body).await?;
        refused(&foreign, 404, "not_found");
        for stale in [epoch - 1, epoch + 1, -1, i64::MAX] {
            body["epoch"] = json!(stale);
            let stale = with_key(&world, "github_worker_key", &target, &body).await?;
            refused(&stale, 409, "stale_epoch");
        }
    }
    let claim = json!({ "queue": "github-push", "limit": 100, "worker": "test" });
    let foreign = with_key(&world, "ai_worker_key", "/internal/jobs/claim", &claim).await?;
    refused(&foreign, 404, "not_found");
    let nothing = with_key(&world, "github_worker_key", "/internal/jobs/claim", &claim).await?;
    assert_eq!(
        nothing.expect(200)?.json,
        json!({ "jobs": [] }),
        "somebody holds it"
    );
    assert_eq!(snapshot()?, before);
    stopped.release();
    assert_eq!(
        follow(&world, &member, &id).await?.ends(),
        ["DONE", "SYNCED", "COMPLETED"]
    );
    assert_eq!(repository.commits_of("main", &id), 1);
    Ok(())
}

#[tokio::test]
async fn what_a_worker_says_must_fit_as_well() -> Done {
    let world = World::offline()?;
    let claim = "/internal/jobs/claim";
    for (body, status, code) in [
        (
            json!({ "queue": "github-push", "limit": 0, "worker": "w" }),
            422,
            "validation_failed",
        ),
        (
            json!({ "queue": "github-push", "limit": 101, "worker": "w" }),
            422,
            "validation_failed",
        ),
        (
            json!({ "queue": "github-push", "limit": -1, "worker": "w" }),
            422,
            "validation_failed",
        ),
        (
            json!({ "queue": "github-push", "limit": 1, "worker": "" }),
            422,
            "validation_failed",
        ),
        (
            json!({ "queue": "github-push", "limit": 1 }),
            422,
            "validation_failed",
        ),
        (
            json!({ "queue": "github-push", "limit": 1, "worker": "w", "x": 1 }),
            422,
            "validation_failed",
        ),
        (
            json!({ "queue": "nothing", "limit": 1, "worker": "w" }),
            404,
            "not_found",
        ),
    ] {
        refused(
            &with_key(&world, "github_worker_key", claim, &body).await?,
            status,
            code,
        );
    }
    let wake = "/internal/wake";
    for (body, status, code) in [
        (json!({ "service": "gateway" }), 422, "validation_failed"),
        (json!({ "services": "submission" }), 400, "malformed"),
        (json!({ "service": 7 }), 400, "malformed"),
    ] {
        refused(
            &with_key(&world, "waker_key", wake, &body).await?,
            status,
            code,
        );
    }
    for service in ["identity", "problem", "submission"] {
        let body = json!({ "service": service });
        with_key(&world, "operator_key", wake, &body)
            .await?
            .expect(204)?;
    }
    Ok(())
}
