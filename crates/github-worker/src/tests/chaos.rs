//! Many submissions, several workers, and a GitHub that fails one request in ten in every way it can.

use std::time::Duration;

use http::StatusCode;
use testkit::fake::Fault;
use testkit::github::{endpoint, refusal};

use super::{End, World, submission};
use crate::push_all;

const SUBMISSIONS: usize = 60;

#[tokio::test]
async fn every_submission_has_one_commit_whatever_github_does() {
    let mut world = World::new().await;
    world.settings.github.limits.first_byte = Duration::from_millis(700);
    world.settings.queue.concurrency = 4;
    let limit = refusal::secondary_limit(StatusCode::FORBIDDEN, Duration::from_secs(1));
    let faults = [
        Fault::status(StatusCode::INTERNAL_SERVER_ERROR),
        Fault::status(StatusCode::BAD_GATEWAY).after_effect(),
        Fault::cut(),
        Fault::cut().after_effect(),
        Fault::hang().after_effect(),
        Fault::garbage().after_effect(),
        Fault::half_answer(),
        Fault::answer(limit),
        Fault::slow(Duration::from_millis(100)),
    ];
    let chance = 0.1 / 9.0;
    for fault in faults {
        world.github.on(endpoint::ANY).chance(chance).fault(fault);
    }
    for number in 0..SUBMISSIONS {
        let id = format!("s{number:02}");
        // Every third one writes the same file as the one before it, now and then with the same content.
        let mut payload = submission(&id, &format!("print({})\n", number % 2));
        payload["problem"]["number"] = (number / 3).into();
        world.queue.add(&payload);
    }
    for _ in 0..200 {
        let (one, other) = tokio::join!(push_all(&world.settings), push_all(&world.settings));
        one.and(other).unwrap();
        if (0..SUBMISSIONS).all(|number| is_completed(&world, number)) {
            break;
        }
        world.queue.let_time_pass();
    }
    for number in 0..SUBMISSIONS {
        world.assert_pushed_once(&format!("s{number:02}"));
    }
    assert_eq!(world.repository.commits("main").len(), SUBMISSIONS + 1);
}

fn is_completed(world: &World, number: usize) -> bool {
    let end = world.queue.end(&format!("s{number:02}"));
    matches!(end, End::Completed(_))
}
