//! `spin.toml` (manifest version 2), as far as this host runs it.
//!
//! The manifest is checked as a whole: ids, labels, templates and references. What Spin knows and this host does not is refused by
//! name, so that a manifest which starts here means the same to Spin.

mod components;
#[cfg(test)]
mod tests;
mod triggers;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::Value;

use super::allowed_hosts::AllowedHosts;
use super::section::{Place, Section, folder_of};
use super::template::Template;
use super::variables::{self, Declaration};
use crate::error::Result;

/// A checked manifest.
pub struct Manifest {
    /// The application's name.
    pub name: String,
    /// The application's version, often empty.
    pub version: String,
    /// Declared variables by name.
    pub variables: BTreeMap<String, Declaration>,
    /// HTTP triggers in the order in which they are written.
    pub http: Vec<HttpTrigger>,
    /// Redis triggers in the order in which they are written.
    pub redis: Vec<RedisTrigger>,
    /// Components by id.
    pub components: BTreeMap<String, Component>,
}

/// A route to a component.
pub struct HttpTrigger {
    /// The component's id.
    pub component: String,
    /// The route's pattern; `None` for a private endpoint, reached by service chaining only.
    pub route: Option<String>,
    /// Where the route is written.
    pub place: Place,
}

/// A channel that a component listens to.
pub struct RedisTrigger {
    /// The component's id.
    pub component: String,
    /// The server's address.
    pub address: Templated,
    /// The channel.
    pub channel: Templated,
}

/// A component as the manifest describes it.
#[derive(Default)]
pub struct Component {
    /// The binary's path, absolute.
    pub source: PathBuf,
    /// The variables that the component can read.
    pub variables: BTreeMap<String, Templated>,
    /// Plain environment variables.
    pub environment: Vec<(String, String)>,
    /// Folders that the component can read.
    pub files: Vec<Mount>,
    /// Entries of `allowed_outbound_hosts`.
    pub allowed_outbound_hosts: Vec<Templated>,
    /// Labels of key-value stores, each with its place.
    pub key_value_stores: Vec<(String, Place)>,
    /// Labels of SQLite databases, each with its place.
    pub sqlite_databases: Vec<(String, Place)>,
}

/// A folder of the host that a component sees.
pub struct Mount {
    /// The folder, absolute.
    pub source: PathBuf,
    /// The path inside the component, absolute.
    pub destination: String,
    /// Where the mount is written.
    pub place: Place,
}

/// A template and where it is written.
pub struct Templated {
    /// The template.
    pub template: Template,
    /// Where it is written.
    pub place: Place,
}

impl Manifest {
    /// Reads and checks a manifest. Relative paths in it are relative to the folder it is in.
    pub fn read(file: &Path) -> Result<Self> {
        let folder = folder_of(file)?;
        Self::from_section(Section::read(file)?, &folder)
    }

    /// Checks a manifest that is already parsed.
    pub fn from_section(mut root: Section, folder: &Path) -> Result<Self> {
        match root.value("spin_manifest_version") {
            Some(Value::Integer(2)) => {}
            Some(_) => {
                return Err(root.refuse("spin_manifest_version", "must be 2"));
            }
            None => return Err(root.refuse("spin_manifest_version", "is missing; it must be 2")),
        }
        let mut application = root
            .section("application")?
            .ok_or_else(|| root.refuse("application", "is missing"))?;
        let name = application.required_string("name")?;
        let version = application.string("version")?.unwrap_or_default();
        let default_address = triggers::read_default_address(&mut application)?;
        application.not_needed_to_run(&["description", "authors", "targets", "tool"]);
        application.finish()?;

        let variables = read_variables(&mut root)?;
        let (http, redis) = triggers::read(&mut root, default_address.as_deref())?;
        let components = root
            .named_sections("component")?
            .into_iter()
            .map(|(id, section)| Ok((id.clone(), components::read(&id, section, folder)?)))
            .collect::<Result<BTreeMap<_, _>>>()?;
        root.finish()?;

        let manifest = Self {
            name,
            version,
            variables,
            http,
            redis,
            components,
        };
        manifest.check()?;
        Ok(manifest)
    }

    /// What can only be checked once everything is read: references between the parts.
    fn check(&self) -> Result<()> {
        for trigger in &self.http {
            self.check_component(&trigger.component, &trigger.place)?;
        }
        for trigger in &self.redis {
            self.check_component(&trigger.component, &trigger.channel.place)?;
            variables::check(
                &self.variables,
                &trigger.address.template,
                &trigger.address.place,
            )?;
            variables::check(
                &self.variables,
                &trigger.channel.template,
                &trigger.channel.place,
            )?;
        }
        let mut allowed = AllowedHosts::default();
        for component in self.components.values() {
            let templates = component.variables.values();
            for templated in templates.chain(&component.allowed_outbound_hosts) {
                variables::check(&self.variables, &templated.template, &templated.place)?;
            }
            for host in &component.allowed_outbound_hosts {
                if let Some(literal) = host.template.render(|_| None) {
                    allowed
                        .add(&literal, &[])
                        .map_err(|sentence| host.place.refuse(sentence))?;
                }
            }
        }
        Ok(())
    }

    fn check_component(&self, id: &str, place: &Place) -> Result<()> {
        if self.components.contains_key(id) {
            return Ok(());
        }
        Err(place.refuse(format!(
            "names the component {id:?}, which the manifest does not have"
        )))
    }
}

fn templated(source: &str, place: Place) -> Result<Templated> {
    let template = Template::parse(source).map_err(|sentence| place.refuse(sentence))?;
    Ok(Templated { template, place })
}

fn read_variables(root: &mut Section) -> Result<BTreeMap<String, Declaration>> {
    let mut declarations = BTreeMap::new();
    for (name, mut section) in root.named_sections("variables")? {
        let default = section.string("default")?;
        let required = section.boolean("required")?;
        let _marks_it_in_spins_own_output = section.boolean("secret")?;
        section.not_needed_to_run(&["description"]);
        if !is_snake(&name) {
            return Err(root.refuse(&format!("variables.{name}"), "must be lower_snake_case"));
        }
        if required == default.is_some() {
            return Err(root.refuse(
                &format!("variables.{name}"),
                "needs either a default or `required = true`",
            ));
        }
        section.finish()?;
        declarations.insert(name, Declaration { default });
    }
    Ok(declarations)
}

fn is_snake(name: &str) -> bool {
    is_words(name, '_')
}

fn is_kebab(name: &str) -> bool {
    is_words(&name.to_ascii_lowercase(), '-')
}

/// Words of letters and digits, each beginning with a letter, joined by a separator.
fn is_words(name: &str, separator: char) -> bool {
    name.split(separator).all(|word| {
        word.starts_with(|first: char| first.is_ascii_lowercase())
            && word
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    })
}
