//! Who may do what with a library: role, grants, departments and ownership come together here and nowhere else.

use huashu_protocol::account::{Access, Grant, Role};
use uuid::Uuid;

use crate::store::types::{Account, Library, LibraryKind};
use crate::store::{Result, View};

/// What an account may do with a library of its company, given what grants say of the two.
pub(super) fn decide(account: &Account, library: &Library, granted: Option<Access>) -> Option<Access> {
    if library.company != account.company || library.deleted_at.is_some() {
        return None;
    }
    match library.kind {
        LibraryKind::Personal => (library.owner == Some(account.id)).then_some(Access::Edit),
        // Everybody adds to the register; what is in it nobody changes, see `push::check_kind`.
        LibraryKind::Register => Some(Access::Edit),
        LibraryKind::Company | LibraryKind::Department => match account.role {
            Role::Admin | Role::Owner => Some(Access::Edit),
            Role::Editor => granted.map(|_| Access::Edit),
            Role::Agent => granted,
        },
    }
}

/// A library with what an account may do there; `None` where it may nothing, or there is none.
pub(super) fn of(view: &dyn View, account: &Account, library: Uuid) -> Result<Option<(Library, Access)>> {
    let Some(library) = view.library(account.company, library)? else { return Ok(None) };
    let granted = view.granted(library.id, account.id)?;
    Ok(decide(account, &library, granted).map(|access| (library, access)))
}

/// Every library that an account may read, by id.
pub(crate) fn readable(view: &dyn View, account: &Account) -> Result<Vec<(Library, Access)>> {
    let libraries = view.libraries_for(account.company, account.id)?;
    let decided = libraries.into_iter().filter_map(|(library, granted)| {
        let access = decide(account, &library, granted)?;
        Some((library, access))
    });
    Ok(decided.collect())
}

/// A library as an account hears of it.
pub(super) fn to_grant((library, access): &(Library, Access)) -> Grant {
    Grant {
        library: library.id,
        kind: library.kind.as_str().to_owned(),
        name: library.name.clone(),
        access: *access,
    }
}
