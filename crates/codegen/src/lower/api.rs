//! The endpoint API: operations with all that they refer to, and the types of what they answer.
//!
//! Knows what the contract says of a replay. Does not know documents or languages.

use webhook_catalog::all_schemas;
use webhook_catalog::index::api::{self, OperationName, parameters};
use webhook_schema::{Diagnostic, Location};

use super::{Lowered, Lowering, Reported};
use crate::ir::api::{Api, Body, Operation, Parameter};
use crate::ir::{ShapeId, Type};
use crate::names::type_ident;
use crate::rules;

impl<'c> Lowering<'c, '_> {
    /// The API beside the catalog. What is missing of it was reported, here or when the catalog was loaded.
    pub(super) fn api(&mut self, entry: &'c api::Api) -> Lowered<Api<'c>> {
        let operations =
            entry.operations.all().map(|(name, operation)| self.operation(entry, name, operation));
        let [create, rotate, replay, redeliver] = operations;
        let parameters = entry.path_parameters.iter().map(|(name, parameter)| {
            let (schema, _) = self.catalog.api_schema(&parameter.schema).ok_or(Reported)?;
            Ok(Parameter { name, description: &parameter.description, schema })
        });
        let parameters = parameters.collect::<Lowered<_>>()?;
        let error = self.untyped_body(&entry.error.schema, &entry.error.example)?;
        Ok(Api { entry, parameters, operations: [create?, rotate?, replay?, redeliver?], error })
    }

    fn operation(
        &mut self,
        api: &'c api::Api,
        name: OperationName,
        entry: &'c api::Operation,
    ) -> Lowered<Operation<'c>> {
        let contract = &self.catalog.index.contract;
        let answer = self.answer(name, &entry.response.schema);
        let path = api.path(name, contract);
        let request =
            entry.request.as_ref().map(|request| self.untyped_body(&request.schema, &request.example));
        let mut refusals: Vec<(u16, String)> =
            entry.errors.iter().map(|error| (error.status, error.description.clone())).collect();
        let is_idempotent = name == OperationName::Replay;
        if is_idempotent {
            let replay = &contract.replay;
            let header = &replay.idempotency_header;
            refusals.extend([
                (
                    replay.key_reused_status,
                    format!("The key in `{header}` was used with another body before."),
                ),
                (
                    replay.in_flight_status,
                    format!("The first request with the key in `{header}` is still in flight."),
                ),
            ]);
        }
        refusals.sort_by_key(|(status, _)| *status);
        Ok(Operation {
            name,
            entry,
            path,
            parameters: parameters(path).ok_or(Reported)?,
            request: request.transpose()?,
            response: self.body(&entry.response.schema, &entry.response.example)?,
            answer: answer?,
            refusals,
            is_idempotent,
        })
    }

    /// A body that no type is made of: nothing else looks at the keywords of its schema.
    fn untyped_body(&mut self, schema: &str, example: &str) -> Lowered<Body<'c>> {
        let (place, value) = self.catalog.api_schema(schema).ok_or(Reported)?;
        let mut result = Ok(());
        for (pointer, inner) in all_schemas(value) {
            let Some(inner) = inner.as_object() else { continue };
            let place = Location::new(&place.file, format!("{}{pointer}", place.pointer));
            result = result.and(self.refuse_unknown_keywords(&place, inner));
        }
        result.and_then(|()| self.body(schema, example))
    }

    fn body(&self, schema: &str, example: &str) -> Lowered<Body<'c>> {
        let (schema, _) = self.catalog.api_schema(schema).ok_or(Reported)?;
        let example = &self.catalog.api_example(example).ok_or(Reported)?.value;
        Ok(Body { schema, example })
    }

    /// The type of an answer, named after its definition or its file.
    fn answer(&mut self, name: OperationName, reference: &str) -> Lowered<ShapeId> {
        let (place, value) = self.catalog.api_schema(reference).ok_or(Reported)?;
        let typed = self.typed(&place, value, &ident_of(&place).ok_or(Reported)?)?;
        match typed.ty {
            Type::Shape(id) if !typed.nullable && self.holds_fields(id) => Ok(id),
            _ => Err(self.report(Diagnostic::at_value(
                &rules::PAYLOAD,
                place,
                format!("the response of `{}` is not an object with declared properties", name.as_str()),
                "give it `\"type\": \"object\"` and `properties`, so that fields can be added later",
            ))),
        }
    }
}

/// The name of what is at a place, in camel case: of a definition its key, else of its file.
fn ident_of(place: &Location) -> Option<String> {
    let name = match place.pointer.rsplit('/').next() {
        None | Some("") => place.file.rsplit('/').next()?.strip_suffix(".schema.json")?,
        Some(key) => key,
    };
    type_ident(name)
}
