//! The page in a real browser, against a freshly started algosu with data of its own.

use std::fs;

use anyhow::{Context, Result};

use super::{Run, setup};
use crate::data_folder::DataFolder;
use crate::host::{self, Host};
use crate::step::{self, step};
use crate::web::{self, NpmFolder};
use crate::{components, workspace::Workspace};

pub fn run(run: &Run) -> Result<()> {
    let workspace = run.workspace;
    let browser = setup::browser()?;
    step("Build the components", || components::build(workspace))?;
    step("Build the web page", || web::build(workspace))?;
    step("Build the local host", || host::build(workspace))?;
    let scripts = NpmFolder::new(workspace, "tests/browser");
    step("Install the browser tests' packages", || scripts.install())?;
    let screenshots = workspace.target.join("screenshots");
    fs::create_dir_all(&screenshots)?;

    let host = Host::start(host::command(
        workspace,
        &fresh_data(workspace)?,
        "127.0.0.1:0",
    )?)?;
    let url = host
        .url()
        .context("the host ended before it served anything")?;
    let result = step(&format!("Drive {url}"), || {
        let mut tests = scripts.npm(&["test"]);
        tests
            .env("BASE_URL", &url)
            .env("CHROMIUM", &browser)
            .env("SCREENSHOTS", &screenshots);
        step::run(&mut tests)
    });
    host.stop()?;
    println!("    screenshots are in {}", screenshots.display());
    result
}

fn fresh_data(workspace: &Workspace) -> Result<DataFolder> {
    let folder = workspace.state().join("browser-data");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    DataFolder::open(&folder)
}
