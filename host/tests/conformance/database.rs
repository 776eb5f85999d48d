//! SQLite and key-value.

use futures::future::join_all;

use crate::application::Application;

#[tokio::test]
async fn a_transaction_holds_across_calls_and_is_not_seen_before_its_end() {
    let seen = Application::any().ask("/probe/sqlite/transaction").await;
    assert_eq!(seen, "inside 1, outside 0, after 1");
}

#[tokio::test]
async fn a_connection_dropped_in_a_transaction_leaves_nothing_and_blocks_nobody() {
    let application = Application::any();
    for _ in 0..3 {
        assert_eq!(application.ask("/probe/sqlite/abandon").await, "rows 0");
    }
}

#[tokio::test]
async fn a_statements_error_arrives_with_its_result_and_not_when_it_is_sent() {
    let seen = Application::any().ask("/probe/sqlite/late-error").await;
    assert!(seen.starts_with("execute: ok, result: Err("), "{seen}");
    assert!(
        seen.contains("UNIQUE constraint failed: probe.word"),
        "{seen}"
    );
}

#[tokio::test]
async fn of_two_statements_in_one_text_only_the_first_runs() {
    let seen = Application::any().ask("/probe/sqlite/two-statements").await;
    assert_eq!(seen, "first 1, second 0");
}

#[tokio::test]
async fn a_connection_serves_nothing_else_while_rows_have_not_been_taken() {
    let seen = Application::any().ask("/probe/sqlite/undrained").await;
    assert_eq!(seen, "blocked, then 100 rows");
}

#[tokio::test]
async fn long_results_come_whole_and_endless_ones_can_be_left() {
    let seen = Application::any()
        .ask("/probe/sqlite/many-rows?count=20000")
        .await;
    assert_eq!(seen, "20000 rows, sum 200010000, then 10");
}

#[tokio::test]
async fn a_database_that_is_not_granted_is_denied() {
    let seen = Application::any().ask("/probe/sqlite/other").await;
    assert!(seen.contains("AccessDenied"), "{seen}");
}

#[tokio::test]
async fn many_writers_at_once_all_succeed() {
    let application = Application::any();
    application.ask("/probe/sqlite/transaction").await;
    let writers = (0..64).map(|_| application.ask("/probe/sqlite/insert"));
    assert!(
        join_all(writers)
            .await
            .iter()
            .all(|seen| seen == "inserted")
    );
}

#[tokio::test]
async fn a_key_is_there_until_it_is_deleted_and_other_stores_are_denied() {
    let seen = Application::any().ask("/probe/key-value").await;
    assert!(
        seen.starts_with("value value, listed 1, after false, other "),
        "{seen}"
    );
    assert!(seen.ends_with("AccessDenied"), "{seen}");
}
