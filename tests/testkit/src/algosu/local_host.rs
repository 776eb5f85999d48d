//! The repository's own host: `algosu-host up`. It is its own doorbell and clock.

use std::path::PathBuf;
use std::process::Command;

use rustix::process::Signal;

use super::launcher::{Launcher, Setup, clean};
use super::process::Process;
use crate::Error;

pub(super) struct LocalHost {
    program: PathBuf,
    cache: PathBuf,
}

impl LocalHost {
    pub(super) fn new(program: PathBuf, cache: PathBuf) -> Self {
        Self { program, cache }
    }
}

impl Launcher for LocalHost {
    fn command(&mut self, setup: &Setup) -> Result<Command, Error> {
        if !self.program.is_file() {
            return Err(Error::File {
                path: self.program.clone(),
                why: "there is no host here: `cargo build --profile host -p algosu-host` makes it"
                    .to_owned(),
            });
        }
        let mut command = clean(&self.program, &setup.variables);
        command.current_dir(&setup.root).arg("up");
        command.arg("--manifest").arg(&setup.manifest);
        command.arg("--runtime-config").arg(&setup.runtime_config);
        command.arg("--state-dir").arg(&setup.data);
        command.arg("--cache-dir").arg(&self.cache);
        command.args(["--listen", &setup.listen.to_string()]);
        command.args(["--tick-ms", &setup.tick.as_millis().to_string()]);
        for name in ["public_url", "internal_url"] {
            command.args(["--base-url-variable", name]);
        }
        Ok(command)
    }

    fn serving(&mut self, _: &Setup, _: &str) -> Result<(), Error> {
        Ok(())
    }

    fn ended(&mut self) {}

    fn ask_to_stop(&self, process: &Process) -> Result<(), Error> {
        process.signal(Signal::TERM)
    }
}
