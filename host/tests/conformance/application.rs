//! The application of probes, running.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::LazyLock;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::client;
use crate::upstream::UPSTREAM;

/// The folder of the application of probes.
const PROBES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/probes");

/// Builds the probes, once, and says where they are.
static BINARIES: LazyLock<PathBuf> = LazyLock::new(|| {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--release", "--target", "wasm32-wasip2"])
        .args([
            "--package",
            "probes",
            "--package",
            "probes-listener",
            "--target-dir",
        ])
        .arg(target)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .unwrap();
    assert!(built.success(), "the probes cannot be built");
    target.join("wasm32-wasip2/release")
});

/// Components are compiled once for all tests.
static COMPILED: LazyLock<PathBuf> = LazyLock::new(|| {
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiled");
    let warm = Application::start_with(&cache, &[]);
    drop(warm);
    cache
});

/// The host's binary.
pub fn host_binary() -> PathBuf {
    std::env::var_os("ALGOSU_HOST_BIN").map_or_else(
        || PathBuf::from(env!("CARGO_BIN_EXE_algosu-host")),
        PathBuf::from,
    )
}

/// A running application, stopped when it is dropped.
pub struct Application {
    base_url: String,
    local: Option<Local>,
}

struct Local {
    host: Child,
    errors: Option<JoinHandle<String>>,
    folder: TempDir,
}

impl Application {
    /// The application at `ALGOSU_BASE_URL`, or else a local host that is started for this test.
    pub fn any() -> Self {
        match std::env::var("ALGOSU_BASE_URL") {
            Ok(base_url) => Self {
                base_url,
                local: None,
            },
            Err(_) => Self::local(),
        }
    }

    /// A local host.
    pub fn local() -> Self {
        Self::start_with(&COMPILED, &[])
    }

    /// A local host with more arguments.
    pub fn local_with(arguments: &[&str]) -> Self {
        Self::start_with(&COMPILED, arguments)
    }

    fn start_with(cache: &Path, arguments: &[&str]) -> Self {
        let folder = write_configuration();
        let mut host = command(folder.path())
            .arg("--cache-dir")
            .arg(cache)
            .args(["--listen", "127.0.0.1:0"])
            .args(arguments)
            .spawn()
            .unwrap();
        let mut first_line = String::new();
        let mut out = BufReader::new(host.stdout.take().unwrap());
        out.read_line(&mut first_line).unwrap();
        let mut stderr = host.stderr.take().unwrap();
        let errors = thread::spawn(move || {
            let mut text = String::new();
            stderr.read_to_string(&mut text).unwrap();
            text
        });
        let Some(base_url) = first_line.trim().strip_prefix("Serving ") else {
            host.wait().unwrap();
            panic!(
                "the host said {first_line:?} and {}",
                errors.join().unwrap()
            );
        };
        Self {
            base_url: base_url.to_owned(),
            local: Some(Local {
                host,
                errors: Some(errors),
                folder,
            }),
        }
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    /// What a probe answers; the answer must be 200.
    pub async fn ask(&self, path: &str) -> String {
        let answer = client::get(&self.url(path)).await.unwrap();
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.body
    }

    /// The status of an answer.
    pub async fn status(&self, path: &str) -> u16 {
        client::get(&self.url(path)).await.unwrap().status
    }

    /// The folder of the local host's configuration and state.
    pub fn folder(&self) -> &Path {
        self.local.as_ref().unwrap().folder.path()
    }

    /// Asks the local host to stop.
    pub fn terminate(&self) {
        let id = self.local.as_ref().unwrap().host.id();
        let sent = Command::new("kill")
            .args(["-TERM", &id.to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Asks the local host to stop and waits until it has; see [`Application::ended`].
    pub fn stop(self) -> (ExitStatus, String) {
        self.terminate();
        self.ended()
    }

    /// Waits until the local host has ended, and gives its exit status and what it wrote to standard error.
    pub fn ended(mut self) -> (ExitStatus, String) {
        let mut local = self.local.take().unwrap();
        let status = wait(&mut local.host);
        (status, local.errors.take().unwrap().join().unwrap())
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        // It may be gone already; then there is nothing to end.
        let _ = self.host.kill();
        let _ = self.host.wait();
    }
}

fn wait(host: &mut Child) -> ExitStatus {
    let start = Instant::now();
    loop {
        if let Some(status) = host.try_wait().unwrap() {
            return status;
        }
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "the host does not stop"
        );
        thread::sleep(Duration::from_millis(10));
    }
}

/// A host's command line for the configuration in a folder, its output captured, its variables set.
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(host_binary());
    command
        .args(["up", "--manifest"])
        .arg(folder.join("spin.toml"))
        .arg("--runtime-config")
        .arg(folder.join("runtime-config.toml"))
        .arg("--state-dir")
        .arg(folder.join(".spin"))
        .env("SPIN_VARIABLE_UPSTREAM_URL", UPSTREAM.url())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// The manifest and the runtime configuration of the probes in a folder of their own, with all paths made absolute.
pub fn write_configuration() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let manifest = fs::read_to_string(Path::new(PROBES).join("spin.toml")).unwrap();
    let manifest = manifest
        .replace(
            "../../target/wasm32-wasip2/release",
            BINARIES.to_str().unwrap(),
        )
        .replace(
            "source = \"folder\"",
            &format!("source = \"{PROBES}/folder\""),
        );
    fs::write(folder.path().join("spin.toml"), manifest).unwrap();
    fs::copy(
        Path::new(PROBES).join("runtime-config.toml"),
        folder.path().join("runtime-config.toml"),
    )
    .unwrap();
    folder
}
