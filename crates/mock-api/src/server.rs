//! The server.
//!
//! It listens on 127.0.0.1 and nowhere else.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;

use crate::Api;
use crate::mock::Mock;
use crate::replays::Replays;
use crate::routes::{App, answer};

/// A mock of an API, listening.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    app: App,
}

impl Server {
    /// Listens on a port of 127.0.0.1; on any that is free for port 0.
    ///
    /// # Errors
    ///
    /// When the port is taken.
    pub async fn bind(api: Api, port: u16) -> io::Result<Server> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let mock = Arc::new(Mock::new(api));
        let app = App { mock, replays: Arc::new(Replays::default()), speed: 1.0, log: |_| () };
        Ok(Server { listener, address, app })
    }

    /// Makes the waits between attempts of a delivery shorter than in the contract, by this factor.
    pub fn speed(mut self, factor: f64) -> Server {
        self.app.speed = factor;
        self
    }

    /// Tells of every request and attempt, a line each, without a secret.
    pub fn log(mut self, log: fn(&str)) -> Server {
        self.app.log = log;
        self
    }

    /// The API's base URL, as long as the server runs.
    pub fn base_url(&self) -> String {
        format!("http://{}{}", self.address, self.app.mock.api.base_path)
    }

    /// Answers requests, until the future is dropped.
    ///
    /// # Errors
    ///
    /// When the socket fails.
    pub async fn run(self) -> io::Result<()> {
        axum::serve(self.listener, Router::new().fallback(answer).with_state(self.app)).await
    }
}
