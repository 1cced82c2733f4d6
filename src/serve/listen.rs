//! Taking connections: on this machine, and where asked from a room's network.
//!
//! Comes in: a port, an address of this machine on a network, and workshops. Goes out: a running server. Deliberately absent: what
//! is answered (routes.rs).

use std::net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::guard::{Guard, random};
use super::patience::PatientStream;
use super::room::Room;
use super::room::routes::Peer;
use super::routes::routes;
use super::server::Server;
use super::workshop::Workshop;

/// Connections at one time; further ones wait. A room has a few hundred, and systems let a program open a thousand files.
const MOST_CONNECTIONS: usize = 700;

/// The head of a request comes within so many seconds, or the connection is closed.
const HEAD_SECONDS: u64 = 5;

/// So many seconds after a byte of an answer was taken another is, or the connection is closed.
const READ_SECONDS: u64 = 20;

/// Bytes of a head, and lines.
const MOST_HEAD: usize = 16 * 1024;
const MOST_LINES: usize = 64;

/// How often a stop that was asked for is looked at, and how long a system without room for a connection is left alone.
const STOP_MILLISECONDS: u64 = 100;
const FULL_MILLISECONDS: u64 = 50;

/// Bytes of the mark of a room.
const MARK: usize = 8;

/// Why a server does not run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServeError {
    /// The port cannot be had, in one line.
    Port(String),
    /// The address of the room cannot be had, in one line.
    Address(String),
    /// Anything else of the system, in one line.
    System(String),
}

/// An address of this machine by which others on its network reach it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomAddress {
    /// As it was given, in the way of addresses: `192.168.1.5`, `[fe80::1]`, `care.local`.
    name: String,
    /// What it is.
    ip: IpAddr,
}

impl RoomAddress {
    /// Of a number or a name.
    ///
    /// # Errors
    /// In words, when it is of no machine, or of all addresses at once: pages of strangers could then not be told from ours.
    pub fn find(given: &str) -> Result<RoomAddress, String> {
        let bare = given.trim_start_matches('[').trim_end_matches(']');
        let ip = match bare.parse::<IpAddr>() {
            Ok(ip) => ip,
            Err(_) => of_name(given)?,
        };
        if ip.is_unspecified() {
            let own =
                toward_network().map_or_else(String::new, |own| format!(", for instance {own}"));
            return Err(format!(
                "{given} is every address at once: name one of this machine{own}"
            ));
        }
        let is_number = bare.parse::<IpAddr>().is_ok();
        let name = if is_number {
            shown(ip)
        } else {
            given.to_ascii_lowercase()
        };
        Ok(RoomAddress { name, ip })
    }

    /// All names by which a browser may call it.
    fn names(&self) -> Vec<String> {
        let number = shown(self.ip);
        let also = (number != self.name).then_some(number);
        std::iter::once(self.name.clone()).chain(also).collect()
    }
}

/// As addresses write it.
fn shown(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    }
}

fn of_name(name: &str) -> Result<IpAddr, String> {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '.';
    if name.is_empty() || !name.chars().all(is_name) {
        return Err(format!(
            "{name:?} is no address of this machine: 192.168.1.5, or a name such as laptop.local"
        ));
    }
    let mut found = (name, 0)
        .to_socket_addrs()
        .map_err(|error| format!("{name} is not known: {error}"))?;
    let found = found
        .next()
        .ok_or_else(|| format!("{name} has no address"))?;
    Ok(found.ip())
}

/// The address by which this machine would reach others. Nothing is sent for it.
fn toward_network() -> Option<IpAddr> {
    // 192.0.2.1 is kept for documents and belongs to nobody.
    let elsewhere = SocketAddr::from((Ipv4Addr::new(192, 0, 2, 1), 9));
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect(elsewhere).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

/// A port that is listened at.
pub struct Listener {
    runtime: tokio::runtime::Runtime,
    listeners: Vec<TcpListener>,
    guard: Guard,
    port: u16,
    room: Option<RoomAddress>,
}

impl Listener {
    /// Takes a port of this machine, and the same port of its address on a network where one is given; 0 takes any.
    ///
    /// # Errors
    /// When it cannot be had.
    pub fn bind(port: u16, room: Option<RoomAddress>) -> Result<Listener, ServeError> {
        let system = |error: std::io::Error| ServeError::System(error.to_string());
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .max_blocking_threads(32)
            .build()
            .map_err(system)?;
        let near = runtime
            .block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, port)))
            .map_err(|error| ServeError::Port(format!("port {port} cannot be had: {error}")))?;
        let port = near.local_addr().map_err(system)?.port();
        let mut listeners = vec![near];
        if let Some(RoomAddress { name, ip }) =
            room.as_ref().filter(|room| room.ip != Ipv4Addr::LOCALHOST)
        {
            let far = runtime.block_on(TcpListener::bind((*ip, port)));
            let refused = |error| {
                ServeError::Address(format!("{name} with port {port} cannot be had: {error}"))
            };
            listeners.push(far.map_err(refused)?);
        }
        let names = room.as_ref().map(RoomAddress::names).unwrap_or_default();
        let guard = Guard::new(port, &names).map_err(ServeError::System)?;
        Ok(Listener {
            runtime,
            listeners,
            guard,
            port,
            room,
        })
    }

    /// The address of the page for whoever may turn knobs: the token is behind `#`, which no browser sends to anybody.
    pub fn url(&self) -> String {
        let host = Ipv4Addr::LOCALHOST;
        format!("http://{host}:{}/#token={}", self.port, self.guard.token())
    }

    /// The address of the room, for phones.
    pub fn room(&self) -> Option<String> {
        let RoomAddress { name, .. } = self.room.as_ref()?;
        Some(format!("http://{name}:{}/", self.port))
    }

    /// Answers until `is_stopped` says to stop; the first workshop is that of the page without a name.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn run(
        self,
        workshops: Vec<Workshop>,
        is_stopped: Arc<dyn Fn() -> bool + Send + Sync>,
    ) -> Result<(), ServeError> {
        let address = self.room();
        let room = Room::new(random::<MARK>().map_err(ServeError::System)?);
        let Listener {
            runtime,
            listeners,
            guard,
            ..
        } = self;
        let server = Server::new(workshops, (guard, room), address, Arc::clone(&is_stopped));
        let server = Arc::new(server);
        let app = routes(Arc::clone(&server));
        runtime.spawn_blocking(move || server.foresee_start());
        runtime.block_on(async {
            let connections = Arc::new(Semaphore::new(MOST_CONNECTIONS));
            for listener in listeners {
                tokio::spawn(accept(listener, Arc::clone(&connections), app.clone()));
            }
            let mut looks = tokio::time::interval(Duration::from_millis(STOP_MILLISECONDS));
            while !is_stopped() {
                looks.tick().await;
            }
        });
        runtime.shutdown_timeout(Duration::from_secs(1));
        Ok(())
    }
}

/// Takes connections as long as the server runs.
async fn accept(listener: TcpListener, connections: Arc<Semaphore>, app: Router) {
    loop {
        let Ok(permit) = Arc::clone(&connections).acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok((stream, peer)) => {
                let answered = answer(stream, peer.ip(), app.clone());
                tokio::spawn(async move {
                    answered.await;
                    drop(permit);
                });
            }
            // Who cannot be taken in now waits; asking again at once would keep others from leaving.
            Err(_) => tokio::time::sleep(Duration::from_millis(FULL_MILLISECONDS)).await,
        }
    }
}

/// Answers what is asked over one connection.
async fn answer(stream: TcpStream, peer: IpAddr, app: Router) {
    let app = TowerToHyperService::new(app.layer(Extension(Peer(peer))));
    let stream = PatientStream::new(stream, Duration::from_secs(READ_SECONDS));
    let mut connection = http1::Builder::new();
    connection
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(HEAD_SECONDS))
        .max_buf_size(MOST_HEAD)
        .max_headers(MOST_LINES);
    // A client that goes away in the middle is no failure of the server.
    let _gone = connection.serve_connection(TokioIo::new(stream), app).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_of_this_machine() {
        let of = |given: &str| RoomAddress::find(given).map(|found| found.names());
        assert_eq!(of("192.168.1.5"), Ok(vec!["192.168.1.5".to_string()]));
        assert_eq!(of("::1"), Ok(vec!["[::1]".to_string()]));
        assert_eq!(of("[fe80::1]"), Ok(vec!["[fe80::1]".to_string()]));
        let name = of("LOCALHOST").expect("a name");
        assert_eq!(name[0], "localhost");
        assert_eq!(name.len(), 2, "its number too: {name:?}");
        for wrong in [
            "0.0.0.0",
            "::",
            "",
            "a b",
            "evil/../x",
            "name:80",
            "no-such-name.invalid",
        ] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
        assert!(
            of("0.0.0.0")
                .expect_err("all")
                .contains("name one of this machine")
        );
    }
}
