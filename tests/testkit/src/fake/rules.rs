//! The switchboard: which fault or barrier meets which request, and how often.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::fault::{Act, Fault, Stage};
use super::message::Request;
use super::pattern::Pattern;
use crate::Error;

/// All rules of one fake.
pub(super) struct Rules {
    inner: Mutex<Inner>,
}

struct Inner {
    rules: Vec<Entry>,
    next_id: u64,
    dice: fastrand::Rng,
}

struct Entry {
    id: u64,
    pattern: Pattern,
    stage: Stage,
    skip: u64,
    left: Option<u64>,
    chance: f64,
    hits: Arc<AtomicU64>,
    action: Action,
}

/// What a rule does to a request.
#[derive(Clone)]
pub(super) enum Action {
    Fault(Act),
    Stop(mpsc::UnboundedSender<Stopped>),
}

impl Rules {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            inner: Mutex::new(Inner {
                rules: Vec::new(),
                next_id: 1,
                dice: fastrand::Rng::with_seed(seed),
            }),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next rule after `after` that strikes this request now, counted as used.
    pub(super) fn strike(
        &self,
        request: &Request,
        stage: Stage,
        after: u64,
    ) -> Option<(u64, Action)> {
        let mut inner = self.lock();
        let Inner { rules, dice, .. } = &mut *inner;
        let due = rules
            .iter_mut()
            .filter(|rule| rule.id > after && rule.stage == stage && rule.left != Some(0));
        for rule in due {
            if !rule.pattern.matches(request) {
                continue;
            }
            if rule.skip > 0 {
                rule.skip -= 1;
                continue;
            }
            if rule.chance < 1.0 && dice.f64() >= rule.chance {
                continue;
            }
            rule.left = rule.left.map(|left| left - 1);
            rule.hits.fetch_add(1, Ordering::Relaxed);
            return Some((rule.id, rule.action.clone()));
        }
        None
    }

    pub(super) fn clear(&self) {
        self.lock().rules.clear();
    }

    pub(super) fn reseed(&self, seed: u64) {
        self.lock().dice = fastrand::Rng::with_seed(seed);
    }

    fn add(&self, draft: RuleDraft, stage: Stage, action: Action) -> (u64, Arc<AtomicU64>) {
        let mut inner = self.lock();
        let id = inner.next_id;
        inner.next_id += 1;
        let hits = Arc::new(AtomicU64::new(0));
        inner.rules.push(Entry {
            id,
            pattern: draft.pattern,
            stage,
            skip: draft.skip,
            left: draft.left,
            chance: draft.chance,
            hits: Arc::clone(&hits),
            action,
        });
        (id, hits)
    }

    fn remove(&self, id: u64) {
        self.lock().rules.retain(|rule| rule.id != id);
    }
}

struct RuleDraft {
    pattern: Pattern,
    skip: u64,
    left: Option<u64>,
    chance: f64,
}

/// A rule in the making: strikes once unless told otherwise. Nothing happens before [`RuleBuilder::fault`] or
/// [`RuleBuilder::barrier`].
#[must_use = "a rule does nothing before .fault(...) or .barrier(...)"]
pub struct RuleBuilder {
    rules: Arc<Rules>,
    draft: RuleDraft,
}

impl RuleBuilder {
    pub(super) fn new(rules: Arc<Rules>, pattern: Pattern) -> Self {
        Self {
            rules,
            draft: RuleDraft {
                pattern,
                skip: 0,
                left: Some(1),
                chance: 1.0,
            },
        }
    }

    /// Strikes the first so many requests that match.
    pub fn times(mut self, times: u64) -> Self {
        self.draft.left = Some(times);
        self
    }

    /// Strikes every request that matches, until it is removed.
    pub fn always(mut self) -> Self {
        self.draft.left = None;
        self
    }

    /// Lets so many requests that match pass first.
    pub fn skip(mut self, requests: u64) -> Self {
        self.draft.skip = requests;
        self
    }

    /// Strikes each request that matches with this probability (0.0 to 1.0), drawn from the fake's seed, until
    /// it is removed.
    pub fn chance(mut self, probability: f64) -> Self {
        self.draft.chance = probability;
        self.draft.left = None;
        self
    }

    /// Only requests of which this is true as well.
    pub fn when(mut self, condition: impl Fn(&Request) -> bool + Send + Sync + 'static) -> Self {
        self.draft.pattern = self.draft.pattern.and(condition);
        self
    }

    /// The rule takes hold: those requests meet this fault.
    pub fn fault(self, fault: Fault) -> Rule {
        let (id, hits) = self
            .rules
            .add(self.draft, fault.stage, Action::Fault(fault.act));
        Rule {
            rules: self.rules,
            id,
            hits,
        }
    }

    /// The rule takes hold: those requests stop at this stage until the test lets go of them.
    pub fn barrier(self, stage: Stage) -> Barrier {
        let (sender, arrivals) = mpsc::unbounded_channel();
        let (id, hits) = self.rules.add(self.draft, stage, Action::Stop(sender));
        Barrier {
            rule: Rule {
                rules: self.rules,
                id,
                hits,
            },
            arrivals,
        }
    }
}

/// A rule that has taken hold. It stays when this is dropped.
pub struct Rule {
    rules: Arc<Rules>,
    id: u64,
    hits: Arc<AtomicU64>,
}

impl Rule {
    /// How many requests it has struck.
    #[must_use]
    pub fn hits(&self) -> u64 {
        self.hits.load(Ordering::Relaxed)
    }

    /// It strikes no more.
    pub fn remove(self) {
        self.rules.remove(self.id);
    }
}

/// Where requests stop. When it is dropped, those that come later pass freely.
pub struct Barrier {
    rule: Rule,
    arrivals: mpsc::UnboundedReceiver<Stopped>,
}

impl Barrier {
    /// Waits for the next request to stop here.
    ///
    /// # Errors
    /// [`Error::TimedOut`] if none does within this time.
    pub async fn reached(&mut self, within: Duration) -> Result<Stopped, Error> {
        match tokio::time::timeout(within, self.arrivals.recv()).await {
            Ok(Some(stopped)) => Ok(stopped),
            Ok(None) | Err(_) => Err(Error::TimedOut {
                what: "a request to reach the barrier".to_owned(),
                after: within,
            }),
        }
    }

    /// How many requests have stopped here so far.
    #[must_use]
    pub fn hits(&self) -> u64 {
        self.rule.hits()
    }
}

impl Drop for Barrier {
    fn drop(&mut self) {
        self.rule.rules.remove(self.rule.id);
    }
}

/// A request that stands still. Dropping this is the same as [`Stopped::drop_request`].
#[derive(Debug)]
pub struct Stopped {
    request: Arc<Request>,
    go_on: oneshot::Sender<()>,
}

impl Stopped {
    pub(super) fn new(request: Arc<Request>) -> (Self, oneshot::Receiver<()>) {
        let (go_on, wait) = oneshot::channel();
        (Self { request, go_on }, wait)
    }

    /// The request that stands here.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// It goes on, also when its client is gone by now: what was still to be done is done.
    pub fn release(self) {
        // Nobody to tell means that the fake itself has ended.
        let _ = self.go_on.send(());
    }

    /// It goes no further: what was still to be done is never done, and the connection is cut.
    pub fn drop_request(self) {}
}
