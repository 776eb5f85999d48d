//! The host is killed with SIGKILL at fixed points of a submission's path, and started again.
//!
//! The promise: nothing accepted is lost, nothing is done twice, whatever dies. After every kill each submission is
//! `DONE` and `SYNCED`, has exactly one commit and one stored review, no job is left, the log gives the stored state
//! again, and a stream resumed across the kill has told every step once. It takes at most 15 s.
//!
//! What happens on one path (the same problem, the same language, so the same file):
//!
//! * a member's pushes are made in the order in which they were submitted, whichever of them the kill struck: the
//!   branch tells the story as it was, and **the latest submission has the file**;
//! * the same content submitted again (A, B, A) is a submission of its own with a commit of its own.
//!
//! Each point is struck in three scenes ([`scene::Scene`]), each with an application and a data folder of its own, at
//! most three at a time. Barriers, not pauses, bring the application to the point, so a failure comes again:
//! `cargo test -p tests --test kill <name>`. Set `ALGOSU_KEEP=1` to keep the data folder.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in the functions around it too"
)]

mod follow;
mod late;
mod point;
mod scene;
mod times;
mod verdict;
mod world;

use point::Point;
use scene::in_every_scene;

#[test]
fn a_kill_right_after_the_201_loses_nothing() {
    in_every_scene(Point::Accepted);
}

#[test]
fn a_kill_when_the_push_is_claimed_and_github_knows_nothing_yet_loses_nothing() {
    in_every_scene(Point::Claimed);
}

#[test]
fn a_kill_when_the_commit_exists_and_is_not_recorded_makes_no_second_one() {
    in_every_scene(Point::Committed);
}

#[test]
fn a_kill_when_the_commit_is_recorded_and_the_branch_has_not_moved_makes_no_second_one() {
    in_every_scene(Point::Recorded);
}

#[test]
fn a_kill_when_the_branch_has_moved_and_the_worker_does_not_know_makes_no_second_commit() {
    in_every_scene(Point::Moved);
}

#[test]
fn a_kill_when_the_push_is_reported_and_the_worker_does_not_know_moves_no_step_twice() {
    in_every_scene(Point::PushReported);
}

#[test]
fn a_kill_while_the_model_thinks_costs_one_more_call_at_most() {
    in_every_scene(Point::Asked);
}

#[test]
fn a_kill_when_the_model_has_answered_and_nothing_is_reported_costs_no_call() {
    in_every_scene(Point::Answered);
}

#[test]
fn a_kill_when_the_review_is_reported_and_the_worker_does_not_know_stores_no_second_one() {
    in_every_scene(Point::ReviewReported);
}
