//! The application as it will run: manifest, runtime configuration and variables put together, nothing left to look up.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::allowed_hosts::AllowedHosts;
use super::manifest::{self, Manifest};
use super::runtime::RuntimeConfig;
use super::variables::Variables;
use crate::error::Result;

/// A component with everything that it may use.
pub struct Component {
    /// The component's id.
    pub id: String,
    /// The binary's path.
    pub source: PathBuf,
    /// The variables it can read, with their values.
    pub variables: BTreeMap<String, String>,
    /// Plain environment variables.
    pub environment: Vec<(String, String)>,
    /// Folders it can read, each with its path inside the component.
    pub folders: Vec<(PathBuf, String)>,
    /// What it may reach.
    pub allowed_hosts: AllowedHosts,
    /// SQLite database files by label.
    pub sqlite: BTreeMap<String, PathBuf>,
    /// Key-value store files by label.
    pub key_value: BTreeMap<String, PathBuf>,
}

/// A channel that a component listens to, with its variables filled in.
pub struct Subscription {
    /// The component's id.
    pub component: String,
    /// The server's address; subscriptions with the same text share one lane.
    pub address: String,
    /// The channel.
    pub channel: String,
}

/// Checks that every label a component uses is configured.
pub fn check_labels(manifest: &Manifest, runtime: &RuntimeConfig) -> Result<()> {
    for component in manifest.components.values() {
        files_of(component, runtime)?;
    }
    Ok(())
}

/// Puts the components together.
pub fn components(
    manifest: &Manifest,
    runtime: &RuntimeConfig,
    variables: &Variables,
) -> Result<Vec<Component>> {
    let ids: Vec<String> = manifest.components.keys().cloned().collect();
    manifest
        .components
        .iter()
        .map(|(id, component)| {
            let (sqlite, key_value) = files_of(component, runtime)?;
            Ok(Component {
                id: id.clone(),
                source: component.source.clone(),
                variables: component
                    .variables
                    .iter()
                    .map(|(name, value)| {
                        Ok((
                            name.clone(),
                            variables.render(&value.template, &value.place)?,
                        ))
                    })
                    .collect::<Result<_>>()?,
                environment: component.environment.clone(),
                folders: folders_of(component)?,
                allowed_hosts: allowed_hosts_of(component, variables, &ids)?,
                sqlite,
                key_value,
            })
        })
        .collect()
}

/// Fills in the addresses and channels of the Redis triggers.
pub fn subscriptions(manifest: &Manifest, variables: &Variables) -> Result<Vec<Subscription>> {
    manifest
        .redis
        .iter()
        .map(|trigger| {
            let (address, channel) = (&trigger.address, &trigger.channel);
            Ok(Subscription {
                component: trigger.component.clone(),
                address: variables.render(&address.template, &address.place)?,
                channel: variables.render(&channel.template, &channel.place)?,
            })
        })
        .collect()
}

type Files = BTreeMap<String, PathBuf>;

fn files_of(component: &manifest::Component, runtime: &RuntimeConfig) -> Result<(Files, Files)> {
    let sqlite = component
        .sqlite_databases
        .iter()
        .map(|(label, place)| {
            Ok((
                label.clone(),
                runtime.sqlite_file(label, place)?.to_path_buf(),
            ))
        })
        .collect::<Result<_>>()?;
    let key_value = component
        .key_value_stores
        .iter()
        .map(|(label, place)| {
            Ok((
                label.clone(),
                runtime.key_value_file(label, place)?.to_path_buf(),
            ))
        })
        .collect::<Result<_>>()?;
    Ok((sqlite, key_value))
}

fn folders_of(component: &manifest::Component) -> Result<Vec<(PathBuf, String)>> {
    component
        .files
        .iter()
        .map(|mount| {
            if mount.source.is_dir() {
                return Ok((mount.source.clone(), mount.destination.clone()));
            }
            let source = Path::display(&mount.source);
            Err(mount.place.refuse(format!(
                "{source} is not a folder; build it first, or correct the path"
            )))
        })
        .collect()
}

fn allowed_hosts_of(
    component: &manifest::Component,
    variables: &Variables,
    components: &[String],
) -> Result<AllowedHosts> {
    let mut allowed = AllowedHosts::default();
    for entry in &component.allowed_outbound_hosts {
        let host = variables.render(&entry.template, &entry.place)?;
        allowed
            .add(&host, components)
            .map_err(|sentence| entry.place.refuse(sentence))?;
    }
    Ok(allowed)
}
