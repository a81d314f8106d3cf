//! The list of JSON Schema's keywords, with the drafts that have them and what they hold.

use super::dialect::Dialect;
use super::json_type::JsonType;

/// What a keyword does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It names schemas, or refers to one.
    Identifies,
    /// It only speaks to people and programs: no value is valid or invalid by it.
    Annotates,
    /// It says something about the value by itself.
    Asserts,
    /// It holds schemas for the same value.
    AppliesInPlace(Holds),
    /// It holds schemas for parts of the value.
    AppliesToParts(Holds),
    /// It holds schemas for others to refer to.
    Defines,
}

/// How a keyword holds schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// One schema.
    One,
    /// An array of schemas.
    List,
    /// One schema, or an array of them.
    OneOrList,
    /// An object of schemas, by names that the author chose. What is not a schema in it is passed over.
    Map,
}

macro_rules! keywords {
    ($($variant:ident = $name:literal $from:ident..$to:ident $role:expr;)*) => {
        /// A keyword of JSON Schema.
        ///
        /// ```
        /// use webhook_schema::model::{Dialect, Keyword};
        ///
        /// assert_eq!(Keyword::of("const", Dialect::Draft6), Some(Keyword::Const));
        /// assert_eq!(Keyword::of("const", Dialect::Draft4), None);
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Keyword {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
        }

        impl Keyword {
            /// Every keyword of every draft.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The text in a schema.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// What it does.
            pub const fn role(self) -> Role {
                match self {
                    $(Self::$variant => $role,)*
                }
            }

            /// The keyword of a text in a draft; `None` where that draft has none.
            pub fn of(name: &str, dialect: Dialect) -> Option<Self> {
                use Dialect::*;
                match name {
                    $($name if $from <= dialect && dialect <= $to => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

use Holds::{List, Map, One, OneOrList};
use Role::{Annotates, AppliesInPlace, AppliesToParts, Asserts, Defines, Identifies};

keywords! {
    Schema = "$schema" Draft4..Draft202012 Identifies;
    Vocabulary = "$vocabulary" Draft201909..Draft202012 Identifies;
    OldId = "id" Draft4..Draft4 Identifies;
    Id = "$id" Draft6..Draft202012 Identifies;
    Anchor = "$anchor" Draft201909..Draft202012 Identifies;
    DynamicAnchor = "$dynamicAnchor" Draft202012..Draft202012 Identifies;
    RecursiveAnchor = "$recursiveAnchor" Draft201909..Draft201909 Identifies;
    Ref = "$ref" Draft4..Draft202012 Identifies;
    DynamicRef = "$dynamicRef" Draft202012..Draft202012 Identifies;
    RecursiveRef = "$recursiveRef" Draft201909..Draft201909 Identifies;
    // New in 2019-09, but people write it in older drafts too, and `definitions` in newer ones: no draft minds.
    Defs = "$defs" Draft4..Draft202012 Defines;
    Definitions = "definitions" Draft4..Draft202012 Defines;

    Comment = "$comment" Draft7..Draft202012 Annotates;
    Title = "title" Draft4..Draft202012 Annotates;
    Description = "description" Draft4..Draft202012 Annotates;
    Examples = "examples" Draft6..Draft202012 Annotates;
    // New in 2019-09, and in OpenAPI before that: no draft minds.
    Deprecated = "deprecated" Draft4..Draft202012 Annotates;
    ReadOnly = "readOnly" Draft7..Draft202012 Annotates;
    WriteOnly = "writeOnly" Draft7..Draft202012 Annotates;
    Default = "default" Draft4..Draft202012 Annotates;

    Type = "type" Draft4..Draft202012 Asserts;
    Enum = "enum" Draft4..Draft202012 Asserts;
    Const = "const" Draft6..Draft202012 Asserts;
    Format = "format" Draft4..Draft202012 Asserts;
    Pattern = "pattern" Draft4..Draft202012 Asserts;
    MinLength = "minLength" Draft4..Draft202012 Asserts;
    MaxLength = "maxLength" Draft4..Draft202012 Asserts;
    ContentEncoding = "contentEncoding" Draft7..Draft202012 Asserts;
    ContentMediaType = "contentMediaType" Draft7..Draft202012 Asserts;
    ContentSchema = "contentSchema" Draft201909..Draft202012 AppliesToParts(One);
    Minimum = "minimum" Draft4..Draft202012 Asserts;
    Maximum = "maximum" Draft4..Draft202012 Asserts;
    ExclusiveMinimum = "exclusiveMinimum" Draft4..Draft202012 Asserts;
    ExclusiveMaximum = "exclusiveMaximum" Draft4..Draft202012 Asserts;
    MultipleOf = "multipleOf" Draft4..Draft202012 Asserts;

    PrefixItems = "prefixItems" Draft202012..Draft202012 AppliesToParts(List);
    Items = "items" Draft4..Draft202012 AppliesToParts(OneOrList);
    AdditionalItems = "additionalItems" Draft4..Draft201909 AppliesToParts(One);
    UnevaluatedItems = "unevaluatedItems" Draft201909..Draft202012 AppliesToParts(One);
    Contains = "contains" Draft6..Draft202012 AppliesToParts(One);
    MinContains = "minContains" Draft201909..Draft202012 Asserts;
    MaxContains = "maxContains" Draft201909..Draft202012 Asserts;
    MinItems = "minItems" Draft4..Draft202012 Asserts;
    MaxItems = "maxItems" Draft4..Draft202012 Asserts;
    UniqueItems = "uniqueItems" Draft4..Draft202012 Asserts;

    Properties = "properties" Draft4..Draft202012 AppliesToParts(Map);
    PatternProperties = "patternProperties" Draft4..Draft202012 AppliesToParts(Map);
    AdditionalProperties = "additionalProperties" Draft4..Draft202012 AppliesToParts(One);
    UnevaluatedProperties = "unevaluatedProperties" Draft201909..Draft202012 AppliesToParts(One);
    PropertyNames = "propertyNames" Draft6..Draft202012 AppliesToParts(One);
    Required = "required" Draft4..Draft202012 Asserts;
    MinProperties = "minProperties" Draft4..Draft202012 Asserts;
    MaxProperties = "maxProperties" Draft4..Draft202012 Asserts;
    Dependencies = "dependencies" Draft4..Draft7 AppliesInPlace(Map);
    DependentRequired = "dependentRequired" Draft201909..Draft202012 Asserts;
    DependentSchemas = "dependentSchemas" Draft201909..Draft202012 AppliesInPlace(Map);

    AllOf = "allOf" Draft4..Draft202012 AppliesInPlace(List);
    AnyOf = "anyOf" Draft4..Draft202012 AppliesInPlace(List);
    OneOf = "oneOf" Draft4..Draft202012 AppliesInPlace(List);
    Not = "not" Draft4..Draft202012 AppliesInPlace(One);
    If = "if" Draft7..Draft202012 AppliesInPlace(One);
    Then = "then" Draft7..Draft202012 AppliesInPlace(One);
    Else = "else" Draft7..Draft202012 AppliesInPlace(One);
}

impl Keyword {
    /// The keyword that gives a schema a URI.
    pub const fn id(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Draft4 => Self::OldId,
            _ => Self::Id,
        }
    }

    /// What says the same in a draft that does not have it, where the draft has something.
    pub fn instead(self, dialect: Dialect) -> Option<&'static str> {
        use Dialect::*;
        use Keyword::*;
        Some(match self {
            OldId if dialect >= Draft201909 => "`$id`, or `$anchor` for a name that begins with `#`",
            OldId => "`$id`",
            Id => "`id`",
            Anchor if dialect == Draft4 => "an `id` that begins with `#`",
            Anchor => "an `$id` that begins with `#`",
            Const => "an `enum` of one value",
            Ref | DynamicRef | RecursiveRef => match dialect {
                Draft202012 => "`$ref`, or `$dynamicRef` to a `$dynamicAnchor`",
                Draft201909 => "`$recursiveRef`",
                _ => "`$ref`",
            },
            RecursiveAnchor if dialect == Draft202012 => "`$dynamicAnchor`",
            DynamicAnchor if dialect == Draft201909 => "`\"$recursiveAnchor\": true`",
            PrefixItems => "a list in `items`",
            AdditionalItems => "`items`, next to `prefixItems`",
            Dependencies => "`dependentRequired` for names, or `dependentSchemas` for schemas",
            DependentRequired | DependentSchemas => "`dependencies`",
            _ => return None,
        })
    }

    /// Whether no value is valid or invalid by it.
    pub const fn is_annotation(self) -> bool {
        matches!(self.role(), Role::Annotates)
    }

    /// The type of the values that it says something about, where that is one type.
    pub const fn implies(self) -> Option<JsonType> {
        use Keyword::*;
        Some(match self {
            Pattern | MinLength | MaxLength | ContentEncoding | ContentMediaType | ContentSchema => {
                JsonType::String
            }
            Minimum | Maximum | ExclusiveMinimum | ExclusiveMaximum | MultipleOf => JsonType::Number,
            PrefixItems | Items | AdditionalItems | UnevaluatedItems | Contains | MinContains
            | MaxContains | MinItems | MaxItems | UniqueItems => JsonType::Array,
            Properties
            | PatternProperties
            | AdditionalProperties
            | UnevaluatedProperties
            | PropertyNames
            | Required
            | MinProperties
            | MaxProperties
            | DependentRequired
            | DependentSchemas
            | Dependencies => JsonType::Object,
            _ => return None,
        })
    }

    /// Whether it says which values there are, or what they are made of, rather than what is promised of them.
    pub const fn shapes(self) -> bool {
        use Keyword::*;
        matches!(
            self,
            Type | Enum
                | Const
                | Properties
                | PatternProperties
                | AdditionalProperties
                | Items
                | PrefixItems
                | OneOf
                | AnyOf
        )
    }

    /// How it holds schemas, if it does.
    pub const fn holds(self) -> Option<Holds> {
        match self.role() {
            Role::AppliesInPlace(holds) | Role::AppliesToParts(holds) => Some(holds),
            Role::Defines => Some(Holds::Map),
            Role::Identifies | Role::Annotates | Role::Asserts => None,
        }
    }
}
