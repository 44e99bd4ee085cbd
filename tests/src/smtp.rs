//! A mail server for tests: takes mails on a loopback port, or refuses them as it is told.
//!
//! Knows as much SMTP (RFC 5321) as a client needs to hand over a mail. Must not know who sends.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A mail that was taken.
#[derive(Debug, Clone)]
pub struct Taken {
    /// Addresses of the envelope.
    pub recipients: Vec<String>,
    /// The message.
    pub content: String,
}

/// The server; it ends with its value.
pub struct Smtp {
    address: std::net::SocketAddr,
    taken: Arc<Mutex<Vec<Taken>>>,
    refusal: Arc<Mutex<Option<&'static str>>>,
    task: JoinHandle<()>,
}

impl Drop for Smtp {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Smtp {
    /// Starts on a port of its own.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn start() -> Smtp {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let (taken, refusal) =
            (Arc::<Mutex<Vec<Taken>>>::default(), Arc::<Mutex<Option<&'static str>>>::default());
        let (into, told) = (taken.clone(), refusal.clone());
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (into, told) = (into.clone(), told.clone());
                tokio::spawn(async move {
                    // A client that goes away in the middle has handed nothing over.
                    let _ = converse(stream, &into, &told).await;
                });
            }
        });
        Smtp { address, taken, refusal, task }
    }

    /// Where it is, as `mail_relay` names it.
    pub fn address(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// What it answers to recipients from now on; `None`: it takes them.
    ///
    /// # Panics
    /// Never: nothing panics while it holds the lock.
    pub fn refuse(&self, answer: Option<&'static str>) {
        *self.refusal.lock().expect("the lock") = answer;
    }

    /// What it took, and forgets.
    ///
    /// # Panics
    /// Never: nothing panics while it holds the lock.
    pub fn taken(&self) -> Vec<Taken> {
        std::mem::take(&mut self.taken.lock().expect("the lock"))
    }
}

async fn converse(
    stream: TcpStream,
    taken: &Mutex<Vec<Taken>>,
    refusal: &Mutex<Option<&'static str>>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 test ESMTP\r\n").await?;
    let mut recipients = Vec::new();
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let upper = line.to_ascii_uppercase();
        let answer = if upper.starts_with("EHLO") {
            "250-test\r\n250 8BITMIME".to_owned()
        } else if upper.starts_with("RCPT") {
            let refused = *refusal.lock().expect("the lock");
            if refused.is_none() {
                let address = line.split(['<', '>']).nth(1).unwrap_or_default();
                recipients.push(address.to_owned());
            }
            refused.unwrap_or("250 ok").to_owned()
        } else if upper.starts_with("DATA") {
            stream.write_all(b"354 go on\r\n").await?;
            let mut content = String::new();
            loop {
                line.clear();
                if stream.read_line(&mut line).await? == 0 {
                    return Ok(());
                }
                if line == ".\r\n" {
                    break;
                }
                content.push_str(&line);
            }
            let recipients = std::mem::take(&mut recipients);
            taken.lock().expect("the lock").push(Taken { recipients, content });
            "250 taken".to_owned()
        } else if upper.starts_with("QUIT") {
            stream.write_all(b"221 bye\r\n").await?;
            return Ok(());
        } else {
            "250 ok".to_owned()
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
}
