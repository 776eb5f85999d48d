//! Calls that arrive when the lease they were made under has ended: from a worker that was stopped for too long, or
//! from one that is dead. Each is held at a barrier until somebody else has the job, and let go then.

use std::time::{Duration, Instant};

use testkit::Error;
use testkit::fake::{Exchange, Outcome, Request, Stage, Stopped};
use testkit::github::endpoint as github;
use testkit::relay::endpoint as relay;

use crate::follow::WITHIN;
use crate::point::{Standing, result_type};
use crate::scene::with_one_application;
use crate::verdict;
use crate::world::{Content, World};

/// Between two looks at what became of a call.
const LOOK: Duration = Duration::from_millis(20);

/// Only calls of whoever claimed the job first.
fn of_the_first(request: &Request) -> bool {
    request.json().unwrap_or_default()["epoch"] == 1
}

/// Lets a call go and gives the status that it is answered with.
async fn answer_to(stopped: Stopped, exchanges: impl Fn() -> Vec<Exchange>) -> Result<u16, Error> {
    let number = stopped.request().number;
    stopped.release();
    let end = Instant::now() + WITHIN;
    while Instant::now() < end {
        let all = exchanges();
        let exchange = all.iter().find(|it| it.request.number == number).unwrap();
        if let Outcome::Answered(status) = exchange.outcome {
            return Ok(status.as_u16());
        }
        tokio::time::sleep(LOOK).await;
    }
    Err(Error::TimedOut {
        what: format!("an answer to call {number}"),
        after: WITHIN,
    })
}

#[test]
fn a_commit_recorded_too_late_is_remembered_and_never_comes_into_the_branch() {
    with_one_application(async {
        let world = World::start().await?;
        let renewals = world.relay.on(relay::HEARTBEAT).when(of_the_first).always();
        let mut renewals = renewals.barrier(Stage::BeforeEffect);
        let mut moves = world
            .github
            .on(github::UPDATE_REF)
            .barrier(Stage::BeforeEffect);
        let submitted = world.submit(Content::A).await?;
        let record = renewals.reached(WITHIN).await?;
        let first = record.request().json().unwrap()["fact"]["sha"].clone();
        // So that the second commit is another one.
        world
            .repository
            .push("main", "NOTES.md", b"mine", "Meanwhile");

        let second = moves.reached(WITHIN).await?;
        let calls = || world.relay.exchanges();
        assert_eq!(answer_to(record, calls).await?, 409);
        let recorded = "SELECT COUNT(*) FROM commits WHERE submission_id = $1";
        assert_eq!(world.number(recorded, &submitted.id)?, 2);
        let stored = world.algosu.database("submission")?;
        let stored = stored.rows("SELECT sha FROM commits WHERE sha = $1", &[&first.as_str()])?;
        assert_eq!(stored.len(), 1, "the late one is among them");
        assert_eq!(world.state(&submitted.id)?["step"], "GITHUB_QUEUED");
        second.release();

        let told = [submitted.told().await?];
        verdict::holds("a late record", &world, &told).await?;
        let pushed = world.state(&told[0].id)?;
        assert_ne!(pushed["commit"]["sha"], first);
        Ok(())
    });
}

#[test]
fn a_branch_is_not_moved_by_a_worker_that_lost_its_lease_on_the_way() {
    with_one_application(async {
        let world = World::start().await?;
        let renews = |request: &Request| {
            of_the_first(request) && request.json().unwrap_or_default().get("fact").is_none()
        };
        let renewals = world.relay.on(relay::HEARTBEAT).when(renews).always();
        let _renewals = renewals.barrier(Stage::BeforeEffect);
        let mut moves = world
            .github
            .on(github::UPDATE_REF)
            .barrier(Stage::BeforeEffect);
        let submitted = world.submit(Content::A).await?;
        let late = moves.reached(WITHIN).await?;
        world
            .repository
            .push("main", "NOTES.md", b"mine", "Meanwhile");

        let told = [submitted.told().await?];
        let head = world.repository.head("main");
        assert_eq!(answer_to(late, || world.github.exchanges()).await?, 422);
        assert_eq!(world.repository.head("main"), head);
        verdict::holds("a late move", &world, &told).await
    });
}

#[test]
fn a_move_of_the_branch_sent_by_a_killed_worker_undoes_nothing_when_it_arrives_at_last() {
    with_one_application(async {
        let mut world = World::start().await?;
        let mut moves = world
            .github
            .on(github::UPDATE_REF)
            .barrier(Stage::BeforeEffect);
        let first = world.submit(Content::A).await?;
        let late = moves.reached(WITHIN).await?;
        world.algosu.kill9();
        world.algosu.restart()?;
        let second = world.submit(Content::B).await?;

        let told = [first.told().await?, second.told().await?];
        let head = world.repository.head("main");
        assert_eq!(answer_to(late, || world.github.exchanges()).await?, 422);
        assert_eq!(world.repository.head("main"), head);
        verdict::holds("a move by a dead worker", &world, &told).await
    });
}

/// The first worker's result is held until another one has had the same result taken in.
fn a_late_report_moves_nothing(kind: &'static str) {
    with_one_application(async {
        let world = World::start().await?;
        let reports =
            move |request: &Request| of_the_first(request) && result_type(request) == kind;
        let reports = world.relay.on(relay::COMPLETE).when(reports).always();
        let mut reports = reports.barrier(Stage::BeforeEffect);
        let submitted = world.submit(Content::A).await?;
        let late = reports.reached(WITHIN).await?;

        let told = [submitted.told().await?];
        let id = &told[0].id;
        let (state, standing) = (world.state(id)?, Standing::of(&world, id)?);
        assert_eq!(answer_to(late, || world.relay.exchanges()).await?, 409);
        assert_eq!(world.state(id)?, state);
        assert_eq!(Standing::of(&world, id)?, standing);
        assert_eq!(world.model_calls(), 1);
        verdict::holds(&format!("a late report: {kind}"), &world, &told).await
    });
}

#[test]
fn a_push_reported_too_late_moves_no_step() {
    a_late_report_moves_nothing("pushed");
}

#[test]
fn a_review_reported_too_late_is_not_stored_again_and_was_not_paid_for_again() {
    a_late_report_moves_nothing("reviewed");
}
