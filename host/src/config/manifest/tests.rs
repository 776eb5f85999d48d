//! What a manifest may say, and how the rest is refused.

use super::*;

const MINIMAL: &str = r#"
spin_manifest_version = 2
[application]
name = "app"
[variables]
host = { default = "example.org" }
[[trigger.http]]
route = "/..."
component = "web"
[component.web]
source = "web.wasm"
"#;

fn read(text: &str) -> Result<Manifest> {
    Manifest::from_section(Section::parse("spin.toml", text)?, Path::new("/app"))
}

/// The refusal of the minimal manifest with a line added at the end, which is inside `[component.web]`.
fn refused(line: &str) -> String {
    refused_whole(&format!("{MINIMAL}{line}\n"))
}

fn refused_whole(text: &str) -> String {
    let error = read(text)
        .err()
        .unwrap_or_else(|| panic!("accepted: {text}"));
    assert_eq!(error.exit_code(), 2);
    error.to_string()
}

#[test]
fn a_minimal_manifest_is_read_with_paths_from_its_folder() {
    let manifest = read(MINIMAL).unwrap();
    let web = manifest.components.get("web").unwrap();
    assert_eq!(web.source, Path::new("/app/web.wasm"));
    assert_eq!(
        manifest.http.first().unwrap().route.as_deref(),
        Some("/...")
    );
}

#[test]
fn what_does_not_matter_while_running_is_accepted() {
    let more = r#"
description = "text"
targets = ["spin-up:3.6"]
[component.web.build]
command = "make"
watch = ["*.rs"]
[component.web.tool.anything]
key = 1
"#;
    assert!(read(&format!("{MINIMAL}{more}")).is_ok());
}

#[test]
fn every_unknown_key_is_refused_with_file_and_place() {
    assert!(refused("sources = 1").starts_with("spin.toml: component.web.sources: "));
    assert!(
        refused("[component.web.build]\ncomand = 'x'")
            .starts_with("spin.toml: component.web.build.comand: ")
    );
    assert!(refused("[applicaton]\nx = 1").starts_with("spin.toml: applicaton: "));
    assert!(
        refused("[variables.x]\ndefault = ''\nsecrets = true")
            .starts_with("spin.toml: variables.x.secrets: ")
    );
    assert!(
        refused("[[trigger.http]]\nroute = '/x'\ncomponent = 'web'\nmethods = []")
            .starts_with("spin.toml: trigger.http[1].methods: ")
    );
    assert!(refused("[[trigger.cron]]\ncron = '*'").starts_with("spin.toml: trigger.cron: "));
}

#[test]
fn what_spin_knows_and_the_host_does_not_is_refused_by_name() {
    for (line, place) in [
        ("ai_models = ['llama']", "component.web.ai_models"),
        ("exclude_files = ['x']", "component.web.exclude_files"),
        (
            "allowed_http_hosts = ['x']",
            "component.web.allowed_http_hosts",
        ),
        (
            "dependencies_inherit_configuration = true",
            "component.web.dependencies_inherit_configuration",
        ),
        (
            "[component.web.dependencies]\n'a:b/c' = { path = 'x' }",
            "component.web.dependencies",
        ),
        (
            "[component.web.profile.debug]\nsource = 'x'",
            "component.web.profile",
        ),
        ("files = ['*.png']", "component.web.files[0]"),
        (
            "[[trigger.http]]\nroute = '/x'\nstatic_response = {}",
            "trigger.http[1].static_response",
        ),
        (
            "[[trigger.http]]\nroute = '/x'\ncomponent = 'web'\nexecutor = { type = 'wagi' }",
            "trigger.http[1].executor.type",
        ),
        (
            "[[trigger.http]]\nroute = '/x'\ncomponent = 'web'\ndependencies.middleware = []",
            "trigger.http[1].dependencies",
        ),
        (
            "[[trigger.http]]\nroute = '/x'\ncomponent = { source = 'x' }",
            "trigger.http[1].component",
        ),
    ] {
        let refusal = refused(line);
        assert!(
            refusal.starts_with(&format!("spin.toml: {place}: ")),
            "{refusal}"
        );
    }
}

#[test]
fn references_to_what_is_not_there_are_refused() {
    assert!(refused("[[trigger.http]]\nroute = '/x'\ncomponent = 'wob'").contains("\"wob\""));
    assert!(refused("variables = { a = '{{ hots }}' }").contains("\"hots\""));
    assert!(refused("allowed_outbound_hosts = ['http://{{ hots }}']").contains("\"hots\""));
    assert!(refused("[[trigger.redis]]\nchannel = 'c'\ncomponent = 'web'").contains("address"));
}

#[test]
fn values_of_the_wrong_kind_are_refused() {
    for (line, sentence) in [
        ("sqlite_databases = 'one'", "array of strings"),
        ("sqlite_databases = [1]", "array of strings"),
        ("environment = { A = 1 }", "must be a string"),
        ("allowed_outbound_hosts = ['example.org']", "scheme"),
        ("variables = { a = '{{ host' }", "}}"),
        ("variables = { UPPER = 'x' }", "lower_snake_case"),
        (
            "files = [{ source = 'x', destination = 'relative' }]",
            "begins with `/`",
        ),
        ("files = [{ source = 'x' }]", "destination"),
        ("[variables.both]\nrequired = true\ndefault = 'x'", "either"),
        ("[variables.neither]\nsecret = true", "either"),
        ("[component.Not_Kebab]\nsource = 'x'", "kebab-case"),
        (
            "[[trigger.http]]\nroute = { private = false }\ncomponent = 'web'",
            "private = true",
        ),
    ] {
        let refusal = refused(line);
        assert!(refusal.contains(sentence), "{line}: {refusal}");
    }
    assert!(refused_whole("spin_manifest_version = 1").contains("must be 2"));
    assert!(refused_whole("spin_version = '1'").contains("spin_manifest_version"));
    assert!(refused_whole("not toml").contains("not TOML"));
}

#[test]
fn a_redis_trigger_takes_the_applications_address_where_it_has_none() {
    let text = format!(
        "{MINIMAL}[application.trigger.redis]\naddress = 'redis://{{{{ host }}}}'\n[[trigger.redis]]\nchannel = 'c'\ncomponent = 'web'\n"
    );
    let manifest = read(&text).unwrap();
    let trigger = manifest.redis.first().unwrap();
    assert_eq!(
        trigger.address.template.variables().collect::<Vec<_>>(),
        ["host"]
    );
}
