use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use crate::{Error, Migration, Rows, Statement, backend::Connection, statement};

/// How many connections an instance keeps open between requests. Opening one costs most of a write.
const KEPT_CONNECTIONS: usize = 4;

/// A service's database. Cheap to keep for the life of an instance; safe for concurrent requests, each
/// of which gets a connection of its own while it needs one.
pub struct Database {
    location: String,
    migrations: &'static [Migration],
    idle: Mutex<Vec<Connection>>,
    migrated: AtomicBool,
}

impl Database {
    /// In a component `location` is the label in `sqlite_databases`; natively it is a file's path.
    /// Nothing is opened yet: the first use does it, and brings the schema up to date.
    pub fn new(location: impl Into<String>, migrations: &'static [Migration]) -> Self {
        Self {
            location: location.into(),
            migrations,
            idle: Mutex::new(Vec::new()),
            migrated: AtomicBool::new(false),
        }
    }

    /// Runs one statement, which is its own transaction.
    ///
    /// # Errors
    /// See [`Error`]. An expectation is not checked here: look at the rows.
    pub async fn run(&self, statement: Statement) -> Result<Rows, Error> {
        self.ready().await?;
        let connection = self.checkout().await?;
        let rows = connection.execute(statement).await?;
        self.keep(connection);
        Ok(rows)
    }

    /// Runs the statements as one transaction: all of them, or none. Returns each one's rows.
    ///
    /// # Errors
    /// See [`Error`]; after any of them nothing has changed, except that after
    /// [`Error::Unavailable`] during the commit itself nobody knows: read again.
    pub async fn commit(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, Error> {
        self.ready().await?;
        self.transact(statements).await
    }

    /// Brings the schema up to date, if this instance has not seen to that yet.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn ready(&self) -> Result<(), Error> {
        // Requests that arrive together at a new instance each look. None waits for another: in a
        // component a task that waits for another task alone traps.
        if !self.migrated.load(Ordering::Acquire) {
            self.migrate().await?;
            self.migrated.store(true, Ordering::Release);
        }
        Ok(())
    }

    /// Each migration is one transaction whose first statement takes the migration's name, so of several
    /// instances that start together one does the work and the others find it done.
    async fn migrate(&self) -> Result<(), Error> {
        let known = statement(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'",
        );
        let connection = self.checkout().await?;
        let mut applied = Vec::new();
        if connection.execute(known).await?.is_empty() {
            // Write-ahead logging is a property of the file and cannot be set inside a transaction.
            connection
                .execute(statement("PRAGMA journal_mode = WAL"))
                .await?;
            let table = "CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY, applied_at BIGINT NOT NULL)";
            connection.execute(statement(table)).await?;
        } else {
            for row in connection
                .execute(statement("SELECT name FROM schema_migrations"))
                .await?
            {
                applied.push(row.text("name")?);
            }
        }
        self.keep(connection);
        for migration in self.migrations {
            if applied.iter().any(|name| name == migration.name) {
                continue;
            }
            let take = "INSERT INTO schema_migrations (name, applied_at) VALUES ($1, now_ms()) ON CONFLICT DO NOTHING RETURNING name";
            let mut steps = vec![statement(take).bind(migration.name).expect(1)];
            steps.extend(migration.statements().into_iter().map(statement));
            match self.transact(steps).await {
                Ok(_) | Err(Error::Expectation { statement: 0, .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn transact(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, Error> {
        let connection = self.checkout().await?;
        // IMMEDIATE: in WAL a transaction that only later turns into a writer fails at once.
        connection.execute(statement("BEGIN IMMEDIATE")).await?;
        match run_all(&connection, statements).await {
            Ok(rows) => {
                connection.execute(statement("COMMIT")).await?;
                self.keep(connection);
                Ok(rows)
            }
            Err(error) => {
                // A connection whose rollback fails is dropped, which rolls back too.
                if connection.execute(statement("ROLLBACK")).await.is_ok() {
                    self.keep(connection);
                }
                Err(error)
            }
        }
    }

    async fn checkout(&self) -> Result<Connection, Error> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        match idle {
            Some(connection) => Ok(connection),
            None => Connection::open(&self.location).await,
        }
    }

    /// Only connections whose last statement went well come back here.
    fn keep(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT_CONNECTIONS {
            idle.push(connection);
        }
    }
}

async fn run_all(connection: &Connection, statements: Vec<Statement>) -> Result<Vec<Rows>, Error> {
    let mut results = Vec::with_capacity(statements.len());
    for (place, statement) in statements.into_iter().enumerate() {
        let expected = statement.expected;
        let rows = connection.execute(statement).await?;
        if let Some(expected) = expected
            && rows.len() != expected
        {
            return Err(Error::Expectation {
                statement: place,
                expected,
                returned: rows.len(),
            });
        }
        results.push(rows);
    }
    Ok(results)
}
