//! Connections to one database file, kept open between uses.
//!
//! Promise: a component that opens a connection cannot tell that somebody used it before. On its return a connection is rolled
//! back, its settings are put back to what a new connection has, and where that is not possible (temporary tables, an attached
//! database, a setting that we do not know) it is closed instead.
//!
//! Why keep them: closing the last connection of a file writes the whole WAL back into it, which costs several times what a small
//! write costs. So at least one connection stays open, and an ordinary request finds its statements already prepared.
//!
//! One writer at a time: SQLite lets one connection write and makes the others poll. Whoever begins to write takes the database's
//! only permit, in order of arrival, and keeps it until the transaction ends. The wait is bounded by SQLite's own busy timeout.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::block_in_place;

use super::traces::Watch;

/// SQLite's busy timeout as rusqlite, and so Spin, sets it.
pub const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Connections kept for the next user; more are closed on their return.
const KEPT: usize = 8;

/// Prepared statements kept per connection.
const STATEMENTS: usize = 64;

/// After so many steps of its virtual machine (some milliseconds) a statement counts as long.
const LONG_STATEMENT: i32 = 100_000;

/// A database file and the connections to it that nobody uses at the moment.
pub struct Database {
    path: PathBuf,
    idle: Mutex<Vec<Link>>,
    writer: Arc<Semaphore>,
}

/// A connection and what its user has done with it.
pub struct Link {
    /// The connection itself.
    pub connection: Connection,
    /// The right to write, held from the first write of a transaction to its end.
    pub permit: Option<OwnedSemaphorePermit>,
    /// Notices what the user leaves behind.
    pub watch: Watch,
    changes_before: u64,
}

impl Database {
    /// A file that is opened, and created, when it is first used.
    pub fn new(path: &Path) -> Self {
        Self {
            path: path.to_path_buf(),
            idle: Mutex::new(Vec::new()),
            writer: Arc::new(Semaphore::new(1)),
        }
    }

    /// A connection for one user.
    pub fn take(&self) -> rusqlite::Result<Link> {
        let kept = self.lock().pop();
        match kept {
            Some(mut link) => {
                link.changes_before = link.connection.total_changes();
                Ok(link)
            }
            None => Link::open(&self.path),
        }
    }

    /// Takes a connection back. What it was in the middle of is undone.
    pub fn give_back(&self, mut link: Link) {
        let usable = link.restore();
        link.permit = None;
        let mut idle = self.lock();
        if usable && idle.len() < KEPT {
            idle.push(link);
        }
    }

    /// Closes the connections that nobody uses, which writes the WAL back into the file.
    pub fn close(&self) {
        self.lock().clear();
    }

    /// The database's right to write; `None` if it could not be had in time.
    pub async fn permit(&self) -> Option<OwnedSemaphorePermit> {
        let permit = Arc::clone(&self.writer).acquire_owned();
        tokio::time::timeout(BUSY_TIMEOUT, permit).await.ok()?.ok()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Link>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Link {
    fn open(path: &Path) -> rusqlite::Result<Self> {
        if let Some(folder) = path.parent() {
            // Where the folder cannot be made, opening the file fails with a message that says more.
            let _ = std::fs::create_dir_all(folder);
        }
        let connection = Connection::open(path)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        let watch = Watch::on(&connection);
        connection.progress_handler(
            LONG_STATEMENT,
            Some(|| {
                hand_over_worker();
                false
            }),
        );
        Ok(Self {
            changes_before: connection.total_changes(),
            connection,
            permit: None,
            watch,
        })
    }

    /// Rows changed by the last statement; 0 where this user has changed none.
    pub fn changes(&self) -> u64 {
        if self.untouched() {
            return 0;
        }
        self.connection.changes()
    }

    /// The last row inserted; 0 where this user has changed nothing.
    pub fn last_insert_rowid(&self) -> i64 {
        if self.untouched() {
            return 0;
        }
        self.connection.last_insert_rowid()
    }

    fn untouched(&self) -> bool {
        self.connection.total_changes() == self.changes_before
    }

    /// Makes the connection like new; false if it cannot be.
    fn restore(&mut self) -> bool {
        if !self.connection.is_autocommit() && self.connection.execute_batch("ROLLBACK").is_err() {
            return false;
        }
        self.watch.restore(&self.connection)
    }
}

/// Called from within a long statement: lets another thread take over the tasks that wait for this one.
///
/// The short pause gives that thread the time to do so; a thread that has no tasks waiting loses nothing but the pause.
fn hand_over_worker() {
    block_in_place(|| std::thread::sleep(Duration::from_micros(50)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capability::sqlite::traces::SETTINGS;

    fn database() -> (tempfile::TempDir, Database) {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::new(&folder.path().join("test.db"));
        (folder, database)
    }

    fn setting(link: &Link, name: &str) -> i64 {
        link.connection
            .query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))
            .unwrap()
    }

    #[test]
    fn a_connection_in_the_middle_of_a_transaction_is_rolled_back() {
        let (_folder, database) = database();
        let link = database.take().unwrap();
        link.connection
            .execute_batch("CREATE TABLE t (x); BEGIN IMMEDIATE; INSERT INTO t VALUES (1)")
            .unwrap();
        database.give_back(link);
        let link = database.take().unwrap();
        assert!(link.connection.is_autocommit());
        let rows: i64 = link
            .connection
            .query_row("SELECT count(*) FROM t", [], |row| row.get(0))
            .unwrap();
        assert_eq!(rows, 0);
    }

    #[test]
    fn settings_are_put_back_to_what_a_new_connection_has() {
        let (_folder, database) = database();
        let link = database.take().unwrap();
        let before: Vec<i64> = ["synchronous", "foreign_keys", "busy_timeout"]
            .iter()
            .map(|name| setting(&link, name))
            .collect();
        link.connection
            .execute_batch(
                "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA busy_timeout = 1",
            )
            .unwrap();
        link.connection
            .execute_batch("CREATE TABLE mark (x)")
            .unwrap();
        database.give_back(link);
        let link = database.take().unwrap();
        let after: Vec<i64> = ["synchronous", "foreign_keys", "busy_timeout"]
            .iter()
            .map(|name| setting(&link, name))
            .collect();
        assert_eq!(before, after);
        assert_eq!(before, [2, 1, 5000]);
    }

    #[test]
    fn every_setting_that_we_put_back_has_the_value_of_a_new_connection() {
        let (_folder, database) = database();
        let link = database.take().unwrap();
        for (name, value) in SETTINGS {
            if matches!(*name, "case_sensitive_like") {
                continue; // It can be set but not asked for.
            }
            assert_eq!(setting(&link, name).to_string(), *value, "{name}");
        }
    }

    #[test]
    fn a_connection_with_temporary_tables_is_not_used_again() {
        let (_folder, database) = database();
        let link = database.take().unwrap();
        link.connection
            .execute_batch("CREATE TEMP TABLE secret (x)")
            .unwrap();
        database.give_back(link);
        assert!(database.lock().is_empty());
    }

    #[test]
    fn a_new_user_sees_no_insert_of_the_one_before() {
        let (_folder, database) = database();
        let link = database.take().unwrap();
        link.connection
            .execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1), (2)")
            .unwrap();
        assert_eq!((link.changes(), link.last_insert_rowid()), (2, 2));
        database.give_back(link);
        let link = database.take().unwrap();
        assert_eq!((link.changes(), link.last_insert_rowid()), (0, 0));
    }

    #[test]
    fn other_files_cannot_be_attached() {
        let (folder, database) = database();
        let link = database.take().unwrap();
        let other = folder.path().join("other.db").display().to_string();
        for sql in [
            format!("ATTACH '{other}' AS other"),
            format!("ATTACH '{other}' || '' AS other"),
            "ATTACH ?1 AS other".to_owned(),
            format!("VACUUM INTO '{other}'"),
            "VACUUM INTO ?1".to_owned(),
        ] {
            let ran = link.connection.prepare(&sql).and_then(|mut statement| {
                let parameters = vec![&other; statement.parameter_count()];
                statement.execute(rusqlite::params_from_iter(parameters))
            });
            assert!(ran.is_err(), "{sql}");
            assert!(!Path::new(&other).exists(), "{sql}");
        }
        link.connection.execute_batch("VACUUM").unwrap();
    }

    #[test]
    fn the_last_connection_stays_open_so_that_the_wal_is_not_written_back() {
        let (folder, database) = database();
        let link = database.take().unwrap();
        link.connection
            .execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (x)")
            .unwrap();
        database.give_back(link);
        let wal = folder.path().join("test.db-wal");
        assert!(wal.metadata().unwrap().len() > 0);
        database.close();
        assert!(!wal.exists());
    }
}
