//! `#[derive(Entity)]`: from a struct to constant data and a reader by column names. It holds no behaviour.
//!
//! ```text
//! #[derive(Entity)]
//! #[entity(number = 20, module = "contacts", table = "contacts", prefix = "ctc", title = "last_name",
//!          client = "client_id", owners("owner_id"), search("first_name", "last_name"), extensible)]
//! pub struct Contact {
//!     #[field(1)]
//!     pub id: RowId,
//!     /// The family name.
//!     #[field(4, index, alias("surname"))]
//!     pub last_name: Option<Line<120>>,
//! }
//! ```
//!
//! Entity keys: `number`, `module`, `table`, `prefix`, `title` (required); `resource` (the table with hyphens when
//! absent), `home = "platform"`, `writes = "commands" | "log"`, `agency`, `client`, `location` (columns or paths),
//! `owners(…)`, `private_when` (a boolean column: such rows are their author's alone), `search(…)`, `unique("a, b")`, `index("a, b")`,
//! `ordered("before < after", "before <= after when SQL over NEW")`, `check = "path::to::function"`,
//! `unlogged(…)` (fields that the change log leaves out), `follows("field: SQL over OLD and NEW;")`, `tombstones(7, 9)`, and the flags `extensible`, `bounded` (the table stays small) and `shared_when_unset`.
//!
//! Field keys: the number first; then `index`, `default = …`, `generated = "SQL expression"`, `on_delete = "cascade" | "set_null"`,
//! `access = "create" | "read" | "hidden"`, `alias(…)`.

mod attributes;

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::{format_ident, quote};
use syn::{Data, DeriveInput, Error, Fields, Result, parse_macro_input};

use attributes::{EntityAttributes, FieldAttributes, doc_of};

/// See the crate's documentation.
#[proc_macro_derive(Entity, attributes(entity, field))]
pub fn derive_entity(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input).unwrap_or_else(Error::into_compile_error).into()
}

fn expand(input: &DeriveInput) -> Result<Tokens> {
    let entity = EntityAttributes::of(input)?;
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(named) => &named.named,
            _ => return Err(Error::new_spanned(input, "an entity has named fields")),
        },
        _ => return Err(Error::new_spanned(input, "an entity is a struct")),
    };

    let mut definitions = Vec::new();
    let mut readers = Vec::new();
    let mut sentences = Vec::new();
    let mut numbers: Vec<u16> = Vec::new();
    for field in fields {
        let Some(ident) = &field.ident else { continue };
        let attributes = FieldAttributes::of(field)?;
        if numbers.contains(&attributes.number) || entity.tombstones.contains(&attributes.number) {
            return Err(Error::new_spanned(field, "this field number is taken, now or in the past"));
        }
        numbers.push(attributes.number);
        let name = ident.to_string();
        let sentence = doc_of(&field.attrs);
        if !sentence.is_empty() {
            sentences.push(quote! { (#name, #sentence) });
        }
        readers.push(quote! { #ident: row.get(#name)? });
        definitions.push(field_definition(field, &name, &attributes, &entity)?);
    }

    let ident = &input.ident;
    let name = ident.to_string();
    let doc = doc_of(&input.attrs);
    let EntityAttributes { number, module, table, prefix, title, resource, .. } = &entity;
    let home = format_ident!("{}", if entity.home_is_platform { "Platform" } else { "Tenant" });
    let writes = format_ident!("{}", entity.writes);
    let column = |column: &Option<String>| match column {
        Some(column) => quote! { Some(#column) },
        None => quote! { None },
    };
    let (agency, client, location) = (column(&entity.agency), column(&entity.client), column(&entity.location));
    let private_when = column(&entity.private_when);
    let (owners, search, tombstones) = (&entity.owners, &entity.search, &entity.tombstones);
    let ordered = entity.ordered.iter().map(|ordered| {
        let (before, after, may_equal) = (&ordered.before, &ordered.after, ordered.may_equal);
        let when = column(&ordered.when);
        quote! { ::entity::Ordered { before: #before, after: #after, may_equal: #may_equal, when: #when } }
    });
    let ordered: Vec<Tokens> = ordered.collect();
    let check = match &entity.check {
        Some(path) => quote! { Some(#path) },
        None => quote! { None },
    };
    let unlogged = &entity.unlogged;
    let follows = entity.follows.iter().map(|(field, sql)| quote! { ::entity::Follows { field: #field, sql: #sql } });
    let follows: Vec<Tokens> = follows.collect();
    let column_lists = |lists: &[Vec<String>]| lists.iter().map(|list| quote! { &[#(#list),*] }).collect::<Vec<_>>();
    let (unique, indexes) = (column_lists(&entity.unique), column_lists(&entity.indexes));
    let (grows, extensible, shared) = (!entity.bounded, entity.extensible, entity.shared_when_unset);

    Ok(quote! {
        impl ::entity::Entity for #ident {
            const NAME: &'static ::entity::EntityName = &::entity::EntityName {
                name: #name,
                table: #table,
                prefix: #prefix,
                home: ::entity::Home::#home,
            };

            const DEFINITION: &'static ::entity::EntityDef = {
                static DEFINITION: ::entity::EntityDef = ::entity::EntityDef {
                    number: #number,
                    name: #name,
                    module: #module,
                    table: #table,
                    resource: #resource,
                    prefix: #prefix,
                    home: ::entity::Home::#home,
                    writes: ::entity::Writes::#writes,
                    scope: ::entity::ScopeColumns {
                        agency: #agency,
                        client: #client,
                        location: #location,
                        owners: &[#(#owners),*],
                        shared_when_unset: #shared,
                    },
                    private_when: #private_when,
                    grows: #grows,
                    extensible: #extensible,
                    title: #title,
                    search: &[#(#search),*],
                    declared: &[#(#definitions),*],
                    unique: &[#(#unique),*],
                    indexes: &[#(#indexes),*],
                    ordered: &[#(#ordered),*],
                    check: #check,
                    unlogged: &[#(#unlogged),*],
                    follows: &[#(#follows),*],
                    tombstones: &[#(#tombstones),*],
                };
                &DEFINITION
            };

            const DOCUMENTATION: &'static ::entity::Documentation = {
                static DOCUMENTATION: ::entity::Documentation =
                    ::entity::Documentation { doc: #doc, fields: &[#(#sentences),*] };
                &DOCUMENTATION
            };

            fn read(row: &::entity::Row<'_>) -> ::core::result::Result<Self, ::entity::ReadError> {
                Ok(Self { #(#readers),* })
            }
        }
    })
}

fn field_definition(
    field: &syn::Field,
    name: &str,
    attributes: &FieldAttributes,
    entity: &EntityAttributes,
) -> Result<Tokens> {
    let FieldAttributes { number, index, default, generated, on_delete, access, aliases } = attributes;
    if *number >= 900 {
        return Err(Error::new_spanned(field, "field numbers from 900 on are those that every entity has"));
    }
    let ty = &field.ty;
    let prefix = &entity.prefix;
    // The row's own id carries the entity's prefix, which its type cannot know.
    let (kind, access) = match (name, type_name(ty).as_str()) {
        ("id", "RowId") => (quote! { &::entity::kinds::Id { prefix: #prefix } }, format_ident!("Read")),
        ("id", "SerialId") => (quote! { &::entity::kinds::Serial { prefix: #prefix } }, format_ident!("Read")),
        _ if generated.is_some() => (quote! { <#ty as ::entity::FieldType>::KIND }, format_ident!("Read")),
        _ => (quote! { <#ty as ::entity::FieldType>::KIND }, format_ident!("{}", access)),
    };
    let optional = |text: &Option<String>| match text {
        Some(text) => quote! { Some(#text) },
        None => quote! { None },
    };
    let (default, generated) = (optional(default), optional(generated));
    let on_delete = format_ident!("{}", on_delete);
    Ok(quote! {
        ::entity::FieldDef {
            number: #number,
            name: #name,
            kind: #kind,
            required: <#ty as ::entity::FieldType>::REQUIRED,
            default: #default,
            generated: #generated,
            access: ::entity::FieldAccess::#access,
            indexed: #index,
            on_delete: ::entity::OnDelete::#on_delete,
            aliases: &[#(#aliases),*],
        }
    })
}

fn type_name(ty: &syn::Type) -> String {
    match ty {
        syn::Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default(),
        _ => String::new(),
    }
}
