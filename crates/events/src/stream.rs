//! One connection.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
    time::{Duration, Instant},
};

use axum::body::{Body, Bytes};
use futures::{
    SinkExt,
    channel::mpsc::{Sender, channel},
};
use http::HeaderMap;
use log::{Feed, FeedItem};
use serde_json::{Value, json};
use session::SignedIn;

use crate::{
    app::App,
    cursor::{Cursor, LOGS},
    runtime::spawn,
    sse,
    tail::{News, ends, news},
    topics::Topic,
};

/// How long one connection may last.
const LONGEST: Duration = Duration::from_secs(5 * 60);
/// How often a silent connection shows that it is alive.
const COMMENT: Duration = Duration::from_secs(15);
/// How often the session is looked at; with `session::TRUST` on top it stays below five seconds.
const SESSION_CHECK: Duration = Duration::from_secs(2);
/// How many stretches of a log a stream reads to catch up before it asks the client to fetch anew.
const MOST_STRETCHES: usize = 20;
/// How many events may wait for a slow client.
const OUTBOX: usize = 64;

/// What a connection follows.
pub(crate) struct Wanted {
    pub topics: BTreeSet<Topic>,
    /// The submissions among the topics as they are now.
    pub snapshots: Vec<Value>,
    /// Whether it goes on from the client's own cursor, instead of beginning now.
    pub resumes: bool,
    /// Whether the client's own cursor could not be understood.
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
    out: Sender<Result<Bytes, std::convert::Infallible>>,
}

/// Why a stream ends.
enum End {
    /// The client has gone, or its session has.
    Gone,
    /// The submission is at its end.
    Done,
    /// A service did not answer; the client comes back by itself.
    Away,
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
        let opened = Instant::now();
        let mut spoken = opened;
        let mut checked = opened;
        let mut seen = None;
        loop {
            let before = self.cursor;
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
            if self.out.is_closed() {
                return Err(End::Gone);
            }
            if checked.elapsed() >= SESSION_CHECK {
                checked = Instant::now();
                self.check_session().await?;
            }
            if opened.elapsed() >= LONGEST {
                self.event("timeout", &json!({})).await?;
                return Err(End::Gone);
            }
            if self.cursor != before {
                spoken = Instant::now();
            } else if spoken.elapsed() >= COMMENT {
                spoken = Instant::now();
                self.send(sse::comment()).await?;
            }
        }
    }

    /// Reads what lies between this stream's cursor and the end of each log.
    async fn catch_up(&mut self) -> Result<(), End> {
        let context = self.caller.context.as_system();
        for (log, (_, service)) in LOGS.iter().enumerate() {
            let mut stretches = 0;
            loop {
                let mut path = format!("/log?after={}", self.cursor.get(log));
                if let (Some(subject), "submission") = (&self.subject, *service) {
                    path.push_str(&format!("&subject={subject}"));
                }
                let feed: Option<Feed> = self
                    .app
                    .peers
                    .get(&context, service, &path)
                    .await
                    .map_err(|_| End::Away)?;
                let feed = feed.ok_or(End::Away)?;
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

    /// Too far behind to be told everything: from here on, after the client has fetched anew.
    async fn give_up_catching_up(&mut self) -> Result<(), End> {
        self.cursor = ends(&self.app, &self.caller.context)
            .await
            .map_err(|_| End::Away)?;
        self.event("resync", &json!({})).await
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

    async fn send(&mut self, text: Bytes) -> Result<(), End> {
        self.out.send(Ok(text)).await.map_err(|_| End::Gone)
    }
}

fn is_final(submission: &Value) -> bool {
    let step = submission.get("step").and_then(Value::as_str);
    matches!(step, Some("DONE" | "FAILED" | "WITHDRAWN"))
}
