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

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::block_in_place;

/// SQLite's busy timeout as rusqlite, and so Spin, sets it.
pub const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Connections kept for the next user; more are closed on their return.
const KEPT: usize = 8;

/// Prepared statements kept per connection.
const STATEMENTS: usize = 64;

/// After so many steps of its virtual machine (some milliseconds) a statement counts as long.
const LONG_STATEMENT: i32 = 100_000;

/// Settings of a connection that a component may change, each with the value of a new connection.
const SETTINGS: &[(&str, &str)] = &[
    ("busy_timeout", "5000"),
    ("cache_size", "-2000"),
    ("case_sensitive_like", "0"),
    ("defer_foreign_keys", "0"),
    ("foreign_keys", "1"),
    ("query_only", "0"),
    ("recursive_triggers", "0"),
    ("synchronous", "2"),
    ("temp_store", "0"),
];

/// Pragmas with a value that change no setting of the connection: they ask, or they change the file.
const HARMLESS: &[&str] = &[
    "application_id",
    "foreign_key_check",
    "foreign_key_list",
    "index_info",
    "index_list",
    "index_xinfo",
    "integrity_check",
    "journal_mode",
    "optimize",
    "quick_check",
    "table_info",
    "table_list",
    "table_xinfo",
    "user_version",
    "wal_checkpoint",
];

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
    traces: Arc<Mutex<Traces>>,
    changes_before: u64,
}

/// What a user leaves behind on a connection.
#[derive(Default)]
struct Traces {
    /// The statement that is being prepared leaves something behind.
    by_this_statement: bool,
    settings: BTreeSet<&'static str>,
    beyond_repair: bool,
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
        let traces = Arc::new(Mutex::new(Traces::default()));
        let noted = Arc::clone(&traces);
        connection.authorizer(Some(move |context: AuthContext<'_>| {
            noted
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .note(&context.action)
        }));
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
            traces,
        })
    }

    /// Called before a statement is prepared, so that [`Link::left_something`] speaks of that statement.
    pub fn before_prepare(&self) {
        self.traces().by_this_statement = false;
    }

    /// Whether the statement that was just prepared leaves something behind, and so must be looked at again each time it is used.
    pub fn left_something(&self) -> bool {
        self.traces().by_this_statement
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
        let traces = std::mem::take(&mut *self.traces());
        if traces.beyond_repair {
            return false;
        }
        let restored = traces.settings.iter().all(|name| {
            SETTINGS
                .iter()
                .find(|(known, _)| known == name)
                .is_some_and(|(name, value)| {
                    self.connection
                        .execute_batch(&format!("PRAGMA {name} = {value}"))
                        .is_ok()
                })
        });
        *self.traces() = Traces::default();
        restored
    }

    fn traces(&self) -> std::sync::MutexGuard<'_, Traces> {
        self.traces.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Traces {
    fn note(&mut self, action: &AuthAction<'_>) -> Authorization {
        match action {
            AuthAction::Pragma {
                pragma_name,
                pragma_value: Some(_),
            } => {
                let name = pragma_name.to_ascii_lowercase();
                if let Some((setting, _)) = SETTINGS.iter().find(|(known, _)| *known == name) {
                    self.by_this_statement = true;
                    self.settings.insert(setting);
                } else if !HARMLESS.contains(&name.as_str()) {
                    self.by_this_statement = true;
                    self.beyond_repair = true;
                }
            }
            // As in Spin: a component has the files its manifest names, and no others.
            AuthAction::Attach { filename } if !matches!(*filename, "" | ":memory:") => {
                return Authorization::Deny;
            }
            AuthAction::Attach { .. }
            | AuthAction::CreateTempIndex { .. }
            | AuthAction::CreateTempTable { .. }
            | AuthAction::CreateTempTrigger { .. }
            | AuthAction::CreateTempView { .. } => {
                self.by_this_statement = true;
                self.beyond_repair = true;
            }
            _ => {}
        }
        Authorization::Allow
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
        let other = folder.path().join("other.db");
        let refused = link
            .connection
            .execute("ATTACH ?1 AS other", [other.display().to_string()]);
        // A bound name is not visible when the statement is prepared; SQLite then asks with an empty name, or refuses later.
        let literal = link
            .connection
            .execute_batch(&format!("ATTACH '{}' AS other", other.display()));
        assert!(literal.is_err());
        assert!(refused.is_err() || !other.exists());
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
