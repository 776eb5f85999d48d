use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    routing::{get, post},
};
use http::{Request, StatusCode};
use serde::Deserialize;
use token::{Caller, InternalKey, SecretKey};
use uuid::Uuid;

use crate::{Context, Guarded, Json, Problem, TOKEN, TraceParent, User, answer, id};

#[derive(Clone)]
struct State(Arc<InternalKey>);

impl Guarded for State {
    fn service(&self) -> &'static str {
        "sample"
    }
    fn internal_key(&self) -> &InternalKey {
        &self.0
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    name: String,
}

async fn greet(user: User, Json(input): Json<Input>) -> Result<String, Problem> {
    if input.name == "nobody" {
        return Err(Problem::unavailable("the greeting table is away"));
    }
    Ok(format!("{} greets {}", user.id, input.name))
}

struct Sample {
    key: InternalKey,
    user: Uuid,
}

impl Sample {
    fn new() -> Self {
        Self {
            key: InternalKey::new(&SecretKey::new("an internal key that is long enough")),
            user: Uuid::now_v7(),
        }
    }

    fn token(&self, callee: &str) -> String {
        let caller = Caller {
            component: "gateway".to_owned(),
            user: Some(self.user),
            session: None,
            demo: false,
        };
        self.key.issue(&caller, callee).unwrap()
    }

    async fn send(&self, token: &str, kind: &str, body: &[u8]) -> (StatusCode, String) {
        let routes = Router::new()
            .route("/greet", post(greet))
            .with_state(State(Arc::new(self.key.clone())));
        let request = Request::post("/greet")
            .header(TOKEN, token)
            .header("content-type", kind)
            .header("x-user-id", Uuid::nil().to_string())
            .body(Body::from(body.to_vec()))
            .unwrap();
        let response = answer("sample", routes, request).await;
        assert!(response.headers().contains_key("x-request-id"));
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    }
}

#[tokio::test]
async fn the_token_alone_says_who_is_calling() {
    let sample = Sample::new();
    let (status, body) = sample
        .send(
            &sample.token("sample"),
            "application/json",
            br#"{"name":"Ada"}"#,
        )
        .await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(body, format!("{} greets Ada", sample.user));
}

#[tokio::test]
async fn no_token_or_one_for_another_service_is_401() {
    let sample = Sample::new();
    for token in [String::new(), sample.token("other"), "garbage".to_owned()] {
        let (status, body) = sample
            .send(&token, "application/json", br#"{"name":"Ada"}"#)
            .await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        assert!(body.contains(r#""code":"unauthenticated""#), "{body}");
    }
}

#[tokio::test]
async fn each_kind_of_bad_body_has_its_own_answer() {
    let sample = Sample::new();
    let token = sample.token("sample");
    let long = [br#"{"name":""#.as_slice(), &vec![b'x'; 3 << 20], b"\"}"].concat();
    let cases: &[(&str, &[u8], u16, &str)] = &[
        (
            "text/plain",
            br#"{"name":"Ada"}"#,
            415,
            "unsupported_media_type",
        ),
        ("application/json", b"{", 400, "malformed"),
        ("application/json", b"{\"name\":\"\xff\"}", 400, "malformed"),
        ("application/json", br#"{"name":"Ada"} x"#, 400, "malformed"),
        (
            "application/json",
            b"{}",
            422,
            r#""field":"name","code":"required""#,
        ),
        (
            "application/json",
            br#"{"name":1}"#,
            422,
            r#""field":"name","code":"wrong_type""#,
        ),
        (
            "application/json",
            br#"{"name":"A","name":"B"}"#,
            422,
            r#""field":"name","code":"duplicate_field""#,
        ),
        (
            "application/json",
            br#"["Ada"]"#,
            422,
            r#""field":".","code":"wrong_type""#,
        ),
        (
            "application/json",
            br#"{"name":"A","x":1}"#,
            422,
            "unknown_field",
        ),
        ("application/json", &long, 413, "too_large"),
    ];
    for (kind, body, status, text) in cases {
        let (got, answer) = sample.send(&token, kind, body).await;
        assert_eq!(
            (got.as_u16(), answer.contains(text)),
            (*status, true),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn what_the_operator_should_know_stays_inside() {
    let sample = Sample::new();
    let (status, body) = sample
        .send(
            &sample.token("sample"),
            "application/json",
            br#"{"name":"nobody"}"#,
        )
        .await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(!body.contains("greeting table"), "{body}");
}

#[test]
fn only_a_hyphenated_uuid_is_an_id() {
    let text = Uuid::now_v7().to_string();
    assert_eq!(id(&text).unwrap().to_string(), text);
    for wrong in ["", "1", &text.replace('-', ""), &format!("{{{text}}}")] {
        assert_eq!(id(wrong).unwrap_err().status, StatusCode::NOT_FOUND);
    }
}

#[test]
fn a_trace_is_continued_only_if_it_is_well_formed() {
    let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    assert_eq!(TraceParent::parse(good).unwrap().as_str(), good);
    for wrong in [
        "",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
    ] {
        assert!(TraceParent::parse(wrong).is_none(), "{wrong}");
    }
}

#[tokio::test]
async fn a_request_has_one_id_in_the_answer_in_its_error_and_in_what_is_recorded() {
    async fn named(context: Context) -> Result<String, Problem> {
        Ok(context.request_id.to_string())
    }
    async fn failing(_context: Context) -> Result<String, Problem> {
        Err(Problem::not_found())
    }
    let sample = Sample::new();
    let theirs = Uuid::now_v7().to_string();
    for (given, kept) in [
        (None, false),
        (Some(theirs.as_str()), true),
        (Some("1"), false),
    ] {
        let mut ids = Vec::new();
        for path in ["/named", "/failing"] {
            let routes = Router::new()
                .route("/named", get(named))
                .route("/failing", get(failing))
                .with_state(State(Arc::new(sample.key.clone())));
            let mut request = Request::get(path).header(TOKEN, sample.token("sample"));
            if let Some(given) = given {
                request = request.header("x-request-id", given);
            }
            let request = request.body(Body::empty()).unwrap();
            let response = answer("sample", routes, request).await;
            let id = response.headers()["x-request-id"].to_str().unwrap();
            let id = id.to_owned();
            let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
            let body = String::from_utf8(bytes.to_vec()).unwrap();
            assert!(body.contains(&id), "{id} is not in {body}");
            ids.push(id);
        }
        assert_eq!(ids.iter().all(|id| *id == theirs), kept, "{ids:?}");
    }
}

#[tokio::test]
async fn a_method_that_is_refused_is_told_which_ones_there_are() {
    let sample = Sample::new();
    let routes = Router::new()
        .route("/greet", post(greet))
        .with_state(State(Arc::new(sample.key.clone())));
    let request = Request::get("/greet").body(Body::empty()).unwrap();
    let response = answer("sample", routes, request).await;
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(response.headers()["allow"], "POST");
    assert_eq!(
        response.headers()["content-type"],
        "application/problem+json"
    );
}
