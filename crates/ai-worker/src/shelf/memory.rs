//! The shelf natively, for tests: a map that lives as long as the process.

use std::{
    collections::BTreeMap,
    sync::{LazyLock, Mutex, MutexGuard, PoisonError},
};

static MAP: LazyLock<Mutex<BTreeMap<String, Vec<u8>>>> = LazyLock::new(Mutex::default);

fn map() -> MutexGuard<'static, BTreeMap<String, Vec<u8>>> {
    MAP.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) async fn get(key: &str) -> Result<Option<Vec<u8>>, String> {
    Ok(map().get(key).cloned())
}

pub(super) async fn set(key: &str, value: &[u8]) -> Result<(), String> {
    map().insert(key.to_owned(), value.to_vec());
    Ok(())
}

pub(super) async fn delete(key: &str) -> Result<(), String> {
    map().remove(key);
    Ok(())
}

pub(super) async fn keys() -> Result<Vec<String>, String> {
    Ok(map().keys().cloned().collect())
}
