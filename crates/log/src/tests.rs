use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use serde_json::json;
use sql::{Database, Migration, statement};
use tempfile::TempDir;
use timestamp::Timestamp;
use uuid::Uuid;

use crate::{Event, NewEvent, TABLES, about, after, append, head};

const MIGRATIONS: &[Migration] = &[Migration {
    name: "0001_create_log",
    text: TABLES,
}];

fn database(folder: &TempDir) -> Database {
    Database::new(folder.path().join("log.db").to_str().unwrap(), MIGRATIONS)
}

fn event(subject: Uuid, data: serde_json::Value) -> NewEvent {
    NewEvent {
        kind: "SampleHappened",
        version: 1,
        subject,
        study: Uuid::nil(),
        occurred_at: Timestamp::now(),
        caused_by: "test".to_owned(),
        traceparent: String::new(),
        data,
    }
}

async fn read(database: &Database, statement: sql::Statement) -> Vec<Event> {
    let rows = database.run(statement).await.unwrap();
    rows.into_iter()
        .map(|row| Event::try_from(row).unwrap())
        .collect()
}

#[tokio::test]
async fn events_of_one_append_are_numbered_in_their_order() {
    let folder = TempDir::new().unwrap();
    let database = database(&folder);
    let (a, b) = (Uuid::now_v7(), Uuid::now_v7());
    let events = [event(a, json!(1)), event(b, json!(2)), event(a, json!(3))];
    let rows = database.commit(append(&events)).await.unwrap();
    let last = rows[0].clone().first().unwrap().integer("seq").unwrap();
    assert_eq!(last, 3);

    let all = read(&database, after(0, 10)).await;
    let data: Vec<_> = all
        .iter()
        .map(|event| (event.seq, event.data.clone()))
        .collect();
    assert_eq!(data, [(1, json!(1)), (2, json!(2)), (3, json!(3))]);
    assert_eq!(read(&database, about(a, 1, 10)).await, all[2..]);
}

#[tokio::test]
async fn an_append_that_is_rolled_back_leaves_no_gap() {
    let folder = TempDir::new().unwrap();
    let database = database(&folder);
    let mut failing = append(&[event(Uuid::now_v7(), json!(1))]);
    failing.push(statement("SELECT 1 WHERE 1 = 0").expect(1));
    database.commit(failing).await.unwrap_err();
    database
        .commit(append(&[event(Uuid::now_v7(), json!(2))]))
        .await
        .unwrap();
    let seqs: Vec<i64> = read(&database, after(0, 10))
        .await
        .iter()
        .map(|e| e.seq)
        .collect();
    assert_eq!(seqs, [1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_tailing_reader_misses_nothing_of_many_writers() {
    const WRITERS: usize = 40;
    const EACH: usize = 10;
    let folder = Arc::new(TempDir::new().unwrap());
    database(&folder).ready().await.unwrap();
    let done = Arc::new(AtomicBool::new(false));

    let tail = tokio::spawn({
        let (folder, done) = (Arc::clone(&folder), Arc::clone(&done));
        async move {
            let database = database(&folder);
            let mut seen: Vec<i64> = Vec::new();
            loop {
                let finished = done.load(Ordering::SeqCst);
                let cursor = seen.last().copied().unwrap_or(0);
                let batch = read(&database, after(cursor, 17)).await;
                if batch.is_empty() && finished {
                    return seen;
                }
                seen.extend(batch.iter().map(|event| event.seq));
                tokio::task::yield_now().await;
            }
        }
    });
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let folder = Arc::clone(&folder);
            tokio::spawn(async move {
                let database = database(&folder);
                for n in 0..EACH {
                    let two = [
                        event(Uuid::now_v7(), json!([writer, n])),
                        event(Uuid::now_v7(), json!([writer, n])),
                    ];
                    database.commit(append(&two)).await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    done.store(true, Ordering::SeqCst);
    let expected: Vec<i64> = (1..=i64::try_from(WRITERS * EACH * 2).unwrap()).collect();
    assert_eq!(tail.await.unwrap(), expected);
    let newest = database(&folder)
        .run(head())
        .await
        .unwrap()
        .first()
        .unwrap();
    assert_eq!(newest.integer("seq").unwrap(), *expected.last().unwrap());
}
