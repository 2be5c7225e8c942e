//! The entities of the module, one file each. Numbers 1 to 49, of which 6 and 8 belonged to entities that are gone and are
//! not given again.

// The names of columns say what most of them mean; those that do not have a comment.
#![allow(missing_docs)]

mod account;
mod agency;
mod api_key;
mod audit_anchor;
mod change;
mod change_segment;
mod client;
mod consent_record;
mod data_subject_request;
mod domain_name;
mod encryption_key;
mod idempotency_key;
mod location;
mod login;
mod outbox_message;
mod platform_admin;
mod platform_admin_session;
mod role;
mod role_permission;
mod room;
mod session;
mod sign_in_throttle;
mod signed_link;
mod tenant;
mod tenant_database;
mod user;
mod user_group;
mod user_group_member;
mod user_permission;

pub use account::Account;
pub use agency::Agency;
pub use api_key::ApiKey;
pub use audit_anchor::AuditAnchor;
pub use change::{ActorType, Change, ChangeAction};
pub use change_segment::ChangeSegment;
pub use client::Client;
pub use consent_record::{ConsentPurpose, ConsentRecord, ConsentStatus, LegalBasis};
pub use data_subject_request::{DataSubjectRequest, DataSubjectRequestStatus, DataSubjectRequestType};
pub use domain_name::{Domain, DomainVerification};
pub use encryption_key::{EncryptionKey, EncryptionKeyStatus};
pub use idempotency_key::IdempotencyKey;
pub use location::{Location, LocationType};
pub use login::Login;
pub use outbox_message::{OutboxChannel, OutboxMessage, OutboxStatus};
pub use platform_admin::PlatformAdmin;
pub use platform_admin_session::PlatformAdminSession;
pub use role::{Role, RoleLevel};
pub use role_permission::{PermissionScope, RolePermission};
pub use room::Room;
pub use session::{Session, SessionEnd};
pub use sign_in_throttle::SignInThrottle;
pub use signed_link::{LinkPurpose, SignedLink};
pub use tenant::{Tenant, TenantStatus};
pub use tenant_database::{DatabaseStatus, DatabaseType, TenantDatabase};
pub use user::User;
pub use user_group::{UserGroup, UserGroupType};
pub use user_group_member::UserGroupMember;
pub use user_permission::UserPermission;

entity::entities! {
    Tenant,
    TenantDatabase,
    PlatformAdmin,
    PlatformAdminSession,
    Login,
    AuditAnchor,
    SignInThrottle,
    Agency,
    Client,
    Domain,
    Location,
    Room,
    User,
    Account,
    Session,
    UserGroup,
    UserGroupMember,
    Change,
    ChangeSegment,
    EncryptionKey,
    ConsentRecord,
    DataSubjectRequest,
    SignedLink,
    OutboxMessage,
    IdempotencyKey,
}
