//! The door of the AI worker: a message on `jobs.ai-review` means that there may be work. What it says
//! does not matter.

#![allow(
    unsafe_code,
    reason = "redis_subscriber writes the component's exports"
)]

use bytes::Bytes;
use spin_sdk::redis_subscriber;

#[redis_subscriber]
async fn work(_doorbell: Bytes) -> Result<(), ai_worker::Error> {
    ai_worker::run().await.map(drop)
}
