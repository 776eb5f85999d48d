use doorbell::Bell;
use queue::Held;
use saga::{Outcome, work_of};
use service::{Problem, log_line, sql_problem};
use timestamp::Timestamp;

use crate::{
    app::{App, NAME},
    jobs::report::{Report, report},
};

/// How many are ended in one wake.
const AT_ONCE: u32 = 50;

/// Ends the work of jobs that nobody may try any more, and returns the bells to ring.
///
/// Out of time, or out of tries with a reason: the step is given up with that reason. Out of tries without
/// anybody ever saying why means that each try died: a defect of ours, which stays in the queue, dead.
pub(crate) async fn sweep(app: &App) -> Result<Vec<Bell>, Problem> {
    let rows = app
        .database
        .run(queue::exhausted(AT_ONCE))
        .await
        .map_err(sql_problem)?;
    let mut bells = Vec::new();
    for row in rows {
        let held = Held::try_from(&row).map_err(sql_problem)?;
        match report(app, &held, Timestamp::now(), &ending(&held)).await {
            Ok(rung) => bells.extend(rung),
            // Somebody else was faster.
            Err(problem) if problem.code == "stale_epoch" => {}
            Err(problem) => {
                let fields = serde_json::json!({"job": held.id, "context": problem.context});
                log_line(
                    NAME,
                    "error",
                    "an exhausted job could not be ended",
                    &fields,
                );
            }
        }
    }
    Ok(bells)
}

fn ending(held: &Held) -> Report {
    let reason = held
        .last_error
        .as_deref()
        .and_then(|error| error.split(": ").next());
    let out_of_tries = held.attempts >= held.max_attempts;
    match reason {
        None if out_of_tries => Report {
            outcome: Outcome::Defect {
                code: "internal_defect".to_owned(),
            },
            job: queue::bury(held.id, held.epoch, "each try ended without a word"),
            facts: Vec::new(),
        },
        reason => {
            let gave_up = work_of(&held.queue).map_or("gave_up", |work| work.gave_up_code);
            Report {
                outcome: Outcome::GaveUp {
                    code: reason.unwrap_or(gave_up).to_owned(),
                },
                job: queue::finish(held.id, held.epoch),
                facts: Vec::new(),
            }
        }
    }
}
