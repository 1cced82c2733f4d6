//! Taking connections, on this machine only.
//!
//! Comes in: a port and workshops. Goes out: a running server. Deliberately absent: what is answered (routes.rs).

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::guard::Guard;
use super::routes::routes;
use super::server::Server;
use super::workshop::Workshop;

/// Connections at one time; further ones wait.
const MOST_CONNECTIONS: usize = 64;

/// The head of a request comes within so many seconds, or the connection is closed.
const HEAD_SECONDS: u64 = 5;

/// Bytes of a head, and lines.
const MOST_HEAD: usize = 16 * 1024;
const MOST_LINES: usize = 64;

/// How often a stop that was asked for is looked at.
const STOP_MILLISECONDS: u64 = 100;

/// Why a server does not run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServeError {
    /// The port cannot be had, in one line.
    Port(String),
    /// Anything else of the system, in one line.
    System(String),
}

/// A port that is listened at.
pub struct Listener {
    runtime: tokio::runtime::Runtime,
    listener: TcpListener,
    guard: Guard,
    address: SocketAddr,
}

impl Listener {
    /// Takes a port of this machine; 0 takes any.
    ///
    /// # Errors
    /// When it cannot be had.
    pub fn bind(port: u16) -> Result<Listener, ServeError> {
        let system = |error: std::io::Error| ServeError::System(error.to_string());
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .max_blocking_threads(32)
            .build()
            .map_err(system)?;
        let wanted = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = runtime
            .block_on(TcpListener::bind(wanted))
            .map_err(|error| ServeError::Port(format!("port {port} cannot be had: {error}")))?;
        let address = listener.local_addr().map_err(system)?;
        let guard = Guard::new(address.port()).map_err(ServeError::System)?;
        Ok(Listener {
            runtime,
            listener,
            guard,
            address,
        })
    }

    /// The address of the page for whoever may turn knobs: the token is behind `#`, which no browser sends to anybody.
    pub fn url(&self) -> String {
        format!("http://{}/#token={}", self.address, self.guard.token())
    }

    /// Answers until `is_stopped` says to stop; the first workshop is that of the page without a name.
    ///
    /// # Errors
    /// When no connection can be taken any more.
    pub fn run(
        self,
        workshops: Vec<Workshop>,
        is_stopped: Arc<dyn Fn() -> bool + Send + Sync>,
    ) -> Result<(), ServeError> {
        let Listener {
            runtime,
            listener,
            guard,
            ..
        } = self;
        let app = routes(Server::new(workshops, guard, Arc::clone(&is_stopped)));
        let done = runtime.block_on(async {
            let connections = Arc::new(Semaphore::new(MOST_CONNECTIONS));
            let mut looks = tokio::time::interval(Duration::from_millis(STOP_MILLISECONDS));
            loop {
                let accepted = async {
                    let permit = Arc::clone(&connections).acquire_owned().await;
                    (permit, listener.accept().await)
                };
                tokio::select! {
                    (permit, accepted) = accepted => {
                        let Ok((stream, _)) = accepted else { continue };
                        let app = TowerToHyperService::new(app.clone());
                        tokio::spawn(async move {
                            let mut connection = http1::Builder::new();
                            connection
                                .timer(TokioTimer::new())
                                .header_read_timeout(Duration::from_secs(HEAD_SECONDS))
                                .max_buf_size(MOST_HEAD)
                                .max_headers(MOST_LINES);
                            // A client that goes away in the middle is no failure of the server.
                            let _gone = connection.serve_connection(TokioIo::new(stream), app).await;
                            drop(permit);
                        });
                    }
                    _ = looks.tick() => if is_stopped() { return Ok(()) },
                }
            }
        });
        runtime.shutdown_timeout(Duration::from_secs(1));
        done
    }
}
