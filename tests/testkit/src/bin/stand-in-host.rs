//! Takes the command line of `algosu-host up` and behaves like it from outside: listens, says where, and answers every
//! request with what it was started with. `POST /file` counts in a file of the state folder, `POST /internal/wake` with
//! the operator's key counts in memory.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    let listen = value("--listen").unwrap_or_default();
    let state = PathBuf::from(value("--state-dir").unwrap_or_default());
    if std::env::var_os("SPIN_VARIABLE_REFUSE").is_some() {
        eprintln!("the variable refuse is set");
        std::process::exit(2);
    }
    let listener = TcpListener::bind(listen)?;
    eprintln!("[gateway] hello from a component");
    println!("Serving http://{}", listener.local_addr()?);
    let mut wakes = 0;
    for stream in listener.incoming() {
        let _ = answer(&stream?, &arguments, &state, &mut wakes);
    }
    Ok(())
}

fn answer(
    mut stream: &TcpStream,
    arguments: &[String],
    state: &std::path::Path,
    wakes: &mut u32,
) -> std::io::Result<()> {
    let mut head = Vec::new();
    for line in BufReader::new(stream).lines() {
        match line? {
            line if line.is_empty() => break,
            line => head.push(line),
        }
    }
    let first = head.first().cloned().unwrap_or_default();
    let file = state.join("count");
    let mut count = std::fs::read_to_string(&file).unwrap_or_default();
    if first.starts_with("POST /file") {
        count.push('x');
        std::fs::write(&file, &count)?;
    }
    let variables: std::collections::BTreeMap<String, String> = std::env::vars()
        .filter(|(name, _)| name.starts_with("SPIN_VARIABLE_"))
        .collect();
    let key = variables
        .get("SPIN_VARIABLE_OPERATOR_KEY")
        .map(|key| format!("X-Internal-Key: {key}"));
    if first.starts_with("POST /internal/wake ") && key.is_some_and(|key| head.contains(&key)) {
        *wakes += 1;
    }
    let body = serde_json::json!({
        "wakes": wakes,
        "pid": std::process::id(),
        "arguments": arguments,
        "variables": variables,
        "count": count.len(),
        "head": head,
    });
    let body = body.to_string();
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nset-cookie: a=1; Path=/auth\r\n\
         content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}
