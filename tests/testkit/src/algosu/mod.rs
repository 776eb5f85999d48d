//! The real application, started as a process of its own with a data folder of its own.
//!
//! Every call here blocks the calling thread until it is done; the fakes run on threads of their own and go on.

mod data;
mod database;
mod launcher;
mod leaks;
mod local_host;
mod options;
mod process;
mod spin;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;

use rustix::process::Signal;

use crate::Error;
use crate::client::{Base, Client, Heard};
use data::Data;
use launcher::{Launcher, Setup};
use process::Process;

pub use database::{Database, Row};
pub use options::Options;

/// A running (or killed) application.
///
/// Dropping it kills it, leaves its log in `target/testkit/<test>.log` and removes the rest of its folder, unless the
/// test panics or `ALGOSU_KEEP` is set: then the folder stays and its place is printed.
pub struct Algosu {
    launcher: Box<dyn Launcher>,
    process: Option<Process>,
    setup: Setup,
    data: Data,
    base: Base,
    heard: Heard,
    relays: Vec<Base>,
    ready_within: Duration,
}

impl Algosu {
    /// Starts the application and waits until it serves. `ALGOSU_ROOT` names the repository (default: the one this
    /// kit was compiled in), `ALGOSU_HOST` and `ALGOSU_HOST_BIN` the program that runs it.
    ///
    /// # Errors
    /// [`Error::NotStarted`] with the end of the log; [`Error::File`] if the host or the manifest is missing.
    pub fn start(options: Options) -> Result<Self, Error> {
        let root = root();
        let manifest = options.manifest.unwrap_or_else(|| root.join("spin.toml"));
        let data = Data::create(&root.join("runtime-config.toml"))?;
        let mut variables = data::secrets(&data::table(&manifest)?);
        variables.extend(options.variables);
        let setup = Setup {
            manifest,
            runtime_config: data.runtime_config(),
            data: data.path().to_owned(),
            log: data.log(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            variables,
            tick: options.tick,
            root,
        };
        let mut algosu = Self {
            launcher: launcher::choose(&setup.root, options.program),
            process: None,
            setup,
            data,
            base: Base::new(""),
            heard: Heard::default(),
            relays: options.relays,
            ready_within: options.ready_within,
        };
        algosu.launch()?;
        Ok(algosu)
    }

    fn launch(&mut self) -> Result<(), Error> {
        let command = self.launcher.command(&self.setup)?;
        let program = command.get_program().display().to_string();
        let mut process = Process::start(command, &self.setup.log)?;
        let url = process
            .line("Serving ", self.ready_within)
            .map_err(|why| Error::NotStarted {
                program,
                why,
                log: self.setup.log.clone(),
                tail: data::tail(&self.setup.log),
            })?;
        self.process = Some(process);
        for base in self.relays.iter().chain([&self.base]) {
            base.set(&url);
        }
        if let Ok(address) = self.url().trim_start_matches("http://").parse() {
            self.setup.listen = address;
        }
        self.launcher.serving(&self.setup, &url)
    }

    /// Kills it at once (SIGKILL to it and all that it has started) and waits until it is gone. Nothing is lost that
    /// was on disk.
    pub fn kill9(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill();
        }
        self.launcher.ended();
    }

    /// Asks it to end and waits.
    ///
    /// # Errors
    /// [`Error::TimedOut`] if it does not end in time; it is killed then.
    pub fn stop(&mut self, within: Duration) -> Result<Option<ExitStatus>, Error> {
        self.launcher.ended();
        let Some(mut process) = self.process.take() else {
            return Ok(None);
        };
        self.launcher.ask_to_stop(&process)?;
        process.wait(within).map(Some)
    }

    /// Starts it again, after [`Algosu::kill9`] if it still runs: same data, same secrets, and the same port unless
    /// somebody has taken it since (clients made by [`Algosu::client`] follow).
    ///
    /// # Errors
    /// As for [`Algosu::start`].
    pub fn restart(&mut self) -> Result<(), Error> {
        self.kill9();
        match self.launch() {
            Err(Error::NotStarted { .. })
                if std::net::TcpListener::bind(self.setup.listen).is_err() =>
            {
                self.setup.listen.set_port(0);
                self.launch()
            }
            launched => launched,
        }
    }

    /// Stops its clock and its work (SIGSTOP) until [`Algosu::resume`]: leases run out meanwhile.
    ///
    /// # Errors
    /// [`Error::Io`] if it does not run.
    pub fn pause(&self) -> Result<(), Error> {
        self.signal(Signal::STOP)
    }

    /// Lets it go on after [`Algosu::pause`].
    ///
    /// # Errors
    /// [`Error::Io`] if it does not run.
    pub fn resume(&self) -> Result<(), Error> {
        self.signal(Signal::CONT)
    }

    fn signal(&self, signal: Signal) -> Result<(), Error> {
        match &self.process {
            Some(process) => process.signal_group(signal),
            None => Err(std::io::Error::other("the application does not run").into()),
        }
    }

    /// Whether it runs.
    pub fn is_running(&mut self) -> bool {
        self.process.as_mut().is_some_and(Process::is_running)
    }

    /// Its process number, while it runs.
    #[must_use]
    pub fn process_id(&self) -> Option<u32> {
        self.process.as_ref().map(Process::id)
    }

    /// Where it serves: `http://127.0.0.1:<port>`.
    #[must_use]
    pub fn url(&self) -> String {
        self.base.get()
    }

    /// A new visitor, not signed in. It finds the application again after a restart.
    #[must_use]
    pub fn client(&self) -> Client {
        Client::at(self.base.clone(), self.heard.clone())
    }

    /// The value of a variable it was started with: `variable("operator_key")`.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.setup.variables.get(name).map(String::as_str)
    }

    /// Every variable it was started with, by name.
    #[must_use]
    pub fn variables(&self) -> Vec<(&str, &str)> {
        let all = self.setup.variables.iter();
        all.map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    }

    /// Changes a variable; takes hold with the next restart.
    pub fn set_variable(&mut self, name: &str, value: &str) {
        self.setup
            .variables
            .insert(name.to_owned(), value.to_owned());
    }

    /// Its folder: databases, `runtime-config.toml`, `algosu.log`.
    #[must_use]
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// Everything that it and its components have printed so far, over all restarts.
    #[must_use]
    pub fn log(&self) -> String {
        let bytes = std::fs::read(&self.setup.log).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Opens a database by its name in `runtime-config.toml` (`submission`, `identity`, ...) for reading.
    ///
    /// # Errors
    /// [`Error::File`] if there is none of that name; [`Error::Database`].
    pub fn database(&self, name: &str) -> Result<Database, Error> {
        Database::open(self.data.database(name)?)
    }
}

impl Drop for Algosu {
    fn drop(&mut self) {
        self.kill9();
        // Without it a test that fails with `?` would leave nothing to look into.
        let _ = self.leave_log();
        if std::thread::panicking() || std::env::var_os("ALGOSU_KEEP").is_some() {
            self.data.keep();
            eprintln!(
                "the application's data and log stay in {}",
                self.data.path().display()
            );
            eprintln!("--- end of its log ---\n{}", data::tail(&self.setup.log));
        }
    }
}

impl Algosu {
    fn leave_log(&self) -> std::io::Result<()> {
        let logs = launcher::target(&self.setup.root).join("testkit");
        std::fs::create_dir_all(&logs)?;
        let thread = std::thread::current();
        let test = thread.name().unwrap_or("unnamed").replace("::", ".");
        std::fs::copy(&self.setup.log, logs.join(format!("{test}.log")))?;
        Ok(())
    }
}

/// The repository.
pub(crate) fn root() -> PathBuf {
    match std::env::var_os("ALGOSU_ROOT") {
        Some(root) => root.into(),
        None => Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .unwrap_or(Path::new("."))
            .into(),
    }
}
