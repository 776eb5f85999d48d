use std::sync::Arc;

use tempfile::TempDir;

use crate::{Database, Error, Migration, statement};

const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "0001_create_counters",
        text: "-- a comment; with a semicolon\nCREATE TABLE counters (id TEXT PRIMARY KEY, n BIGINT NOT NULL);\n\nCREATE TABLE notes (body TEXT NOT NULL);\n",
    },
    Migration {
        name: "0002_seed_counters",
        text: "INSERT INTO counters (id, n) VALUES ('a', 0);\n",
    },
];

fn database(folder: &TempDir) -> Database {
    let path = folder.path().join("test.db");
    Database::new(path.to_str().unwrap(), MIGRATIONS)
}

async fn count(database: &Database) -> i64 {
    let row = database
        .run(statement("SELECT n FROM counters WHERE id = $1").bind("a"))
        .await
        .unwrap()
        .first()
        .unwrap();
    row.integer("n").unwrap()
}

#[tokio::test]
async fn a_transaction_with_a_wrong_count_leaves_nothing_behind() {
    let folder = TempDir::new().unwrap();
    let database = database(&folder);
    let outcome = database
        .commit(vec![
            statement("UPDATE counters SET n = n + 1 WHERE id = 'a' RETURNING n").expect(1),
            statement("UPDATE counters SET n = n + 1 WHERE id = 'b' RETURNING n").expect(1),
        ])
        .await;
    assert_eq!(
        outcome.unwrap_err(),
        Error::Expectation {
            statement: 1,
            expected: 1,
            returned: 0
        }
    );
    assert_eq!(count(&database).await, 0);
}

#[tokio::test]
async fn a_statement_that_fails_takes_the_whole_transaction_with_it() {
    let folder = TempDir::new().unwrap();
    let database = database(&folder);
    let outcome = database
        .commit(vec![
            statement("UPDATE counters SET n = n + 1"),
            statement("INSERT INTO counters (id, n) VALUES ('a', 1)"),
        ])
        .await;
    assert!(matches!(outcome.unwrap_err(), Error::Constraint(_)));
    assert_eq!(count(&database).await, 0);
}

#[tokio::test]
async fn parameters_are_numbered_and_may_repeat_in_any_order() {
    let folder = TempDir::new().unwrap();
    let row = database(&folder)
        .run(
            statement("SELECT $2 AS second, $1 AS first, $2 AS again")
                .bind("one")
                .bind("two"),
        )
        .await
        .unwrap()
        .first()
        .unwrap();
    assert_eq!(row.text("first").unwrap(), "one");
    assert_eq!(row.text("second").unwrap(), "two");
    assert_eq!(row.text("again").unwrap(), "two");
}

#[tokio::test]
async fn the_database_clock_is_in_milliseconds() {
    let folder = TempDir::new().unwrap();
    let row = database(&folder)
        .run(statement("SELECT now_ms() AS now"))
        .await
        .unwrap()
        .first()
        .unwrap();
    let ours = timestamp::Timestamp::now().as_millis();
    let difference = (ours - row.integer("now").unwrap()).abs();
    assert!(difference < 2_000, "{difference}");
}

#[tokio::test]
async fn a_column_of_another_type_is_an_error_not_a_guess() {
    let folder = TempDir::new().unwrap();
    let row = database(&folder)
        .run(statement("SELECT 'text' AS a, NULL AS b"))
        .await
        .unwrap()
        .first()
        .unwrap();
    assert!(row.integer("a").is_err());
    assert!(row.text("b").is_err());
    assert_eq!(row.maybe_text("b").unwrap(), None);
    assert!(row.text("c").is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn instances_that_start_together_migrate_once_and_lose_no_write() {
    let folder = Arc::new(TempDir::new().unwrap());
    let tasks = (0..8).map(|_| {
        let folder = Arc::clone(&folder);
        tokio::spawn(async move {
            let database = database(&folder);
            for _ in 0..25 {
                database
                    .commit(vec![
                        statement("UPDATE counters SET n = n + 1 WHERE id = 'a' RETURNING n")
                            .expect(1),
                    ])
                    .await
                    .unwrap();
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    assert_eq!(count(&database(&folder)).await, 200);
}
