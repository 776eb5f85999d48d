use std::sync::Arc;

use axum::{
    Json as JsonAnswer,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use service::{FieldError, Json, Problem, User, id};

use crate::{
    access,
    app::App,
    receive::{CODE_BYTES, LANGUAGES, NewSubmission, receive},
    routes::get::read,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Body {
    problem_id: String,
    language: String,
    code: String,
}

/// `POST /api/submissions`: accepts code for a problem of a study that the caller belongs to.
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    user: User,
    headers: HeaderMap,
    Json(body): Json<Body>,
) -> Result<Response, Problem> {
    let idempotency_key = idempotency_key(&headers)?;
    let mut errors = check_code("code", &body.language, &body.code, 1);
    let problem_id = id(&body.problem_id).map_err(|_| {
        errors.push(FieldError {
            field: "problemId".to_owned(),
            code: "not_an_id",
            message: "This is not the id of a problem.".to_owned(),
        });
    });
    let (Ok(problem_id), true) = (problem_id, errors.is_empty()) else {
        return Err(Problem::validation(errors));
    };

    let (problem, membership) = app.problem_for(&user, problem_id).await?;
    if !membership.study_open {
        return Err(Problem::conflict("This study is closed."));
    }
    check_allowed(&problem, &body.language)?;
    let new = NewSubmission {
        problem,
        user_name: membership.nickname,
        language: body.language,
        code: body.code,
        idempotency_key,
    };
    let submission = receive(&app, &user, new).await?;
    let view = read(&app, &user, submission).await?;
    let location = [(header::LOCATION, format!("/api/submissions/{submission}"))];
    Ok((StatusCode::CREATED, location, JsonAnswer(view)).into_response())
}

fn check_allowed(problem: &access::Problem, language: &str) -> Result<(), Problem> {
    let allowed = &problem.allowed_languages;
    if allowed.is_empty() || allowed.iter().any(|name| name == language) {
        Ok(())
    } else {
        Err(Problem::field(
            "language",
            "not_allowed",
            "This problem does not take that language.",
        ))
    }
}

/// What is wrong with a language and a code of at least `least` bytes.
pub(crate) fn check_code(field: &str, language: &str, code: &str, least: usize) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if !LANGUAGES.contains(&language) {
        errors.push(FieldError {
            field: "language".to_owned(),
            code: "unknown_language",
            message: format!("It must be one of {}.", LANGUAGES.join(", ")),
        });
    }
    if code.len() < least {
        errors.push(FieldError {
            field: field.to_owned(),
            code: "too_short",
            message: "There is no code.".to_owned(),
        });
    }
    if code.len() > CODE_BYTES {
        errors.push(FieldError {
            field: field.to_owned(),
            code: "too_long",
            message: format!(
                "It has {} bytes in UTF-8; {CODE_BYTES} are the most.",
                code.len()
            ),
        });
    }
    errors
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut keys = headers.get_all("idempotency-key").iter();
    let wrong = || {
        Problem::field(
            "Idempotency-Key",
            "malformed",
            "It must be one value of 1 to 255 visible ASCII characters.",
        )
    };
    match (keys.next(), keys.next()) {
        (None, _) => Ok(None),
        (Some(key), None) => match key.to_str() {
            Ok(key) if (1..=255).contains(&key.len()) => Ok(Some(key.to_owned())),
            _ => Err(wrong()),
        },
        (Some(_), Some(_)) => Err(wrong()),
    }
}
