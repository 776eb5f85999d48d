//! How long an instance lives and how much it serves, with Spin's numbers.
//!
//! An instance serves up to 128 requests, up to 16 of them at once, and ends after a second without work. It takes another request
//! only while all those it has wait for something. There is no timeout for a request. There is no limit on how many wait either: a
//! request that another one waits for must never wait for a place.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::time::Sleep;
use wasmtime::component::GuestTaskId;
use wasmtime::{Store, StoreContextMut};
use wasmtime_wasi_http::WasiHttpView;
use wasmtime_wasi_http::handler::{
    HandlerState, Instance, ProxyPre, ShouldAccept, WorkerExpiration, WorkerState, WorkerStatus,
};

use crate::capability::outbound_http::Doom;
use crate::guest::{Blueprint, Guest};

/// Requests that one instance serves in its life.
const REQUESTS: usize = 128;

/// Requests that one instance serves at once.
const AT_ONCE: usize = 16;

/// How long an instance waits for work.
const IDLE: Duration = Duration::from_secs(1);

/// Makes the instances of one component.
pub struct Workers {
    blueprint: Arc<Blueprint>,
    pre: ProxyPre<Guest>,
    ending: Ending,
}

/// True once the host ends: then an instance that is ended is no news.
pub type Ending = Arc<AtomicBool>;

impl Workers {
    /// Instances of `pre`, each with a store from `blueprint`.
    pub fn new(blueprint: Arc<Blueprint>, pre: ProxyPre<Guest>, ending: Ending) -> Self {
        Self {
            blueprint,
            pre,
            ending,
        }
    }
}

impl HandlerState for Workers {
    type StoreData = Guest;
    type WorkerExpiration = Expiration;
    type WorkerState = Worker;

    async fn instantiate(&self) -> wasmtime::Result<Instance<Guest, Expiration, Worker>> {
        let mut store = self.blueprint.store()?;
        let proxy = self.pre.instantiate_async(&mut store).await?;
        let doom = store.data().doom();
        Ok(Instance {
            store,
            proxy,
            view: Guest::http,
            expiration: Expiration {
                doom: doom.clone(),
                idle: None,
            },
            state: Worker {
                blueprint: Arc::clone(&self.blueprint),
                doom,
                ending: Arc::clone(&self.ending),
            },
        })
    }
}

/// One instance's account.
pub struct Worker {
    blueprint: Arc<Blueprint>,
    doom: Doom,
    ending: Ending,
}

impl WorkerState for Worker {
    type StoreData = Guest;
    type RequestData = ();

    fn should_accept_request(&self, at_once: usize, in_all: usize) -> ShouldAccept {
        if in_all >= REQUESTS {
            ShouldAccept::Never
        } else if at_once >= AT_ONCE {
            ShouldAccept::No
        } else {
            ShouldAccept::Yes
        }
    }

    fn on_request_start(
        &self,
        _: StoreContextMut<'_, Guest>,
        (): (),
        _: GuestTaskId,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + Sync>> {
        Box::pin(std::future::pending())
    }

    fn drop(&self, store: Store<Guest>, result: wasmtime::Result<()>) {
        if let Err(error) = result
            && !self.ending.load(Ordering::Relaxed)
        {
            let id = &self.blueprint.id;
            match self.doom.reason() {
                Some(reason) => eprintln!("{id}: the instance was ended: {reason}"),
                None => eprintln!("{id}: the instance was ended: {}", error.root_cause()),
            }
        }
        drop(store);
    }
}

/// Ends an instance that has had nothing to do for a while, or that is doomed.
pub struct Expiration {
    doom: Doom,
    idle: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl WorkerExpiration for Expiration {
    fn poll(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        status: WorkerStatus,
        since: Instant,
    ) -> Poll<()> {
        let this = self.get_mut();
        if this.doom.poll(context).is_some() {
            return Poll::Ready(());
        }
        if status != WorkerStatus::Idle {
            return Poll::Pending;
        }
        let end = (since + IDLE).into();
        let (start, sleep) = this
            .idle
            .get_or_insert_with(|| (since, Box::pin(tokio::time::sleep_until(end))));
        if *start != since {
            *start = since;
            sleep.as_mut().reset(end);
        }
        sleep.as_mut().poll(context)
    }
}
