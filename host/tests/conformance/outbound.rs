//! Requests that leave the application.

use std::time::{Duration, Instant};

use crate::application::Application;
use crate::upstream::UPSTREAM;

fn get(path: &str, more: &str) -> String {
    format!("/probe/get?url={}{path}{more}", UPSTREAM.url())
}

#[tokio::test]
async fn an_allowed_host_is_reached_and_a_redirect_is_not_followed() {
    let application = Application::any();
    assert_eq!(application.ask(&get("/fast", "")).await, "200 fast");
    assert_eq!(application.ask(&get("/moved", "")).await, "302 ");
}

#[tokio::test]
async fn a_host_that_is_not_allowed_is_denied_without_being_contacted() {
    let application = Application::any();
    let before = UPSTREAM.connections();
    let port = UPSTREAM.port();
    for address in [
        format!("http://localhost:{port}/fast"),
        format!("https://127.0.0.1:{port}/fast"),
        "http://127.0.0.1:1/".to_owned(),
        "http://exact.spin.internal/".to_owned(),
    ] {
        let seen = application.ask(&format!("/probe/get?url={address}")).await;
        assert!(seen.contains("HttpRequestDenied"), "{address}: {seen}");
    }
    let redis = "/probe/publish?channel=c&text=t&address=redis://127.0.0.1:6380";
    let seen = application.ask(redis).await;
    assert!(seen.contains("InvalidAddress"), "{seen}");
    assert_eq!(UPSTREAM.connections(), before);
}

#[tokio::test]
async fn a_server_that_does_not_begin_to_answer_is_given_up_in_time() {
    let application = Application::any();
    let start = Instant::now();
    let seen = application.ask(&get("/silent", "&first_byte_ms=300")).await;
    assert!(seen.contains("ConnectionReadTimeout"), "{seen}");
    let took = start.elapsed();
    assert!(
        (Duration::from_millis(300)..Duration::from_secs(3)).contains(&took),
        "{took:?}"
    );
}

#[tokio::test]
async fn a_server_that_stops_in_the_middle_of_its_answer_is_given_up_in_time() {
    let application = Application::any();
    let start = Instant::now();
    let seen = application
        .ask(&get("/halting", "&between_bytes_ms=300"))
        .await;
    assert!(seen.starts_with("error: "), "{seen}");
    let took = start.elapsed();
    assert!(
        (Duration::from_millis(300)..Duration::from_secs(3)).contains(&took),
        "{took:?}"
    );
}
