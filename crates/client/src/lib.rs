//! A client of endpoint APIs; generated code tells it which.
//!
//! Knows what every such API has. Does not know any provider.

mod api;

use std::marker::PhantomData;

pub use api::Api;

/// A client of the API `A`.
#[derive(Clone, Copy, Debug)]
pub struct Client<A: Api>(PhantomData<A>);
