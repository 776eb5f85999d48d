//! A submission's stream, followed across kills as a browser does.

use std::time::{Duration, Instant};

use testkit::Error;
use testkit::client::{Client, Event};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Nothing takes longer than this.
pub const WITHIN: Duration = Duration::from_secs(45);

/// Between two attempts to connect.
const PAUSE: Duration = Duration::from_millis(50);

/// Somebody who follows one submission in the background.
pub struct Follower {
    seen: watch::Receiver<Vec<String>>,
    story: JoinHandle<Result<Story, Error>>,
}

/// What the stream told, over all connections.
pub struct Story {
    pub events: Vec<Event>,
    pub connections: usize,
}

impl Follower {
    pub fn start(client: &Client, submission: &str) -> Self {
        let (tell, seen) = watch::channel(Vec::new());
        let client = client.clone();
        let target = format!("/api/events/submissions/{submission}");
        Self {
            seen,
            story: tokio::spawn(follow(client, target, tell)),
        }
    }

    /// Waits until the stream has told of this event.
    pub async fn has_seen(&mut self, event: &str) -> Result<(), Error> {
        let told = self
            .seen
            .wait_for(|seen| seen.iter().any(|kind| kind == event));
        match tokio::time::timeout(WITHIN, told).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Error::TimedOut {
                what: format!("the stream to tell of {event}"),
                after: WITHIN,
            }),
        }
    }

    /// Waits for the end of the story.
    pub async fn story(self) -> Result<Story, Error> {
        self.story.await.expect("following does not panic")
    }
}

async fn follow(
    client: Client,
    target: String,
    tell: watch::Sender<Vec<String>>,
) -> Result<Story, Error> {
    let end = Instant::now() + WITHIN;
    let left = || end.saturating_duration_since(Instant::now());
    let mut cursor = "0".to_owned();
    let mut story = Story {
        events: Vec::new(),
        connections: 0,
    };
    while !left().is_zero() {
        let opened = tokio::time::timeout(left(), client.stream_after(&target, Some(&cursor)));
        match opened.await {
            Ok(Ok(mut stream)) => {
                story.connections += 1;
                while let Ok(Some(event)) = stream.next(left()).await {
                    let kind = event.json["eventType"].as_str().unwrap_or(&event.event);
                    tell.send_modify(|seen| seen.push(kind.to_owned()));
                    let done = event.event == "done";
                    story.events.push(event);
                    if done {
                        return Ok(story);
                    }
                }
                stream.last_event_id().clone_into(&mut cursor);
            }
            Ok(Err(
                refused @ Error::Unexpected {
                    status: 400..=499, ..
                },
            )) => return Err(refused),
            Ok(Err(_)) | Err(_) => {}
        }
        tokio::time::sleep(PAUSE).await;
    }
    let told: Vec<&str> = story
        .events
        .iter()
        .map(|event| event.data.as_str())
        .collect();
    Err(Error::TimedOut {
        what: format!("`done` on {target}; told so far: {told:#?}"),
        after: WITHIN,
    })
}
