use std::{collections::HashSet, sync::Arc};

use sql::{Database, Error, Migration, statement};
use tempfile::TempDir;
use timestamp::Timestamp;
use uuid::Uuid;

use crate::{
    Held, IN_TURN, Job, Order, TABLES, bury, claim, due, enqueue, exhausted, finish, pause,
    release, renew,
};

const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "0001_create_jobs",
        text: TABLES,
    },
    Migration {
        name: "0002_index_jobs",
        text: IN_TURN,
    },
];

struct Queue {
    database: Database,
    _folder: Arc<TempDir>,
}

impl Queue {
    fn new() -> Self {
        Self::in_folder(&Arc::new(TempDir::new().unwrap()))
    }

    fn in_folder(folder: &Arc<TempDir>) -> Self {
        Self {
            database: Database::new(folder.path().join("jobs.db").to_str().unwrap(), MIGRATIONS),
            _folder: Arc::clone(folder),
        }
    }

    async fn add(&self, max_attempts: u32) -> Uuid {
        self.add_for(Uuid::now_v7(), max_attempts).await
    }

    async fn add_for(&self, user: Uuid, max_attempts: u32) -> Uuid {
        let job = Job {
            id: Uuid::now_v7(),
            queue: "sample",
            subject: Uuid::now_v7(),
            user,
            max_attempts,
            give_up_after_ms: 60_000,
            traceparent: String::new(),
        };
        self.database.run(enqueue(&job)).await.unwrap();
        job.id
    }

    async fn claim(&self, limit: u32) -> Vec<Held> {
        self.claim_in(Order::Any, limit).await
    }

    async fn claim_in(&self, order: Order, limit: u32) -> Vec<Held> {
        let rows = self
            .database
            .run(claim("sample", order, limit, "worker"))
            .await
            .unwrap();
        rows.into_iter()
            .map(|row| Held::try_from(&row).unwrap())
            .collect()
    }

    async fn commit(&self, statement: sql::Statement) -> Result<(), Error> {
        self.database.commit(vec![statement]).await.map(|_| ())
    }

    /// As if time had passed: the job's lease is over (or set far into the future).
    async fn move_lease(&self, millis: i64) {
        let update = statement("UPDATE jobs SET due_at = now_ms() + $1").bind(millis);
        self.database.run(update).await.unwrap();
    }
}

#[tokio::test]
async fn a_job_is_held_by_one_and_gone_when_finished() {
    let queue = Queue::new();
    let id = queue.add(3).await;
    let held = queue.claim(10).await;
    assert_eq!(
        (held.len(), held[0].id, held[0].attempts, held[0].epoch),
        (1, id, 1, 1)
    );
    assert!(queue.claim(10).await.is_empty());
    queue.commit(finish(id, 1)).await.unwrap();
    queue.move_lease(-1).await;
    assert!(queue.claim(10).await.is_empty());
}

#[tokio::test]
async fn an_ended_lease_is_claimed_again_and_fences_the_first_holder_off() {
    let queue = Queue::new();
    let id = queue.add(3).await;
    queue.claim(1).await;
    queue.move_lease(-1).await;
    assert_eq!(queue.claim(1).await[0].epoch, 2);
    for stale in [
        renew(id, 1),
        finish(id, 1),
        release(id, 1, Timestamp::now(), Some("late"), false),
        bury(id, 1, "late"),
    ] {
        let error = queue.commit(stale).await.unwrap_err();
        assert!(matches!(error, Error::Expectation { .. }), "{error}");
    }
    queue.commit(renew(id, 2)).await.unwrap();
}

#[tokio::test]
async fn a_lease_that_ends_implausibly_late_counts_as_ended() {
    let queue = Queue::new();
    queue.add(3).await;
    queue.claim(1).await;
    queue.move_lease(3_600_000).await;
    assert_eq!(queue.claim(1).await.len(), 1);
}

#[tokio::test]
async fn a_wait_gives_the_attempt_back_and_a_failure_does_not() {
    let queue = Queue::new();
    let id = queue.add(9).await;
    for (refund, attempts) in [(true, 1), (false, 1), (false, 2)] {
        let held = queue.claim(1).await;
        assert_eq!(held[0].attempts, attempts);
        let past = Timestamp::now().plus_millis(-5);
        let back = release(id, held[0].epoch, past, Some("again"), refund);
        queue.commit(back).await.unwrap();
    }
    let held = queue.claim(1).await;
    let past = Timestamp::now().plus_millis(-5);
    let back = release(id, held[0].epoch, past, None, true);
    queue.commit(back).await.unwrap();
    assert_eq!(queue.claim(1).await[0].last_error.as_deref(), Some("again"));
}

#[tokio::test]
async fn a_job_without_attempts_or_time_left_is_exhausted_and_never_claimed() {
    let queue = Queue::new();
    let id = queue.add(1).await;
    queue.claim(1).await;
    queue.move_lease(-1).await;
    assert!(queue.claim(1).await.is_empty());
    let rows = queue.database.run(exhausted(10)).await.unwrap();
    let held: Vec<Held> = rows
        .into_iter()
        .map(|row| Held::try_from(&row).unwrap())
        .collect();
    assert_eq!((held[0].id, held[0].epoch), (id, 2));
    // The worker that slept through its last lease can do nothing with it any more.
    for stale in [renew(id, 1), finish(id, 1)] {
        let error = queue.commit(stale).await.unwrap_err();
        assert!(matches!(error, Error::Expectation { .. }), "{error}");
    }
    assert!(queue.database.run(exhausted(10)).await.unwrap().is_empty());
    queue.commit(bury(id, 2, "crashed")).await.unwrap();
    queue.move_lease(-1).await;
    assert!(queue.database.run(exhausted(10)).await.unwrap().is_empty());
    assert!(queue.database.run(due()).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_paused_queue_gives_nothing_until_its_time() {
    let queue = Queue::new();
    queue.add(3).await;
    let until = Timestamp::now().plus_millis(60_000);
    queue.commit(pause("sample", until)).await.unwrap();
    assert!(queue.claim(1).await.is_empty());
    assert!(queue.database.run(due()).await.unwrap().is_empty());
    let over = statement("UPDATE queue_control SET paused_until = now_ms() - 1");
    queue.database.run(over).await.unwrap();
    assert_eq!(queue.database.run(due()).await.unwrap().len(), 1);
    assert_eq!(queue.claim(1).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn claims_at_the_same_time_never_share_a_job() {
    let folder = Arc::new(TempDir::new().unwrap());
    let queue = Queue::in_folder(&folder);
    for _ in 0..60 {
        queue.add(3).await;
    }
    let claimers: Vec<_> = (0..6)
        .map(|_| {
            let queue = Queue::in_folder(&folder);
            tokio::spawn(async move {
                let mut mine = Vec::new();
                loop {
                    let held = queue.claim(4).await;
                    if held.is_empty() {
                        return mine;
                    }
                    mine.extend(held.into_iter().map(|held| held.id));
                }
            })
        })
        .collect();
    let mut all = Vec::new();
    for claimer in claimers {
        all.extend(claimer.await.unwrap());
    }
    assert_eq!(all.len(), 60);
    assert_eq!(all.into_iter().collect::<HashSet<_>>().len(), 60);
}

#[tokio::test]
async fn in_turn_a_users_jobs_are_claimed_one_after_the_other_whatever_becomes_of_the_first() {
    let queue = Queue::new();
    let (ada, grace) = (Uuid::now_v7(), Uuid::now_v7());
    let first = queue.add_for(ada, 2).await;
    let second = queue.add_for(ada, 2).await;
    let hers = queue.add_for(grace, 2).await;
    let third = queue.add_for(ada, 2).await;
    let taken = async || -> HashSet<Uuid> {
        let held = queue.claim_in(Order::InTurn, 10).await;
        held.into_iter().map(|held| held.id).collect()
    };
    assert_eq!(taken().await, HashSet::from([first, hers]));
    // Held, waiting for its next try, or with a lease that has ended: the others wait.
    assert!(taken().await.is_empty());
    let later = Timestamp::now().plus_millis(60_000);
    let back = release(first, 1, later, Some("again"), true);
    queue.commit(back).await.unwrap();
    assert!(taken().await.is_empty());
    queue.move_lease(-1).await;
    assert_eq!(taken().await, HashSet::from([first, hers]));
    // Dead, it is in nobody's way; done, neither.
    queue.commit(bury(first, 2, "poison")).await.unwrap();
    assert_eq!(taken().await, HashSet::from([second]));
    queue.commit(finish(second, 1)).await.unwrap();
    assert_eq!(taken().await, HashSet::from([third]));
}

#[tokio::test]
async fn in_any_order_a_users_jobs_are_claimed_together() {
    let queue = Queue::new();
    let ada = Uuid::now_v7();
    queue.add_for(ada, 2).await;
    queue.add_for(ada, 2).await;
    assert_eq!(queue.claim_in(Order::Any, 10).await.len(), 2);
}
