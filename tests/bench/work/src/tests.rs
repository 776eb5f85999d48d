use futures::executor::block_on;
use log::NewEvent;
use queue::Job;
use serde_json::Value as Json;
use sql::{Database, Migration, Statement, Value, statement};
use timestamp::Timestamp;
use uuid::Uuid;

use crate::{Author, Body, SUBMISSION_TABLES, accept};

static TABLES: [Migration; 3] = SUBMISSION_TABLES;

fn author() -> Author {
    Author {
        user: Uuid::now_v7(),
        name: "Ada".to_owned(),
        study: Uuid::now_v7(),
        problem: saga::Problem {
            id: Uuid::now_v7(),
            title: "Two sum".to_owned(),
            week: 1,
            platform: None,
            number: None,
            source_url: None,
        },
        late: false,
    }
}

fn body() -> Body {
    Body {
        problem_id: Uuid::now_v7(),
        language: "python".to_owned(),
        code: "print(1)".to_owned(),
    }
}

async fn texts(database: &Database, select: &'static str) -> Vec<Vec<String>> {
    let columns = select
        .trim_start_matches("SELECT ")
        .split(" FROM ")
        .next()
        .unwrap()
        .split(", ");
    let columns: Vec<&str> = columns.collect();
    let rows = database.run(statement(select)).await.unwrap();
    rows.into_iter()
        .map(|row| {
            let value = |column: &&str| {
                row.text(column)
                    .or_else(|_| row.integer(column).map(|number| number.to_string()))
                    .unwrap()
            };
            columns.iter().map(value).collect()
        })
        .collect()
}

#[test]
fn what_is_written_is_what_the_log_and_the_queue_would_write() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let open = |name: &str| Database::new(folder.path().join(name).to_str().unwrap(), &TABLES);
        let ours = open("ours.db");
        let accepted = accept(author(), &body(), Uuid::now_v7()).unwrap();
        let statements = accepted.statements.into_iter();
        let bound = |(text, values): (&'static str, Vec<Value>)| {
            values.into_iter().fold(statement(text), Statement::bind)
        };
        ours.commit(statements.map(bound).collect()).await.unwrap();

        const EVENTS: &str = "SELECT seq, type, version, subject, study, occurred_at, caused_by, traceparent, data FROM events ORDER BY seq";
        const JOBS: &str = "SELECT queue, subject, user_id, state, attempts, max_attempts, epoch, traceparent FROM jobs";
        let events = texts(&ours, EVENTS).await;
        let jobs = texts(&ours, JOBS).await;
        assert_eq!((events.len(), jobs.len()), (2, 1));

        let theirs = open("theirs.db");
        let state = &accepted.state;
        let work = state.work().unwrap();
        let logged: Vec<NewEvent> = events
            .iter()
            .map(|event| NewEvent {
                kind: if event[1] == "SubmissionReceived" {
                    "SubmissionReceived"
                } else {
                    "GithubPushQueued"
                },
                version: 1,
                subject: state.submission.id,
                study: state.submission.study_id,
                occurred_at: Timestamp::from_millis(event[5].parse().unwrap()),
                caused_by: event[6].clone(),
                traceparent: event[7].clone(),
                data: serde_json::from_str::<Json>(&event[8]).unwrap(),
            })
            .collect();
        let mut statements = log::append(&logged);
        statements.push(queue::enqueue(&Job {
            id: Uuid::now_v7(),
            queue: work.queue,
            subject: state.submission.id,
            user: state.submission.user_id,
            max_attempts: work.attempts,
            give_up_after_ms: work.gives_up_after_ms,
            traceparent: events[0][7].clone(),
        }));
        theirs.commit(statements).await.unwrap();
        assert_eq!(texts(&theirs, EVENTS).await, events);
        assert_eq!(texts(&theirs, JOBS).await, jobs);
    });
}

#[test]
fn the_program_is_in_its_own_row_and_in_no_event() {
    let accepted = accept(author(), &body(), Uuid::now_v7()).unwrap();
    let with_code = accepted.statements.iter().filter(|(_, values)| {
        let has_code = |value: &Value| matches!(value, Value::Text(text) if text.contains("print"));
        values.iter().any(has_code)
    });
    assert_eq!(with_code.count(), 1);
}
