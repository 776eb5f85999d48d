//! The waker door: the clock and other services' logs ring here.

#![allow(
    unsafe_code,
    reason = "redis_subscriber writes the component's exports"
)]

#[spin_sdk::redis_subscriber]
async fn ring(_doorbell: bytes::Bytes) -> anyhow::Result<()> {
    let settings = waker::Settings::load().await?;
    Ok(waker::wake(&settings).await?)
}
