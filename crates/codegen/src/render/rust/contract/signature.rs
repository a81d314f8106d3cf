//! How deliveries are signed, as the constant has it: with everything parsed, and without the vectors.

use proc_macro2::TokenStream;
use quote::quote;
use webhook_contract::{
    Contract, Fields, KeyRule, Location, Message, Piece, Pointer, SecretForm, SignatureRule, TimeLocation,
    TimestampRule,
};

use super::{duration, literal, optional, text, texts, variant};

pub fn field(contract: &Contract) -> TokenStream {
    let rule = rule(&contract.signature);
    quote!(signature: #rule,)
}

fn rule(rule: &SignatureRule) -> TokenStream {
    let algorithm = variant(rule.algorithm);
    let locations = locations(&rule.locations);
    let items = optional(rule.items.as_ref().map(text));
    let pair = optional(rule.pair.as_ref().map(text));
    let take = texts(&rule.take);
    let encoding = rule.encoding.map(|encoding| {
        let encoding = variant(encoding);
        quote!(Encoding::#encoding)
    });
    let encoding = optional(encoding);
    let message = optional(rule.message.as_ref().map(message));
    let key = key(&rule.key);
    let timestamp = optional(rule.timestamp.as_ref().map(timestamp));
    let keys_at_once = literal(rule.keys_at_once);
    let also = rule.also.iter().map(self::rule);
    let secret = optional(rule.secret.map(secret));
    let promise = optional(rule.promise.as_ref().map(text));
    quote! {
        SignatureRule {
            algorithm: Algorithm::#algorithm,
            locations: #locations,
            items: #items,
            pair: #pair,
            take: #take,
            encoding: #encoding,
            message: #message,
            key: #key,
            timestamp: #timestamp,
            keys_at_once: #keys_at_once,
            also: Cow::Borrowed(&[#(#also),*]),
            secret: #secret,
            promise: #promise,
            vectors: Cow::Borrowed(&[]),
        }
    }
}

/// A list of places.
pub fn locations(locations: &[Location]) -> TokenStream {
    let locations = locations.iter().map(location);
    quote!(Cow::Borrowed(&[#(#locations),*]))
}

pub fn location(location: &Location) -> TokenStream {
    match location {
        Location::Header(name) => {
            let name = text(name);
            quote!(Location::Header(#name))
        }
        Location::NumberedHeader { before, after } => {
            let (before, after) = (text(before), text(after));
            quote!(Location::NumberedHeader { before: #before, after: #after })
        }
        Location::Body(pointer) => {
            let pointer = self::pointer(pointer);
            quote!(Location::Body(#pointer))
        }
        Location::Query(name) => {
            let name = text(name);
            quote!(Location::Query(#name))
        }
    }
}

fn message(message: &Message) -> TokenStream {
    match message {
        Message::Template(pieces) => {
            let pieces = pieces.iter().map(piece);
            quote!(Message::Template(Cow::Borrowed(&[#(#pieces),*])))
        }
        Message::Fields(Fields { fields, join, escape }) => {
            let (fields, join) = (fields.iter().map(pointer), text(join));
            let escape = optional(escape.as_ref().map(text));
            quote!(Message::Fields(Fields { fields: Cow::Borrowed(&[#(#fields),*]), join: #join, escape: #escape }))
        }
    }
}

fn piece(piece: &Piece) -> TokenStream {
    let named = |name: TokenStream, value: TokenStream| quote!(Piece::#name(#value));
    match piece {
        Piece::Text(value) => named(quote!(Text), text(value)),
        Piece::Header(name) => named(quote!(Header), text(name)),
        Piece::Item(label) => named(quote!(Item), text(label)),
        Piece::BodyValue(value) => named(quote!(BodyValue), pointer(value)),
        Piece::Body
        | Piece::Timestamp
        | Piece::Id
        | Piece::Url
        | Piece::Method
        | Piece::Secret
        | Piece::SortedForm
        | Piece::BodySha256 => {
            let piece = variant(piece);
            quote!(Piece::#piece)
        }
    }
}

pub fn pointer(pointer: &Pointer) -> TokenStream {
    let tokens = texts(pointer.tokens());
    quote!(Pointer(#tokens))
}

fn key(key: &KeyRule) -> TokenStream {
    let (encoding, strip) = (variant(key.encoding), optional(key.strip.as_ref().map(text)));
    quote!(KeyRule { encoding: KeyEncoding::#encoding, strip: #strip })
}

fn timestamp(timestamp: &TimestampRule) -> TokenStream {
    let location = match &timestamp.location {
        TimeLocation::Header(name) => {
            let name = text(name);
            quote!(Header(#name))
        }
        TimeLocation::Item(label) => {
            let label = text(label);
            quote!(Item(#label))
        }
        TimeLocation::Body(value) => {
            let pointer = pointer(value);
            quote!(Body(#pointer))
        }
    };
    let unit = variant(timestamp.unit);
    let (past, future) = (optional(timestamp.past.map(duration)), optional(timestamp.future.map(duration)));
    quote! {
        TimestampRule { location: TimeLocation::#location, unit: TimeUnit::#unit, past: #past, future: #future }
    }
}

fn secret(SecretForm { encoding, bytes }: SecretForm) -> TokenStream {
    let (encoding, bytes) = (variant(encoding), literal(bytes));
    quote!(SecretForm { encoding: SecretEncoding::#encoding, bytes: #bytes })
}
