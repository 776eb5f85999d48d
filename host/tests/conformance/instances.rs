//! How instances are shared, and what the death or the endless work of one does to the others.

use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::time::sleep;

use crate::application::Application;
use crate::client;

/// Requests that one instance serves at once.
const AT_ONCE: usize = 16;

#[tokio::test]
async fn one_instance_serves_sixteen_requests_at_once() {
    let application = Application::any();
    let url = application.url(&format!("/shared/together?count={AT_ONCE}"));
    let mut answers = Vec::new();
    for _ in 0..AT_ONCE {
        let url = url.clone();
        answers.push(tokio::spawn(async move {
            client::get(&url).await.unwrap().body
        }));
        // The next one comes when this one waits: an instance takes another request only then.
        sleep(Duration::from_millis(60)).await;
    }
    let answers: Vec<String> = join_all(answers)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    let first = answers.first().unwrap();
    assert!(first.ends_with(&format!(" {AT_ONCE}")), "{answers:?}");
    assert!(answers.iter().all(|answer| answer == first), "{answers:?}");
}

#[tokio::test]
async fn an_instance_that_dies_answers_500_and_the_host_lives_on() {
    let application = Application::any();
    for _ in 0..3 {
        assert_eq!(application.status("/fragile/trap").await, 500);
        assert_eq!(application.ask("/fragile/name").await, "fragile");
        assert_eq!(application.ask("/probe/name").await, "front");
    }
}

#[tokio::test]
async fn calling_a_component_that_does_not_exist_ends_the_caller_and_the_host_lives_on() {
    let application = Application::any();
    let unknown = "get?url=http://nobody.spin.internal/";
    assert_eq!(application.status(&format!("/lost/{unknown}")).await, 500);
    assert_eq!(application.ask("/lost/name").await, "lost");
    assert_eq!(application.ask("/probe/name").await, "front");
}

#[tokio::test]
async fn a_stream_arrives_piece_by_piece() {
    let application = Application::any();
    let start = Instant::now();
    let response = client::open(&application.url("/streams/stream?count=3&every=400"), &[])
        .await
        .unwrap();
    let mut body = response.into_body();
    assert_eq!(client::piece(&mut body).await.unwrap(), "0\n");
    assert!(
        start.elapsed() < Duration::from_millis(400),
        "the first line waited for the rest"
    );
    assert_eq!(client::piece(&mut body).await.unwrap(), "1\n");
    assert_eq!(client::piece(&mut body).await.unwrap(), "2\n");
    assert_eq!(client::piece(&mut body).await, None);
    assert!(
        start.elapsed() >= Duration::from_millis(800),
        "the lines were not spread over time"
    );
}

#[tokio::test]
async fn requests_are_served_beside_many_open_streams() {
    let application = Application::any();
    let url = application.url("/streams/stream?count=1000&every=50");
    let mut streams = Vec::new();
    for _ in 0..60 {
        let mut body = client::open(&url, &[]).await.unwrap().into_body();
        assert_eq!(client::piece(&mut body).await.unwrap(), "0\n");
        streams.push(body);
    }
    let start = Instant::now();
    for _ in 0..20 {
        assert_eq!(application.ask("/streams/name").await, "streams");
        assert_eq!(application.ask("/probe/name").await, "front");
    }
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
    for body in &mut streams {
        assert!(client::piece(body).await.is_some(), "a stream ended early");
    }
}

#[tokio::test]
async fn a_client_that_goes_away_in_the_middle_of_a_stream_harms_nobody() {
    let application = Application::any();
    for _ in 0..5 {
        let url = application.url("/streams/stream?count=1000&every=5");
        let mut body = client::open(&url, &[]).await.unwrap().into_body();
        client::piece(&mut body).await.unwrap();
        drop(body);
    }
    sleep(Duration::from_millis(100)).await;
    assert_eq!(application.ask("/streams/name").await, "streams");
}
