//! `spin.toml`, held against what Spin does with it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::tree::Tree;

/// The part of the manifest that the rules look at.
#[derive(Default, Deserialize)]
pub struct Manifest {
    variables: BTreeMap<String, toml::Value>,
    trigger: Triggers,
    pub component: BTreeMap<String, Component>,
}

#[derive(Default, Deserialize)]
struct Triggers {
    #[serde(default)]
    http: Vec<HttpTrigger>,
    #[serde(default)]
    redis: Vec<RedisTrigger>,
}

#[derive(Deserialize)]
struct HttpTrigger {
    /// A text, or a table that says "private".
    route: toml::Value,
    component: String,
}

#[derive(Deserialize)]
struct RedisTrigger {
    address: String,
    component: String,
}

/// A component as the manifest describes it.
#[derive(Deserialize)]
pub struct Component {
    pub source: String,
    #[serde(default)]
    allowed_outbound_hosts: Vec<String>,
    #[serde(default)]
    sqlite_databases: Vec<String>,
    #[serde(default)]
    key_value_stores: Vec<String>,
}

pub fn routes_are_unique(tree: &Tree) -> Vec<String> {
    let manifest = Manifest::of(tree);
    let routes = manifest
        .trigger
        .http
        .iter()
        .filter_map(|trigger| trigger.route.as_str());
    repeated(routes)
        .map(|route| format!("the route {route} has two components"))
        .collect()
}

pub fn chains_lead_somewhere(tree: &Tree) -> Vec<String> {
    let manifest = Manifest::of(tree);
    let answering: BTreeSet<_> = manifest
        .trigger
        .http
        .iter()
        .map(|trigger| trigger.component.as_str())
        .collect();
    let chains = manifest
        .chains()
        .filter(|(_, target)| !answering.contains(target));
    chains
        .map(|(id, target)| format!("{id} may call {target}, which has no HTTP trigger"))
        .collect()
}

/// Redis-triggered components run in another process, where there is nobody to chain to.
pub fn consumers_do_not_chain(tree: &Tree) -> Vec<String> {
    let manifest = Manifest::of(tree);
    let consumers: BTreeSet<_> = manifest
        .trigger
        .redis
        .iter()
        .map(|trigger| trigger.component.as_str())
        .collect();
    let chains = manifest.chains().filter(|(id, _)| consumers.contains(id));
    chains
        .map(|(id, target)| format!("{id} consumes a queue and cannot call {target} by chaining"))
        .collect()
}

/// Spin handles one message at a time per address, spelt the same.
pub fn consumers_do_not_wait(tree: &Tree) -> Vec<String> {
    let manifest = Manifest::of(tree);
    let addresses = manifest
        .trigger
        .redis
        .iter()
        .map(|trigger| trigger.address.as_str());
    repeated(addresses)
        .map(|address| format!("two consumers wait for each other at {address}"))
        .collect()
}

pub fn variables_are_declared(tree: &Tree) -> Vec<String> {
    let declared = Manifest::of(tree).variables;
    let text = tree.text("spin.toml").unwrap_or_default();
    let used: BTreeSet<_> = text
        .split("{{")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once("}}")?.0.trim()))
        .collect();
    used.into_iter()
        .filter(|name| !declared.contains_key(*name))
        .map(|name| format!("{name} is not declared"))
        .collect()
}

pub fn stores_have_a_place(tree: &Tree) -> Vec<String> {
    let manifest = Manifest::of(tree);
    let places: toml::Table = tree
        .text("runtime-config.toml")
        .unwrap_or_default()
        .parse()
        .unwrap_or_default();
    let has_place = |kind: &str, name: &str| {
        places
            .get(kind)
            .is_some_and(|entries| entries.get(name).is_some())
    };
    let stores = manifest.component.values().flat_map(|component| {
        let databases = component
            .sqlite_databases
            .iter()
            .map(|name| ("sqlite_database", name));
        databases.chain(
            component
                .key_value_stores
                .iter()
                .map(|name| ("key_value_store", name)),
        )
    });
    let missing: BTreeSet<_> = stores
        .filter(|(kind, name)| !has_place(kind, name))
        .collect();
    missing
        .into_iter()
        .map(|(kind, name)| format!("[{kind}.{name}] is missing"))
        .collect()
}

impl Manifest {
    /// The manifest of a tree. One that is damaged has no parts, which the rule about names then tells.
    pub fn of(tree: &Tree) -> Self {
        tree.text("spin.toml")
            .and_then(|text| toml::from_str(text).ok())
            .unwrap_or_default()
    }

    /// Who may call whom by chaining.
    fn chains(&self) -> impl Iterator<Item = (&str, &str)> {
        self.component.iter().flat_map(|(id, component)| {
            let targets = component
                .allowed_outbound_hosts
                .iter()
                .filter_map(|host| host.strip_prefix("http://")?.strip_suffix(".spin.internal"));
            targets.map(move |target| (id.as_str(), target))
        })
    }
}

fn repeated<'a>(items: impl Iterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    let mut seen = BTreeSet::new();
    items.filter(move |item| !seen.insert(*item))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIDY: &str = r#"
        [variables]
        redis_url = { default = "redis://127.0.0.1:6379" }
        [[trigger.http]]
        route = "/api/..."
        component = "gateway"
        [[trigger.http]]
        route = { private = true }
        component = "identity"
        [[trigger.redis]]
        address = "{{ redis_url }}/1"
        channel = "jobs"
        component = "worker"
        [component.gateway]
        source = "gateway.wasm"
        allowed_outbound_hosts = ["http://identity.spin.internal", "https://example.org"]
        [component.identity]
        source = "identity.wasm"
        sqlite_databases = ["identity"]
        [component.worker]
        source = "worker.wasm"
        key_value_stores = ["default"]
    "#;
    const PLACES: &str = "[sqlite_database.identity]\n[key_value_store.default]\n";

    fn with(addition: &str) -> Tree {
        Tree::of([
            ("spin.toml", format!("{TIDY}{addition}").as_str()),
            ("runtime-config.toml", PLACES),
        ])
    }

    #[test]
    fn a_tidy_manifest_passes_every_rule() {
        let rules = [
            routes_are_unique,
            chains_lead_somewhere,
            consumers_do_not_chain,
            consumers_do_not_wait,
            variables_are_declared,
            stores_have_a_place,
        ];
        assert!(rules.into_iter().all(|rule| rule(&with("")).is_empty()));
    }

    #[test]
    fn a_route_of_two_components_is_found() {
        let tree = with("[[trigger.http]]\nroute = '/api/...'\ncomponent = 'identity'\n");
        assert_eq!(
            routes_are_unique(&tree),
            ["the route /api/... has two components"]
        );
    }

    #[test]
    fn a_chain_to_nobody_or_to_a_consumer_is_found() {
        let hosts = "source = ''\nallowed_outbound_hosts = ['http://stats.spin.internal', 'http://worker.spin.internal']\n";
        assert_eq!(
            chains_lead_somewhere(&with(&format!("[component.events]\n{hosts}"))).len(),
            2
        );
    }

    #[test]
    fn a_consumer_that_chains_is_found() {
        let tree = Tree::of([(
            "spin.toml",
            TIDY.replace("component = \"worker\"", "component = \"gateway\""),
        )]);
        assert_eq!(
            consumers_do_not_chain(&tree),
            ["gateway consumes a queue and cannot call identity by chaining"]
        );
    }

    #[test]
    fn two_consumers_at_one_address_are_found() {
        let tree = with(
            "[[trigger.redis]]\naddress = '{{ redis_url }}/1'\nchannel = 'other'\ncomponent = 'worker'\n",
        );
        assert_eq!(
            consumers_do_not_wait(&tree),
            ["two consumers wait for each other at {{ redis_url }}/1"]
        );
    }

    #[test]
    fn a_variable_that_nobody_declares_is_found() {
        let tree = with("[component.worker.variables]\nkey = '{{ worker_key }}'\n");
        assert_eq!(
            variables_are_declared(&tree),
            ["worker_key is not declared"]
        );
    }

    #[test]
    fn a_store_without_a_place_is_found() {
        let tree = with("[component.stats]\nsource = ''\nsqlite_databases = ['stats']\n");
        assert_eq!(
            stores_have_a_place(&tree),
            ["[sqlite_database.stats] is missing"]
        );
    }
}
