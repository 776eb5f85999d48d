//! Who answers, and what it is told.

use crate::application::Application;
use crate::client;

/// The values of a header, in order, from a probe's list of headers.
fn values<'a>(listed: &'a str, name: &str) -> Vec<&'a str> {
    listed
        .lines()
        .filter_map(|line| line.split_once(": "))
        .filter(|(found, _)| *found == name)
        .map(|(_, value)| value)
        .collect()
}

#[tokio::test]
async fn exact_named_and_wildcard_routes_reach_their_components() {
    let application = Application::any();
    assert_eq!(application.ask("/exact").await, "exact");
    assert_eq!(application.ask("/exact/").await, "exact");
    assert_eq!(application.ask("/exact/name").await, "below");
    assert_eq!(application.ask("/users/7").await, "named");
    assert_eq!(application.ask("/users/me").await, "exact");
    assert_eq!(application.ask("/probe/name").await, "front");
    assert_eq!(application.status("/users/7/posts").await, 404);
    assert_eq!(application.status("/Exact").await, 404);
    assert_eq!(application.status("/").await, 404);
}

#[tokio::test]
async fn the_host_answers_for_its_own_health() {
    let application = Application::any();
    assert_eq!(application.ask("/.well-known/spin/health").await, "OK");
    assert_eq!(application.status("/.well-known/spin/other").await, 404);
}

#[tokio::test]
async fn a_private_component_cannot_be_reached_from_outside() {
    let application = Application::any();
    for path in ["/hidden", "/hidden/name", "//hidden.spin.internal/name"] {
        assert_eq!(application.status(path).await, 404, "{path}");
    }
    let url = application.url("/probe/name");
    let forged = client::get_with(&url, &[("host", "hidden.spin.internal")]).await;
    assert!(
        forged.is_err(),
        "a request that names no host of ours has no answer"
    );
    let chained = application
        .ask("/probe/get?url=http://hidden.spin.internal/name")
        .await;
    assert_eq!(chained, "200 hidden");
}

#[tokio::test]
async fn the_hosts_own_headers_come_after_the_clients_forgeries() {
    let application = Application::any();
    let forged = [
        ("spin-client-addr", "6.6.6.6:6"),
        ("spin-path-info", "/name"),
        ("spin-component-route", "/forged"),
    ];
    let listed = client::get_with(&application.url("/probe/headers?page=2"), &forged)
        .await
        .unwrap()
        .body;
    assert_eq!(values(&listed, "spin-path-info"), ["/name", "/headers"]);
    assert_eq!(
        values(&listed, "spin-component-route"),
        ["/forged", "/probe"]
    );
    let addresses = values(&listed, "spin-client-addr");
    assert_eq!(addresses.first(), Some(&"6.6.6.6:6"));
    assert!(
        addresses.last().unwrap().starts_with("127.0.0.1:"),
        "{addresses:?}"
    );
    assert_eq!(
        values(&listed, "spin-full-url"),
        [application.url("/probe/headers?page=2")]
    );
    assert_eq!(values(&listed, "spin-matched-route"), ["/probe/..."]);
    assert_eq!(values(&listed, "host").len(), 1);
}

#[tokio::test]
async fn a_chained_request_looks_like_one_to_a_wildcard_route() {
    let application = Application::any();
    let listed = application
        .ask("/probe/get?url=http://hidden.spin.internal/headers")
        .await;
    assert_eq!(values(&listed, "spin-client-addr"), ["0.0.0.0:0"]);
    assert_eq!(values(&listed, "spin-raw-component-route"), ["/..."]);
    assert!(values(&listed, "host").is_empty());
}

#[tokio::test]
async fn variables_are_filled_into_templates_and_others_are_not_seen() {
    let application = Application::any();
    assert_eq!(
        application.ask("/probe/variable?name=greeting").await,
        "hello, hello!"
    );
    let undefined = application.ask("/probe/variable?name=upstream_url").await;
    assert!(
        undefined.starts_with("error: ") && undefined.contains("Undefined"),
        "{undefined}"
    );
    let invalid = application.ask("/probe/variable?name=Not-A-Name").await;
    assert!(invalid.contains("InvalidName"), "{invalid}");
}

#[tokio::test]
async fn mounted_files_can_be_read_and_nothing_else_can() {
    let application = Application::any();
    let line = application.ask("/probe/file?path=/files/line.txt").await;
    assert_eq!(line, "a line for the component\n");
    for path in ["/files/missing.txt", "/files/../spin.toml", "/etc/hostname"] {
        let refused = application.ask(&format!("/probe/file?path={path}")).await;
        assert!(refused.starts_with("error: "), "{path}: {refused}");
    }
    let written = application
        .ask("/probe/write-file?path=/files/new.txt")
        .await;
    assert!(written.starts_with("error: "), "{written}");
}
