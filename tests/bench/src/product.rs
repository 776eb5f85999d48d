//! algosu as the benchmark starts it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use testkit::client::Client;
use testkit::{Algosu, Options};
use toml::{Table, Value};

/// The repository.
pub fn root() -> PathBuf {
    match std::env::var_os("ALGOSU_ROOT") {
        Some(root) => root.into(),
        None => Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .unwrap_or(Path::new("."))
            .into(),
    }
}

/// Reads a manifest.
pub fn manifest(file: &Path) -> Result<Table> {
    let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    text.parse().with_context(|| file.display().to_string())
}

/// The manifest without queue consumers and clock: whatever is accepted stays in its queue. What remains is exactly
/// as it is in the original; paths are absolute, since the copy lies elsewhere.
pub fn without_workers(root: &Path, copy: &Path) -> Result<()> {
    let mut manifest = manifest(&root.join("spin.toml"))?;
    let mut workers = Vec::new();
    if let Some(Value::Table(triggers)) = manifest.get_mut("trigger")
        && let Some(Value::Array(consumers)) = triggers.remove("redis")
    {
        let name = |consumer: &Value| Some(consumer.get("component")?.as_str()?.to_owned());
        workers.extend(consumers.iter().filter_map(name));
    }
    if let Some(Value::Table(components)) = manifest.get_mut("component") {
        components.retain(|name, _| !workers.iter().any(|worker| worker == name));
        for (_, component) in components.iter_mut() {
            make_absolute(root, component);
            let files = component.get_mut("files").and_then(Value::as_array_mut);
            for mount in files.into_iter().flatten() {
                make_absolute(root, mount);
            }
        }
    }
    Ok(std::fs::write(copy, manifest.to_string())?)
}

fn make_absolute(root: &Path, entry: &mut Value) {
    let source = entry.get("source").and_then(Value::as_str);
    let Some(source) = source.map(|source| root.join(source).display().to_string()) else {
        return;
    };
    if let Some(entry) = entry.as_table_mut() {
        entry.insert("source".to_owned(), source.into());
    }
}

/// Starts an application; it is stopped when this is dropped.
pub fn start(options: Options) -> Result<Algosu> {
    Algosu::start(options).context("the application could not be started")
}

/// Where it serves.
pub fn address(algosu: &Algosu) -> Result<SocketAddr> {
    let url = algosu.url();
    let address = url.trim_start_matches("http://");
    address.parse().with_context(|| url.clone())
}

/// Its process.
pub fn process(algosu: &Algosu) -> Result<u32> {
    algosu.process_id().context("the application has ended")
}

/// A new demo visitor.
pub async fn visitor(algosu: &Algosu) -> Result<Client> {
    let client = algosu.client();
    client.demo().await?;
    Ok(client)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_copy_has_every_door_but_the_workers() {
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("spin.toml");
        without_workers(&root(), &copy).unwrap();
        let original = manifest(&root().join("spin.toml")).unwrap();
        let copy = manifest(&copy).unwrap();
        assert!(copy["trigger"].get("redis").is_none());
        assert_eq!(copy["trigger"]["http"], original["trigger"]["http"]);
        let ids = |table: &Table| -> Vec<String> {
            table["component"]
                .as_table()
                .unwrap()
                .keys()
                .cloned()
                .collect()
        };
        let left_out: Vec<String> = ids(&original)
            .into_iter()
            .filter(|id| !ids(&copy).contains(id))
            .collect();
        assert_eq!(left_out, ["ai-worker", "github-worker", "waker"]);
        for (_, component) in copy["component"].as_table().unwrap() {
            assert!(Path::new(component["source"].as_str().unwrap()).is_absolute());
        }
    }
}
