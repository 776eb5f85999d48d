//! From the command line to a running application, and to its orderly end.

use std::collections::BTreeMap;
use std::env;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::assembly::{self, Application};
use crate::cli::{Configuration, Up};
use crate::config::application;
use crate::config::manifest::Manifest;
use crate::config::runtime::RuntimeConfig;
use crate::config::variables::Variables;
use crate::engine;
use crate::error::{Error, Result};
use crate::trigger::{clock, http, redis};

/// How long requests and messages may take to finish once the host is asked to stop.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long tasks may take to notice that everything ends.
const LAST_MOMENT: Duration = Duration::from_secs(1);

/// Checks the configuration without opening anything. Variables need no values for this, and components need not be built.
pub fn check(configuration: &Configuration) -> Result<()> {
    let (manifest, runtime) = read(configuration)?;
    application::check_labels(&manifest, &runtime)?;
    assembly::router(&manifest).map(drop)
}

/// Serves until the process is asked to stop.
pub fn up(options: &Up) -> Result<()> {
    let configuration = &options.configuration;
    let (manifest, runtime_config) = read(configuration)?;
    let runtime = runtime()?;
    let listener = runtime.block_on(listen(options.listen))?;
    let address = listener
        .local_addr()
        .map_err(|error| Error::Machine(format!("the listener has no address: {error}")))?;

    let base_url = format!("http://{address}");
    let supplied: BTreeMap<String, String> = configuration
        .base_url_variables
        .iter()
        .map(|name| (name.clone(), base_url.clone()))
        .collect();
    let variables = Variables::resolve(&manifest.variables, |name| env::var(name).ok(), &supplied)?;
    let components = application::components(&manifest, &runtime_config, &variables)?;
    let subscriptions = application::subscriptions(&manifest, &variables)?;
    let cache = options
        .cache_dir
        .clone()
        .unwrap_or_else(|| configuration.state_dir.join("compiled"));
    let engine = engine::start()?;
    let application = assembly::build(
        &engine,
        &manifest,
        components,
        &subscriptions,
        &cache,
        address,
    )?;

    let Application {
        site,
        doorbell,
        lanes,
        files,
    } = application;
    runtime.block_on(async {
        let stop = stop_signal()?;
        let lanes: Vec<_> = lanes
            .into_iter()
            .map(|(waiting, listeners)| {
                tokio::spawn(redis::run(waiting, listeners, stopped(stop.clone())))
            })
            .collect();
        if options.tick_ms > 0 {
            let every = Duration::from_millis(options.tick_ms);
            tokio::spawn(clock::run(Arc::clone(&doorbell), every));
        }
        println!("Serving {base_url}");
        let components = Arc::clone(&site.components);
        http::serve(listener, Arc::new(site), stopped(stop), PATIENCE).await;
        let handled = futures::future::join_all(lanes);
        if tokio::time::timeout(PATIENCE, handled).await.is_err() {
            eprintln!("some messages were not handled in time");
        }
        components.end();
        Ok(())
    })?;
    // Ends what still runs, and so lets go of every connection; then the files can be closed.
    runtime.shutdown_timeout(LAST_MOMENT);
    files.close();
    Ok(())
}

fn read(configuration: &Configuration) -> Result<(Manifest, RuntimeConfig)> {
    let manifest = Manifest::read(&configuration.manifest)?;
    for name in &configuration.base_url_variables {
        if !manifest.variables.contains_key(name) {
            return Err(Error::configuration(
                "command line",
                "--base-url-variable",
                format!("names {name:?}, which [variables] in the manifest does not declare"),
            ));
        }
    }
    let runtime_config = RuntimeConfig::read(
        configuration.runtime_config.as_deref(),
        &configuration.state_dir,
    )?;
    Ok((manifest, runtime_config))
}

/// Turns of a thread between two looks at the sockets. A guest that computes takes a whole epoch per turn; with tokio's own number
/// (61) a few of those made every request wait for half a second.
const TURNS: u32 = 8;

/// More threads than processors: a thread that waits for the disk should not leave a processor without work.
fn runtime() -> Result<Runtime> {
    let processors = std::thread::available_parallelism().map_or(2, usize::from);
    Builder::new_multi_thread()
        .worker_threads(processors + 2)
        .event_interval(TURNS)
        .enable_all()
        .build()
        .map_err(|error| Error::Machine(format!("the runtime cannot start: {error}")))
}

async fn listen(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        let sentence = if error.kind() == ErrorKind::AddrInUse {
            "the port is taken; stop whoever uses it, or choose another with --listen".to_owned()
        } else {
            error.to_string()
        };
        Error::Listen { address, sentence }
    })
}

/// Becomes true when the process is asked to stop; a second request ends it at once.
fn stop_signal() -> Result<watch::Receiver<bool>> {
    let failed = |error| Error::Machine(format!("signals cannot be received: {error}"));
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let (sender, receiver) = watch::channel(false);
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            if sender.send_replace(true) {
                std::process::exit(130);
            }
        }
    });
    Ok(receiver)
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    // An error means that nobody can ask any more; then it never stops.
    if stop.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}
