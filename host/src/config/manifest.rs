//! `spin.toml` (manifest version 2), as far as this host runs it.
//!
//! The manifest is checked as a whole: ids, labels, templates and references. What Spin knows and this host does not is refused by
//! name, so that a manifest which starts here means the same to Spin.

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
        let default_address = read_trigger_defaults(&mut application)?;
        application.not_needed_to_run(&["description", "authors", "targets", "tool"]);
        application.finish()?;

        let variables = read_variables(&mut root)?;
        let (http, redis) = read_triggers(&mut root, default_address.as_deref())?;
        let components = root
            .named_sections("component")?
            .into_iter()
            .map(|(id, section)| Ok((id.clone(), read_component(&id, section, folder)?)))
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

/// `[application.trigger.redis] address` is the address of Redis triggers that have none of their own.
fn read_trigger_defaults(application: &mut Section) -> Result<Option<String>> {
    let Some(mut triggers) = application.section("trigger")? else {
        return Ok(None);
    };
    let mut address = None;
    if let Some(mut redis) = triggers.section("redis")? {
        address = redis.string("address")?;
        redis.finish()?;
    }
    if let Some(http) = triggers.section("http")? {
        http.finish()?;
    }
    triggers.finish()?;
    Ok(address)
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

fn read_triggers(
    root: &mut Section,
    default_address: Option<&str>,
) -> Result<(Vec<HttpTrigger>, Vec<RedisTrigger>)> {
    let mut triggers = root
        .section("trigger")?
        .ok_or_else(|| root.refuse("trigger", "is missing"))?;
    let http = triggers
        .list("http")?
        .into_iter()
        .map(read_http_trigger)
        .collect::<Result<_>>()?;
    let redis = triggers
        .list("redis")?
        .into_iter()
        .map(|section| read_redis_trigger(section, default_address))
        .collect::<Result<_>>()?;
    triggers.finish()?;
    Ok((http, redis))
}

/// The component that a trigger names.
fn trigger_component(section: &mut Section) -> Result<String> {
    section.unsupported("components", "is not supported by the local host")?;
    section.unsupported(
        "dependencies",
        "is not supported by the local host yet; it runs components without middleware",
    )?;
    section.not_needed_to_run(&["id"]);
    match section.value("component") {
        Some(Value::String(id)) => Ok(id),
        Some(Value::Table(_)) => Err(section.refuse(
            "component",
            "is written inline, which the local host does not support; give the component its own table",
        )),
        _ => Err(section.refuse("component", "must be a component's id")),
    }
}

fn read_http_trigger(mut section: Section) -> Result<HttpTrigger> {
    section.unsupported(
        "static_response",
        "is not supported by the local host; serve it from a component",
    )?;
    let component = trigger_component(&mut section)?;
    if let Some(mut executor) = section.section("executor")? {
        let kind = executor.required_string("type")?;
        if kind != "http" && kind != "spin" {
            return Err(executor.refuse(
                "type",
                format!("{kind:?} is not supported by the local host"),
            ));
        }
        executor.finish()?;
    }
    let place = section.place("route");
    let route = match section.value("route") {
        Some(Value::String(route)) => Some(route),
        Some(Value::Table(table))
            if table.len() == 1 && table.get("private") == Some(&Value::Boolean(true)) =>
        {
            None
        }
        _ => return Err(place.refuse("must be a pattern or { private = true }")),
    };
    section.finish()?;
    Ok(HttpTrigger {
        component,
        route,
        place,
    })
}

fn read_redis_trigger(mut section: Section, default_address: Option<&str>) -> Result<RedisTrigger> {
    let component = trigger_component(&mut section)?;
    let address = section
        .string("address")?
        .or_else(|| default_address.map(str::to_owned))
        .ok_or_else(|| {
            section.refuse(
                "address",
                "is missing, and [application.trigger.redis] gives no address either",
            )
        })?;
    let address = templated(&address, section.place("address"))?;
    let channel = templated(
        &section.required_string("channel")?,
        section.place("channel"),
    )?;
    section.finish()?;
    Ok(RedisTrigger {
        component,
        address,
        channel,
    })
}

fn read_component(id: &str, mut section: Section, folder: &Path) -> Result<Component> {
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
