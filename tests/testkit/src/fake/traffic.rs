//! The record of all that passed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::StatusCode;

use super::message::Request;

/// How a request ended, as far as the fake can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Still at work, hanging, or stopped at a barrier.
    Open,
    /// An answer was given (whether the client still listened is not known).
    Answered(StatusCode),
    /// The connection was cut without one.
    Cut,
}

/// A request and what became of it.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// What was asked.
    pub request: Arc<Request>,
    /// Whether the work behind it was done, whatever the client was told.
    pub took_effect: bool,
    /// How it ended.
    pub outcome: Outcome,
}

#[derive(Default)]
pub(super) struct Traffic {
    exchanges: Mutex<Vec<Exchange>>,
}

impl Traffic {
    fn lock(&self) -> MutexGuard<'_, Vec<Exchange>> {
        self.exchanges
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes a request down under the next number.
    pub(super) fn open(&self, mut request: Request) -> Arc<Request> {
        let mut exchanges = self.lock();
        request.number = exchanges.len() as u64 + 1;
        let request = Arc::new(request);
        exchanges.push(Exchange {
            request: Arc::clone(&request),
            took_effect: false,
            outcome: Outcome::Open,
        });
        request
    }

    pub(super) fn took_effect(&self, number: u64) {
        self.change(number, |exchange| exchange.took_effect = true);
    }

    pub(super) fn close(&self, number: u64, outcome: Outcome) {
        self.change(number, |exchange| exchange.outcome = outcome);
    }

    fn change(&self, number: u64, change: impl FnOnce(&mut Exchange)) {
        let index = usize::try_from(number).unwrap_or_default().wrapping_sub(1);
        if let Some(exchange) = self.lock().get_mut(index) {
            change(exchange);
        }
    }

    pub(super) fn all(&self) -> Vec<Exchange> {
        self.lock().clone()
    }
}
