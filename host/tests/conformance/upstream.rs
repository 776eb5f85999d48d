//! A server for the probes to call, which counts its requests and can be slow.
//!
//! `/fast` answers at once, `/silent` never answers, `/halting` answers with half of what it has promised.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// Longer than any test waits.
const FOR_EVER: Duration = Duration::from_secs(60);

/// The server, started when it is first needed.
pub static UPSTREAM: LazyLock<Upstream> = LazyLock::new(|| {
    let address = std::env::var("ALGOSU_UPSTREAM").unwrap_or_else(|_| "127.0.0.1:0".to_owned());
    let listener = TcpListener::bind(address).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            thread::spawn(move || serve(stream.unwrap()));
        }
    });
    Upstream { address }
});

static CONNECTIONS: AtomicUsize = AtomicUsize::new(0);

/// A server for the probes to call.
pub struct Upstream {
    address: SocketAddr,
}

impl Upstream {
    /// Its address, as the manifest's variable wants it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// How many connections it has had.
    pub fn connections(&self) -> usize {
        CONNECTIONS.load(Ordering::SeqCst)
    }
}

fn serve(stream: TcpStream) {
    CONNECTIONS.fetch_add(1, Ordering::SeqCst);
    let mut out = stream.try_clone().unwrap();
    let mut lines = BufReader::new(stream).lines();
    while let Some(Ok(request_line)) = lines.next() {
        while lines
            .next()
            .is_some_and(|line| line.is_ok_and(|line| !line.is_empty()))
        {}
        let path = request_line.split(' ').nth(1).unwrap_or_default();
        let answer = match path {
            "/silent" => return thread::sleep(FOR_EVER),
            "/halting" => "HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\nhalf",
            "/moved" => "HTTP/1.1 302 Found\r\nlocation: /fast\r\ncontent-length: 0\r\n\r\n",
            _ => "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfast",
        };
        // A client that has gone is not this server's concern.
        let _ = out.write_all(answer.as_bytes());
        if path == "/halting" {
            return thread::sleep(FOR_EVER);
        }
    }
}
