//! Dates, times and durations by RFC 3339.

/// Whether a text is a day of the calendar: `2026-11-28`.
///
/// ```
/// use webhook_schema::validate::is_date;
///
/// assert!(is_date("2028-02-29") && !is_date("2026-02-29"));
/// ```
pub fn is_date(text: &str) -> bool {
    let mut rest = Digits(text);
    let Some([year, month, day]) = rest.numbers([4, 2, 2], "-") else { return false };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day) && rest.0.is_empty()
}

/// `12:30:00Z`, with a leap second at the end of a day of UTC only.
pub(super) fn is_time(text: &str) -> bool {
    let mut rest = Digits(text);
    let Some([hour, minute, second]) = rest.numbers([2, 2, 2], ":") else { return false };
    if let Some(fraction) = rest.0.strip_prefix('.') {
        let end = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
        if end == 0 {
            return false;
        }
        rest.0 = &fraction[end..];
    }
    let Some(offset) = rest.offset() else { return false };
    let of_utc = (i64::from(hour * 60 + minute) - offset).rem_euclid(24 * 60);
    let is_second = second < 60 || (second == 60 && of_utc == 24 * 60 - 1);
    hour < 24 && minute < 60 && is_second && rest.0.is_empty()
}

/// `2026-11-28T12:30:00Z`
pub(super) fn is_date_time(text: &str) -> bool {
    text.split_once(['T', 't']).is_some_and(|(date, time)| is_date(date) && is_time(time))
}

/// `P1Y2M3DT4H5M6S` or `P7W`: no unit is left out between two, and none is a fraction.
pub(super) fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else { return false };
    if let Some(weeks) = rest.strip_suffix('W') {
        return is_number(weeks);
    }
    let (date, time) = rest.split_once('T').map_or((rest, None), |(date, time)| (date, Some(time)));
    let is_date = date.is_empty() && time.is_some() || has_units(date, "YMD");
    is_date && time.is_none_or(|time| has_units(time, "HMS"))
}

/// Whether a text is numbers with units that follow each other.
fn has_units(text: &str, units: &str) -> bool {
    let mut left: Option<&str> = None;
    let mut rest = text;
    while let Some(end) = rest.find(|c: char| !c.is_ascii_digit()) {
        let unit = &rest[end..].chars().next().unwrap_or_default();
        let place = left.unwrap_or(units).find(*unit);
        // The first may be any, and what follows is the next.
        let is_next = place.is_some_and(|place| left.is_none() || place == 0);
        let Some(place) = place.filter(|_| is_next && end > 0) else { return false };
        left = left.or(Some(units)).map(|units| &units[place + 1..]);
        rest = &rest[end + unit.len_utf8()..];
    }
    left.is_some() && rest.is_empty()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A text that is read from the start.
struct Digits<'t>(&'t str);

impl Digits<'_> {
    /// A number of as many digits.
    fn number(&mut self, digits: usize) -> Option<u32> {
        let number = self.0.get(..digits).filter(|number| is_number(number))?;
        self.0 = &self.0[digits..];
        number.parse().ok()
    }

    /// Three numbers with a separator between them.
    fn numbers(&mut self, digits: [usize; 3], separator: &str) -> Option<[u32; 3]> {
        let first = self.number(digits[0])?;
        self.skip(separator)?;
        let second = self.number(digits[1])?;
        self.skip(separator)?;
        Some([first, second, self.number(digits[2])?])
    }

    fn skip(&mut self, text: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(text)?;
        Some(())
    }

    /// The minutes before UTC.
    fn offset(&mut self) -> Option<i64> {
        if let Some(rest) = self.0.strip_prefix(['Z', 'z']) {
            self.0 = rest;
            return Some(0);
        }
        let sign = match self.0.as_bytes().first()? {
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        self.0 = &self.0[1..];
        let hours = self.number(2).filter(|hours| *hours < 24)?;
        self.skip(":")?;
        let minutes = self.number(2).filter(|minutes| *minutes < 60)?;
        Some(sign * i64::from(hours * 60 + minutes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        for text in [
            "2026-11-28T12:30:00Z",
            "2024-02-29t23:59:60z",
            "2026-11-28T12:30:00.123456789+05:30",
            "1998-12-31T15:59:60.5-08:00",
            "2000-02-29T00:00:00-00:00",
        ] {
            assert!(is_date_time(text), "{text}");
        }
        for text in [
            "2026-11-28",
            "2026-11-28T12:30:00",
            "2026-11-28 12:30:00Z",
            "2026-02-29T12:30:00Z",
            "2026-11-31T12:30:00Z",
            "2026-00-01T12:30:00Z",
            "2026-11-28T24:00:00Z",
            "2026-11-28T12:60:00Z",
            "2026-11-28T12:30:60Z",
            "2026-11-28T12:30:00.Z",
            "2026-11-28T12:30:00+24:00",
            "2026-11-28T12:30:00+0530",
            "2026-11-28T12:30:00Zx",
            "+026-11-28T12:30:00Z",
            "२०२६-11-28T12:30:00Z",
        ] {
            assert!(!is_date_time(text), "{text}");
        }
    }

    #[test]
    fn durations() {
        for text in ["P1D", "P7W", "P1Y2M3DT4H5M6S", "PT5M", "P1M2D", "PT36H", "P0D", "PT1H1M"] {
            assert!(is_duration(text), "{text}");
        }
        for text in [
            "", "P", "PT", "P1", "1D", "P1DT", "P1Y2D", "PT1H2S", "P2D1Y", "P1W1D", "P1D1D", "PT1.5S",
            "P-1D", "P1S", "PT1D", "P1é",
        ] {
            assert!(!is_duration(text), "{text}");
        }
    }
}
