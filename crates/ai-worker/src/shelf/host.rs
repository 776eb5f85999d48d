//! The shelf in a component: the host's key-value store.

use spin_sdk::key_value::{Error, Store};

async fn open() -> Result<Store, String> {
    Store::open_default().await.map_err(text)
}

pub(super) async fn get(key: &str) -> Result<Option<Vec<u8>>, String> {
    open().await?.get(key).await.map_err(text)
}

pub(super) async fn set(key: &str, value: &[u8]) -> Result<(), String> {
    open().await?.set(key, value).await.map_err(text)
}

pub(super) async fn delete(key: &str) -> Result<(), String> {
    open().await?.delete(key).await.map_err(text)
}

pub(super) async fn keys() -> Result<Vec<String>, String> {
    open().await?.get_keys().await.collect().await.map_err(text)
}

fn text(error: Error) -> String {
    error.to_string()
}
