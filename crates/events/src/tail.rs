//! One reader of the logs for all streams of an instance.
//!
//! Tasks of an instance cannot wake one another (the guest runtime's feature for it traps on current hosts),
//! so nobody hands anything out. Instead each stream sleeps until the next reading is due; whichever wakes
//! first reads, and the others find what it read. That is one reading each [`PERIOD`], however many streams
//! there are, and none when there are none.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use doorbell::Bell;
use log::{Feed, FeedItem};
use service::{Context, Problem};

use crate::{
    app::App,
    cursor::{Cursor, LOGS},
    runtime::sleep,
};

/// How often the logs are read while somebody listens.
const PERIOD: Duration = Duration::from_millis(75);
/// How soon a stream looks again while another one is reading.
const MEANWHILE: Duration = Duration::from_millis(5);
/// A reading that takes longer is taken over: its stream may be gone.
const READING: Duration = Duration::from_secs(3);
/// What was read before a silence this long is not gone on with.
const STALE: Duration = Duration::from_secs(2);
/// How often the clock is rung meanwhile, for installations that have no other.
const TICK: Duration = Duration::from_secs(1);
/// How many events are kept for streams that come a little later.
const KEPT: usize = 1_000;

/// What the streams of an instance share.
pub(crate) struct Tail(Mutex<Shared>);

struct Shared {
    /// The kept events are all those after this place...
    since: Cursor,
    /// ...up to this one.
    until: Cursor,
    items: VecDeque<(usize, Arc<FeedItem>)>,
    /// Whether `until` is a place to go on from.
    placed: bool,
    read_at: Option<Instant>,
    /// Since when somebody reads.
    reading: Option<Instant>,
    ticked_at: Option<Instant>,
}

/// What a stream hears.
pub(crate) enum News {
    /// Everything after its cursor, each with the number of its log.
    Items(Vec<(usize, Arc<FeedItem>)>),
    /// Its cursor lies before what is kept: it must read for itself, at least up to this place.
    Behind(Cursor),
}

/// What to do now.
enum Turn {
    Look,
    Wait(Duration),
    Read {
        begun: Instant,
        from: Option<Cursor>,
        tick: bool,
    },
}

impl Tail {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Shared {
            since: Cursor::default(),
            until: Cursor::default(),
            items: VecDeque::new(),
            placed: false,
            read_at: None,
            reading: None,
            ticked_at: None,
        }))
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shared {
    /// `seen` is when the asking stream last looked.
    fn turn(&mut self, seen: Option<Instant>, now: Instant) -> Turn {
        let fresh = self.read_at.is_some_and(|at| Some(at) > seen);
        if fresh {
            return Turn::Look;
        }
        let due = self.read_at.map(|at| at + PERIOD);
        if let Some(due) = due.filter(|due| *due > now) {
            return Turn::Wait(due - now);
        }
        if self.reading.is_some_and(|since| now - since < READING) {
            return Turn::Wait(MEANWHILE);
        }
        self.reading = Some(now);
        let tick = self.ticked_at.is_none_or(|at| now - at >= TICK);
        if tick {
            self.ticked_at = Some(now);
        }
        // Where nobody could begin, the next one begins again: at the end, and not at the beginning.
        self.placed &= self.read_at.is_some_and(|at| now - at < STALE);
        Turn::Read {
            begun: now,
            from: self.placed.then_some(self.until),
            tick,
        }
    }

    /// Keeps what was read, unless somebody else took the reading over meanwhile; none if a service was away.
    fn keep(&mut self, begun: Instant, read: Option<Read>, now: Instant) {
        if self.reading != Some(begun) {
            return;
        }
        self.reading = None;
        self.read_at = Some(now);
        let Some(read) = read else { return };
        self.placed = true;
        if !read.goes_on {
            self.items.clear();
            self.since = read.until;
        }
        self.until = read.until;
        self.items.extend(read.items);
        while self.items.len() > KEPT {
            if let Some((log, item)) = self.items.pop_front() {
                self.since.reach(log, item.seq);
            }
        }
    }

    fn news(&self, cursor: &Cursor) -> News {
        let reaches_back = (0..LOGS.len()).all(|log| cursor.get(log) >= self.since.get(log));
        if !reaches_back {
            return News::Behind(self.until);
        }
        let new = self
            .items
            .iter()
            .filter(|(log, item)| item.seq > cursor.get(*log));
        News::Items(new.cloned().collect())
    }
}

struct Read {
    goes_on: bool,
    items: Vec<(usize, Arc<FeedItem>)>,
    until: Cursor,
}

/// Waits until the logs have been read again, and tells what is after `cursor`.
/// `seen` is the caller's memory of when it last looked.
pub(crate) async fn news(
    app: &App,
    context: &Context,
    cursor: &Cursor,
    seen: &mut Option<Instant>,
) -> News {
    loop {
        let turn = app.tail.shared().turn(*seen, Instant::now());
        match turn {
            Turn::Wait(time) => sleep(time).await,
            Turn::Read { begun, from, tick } => {
                if tick {
                    app.doorbell.ring(vec![Bell::plain("clock.tick")]).await;
                }
                // A service that is away for a moment is asked again; the place stays where it is.
                let read = read(app, context, from).await.ok();
                app.tail.shared().keep(begun, read, Instant::now());
            }
            Turn::Look => {
                let shared = app.tail.shared();
                *seen = shared.read_at;
                return shared.news(cursor);
            }
        }
    }
}

/// Where each log ends now.
pub(crate) async fn ends(app: &App, context: &Context) -> Result<Cursor, Problem> {
    let mut cursor = Cursor::default();
    for (log, (_, service)) in LOGS.iter().enumerate() {
        cursor.reach(log, feed(app, context, service, "/log").await?.cursor);
    }
    Ok(cursor)
}

async fn read(app: &App, context: &Context, from: Option<Cursor>) -> Result<Read, Problem> {
    let Some(mut until) = from else {
        return Ok(Read {
            goes_on: false,
            items: Vec::new(),
            until: ends(app, context).await?,
        });
    };
    let mut items = Vec::new();
    for (log, (_, service)) in LOGS.iter().enumerate() {
        let path = format!("/log?after={}", until.get(log));
        let feed = feed(app, context, service, &path).await?;
        until.reach(log, feed.cursor);
        items.extend(feed.items.into_iter().map(|item| (log, Arc::new(item))));
    }
    Ok(Read {
        goes_on: true,
        items,
        until,
    })
}

async fn feed(
    app: &App,
    context: &Context,
    service: &'static str,
    path: &str,
) -> Result<Feed, Problem> {
    let feed: Option<Feed> = app.peers.get(&context.as_system(), service, path).await?;
    feed.ok_or_else(|| Problem::unavailable(format!("{service} has no log")))
}

#[cfg(test)]
mod tests;
