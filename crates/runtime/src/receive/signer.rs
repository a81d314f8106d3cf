//! Signs deliveries of a catalog.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::{CannotSign, Catalog, Outgoing, Secret, Signing};

/// Signs deliveries of a catalog, for senders and tests.
#[derive(Clone)]
pub struct Signer<C> {
    signing: Arc<Signing>,
    catalog: PhantomData<C>,
}

impl<C: Catalog> Signer<C> {
    /// Signs with a secret; where deliveries are verified by a public key, that is the private one.
    ///
    /// # Errors
    ///
    /// As [`Signing::new`].
    pub fn new(secret: &Secret) -> Result<Self, CannotSign> {
        let signing = Arc::new(Signing::of_contract(C::CONTRACT, secret)?);
        Ok(Signer { signing, catalog: PhantomData })
    }

    /// The request with time and signature where the contract has them, and in its header the id that is in the body. The time
    /// is in Unix seconds.
    ///
    /// # Errors
    ///
    /// As [`Signing::sign`].
    pub fn sign(&self, mut request: Outgoing, timestamp: u64) -> Result<Outgoing, CannotSign> {
        self.signing.sign(&mut request, timestamp)?;
        Ok(request)
    }
}

impl<C> fmt::Debug for Signer<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").finish_non_exhaustive()
    }
}
