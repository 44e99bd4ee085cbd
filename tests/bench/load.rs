//! A load generator that costs little: raw HTTP/1.1 over kept connections, requests made beforehand.
//!
//! Knows bytes and clocks. Must not know what is asked.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What became of a load.
pub struct Load {
    /// From the first request to the last answer.
    pub elapsed: Duration,
    /// How long each answer took, shortest first.
    pub latencies: Vec<Duration>,
}

impl Load {
    /// Requests a second.
    pub fn per_second(&self) -> u64 {
        per_second(self.latencies.len(), self.elapsed)
    }

    /// The latency that this share (per mille) of the requests stays under.
    pub fn under(&self, per_mille: usize) -> Duration {
        let at = (self.latencies.len() * per_mille).div_ceil(1000).saturating_sub(1);
        self.latencies.get(at).copied().unwrap_or_default()
    }
}

/// How many a second.
pub fn per_second(count: usize, elapsed: Duration) -> u64 {
    (count as u128 * 1_000_000_000 / elapsed.as_nanos().max(1)) as u64
}

/// The bytes of a GET.
pub fn get(path: &str, token: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\n\r\n").into_bytes()
}

/// The bytes of a POST of JSON.
pub fn post(path: &str, token: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Sends the requests, each client one after the other over a connection of its own.
///
/// # Panics
/// When an answer is not a success.
pub async fn drive(address: SocketAddr, clients: usize, requests: Vec<Vec<u8>>) -> Load {
    let mut shares: Vec<Vec<Vec<u8>>> = (0..clients).map(|_| Vec::new()).collect();
    for (index, request) in requests.into_iter().enumerate() {
        shares[index % clients].push(request);
    }
    let mut connections = Vec::new();
    for _ in 0..clients {
        connections.push(Connection::open(address).await);
    }
    let began = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for (mut connection, share) in connections.into_iter().zip(shares) {
        tasks.spawn(async move {
            let mut latencies = Vec::with_capacity(share.len());
            for request in share {
                let sent = Instant::now();
                let status = connection.ask(&request).await;
                latencies.push(sent.elapsed());
                assert!((200..300).contains(&status), "{status}: {}", connection.said());
            }
            latencies
        });
    }
    let mut latencies: Vec<Duration> = tasks.join_all().await.into_iter().flatten().collect();
    let elapsed = began.elapsed();
    latencies.sort_unstable();
    Load { elapsed, latencies }
}

/// One kept connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> Connection {
        let stream = TcpStream::connect(address).await.expect("the host listens");
        stream.set_nodelay(true).expect("a socket option");
        Connection { stream, buffer: Vec::with_capacity(64 * 1024) }
    }

    /// Sends a request and reads the whole answer; its status.
    pub async fn ask(&mut self, request: &[u8]) -> u16 {
        self.stream.write_all(request).await.expect("the host reads");
        self.buffer.clear();
        let mut whole = None;
        loop {
            if whole.is_none() {
                whole = length(&self.buffer);
            }
            if let Some((status, whole)) = whole
                && self.buffer.len() >= whole
            {
                return status;
            }
            let read = self.stream.read_buf(&mut self.buffer).await.expect("the host answers");
            assert!(read > 0, "the host closed the connection");
        }
    }

    /// The last answer, head and body.
    pub fn said(&self) -> String {
        String::from_utf8_lossy(&self.buffer).into_owned()
    }

    /// The last answer's body.
    pub fn body(&self) -> &[u8] {
        let head = self.buffer.windows(4).position(|four| four == b"\r\n\r\n").map_or(0, |at| at + 4);
        &self.buffer[head..]
    }
}

/// Status of an answer and how many bytes the whole of it takes, once its head is there.
fn length(buffer: &[u8]) -> Option<(u16, usize)> {
    let head = buffer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&buffer[..head]).expect("a head is text");
    let status = text.split(' ').nth(1).and_then(|word| word.parse().ok()).expect("a status");
    let body = text.lines().find_map(|line| line.strip_prefix("content-length: "));
    Some((status, head + body.map_or(0, |length| length.parse().expect("a length"))))
}
