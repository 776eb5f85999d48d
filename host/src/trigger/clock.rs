//! The clock: a message on the channel `clock.tick` at a fixed interval, for components that have to do something in time.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::{MissedTickBehavior, interval};

use super::redis::Doorbell;

/// The channel that the clock rings.
const CHANNEL: &str = "clock.tick";

/// Rings for ever. The message is the time in milliseconds since 1970, in digits.
pub async fn run(doorbell: Arc<Doorbell>, every: Duration) {
    let mut ticks = interval(every);
    // After a pause (a machine that slept) one tick says as much as a thousand.
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        doorbell.ring_everywhere(CHANNEL, now.as_millis().to_string().as_bytes());
    }
}
