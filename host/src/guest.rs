//! A component's instance: all capabilities put together.
//!
//! A [`Blueprint`] is made once per component; every instance gets a [`Guest`] from it. This is the only place that knows every
//! capability. To add one: a module in `capability`, a field here, its `add_to_linker`, and what it needs in `assembly`.

use wasmtime::component::{Linker, ResourceTable};
use wasmtime::{Engine, Store};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

use crate::bindings::spin;
use crate::capability::key_value::{self, HasKeyValue, KeyValue};
use crate::capability::outbound_http::{Doom, Hooks, OutboundHttp};
use crate::capability::redis::{self, HasRedis, Redis};
use crate::capability::sqlite::{self, HasSqlite, Sqlite};
use crate::capability::variables::{HasVariables, Variables};
use crate::capability::wasi::Wasi;

/// What every instance of one component is made from.
#[derive(Clone)]
pub struct Blueprint {
    /// The component's id.
    pub id: String,
    /// The engine that runs it.
    pub engine: Engine,
    /// Clocks, randomness, folders, output.
    pub wasi: Wasi,
    /// Requests outwards.
    pub outbound: OutboundHttp,
    /// Variables.
    pub variables: Variables,
    /// Key-value stores.
    pub key_value: KeyValue,
    /// SQLite databases.
    pub sqlite: Sqlite,
    /// Publishing.
    pub redis: Redis,
}

/// The state of one instance.
pub struct Guest {
    table: ResourceTable,
    wasi: WasiCtx,
    http: WasiHttpCtx,
    hooks: Hooks,
    variables: Variables,
    key_value: KeyValue,
    sqlite: Sqlite,
    redis: Redis,
}

impl Blueprint {
    /// A store for a new instance.
    pub fn store(&self) -> wasmtime::Result<Store<Guest>> {
        let guest = Guest {
            table: ResourceTable::new(),
            wasi: self.wasi.context()?,
            http: WasiHttpCtx::new(),
            hooks: Hooks::new(self.outbound.clone()),
            variables: self.variables.clone(),
            key_value: self.key_value.clone(),
            sqlite: self.sqlite.clone(),
            redis: self.redis.clone(),
        };
        let mut store = Store::new(&self.engine, guest);
        store.epoch_deadline_async_yield_and_update(1);
        Ok(store)
    }
}

impl Guest {
    /// What may end this instance from within one of its requests.
    pub fn doom(&self) -> Doom {
        self.hooks.doom()
    }
}

impl WasiView for Guest {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
    }
}

impl WasiHttpView for Guest {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView {
            hooks: &mut self.hooks,
            table: &mut self.table,
            ctx: &mut self.http,
        }
    }
}

/// Everything that a component can import.
pub fn linker(engine: &Engine) -> wasmtime::Result<Linker<Guest>> {
    let mut linker = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    wasmtime_wasi::p3::add_to_linker(&mut linker)?;
    wasmtime_wasi_http::p3::add_to_linker(&mut linker)?;
    spin::variables::variables::add_to_linker::<_, HasVariables>(
        &mut linker,
        |guest: &mut Guest| &mut guest.variables,
    )?;
    spin::key_value::key_value::add_to_linker::<_, HasKeyValue>(
        &mut linker,
        |guest: &mut Guest| key_value::View {
            state: &mut guest.key_value,
            table: &mut guest.table,
        },
    )?;
    spin::sqlite::sqlite::add_to_linker::<_, HasSqlite>(&mut linker, |guest: &mut Guest| {
        sqlite::View {
            state: &mut guest.sqlite,
            table: &mut guest.table,
        }
    })?;
    spin::redis::redis::add_to_linker::<_, HasRedis>(&mut linker, |guest: &mut Guest| {
        redis::View {
            state: &mut guest.redis,
            table: &mut guest.table,
        }
    })?;
    Ok(linker)
}
