//! Key-value: what is set is there, what is deleted is not, and what is not granted is denied.

use spin_sdk::key_value::{Error, Store};

use crate::Seen;

/// Sets, reads, lists and deletes a key; then tries a store that the manifest does not give to this component.
pub async fn round_trip() -> Seen {
    let shown = |error: Error| format!("{error:?}");
    let store = Store::open_default().await.map_err(shown)?;
    store.set("probe", b"value").await.map_err(shown)?;
    let value = store.get("probe").await.map_err(shown)?.unwrap_or_default();
    let listed = store.get_keys().await.collect().await.map_err(shown)?;
    let listed = listed.iter().filter(|key| *key == "probe").count();
    store.delete("probe").await.map_err(shown)?;
    let after = store.exists("probe").await.map_err(shown)?;
    let other = match Store::open("other").await {
        Ok(_) => "opened".to_owned(),
        Err(error) => format!("{error:?}"),
    };
    Ok(format!(
        "value {}, listed {listed}, after {after}, other {other}",
        String::from_utf8_lossy(&value)
    ))
}
