//! `cargo xtask up`: from a fresh clone to a running algosu, and quickly back to one.
//!
//! cargo itself knows what to compile again, so it is always asked; npm does not, so the page has a
//! fingerprint. The port is tried before anything is built: a taken one should not cost five minutes.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;
use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::data_folder::DataFolder;
use crate::host::{self, Host};
use crate::step::step;
use crate::web::Page;
use crate::workspace::Workspace;
use crate::{components, tools};

pub const HELP: &str = "\
Usage: cargo xtask up [OPTIONS]

Builds what has changed (components, web page, local host), makes the data folder with its secrets, starts
algosu and prints its URL. Ctrl-C stops it; the data stays.

  --listen ADDRESS   where to listen (default 127.0.0.1:3000; port 0 picks a free one)
  --data DIR         where databases and secrets are kept (default .spin in the repository)
  --no-build         start what is built already

Every variable of spin.toml can be set with SPIN_VARIABLE_<NAME>, for example SPIN_VARIABLE_AI_PROVIDER.
";

struct Options {
    listen: String,
    data: Option<PathBuf>,
    build: bool,
}

pub fn run(workspace: &Workspace, parser: lexopt::Parser) -> Result<ExitCode> {
    let options = Options::parse(parser)?;
    let address = free_address(&options.listen)?;
    if options.build {
        build(workspace)?;
    } else if !host::binary(workspace).is_file() {
        bail!("nothing is built yet: start once without --no-build");
    }
    let data = DataFolder::open(&options.data.unwrap_or_else(|| workspace.root.join(".spin")))?;
    let mut command = host::command(workspace, &data, &address.to_string())?;
    // A Ctrl-C in the terminal reaches xtask alone, which passes it on exactly once.
    command.process_group(0);
    serve(Host::start(command)?, data.path())
}

/// What is missing is told before the first long step, not after it.
fn build(workspace: &Workspace) -> Result<()> {
    let page = Page::new(workspace)?;
    tools::c_compiler()?;
    if !page.is_built() {
        tools::node()?;
    }
    step("Build the components", || components::build(workspace))?;
    step("Build the web page", || page.build())?;
    step("Build the local host", || host::build(workspace))
}

impl Options {
    fn parse(mut parser: lexopt::Parser) -> Result<Self> {
        let mut options = Self {
            listen: "127.0.0.1:3000".into(),
            data: None,
            build: true,
        };
        while let Some(argument) = parser.next()? {
            match argument {
                Long("listen") => options.listen = parser.value()?.string()?,
                Long("data") => options.data = Some(parser.value()?.into()),
                Long("no-build") => options.build = false,
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(options)
    }
}

/// Makes sure that the address can be listened on. Between this and the host's own attempt somebody else
/// may take it; then the host says so.
fn free_address(listen: &str) -> Result<SocketAddr> {
    let mut addresses = listen
        .to_socket_addrs()
        .with_context(|| format!("{listen:?} is not an address like 127.0.0.1:3000"))?;
    let address = addresses
        .next()
        .with_context(|| format!("{listen:?} is no address of this machine"))?;
    match TcpListener::bind(address) {
        Ok(_) => Ok(address),
        Err(error) if error.kind() == ErrorKind::AddrInUse => bail!(
            "{address} is taken by another program: stop that one, or start with `--listen {}:0` to have a free port picked",
            address.ip()
        ),
        Err(error) => Err(error).with_context(|| format!("{address} cannot be listened on")),
    }
}

/// Waits until the host ends: on a signal, which it is passed, or by itself.
fn serve(host: Host, data: &Path) -> Result<ExitCode> {
    let asked_to_stop = Arc::new(AtomicBool::new(false));
    pass_signals_to(host.pid(), Arc::clone(&asked_to_stop))?;
    if let Some(url) = host.url() {
        println!(
            "\n    algosu is ready: {url}\n    Ctrl-C stops it; the data stays in {}\n",
            data.display()
        );
    }
    let status = host.wait()?;
    if asked_to_stop.load(Ordering::Acquire) && ended_as_asked(status) {
        println!("Stopped.");
        return Ok(ExitCode::SUCCESS);
    }
    match status.code() {
        Some(2) => Ok(ExitCode::from(2)),
        _ => bail!("the host ended by itself ({status})"),
    }
}

fn pass_signals_to(pid: Pid, asked_to_stop: Arc<AtomicBool>) -> Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    thread::spawn(move || {
        for signal in signals.forever() {
            asked_to_stop.store(true, Ordering::Release);
            let signal = if signal == SIGINT {
                Signal::INT
            } else {
                Signal::TERM
            };
            // It may have ended already: then there is nobody left to tell.
            let _ = kill_process(pid, signal);
        }
    });
    Ok(())
}

/// Cleanly, or by the very signal when it came before the host was listening for signals.
fn ended_as_asked(status: ExitStatus) -> bool {
    status.success() || status.code().is_none()
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn a_taken_port_is_a_sentence_with_a_way_on() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap();
        let error = free_address(&address.to_string()).unwrap_err().to_string();
        assert!(error.contains("is taken"), "{error}");
        assert!(error.contains("--listen 127.0.0.1:0"), "{error}");
    }

    #[test]
    fn what_is_no_address_is_refused_by_name() {
        let error = free_address("three thousand").unwrap_err().to_string();
        assert!(error.contains("three thousand"), "{error}");
    }

    #[test]
    fn a_signal_reaches_the_host_and_its_clean_end_is_a_clean_exit() {
        // Not SIGINT: a shell that was started in the background ignores it for good.
        let mut command = Command::new("sh");
        command.args([
            "-c",
            "trap 'exit 0' TERM; echo Serving http://127.0.0.1:1; while :; do sleep 0.01; done",
        ]);
        let host = Host::start(command).unwrap();
        let asked_to_stop = Arc::new(AtomicBool::new(false));
        pass_signals_to(host.pid(), Arc::clone(&asked_to_stop)).unwrap();
        host.url().unwrap();
        signal_hook::low_level::raise(SIGTERM).unwrap();
        assert!(ended_as_asked(host.wait().unwrap()));
        assert!(asked_to_stop.load(Ordering::Acquire));
    }

    #[test]
    fn an_option_nobody_knows_is_refused() {
        assert!(Options::parse(lexopt::Parser::from_args(["--lisen", "127.0.0.1:0"])).is_err());
        let options =
            Options::parse(lexopt::Parser::from_args(["--no-build", "--data", "a b"])).unwrap();
        assert!(!options.build);
        assert_eq!(options.data, Some("a b".into()));
    }
}
