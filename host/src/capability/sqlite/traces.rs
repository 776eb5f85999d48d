//! What a user leaves behind on a connection, and how it is put right.
//!
//! SQLite tells an authorizer about everything a statement wants to do, while it is being prepared. So what has to be undone is known
//! without looking for it. A setting is put back to the value of a new connection; temporary tables, attached databases and settings
//! that we do not know make the connection unfit for another user.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

/// Settings of a connection that a component may change, each with the value of a new connection.
pub const SETTINGS: &[(&str, &str)] = &[
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

/// Watches one connection.
#[derive(Clone, Default)]
pub struct Watch(Arc<Mutex<Traces>>);

#[derive(Default)]
struct Traces {
    /// The statement that is being prepared leaves something behind.
    by_this_statement: bool,
    settings: BTreeSet<&'static str>,
    beyond_repair: bool,
}

impl Watch {
    /// Begins to watch a connection.
    pub fn on(connection: &Connection) -> Self {
        let watch = Self::default();
        let noted = watch.clone();
        connection.authorizer(Some(move |context: AuthContext<'_>| {
            noted.traces().note(&context.action)
        }));
        watch
    }

    /// Called before a statement is prepared, so that [`Watch::left_something`] speaks of that statement.
    pub fn before_prepare(&self) {
        self.traces().by_this_statement = false;
    }

    /// Whether the statement that was just prepared leaves something behind, and so must be prepared anew each time it is used.
    pub fn left_something(&self) -> bool {
        self.traces().by_this_statement
    }

    /// Makes a connection that is in no transaction like new; false if it cannot be.
    pub fn restore(&self, connection: &Connection) -> bool {
        let traces = std::mem::take(&mut *self.traces());
        let restored = !traces.beyond_repair
            && SETTINGS
                .iter()
                .filter(|(name, _)| traces.settings.contains(name))
                .all(|(name, value)| {
                    let statement = format!("PRAGMA {name} = {value}");
                    connection.execute_batch(&statement).is_ok()
                });
        // What was just put back is not the next user's trace.
        *self.traces() = Traces::default();
        restored
    }

    fn traces(&self) -> MutexGuard<'_, Traces> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
            // A component has the files that its manifest names, and no others. Where the name is not written out, SQLite does not
            // say what it will be, and rusqlite has no name for that.
            AuthAction::Attach { filename } if !matches!(*filename, "" | ":memory:") => {
                return Authorization::Deny;
            }
            AuthAction::Unknown { code, .. } if *code == rusqlite::ffi::SQLITE_ATTACH => {
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
