//! `spin:key-value`: stores in SQLite files, with the table that Spin itself uses, so that both can open the same file.
//!
//! A file has one connection for the whole process, opened when it is first used. Operations are short and run on the spot.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OptionalExtension, params};
use tokio::task::block_in_place;
use wasmtime::component::{Accessor, FutureReader, HasData, Resource, ResourceTable, StreamReader};

use crate::bindings::spin::key_value::key_value::{Error, Host, HostStore, HostStoreWithStore};

const CREATE: &str = "CREATE TABLE IF NOT EXISTS spin_key_value \
    (store TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (store, key))";
const GET: &str = "SELECT value FROM spin_key_value WHERE store = ?1 AND key = ?2";
const SET: &str = "INSERT INTO spin_key_value (store, key, value) VALUES (?1, ?2, ?3) \
    ON CONFLICT (store, key) DO UPDATE SET value = excluded.value";
const DELETE: &str = "DELETE FROM spin_key_value WHERE store = ?1 AND key = ?2";
const KEYS: &str = "SELECT key FROM spin_key_value WHERE store = ?1";

/// A store's file, shared by all who use it.
pub struct File {
    path: PathBuf,
    connection: Mutex<Option<Connection>>,
}

impl File {
    /// A file that is opened, and created, when it is first used.
    pub fn new(path: &Path) -> Self {
        Self {
            path: path.to_path_buf(),
            connection: Mutex::new(None),
        }
    }

    /// Closes the file. A later use opens it again.
    pub fn close(&self) {
        drop(self.lock().take());
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Connection>> {
        // A poisoned lock means that a query panicked; the connection itself is still sound.
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn with<R>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<R>) -> Result<R, Error> {
        let mut guard = self.lock();
        let connection = match guard.as_mut() {
            Some(connection) => connection,
            None => guard.insert(open(&self.path)?),
        };
        work(connection).map_err(|error| Error::Other(error.to_string()))
    }
}

fn open(path: &Path) -> Result<Connection, Error> {
    let failed = |error: &dyn std::fmt::Display| {
        Error::Other(format!("the store cannot be opened: {error}"))
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    }
    let connection = Connection::open(path).map_err(|error| failed(&error))?;
    connection
        .execute(CREATE, [])
        .map_err(|error| failed(&error))?;
    Ok(connection)
}

/// The stores that one component may open, by label.
#[derive(Clone)]
pub struct KeyValue(Arc<BTreeMap<String, Arc<File>>>);

impl KeyValue {
    /// The given stores, and no others.
    pub fn new(stores: BTreeMap<String, Arc<File>>) -> Self {
        Self(Arc::new(stores))
    }
}

/// A store that a component has opened.
#[derive(Clone)]
pub struct OpenStore {
    label: Arc<str>,
    file: Arc<File>,
}

/// [`KeyValue`] and the table that holds the open stores.
pub struct View<'a> {
    /// The instance's state.
    pub state: &'a mut KeyValue,
    /// The instance's resources.
    pub table: &'a mut ResourceTable,
}

/// Ties the generated bindings to [`View`].
pub struct HasKeyValue;

impl HasData for HasKeyValue {
    type Data<'a> = View<'a>;
}

impl Host for View<'_> {}

impl HostStore for View<'_> {
    fn drop(&mut self, store: Resource<OpenStore>) -> wasmtime::Result<()> {
        self.table.delete(store)?;
        Ok(())
    }
}

fn opened<T>(
    accessor: &Accessor<T, HasKeyValue>,
    store: &Resource<OpenStore>,
) -> wasmtime::Result<OpenStore> {
    accessor.with(|mut access| Ok(access.get().table.get(store)?.clone()))
}

fn find(store: &OpenStore, key: &str) -> Result<Option<Vec<u8>>, Error> {
    store.file.with(|connection| {
        connection
            .prepare_cached(GET)?
            .query_row(params![store.label, key], |row| row.get(0))
            .optional()
    })
}

fn change(store: &OpenStore, sql: &str, parameters: &[&dyn rusqlite::ToSql]) -> Result<(), Error> {
    // A write waits for the disk: other tasks of this thread move to another one meanwhile.
    block_in_place(|| {
        store.file.with(|connection| {
            connection.prepare_cached(sql)?.execute(parameters)?;
            Ok(())
        })
    })
}

impl<T: Send> HostStoreWithStore<T> for HasKeyValue {
    async fn open(
        accessor: &Accessor<T, Self>,
        label: String,
    ) -> wasmtime::Result<Result<Resource<OpenStore>, Error>> {
        accessor.with(|mut access| {
            let view = access.get();
            let Some(file) = view.state.0.get(&label).cloned() else {
                return Ok(Err(Error::AccessDenied));
            };
            let label = Arc::from(label);
            Ok(Ok(view.table.push(OpenStore { label, file })?))
        })
    }

    async fn get(
        accessor: &Accessor<T, Self>,
        store: Resource<OpenStore>,
        key: String,
    ) -> wasmtime::Result<Result<Option<Vec<u8>>, Error>> {
        Ok(find(&opened(accessor, &store)?, &key))
    }

    async fn set(
        accessor: &Accessor<T, Self>,
        store: Resource<OpenStore>,
        key: String,
        value: Vec<u8>,
    ) -> wasmtime::Result<Result<(), Error>> {
        let store = opened(accessor, &store)?;
        Ok(change(&store, SET, params![store.label, key, value]))
    }

    async fn delete(
        accessor: &Accessor<T, Self>,
        store: Resource<OpenStore>,
        key: String,
    ) -> wasmtime::Result<Result<(), Error>> {
        let store = opened(accessor, &store)?;
        Ok(change(&store, DELETE, params![store.label, key]))
    }

    async fn exists(
        accessor: &Accessor<T, Self>,
        store: Resource<OpenStore>,
        key: String,
    ) -> wasmtime::Result<Result<bool, Error>> {
        Ok(find(&opened(accessor, &store)?, &key).map(|value| value.is_some()))
    }

    async fn get_keys(
        accessor: &Accessor<T, Self>,
        store: Resource<OpenStore>,
    ) -> wasmtime::Result<(StreamReader<String>, FutureReader<Result<(), Error>>)> {
        let store = opened(accessor, &store)?;
        let keys = store.file.with(|connection| {
            connection
                .prepare_cached(KEYS)?
                .query_map(params![store.label], |row| row.get(0))?
                .collect::<rusqlite::Result<Vec<String>>>()
        });
        let (keys, result) = match keys {
            Ok(keys) => (keys, Ok(())),
            Err(error) => (Vec::new(), Err(error)),
        };
        accessor.with(|mut access| {
            let keys = StreamReader::new(&mut access, keys)?;
            let result =
                FutureReader::new(&mut access, std::future::ready(wasmtime::error::Ok(result)))?;
            Ok((keys, result))
        })
    }
}
