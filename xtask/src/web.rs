//! The web page: its packages are installed when the lock file has changed, it is built when a source has.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::fingerprint::Fingerprint;
use crate::workspace::Workspace;
use crate::{step, tools};

/// A folder with a `package.json` and a `package-lock.json`.
pub struct NpmFolder {
    folder: PathBuf,
    installed: PathBuf,
}

impl NpmFolder {
    /// `path` is relative to the repository.
    pub fn new(workspace: &Workspace, path: &str) -> Self {
        let folder = workspace.root.join(path);
        let installed = folder.join("node_modules").join(".installed");
        Self { folder, installed }
    }

    /// `npm ci`, if what is installed is not what the lock file says.
    pub fn install(&self) -> Result<()> {
        let inputs = ["package.json", "package-lock.json"].map(|name| self.folder.join(name));
        let fingerprint = Fingerprint::of(self.installed.clone(), &inputs)?;
        if fingerprint.is_current() {
            return Ok(());
        }
        tools::node()?;
        step::run(&mut self.npm(&["ci", "--no-audit", "--no-fund"]))?;
        fingerprint.keep()
    }

    /// A call of npm in the folder.
    pub fn npm(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("npm");
        command.current_dir(&self.folder).args(arguments);
        command
    }
}

/// The page as it is in the sources and as it was built last.
pub struct Page {
    npm: NpmFolder,
    fingerprint: Fingerprint,
}

impl Page {
    /// Looks at the sources.
    pub fn new(workspace: &Workspace) -> Result<Self> {
        let npm = NpmFolder::new(workspace, "web");
        let file = workspace.state().join("web-build");
        let fingerprint = Fingerprint::of(file, std::slice::from_ref(&npm.folder))?;
        Ok(Self { npm, fingerprint })
    }

    /// `web/dist` was built from these very sources.
    pub fn is_built(&self) -> bool {
        self.fingerprint.is_current() && self.npm.folder.join("dist/index.html").is_file()
    }

    /// Builds `web/dist`, unless it is built.
    pub fn build(&self) -> Result<()> {
        if self.is_built() {
            println!("    unchanged");
            return Ok(());
        }
        tools::node()?;
        self.npm.install()?;
        step::run(&mut self.npm.npm(&["run", "build"]))?;
        self.fingerprint.keep()
    }
}

/// Builds `web/dist` from the sources as they are now, unless it is built.
pub fn build(workspace: &Workspace) -> Result<()> {
    Page::new(workspace)?.build()
}
