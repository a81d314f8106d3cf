//! Items: functions, constants, types with their names, modules.

use std::rc::Rc;

use syn::{
    Attribute, Block, FnArg, ImplItem, Item, ItemEnum, ItemImpl, ItemTrait, Pat, Signature, TraitItem, Type,
    UseTree, Visibility,
};

use super::{Reader, attributes};
use crate::builder::Reads;
use crate::facts::{Kind, Path, Use, path};

impl Reader {
    pub(super) fn items(&mut self, items: &[Item]) {
        items.iter().for_each(|item| self.item(item));
    }

    pub(super) fn item(&mut self, item: &Item) {
        match item {
            Item::Const(it) => self.constant(&it.attrs, &it.ident.to_string(), &it.expr),
            Item::Static(it) => self.constant(&it.attrs, &it.ident.to_string(), &it.expr),
            Item::Enum(it) => self.enumeration(it),
            Item::Struct(it) => self.ty(&it.ident.to_string()),
            Item::Fn(it) => {
                let name = it.sig.ident.to_string();
                let is_public = matches!(it.vis, Visibility::Public(_)) || name == "main";
                self.function(&it.attrs, &name, is_public, &it.sig, Some(&it.block));
            }
            Item::Impl(it) => self.implementation(it),
            Item::Trait(it) => self.trait_(it),
            Item::Mod(it) => {
                let is_test = attributes::is_test(&it.attrs);
                match &it.content {
                    Some((_, items)) => {
                        self.branch(is_test, |reader| reader.scoped(None, |reader| reader.items(items)))
                    }
                    None if is_test => self.to.facts.test_modules.push(it.ident.to_string()),
                    None => {}
                }
            }
            Item::Use(it) => self.imports(&it.tree, &mut Path::new()),
            Item::Macro(it) if it.ident.is_none() => {
                let nothing = self.to.nothing();
                self.macro_call(&it.mac, &nothing);
            }
            _ => {}
        }
    }

    fn is_shared(&self) -> bool {
        self.functions == 0
    }

    /// Declares a type, once, wherever its parts are.
    fn ty(&mut self, name: &str) {
        if self.to.lookup(name).is_none() {
            let is_shared = self.is_shared();
            let scope = if is_shared { 0 } else { self.to.scope };
            self.to.declare_in(scope, name, is_shared, Kind::Value);
        }
    }

    fn constant(&mut self, attrs: &[Attribute], name: &str, value: &syn::Expr) {
        let is_shared = self.is_shared();
        let binding = self.to.declare(name, is_shared, Kind::Value);
        if let Some(truth) = self.truth(value) {
            self.constants.insert(binding, truth);
        }
        let goes = Rc::new(Use::Bound(path([name])));
        self.branch(attributes::is_test(attrs), |reader| reader.expression(value, &goes));
    }

    fn enumeration(&mut self, item: &ItemEnum) {
        let name = item.ident.to_string();
        self.ty(&name);
        for variant in &item.variants {
            let own = variant.ident.to_string();
            let then = Rc::new(Use::Assigned(name.clone()));
            let goes = Rc::new(Use::IfMade { variants: vec![path([name.as_str(), own.as_str()])], then });
            for text in attributes::names(&variant.attrs) {
                self.to.literal(&text.value(), self.at(text.span()), &goes);
            }
        }
    }

    fn function(
        &mut self,
        attrs: &[Attribute],
        name: &str,
        is_public: bool,
        signature: &Signature,
        body: Option<&Block>,
    ) {
        let is_public = is_public || attributes::is_handed_on(attrs);
        let is_shared = self.is_shared();
        let kind = Kind::Function { parameters: Vec::new(), is_public };
        let binding = self.to.declare(name, is_shared, kind);
        // One without a body may do anything with its parameters.
        let Some(body) = body else { return };
        let returns = std::mem::replace(&mut self.returns, Rc::new(Use::Returned(path([name]))));
        self.functions += 1;
        self.branch(attributes::is_test(attrs), |reader| {
            reader.scoped(Some(binding), |reader| {
                let typed = signature.inputs.iter().filter_map(|input| match input {
                    FnArg::Typed(typed) => Some(&*typed.pat),
                    FnArg::Receiver(_) => None,
                });
                let parameters = typed.map(|pattern| reader.parameter(pattern)).collect();
                reader.to.parameters(binding, parameters);
                let goes = Rc::clone(&reader.returns);
                reader.block(body, &goes);
            });
        });
        self.functions -= 1;
        self.returns = returns;
    }

    fn implementation(&mut self, item: &ItemImpl) {
        let name = type_name(&item.self_ty).unwrap_or_default();
        self.ty(&name);
        let class = self.class.replace(name.clone());
        let is_trait = item.trait_.is_some();
        self.branch(attributes::is_test(&item.attrs), |reader| {
            for item in &item.items {
                match item {
                    ImplItem::Const(it) => {
                        let own = it.ident.to_string();
                        let mut uses = vec![Rc::new(Use::Bound(path([name.as_str(), own.as_str()])))];
                        if is_trait {
                            // It goes by the trait's name for it too: `E::NAME`.
                            reader.to.declare_in(0, &own, true, Kind::Value);
                            uses.push(Rc::new(Use::Bound(path([own.as_str()]))));
                        }
                        reader.expression(&it.expr, &Rc::new(Use::Several(uses)));
                    }
                    ImplItem::Fn(it) => {
                        let own = format!("{name}::{}", it.sig.ident);
                        let is_public = is_trait || matches!(it.vis, Visibility::Public(_));
                        reader.function(&it.attrs, &own, is_public, &it.sig, Some(&it.block));
                    }
                    _ => {}
                }
            }
        });
        self.class = class;
    }

    fn trait_(&mut self, item: &ItemTrait) {
        let name = item.ident.to_string();
        self.ty(&name);
        let class = self.class.replace(name.clone());
        for item in &item.items {
            match item {
                TraitItem::Const(it) => {
                    if let Some((_, value)) = &it.default {
                        self.constant(&it.attrs, &it.ident.to_string(), value);
                    }
                }
                TraitItem::Fn(it) => {
                    let own = format!("{name}::{}", it.sig.ident);
                    self.function(&it.attrs, &own, true, &it.sig, it.default.as_ref());
                }
                _ => {}
            }
        }
        self.class = class;
    }

    /// Declares the names that an import gives to what has another one.
    fn imports(&mut self, tree: &UseTree, way: &mut Path) {
        match tree {
            UseTree::Path(it) => {
                way.extend(path([it.ident.to_string().as_str()]));
                self.imports(&it.tree, way);
                way.pop();
            }
            UseTree::Rename(it) => {
                let there = [&way[..], &path([it.ident.to_string().as_str()])].concat();
                self.to.declare(&it.rename.to_string(), false, Kind::Import(there));
            }
            UseTree::Group(it) => it.items.iter().for_each(|tree| self.imports(tree, way)),
            _ => {}
        }
    }

    /// Declares a parameter, if it is one by itself.
    pub(super) fn parameter(&mut self, pattern: &Pat) -> Option<usize> {
        let names = self.declare_all(pattern, Kind::Parameter);
        match (pattern, names.as_slice()) {
            (Pat::Ident(_), [(_, binding)]) => Some(*binding),
            (Pat::Type(it), [(_, binding)]) if matches!(*it.pat, Pat::Ident(_)) => Some(*binding),
            _ => None,
        }
    }
}

/// The name of a type, without its path and its parameters.
pub(super) fn type_name(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(it) => Some(it.path.segments.last()?.ident.to_string()),
        Type::Reference(it) => type_name(&it.elem),
        Type::Paren(it) => type_name(&it.elem),
        Type::Group(it) => type_name(&it.elem),
        _ => None,
    }
}
