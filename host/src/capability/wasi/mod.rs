//! WASI: clocks, randomness, read-only folders, environment variables and output. No sockets, no standard input, no arguments.

mod console;

use std::path::PathBuf;

use wasmtime_wasi::{FsPerms, WasiCtx, WasiCtxBuilder};

use self::console::Console;

/// What WASI gives to one component's instances.
#[derive(Clone)]
pub struct Wasi {
    component: String,
    environment: Vec<(String, String)>,
    folders: Vec<(PathBuf, String)>,
}

impl Wasi {
    /// `folders` are readable at the path beside them, as Spin mounts a component's `files`.
    pub fn new(
        component: &str,
        environment: Vec<(String, String)>,
        folders: Vec<(PathBuf, String)>,
    ) -> Self {
        Self {
            component: component.to_owned(),
            environment,
            folders,
        }
    }

    /// The context of a new instance.
    pub fn context(&self) -> wasmtime::Result<WasiCtx> {
        let mut builder = WasiCtxBuilder::new();
        builder
            .stdout(Console::new(&self.component))
            .stderr(Console::new(&self.component))
            // Files are small and in the page cache: reading on the spot costs less than handing over to another thread.
            .allow_blocking_current_thread(true)
            .envs(&self.environment);
        for (folder, destination) in &self.folders {
            builder.preopened_dir(folder, destination, FsPerms::ReadOnly)?;
        }
        Ok(builder.build())
    }
}
