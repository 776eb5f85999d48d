//! Tasks and timers: the component's own, or tokio's in native tests.

use std::time::Duration;

/// Runs a task beside the others of this instance, for as long as the instance lives.
#[cfg(target_family = "wasm")]
pub(crate) fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    spin_sdk::wasip3::spawn(task);
}

#[cfg(not(target_family = "wasm"))]
pub(crate) fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    tokio::spawn(task);
}

#[cfg(target_family = "wasm")]
pub(crate) async fn sleep(duration: Duration) {
    spin_sdk::time::sleep(duration).await;
}

#[cfg(not(target_family = "wasm"))]
pub(crate) async fn sleep(duration: Duration) {
    tokio::time::sleep(duration).await;
}
