//! The harness keeps its word about the process it starts, whatever becomes of either side.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in the functions around it too"
)]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use testkit::fake::{Outcome, Stage};
use testkit::relay::Relay;
use testkit::{Algosu, Error, Options};

const WITHIN: Duration = Duration::from_secs(20);

fn options() -> Options {
    Options::new().program(env!("CARGO_BIN_EXE_stand-in-host"))
}

fn is_alive(pid: u32) -> bool {
    let pid = Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
    test_kill_process(pid).is_ok()
}

#[tokio::test]
async fn a_kill_and_a_restart_keep_port_secrets_and_data() -> Result<(), Error> {
    let mut algosu = Algosu::start(options())?;
    let client = algosu.client();
    let before = client
        .post("/file", &serde_json::Value::Null)
        .await?
        .expect(200)?;
    let (url, pid) = (algosu.url(), algosu.process_id().unwrap());
    algosu.kill9();
    assert!(!is_alive(pid));
    assert!(!algosu.is_running());
    assert!(matches!(client.get("/").await, Err(Error::NoAnswer { .. })));
    algosu.restart()?;
    let after = client.get("/").await?.expect(200)?;
    assert_eq!(algosu.url(), url);
    assert_ne!(before.json["pid"], after.json["pid"]);
    assert_eq!(before.json["variables"], after.json["variables"]);
    assert_eq!(after.json["count"], 1);
    Ok(())
}

#[tokio::test]
async fn every_required_secret_is_set_and_no_two_applications_share_one() -> Result<(), Error> {
    let (one, other) = (Algosu::start(options())?, Algosu::start(options())?);
    for name in [
        "jwt_secret",
        "internal_key",
        "token_encryption_key",
        "github_worker_key",
        "operator_key",
    ] {
        let (one, other) = (one.variable(name).unwrap(), other.variable(name).unwrap());
        assert!(one.len() >= 32, "{name}");
        assert_ne!(one, other, "{name}");
    }
    let seen = one.client().get("/").await?.expect(200)?;
    assert_eq!(seen.json["variables"]["SPIN_VARIABLE_DEMO_MODE"], "true");
    let operator_key = seen.json["variables"]["SPIN_VARIABLE_OPERATOR_KEY"].as_str();
    assert_eq!(operator_key, one.variable("operator_key"));
    Ok(())
}

#[tokio::test]
async fn the_port_taken_by_somebody_else_is_no_obstacle_to_a_restart() -> Result<(), Error> {
    let mut algosu = Algosu::start(options())?;
    let client = algosu.client();
    let old = algosu.url();
    algosu.kill9();
    let _thief = std::net::TcpListener::bind(old.trim_start_matches("http://")).unwrap();
    algosu.restart()?;
    assert_ne!(algosu.url(), old);
    client.get("/").await?.expect(200)?;
    Ok(())
}

#[test]
fn one_that_refuses_to_start_says_why_with_its_own_words() {
    let refused = Algosu::start(options().variable("refuse", "yes"));
    let message = refused.err().unwrap().to_string();
    assert!(message.contains("the variable refuse is set"), "{message}");
    assert!(message.contains("exit status: 2"), "{message}");
}

#[test]
fn a_host_that_is_missing_is_named_with_what_makes_it() {
    let missing = Algosu::start(Options::new().program("/nowhere/algosu-host"));
    let message = missing.err().unwrap().to_string();
    assert!(message.contains("/nowhere/algosu-host"), "{message}");
    assert!(message.contains("cargo build --profile host"), "{message}");
}

#[test]
fn what_it_prints_is_in_the_log_and_stays_there_after_it_ends() -> Result<(), Error> {
    let mut algosu = Algosu::start(options())?;
    algosu.stop(WITHIN)?;
    assert!(!algosu.is_running());
    let log = algosu.log();
    assert!(log.contains("[gateway] hello from a component"), "{log}");
    assert!(log.contains("Serving http://127.0.0.1:"), "{log}");
    Ok(())
}

#[test]
fn the_folder_and_the_process_are_gone_when_it_is_dropped() -> Result<(), Error> {
    let algosu = Algosu::start(options())?;
    let (folder, pid) = (algosu.data().to_owned(), algosu.process_id().unwrap());
    assert!(folder.join("runtime-config.toml").is_file());
    drop(algosu);
    assert!(!folder.exists());
    assert!(!is_alive(pid));
    Ok(())
}

#[test]
fn the_runtime_configuration_names_files_in_the_folder_and_nowhere_else() -> Result<(), Error> {
    let algosu = Algosu::start(options())?;
    let text = std::fs::read_to_string(algosu.data().join("runtime-config.toml")).unwrap();
    let table: toml::Table = text.parse().unwrap();
    let path = table["sqlite_database"]["submission"]["path"]
        .as_str()
        .unwrap();
    assert_eq!(std::path::Path::new(path).parent(), Some(algosu.data()));
    assert!(!text.contains(".spin/"), "{text}");
    Ok(())
}

#[test]
fn nothing_outlives_a_test_process_that_is_killed() {
    use std::io::{BufRead, BufReader};

    // This test starts itself once more, as the process that is killed.
    if std::env::var_os("STARTS_ONE_AND_WAITS").is_some() {
        let algosu = Algosu::start(options()).unwrap();
        println!("\nstarted {}", algosu.process_id().unwrap());
        std::thread::sleep(Duration::from_secs(60));
    }
    let mut parent = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "--nocapture",
            "nothing_outlives_a_test_process_that_is_killed",
        ])
        .env("STARTS_ONE_AND_WAITS", "yes")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(parent.stdout.take().unwrap()).lines();
    let pid = lines
        .map_while(Result::ok)
        .find_map(|line| line.strip_prefix("started ")?.parse().ok())
        .unwrap();
    assert!(is_alive(pid));
    kill_process(Pid::from_child(&parent), Signal::KILL).unwrap();
    parent.wait().unwrap();
    let end = Instant::now() + WITHIN;
    while is_alive(pid) {
        assert!(Instant::now() < end, "{pid} is still there");
        std::thread::sleep(Duration::from_millis(10));
    }
    // The folder of a killed process waits for a later start to be removed: this one need not.
    let left = format!("algosu-test-{}-", parent.id());
    let entries = std::fs::read_dir(std::env::temp_dir()).unwrap().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(&left)) {
        std::fs::remove_dir_all(entry.path()).unwrap();
    }
}

#[tokio::test]
async fn the_client_sends_a_cookie_where_its_path_says_and_origin_with_unsafe_methods()
-> Result<(), Error> {
    let algosu = Algosu::start(options())?;
    let client = algosu.client();
    client.get("/auth/session").await?;
    let has = |answer: &testkit::client::Answer, line: &str| {
        answer.json["head"]
            .as_array()
            .unwrap()
            .iter()
            .any(|seen| seen == line)
    };
    let origin = format!("origin: {}", algosu.url());
    let at_auth = client.post("/auth/x", &serde_json::json!({})).await?;
    assert!(
        has(&at_auth, "cookie: a=1") && has(&at_auth, &origin),
        "{}",
        at_auth.json
    );
    let elsewhere = client.get("/api/x").await?;
    assert!(
        !has(&elsewhere, "cookie: a=1") && !has(&elsewhere, &origin),
        "{}",
        elsewhere.json
    );
    let bare = client
        .request("POST", "/auth/x")
        .without_session()
        .without_origin()
        .send()
        .await?;
    assert!(
        !has(&bare, "cookie: a=1") && !has(&bare, &origin),
        "{}",
        bare.json
    );
    Ok(())
}

/// The stand-in under Spin's name: Spin takes the same flags, prints the same line, and has no clock.
fn spin(folder: &std::path::Path) -> Options {
    let program = folder.join("spin");
    std::fs::copy(env!("CARGO_BIN_EXE_stand-in-host"), &program).unwrap();
    let options = Options::new()
        .program(program)
        .tick(Duration::from_millis(20));
    options.variable("redis_url", "redis://127.0.0.1:1")
}

#[tokio::test]
async fn spin_is_told_its_address_beforehand_and_its_clock_is_rung_from_outside()
-> Result<(), Error> {
    let folder = tempfile::tempdir().unwrap();
    let mut algosu = Algosu::start(spin(folder.path()))?;
    let client = algosu.client();
    for _ in 0..2 {
        let end = Instant::now() + WITHIN;
        let mut seen = client.get("/").await?.expect(200)?.json;
        while seen["wakes"].as_u64().unwrap() < 3 {
            assert!(Instant::now() < end, "{seen}");
            tokio::time::sleep(Duration::from_millis(20)).await;
            seen = client.get("/").await?.expect(200)?.json;
        }
        let (variables, url) = (&seen["variables"], algosu.url());
        assert_eq!(variables["SPIN_VARIABLE_PUBLIC_URL"], *url);
        assert_eq!(variables["SPIN_VARIABLE_INTERNAL_URL"], *url);
        assert_eq!(variables["SPIN_VARIABLE_REDIS_URL"], "redis://127.0.0.1:1");
        let arguments: Vec<&str> = seen["arguments"]
            .as_array()
            .unwrap()
            .iter()
            .map(|word| word.as_str().unwrap())
            .collect();
        assert_eq!(arguments[..2], ["up", "--from"]);
        assert!(arguments.contains(&"--runtime-config-file"));
        algosu.restart()?;
        assert_eq!(algosu.url(), url);
    }
    Ok(())
}

#[test]
fn databases_are_read_while_somebody_writes_and_never_written() -> Result<(), Error> {
    let algosu = Algosu::start(options())?;
    let writer = rusqlite::Connection::open(algosu.data().join("submission.db")).unwrap();
    writer.pragma_update(None, "journal_mode", "wal").unwrap();
    writer.execute_batch("CREATE TABLE t (a INTEGER, b TEXT, c BLOB); BEGIN IMMEDIATE; INSERT INTO t VALUES (1, '가', x'0aff')").unwrap();
    let reader = algosu.database("submission")?;
    assert_eq!(
        reader.number("SELECT COUNT(*) FROM t", &[])?,
        0,
        "not committed yet"
    );
    writer.execute_batch("COMMIT").unwrap();
    let rows = reader.rows("SELECT a, b, c, NULL AS d FROM t WHERE a = $1", &[&1])?;
    let row = serde_json::json!({ "a": 1, "b": "가", "c": "0aff", "d": null });
    assert_eq!(serde_json::Value::Object(rows[0].clone()), row);
    assert!(reader.rows("DELETE FROM t", &[]).is_err());
    assert!(reader.is_sound()?);
    drop((reader, writer));
    let later = algosu.database("submission")?;
    assert_eq!(
        later.number("SELECT COUNT(*) FROM t", &[])?,
        1,
        "nobody has it open any more"
    );
    assert!(matches!(algosu.database("stats"), Err(Error::File { .. })));
    Ok(())
}

#[tokio::test]
async fn a_call_kept_at_the_relay_arrives_at_the_next_life_of_the_application() -> Result<(), Error>
{
    let relay = Relay::start()?;
    let mut algosu = Algosu::start(options().relay(&relay))?;
    let worker = testkit::client::Client::new(&relay.url());
    let call = || {
        worker
            .request("POST", "/file?a=1%202")
            .header("x-internal-key", "k")
            .body("text/plain", "")
    };
    let passed = call().send().await?.expect(200)?;
    let has = |line: &str| {
        passed.json["head"]
            .as_array()
            .unwrap()
            .iter()
            .any(|seen| seen == line)
    };
    assert!(
        has("x-internal-key: k") && has("POST /file?a=1%202 HTTP/1.1"),
        "{}",
        passed.json
    );
    assert_eq!(
        passed.json["variables"]["SPIN_VARIABLE_INTERNAL_URL"],
        relay.url()
    );
    assert_eq!(passed.json["count"], 1);

    let mut barrier = relay.on("POST /file").barrier(Stage::BeforeEffect);
    assert!(
        call()
            .within(Duration::from_millis(100))
            .send()
            .await
            .is_err()
    );
    let kept = barrier.reached(WITHIN).await?;
    algosu.kill9();
    assert!(call().send().await.is_err(), "nobody is behind the relay");
    algosu.restart()?;
    kept.release();
    let end = Instant::now() + WITHIN;
    while relay.exchanges()[1].outcome == Outcome::Open {
        assert!(Instant::now() < end);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(algosu.client().get("/").await?.json["count"], 2);
    Ok(())
}

#[tokio::test]
async fn a_secret_is_found_wherever_it_is_and_only_there() -> Result<(), Error> {
    let algosu = Algosu::start(options())?;
    let canary = testkit::random_alphanumeric(40);
    let more = [("a token", canary.as_str())];
    assert_eq!(algosu.leaks(&more)?, [""; 0]);

    std::fs::write(algosu.data().join("some.db"), format!("..{canary}..")).unwrap();
    let found = algosu.leaks(&more)?;
    assert!(
        found.len() == 1 && found[0].contains("some.db"),
        "{found:?}"
    );

    // The stand-in tells everybody all of its variables.
    algosu.client().get("/").await?.expect(200)?;
    let found = algosu.leaks(&[])?;
    let told = "`operator_key` is in an answer".to_owned();
    assert!(found.contains(&told), "{found:?}");
    assert!(
        !found.iter().any(|find| find.contains("demo_mode")),
        "{found:?}"
    );
    Ok(())
}
