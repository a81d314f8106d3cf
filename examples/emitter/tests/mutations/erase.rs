//! Erases the types in a TypeScript source, so that any Node.js runs it.

use oxc_allocator::Allocator;
use oxc_ast::ast::{
    ImportDeclaration, ImportOrExportKind, TSAsExpression, TSInterfaceDeclaration, TSTypeAnnotation,
    TSTypeParameterInstantiation,
};
use oxc_ast_visit::{Visit, walk};
use oxc_parser::Parser;
use oxc_span::{GetSpan as _, SourceType, Span};

/// The source as JavaScript: with white space where types were, and modules named `.mjs`.
pub fn erased(source: &str) -> String {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, source, SourceType::ts()).parse();
    assert!(parsed.diagnostics.is_empty(), "{source}");
    let mut types = Types::default();
    types.visit_program(&parsed.program);
    let mut text = source.as_bytes().to_vec();
    for span in types.0 {
        text[span.start as usize..span.end as usize].fill(b' ');
    }
    String::from_utf8(text).expect("only whole nodes are erased").replace(".ts\";", ".mjs\";")
}

#[derive(Default)]
struct Types(Vec<Span>);

impl<'a> Visit<'a> for Types {
    fn visit_ts_type_annotation(&mut self, it: &TSTypeAnnotation<'a>) {
        self.0.push(it.span);
    }

    fn visit_ts_interface_declaration(&mut self, it: &TSInterfaceDeclaration<'a>) {
        self.0.push(it.span);
    }

    fn visit_ts_type_parameter_instantiation(&mut self, it: &TSTypeParameterInstantiation<'a>) {
        self.0.push(it.span);
    }

    fn visit_ts_as_expression(&mut self, it: &TSAsExpression<'a>) {
        self.0.push(Span::new(it.expression.span().end, it.span.end));
        walk::walk_expression(self, &it.expression);
    }

    fn visit_import_declaration(&mut self, it: &ImportDeclaration<'a>) {
        if it.import_kind == ImportOrExportKind::Type {
            self.0.push(it.span);
        }
    }
}
