//! The native twin: the same requests answered by one ordinary process, axum and rusqlite, with the same durability.
//!
//! It is what algosu is measured against, so it takes every advantage of being one process: one database, no hops,
//! no tokens between services, statements prepared once, one writer at a time in order of arrival. What it may not
//! skip is what the request is about: the session's signature and row, the CSRF token, the membership, the problem,
//! and one transaction with `synchronous = FULL`.
//!
//! It runs as a process of its own (`bench twin`) and ends when its standard input does.

mod routes;
mod seed;
mod store;

use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use tokio::runtime::Builder;

use crate::visitor::Visitor;
use store::Store;

/// What the twin says when it serves: one line of JSON on its standard output.
#[derive(Serialize, Deserialize)]
pub struct Ready {
    /// Where it serves.
    pub address: SocketAddr,
    /// Whom it knows.
    pub visitors: Vec<Visitor>,
}

/// Serves from a new database with so many visitors, until standard input ends.
pub fn run(database: &Path, visitors: usize) -> Result<()> {
    // As many threads as algosu's host has: one that waits for the disk should leave no processor without work.
    let processors = std::thread::available_parallelism().map_or(2, usize::from);
    let runtime = Builder::new_multi_thread()
        .worker_threads(processors + 2)
        .enable_all()
        .build()?;
    runtime.block_on(serve(database, visitors))
}

async fn serve(database: &Path, visitors: usize) -> Result<()> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let store = Store::create(database)?;
    let app = Arc::new(routes::App::new(store, format!("http://{address}")));
    let visitors = seed::visitors(&app, visitors)?;
    println!("{}", serde_json::to_string(&Ready { address, visitors })?);
    std::io::stdout().flush()?;
    let serving = axum::serve(listener, routes::routes(&app));
    tokio::select! {
        served = serving => served.context("the twin stopped serving"),
        () = end_of_input() => Ok(()),
    }
}

/// Whoever started us holds the other end of this pipe, however they end.
async fn end_of_input() {
    let read = || {
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
    };
    let _ = tokio::task::spawn_blocking(read).await;
}
