//! A component that writes down the messages it hears, slowly.
//!
//! Each message stays at hand for a while. Of each it notes whether another one of this listener was at hand at the same time.

#![expect(
    unsafe_code,
    reason = "the entry point's macro exports functions by name"
)]

use std::time::Duration;

use anyhow::{Result, bail};
use bytes::Bytes;
use spin_sdk::redis_subscriber;
use spin_sdk::sqlite::{Connection, Value};
use spin_sdk::time::sleep;

/// How long a message stays at hand.
const BUSY: Duration = Duration::from_millis(200);

#[redis_subscriber]
async fn hear(message: Bytes) -> Result<()> {
    let text = String::from_utf8(message.to_vec())?;
    if text.starts_with("trap") {
        std::process::abort();
    }
    let database = Connection::open("probes").await?;
    run(
        &database,
        "CREATE TABLE IF NOT EXISTS heard (at INTEGER PRIMARY KEY, text TEXT, overlapped INTEGER)",
        vec![],
    )
    .await?;
    run(
        &database,
        "CREATE TABLE IF NOT EXISTS at_hand (text TEXT)",
        vec![],
    )
    .await?;
    run(
        &database,
        "INSERT INTO heard (text, overlapped) SELECT ?1, count(*) FROM at_hand",
        vec![Value::Text(text.clone())],
    )
    .await?;
    run(
        &database,
        "INSERT INTO at_hand VALUES (?1)",
        vec![Value::Text(text.clone())],
    )
    .await?;
    sleep(BUSY).await;
    run(
        &database,
        "DELETE FROM at_hand WHERE text = ?1",
        vec![Value::Text(text.clone())],
    )
    .await?;
    if text.starts_with("fail") {
        bail!("the message asked for it");
    }
    Ok(())
}

async fn run(database: &Connection, sql: &str, parameters: Vec<Value>) -> Result<()> {
    let result = database.execute(sql, parameters).await?;
    result.collect().await?;
    Ok(())
}
