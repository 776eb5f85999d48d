use std::time::Duration;

use bytes::Bytes;
use http::Request;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::{Error, Limits, send};

const QUICK: Limits = Limits {
    connect: Duration::from_millis(500),
    first_byte: Duration::from_millis(200),
    between_bytes: Duration::from_millis(200),
    body_bytes: 64,
};

/// Accepts one connection, reads the request's head, writes `answer`, keeps the connection open.
async fn server(answer: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut head = [0_u8; 1024];
        let _ = socket.read(&mut head).await.unwrap();
        socket.write_all(answer).await.unwrap();
        tokio::time::sleep(Duration::from_secs(2)).await;
    });
    format!("http://{address}/")
}

fn get(url: &str) -> Request<Bytes> {
    Request::get(url).body(Bytes::new()).unwrap()
}

#[tokio::test]
async fn a_whole_answer_arrives() {
    let url = server(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello").await;
    let answer = send(get(&url), &QUICK).await.unwrap();
    assert_eq!(answer.body(), "hello");
}

#[tokio::test]
async fn a_silent_server_is_a_timeout() {
    let url = server(b"").await;
    assert_eq!(send(get(&url), &QUICK).await.unwrap_err(), Error::Timeout);
}

#[tokio::test]
async fn a_body_that_stops_is_a_timeout() {
    let url = server(b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhello").await;
    assert_eq!(send(get(&url), &QUICK).await.unwrap_err(), Error::Timeout);
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let url = server(b"HTTP/1.1 200 OK\r\ncontent-length: 65\r\n\r\n0123456789012345678901234567890123456789012345678901234567890123456789").await;
    assert_eq!(send(get(&url), &QUICK).await.unwrap_err(), Error::TooLarge);
}

#[tokio::test]
async fn a_closed_port_is_a_connect_error() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    assert!(matches!(
        send(get(&url), &QUICK).await.unwrap_err(),
        Error::Connect(_)
    ));
}
