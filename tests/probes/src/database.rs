//! SQLite: what holds across calls, what is undone, when errors are told.

use std::time::Duration;

use futures::future::{Either, select};
use spin_sdk::sqlite::{Connection, Value};
use spin_sdk::time::sleep;

use crate::{Parameters, Seen, number};

async fn open() -> Result<Connection, String> {
    let connection = Connection::open("probes").await.map_err(shown)?;
    run(&connection, "PRAGMA journal_mode = WAL").await?;
    run(
        &connection,
        "CREATE TABLE IF NOT EXISTS probe (id INTEGER PRIMARY KEY, word TEXT UNIQUE)",
    )
    .await?;
    Ok(connection)
}

async fn run(connection: &Connection, sql: &str) -> Result<Vec<Vec<Value>>, String> {
    let result = connection.execute(sql, []).await.map_err(shown)?;
    let rows = result.collect().await.map_err(shown)?;
    Ok(rows.into_iter().map(|row| row.values).collect())
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that map_err wants"
)]
fn shown(error: spin_sdk::sqlite::Error) -> String {
    format!("{error:?}")
}

async fn count(connection: &Connection, word: &str) -> Result<i64, String> {
    let rows = run(
        connection,
        &format!("SELECT count(*) FROM probe WHERE word = '{word}'"),
    )
    .await?;
    match rows.first().and_then(|row| row.first()) {
        Some(Value::Integer(count)) => Ok(*count),
        other => Err(format!("no count: {other:?}")),
    }
}

/// Inside a transaction a second connection sees nothing of it; after the commit it does.
pub async fn transaction() -> Seen {
    let (writer, reader) = (open().await?, open().await?);
    run(&writer, "DELETE FROM probe WHERE word = 'transaction'").await?;
    run(&writer, "BEGIN IMMEDIATE").await?;
    run(&writer, "INSERT INTO probe (word) VALUES ('transaction')").await?;
    let inside = count(&writer, "transaction").await?;
    let outside = count(&reader, "transaction").await?;
    run(&writer, "COMMIT").await?;
    let after = count(&reader, "transaction").await?;
    Ok(format!("inside {inside}, outside {outside}, after {after}"))
}

/// A connection that is dropped in the middle of a transaction has changed nothing, and does not keep others from writing.
pub async fn abandon() -> Seen {
    let abandoned = open().await?;
    run(&abandoned, "BEGIN IMMEDIATE").await?;
    run(&abandoned, "INSERT INTO probe (word) VALUES ('abandoned')").await?;
    drop(abandoned);
    let next = open().await?;
    run(&next, "BEGIN IMMEDIATE").await?;
    let rows = count(&next, "abandoned").await?;
    run(&next, "COMMIT").await?;
    Ok(format!("rows {rows}"))
}

/// `execute` succeeds although the statement does not; the error is in the result.
pub async fn late_error() -> Seen {
    let connection = open().await?;
    run(
        &connection,
        "INSERT OR IGNORE INTO probe (word) VALUES ('twice')",
    )
    .await?;
    let sent = connection
        .execute("INSERT INTO probe (word) VALUES ('twice')", [])
        .await;
    match sent {
        Err(error) => Ok(format!("execute: {error:?}")),
        Ok(result) => Ok(format!("execute: ok, result: {:?}", result.result().await)),
    }
}

/// Of two statements in one text only the first runs.
pub async fn two_statements() -> Seen {
    let connection = open().await?;
    run(
        &connection,
        "DELETE FROM probe WHERE word IN ('first', 'second')",
    )
    .await?;
    run(
        &connection,
        "INSERT INTO probe (word) VALUES ('first'); INSERT INTO probe (word) VALUES ('second')",
    )
    .await?;
    let (first, second) = (
        count(&connection, "first").await?,
        count(&connection, "second").await?,
    );
    Ok(format!("first {first}, second {second}"))
}

/// While rows have not been taken, the connection serves nothing else.
pub async fn undrained() -> Seen {
    let connection = open().await?;
    let numbers = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT i FROM n";
    let rows = connection.execute(numbers, []).await.map_err(shown)?;
    let second = Box::pin(run(&connection, "SELECT 1"));
    let blocked = match select(second, Box::pin(sleep(Duration::from_millis(300)))).await {
        Either::Left(_) => "served",
        Either::Right(_) => "blocked",
    };
    let taken = rows.collect().await.map_err(shown)?.len();
    run(&connection, "SELECT 1").await?;
    Ok(format!("{blocked}, then {taken} rows"))
}

/// Counts `count` rows as they come, then takes only a few of an endless result.
pub async fn many_rows(parameters: &Parameters) -> Seen {
    let connection = open().await?;
    let most = number(parameters, "count");
    let numbers = format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {most}) SELECT i FROM n"
    );
    let mut rows = connection.execute(numbers, []).await.map_err(shown)?;
    let (mut seen, mut sum) = (0_u64, 0_i64);
    while let Some(row) = rows.next().await {
        seen += 1;
        sum += row.get::<i64>(0).unwrap_or_default();
    }
    rows.result().await.map_err(shown)?;
    let endless =
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
    let mut rows = connection.execute(endless, []).await.map_err(shown)?;
    let mut few = 0;
    while few < 10 && rows.next().await.is_some() {
        few += 1;
    }
    Ok(format!("{seen} rows, sum {sum}, then {few}"))
}

/// The messages that the listener has written down, oldest first, each with what it saw of others.
pub async fn heard() -> Seen {
    let connection = open().await?;
    run(
        &connection,
        "CREATE TABLE IF NOT EXISTS heard (at INTEGER PRIMARY KEY, text TEXT, overlapped INTEGER)",
    )
    .await?;
    let rows = run(
        &connection,
        "SELECT text, overlapped FROM heard ORDER BY at",
    )
    .await?;
    Ok(rows
        .iter()
        .map(|row| match row.as_slice() {
            [Value::Text(text), Value::Integer(overlapped)] => format!("{text} {overlapped}\n"),
            other => format!("{other:?}\n"),
        })
        .collect())
}

/// A database that the manifest does not give to this component.
pub async fn other() -> Seen {
    Connection::open("default")
        .await
        .map(|_| "opened".to_owned())
        .map_err(shown)
}

/// One small write in its own transaction.
pub async fn insert() -> Seen {
    let connection = Connection::open("probes").await.map_err(shown)?;
    run(&connection, "BEGIN IMMEDIATE").await?;
    run(
        &connection,
        "INSERT INTO probe (word) VALUES (hex(randomblob(16)))",
    )
    .await?;
    run(&connection, "COMMIT").await?;
    Ok("inserted".to_owned())
}

/// One small read.
pub async fn read() -> Seen {
    let connection = Connection::open("probes").await.map_err(shown)?;
    let rows = run(&connection, "SELECT word FROM probe WHERE id = 1").await?;
    Ok(format!("{}", rows.len()))
}
