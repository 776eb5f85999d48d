use timestamp::Timestamp;
use uuid::Uuid;

use crate::{
    AI_REVIEW, Command, Commit, Event, GITHUB_PUSH, Outcome, Problem, Refusal, State, Status, Step,
    Submission, TABLE, decide, evolve, work_of,
};

fn submission() -> Submission {
    Submission {
        id: Uuid::now_v7(),
        study_id: Uuid::now_v7(),
        user_id: Uuid::now_v7(),
        language: "rust".to_owned(),
        code_sha256: "0".repeat(64),
        code_bytes: 12,
        late: false,
        problem: Problem {
            id: Uuid::now_v7(),
            title: "Two sums".to_owned(),
            week: 1,
            platform: None,
            number: None,
            source_url: None,
        },
    }
}

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn apply(state: Option<State>, command: Command, millis: i64) -> Result<State, Refusal> {
    let events = decide(state.as_ref(), command)?;
    let mut state = state;
    for event in &events {
        state = Some(evolve(state, event, at(millis))?);
    }
    state.ok_or(Refusal::Unknown)
}

fn report(state: State, queue: &str, outcome: Outcome) -> Result<State, Refusal> {
    let queue = queue.to_owned();
    apply(Some(state), Command::Report { queue, outcome }, 2)
}

fn received() -> State {
    apply(None, Command::Receive(submission()), 1).unwrap()
}

fn commit() -> Commit {
    Commit {
        sha: "a".repeat(40),
        path: "1/two-sums.rs".to_owned(),
        blob_sha: "b".repeat(40),
        repository: "ada/solutions".to_owned(),
        branch: "main".to_owned(),
        url: "https://github.com/ada/solutions/commit/a".to_owned(),
    }
}

fn code() -> String {
    "some_code".to_owned()
}

/// Every outcome that ends a step, with the status it leaves.
fn endings(queue: &str) -> Vec<(Outcome, Status)> {
    let mut endings = vec![
        (Outcome::Skipped { code: code() }, Status::Skipped),
        (Outcome::GaveUp { code: code() }, Status::Failed),
    ];
    if queue == GITHUB_PUSH {
        endings.push((Outcome::Pushed(commit()), Status::Synced));
        endings.push((Outcome::TokenRefused { code: code() }, Status::TokenInvalid));
    } else {
        let reviewed = Outcome::Reviewed {
            provider: "offline".to_owned(),
            score: None,
        };
        endings.push((reviewed, Status::Completed));
    }
    endings
}

#[test]
fn a_received_submission_is_saved_and_queued_for_its_push() {
    let state = received();
    assert_eq!((state.step, state.version), (Step::GithubQueued, 2));
    assert_eq!(state.push.since, Some(at(1)));
    assert_eq!(state.review.since, None);
}

#[test]
fn however_each_step_ends_the_saga_reaches_done_and_says_what_happened() {
    for (push, pushed) in endings(GITHUB_PUSH) {
        for (review, reviewed) in endings(AI_REVIEW) {
            let state = report(received(), GITHUB_PUSH, push.clone()).unwrap();
            assert_eq!((state.step, state.push.status), (Step::AiQueued, pushed));
            let state = report(state, AI_REVIEW, review).unwrap();
            assert_eq!((state.step, state.review.status), (Step::Done, reviewed));
            assert_eq!(state.push.status, pushed);
            assert_eq!(state.push.code.is_none(), pushed == Status::Synced);
            assert_eq!(state.commit.is_some(), pushed == Status::Synced);
            assert!(state.push.done_at.is_some() && state.review.done_at.is_some());
        }
    }
}

#[test]
fn retries_and_waits_change_the_status_and_never_the_step() {
    let retry = Outcome::Retry {
        code: code(),
        attempts: 3,
        retry_at: at(9),
    };
    let state = report(received(), GITHUB_PUSH, retry).unwrap();
    assert_eq!(
        (state.step, state.push.status),
        (Step::GithubQueued, Status::Pending)
    );
    assert_eq!((state.push.attempts, state.push.retry_at), (3, Some(at(9))));

    let wait = Outcome::Wait {
        code: code(),
        retry_at: at(10),
    };
    let state = report(state, GITHUB_PUSH, wait).unwrap();
    assert_eq!(
        (state.step, state.push.status),
        (Step::GithubQueued, Status::Delayed)
    );

    let state = report(state, GITHUB_PUSH, Outcome::Pushed(commit())).unwrap();
    assert_eq!((state.push.retry_at, state.push.code), (None, None));
}

#[test]
fn a_defect_of_ours_ends_in_failed_at_whatever_step() {
    let defect = || Outcome::Defect { code: code() };
    let state = report(received(), GITHUB_PUSH, defect()).unwrap();
    assert_eq!(
        (state.step, state.push.status),
        (Step::Failed, Status::Failed)
    );
    let state = report(received(), GITHUB_PUSH, Outcome::Pushed(commit())).unwrap();
    let state = report(state, AI_REVIEW, defect()).unwrap();
    assert_eq!(
        (state.step, state.review.status),
        (Step::Failed, Status::Failed)
    );
    assert_eq!(state.push.status, Status::Synced);
}

#[test]
fn a_report_for_another_step_or_after_the_end_moves_nothing() {
    let late = report(received(), AI_REVIEW, Outcome::Skipped { code: code() });
    assert_eq!(late.unwrap_err(), Refusal::NotAtThatStep);
    let state = report(received(), GITHUB_PUSH, Outcome::Pushed(commit())).unwrap();
    let twice = report(state.clone(), GITHUB_PUSH, Outcome::Pushed(commit()));
    assert_eq!(twice.unwrap_err(), Refusal::NotAtThatStep);
    let wrong = report(state.clone(), AI_REVIEW, Outcome::Pushed(commit()));
    assert_eq!(wrong.unwrap_err(), Refusal::NotThatWork);
    let state = report(state, AI_REVIEW, Outcome::Skipped { code: code() }).unwrap();
    for work in TABLE {
        let after = report(state.clone(), work.queue, Outcome::Skipped { code: code() });
        assert_eq!(after.unwrap_err(), Refusal::NotAtThatStep);
    }
}

#[test]
fn a_submission_is_received_once() {
    let again = apply(Some(received()), Command::Receive(submission()), 3);
    assert_eq!(again.unwrap_err(), Refusal::Again);
}

#[test]
fn every_step_of_the_table_leads_to_the_end() {
    for work in TABLE {
        let mut step = work.step;
        let mut hops = 0;
        while let Some(row) = TABLE.iter().find(|row| row.step == step) {
            step = row.next;
            hops += 1;
            assert!(hops <= TABLE.len(), "{:?} goes round in circles", work.step);
        }
        assert_eq!(step, Step::Done);
        assert_eq!(work_of(work.queue).unwrap().step, work.step);
    }
}

#[test]
fn backoff_doubles_up_to_its_longest_and_spreads_by_at_most_a_half() {
    for work in TABLE {
        let mut before = 0;
        for attempts in 1..=40 {
            let full = work.backoff_ms(attempts, 0);
            assert!(full >= before && full <= work.longest_backoff_ms);
            for spread in [1, 250, 499, 500, u64::MAX] {
                let wait = work.backoff_ms(attempts, spread);
                assert!(wait <= full && wait * 2 >= full, "{wait} of {full}");
            }
            before = full;
        }
        assert_eq!(work.backoff_ms(1, 0), work.first_backoff_ms);
        assert_eq!(before, work.longest_backoff_ms);
    }
}

#[test]
fn an_event_and_a_state_survive_the_way_through_json() {
    let state = report(received(), GITHUB_PUSH, Outcome::Pushed(commit())).unwrap();
    let text = serde_json::to_string(&state).unwrap();
    assert_eq!(serde_json::from_str::<State>(&text).unwrap(), state);
    let event = Event::GithubPushed { commit: commit() };
    let text = serde_json::to_string(&event).unwrap();
    assert!(
        text.contains(&format!(r#""type":"{}""#, event.kind())),
        "{text}"
    );
    assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), event);
}
