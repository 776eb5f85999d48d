use timestamp::Timestamp;

use crate::{Commit, Event, Received, State, Status, Step, Submission, TABLE, Track, Work};

/// What somebody wants to happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// A member submits.
    Receive(Submission),
    /// The holder of a job, or the clock on its behalf, says how the work of a queue went.
    Report {
        /// The job's queue.
        queue: String,
        /// How it went.
        outcome: Outcome,
    },
}

/// How the work of a step went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The commit is in the branch.
    Pushed(Commit),
    /// The review is stored (in the same transaction).
    Reviewed {
        /// Which reviewer it was.
        provider: String,
        /// Its total, if it gave one.
        score: Option<i64>,
    },
    /// There was nothing to do.
    Skipped {
        /// Why.
        code: String,
    },
    /// It failed and will be tried again.
    Retry {
        /// Why.
        code: String,
        /// How often it has been tried.
        attempts: i64,
        /// When again.
        retry_at: Timestamp,
    },
    /// The upstream asked us to wait.
    Wait {
        /// Why.
        code: String,
        /// Until when.
        retry_at: Timestamp,
    },
    /// Nobody tries any more.
    GaveUp {
        /// Why.
        code: String,
    },
    /// GitHub refuses the member's token.
    TokenRefused {
        /// Why.
        code: String,
    },
    /// A defect of ours: the job can never be done as it is.
    Defect {
        /// Which.
        code: String,
    },
}

/// Why a command cannot be carried out. Nothing has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A submission is received once.
    #[error("it has been received before")]
    Again,
    /// There is no such submission.
    #[error("it was never received")]
    Unknown,
    /// It is past that step, or at its end.
    #[error("it is not at that step")]
    NotAtThatStep,
    /// A push cannot be reviewed, nor a review be pushed.
    #[error("that is not how this step's work can go")]
    NotThatWork,
}

/// What happens when `command` meets `state`: the events, in order.
///
/// # Errors
/// [`Refusal`], which changes nothing.
pub fn decide(state: Option<&State>, command: Command) -> Result<Vec<Event>, Refusal> {
    match (state, command) {
        (None, Command::Receive(submission)) => {
            let mut events = vec![Event::SubmissionReceived(Received { submission })];
            events.extend(TABLE.first().map(queued));
            Ok(events)
        }
        (Some(_), Command::Receive(_)) => Err(Refusal::Again),
        (None, Command::Report { .. }) => Err(Refusal::Unknown),
        (Some(state), Command::Report { queue, outcome }) => {
            let work = state
                .work()
                .filter(|work| work.queue == queue)
                .ok_or(Refusal::NotAtThatStep)?;
            report(work, outcome)
        }
    }
}

/// The table of outcomes. Everything but a retry, a wait and a defect moves the saga on.
fn report(work: &Work, outcome: Outcome) -> Result<Vec<Event>, Refusal> {
    use Outcome as O;
    let is_push = work.step == Step::GithubQueued;
    Ok(match outcome {
        O::Retry {
            code,
            attempts,
            retry_at,
        } if is_push => {
            vec![Event::GithubPushRetried {
                code,
                attempts,
                retry_at,
            }]
        }
        O::Retry {
            code,
            attempts,
            retry_at,
        } => {
            vec![Event::ReviewRetried {
                code,
                attempts,
                retry_at,
            }]
        }
        O::Wait { code, retry_at } if is_push => {
            vec![Event::GithubPushDelayed { code, retry_at }]
        }
        O::Wait { code, retry_at } => vec![Event::ReviewDelayed { code, retry_at }],
        O::Defect { code } => vec![Event::SubmissionFailed { code }],
        ended => {
            let ending = match (is_push, ended) {
                (true, O::Pushed(commit)) => Event::GithubPushed { commit },
                (true, O::Skipped { code }) => Event::GithubPushSkipped { code },
                (true, O::GaveUp { code }) => Event::GithubPushFailed {
                    code,
                    status: Status::Failed,
                },
                (true, O::TokenRefused { code }) => Event::GithubPushFailed {
                    code,
                    status: Status::TokenInvalid,
                },
                (false, O::Reviewed { provider, score }) => {
                    Event::ReviewCompleted { provider, score }
                }
                (false, O::Skipped { code }) => Event::ReviewSkipped { code },
                (false, O::GaveUp { code }) => Event::ReviewFailed { code },
                _ => return Err(Refusal::NotThatWork),
            };
            let next = TABLE.iter().find(|row| row.step == work.next);
            vec![ending, next.map_or(Event::SubmissionCompleted {}, queued)]
        }
    })
}

fn queued(work: &Work) -> Event {
    if work.step == Step::GithubQueued {
        Event::GithubPushQueued {}
    } else {
        Event::ReviewQueued {}
    }
}

/// The state after `event`, which happened at `at`.
///
/// # Errors
/// [`Refusal`] if the log is not one that [`decide`] wrote: a first event that is not a submission, or a
/// second submission.
pub fn evolve(state: Option<State>, event: &Event, at: Timestamp) -> Result<State, Refusal> {
    if let Event::SubmissionReceived(received) = event {
        return match state {
            Some(_) => Err(Refusal::Again),
            None => Ok(State {
                submission: received.submission.clone(),
                step: Step::DbSaved,
                push: Track::new(),
                review: Track::new(),
                commit: None,
                provider: None,
                score: None,
                created_at: at,
                updated_at: at,
                version: 1,
            }),
        };
    }
    let mut state = state.ok_or(Refusal::Unknown)?;
    state.updated_at = at;
    state.version += 1;
    match event {
        Event::SubmissionReceived(_) => {}
        Event::GithubPushQueued {} => {
            state.step = Step::GithubQueued;
            state.push.since = Some(at);
        }
        Event::ReviewQueued {} => {
            state.step = Step::AiQueued;
            state.review.since = Some(at);
        }
        Event::GithubPushRetried {
            code,
            attempts,
            retry_at,
        }
        | Event::ReviewRetried {
            code,
            attempts,
            retry_at,
        } => {
            let track = current(&mut state)?;
            track.attempts = *attempts;
            waits(track, Status::Pending, code, *retry_at);
        }
        Event::GithubPushDelayed { code, retry_at } | Event::ReviewDelayed { code, retry_at } => {
            waits(current(&mut state)?, Status::Delayed, code, *retry_at);
        }
        Event::GithubPushed { commit } => {
            state.commit = Some(commit.clone());
            ends(&mut state.push, Status::Synced, None, at);
        }
        Event::GithubPushSkipped { code } => {
            ends(&mut state.push, Status::Skipped, Some(code), at);
        }
        Event::GithubPushFailed { code, status } => {
            ends(&mut state.push, *status, Some(code), at);
        }
        Event::ReviewCompleted { provider, score } => {
            state.provider = Some(provider.clone());
            state.score = *score;
            ends(&mut state.review, Status::Completed, None, at);
        }
        Event::ReviewSkipped { code } => {
            ends(&mut state.review, Status::Skipped, Some(code), at);
        }
        Event::ReviewFailed { code } => {
            ends(&mut state.review, Status::Failed, Some(code), at);
        }
        Event::SubmissionCompleted {} => state.step = Step::Done,
        Event::SubmissionFailed { code } => {
            ends(current(&mut state)?, Status::Failed, Some(code), at);
            state.step = Step::Failed;
        }
    }
    Ok(state)
}

fn current(state: &mut State) -> Result<&mut Track, Refusal> {
    let work = state.work().ok_or(Refusal::NotAtThatStep)?;
    Ok(state.track_mut(work))
}

fn waits(track: &mut Track, status: Status, code: &str, retry_at: Timestamp) {
    track.status = status;
    track.code = Some(code.to_owned());
    track.retry_at = Some(retry_at);
}

fn ends(track: &mut Track, status: Status, code: Option<&String>, at: Timestamp) {
    track.status = status;
    track.code = code.cloned();
    track.retry_at = None;
    track.done_at = Some(at);
}
