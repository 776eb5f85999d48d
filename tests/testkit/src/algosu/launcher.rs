//! The two programs that can run the application, behind one interface.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::local_host::LocalHost;
use super::process::Process;
use super::spin::Spin;
use crate::Error;

/// Everything that a launcher is told.
pub(super) struct Setup {
    pub(super) root: PathBuf,
    pub(super) manifest: PathBuf,
    pub(super) runtime_config: PathBuf,
    pub(super) data: PathBuf,
    pub(super) log: PathBuf,
    /// Port 0 for any.
    pub(super) listen: SocketAddr,
    /// All variables, secrets included.
    pub(super) variables: BTreeMap<String, String>,
    pub(super) tick: Duration,
}

/// One way to run the application.
pub(super) trait Launcher: Send {
    /// The call that starts it. Called again for every restart.
    fn command(&mut self, setup: &Setup) -> Result<Command, Error>;

    /// It serves at this address: what else has to run beside it?
    fn serving(&mut self, setup: &Setup, url: &str) -> Result<(), Error>;

    /// It has ended, or is about to be ended.
    fn ended(&mut self);

    /// Asks it to end cleanly.
    fn ask_to_stop(&self, process: &Process) -> Result<(), Error>;
}

/// Chooses by `ALGOSU_HOST` (`spin` or nothing) and `ALGOSU_HOST_BIN` (a path; one that is called `spin` is Spin).
/// Without both it is the host that `cargo xtask` builds.
pub(super) fn choose(root: &std::path::Path, program: Option<PathBuf>) -> Box<dyn Launcher> {
    let program = program.or_else(|| std::env::var_os("ALGOSU_HOST_BIN").map(PathBuf::from));
    let named_spin = |path: &PathBuf| path.file_stem().is_some_and(|name| name == "spin");
    if std::env::var("ALGOSU_HOST").is_ok_and(|kind| kind == "spin")
        || program.as_ref().is_some_and(named_spin)
    {
        let program = program.filter(named_spin);
        return Box::new(Spin::new(program.unwrap_or_else(|| PathBuf::from("spin"))));
    }
    let target = target(root);
    let program = program.unwrap_or_else(|| target.join("host").join("algosu-host"));
    Box::new(LocalHost::new(program, target.join("host-cache")))
}

/// Where cargo puts what it builds.
pub(super) fn target(root: &std::path::Path) -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(target) => root.join(target),
        None => root.join("target"),
    }
}

/// A command that sees of our environment only what any program needs, and the variables of the application.
pub(super) fn clean(program: &std::path::Path, variables: &BTreeMap<String, String>) -> Command {
    let mut command = Command::new(program);
    command.env_clear();
    for name in [
        "PATH",
        "HOME",
        "TMPDIR",
        "LANG",
        "RUST_LOG",
        "RUST_BACKTRACE",
    ] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    for (name, value) in variables {
        command.env(format!("SPIN_VARIABLE_{}", name.to_uppercase()), value);
    }
    command
}
