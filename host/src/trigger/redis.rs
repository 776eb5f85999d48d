//! The Redis trigger without Redis: messages go from publisher to listener inside the process.
//!
//! The rules are those of Spin with a real server. Listeners whose addresses are the same text share a lane: one message at a time,
//! in order, and the next only when every listener of the last one is done. Lanes do not wait for each other. A message reaches all
//! listeners of its channel on the same server; database numbers make no difference. Messages wait in memory, without limit and
//! without a second try. Every message gets a fresh instance.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::future::join_all;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use url::Url;
use wasmtime::component::InstancePre;

use crate::bindings::exports::spin::redis::inbound_redis::GuestIndices;
use crate::guest::{Blueprint, Guest};

/// A port that an address need not name.
const USUAL_PORT: u16 = 6379;

/// Where messages are published.
pub struct Doorbell(Vec<Lane>);

struct Lane {
    server: String,
    channels: Vec<String>,
    queue: UnboundedSender<Message>,
}

/// A message on its way.
#[derive(Clone)]
pub struct Message {
    channel: Arc<str>,
    payload: Arc<[u8]>,
}

/// Messages that wait for the listeners of one address.
pub struct Waiting {
    /// The address.
    pub address: String,
    queue: UnboundedReceiver<Message>,
}

impl Doorbell {
    /// A doorbell for pairs of address and channel, and for each distinct address the queue of its messages.
    pub fn new<'a>(
        subscriptions: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> (Self, Vec<Waiting>) {
        let mut by_address: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (address, channel) in subscriptions {
            by_address
                .entry(address)
                .or_default()
                .push(channel.to_owned());
        }
        let (lanes, waiting) = by_address
            .into_iter()
            .map(|(address, channels)| {
                let (sender, receiver) = unbounded_channel();
                let lane = Lane {
                    server: server_of(address),
                    channels,
                    queue: sender,
                };
                let waiting = Waiting {
                    address: address.to_owned(),
                    queue: receiver,
                };
                (lane, waiting)
            })
            .unzip();
        (Self(lanes), waiting)
    }

    /// Publishes on the server of `address`.
    pub fn publish(&self, address: &str, channel: &str, payload: &[u8]) {
        let server = server_of(address);
        self.ring(channel, payload, |lane| lane.server == server);
    }

    /// Publishes on every server.
    pub fn ring_everywhere(&self, channel: &str, payload: &[u8]) {
        self.ring(channel, payload, |_| true);
    }

    fn ring(&self, channel: &str, payload: &[u8], on: impl Fn(&Lane) -> bool) {
        let message = Message {
            channel: channel.into(),
            payload: payload.into(),
        };
        for lane in self.0.iter().filter(|lane| on(lane)) {
            if lane.channels.iter().any(|listened| listened == channel) {
                // The listeners are gone only when the host stops; then nobody is left to hear.
                let _ = lane.queue.send(message.clone());
            }
        }
    }
}

fn server_of(address: &str) -> String {
    match Url::parse(address) {
        Ok(url) => {
            let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
            format!("{host}:{}", url.port().unwrap_or(USUAL_PORT))
        }
        Err(_) => address.to_owned(),
    }
}

/// Listeners by channel.
pub type Listeners = BTreeMap<String, Vec<Arc<Listener>>>;

/// A component that listens.
pub struct Listener {
    blueprint: Arc<Blueprint>,
    pre: InstancePre<Guest>,
    indices: GuestIndices,
}

impl Listener {
    /// Fails where the component has no Redis handler.
    pub fn new(blueprint: Arc<Blueprint>, pre: InstancePre<Guest>) -> wasmtime::Result<Self> {
        Ok(Self {
            indices: GuestIndices::new(&pre)?,
            blueprint,
            pre,
        })
    }

    async fn hear(&self, payload: &[u8]) {
        let id = &self.blueprint.id;
        match self.call(payload.to_vec()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => eprintln!("{id}: the message was not handled: {error}"),
            Err(error) => eprintln!("{id}: the instance was ended: {}", error.root_cause()),
        }
    }

    async fn call(
        &self,
        payload: Vec<u8>,
    ) -> wasmtime::Result<Result<(), crate::bindings::spin::redis::redis::Error>> {
        let mut store = self.blueprint.store()?;
        let instance = self.pre.instantiate_async(&mut store).await?;
        let guest = self.indices.load(&mut store, &instance)?;
        store
            .run_concurrent(async |accessor| guest.call_handle_message(accessor, payload).await)
            .await?
    }
}

/// Hands the messages of one address to its listeners (by channel), until `stop` is done. The message at hand is finished.
pub async fn run(mut waiting: Waiting, listeners: Listeners, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    loop {
        let message = tokio::select! {
            biased;
            () = &mut stop => return,
            message = waiting.queue.recv() => message,
        };
        let Some(message) = message else { return };
        if let Some(listeners) = listeners.get(&*message.channel) {
            join_all(
                listeners
                    .iter()
                    .map(|listener| listener.hear(&message.payload)),
            )
            .await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(waiting: &mut Waiting) -> Vec<String> {
        std::iter::from_fn(|| waiting.queue.try_recv().ok())
            .map(|message| String::from_utf8(message.payload.to_vec()).unwrap())
            .collect()
    }

    #[test]
    fn a_message_reaches_its_channel_on_its_server_whatever_the_database_number() {
        let (doorbell, mut waiting) = Doorbell::new([
            ("redis://127.0.0.1:6379/1", "jobs"),
            ("redis://127.0.0.1/2", "jobs"),
            ("redis://127.0.0.1:6379/3", "other"),
            ("redis://elsewhere:6379", "jobs"),
        ]);
        doorbell.publish("redis://127.0.0.1:6379", "jobs", b"ding");
        let counts: Vec<_> = waiting
            .iter_mut()
            .map(|w| (w.address.clone(), heard(w).len()))
            .collect();
        assert_eq!(
            counts,
            [
                ("redis://127.0.0.1/2".to_owned(), 1),
                ("redis://127.0.0.1:6379/1".to_owned(), 1),
                ("redis://127.0.0.1:6379/3".to_owned(), 0),
                ("redis://elsewhere:6379".to_owned(), 0),
            ]
        );
    }

    #[test]
    fn listeners_with_the_same_address_share_one_queue_in_order() {
        let (doorbell, mut waiting) =
            Doorbell::new([("redis://localhost", "a"), ("redis://localhost", "b")]);
        assert_eq!(waiting.len(), 1);
        for (channel, text) in [("a", "1"), ("b", "2"), ("c", "lost"), ("a", "3")] {
            doorbell.publish("redis://localhost", channel, text.as_bytes());
        }
        assert_eq!(heard(waiting.first_mut().unwrap()), ["1", "2", "3"]);
    }

    #[test]
    fn the_clock_rings_on_every_server() {
        let (doorbell, mut waiting) =
            Doorbell::new([("redis://one", "clock.tick"), ("redis://two", "clock.tick")]);
        doorbell.ring_everywhere("clock.tick", b"1");
        assert!(waiting.iter_mut().all(|w| heard(w).len() == 1));
    }
}
