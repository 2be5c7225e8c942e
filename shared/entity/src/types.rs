//! The Rust types that a field of an entity may have, one for each kind. `bool`, `i64`, `Vec<String>`,
//! [`crate::CalendarDate`] and `serde_json::Value` are field types as they are.

pub use crate::kinds::address::AddressText;
pub use crate::kinds::choice_list::{ChoiceType, Choices};
pub use crate::kinds::currency::CurrencyCode;
pub use crate::kinds::decimal::Fixed;
pub use crate::kinds::duration::Minutes;
pub use crate::kinds::email::EmailAddress;
pub use crate::kinds::file::FileId;
pub use crate::kinds::geo_point::Point;
pub use crate::kinds::id::RowId;
pub use crate::kinds::integer::Bounded;
pub use crate::kinds::language::LanguageTag;
pub use crate::kinds::long_text::Prose;
pub use crate::kinds::money::Amount;
pub use crate::kinds::percent::Percentage;
pub use crate::kinds::phone::PhoneNumber;
pub use crate::kinds::reference::Ref;
pub use crate::kinds::sealed::SealedText;
pub use crate::kinds::serial::SerialId;
pub use crate::kinds::slug::SlugText;
pub use crate::kinds::text::Line;
pub use crate::kinds::time_zone::ZoneName;
pub use crate::kinds::timestamp::Instant;
pub use crate::kinds::url::WebAddress;
