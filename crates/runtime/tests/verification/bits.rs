//! Every signed body and time verifies, but not if any single bit is changed; and no bytes make the header parsers
//! panic.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use std::time::Duration;
use webhook_runtime::VerifyError::NoMatch;
use webhook_runtime::{Outgoing, Receiver, Secret, Signer};

use crate::acme::Acme;
use crate::delivery::{
    BODY, Delivery, ID_HEADER, MAC, NOW, SECRET, SIGNATURE_HEADER, TIMESTAMP_HEADER, mac, receiver, time,
};

fn bodies() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![vec(any::<u8>(), 0..300), Just(BODY.as_bytes().to_vec())]
}

/// Every timestamp that the grammar allows.
fn seconds() -> impl Strategy<Value = u64> {
    prop_oneof![1..=999_999_999_999_u64, Just(1), Just(NOW), Just(999_999_999_999)]
}

/// Freshness is not tested here: only the signature can refuse anything.
fn patient() -> Receiver<Acme> {
    receiver().tolerance(Duration::MAX)
}

/// Header lines: any bytes, or characters of the grammar, so that some lines are nearly valid.
fn lines() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let pieces = [MAC, "v1=", "v2=", "v1", "=", ",", " ", "0", "9", "a", "F", "-", "1750000000"].as_slice();
    let built = vec(proptest::sample::select(pieces), 0..12).prop_map(|pieces| pieces.concat().into_bytes());
    vec(prop_oneof![vec(any::<u8>(), 0..100), built], 0..4)
}

proptest! {
    #[test]
    fn what_is_signed_verifies(secret in "[#-&(-_a-~]{1,100}", seconds in seconds(), body in bodies()) {
        let signer = Signer::<Acme>::new(&Secret::new(secret.as_str())?)?;
        let receiver = Receiver::<Acme>::new(&secret)?.clock(move || time(seconds));
        let request = signer.sign(Outgoing::post(body.clone()).header(ID_HEADER, "evt-1"), seconds)?;
        let [id, timestamp, signature] = [0, 1, 2].map(|at| request.headers[at].1.clone());
        prop_assert_eq!(&signature, &format!("v1={}", mac(secret.as_bytes(), timestamp.as_bytes(), &body)));
        let delivery = Delivery::new(timestamp, signature, body).with(ID_HEADER, id);
        prop_assert_eq!(delivery.verdict_of(&receiver), Ok(()));
    }

    #[test]
    fn a_bit_of_the_body_counts(seconds in seconds(), body in bodies(), index: Index, bit in 0..8) {
        prop_assume!(!body.is_empty());
        let mut delivery = Delivery::signed(seconds.to_string(), body);
        prop_assert_eq!(delivery.verdict_of(&patient()), Ok(()));
        let index = index.index(delivery.body.len());
        delivery.body[index] ^= 1_u8 << bit;
        prop_assert_eq!(delivery.verdict_of(&patient()), Err(NoMatch));
    }

    #[test]
    fn a_bit_of_a_header_counts(
        seconds in seconds(),
        body in bodies(),
        header in prop_oneof![Just(TIMESTAMP_HEADER), Just(SIGNATURE_HEADER)],
        index: Index,
        bit in 0..8,
    ) {
        let mut delivery = Delivery::signed(seconds.to_string(), body);
        let (_, value) =
            delivery.headers.iter_mut().find(|(name, _)| *name == header).expect("a signed delivery has both");
        let index = index.index(value.len());
        // A digit in the other case is the same digit.
        let other_case = header == SIGNATURE_HEADER && index >= "v1=".len() && value[index].is_ascii_alphabetic() && bit == 5;
        value[index] ^= 1_u8 << bit;
        prop_assert_eq!(delivery.verdict_of(&patient()).is_ok(), other_case);
    }

    #[test]
    fn a_bit_of_the_secret_counts(body in bodies(), index in 0..SECRET.len(), bit in 0..7) {
        let mut other = SECRET.as_bytes().to_vec();
        other[index] ^= 1_u8 << bit;
        let signature = mac(&other, NOW.to_string().as_bytes(), &body);
        let delivery = Delivery::new(NOW.to_string(), format!("v1={signature}"), body);
        prop_assert_eq!(delivery.verdict_of(&patient()), Err(NoMatch));
    }

    #[test]
    fn any_headers_are_read_without_panic(
        timestamps in lines(),
        signatures in lines(),
        ids in lines(),
        body in bodies(),
    ) {
        let mut delivery = Delivery { headers: Vec::new(), body };
        for (name, lines) in [(TIMESTAMP_HEADER, timestamps), (SIGNATURE_HEADER, signatures), (ID_HEADER, ids)] {
            delivery = lines.iter().fold(delivery, |delivery, line| delivery.with(name, line));
        }
        let genuine = delivery.body == BODY.as_bytes()
            && delivery.headers.iter().any(|(_, line)| {
                String::from_utf8_lossy(line).to_lowercase().contains(MAC)
            });
        prop_assert!(delivery.verdict_of(&patient()).is_err() || genuine);
    }
}
