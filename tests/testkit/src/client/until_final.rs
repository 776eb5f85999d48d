//! A submission followed to its end, through cuts, kills and restarts.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::{Client, Event};
use crate::Error;

/// A submission that has come to its end.
#[derive(Debug, Clone)]
pub struct Followed {
    /// Everything the stream said, from the beginning, over all connections.
    pub events: Vec<Event>,
    /// What `done` said: `DONE`, `FAILED` or `WITHDRAWN`.
    pub step: String,
    /// `GET /api/submissions/{id}` afterwards.
    pub submission: Value,
    /// How often the stream had to be opened again.
    pub reconnections: u32,
    /// From the call to `done`.
    pub took: Duration,
}

/// Between two attempts to connect.
const PAUSE: Duration = Duration::from_millis(50);

impl Client {
    /// Follows a submission's stream from its beginning until `done`, resuming as a browser does whenever the
    /// connection ends or cannot be made.
    ///
    /// # Errors
    /// [`Error::TimedOut`] with the last thing heard, if it is not final in time; [`Error::Unexpected`] if the stream
    /// is refused with a 4xx.
    pub async fn until_final(&self, submission: &str, within: Duration) -> Result<Followed, Error> {
        let start = Instant::now();
        let target = format!("/api/events/submissions/{submission}");
        let left = || within.saturating_sub(start.elapsed());
        let mut events: Vec<Event> = Vec::new();
        let mut cursor = "0".to_owned();
        let mut connections = 0;
        while !left().is_zero() {
            let opened = self.stream_after(&target, Some(&cursor));
            let mut stream = match tokio::time::timeout(left(), opened).await {
                Ok(Ok(stream)) => stream,
                Ok(Err(
                    refused @ Error::Unexpected {
                        status: 400..=499, ..
                    },
                )) => return Err(refused),
                Ok(Err(_)) | Err(_) => {
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            };
            connections += 1;
            while let Ok(Some(event)) = stream.next(left()).await {
                events.push(event.clone());
                if event.event != "done" {
                    continue;
                }
                let step = event.json.get("step").and_then(Value::as_str);
                return Ok(Followed {
                    step: step.unwrap_or_default().to_owned(),
                    took: start.elapsed(),
                    submission: self.read_in_time(submission, left()).await?,
                    reconnections: connections - 1,
                    events,
                });
            }
            stream.last_event_id().clone_into(&mut cursor);
            tokio::time::sleep(PAUSE).await;
        }
        let last = events.last().map_or("nothing", |event| event.data.as_str());
        Err(Error::TimedOut {
            what: format!("submission {submission} to be final; last heard: {last}"),
            after: within,
        })
    }

    /// The submission itself; the application may be starting again at this very moment.
    async fn read_in_time(&self, submission: &str, within: Duration) -> Result<Value, Error> {
        let end = Instant::now() + within.max(Duration::from_secs(5));
        loop {
            match self.get(&format!("/api/submissions/{submission}")).await {
                Ok(answer) if answer.status.as_u16() < 500 => return Ok(answer.expect(200)?.json),
                Ok(answer) if Instant::now() > end => return Ok(answer.expect(200)?.json),
                Err(error) if Instant::now() > end => return Err(error),
                Ok(_) | Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
    }
}
