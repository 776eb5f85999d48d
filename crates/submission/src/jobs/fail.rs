use std::sync::Arc;

use axum::{Json as JsonAnswer, extract::State};
use queue::Held;
use saga::{AI_REVIEW, Outcome, work_of};
use serde::Deserialize;
use serde_json::{Value, json};
use service::{Context, Ids, Json, Problem, log_line};
use timestamp::Timestamp;

use crate::{
    app::{App, NAME},
    jobs::{
        claimed,
        report::{Report, report},
    },
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Body {
    epoch: i64,
    error: Failure,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Failure {
    kind: Kind,
    /// Stable, for the member.
    code: String,
    /// For the operator.
    detail: String,
    retry_after_ms: Option<i64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Kind {
    /// It went wrong; try again later.
    Retry,
    /// The upstream asked us to wait, which is no failure.
    Wait,
    /// Trying again is of no use.
    Permanent,
    /// GitHub refuses the member's token.
    Token,
    /// The job itself makes no sense.
    Poison,
}

/// The longest wait that an upstream may ask for, in milliseconds.
const LONGEST_WAIT_MS: i64 = 60 * 60_000;

/// `POST /internal/jobs/{id}/fail`: the work could not be done; the table says what follows.
pub(crate) async fn fail(
    State(app): State<Arc<App>>,
    context: Context,
    Ids([job]): Ids<1>,
    Json(body): Json<Body>,
) -> Result<JsonAnswer<Value>, Problem> {
    let claimed = claimed(&app, &context, job, body.epoch).await?;
    let held = claimed.job;
    let error = body.error;
    let fields = json!({
        "job": held.id, "submission": held.subject, "attempt": held.attempts,
        "code": error.code, "detail": error.detail,
    });
    log_line(NAME, "warn", "a job failed", &fields);

    let failed = decide(&held, &error, claimed.now)?;
    let refused = matches!(failed.outcome, Outcome::TokenRefused { .. });
    let bells = report(&app, &held, claimed.now, &failed).await?;
    app.doorbell.ring(bells).await;
    if refused {
        tell_identity(&app, &context, &held).await;
    }
    Ok(JsonAnswer(json!({})))
}

/// What a failure leads to: try again, wait, or give up.
fn decide(held: &Held, error: &Failure, now: Timestamp) -> Result<Report, Problem> {
    let work = work_of(&held.queue).ok_or_else(Problem::not_found)?;
    let code = error.code.clone();
    let kept = format!("{}: {}", error.code, error.detail);
    let ended = |outcome| Report {
        outcome,
        job: queue::finish(held.id, held.epoch),
        facts: Vec::new(),
    };
    let asked = error
        .retry_after_ms
        .map(|wait| wait.clamp(0, LONGEST_WAIT_MS));
    Ok(match error.kind {
        Kind::Permanent => ended(Outcome::GaveUp { code }),
        Kind::Token => ended(Outcome::TokenRefused { code }),
        Kind::Poison => Report {
            outcome: Outcome::Defect {
                code: "internal_defect".to_owned(),
            },
            job: queue::bury(held.id, held.epoch, &kept),
            facts: Vec::new(),
        },
        Kind::Retry | Kind::Wait => {
            let waits = error.kind == Kind::Wait;
            let spread = held.id.as_u64_pair().1;
            let wait = asked.unwrap_or_else(|| work.backoff_ms(held.attempts, spread));
            let retry_at = now.plus_millis(wait);
            let out_of_tries = !waits && held.attempts >= held.max_attempts;
            if out_of_tries || retry_at >= held.give_up_at {
                ended(Outcome::GaveUp { code })
            } else {
                let outcome = if waits {
                    Outcome::Wait { code, retry_at }
                } else {
                    Outcome::Retry {
                        code,
                        attempts: held.attempts,
                        retry_at,
                    }
                };
                // A model's limit is everybody's, GitHub's is one member's.
                let pause =
                    (waits && held.queue == AI_REVIEW).then(|| queue::pause(&held.queue, retry_at));
                Report {
                    outcome,
                    job: queue::release(held.id, held.epoch, retry_at, Some(&kept), waits),
                    facts: pause.into_iter().collect(),
                }
            }
        }
    })
}

/// So that the member sees it where the token was entered. If it does not arrive, the next push finds out.
async fn tell_identity(app: &App, context: &Context, held: &Held) {
    let path = format!("/github-credentials/{}/refused", held.user);
    let told = app
        .peers
        .send(
            &context.as_system(),
            "identity",
            http::Method::POST,
            &path,
            http::HeaderMap::new(),
            axum::body::Bytes::new(),
        )
        .await;
    if let Err(problem) = told {
        let fields = json!({"user": held.user, "context": problem.context});
        log_line(
            NAME,
            "warn",
            "identity was not told of a refused token",
            &fields,
        );
    }
}
