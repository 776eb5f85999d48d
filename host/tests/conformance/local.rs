//! What only the local host promises: its command line, its refusals, its end, its output, its fairness.

use std::fs;
use std::net::TcpListener;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::application::{Application, command, host_binary, write_configuration};
use crate::client;

fn refused(output: &Output) -> String {
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
    text
}

#[tokio::test]
async fn endless_loops_on_every_processor_do_not_stop_the_others() {
    let application = Application::local();
    let processors = std::thread::available_parallelism().unwrap().get();
    for _ in 0..processors + 1 {
        let url = application.url("/fragile/loop");
        tokio::spawn(async move { client::get(&url).await });
    }
    sleep(Duration::from_millis(300)).await;
    for _ in 0..10 {
        let start = Instant::now();
        assert_eq!(application.ask("/probe/name").await, "front");
        assert!(
            start.elapsed() < Duration::from_secs(3),
            "{:?}",
            start.elapsed()
        );
    }
    let (status, _) = application.stop();
    assert_eq!(status.code(), Some(0));
}

#[tokio::test]
async fn a_request_in_progress_is_finished_before_the_host_ends() {
    let application = Application::local();
    let url = application.url("/streams/stream?count=5&every=100");
    let response = client::open(&url, &[]).await.unwrap();
    application.terminate();
    sleep(Duration::from_millis(100)).await;
    assert!(
        client::get(&application.url("/probe/name")).await.is_err(),
        "it still accepts"
    );
    let mut body = response.into_body();
    let mut lines = String::new();
    while let Some(piece) = client::piece(&mut body).await {
        lines.push_str(&piece);
    }
    assert_eq!(lines, "0\n1\n2\n3\n4\n");
    let (status, errors) = application.ended();
    assert_eq!(status.code(), Some(0), "{errors}");
}

#[tokio::test]
async fn databases_are_whole_files_once_the_host_has_ended() {
    let application = Application::local();
    application.ask("/probe/sqlite/transaction").await;
    let state = application.folder().join(".spin");
    assert!(
        state.join("probes.db-wal").exists(),
        "no connection was kept open"
    );
    application.terminate();
    let start = Instant::now();
    while state.join("probes.db-wal").exists() && start.elapsed() < Duration::from_secs(10) {
        sleep(Duration::from_millis(20)).await;
    }
    assert!(
        !state.join("probes.db-wal").exists(),
        "the log was not written back"
    );
    assert!(state.join("probes.db").metadata().unwrap().len() > 4096);
    let (status, errors) = application.ended();
    assert_eq!(status.code(), Some(0), "{errors}");
}

#[tokio::test]
async fn what_a_component_prints_appears_with_its_name() {
    let application = Application::local();
    application.ask("/probe/say?text=first%0Asecond").await;
    let (_, errors) = application.stop();
    let lines: Vec<_> = errors.lines().collect();
    assert_eq!(lines, ["front: first", "front: second"]);
}

#[tokio::test]
async fn commands_other_than_publish_are_refused_with_a_sentence() {
    let seen = Application::local().ask("/probe/redis-get").await;
    assert!(seen.contains("PUBLISH"), "{seen}");
}

#[tokio::test]
async fn a_variable_can_be_the_address_that_the_host_listens_on() {
    let application = Application::local_with(&["--base-url-variable", "greeting"]);
    let address = application.url("");
    let seen = application.ask("/probe/variable?name=greeting").await;
    assert_eq!(seen, format!("{address}, {address}!"));
}

#[test]
fn a_taken_port_is_said_in_one_sentence() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = write_configuration();
    let output = command(folder.path())
        .args(["--listen", &address])
        .output()
        .unwrap();
    let text = refused(&output);
    assert!(
        text.contains(&address) && text.contains("--listen"),
        "{text}"
    );
}

#[test]
fn a_missing_variable_is_named_with_what_would_set_it() {
    let folder = write_configuration();
    let manifest = folder.path().join("spin.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    let text = text.replace(
        "greeting = { default = \"hello\" }",
        "greeting = { required = true }",
    );
    fs::write(&manifest, text).unwrap();
    let output = command(folder.path())
        .args(["--listen", "127.0.0.1:0"])
        .output()
        .unwrap();
    assert!(refused(&output).contains("SPIN_VARIABLE_GREETING"));
}

#[test]
fn a_key_that_is_not_known_is_refused_with_file_and_place() {
    let folder = write_configuration();
    let runtime_config = folder.path().join("runtime-config.toml");
    let mut text = fs::read_to_string(&runtime_config).unwrap();
    text.push_str("[outbound_http]\nconnection_pooling = true\n");
    fs::write(&runtime_config, text).unwrap();
    let output = Command::new(host_binary())
        .args(["check", "--manifest"])
        .arg(folder.path().join("spin.toml"))
        .arg("--runtime-config")
        .arg(&runtime_config)
        .output()
        .unwrap();
    let text = refused(&output);
    assert!(
        text.contains("runtime-config.toml: outbound_http: "),
        "{text}"
    );
}

#[test]
fn the_applications_own_configuration_is_accepted() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let output = Command::new(host_binary())
        .args([
            "check",
            "--manifest",
            "spin.toml",
            "--runtime-config",
            "runtime-config.toml",
        ])
        .current_dir(root)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{text}");
}
