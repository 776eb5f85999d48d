//! Whatever workers report, in whatever order, the log tells the whole story: replaying it gives what is
//! stored.

use saga::{Event, State, evolve};
use serde_json::{Value, json};
use sql::statement;
use timestamp::Timestamp;
use uuid::Uuid;

use super::{
    work::{PUSH, REVIEW, failure, pushed, reviewed},
    world::{Setting, World},
};

/// The same numbers in each run.
struct Dice(u64);

impl Dice {
    /// Less than `sides`. (A linear congruential generator, with the constants of MMIX.)
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

/// One thing that happens to a claimed job.
async fn happens(world: &World, dice: &mut Dice, queue: &str, job: &Value, stale: &[Value]) {
    let done = |result: Value| json!({"result": result});
    let kinds = ["retry", "wait", "permanent", "token", "poison"];
    match dice.roll(12) {
        // The worker dies; its lease ends.
        0 | 1 => {}
        2..=5 => {
            let kind = kinds[dice.roll(kinds.len())];
            let mut error = failure(kind, "x_code");
            if dice.roll(3) == 0 {
                error["retryAfterMs"] = json!(dice.roll(2_000_000));
            }
            world.fails(job, error).await;
        }
        6 => {
            let skipped = done(json!({"type": "skipped", "code": "x"}));
            world.report(job, "complete", skipped).await;
        }
        7 => {
            world.report(job, "heartbeat", json!({})).await;
            // What the other queue's worker would have said.
            let wrong = if queue == PUSH {
                reviewed(None)
            } else {
                pushed()
            };
            world.report(job, "complete", done(wrong)).await;
        }
        8 if !stale.is_empty() => {
            let old = &stale[dice.roll(stale.len())];
            world.fails(old, failure("permanent", "late")).await;
        }
        9 => {
            let over = statement("UPDATE jobs SET give_up_at = 0 WHERE id = $1");
            let id = job["id"].as_str().unwrap();
            world.sql(over.bind(id)).await;
        }
        _ => {
            let result = if queue == PUSH {
                pushed()
            } else {
                let score = i64::try_from(dice.roll(101)).unwrap();
                reviewed((score > 20).then_some(score))
            };
            world.report(job, "complete", done(result)).await;
        }
    }
}

/// The states that folding a submission's facts gives, step by step, beside those that the log carries.
async fn replayed(world: &World, submission: Uuid) -> State {
    let select = statement("SELECT * FROM events WHERE subject = $1 ORDER BY seq");
    let mut state = None;
    for row in world.sql(select.bind(submission.to_string())).await {
        let event = log::Event::try_from(row).unwrap();
        let fact: Event = serde_json::from_value(event.data["fact"].clone()).unwrap();
        assert_eq!(event.r#type, fact.kind());
        assert_eq!(event.version, i64::from(fact.version()));
        let next = evolve(state, &fact, event.occurred_at).unwrap();
        assert_eq!(serde_json::to_value(&next).unwrap(), event.data["state"]);
        state = Some(next);
    }
    state.unwrap()
}

async fn check(world: &World, submissions: &[(Uuid, Setting)]) {
    let mut steps = std::collections::BTreeSet::new();
    for (submission, setting) in submissions {
        let state = replayed(world, *submission).await;
        let select = statement(
            "SELECT version, state, study_id, problem_id, user_id, created_at FROM submissions WHERE id = $1",
        );
        let row = &world.sql(select.bind(submission.to_string())).await[0];
        let stored: State = serde_json::from_str(&row.text("state").unwrap()).unwrap();
        assert_eq!(state, stored);
        assert_eq!(row.integer("version").unwrap(), state.version);
        assert_eq!(row.time("created_at").unwrap(), state.created_at);
        for (column, id) in [
            ("study_id", setting.study),
            ("problem_id", setting.problem),
            ("user_id", setting.member),
        ] {
            assert_eq!(row.text(column).unwrap(), id.to_string());
        }
        steps.insert(format!("{:?} {:?}", state.push.status, state.review.status));
        assert!(state.step.is_final(), "{state:?}");
        assert!(state.updated_at <= Timestamp::now());
    }
    // The dice have been everywhere.
    assert!(steps.len() >= 9, "{steps:?}");
    // At its end a submission has no work left but what an operator must look at.
    let failed = "count(*) FROM submissions WHERE state LIKE '%\"step\":\"FAILED\"%'";
    let dead = world.count("count(*) FROM jobs WHERE state = 'dead'").await;
    assert_eq!(dead, world.count(failed).await);
    assert_eq!(world.count("count(*) FROM jobs").await, dead);
    // At most one review, and exactly where one was completed.
    let reviewed = "count(*) FROM events WHERE type = 'ReviewCompleted'";
    let stored = world.count("count(*) FROM reviews").await;
    assert_eq!(stored, world.count(reviewed).await);
    // No gap in the log.
    let ends = world.count("max(seq) - count(*) FROM events").await;
    assert_eq!(ends, 0);
}

#[tokio::test]
async fn replaying_the_log_gives_the_stored_state_after_any_reports() {
    let world = World::new().await;
    let setting = world.setting();
    let mut dice = Dice(20_261_120);
    let mut submissions = Vec::new();
    for _ in 0..100 {
        // Each of them submits twice.
        let setting = world.somebody_else(&setting);
        for _ in 0..2 {
            submissions.push((world.submit(&setting).await, setting));
        }
    }
    let mut stale: Vec<Value> = Vec::new();
    for _round in 0..300 {
        for queue in [PUSH, REVIEW] {
            let jobs = world.claim(queue, 100).await;
            for job in &jobs {
                happens(&world, &mut dice, queue, job, &stale).await;
            }
            stale.extend(jobs);
        }
        world.pass_time().await;
        world.wake().await;
        if world
            .count("count(*) FROM jobs WHERE state <> 'dead'")
            .await
            == 0
        {
            break;
        }
    }
    check(&world, &submissions).await;
}
