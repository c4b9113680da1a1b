//! People and their tokens.

use huashu_protocol::account::{Department, Role};

use super::{A, B, account, id, people};
use crate::store::Store;
use crate::store::types::{Device, Invitation, PairState, SessionPair};

pub(super) fn people_are_kept(store: &dyn Store) {
    store.write(people).unwrap();
    store
        .write(|tx| {
            let mut one = account(1, A, "ignored");
            one.role = Role::Owner;
            one.grants_rev = 50;
            tx.put_account(&one)?;
            for (number, company) in [(20, A), (21, A), (22, B)] {
                tx.put_department(company, &Department { id: id(number), name: format!("{number}") })?;
            }
            tx.set_departments(id(1), &[id(21), id(20), id(21)])?;
            tx.set_departments(id(2), &[id(21)])?;
            tx.bump_grants(A, &[id(1), id(3)])?;
            tx.bump_grants(A, &[])?;
            tx.bump_drafts(id(2))
        })
        .unwrap();
    store
        .read(|view| {
            let one = view.account(A, id(1))?.unwrap();
            assert_eq!((one.name.as_str(), one.role, one.grants_rev), ("Xiaoyu", Role::Owner, 2));
            assert_eq!(view.account_named("xiaoyu")?.map(|one| one.id), Some(id(1)));
            assert!(view.account(B, id(1))?.is_none() && view.department(A, id(22))?.is_none());
            assert_eq!(view.accounts(A)?.iter().map(|one| one.id).collect::<Vec<_>>(), [id(1), id(2)]);
            assert_eq!(view.grants_revs(A)?, [(id(1), 2), (id(2), 1)]);
            assert_eq!(view.grants_revs(B)?, [(id(3), 1)]);
            assert_eq!(view.account(A, id(2))?.unwrap().drafts_rev, 2);
            assert_eq!(view.company(A)?.unwrap().grants_seq, 2);
            assert_eq!(view.departments_of(id(1))?, [id(20), id(21)]);
            assert_eq!(view.members(id(21))?, [id(1), id(2)]);
            Ok(())
        })
        .unwrap();
    let taken = store.write(|tx| tx.put_account(&account(4, B, "XIAOYU ")));
    assert!(taken.is_err());
    store
        .write(|tx| {
            tx.delete_department(id(21))?;
            tx.bump_all_grants(A)
        })
        .unwrap();
    store
        .read(|view| {
            assert_eq!((view.departments_of(id(1))?, view.members(id(21))?), (vec![id(20)], vec![]));
            assert_eq!(view.grants_revs(A)?, [(id(1), 3), (id(2), 2)]);
            Ok(())
        })
        .unwrap();
    let code = [7; 32];
    let invitation = Invitation {
        id: id(30),
        company: A,
        code,
        role: Role::Agent,
        departments: vec![id(20)],
        uses_left: 2,
        expires_at: 50,
        account_expires_at: Some(60),
    };
    store
        .write(move |tx| {
            tx.put_invitation(&invitation)?;
            assert!(tx.invitation(&code)?.as_ref() == Some(&invitation));
            tx.put_invitation(&Invitation { uses_left: 1, ..invitation })?;
            assert_eq!(tx.invitations(A)?[0].uses_left, 1);
            assert!(!tx.delete_invitation(B, id(30))? && tx.invitations(B)?.is_empty());
            tx.purge_invitations(50)?;
            assert_eq!(tx.invitations(A)?.len(), 1);
            tx.purge_invitations(51)?;
            assert!(tx.invitation(&code)?.is_none());
            Ok(())
        })
        .unwrap();
}

pub(super) fn tokens_turn_over(store: &dyn Store) {
    store.write(people).unwrap();
    let pair = |byte: u8| SessionPair {
        id: 0,
        device: id(40),
        access: [byte; 32],
        access_until: 100,
        refresh: [byte + 100; 32],
        refresh_until: 200,
        state: PairState::Fresh,
    };
    store
        .write(move |tx| {
            let device = Device {
                id: id(40),
                account: id(1),
                install: id(41),
                name: "手机".into(),
                last_seen: 3,
                revoked: false,
            };
            tx.put_device(&device)?;
            assert_eq!(tx.device_installed(id(1), id(41))?, Some(device.clone()));
            assert_eq!((tx.device(A, id(40))?, tx.device(B, id(40))?), (Some(device.clone()), None));
            tx.put_device(&Device { revoked: true, ..device })?;
            assert!(tx.devices_of(id(1))?[0].revoked);
            for byte in 1..=3 {
                tx.insert_pair(&pair(byte))?;
            }
            let second = tx.access_holder(&[2; 32])?.unwrap();
            assert_eq!((second.account.id, second.device.id), (id(1), id(40)));
            assert!(tx.access_holder(&[102; 32])?.is_none());
            tx.use_pair(&second.pair)?;
            let states =
                [101, 102, 103].map(|byte| tx.refresh_holder(&[byte; 32]).unwrap().unwrap().pair.state);
            assert!(states == [PairState::Replaced, PairState::Used, PairState::Replaced]);
            tx.purge_sessions(200)?;
            assert!(tx.refresh_holder(&[101; 32])?.is_some());
            tx.end_sessions(id(40))?;
            assert!(tx.refresh_holder(&[102; 32])?.is_none());
            Ok(())
        })
        .unwrap();
}
