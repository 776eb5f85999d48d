//! One connection.

use std::{
    collections::{BTreeSet, HashSet},
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::body::{Body, Bytes};
use futures::{
    SinkExt,
    channel::mpsc::{Sender, channel},
    future::{Either, select},
};
use http::HeaderMap;
use log::{Feed, FeedItem};
use serde_json::{Value, json};
use session::SignedIn;

use crate::{
    app::App,
    cursor::{Cursor, LOGS},
    runtime::{sleep, spawn},
    sse,
    tail::{News, ends, news},
    topics::Topic,
};

/// How many stretches of a log a stream reads to catch up before it asks the client to fetch anew.
const MOST_STRETCHES: usize = 20;
/// How soon a service that did not answer is asked again.
const AWAY: Duration = Duration::from_millis(500);
/// How many events may wait for a slow client.
const OUTBOX: usize = 64;

/// What a connection follows.
pub(crate) struct Wanted {
    pub topics: BTreeSet<Topic>,
    /// The submissions among the topics as they are now.
    pub snapshots: Vec<Value>,
    /// Whether it goes on from the client's own cursor, instead of beginning now.
    pub resumes: bool,
    /// Whether the client's own cursor was none of ours.
    pub resync: bool,
    /// Whether it ends when its one submission is at its end.
    pub until_done: bool,
}

struct Stream {
    app: Arc<App>,
    caller: SignedIn,
    headers: HeaderMap,
    keys: HashSet<String>,
    /// The one entity that it is about, which spares reading everybody else's events.
    subject: Option<String>,
    until_done: bool,
    cursor: Cursor,
    opened: Instant,
    /// When the session was last looked at.
    checked: Instant,
    /// When something was last sent.
    spoken: Instant,
    out: Sender<Result<Bytes, std::convert::Infallible>>,
}

/// Why a stream ends.
enum End {
    /// The client has gone, or its session has.
    Gone,
    /// The submission is at its end.
    Done,
}

/// Opens the stream at `begin` and returns its body.
pub(crate) fn open(
    app: &Arc<App>,
    caller: SignedIn,
    headers: HeaderMap,
    begin: Cursor,
    wanted: Wanted,
) -> Body {
    let (out, body) = channel(OUTBOX);
    let user = caller.session.user;
    let keys: HashSet<String> = wanted.topics.iter().map(|topic| topic.key(user)).collect();
    let mut topics = wanted.topics.iter();
    let subject = match (topics.next(), topics.next()) {
        (Some(Topic::Submission(id)), None) => Some(id.to_string()),
        _ => None,
    };
    let mut stream = Stream {
        app: Arc::clone(app),
        caller,
        headers,
        keys,
        subject,
        until_done: wanted.until_done,
        cursor: begin,
        opened: Instant::now(),
        checked: Instant::now(),
        spoken: Instant::now(),
        out,
    };
    spawn(async move {
        // However it ends, the connection closes; a browser comes back with its cursor if there is more.
        let _ = stream.run(wanted).await;
    });
    Body::from_stream(body)
}

impl Stream {
    async fn run(&mut self, wanted: Wanted) -> Result<(), End> {
        self.send(sse::opening()).await?;
        if wanted.resync {
            self.event("resync", &json!({})).await?;
        }
        for snapshot in wanted.snapshots {
            if !wanted.resumes {
                self.event("status", &snapshot).await?;
            } else if self.until_done && is_final(&snapshot) {
                // A client that has seen the last event but not `done` finds nothing new in the log.
                self.catch_up().await?;
            }
            self.finish_if_done(&snapshot).await?;
        }
        let mut seen = None;
        loop {
            match news(&self.app, &self.caller.context, &self.cursor, &mut seen).await {
                News::Behind(until) => {
                    self.catch_up().await?;
                    for log in 0..LOGS.len() {
                        self.cursor.reach(log, until.get(log));
                    }
                }
                News::Items(items) => {
                    for (log, item) in items {
                        self.offer(log, &item).await?;
                    }
                }
            }
            self.look_around().await?;
        }
    }

    /// What a connection owes beside its events, whatever it is waiting for.
    async fn look_around(&mut self) -> Result<(), End> {
        let pace = self.app.pace;
        if self.out.is_closed() {
            return Err(End::Gone);
        }
        if self.checked.elapsed() >= pace.session_check {
            self.checked = Instant::now();
            self.check_session().await?;
        }
        if self.opened.elapsed() >= pace.longest {
            self.event("timeout", &json!({})).await?;
            return Err(End::Gone);
        }
        if self.spoken.elapsed() >= pace.comment {
            self.send(sse::comment()).await?;
        }
        Ok(())
    }

    /// Reads what lies between this stream's cursor and the end of each log.
    async fn catch_up(&mut self) -> Result<(), End> {
        for (log, (_, service)) in LOGS.iter().enumerate() {
            // Of one submission only its own service has anything to tell.
            if self.subject.is_some() && *service != "submission" {
                continue;
            }
            let mut stretches = 0;
            loop {
                let feed = self.stretch(log, service).await?;
                if feed.cursor <= self.cursor.get(log) {
                    break;
                }
                for item in &feed.items {
                    self.offer(log, item).await?;
                }
                self.cursor.reach(log, feed.cursor);
                stretches += 1;
                if stretches >= MOST_STRETCHES {
                    return self.give_up_catching_up().await;
                }
            }
        }
        Ok(())
    }

    /// The next stretch of a log after this stream's cursor.
    async fn stretch(&mut self, log: usize, service: &'static str) -> Result<Feed, End> {
        let context = self.caller.context.as_system();
        let mut path = format!("/log?after={}", self.cursor.get(log));
        if let Some(subject) = &self.subject {
            path.push_str(&format!("&subject={subject}"));
        }
        loop {
            if let Ok(Some(feed)) = self.app.peers.get(&context, service, &path).await {
                return Ok(feed);
            }
            self.wait_for_services().await?;
        }
    }

    /// Too far behind to be told everything: from here on, after the client has fetched anew.
    async fn give_up_catching_up(&mut self) -> Result<(), End> {
        loop {
            if let Ok(ends) = ends(&self.app, &self.caller.context).await {
                self.cursor = ends;
                return self.event("resync", &json!({})).await;
            }
            self.wait_for_services().await?;
        }
    }

    /// A service is away for a moment. A connection that ended for it would find no open door either, and
    /// browsers do not come back after that.
    async fn wait_for_services(&mut self) -> Result<(), End> {
        self.look_around().await?;
        sleep(AWAY).await;
        Ok(())
    }

    /// Sends an item if this stream follows it and has not sent it before.
    async fn offer(&mut self, log: usize, item: &FeedItem) -> Result<(), End> {
        if item.seq <= self.cursor.get(log) {
            return Ok(());
        }
        self.cursor.reach(log, item.seq);
        if !item.topics.iter().any(|topic| self.keys.contains(topic)) {
            return Ok(());
        }
        self.event(&item.event, &item.data).await?;
        if item.last {
            self.finish_if_done(&item.data).await?;
        }
        Ok(())
    }

    async fn finish_if_done(&mut self, submission: &Value) -> Result<(), End> {
        if !(self.until_done && is_final(submission)) {
            return Ok(());
        }
        let done = json!({"submissionId": submission.get("id"), "step": submission.get("step")});
        self.event("done", &done).await?;
        Err(End::Done)
    }

    async fn check_session(&mut self) -> Result<(), End> {
        match self.app.guard.check(&self.headers, &self.app.peers).await {
            Ok(_) => Ok(()),
            // Identity is away for a moment: nobody is thrown out for that.
            Err(problem) if problem.status.is_server_error() => Ok(()),
            Err(_) => Err(End::Gone),
        }
    }

    async fn event(&mut self, name: &str, data: &Value) -> Result<(), End> {
        let text = sse::event(&self.cursor, name, data);
        self.send(text).await
    }

    /// A client that takes nothing any more is waited for as long as its connection may last.
    async fn send(&mut self, text: Bytes) -> Result<(), End> {
        let left = self.app.pace.longest.saturating_sub(self.opened.elapsed());
        let taken = pin!(self.out.send(Ok(text)));
        let deadline = pin!(sleep(left));
        match select(taken, deadline).await {
            Either::Left((Ok(()), _)) => {
                self.spoken = Instant::now();
                Ok(())
            }
            _ => Err(End::Gone),
        }
    }
}

fn is_final(submission: &Value) -> bool {
    let step = submission.get("step").and_then(Value::as_str);
    matches!(step, Some("DONE" | "FAILED" | "WITHDRAWN"))
}
