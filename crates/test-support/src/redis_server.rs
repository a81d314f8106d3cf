//! A real Redis of a test's own.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

/// A server that is killed when this is dropped.
pub struct RedisServer {
    process: Child,
    port: u16,
    password: Option<&'static str>,
    arguments: Vec<String>,
    /// Where it keeps its files.
    directory: TempDir,
}

impl RedisServer {
    /// Starts a server without a password on some port.
    pub fn start() -> RedisServer {
        RedisServer::on_free_port(None, &[])
    }

    /// Starts a server with more arguments.
    pub fn with(arguments: &[&str]) -> RedisServer {
        RedisServer::on_free_port(None, arguments)
    }

    /// Starts a server that asks for a password.
    pub fn with_password(password: &'static str) -> RedisServer {
        RedisServer::on_free_port(Some(password), &[])
    }

    fn on_free_port(password: Option<&'static str>, arguments: &[&str]) -> RedisServer {
        let arguments: Vec<_> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        let directory = TempDir::new().unwrap();
        // Another may take the port after it has been found free.
        for _ in 0..10 {
            let port = free_port();
            if let Some(process) = start(port, password, &arguments, directory.path()) {
                return RedisServer { process, port, password, arguments, directory };
            }
        }
        panic!("redis-server does not start on any of ten ports")
    }

    /// What clients connect to.
    pub fn url(&self) -> String {
        match self.password {
            Some(password) => format!("redis://:{password}@127.0.0.1:{}", self.port),
            None => format!("redis://127.0.0.1:{}", self.port),
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))
    }

    /// Has the server do a command, and gives its answer.
    pub fn command(&self, arguments: &[&str]) -> String {
        let port = self.port.to_string();
        let output = Command::new("redis-cli").args(["-p", &port]).args(arguments).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Waits until the answer to a command has a text in it.
    pub fn wait_for(&self, arguments: &[&str], text: &str) {
        for _ in 0..200 {
            if self.command(arguments).contains(text) {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("{arguments:?} never answers {text:?}, but {:?}", self.command(arguments));
    }

    /// Ends the process. Nothing that it remembered is kept, unless it was started with `appendonly`.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts it again, on the same port, after it has been killed.
    pub fn restart(&mut self) {
        let process = start(self.port, self.password, &self.arguments, self.directory.path());
        self.process = process.expect("the port has been taken by another");
    }

    /// Makes it hang: it takes connections, and answers nothing.
    pub fn suspend(&self) {
        self.signal("STOP");
    }

    /// Lets it go on.
    pub fn resume(&self) {
        self.signal("CONT");
    }

    fn signal(&self, name: &str) {
        let command = format!("kill -{name} {}", self.process.id());
        assert!(Command::new("sh").args(["-c", &command]).status().unwrap().success());
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        // It may have been killed before.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A port that nobody listens on.
pub fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// Starts a server and waits until it answers. `None` when it ends instead.
fn start(port: u16, password: Option<&str>, arguments: &[String], directory: &Path) -> Option<Child> {
    let mut command = Command::new("redis-server");
    // A configuration file comes first.
    command.args(arguments);
    command.args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", "", "--dir"]).arg(directory);
    if let Some(password) = password {
        command.args(["--requirepass", password]);
    }
    let mut process = match command.stdout(Stdio::null()).spawn() {
        Ok(process) => process,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            panic!(
                "this test starts a real Redis, and there is no redis-server: apt-get install redis-server"
            )
        }
        Err(error) => panic!("redis-server: {error}"),
    };
    for _ in 0..200 {
        if process.try_wait().unwrap().is_some() {
            return None;
        }
        if answers(port) {
            return Some(process);
        }
        thread::sleep(Duration::from_millis(50));
    }
    process.kill().unwrap();
    process.wait().unwrap();
    panic!("redis-server does not answer within ten seconds")
}

fn answers(port: u16) -> bool {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let Ok(mut connection) = TcpStream::connect_timeout(&address, Duration::from_secs(1)) else {
        return false;
    };
    let mut answer = [0];
    // With `+PONG`, or with `-NOAUTH`.
    connection.write_all(b"PING\r\n").is_ok() && connection.read_exact(&mut answer).is_ok()
}
