//! Messages: none is lost while its listener is busy, and they come one at a time.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::time::sleep;

use crate::application::Application;

/// Waits until the listener has written down so many messages of this name.
async fn heard(application: &Application, name: &str, count: usize) -> Vec<String> {
    let start = Instant::now();
    loop {
        let heard = application.ask("/probe/sqlite/heard").await;
        let heard: Vec<String> = heard
            .lines()
            .filter(|line| line.starts_with(name))
            .map(str::to_owned)
            .collect();
        if heard.len() >= count || start.elapsed() > Duration::from_secs(15) {
            return heard;
        }
        sleep(Duration::from_millis(20)).await;
    }
}

fn publish(text: &str, count: usize) -> String {
    format!("/probe/publish?channel=probes.heard&text={text}&count={count}")
}

/// A name that no earlier run has used: a host that is not ours keeps what it has heard.
fn fresh(name: &str) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    format!("{name}-{}-", now.as_nanos())
}

#[tokio::test]
async fn messages_sent_while_the_listener_is_busy_wait_their_turn() {
    let application = Application::any();
    let ding = fresh("ding");
    let start = Instant::now();
    application.ask(&publish(&ding, 5)).await;
    assert!(
        start.elapsed() < Duration::from_millis(200),
        "publishing waited for the listener"
    );
    let expected: Vec<String> = (0..5).map(|index| format!("{ding}{index} 0")).collect();
    assert_eq!(heard(&application, &ding, 5).await, expected);
}

#[tokio::test]
async fn a_listener_that_dies_or_fails_hears_the_next_message() {
    let application = Application::any();
    let after = fresh("after");
    for text in ["trap", "fail", &after] {
        application.ask(&publish(text, 1)).await;
    }
    assert_eq!(
        heard(&application, &after, 1).await,
        [format!("{after}0 0")]
    );
}

#[tokio::test]
async fn a_message_on_a_channel_without_listeners_is_gone() {
    let application = Application::any();
    let (nobody, somebody) = (fresh("nobody"), fresh("somebody"));
    let other = format!("/probe/publish?channel=probes.other&text={nobody}");
    application.ask(&other).await;
    application.ask(&publish(&somebody, 1)).await;
    assert_eq!(heard(&application, &somebody, 1).await.len(), 1);
    assert!(heard(&application, &nobody, 0).await.is_empty());
}
