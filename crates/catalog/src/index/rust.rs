//! What an index says of the crates in Rust: how they are released, and where their runtime comes from.

use serde::Deserialize;

/// How the generated crates are released, and where the crates that they need come from.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rust {
    /// Whether the workspace that the crates are in says all of this: they inherit `workspace.package`, the lints, and the
    /// dependencies `serde`, `serde_json`, `webhook-runtime` and `webhook-endpoints`. By default, their manifests need
    /// nothing from a workspace.
    #[serde(default)]
    pub workspace: bool,
    /// Version of the generated crates. Default: `0.1.0`.
    #[serde(default)]
    #[cfg_attr(feature = "schemars", schemars(with = "String"))]
    pub version: Option<String>,
    /// License of the generated crates, as Cargo has it: `MIT OR Apache-2.0`.
    #[serde(default)]
    #[cfg_attr(feature = "schemars", schemars(with = "String", regex(pattern = r"^\S(.*\S)?$")))]
    pub license: Option<String>,
    /// Whether the generated crates may be published to a registry.
    #[serde(default)]
    pub publish: bool,
    /// Where `webhook-runtime` and `webhook-endpoints` come from. Default: the registry, in the version of the generator.
    #[serde(default)]
    #[cfg_attr(feature = "schemars", schemars(with = "Runtime"))]
    pub runtime: Option<Runtime>,
}

/// Where the crates that generated ones are built on come from, in Cargo's words: `version`, `git` or `path`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Runtime {
    /// A version of the registry, as a requirement: `0.1`, `=0.1.3`.
    #[serde(default)]
    #[cfg_attr(feature = "schemars", schemars(with = "String"))]
    pub version: Option<String>,
    /// URL of a Git repository that has Hookwright.
    #[serde(default)]
    #[cfg_attr(feature = "schemars", schemars(with = "String", regex(pattern = r"^\S+$")))]
    pub git: Option<String>,
    /// Branch of the Git repository.
    #[serde(default)]
    #[cfg_attr(feature = "schemars", schemars(with = "String", regex(pattern = r"^\S+$")))]
    pub branch: Option<String>,
    /// Tag of the Git repository.
    #[serde(default)]
    #[cfg_attr(feature = "schemars", schemars(with = "String", regex(pattern = r"^\S+$")))]
    pub tag: Option<String>,
    /// Commit of the Git repository.
    #[serde(default)]
    #[cfg_attr(feature = "schemars", schemars(with = "String", regex(pattern = r"^\S+$")))]
    pub rev: Option<String>,
    /// Directory that has a checkout of Hookwright, from the root of this repository or absolute.
    #[serde(default)]
    #[cfg_attr(feature = "schemars", schemars(with = "String", regex(pattern = r"^\S(.*\S)?$")))]
    pub path: Option<String>,
}
