//! How connections are encrypted.
//!
//! Nothing is set for the whole process: other users of rustls keep their configuration.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt as _;

use crate::Error;
use crate::error::Cause;

/// TLS 1.2 and 1.3 with ring, for servers that the machine's certificates verify.
///
/// # Errors
///
/// When the machine's certificates cannot be read.
pub(crate) fn config() -> Result<ClientConfig, Error> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().map_err(tls)?;
    Ok(builder.with_platform_verifier().map_err(tls)?.with_no_client_auth())
}

fn tls(error: rustls::Error) -> Error {
    Error::Tls(Cause::new(error))
}
