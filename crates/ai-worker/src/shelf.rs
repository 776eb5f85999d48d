//! Finished reviews that are not reported yet.
//!
//! A model is paid for each call, so its review is put here before it is reported, under the
//! submission's id and a hash of all that the review depends on. A worker that claims the job again (the
//! report failed, or the process died) finds it here. What was reported is taken away again, and what is
//! older than [`KEEP`] goes at the next opportunity: by then its job was given up.
//!
//! This is a cache that may be lost. No failure here is a failure of the job: it is noted, and the
//! review is asked for as if the shelf were empty.

use std::time::Duration;

use review::{Request, wire::Reviewed};
use serde::{Deserialize, Serialize};
use timestamp::Timestamp;

#[cfg_attr(target_family = "wasm", path = "shelf/host.rs")]
#[cfg_attr(not(target_family = "wasm"), path = "shelf/memory.rs")]
mod store;

/// The longest time that anyone will ask for a review again; the queue gives up after 30 minutes.
const KEEP: Duration = Duration::from_secs(2 * 3_600);

/// Distinguishes our keys from others in the same store.
const PREFIX: &str = "review/";

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    at: Timestamp,
    reviewed: Reviewed,
}

/// Where a request's review is kept, if it is: `mark` says who reviews.
pub(crate) fn key(request: &Request, mark: &str) -> String {
    let problem = &request.problem;
    let parts = [
        Some(mark),
        Some(&request.locale),
        Some(&request.language),
        Some(&request.code),
        Some(&problem.title),
        Some(&problem.statement),
        problem.platform.as_deref(),
        problem.number.as_deref(),
        problem.difficulty.as_deref(),
        problem.category.as_deref(),
    ];
    let mut hash = hmac_sha256::Hash::new();
    for part in parts {
        // Each part with its length, so that no two lists of parts give the same bytes.
        let length = part.map_or(u64::MAX, |part| part.len() as u64);
        hash.update(length.to_le_bytes());
        hash.update(part.unwrap_or_default());
    }
    let hash: String = hash
        .finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{PREFIX}{}/{hash}", request.submission_id)
}

/// The review under this key.
pub(crate) async fn find(key: &str) -> Option<Reviewed> {
    let kept = store::get(key).await.unwrap_or_else(|error| {
        note("read", &error);
        None
    })?;
    serde_json::from_slice::<Kept>(&kept)
        .ok()
        .map(|kept| kept.reviewed)
}

/// Puts a review under this key.
pub(crate) async fn put(key: &str, reviewed: &Reviewed) {
    let kept = Kept {
        at: Timestamp::now(),
        reviewed: reviewed.clone(),
    };
    let Ok(bytes) = serde_json::to_vec(&kept) else {
        return;
    };
    if let Err(error) = store::set(key, &bytes).await {
        note("written", &error);
    }
}

/// Takes these away, and whatever is too old.
pub(crate) async fn remove(keys: &[String]) {
    for key in keys {
        if let Err(error) = store::delete(key).await {
            note("emptied", &error);
            return;
        }
    }
    if let Err(error) = remove_old(Timestamp::now()).await {
        note("searched", &error);
    }
}

async fn remove_old(now: Timestamp) -> Result<(), String> {
    let oldest = now
        .as_millis()
        .saturating_sub(i64::try_from(KEEP.as_millis()).unwrap_or(i64::MAX));
    for key in store::keys().await? {
        if !key.starts_with(PREFIX) {
            continue;
        }
        let kept = store::get(&key).await?;
        let kept = kept.and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok());
        if kept.is_none_or(|kept| kept.at.as_millis() < oldest) {
            store::delete(&key).await?;
        }
    }
    Ok(())
}

/// One line for the operator, as JSON, in the shape of the services' own lines.
fn note(what: &str, error: &str) {
    let message = format!("the shelf of finished reviews could not be {what}");
    let fields = serde_json::json!({"error": error});
    let line = serde_json::json!({
        "level": "warn", "service": "ai-worker", "message": message, "fields": fields,
    });
    println!("{line}");
}

#[cfg(test)]
mod tests;
