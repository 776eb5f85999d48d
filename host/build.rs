//! Writes the bindings of Spin's own interfaces.
//!
//! The WIT files are those of the published spin-sdk package, the very version that the workspace's components are built with: cargo
//! says where it lies. So there are no copies to keep in step.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result, bail};

/// The interfaces that this host serves, and the one that it calls.
const WORLD: &str = r"
package algosu:host;

world spin {
    import spin:variables/variables@3.0.0;
    import spin:key-value/key-value@3.0.0;
    import spin:sqlite/sqlite@3.1.0;
    import spin:redis/redis@3.0.0;
    export spin:redis/inbound-redis@3.0.0;
}
";

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../Cargo.lock");
    let wit = wit_folder()?;
    let bindings = format!(
        r##"wasmtime::component::bindgen!({{
    path: {wit:?},
    inline: r#"{WORLD}"#,
    world: "algosu:host/spin",
    imports: {{
        "spin:sqlite/sqlite.[method]connection.execute": async | trappable,
        "spin:sqlite/sqlite.[method]connection.changes": async | trappable,
        "spin:sqlite/sqlite.[method]connection.last-insert-rowid": async | trappable,
        default: trappable,
    }},
    exports: {{ default: async }},
    with: {{
        "spin:key-value/key-value.store": crate::capability::key_value::OpenStore,
        "spin:sqlite/sqlite.connection": crate::capability::sqlite::OpenConnection,
        "spin:redis/redis.connection": crate::capability::redis::OpenConnection,
    }},
    require_store_data_send: true,
}});
"##,
        wit = wit.display().to_string(),
    );
    let out = PathBuf::from(env::var_os("OUT_DIR").context("cargo sets OUT_DIR")?);
    fs::write(out.join("spin.rs"), bindings).context("the bindings cannot be written")
}

/// The `wit` folder of the spin-sdk package that this workspace is locked to.
fn wit_folder() -> Result<PathBuf> {
    // A package that nothing has been built from yet is not on the disk; only then is the network asked.
    let metadata = metadata(&["--offline"]).or_else(|_| metadata(&[]))?;
    let packages = metadata
        .get("packages")
        .and_then(serde_json::Value::as_array)
        .context("cargo metadata lists no packages")?;
    let manifest = packages
        .iter()
        .find(|package| package.get("name").and_then(|name| name.as_str()) == Some("spin-sdk"))
        .and_then(|package| package.get("manifest_path")?.as_str())
        .context("the workspace does not depend on spin-sdk")?;
    let folder = Path::new(manifest)
        .parent()
        .context("spin-sdk lies in no folder")?;
    Ok(folder.join("wit"))
}

fn metadata(flags: &[&str]) -> Result<serde_json::Value> {
    let output = Command::new(env::var_os("CARGO").context("cargo sets CARGO")?)
        .args(["metadata", "--format-version", "1", "--locked"])
        .args(["--filter-platform", "wasm32-wasip2"])
        .args(flags)
        .output()
        .context("cargo metadata cannot be run")?;
    if !output.status.success() {
        bail!(
            "cargo metadata failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    serde_json::from_slice(&output.stdout).context("cargo metadata did not answer in JSON")
}
