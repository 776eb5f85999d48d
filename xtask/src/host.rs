//! The local host as a child process: built, started, watched until it says where it serves, stopped.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process};

use crate::data_folder::DataFolder;
use crate::step;
use crate::workspace::Workspace;

/// Compiles the host with the profile of its own.
pub fn build(workspace: &Workspace) -> Result<()> {
    step::run(
        workspace
            .cargo()
            .args(["build", "--profile", "host", "--package", "algosu-host"]),
    )
}

/// Where `build` puts it.
pub fn binary(workspace: &Workspace) -> PathBuf {
    workspace.target.join("host").join("algosu-host")
}

/// The call that starts the application on a data folder. What the environment sets wins over the kept
/// secrets and over the demo mode that is on here.
pub fn command(workspace: &Workspace, data: &DataFolder, listen: &str) -> Result<Command> {
    let manifest = workspace.root.join("spin.toml");
    let runtime_config = data.runtime_config(&workspace.root.join("runtime-config.toml"))?;
    let mut command = Command::new(binary(workspace));
    command.current_dir(&workspace.root).arg("up");
    command.arg("--manifest").arg(&manifest);
    command.arg("--runtime-config").arg(runtime_config);
    command.args(["--listen", listen, "--tick-ms", "1000"]);
    command.arg("--state-dir").arg(data.path());
    command
        .arg("--cache-dir")
        .arg(workspace.target.join("host-cache"));
    command.args([
        "--base-url-variable",
        "public_url",
        "--base-url-variable",
        "internal_url",
    ]);
    set_unless_set(&mut command, "demo_mode", "true");
    for (name, secret) in data.secrets(&manifest)? {
        set_unless_set(&mut command, &name, &secret);
    }
    Ok(command)
}

fn set_unless_set(command: &mut Command, variable: &str, value: &str) {
    let name = environment_name(variable);
    if std::env::var_os(&name).is_none() {
        command.env(name, value);
    }
}

/// The environment variable that sets a variable of `spin.toml`.
pub fn environment_name(variable: &str) -> String {
    format!("SPIN_VARIABLE_{}", variable.to_uppercase())
}

/// A started host.
pub struct Host {
    child: Child,
    serving: mpsc::Receiver<String>,
}

impl Host {
    /// Starts it.
    pub fn start(mut command: Command) -> Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let program = Path::new(command.get_program()).display().to_string();
        let mut child = command
            .spawn()
            .with_context(|| format!("{program} cannot be started"))?;
        let stdout = child.stdout.take().context("the host has no stdout")?;
        let (sender, serving) = mpsc::channel();
        thread::spawn(move || follow(stdout, &sender));
        Ok(Self { child, serving })
    }

    /// Waits for the URL that it serves. `None`: it has ended before.
    pub fn url(&self) -> Option<String> {
        self.serving.recv().ok()
    }

    /// Whom to send a signal.
    pub fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Waits for its end.
    pub fn wait(mut self) -> Result<ExitStatus> {
        Ok(self.child.wait()?)
    }

    /// Asks it to end, and waits.
    pub fn stop(self) -> Result<ExitStatus> {
        kill_process(self.pid(), Signal::TERM)?;
        self.wait()
    }
}

/// Reads to the end, so that the host never waits for a reader; what is not the URL goes on to our stderr.
fn follow(stdout: ChildStdout, serving: &mpsc::Sender<String>) {
    for line in BufReader::new(stdout).lines().map_while(Result::ok) {
        match line.strip_prefix("Serving ") {
            Some(url) => drop(serving.send(url.trim().to_owned())),
            None => eprintln!("{line}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Host {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        Host::start(command).unwrap()
    }

    #[test]
    fn the_url_is_known_once_it_serves_and_a_stop_is_waited_for() {
        let host = shell(
            "trap 'exit 0' TERM; echo hello; echo Serving http://127.0.0.1:1; while :; do sleep 0.01; done",
        );
        assert_eq!(host.url().as_deref(), Some("http://127.0.0.1:1"));
        assert!(host.stop().unwrap().success());
    }

    #[test]
    fn a_host_that_ends_before_it_serves_has_no_url() {
        let host = shell("echo the port is taken >&2; exit 2");
        assert_eq!(host.url(), None);
        assert_eq!(host.wait().unwrap().code(), Some(2));
    }
}
