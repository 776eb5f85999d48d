//! The components of a manifest.

use std::collections::BTreeMap;
use std::path::Path;

use toml::Value;

use super::{Component, Mount, Templated, is_kebab, is_snake, templated};
use crate::config::section::{Place, Section};
use crate::error::Result;

/// Reads one `[component.<id>]`. Relative paths in it begin at `folder`.
pub fn read(id: &str, mut section: Section, folder: &Path) -> Result<Component> {
    if !is_kebab(id) {
        return Err(section.refuse(
            "source",
            format!("belongs to {id:?}, which is not kebab-case"),
        ));
    }
    let component = Component {
        source: match section.value("source") {
            Some(Value::String(path)) => folder.join(path),
            Some(_) => {
                return Err(
                    section.refuse("source", "must be a path; the local host downloads nothing")
                );
            }
            None => return Err(section.refuse("source", "is missing")),
        },
        variables: read_component_variables(&mut section)?,
        environment: section.string_map("environment")?,
        files: read_files(&mut section, folder)?,
        allowed_outbound_hosts: placed(&mut section, "allowed_outbound_hosts")?
            .into_iter()
            .map(|(entry, place)| templated(&entry, place))
            .collect::<Result<_>>()?,
        key_value_stores: placed(&mut section, "key_value_stores")?,
        sqlite_databases: placed(&mut section, "sqlite_databases")?,
    };
    section.unsupported(
        "dependencies",
        "is not supported by the local host yet; it runs components that are complete",
    )?;
    section.unsupported(
        "dependencies_inherit_configuration",
        "is not supported by the local host yet; it runs components that are complete",
    )?;
    section.unsupported(
        "exclude_files",
        "is not supported by the local host; mount a folder without them",
    )?;
    section.unsupported(
        "allowed_http_hosts",
        "is out of date; use allowed_outbound_hosts",
    )?;
    section.unsupported("profile", "is not supported by the local host")?;
    section.unsupported("ai_models", "is not supported by the local host")?;
    if let Some(mut build) = section.section("build")? {
        build.not_needed_to_run(&["command", "workdir", "watch"]);
        build.finish()?;
    }
    section.not_needed_to_run(&["description", "targets", "tool"]);
    section.finish()?;
    Ok(component)
}

fn read_component_variables(section: &mut Section) -> Result<BTreeMap<String, Templated>> {
    let place_of = |name: &str, section: &Section| section.place(&format!("variables.{name}"));
    section
        .string_map("variables")?
        .into_iter()
        .map(|(name, source)| {
            let place = place_of(&name, section);
            if !is_snake(&name) {
                return Err(place.refuse("must be lower_snake_case"));
            }
            Ok((name, templated(&source, place)?))
        })
        .collect()
}

fn read_files(section: &mut Section, folder: &Path) -> Result<Vec<Mount>> {
    let place = section.place("files");
    let entries = match section.value("files") {
        None => return Ok(Vec::new()),
        Some(Value::Array(entries)) => entries,
        Some(_) => return Err(place.refuse("must be an array")),
    };
    entries
        .into_iter()
        .enumerate()
        .map(|(index, entry)| {
            let place = place.item(index);
            let Value::Table(mut table) = entry else {
                return Err(place.refuse(
                    "is a pattern, which the local host does not support; use { source = \"folder\", destination = \"/path\" }",
                ));
            };
            let mut text = |key: &str| match table.remove(key) {
                Some(Value::String(text)) => Ok(text),
                _ => Err(place.refuse(format!("needs a {key}, which must be a string"))),
            };
            let (source, destination) = (text("source")?, text("destination")?);
            if let Some(key) = table.keys().next() {
                return Err(place.refuse(format!("has the unknown key {key:?}")));
            }
            if !destination.starts_with('/') {
                return Err(place.refuse("needs a destination that begins with `/`"));
            }
            Ok(Mount {
                source: folder.join(source),
                destination,
                place,
            })
        })
        .collect()
}

fn placed(section: &mut Section, key: &str) -> Result<Vec<(String, Place)>> {
    let place = section.place(key);
    let texts = section.strings(key)?;
    Ok(texts
        .into_iter()
        .enumerate()
        .map(|(index, text)| (text, place.item(index)))
        .collect())
}
