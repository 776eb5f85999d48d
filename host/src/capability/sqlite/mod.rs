//! `spin:sqlite`: databases in files.
//!
//! A connection that a component opens has one SQLite connection of its own from its first statement until it is dropped, so
//! transactions hold across calls and a dropped connection rolls back. `pool` says where connections come from and who may write,
//! `traces` how they are cleaned for the next user, `statement` how a statement runs, `rows` how its rows reach the component.

mod pool;
mod rows;
mod statement;
mod traces;

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::{Mutex, OwnedMutexGuard};
use wasmtime::component::{Accessor, FutureReader, HasData, Resource, ResourceTable, StreamReader};

pub use self::pool::Database;
use self::pool::Link;
use self::statement::{Outcome, Rows};
use crate::bindings::spin::sqlite::sqlite::{
    Error, Host, HostConnection, HostConnectionWithStore, QueryResult, RowResult, Value,
};

/// Connections that an instance may have open, as in Spin.
const MOST_CONNECTIONS: usize = 256;

/// The databases that one component may open, by label.
#[derive(Clone)]
pub struct Sqlite {
    databases: Arc<BTreeMap<String, Arc<Database>>>,
    open: usize,
}

impl Sqlite {
    /// The given databases, and no others.
    pub fn new(databases: BTreeMap<String, Arc<Database>>) -> Self {
        Self {
            databases: Arc::new(databases),
            open: 0,
        }
    }
}

/// A connection that a component has opened.
#[derive(Clone)]
pub struct OpenConnection(Arc<Mutex<Session>>);

impl OpenConnection {
    async fn run(&self, sql: String, parameters: Vec<Value>) -> Outcome {
        statement::run(self.free().await, sql, parameters).await
    }

    /// The session, once the statement before has given its rows.
    async fn free(&self) -> OwnedMutexGuard<Session> {
        Arc::clone(&self.0).lock_owned().await
    }
}

/// A component's connection and what it holds.
pub struct Session {
    database: Arc<Database>,
    link: Option<Link>,
}

impl Session {
    fn link(&mut self) -> Result<&mut Link, Error> {
        match &mut self.link {
            Some(link) => Ok(link),
            empty => Ok(empty.insert(self.database.take().map_err(statement::io)?)),
        }
    }

    /// Waits for the right to write, unless this session has it.
    async fn take_permit(&mut self) -> Result<(), Error> {
        if self.link()?.permit.is_some() {
            return Ok(());
        }
        let permit = self.database.permit().await;
        if permit.is_none() {
            // The words of SQLite when its busy timeout has passed.
            return Err(Error::Io("database is locked".to_owned()));
        }
        self.link()?.permit = permit;
        Ok(())
    }

    /// Gives the right to write back, unless a transaction is open.
    fn after_statement(&mut self) {
        if let Some(link) = &mut self.link
            && link.connection.is_autocommit()
        {
            link.permit = None;
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some(link) = self.link.take() {
            self.database.give_back(link);
        }
    }
}

/// [`Sqlite`] and the table that holds the open connections.
pub struct View<'a> {
    /// The instance's state.
    pub state: &'a mut Sqlite,
    /// The instance's resources.
    pub table: &'a mut ResourceTable,
}

impl View<'_> {
    fn open(&mut self, label: &str) -> wasmtime::Result<Result<Resource<OpenConnection>, Error>> {
        let Some(database) = self.state.databases.get(label) else {
            return Ok(Err(Error::AccessDenied));
        };
        if self.state.open >= MOST_CONNECTIONS {
            return Ok(Err(Error::Io("too many connections opened".to_owned())));
        }
        let session = Session {
            database: Arc::clone(database),
            link: None,
        };
        let connection = OpenConnection(Arc::new(Mutex::new(session)));
        let resource = self.table.push(connection)?;
        self.state.open += 1;
        Ok(Ok(resource))
    }

    fn opened(&self, connection: &Resource<OpenConnection>) -> wasmtime::Result<OpenConnection> {
        Ok(self.table.get(connection)?.clone())
    }
}

/// Ties the generated bindings to [`View`].
pub struct HasSqlite;

impl HasData for HasSqlite {
    type Data<'a> = View<'a>;
}

impl Host for View<'_> {}

impl HostConnection for View<'_> {
    fn open(&mut self, label: String) -> wasmtime::Result<Result<Resource<OpenConnection>, Error>> {
        View::open(self, &label)
    }

    async fn execute(
        &mut self,
        connection: Resource<OpenConnection>,
        sql: String,
        parameters: Vec<Value>,
    ) -> wasmtime::Result<Result<QueryResult, Error>> {
        let Outcome { columns, rows } = self.opened(&connection)?.run(sql, parameters).await;
        let (rows, result) = match rows {
            Rows::Ready(rows, result) | Rows::Held(rows, result, _) => (rows, result),
            Rows::Streamed(mut stream, result) => {
                let mut rows = Vec::new();
                while let Some(row) = stream.recv().await {
                    rows.push(row);
                }
                (rows, result.await?)
            }
        };
        Ok(result.map(|()| QueryResult { columns, rows }))
    }

    async fn last_insert_rowid(
        &mut self,
        connection: Resource<OpenConnection>,
    ) -> wasmtime::Result<i64> {
        Ok(last_insert_rowid(&self.opened(&connection)?).await)
    }

    async fn changes(&mut self, connection: Resource<OpenConnection>) -> wasmtime::Result<u64> {
        Ok(changes(&self.opened(&connection)?).await)
    }

    fn drop(&mut self, connection: Resource<OpenConnection>) -> wasmtime::Result<()> {
        self.table.delete(connection)?;
        self.state.open = self.state.open.saturating_sub(1);
        Ok(())
    }
}

async fn last_insert_rowid(connection: &OpenConnection) -> i64 {
    let session = connection.free().await;
    session.link.as_ref().map_or(0, Link::last_insert_rowid)
}

async fn changes(connection: &OpenConnection) -> u64 {
    let session = connection.free().await;
    session.link.as_ref().map_or(0, Link::changes)
}

fn opened<T>(
    accessor: &Accessor<T, HasSqlite>,
    connection: &Resource<OpenConnection>,
) -> wasmtime::Result<OpenConnection> {
    accessor.with(|mut access| access.get().opened(connection))
}

/// What `execute-async` answers: columns, rows and the result that comes after them.
type Answer = (
    Vec<String>,
    StreamReader<RowResult>,
    FutureReader<Result<(), Error>>,
);

impl<T: Send> HostConnectionWithStore<T> for HasSqlite {
    async fn open_async(
        accessor: &Accessor<T, Self>,
        label: String,
    ) -> wasmtime::Result<Result<Resource<OpenConnection>, Error>> {
        accessor.with(|mut access| access.get().open(&label))
    }

    async fn execute_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<OpenConnection>,
        sql: String,
        parameters: Vec<Value>,
    ) -> wasmtime::Result<Result<Answer, Error>> {
        let connection = opened(accessor, &connection)?;
        let Outcome { columns, rows } = connection.run(sql, parameters).await;
        accessor.with(|mut access| {
            let (rows, result) = match rows {
                Rows::Ready(rows, result) => (
                    StreamReader::new(&mut access, rows)?,
                    FutureReader::new(
                        &mut access,
                        std::future::ready(wasmtime::error::Ok(result)),
                    )?,
                ),
                Rows::Held(rows, result, session) => {
                    let (rows, result) = rows::Held::new(rows, result, session);
                    (
                        StreamReader::new(&mut access, rows)?,
                        FutureReader::new(&mut access, result)?,
                    )
                }
                Rows::Streamed(rows, result) => (
                    StreamReader::new(&mut access, rows::Streamed(rows))?,
                    FutureReader::new(&mut access, result)?,
                ),
            };
            Ok(Ok((columns, rows, result)))
        })
    }

    async fn last_insert_rowid_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<OpenConnection>,
    ) -> wasmtime::Result<i64> {
        Ok(last_insert_rowid(&opened(accessor, &connection)?).await)
    }

    async fn changes_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<OpenConnection>,
    ) -> wasmtime::Result<u64> {
        Ok(changes(&opened(accessor, &connection)?).await)
    }
}
