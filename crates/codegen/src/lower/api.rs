//! The endpoint API: operations with all that they refer to, and the types of what they answer.

use webhook_catalog::index::api::{self, OperationName};
use webhook_schema::Diagnostic;

use super::{Lowered, Lowering, Reported};
use crate::ir::api::{Api, Body, Operation, Parameter, Refusal};
use crate::ir::{ShapeId, Type};
use crate::rules;

impl<'c> Lowering<'c, '_> {
    /// The API next to the catalog. What is missing of it was reported, here or when the catalog was loaded.
    pub(super) fn api(&mut self, entry: &'c api::Api) -> Lowered<Api<'c>> {
        let operations = entry.operations.all();
        // All of them first, so that the mistakes of each are reported.
        let operations: Vec<Lowered<Operation<'c>>> =
            operations.map(|(name, operation)| self.operation(entry, name, operation)).collect();
        let operations =
            operations.into_iter().map(|operation| operation.map(|operation| (operation.name, operation)));
        let parameters = entry.path_parameters.iter().map(|(name, parameter)| {
            let schema = self.catalog.api_schema(&parameter.schema).ok_or(Reported)?;
            Ok(Parameter { name, description: &parameter.description, schema: schema.location.clone() })
        });
        let parameters = parameters.collect::<Lowered<_>>()?;
        let error = self.untyped_body(&entry.error.schema, &entry.error.example)?;
        Ok(Api { entry, parameters, operations: operations.collect::<Lowered<_>>()?, error })
    }

    fn operation(
        &mut self,
        api: &'c api::Api,
        name: OperationName,
        entry: &'c api::Operation,
    ) -> Lowered<Operation<'c>> {
        let contract = &self.catalog.index.contract;
        let answer = self.answer(name, &entry.response.schema);
        let path = api.path(name, contract).ok_or(Reported)?;
        let request =
            entry.request.as_ref().map(|request| self.untyped_body(&request.schema, &request.example));
        let described = entry.errors.iter();
        let mut refusals: Vec<(u16, Refusal<'c>)> =
            described.map(|error| (error.status, Refusal::Described(&error.description))).collect();
        let is_idempotent = name == OperationName::Replay;
        let replay = contract.replay.as_ref().and_then(|replay| replay.event.as_ref());
        if let Some(replay) = replay.filter(|_| is_idempotent) {
            refusals.extend([
                (replay.key_reused_status, Refusal::KeyReused),
                (replay.in_flight_status, Refusal::InFlight),
            ]);
        }
        refusals.sort_by_key(|(status, _)| *status);
        Ok(Operation {
            name,
            entry,
            path,
            request: request.transpose()?,
            response: self.body(&entry.response.schema, &entry.response.example)?,
            answer: answer?,
            refusals,
            is_idempotent,
        })
    }

    /// A body that no type is made of: nothing else looks at the keywords of its schema.
    fn untyped_body(&mut self, schema: &str, example: &str) -> Lowered<Body<'c>> {
        self.body(schema, example)
    }

    fn body(&self, schema: &str, example: &str) -> Lowered<Body<'c>> {
        let schema = self.catalog.api_schema(schema).ok_or(Reported)?.location.clone();
        let example = self.catalog.api_example(example).ok_or(Reported)?.value();
        Ok(Body { schema, example })
    }

    /// The type of an answer, named after its definition or its file.
    fn answer(&mut self, name: OperationName, reference: &str) -> Lowered<ShapeId> {
        let schema = self.catalog.api_schema(reference).ok_or(Reported)?;
        let typed = self.definition(schema)?;
        match typed.ty {
            Type::Shape(id) if !typed.nullable && self.holds_fields(id) => Ok(id),
            _ => Err(self.report(Diagnostic::at_value(
                &rules::PAYLOAD,
                schema.location.clone(),
                format!("the response of `{}` is not an object with declared properties", name.as_str()),
                "give it `\"type\": \"object\"` and `properties`, so that fields can be added later",
            ))),
        }
    }
}
