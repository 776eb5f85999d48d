//! The client follows streams as a browser does, whatever the server does to them.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in the functions around it too"
)]

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use serde_json::json;
use testkit::Error;
use testkit::client::Client;
use testkit::fake::{Body, Fault, Reply, Request, Server, Service};

const WITHIN: Duration = Duration::from_secs(5);
const STREAM: &str = "GET /api/events/submissions/*";

/// Five events and `done`, resumable; each connection gives two of them at most.
struct Events {
    broken: bool,
}

impl Service for Events {
    fn answer(&self, request: &Request) -> Reply {
        if !request.path.starts_with("/api/events/") {
            return Reply::json(StatusCode::OK, &json!({ "step": "DONE" }));
        }
        let after: usize = request
            .header("last-event-id")
            .and_then(|id| id.parse().ok())
            .unwrap_or(0);
        let mut pieces: Vec<Bytes> = vec![": hello\n\n".into()];
        for id in (after + 1..=6).take(2) {
            let (event, step) = if id == 6 {
                ("done", "DONE")
            } else {
                ("status", "AI_QUEUED")
            };
            let data = json!({ "step": step, "seq": id });
            pieces.push(format!("id: {id}\nevent: {event}\ndata: {data}\n\n").into());
        }
        pieces.push("id: 99\ndata: half an event".into());
        let pieces = pieces
            .into_iter()
            .map(|piece| (Duration::ZERO, piece))
            .collect();
        let mut reply = Reply::empty(StatusCode::OK).with("content-type", "text/event-stream");
        reply.body = if self.broken {
            Body::Broken(pieces, None)
        } else {
            Body::Stream(pieces)
        };
        reply
    }
}

fn start(broken: bool) -> (Server, Client) {
    let server = Server::start(Arc::new(Events { broken }), 1).unwrap();
    let client = Client::new(&server.url());
    (server, client)
}

#[tokio::test]
async fn a_stream_that_ends_or_breaks_is_resumed_without_loss_or_repetition() {
    for broken in [false, true] {
        let (server, client) = start(broken);
        server.on(STREAM).skip(1).fault(Fault::cut());
        server
            .on(STREAM)
            .skip(2)
            .fault(Fault::status(StatusCode::BAD_GATEWAY));
        let followed = client.until_final("s-1", WITHIN).await.unwrap();
        let seen: Vec<&str> = followed
            .events
            .iter()
            .map(|event| event.id.as_str())
            .collect();
        assert_eq!(seen, ["1", "2", "3", "4", "5", "6"], "broken: {broken}");
        assert_eq!(
            (followed.step.as_str(), &followed.submission),
            ("DONE", &json!({ "step": "DONE" }))
        );
        assert_eq!(followed.reconnections, 2);
    }
}

#[tokio::test]
async fn a_stream_that_is_refused_or_says_nothing_is_an_error_in_time() {
    let (server, client) = start(false);
    server
        .on(STREAM)
        .fault(Fault::status(StatusCode::NOT_FOUND));
    let refused = client.until_final("s-1", WITHIN).await;
    assert!(matches!(
        refused,
        Err(Error::Unexpected { status: 404, .. })
    ));
    server.on(STREAM).always().fault(Fault::hang());
    let silent = client.until_final("s-1", Duration::from_millis(200)).await;
    assert!(matches!(silent, Err(Error::TimedOut { .. })));
}

#[tokio::test]
async fn a_test_may_cut_a_stream_and_go_on_where_it_left_off() {
    let (_server, client) = start(false);
    let mut stream = client.stream("/api/events/submissions/s-1").await.unwrap();
    let first = stream.next(WITHIN).await.unwrap().unwrap();
    assert_eq!((first.id.as_str(), first.event.as_str()), ("1", "status"));
    stream.cut();
    // What had arrived together with the first event is still read.
    while stream.next(WITHIN).await.unwrap().is_some() {}
    let seen = stream.last_event_id().to_owned();
    stream.resume().await.unwrap();
    let next = stream.next(WITHIN).await.unwrap().unwrap();
    assert_eq!(
        next.json["seq"].as_u64().unwrap(),
        seen.parse::<u64>().unwrap() + 1
    );
    assert!(stream.comments() >= 2);
    let fifth = stream.until(WITHIN, |event| event.id == "5").await;
    assert!(
        matches!(fifth, Err(Error::TimedOut { .. })),
        "this connection ends before"
    );
}

#[tokio::test]
async fn raw_bytes_go_out_as_they_are() {
    let (server, client) = start(false);
    let request =
        b"GET /%2e%2e//x?a=%FF HTTP/1.1\r\nHost: x\r\nX-Odd: \xff\xfe\r\nConnection: close\r\n\r\n";
    let answer = client.raw(request, WITHIN).await.unwrap();
    assert_eq!((answer.status, answer.closed), (Some(200), true));
    assert!(answer.text().ends_with("{\"step\":\"DONE\"}"));
    let seen = server.exchanges();
    assert_eq!(seen[0].request.path, "/%2e%2e//x");
    assert_eq!(seen[0].request.headers["x-odd"].as_bytes(), b"\xff\xfe");
    let nonsense = client.raw(b"nonsense\r\n\r\n", WITHIN).await.unwrap();
    assert_eq!(nonsense.status, Some(400));
}

#[tokio::test]
async fn an_answer_that_was_not_wanted_is_an_error_that_shows_it() {
    let (server, client) = start(false);
    let teapot = Reply::json(StatusCode::IM_A_TEAPOT, &json!({ "code": "teapot" }));
    server.on("GET /tea").always().fault(Fault::answer(
        teapot.with("content-type", "application/problem+json"),
    ));
    let answer = client.get("/tea").await.unwrap();
    assert_eq!((answer.status.as_u16(), answer.code()), (418, "teapot"));
    let message = answer.expect(200).unwrap_err().to_string();
    assert_eq!(
        message,
        "GET /tea was answered 418, not 200: {\"code\":\"teapot\"}"
    );
}
