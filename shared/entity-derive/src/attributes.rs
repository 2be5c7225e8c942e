//! Reading `#[entity(…)]`, `#[field(…)]` and doc comments.

use syn::meta::ParseNestedMeta;
use syn::punctuated::Punctuated;
use syn::{Attribute, DeriveInput, Error, Expr, ExprLit, Field, Lit, LitInt, LitStr, Meta, Path, Result, Token};

/// What stands in `#[entity(…)]`.
#[derive(Default)]
pub struct EntityAttributes {
    pub number: u16,
    pub module: String,
    pub table: String,
    pub resource: String,
    pub prefix: String,
    pub title: String,
    pub home_is_platform: bool,
    pub writes: String,
    pub agency: Option<String>,
    pub client: Option<String>,
    pub location: Option<String>,
    pub owners: Vec<String>,
    pub private_when: Option<String>,
    pub search: Vec<String>,
    pub unique: Vec<Vec<String>>,
    pub indexes: Vec<Vec<String>>,
    pub ordered: Vec<Ordered>,
    pub check: Option<Path>,
    pub unlogged: Vec<String>,
    pub follows: Vec<(String, String)>,
    pub tombstones: Vec<u16>,
    pub extensible: bool,
    pub bounded: bool,
    pub shared_when_unset: bool,
}

/// `before < after` or `before <= after`, perhaps with ` when ` and a condition.
pub struct Ordered {
    pub before: String,
    pub after: String,
    pub may_equal: bool,
    pub when: Option<String>,
}

impl Ordered {
    fn parse(text: &str) -> Option<Self> {
        let (fields, when) = match text.split_once(" when ") {
            Some((fields, when)) => (fields, Some(when.to_owned())),
            None => (text, None),
        };
        let (before, after) = fields.split_once('<')?;
        let may_equal = after.starts_with('=');
        let after = after.trim_start_matches('=').trim().to_owned();
        Some(Ordered { before: before.trim().to_owned(), after, may_equal, when })
    }
}

impl EntityAttributes {
    pub fn of(input: &DeriveInput) -> Result<Self> {
        let mut entity = EntityAttributes { writes: "Generic".to_owned(), ..Default::default() };
        for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("entity")) {
            attribute.parse_nested_meta(|meta| entity.take(&meta))?;
        }
        let required = [
            ("module", &entity.module),
            ("table", &entity.table),
            ("prefix", &entity.prefix),
            ("title", &entity.title),
        ];
        if let Some((key, _)) = required.iter().find(|(_, value)| value.is_empty()) {
            return Err(Error::new_spanned(&input.ident, format!("`{key}` is missing in #[entity(…)]")));
        }
        if entity.number == 0 {
            return Err(Error::new_spanned(&input.ident, "`number` is missing in #[entity(…)]"));
        }
        if entity.resource.is_empty() {
            entity.resource = entity.table.replace('_', "-");
        }
        Ok(entity)
    }

    fn take(&mut self, meta: &ParseNestedMeta) -> Result<()> {
        let key = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
        match key.as_str() {
            "number" => self.number = meta.value()?.parse::<LitInt>()?.base10_parse()?,
            "module" => self.module = text(meta)?,
            "table" => self.table = text(meta)?,
            "resource" => self.resource = text(meta)?,
            "prefix" => self.prefix = text(meta)?,
            "title" => self.title = text(meta)?,
            "home" => self.home_is_platform = word(meta, &["tenant", "platform"])? == "platform",
            "writes" => self.writes = variant(&word(meta, &["generic", "commands", "log"])?),
            "agency" => self.agency = Some(text(meta)?),
            "client" => self.client = Some(text(meta)?),
            "location" => self.location = Some(text(meta)?),
            "owners" => self.owners = texts(meta)?,
            "private_when" => self.private_when = Some(text(meta)?),
            "search" => self.search = texts(meta)?,
            "unique" => self.unique.extend(texts(meta)?.iter().map(|list| columns(list))),
            "index" => self.indexes.extend(texts(meta)?.iter().map(|list| columns(list))),
            "ordered" => {
                for text in texts(meta)? {
                    let ordered = Ordered::parse(&text).ok_or_else(|| meta.error("such as `before < after`"))?;
                    self.ordered.push(ordered);
                }
            }
            "check" => self.check = Some(meta.value()?.parse::<LitStr>()?.parse()?),
            "unlogged" => self.unlogged = texts(meta)?,
            "follows" => {
                for text in texts(meta)? {
                    let (field, sql) = text.split_once(": ").ok_or_else(|| meta.error("such as `field: SQL;`"))?;
                    self.follows.push((field.to_owned(), sql.to_owned()));
                }
            }
            "tombstones" => {
                let content;
                syn::parenthesized!(content in meta.input);
                let numbers = Punctuated::<LitInt, Token![,]>::parse_terminated(&content)?;
                self.tombstones = numbers.iter().map(LitInt::base10_parse).collect::<Result<_>>()?;
            }
            "extensible" => self.extensible = true,
            "bounded" => self.bounded = true,
            "shared_when_unset" => self.shared_when_unset = true,
            _ => return Err(meta.error("no such key of an entity")),
        }
        Ok(())
    }
}

/// What stands in `#[field(…)]`.
pub struct FieldAttributes {
    pub number: u16,
    pub index: bool,
    pub default: Option<String>,
    pub generated: Option<String>,
    pub on_delete: String,
    pub access: String,
    pub aliases: Vec<String>,
}

impl FieldAttributes {
    pub fn of(field: &Field) -> Result<Self> {
        let Some(attribute) = field.attrs.iter().find(|attribute| attribute.path().is_ident("field")) else {
            return Err(Error::new_spanned(field, "every field of an entity has #[field(NUMBER)]"));
        };
        let mut read = FieldAttributes {
            number: 0,
            index: false,
            default: None,
            generated: None,
            on_delete: "Restrict".to_owned(),
            access: "Write".to_owned(),
            aliases: Vec::new(),
        };
        attribute.parse_args_with(|input: syn::parse::ParseStream<'_>| {
            read.number = input.parse::<LitInt>()?.base10_parse()?;
            if input.is_empty() {
                return Ok(());
            }
            input.parse::<Token![,]>()?;
            let rest: proc_macro2::TokenStream = input.parse()?;
            syn::parse::Parser::parse2(syn::meta::parser(|meta| read.take(&meta)), rest)
        })?;
        Ok(read)
    }

    fn take(&mut self, meta: &ParseNestedMeta) -> Result<()> {
        let key = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
        match key.as_str() {
            "index" => self.index = true,
            "default" => self.default = Some(default_json(&meta.value()?.parse()?)?),
            "generated" => self.generated = Some(text(meta)?),
            "on_delete" => self.on_delete = variant(&word(meta, &["restrict", "cascade", "set_null"])?),
            "access" => self.access = variant(&word(meta, &["write", "create", "read", "hidden"])?),
            "alias" => self.aliases = texts(meta)?,
            _ => return Err(meta.error("no such key of a field")),
        }
        Ok(())
    }
}

/// The doc comment, its lines joined by spaces, up to the first empty line.
pub fn doc_of(attributes: &[Attribute]) -> String {
    let lines =
        attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).filter_map(|attribute| match &attribute
            .meta
        {
            Meta::NameValue(doc) => match &doc.value {
                Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value().trim().to_owned()),
                _ => None,
            },
            _ => None,
        });
    lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A default as JSON text: words in quotes, and text that begins like JSON as it stands.
fn default_json(expression: &Expr) -> Result<String> {
    let Expr::Lit(ExprLit { lit, .. }) = expression else {
        return Err(Error::new_spanned(expression, "a default is a literal"));
    };
    match lit {
        Lit::Str(text) if text.value().starts_with(['[', '{']) => Ok(text.value()),
        Lit::Str(text) => Ok(format!("{:?}", text.value())),
        Lit::Int(number) => Ok(number.base10_digits().to_owned()),
        Lit::Bool(truth) => Ok(truth.value.to_string()),
        _ => Err(Error::new_spanned(expression, "a default is a string, a whole number or a boolean")),
    }
}

fn text(meta: &ParseNestedMeta) -> Result<String> {
    Ok(meta.value()?.parse::<LitStr>()?.value())
}

fn texts(meta: &ParseNestedMeta) -> Result<Vec<String>> {
    let content;
    syn::parenthesized!(content in meta.input);
    let texts = Punctuated::<LitStr, Token![,]>::parse_terminated(&content)?;
    Ok(texts.iter().map(LitStr::value).collect())
}

fn word(meta: &ParseNestedMeta, words: &[&str]) -> Result<String> {
    let word = text(meta)?;
    if words.contains(&word.as_str()) { Ok(word) } else { Err(meta.error(format!("one of {}", words.join(", ")))) }
}

/// `set_null` → `SetNull`.
fn variant(word: &str) -> String {
    let capitalised = |part: &str| part.get(..1).unwrap_or_default().to_uppercase() + part.get(1..).unwrap_or_default();
    word.split('_').map(capitalised).collect()
}

fn columns(list: &str) -> Vec<String> {
    list.split(',').map(|column| column.trim().to_owned()).collect()
}
