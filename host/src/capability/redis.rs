//! `spin:redis`: publishing, to whatever the host has in place of a Redis server.
//!
//! The application uses Redis as a doorbell, so `publish` is the one command served; every other command answers with an error that
//! says so. As with a real server, an address that the component may not reach is `invalid-address`.

use std::sync::Arc;

use wasmtime::component::{Accessor, HasData, Resource, ResourceTable};

use crate::bindings::spin::redis::redis::{
    Error, Host, HostConnection, HostConnectionWithStore, Payload, RedisParameter, RedisResult,
};

/// Takes a message: the server's address, the channel, the payload.
pub type Publish = Arc<dyn Fn(&str, &str, Payload) + Send + Sync>;

/// Says whether an address may be reached.
pub type Allow = Arc<dyn Fn(&str) -> bool + Send + Sync>;

/// What an instance needs to publish.
#[derive(Clone)]
pub struct Redis {
    publish: Publish,
    allow: Allow,
}

impl Redis {
    /// Publishes with `publish` to the addresses that `allow` allows.
    pub fn new(publish: Publish, allow: Allow) -> Self {
        Self { publish, allow }
    }
}

/// A connection that a component has opened.
pub struct OpenConnection {
    address: String,
}

/// [`Redis`] and the table that holds the open connections.
pub struct View<'a> {
    /// The instance's state.
    pub state: &'a mut Redis,
    /// The instance's resources.
    pub table: &'a mut ResourceTable,
}

/// Ties the generated bindings to [`View`].
pub struct HasRedis;

impl HasData for HasRedis {
    type Data<'a> = View<'a>;
}

impl Host for View<'_> {}

impl HostConnection for View<'_> {
    fn drop(&mut self, connection: Resource<OpenConnection>) -> wasmtime::Result<()> {
        self.table.delete(connection)?;
        Ok(())
    }
}

fn not_served<R>(command: &str) -> wasmtime::Result<Result<R, Error>> {
    Ok(Err(Error::Other(format!(
        "{command}: the local host's doorbell knows PUBLISH only; this command needs a real Redis server"
    ))))
}

impl<T: Send> HostConnectionWithStore<T> for HasRedis {
    async fn open(
        accessor: &Accessor<T, Self>,
        address: String,
    ) -> wasmtime::Result<Result<Resource<OpenConnection>, Error>> {
        accessor.with(|mut access| {
            let view = access.get();
            if !(view.state.allow)(&address) {
                return Ok(Err(Error::InvalidAddress));
            }
            Ok(Ok(view.table.push(OpenConnection { address })?))
        })
    }

    async fn publish(
        accessor: &Accessor<T, Self>,
        connection: Resource<OpenConnection>,
        channel: String,
        payload: Payload,
    ) -> wasmtime::Result<Result<(), Error>> {
        accessor.with(|mut access| {
            let view = access.get();
            let address = &view.table.get(&connection)?.address;
            (view.state.publish)(address, &channel, payload);
            Ok(Ok(()))
        })
    }

    async fn get(
        _: &Accessor<T, Self>,
        _: Resource<OpenConnection>,
        _: String,
    ) -> wasmtime::Result<Result<Option<Payload>, Error>> {
        not_served("GET")
    }

    async fn set(
        _: &Accessor<T, Self>,
        _: Resource<OpenConnection>,
        _: String,
        _: Payload,
    ) -> wasmtime::Result<Result<(), Error>> {
        not_served("SET")
    }

    async fn incr(
        _: &Accessor<T, Self>,
        _: Resource<OpenConnection>,
        _: String,
    ) -> wasmtime::Result<Result<i64, Error>> {
        not_served("INCR")
    }

    async fn del(
        _: &Accessor<T, Self>,
        _: Resource<OpenConnection>,
        _: Vec<String>,
    ) -> wasmtime::Result<Result<u32, Error>> {
        not_served("DEL")
    }

    async fn sadd(
        _: &Accessor<T, Self>,
        _: Resource<OpenConnection>,
        _: String,
        _: Vec<String>,
    ) -> wasmtime::Result<Result<u32, Error>> {
        not_served("SADD")
    }

    async fn smembers(
        _: &Accessor<T, Self>,
        _: Resource<OpenConnection>,
        _: String,
    ) -> wasmtime::Result<Result<Vec<String>, Error>> {
        not_served("SMEMBERS")
    }

    async fn srem(
        _: &Accessor<T, Self>,
        _: Resource<OpenConnection>,
        _: String,
        _: Vec<String>,
    ) -> wasmtime::Result<Result<u32, Error>> {
        not_served("SREM")
    }

    async fn execute(
        _: &Accessor<T, Self>,
        _: Resource<OpenConnection>,
        command: String,
        _: Vec<RedisParameter>,
    ) -> wasmtime::Result<Result<Vec<RedisResult>, Error>> {
        not_served(&command)
    }
}
