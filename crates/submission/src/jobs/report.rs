//! One report, one transaction.

use queue::Held;
use saga::{Command, Outcome, Refusal};
use service::{Problem, sql_problem};
use sql::{Error, Statement};
use timestamp::Timestamp;

use crate::{
    app::App,
    jobs::stale,
    store::{self, Cause, submissions},
};
use doorbell::Bell;

/// How often a report is decided anew because somebody else moved the submission.
const TRIES: usize = 5;

/// What a report changes beside the saga.
pub(super) struct Report {
    /// How the work went.
    pub outcome: Outcome,
    /// What becomes of the job; fenced by its epoch.
    pub job: Statement,
    /// Facts to store together with it.
    pub facts: Vec<Statement>,
}

/// Carries out a report and returns the bells to ring. If the submission is past that step already, only the
/// job ends.
///
/// # Errors
/// 409 `stale_epoch`; 503 if the submission kept moving or the database does not answer.
pub(super) async fn report(
    app: &App,
    held: &Held,
    now: Timestamp,
    report: &Report,
) -> Result<Vec<Bell>, Problem> {
    for _ in 0..TRIES {
        let state = submissions::state(&app.database, held.subject).await?;
        let command = Command::Report {
            queue: held.queue.clone(),
            outcome: report.outcome.clone(),
        };
        let mut transaction = vec![report.job.clone()];
        let mut bells = Vec::new();
        match saga::decide(state.as_ref(), command) {
            Ok(events) => {
                let advance = store::advance(state, &events, now, &Cause::job(held))?;
                transaction.extend(advance.statements);
                transaction.extend(report.facts.iter().cloned());
                bells = advance.bells;
                bells.push(Bell::plain("events.submission"));
            }
            Err(Refusal::NotThatWork) => {
                return Err(Problem::field(
                    "result",
                    "wrong_type",
                    "That is not how this queue's work can go.",
                ));
            }
            Err(Refusal::NotAtThatStep | Refusal::Unknown | Refusal::Again) => {
                transaction = vec![queue::finish(held.id, held.epoch)];
            }
        }
        match app.database.commit(transaction).await {
            Ok(_) => return Ok(bells),
            Err(Error::Expectation { statement: 0, .. }) => return Err(stale()),
            Err(Error::Expectation { statement: 1, .. }) => {}
            Err(error) => return Err(sql_problem(error)),
        }
    }
    Err(Problem::unavailable("the submission kept moving"))
}
