//! Waiting, in a component and natively.

use std::{future::Future, pin::pin, time::Duration};

use futures::future::{Either, select};

/// Waits for `duration`.
#[cfg(target_family = "wasm")]
pub async fn sleep(duration: Duration) {
    spin_sdk::time::sleep(duration).await;
}

/// Waits for `duration`.
#[cfg(not(target_family = "wasm"))]
pub async fn sleep(duration: Duration) {
    tokio::time::sleep(duration).await;
}

/// The result of `work`, or nothing if it is not ready within `limit`; then it is dropped.
pub async fn within<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    match select(pin!(work), pin!(sleep(limit))).await {
        Either::Left((result, _)) => Some(result),
        Either::Right(_) => None,
    }
}
