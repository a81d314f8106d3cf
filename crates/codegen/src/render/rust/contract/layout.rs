//! How deliveries are laid out, as the constant has it.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use webhook_contract::{
    AnswerBody, AnswerPiece, AnswerRule, AnswerText, BodyForm, Condition, Contract, Expected, Handshake,
    Location,
};

use super::signature::{location, locations, pointer};
use super::{optional, text, variant};

pub fn field(contract: &Contract) -> TokenStream {
    let layout = &contract.envelope;
    let schema = optional(layout.schema.as_ref().map(text));
    let body = match &layout.body {
        BodyForm::Json => quote!(Json),
        BodyForm::Form => quote!(Form),
        BodyForm::JsonInForm(field) => {
            let field = text(field);
            quote!(JsonInForm(#field))
        }
    };
    let events = optional(layout.events.as_ref().map(pointer));
    let (name, id) = (locations(&layout.name), locations(&layout.id));
    let join = text(&layout.join);
    let one = |place: &Option<Location>| optional(place.as_ref().map(location));
    let (delivery, version, data) = (one(&layout.delivery), one(&layout.version), one(&layout.data));
    let time = optional(layout.time.as_ref().map(|time| {
        let (location, unit) = (location(&time.location), variant(time.unit));
        quote!(TimeRule { location: #location, unit: TimeUnit::#unit })
    }));
    let resource = optional(layout.resource.as_ref().map(pointer));
    let handshakes = layout.handshakes.iter().map(handshake);
    let ok = optional(layout.answer.ok.as_ref().map(answer));
    quote! {
        envelope: Layout {
            schema: #schema,
            body: BodyForm::#body,
            events: #events,
            name: #name,
            join: #join,
            id: #id,
            delivery: #delivery,
            time: #time,
            version: #version,
            data: #data,
            resource: #resource,
            handshakes: Cow::Borrowed(&[#(#handshakes),*]),
            answer: Answers { ok: #ok },
        },
    }
}

fn handshake(handshake: &Handshake) -> TokenStream {
    let when = handshake.when.iter().map(condition);
    let (signed, answer) = (handshake.signed, answer(&handshake.answer));
    quote!(Handshake { when: Cow::Borrowed(&[#(#when),*]), signed: #signed, answer: #answer })
}

fn condition(condition: &Condition) -> TokenStream {
    match condition {
        Condition::Method(method) => {
            let method = text(method);
            quote!(Condition::Method(#method))
        }
        Condition::Value { at, is } => {
            let at = location(at);
            let is = match is {
                Expected::Anything => quote!(Anything),
                Expected::Text(value) => {
                    let value = text(value);
                    quote!(Text(#value))
                }
                Expected::Integer(value) => {
                    let value = Literal::i64_unsuffixed(*value);
                    quote!(Integer(#value))
                }
                Expected::Boolean(value) => quote!(Boolean(#value)),
            };
            quote!(Condition::Value { at: #at, is: Expected::#is })
        }
    }
}

fn answer(answer: &AnswerRule) -> TokenStream {
    let status = Literal::u16_unsuffixed(answer.status);
    let headers = answer.headers.iter().map(|(name, value)| {
        let (name, value) = (text(name), pieces(value));
        quote!((#name, #value))
    });
    let body = optional(answer.body.as_ref().map(|body| match body {
        AnswerBody::Text(value) => {
            let value = pieces(value);
            quote!(AnswerBody::Text(#value))
        }
        AnswerBody::Json(value) => {
            let value = pieces(value);
            quote!(AnswerBody::Json(#value))
        }
    }));
    quote!(AnswerRule { status: #status, headers: Cow::Borrowed(&[#(#headers),*]), body: #body })
}

fn pieces(answer: &AnswerText) -> TokenStream {
    let pieces = answer.pieces().iter().map(|piece| match piece {
        AnswerPiece::Text(value) => {
            let value = text(value);
            quote!(AnswerPiece::Text(#value))
        }
        AnswerPiece::Value(place) => {
            let place = location(place);
            quote!(AnswerPiece::Value(#place))
        }
        AnswerPiece::Hmac(place) => {
            let place = location(place);
            quote!(AnswerPiece::Hmac(#place))
        }
    });
    quote!(AnswerText(Cow::Borrowed(&[#(#pieces),*])))
}
