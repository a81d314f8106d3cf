//! Stores over several servers: a Redis Cluster, or a primary that sentinels name. The commands are the same as for one
//! server.

use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "redis-sentinel")]
use redis::sentinel::{SentinelClient, SentinelNodeConnectionInfo, SentinelServerType};
#[cfg(feature = "redis-cluster")]
use redis::{Cmd, FromRedisValue, cluster::ClusterClient, cluster_async::ClusterConnection};
use redis::{ConnectionInfo, IntoConnectionInfo};

#[cfg(feature = "redis-cluster")]
use super::link::PATIENCE;
#[cfg(feature = "redis-sentinel")]
use super::link::{Link, Source};
use super::{Connection, RedisStore, RedisStoreError, without_delay};

/// A connection to a cluster. The library follows keys to their nodes, detects failovers, and reconnects.
#[cfg(feature = "redis-cluster")]
#[derive(Clone)]
pub(super) struct Cluster {
    address: Arc<str>,
    connection: ClusterConnection,
}

#[cfg(feature = "redis-cluster")]
impl Cluster {
    pub(super) fn address(&self) -> &Arc<str> {
        &self.address
    }

    pub(super) async fn run<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, RedisStoreError> {
        let answer = command.query_async(&mut self.connection.clone()).await;
        answer.map_err(|error| RedisStoreError::of(&self.address, &error))
    }
}

impl RedisStore {
    /// Connects to a Redis Cluster by the URLs of some of its nodes, all with the same user and password; the other
    /// nodes are discovered. `receiver` and `retention` are those of [`RedisStore::connect`].
    ///
    /// # Errors
    ///
    /// Those of [`RedisStore::connect`], and when the nodes are not a cluster.
    #[cfg(feature = "redis-cluster")]
    pub async fn connect_cluster(
        nodes: &[&str],
        receiver: &str,
        retention: Duration,
    ) -> Result<RedisStore, RedisStoreError> {
        let nodes = information(nodes)?;
        let address = addresses(&nodes);
        let connect = async {
            ClusterClient::builder(nodes)
                .connection_timeout(PATIENCE)
                .response_timeout(PATIENCE)
                .overall_response_timeout(Some(3 * PATIENCE))
                .build()?
                .get_async_connection()
                .await
        };
        let connection = connect.await.map_err(|error| RedisStoreError::of(&address, &error))?;
        let cluster = Cluster { address, connection };
        RedisStore::over(Connection::Cluster(cluster), receiver, retention).await
    }

    /// Connects to the primary that sentinels know by the name `service`. They are asked again whenever the connection
    /// becomes useless. The user, password and database in the first URL are those of the Redis servers; each sentinel
    /// gets the user and password of its own URL. `receiver` and `retention` are those of [`RedisStore::connect`].
    ///
    /// # Errors
    ///
    /// Those of [`RedisStore::connect`], and when no sentinel knows the service.
    #[cfg(feature = "redis-sentinel")]
    pub async fn connect_sentinel(
        sentinels: &[&str],
        service: &str,
        receiver: &str,
        retention: Duration,
    ) -> Result<RedisStore, RedisStoreError> {
        let sentinels = information(sentinels)?;
        let address: Arc<str> = format!("{service}, by the sentinels {}", addresses(&sentinels)).into();
        let of_servers = sentinels.first().map(|first| {
            SentinelNodeConnectionInfo::default()
                .set_redis_connection_info(first.redis_settings().clone())
                .set_tcp_settings(first.tcp_settings().clone())
        });
        // Sentinels have no databases.
        let sentinels = sentinels
            .into_iter()
            .map(|sentinel| {
                let settings = sentinel.redis_settings().clone().set_db(0);
                sentinel.set_redis_settings(settings)
            })
            .collect();
        let client =
            SentinelClient::build(sentinels, service.to_owned(), of_servers, SentinelServerType::Master)
                .map_err(|error| RedisStoreError::of(&address, &error))?;
        let link = Link::new(address, Source::Sentinels(Box::new(tokio::sync::Mutex::new(client))));
        RedisStore::over(Connection::Link(Arc::new(link)), receiver, retention).await
    }
}

fn information(urls: &[&str]) -> Result<Vec<ConnectionInfo>, RedisStoreError> {
    let information = urls.iter().map(|url| Ok(without_delay(url.into_connection_info()?)));
    information.collect::<Result<_, _>>().map_err(|error| RedisStoreError::of_url(&error))
}

fn addresses(information: &[ConnectionInfo]) -> Arc<str> {
    let addresses: Vec<_> = information.iter().map(|information| information.addr().to_string()).collect();
    addresses.join(", ").into()
}
