//! An application, built: components loaded, capabilities handed out, triggers connected.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use wasmtime::Engine;
use wasmtime::component::{InstancePre, Linker};

use crate::capability::key_value::{self, KeyValue};
use crate::capability::outbound_http::{Client, OutboundHttp, Policy};
use crate::capability::redis::Redis;
use crate::capability::sqlite::{Database, Sqlite};
use crate::capability::variables::Variables;
use crate::capability::wasi::Wasi;
use crate::compiled::Compiled;
use crate::config::allowed_hosts::{AllowedHosts, chaining_target};
use crate::config::application::{Component, Subscription};
use crate::config::manifest::Manifest;
use crate::error::{Error, Result};
use crate::guest::{self, Blueprint, Guest};
use crate::trigger::http::{Components, Router, Site};
use crate::trigger::redis::{Doorbell, Listener, Listeners, Waiting};

/// An application that is ready to run.
pub struct Application {
    /// What is served over HTTP.
    pub site: Site,
    /// Where messages are published.
    pub doorbell: Arc<Doorbell>,
    /// Queues of messages, each with its listeners.
    pub lanes: Vec<(Waiting, Listeners)>,
    /// Files to close at the end.
    pub files: Files,
}

/// The files that components share, each opened once however many labels and components name it.
#[derive(Default)]
pub struct Files {
    sqlite: BTreeMap<PathBuf, Arc<Database>>,
    key_value: BTreeMap<PathBuf, Arc<key_value::File>>,
}

impl Files {
    /// Closes what nobody uses any more.
    pub fn close(&self) {
        self.sqlite.values().for_each(|file| file.close());
        self.key_value.values().for_each(|file| file.close());
    }

    fn databases(&mut self, labels: &BTreeMap<String, PathBuf>) -> Sqlite {
        let databases = labels.iter().map(|(label, path)| {
            let file = self
                .sqlite
                .entry(path.clone())
                .or_insert_with(|| Arc::new(Database::new(path)));
            (label.clone(), Arc::clone(file))
        });
        Sqlite::new(databases.collect())
    }

    fn stores(&mut self, labels: &BTreeMap<String, PathBuf>) -> KeyValue {
        let stores = labels.iter().map(|(label, path)| {
            let file = self
                .key_value
                .entry(path.clone())
                .or_insert_with(|| Arc::new(key_value::File::new(path)));
            (label.clone(), Arc::clone(file))
        });
        KeyValue::new(stores.collect())
    }
}

/// What one component may reach, in the words of the outbound HTTP capability.
struct Reach(AllowedHosts);

impl Policy for Reach {
    fn allows(&self, address: &str) -> bool {
        self.0.allow(address, "https")
    }

    fn allows_self(&self) -> bool {
        self.0.allow_self()
    }

    fn component<'a>(&self, host: &'a str) -> Option<&'a str> {
        chaining_target(host)
    }
}

/// Builds the application. `address` is where it listens.
pub fn build(
    engine: &Engine,
    manifest: &Manifest,
    components: Vec<Component>,
    subscriptions: &[Subscription],
    cache: &Path,
    address: SocketAddr,
) -> Result<Application> {
    let router = router(manifest)?;
    let (doorbell, waiting) = Doorbell::new(
        subscriptions
            .iter()
            .map(|s| (s.address.as_str(), s.channel.as_str())),
    );
    let doorbell = Arc::new(doorbell);
    let http = Arc::new(Components::default());
    let client = Arc::new(Client::new());

    let http_ids: BTreeSet<&str> = manifest.http.iter().map(|t| t.component.as_str()).collect();
    let redis_ids: BTreeSet<&str> = subscriptions.iter().map(|s| s.component.as_str()).collect();
    let used = |id: &str| http_ids.contains(id) || redis_ids.contains(id);
    let components: Vec<_> = components.into_iter().filter(|c| used(&c.id)).collect();
    let loaded = load(engine, &components, cache)?;

    let mut files = Files::default();
    let (mut for_http, mut for_redis) = (Vec::new(), BTreeMap::new());
    for component in components {
        let pre = loaded
            .get(&component.source)
            .cloned()
            .ok_or_else(|| Error::component(&component.id, "was not loaded"))?;
        let outbound = OutboundHttp {
            policy: Arc::new(Reach(component.allowed_hosts.clone())),
            chain: None,
            client: Arc::clone(&client),
            own_address: address,
        };
        let chained = OutboundHttp {
            chain: Some(Arc::clone(&http) as Arc<_>),
            ..outbound.clone()
        };
        let id = component.id.clone();
        let mut blueprint = blueprint(engine, component, outbound, &doorbell, &mut files);
        if redis_ids.contains(id.as_str()) {
            let listener =
                Listener::new(Arc::new(blueprint.clone()), pre.clone()).map_err(|error| {
                    Error::component(&id, format!("cannot listen to a channel: {error:#}"))
                })?;
            for_redis.insert(id.clone(), Arc::new(listener));
        }
        if http_ids.contains(id.as_str()) {
            blueprint.outbound = chained;
            for_http.push((Arc::new(blueprint), pre));
        }
    }
    http.fill(for_http).map_err(|(id, error)| {
        Error::component(
            &id,
            format!("cannot serve HTTP: {error:#}; build it with spin-sdk 7"),
        )
    })?;
    Ok(Application {
        site: Site {
            name: manifest.name.clone(),
            version: manifest.version.clone(),
            router,
            components: http,
        },
        doorbell,
        lanes: lanes(waiting, subscriptions, &for_redis),
        files,
    })
}

/// The router, or a refusal of the first route that cannot be understood.
pub fn router(manifest: &Manifest) -> Result<Router> {
    let routes: Vec<(&str, &str)> = manifest
        .http
        .iter()
        .filter_map(|trigger| Some((trigger.route.as_deref()?, trigger.component.as_str())))
        .collect();
    Router::new(&routes).map_err(|(route, sentence)| {
        let at_fault = manifest
            .http
            .iter()
            .find(|trigger| trigger.route.as_deref() == Some(&route));
        match at_fault {
            Some(trigger) => trigger.place.refuse(sentence),
            None => Error::Machine(sentence),
        }
    })
}

/// Loads all binaries, by their paths, at once and each once: the first time, compiling one keeps a processor busy for a while.
fn load(
    engine: &Engine,
    components: &[Component],
    cache: &Path,
) -> Result<BTreeMap<PathBuf, InstancePre<Guest>>> {
    let compiled = Compiled::new(engine, cache)?;
    let linker = guest::linker(engine)
        .map_err(|error| Error::Machine(format!("the interfaces cannot be linked: {error:#}")))?;
    let by_source: BTreeMap<&Path, &Component> = components
        .iter()
        .map(|component| (component.source.as_path(), component))
        .collect();
    std::thread::scope(|scope| {
        let loading: Vec<_> = by_source
            .iter()
            .map(|(source, component)| {
                let pre = || pre_instance(&compiled, &linker, component);
                (*source, scope.spawn(pre))
            })
            .collect();
        loading
            .into_iter()
            .map(|(source, thread)| {
                let failed = |_| Error::Machine(format!("{} was not loaded", source.display()));
                Ok((source.to_path_buf(), thread.join().map_err(failed)??))
            })
            .collect()
    })
}

fn pre_instance(
    compiled: &Compiled,
    linker: &Linker<Guest>,
    component: &Component,
) -> Result<InstancePre<Guest>> {
    let binary = compiled.load(&component.id, &component.source)?;
    linker.instantiate_pre(&binary).map_err(|error| {
        Error::component(
            &component.id,
            format!("needs something that the local host does not have: {error:#}"),
        )
    })
}

fn blueprint(
    engine: &Engine,
    component: Component,
    outbound: OutboundHttp,
    doorbell: &Arc<Doorbell>,
    files: &mut Files,
) -> Blueprint {
    let doorbell = Arc::clone(doorbell);
    let allowed = component.allowed_hosts;
    Blueprint {
        engine: engine.clone(),
        wasi: Wasi::new(&component.id, component.environment, component.folders),
        outbound,
        variables: Variables::new(component.variables),
        key_value: files.stores(&component.key_value),
        sqlite: files.databases(&component.sqlite),
        redis: Redis::new(
            Arc::new(move |address, channel, payload| {
                doorbell.publish(address, channel, &payload);
            }),
            Arc::new(move |address| allowed.allow(address, "redis")),
        ),
        id: component.id,
    }
}

fn lanes(
    waiting: Vec<Waiting>,
    subscriptions: &[Subscription],
    listeners: &BTreeMap<String, Arc<Listener>>,
) -> Vec<(Waiting, Listeners)> {
    waiting
        .into_iter()
        .map(|waiting| {
            let mut by_channel = Listeners::new();
            for subscription in subscriptions
                .iter()
                .filter(|s| s.address == waiting.address)
            {
                if let Some(listener) = listeners.get(&subscription.component) {
                    by_channel
                        .entry(subscription.channel.clone())
                        .or_default()
                        .push(Arc::clone(listener));
                }
            }
            (waiting, by_channel)
        })
        .collect()
}
