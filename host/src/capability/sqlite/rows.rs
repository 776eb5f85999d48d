//! A statement's rows on their way to the component.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::sync::{OwnedMutexGuard, mpsc, oneshot};
use wasmtime::StoreContextMut;
use wasmtime::component::{Destination, StreamProducer, StreamResult, VecBuffer};

use super::Session;
use super::statement::{Finished, ROWS_AHEAD};
use crate::bindings::spin::sqlite::sqlite::RowResult;

/// Rows taken at once where the component does not say how many it has room for.
const ROWS_AT_ONCE: usize = 32;

/// Rows that are all here, with the connection held until few are left.
pub struct Held {
    rows: VecDeque<RowResult>,
    busy: Option<Busy>,
}

/// A connection that is held, and the result to tell when it is let go.
struct Busy {
    session: OwnedMutexGuard<Session>,
    result: Finished,
    tell: oneshot::Sender<Finished>,
}

impl Held {
    /// Sends `result` once the connection is let go.
    pub fn new(
        rows: Vec<RowResult>,
        result: Finished,
        session: OwnedMutexGuard<Session>,
    ) -> (Self, oneshot::Receiver<Finished>) {
        let (tell, told) = oneshot::channel();
        let held = Self {
            rows: rows.into(),
            busy: Some(Busy {
                session,
                result,
                tell,
            }),
        };
        (held, told)
    }

    fn let_go(&mut self) {
        if let Some(busy) = self.busy.take() {
            drop(busy.session);
            // A component that no longer waits for the result does not want it.
            let _ = busy.tell.send(busy.result);
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.let_go();
    }
}

impl<D> StreamProducer<D> for Held {
    type Item = RowResult;
    type Buffer = VecBuffer<RowResult>;

    fn poll_produce<'a>(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        store: StoreContextMut<'a, D>,
        mut destination: Destination<'a, Self::Item, Self::Buffer>,
        _: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        let held = self.get_mut();
        let room = destination.remaining(store).unwrap_or(ROWS_AT_ONCE);
        let taken: Vec<_> = held.rows.drain(..room.min(held.rows.len())).collect();
        destination.set_buffer(taken.into());
        if held.rows.len() <= ROWS_AHEAD {
            held.let_go();
        }
        Poll::Ready(Ok(if held.rows.is_empty() {
            StreamResult::Dropped
        } else {
            StreamResult::Completed
        }))
    }
}

/// Rows that another thread sends as they are taken.
pub struct Streamed(pub mpsc::Receiver<RowResult>);

impl<D> StreamProducer<D> for Streamed {
    type Item = RowResult;
    type Buffer = Option<RowResult>;

    fn poll_produce<'a>(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        store: StoreContextMut<'a, D>,
        mut destination: Destination<'a, Self::Item, Self::Buffer>,
        finish: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        if destination.remaining(store) == Some(0) {
            return Poll::Ready(Ok(StreamResult::Completed));
        }
        match self.get_mut().0.poll_recv(context) {
            Poll::Ready(Some(row)) => {
                destination.set_buffer(Some(row));
                Poll::Ready(Ok(StreamResult::Completed))
            }
            Poll::Ready(None) => Poll::Ready(Ok(StreamResult::Dropped)),
            Poll::Pending if finish => Poll::Ready(Ok(StreamResult::Cancelled)),
            Poll::Pending => Poll::Pending,
        }
    }
}
