//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Runs a Spin application on this machine, without Spin.
#[derive(Debug, Parser)]
#[command(name = "algosu-host", version)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the host can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve an application.
    Up(Up),
    /// Check the configuration and stop.
    Check(Configuration),
}

/// Where the configuration is.
#[derive(Debug, Args)]
pub struct Configuration {
    /// The application's manifest.
    #[arg(long, value_name = "FILE", default_value = "spin.toml")]
    pub manifest: PathBuf,
    /// Where databases and key-value stores are kept.
    #[arg(long, value_name = "FILE")]
    pub runtime_config: Option<PathBuf>,
    /// The folder for databases and key-value stores that the runtime configuration does not name.
    #[arg(long, value_name = "FOLDER", default_value = ".spin")]
    pub state_dir: PathBuf,
    /// A variable that gets the address which the application is served at, unless the environment sets it.
    #[arg(long = "base-url-variable", value_name = "NAME")]
    pub base_url_variables: Vec<String>,
}

/// How to serve.
#[derive(Debug, Args)]
pub struct Up {
    /// Where the configuration is.
    #[command(flatten)]
    pub configuration: Configuration,
    /// The address to listen on; port 0 takes any free port.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// The folder for compiled components; `compiled` in the state folder if not given.
    #[arg(long, value_name = "FOLDER")]
    pub cache_dir: Option<PathBuf>,
    /// Milliseconds between two messages on the channel `clock.tick`; 0 for none.
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 1_000)]
    pub tick_ms: u64,
}
