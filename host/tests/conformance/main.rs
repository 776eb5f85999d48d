//! What a host does, seen from outside: one behaviour per test.
//!
//! The tests drive the application in `tests/probes`. Each starts the local host for itself (the binary that cargo has built, or
//! `ALGOSU_HOST_BIN`), on a free port and with a state of its own.
//!
//! The same tests run against any host, so also against Spin, which is the reference:
//!
//! ```sh
//! cargo build --release --target wasm32-wasip2 --package probes --package probes-listener
//! cd tests/probes
//! SPIN_VARIABLE_UPSTREAM_URL=http://127.0.0.1:4010 spin up --runtime-config-file runtime-config.toml --listen 127.0.0.1:4000
//! ALGOSU_BASE_URL=http://127.0.0.1:4000 ALGOSU_UPSTREAM=127.0.0.1:4010 cargo test --package algosu-host --test conformance
//! ```
//!
//! Spin needs a Redis server at the manifest's `redis_url` for the doorbell tests. The module `local` is about the local host only.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod application;
mod client;
mod database;
mod doorbell;
mod instances;
mod local;
mod outbound;
mod routes;
mod upstream;
