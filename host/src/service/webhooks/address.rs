//! Where a webhook may go: an `https` address that leads out of the house.
//!
//! Knows address ranges (RFC 6890 and its kin). Must not know how names are resolved: whoever connects
//! asks [`is_public`] of the very address it connects to, so a name that moves gains nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::service::Fault;

/// Longest address that is kept.
const LENGTH_MAX: usize = 2000;

/// The parts of an endpoint's address that a connection needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Whether to speak TLS.
    pub tls: bool,
    /// Name or number of the host, without brackets, lower case.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Path with its query.
    pub path: String,
}

impl Address {
    /// Reads `http` and `https` addresses without user names and fragments.
    pub fn read(text: &str) -> Result<Address, Fault> {
        let wrong = || {
            Fault::invalid("webhook.url", "Give an address such as https://example.com/hooks/keel.")
                .at("/url")
        };
        let plain = text.len() <= LENGTH_MAX && text.bytes().all(|b| b.is_ascii_graphic());
        let (scheme, rest) = text.split_once("://").filter(|_| plain).ok_or_else(wrong)?;
        let tls = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(wrong()),
        };
        if rest.contains(['#', '\\', '"', '<', '>']) {
            return Err(wrong());
        }
        let path_at = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(path_at);
        let (host, port) = match authority.rsplit_once(':').filter(|_| !authority.ends_with(']')) {
            Some((host, port)) => (host, port.parse().map_err(|_| wrong())?),
            None => (authority, if tls { 443 } else { 80 }),
        };
        let number = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let host = number.unwrap_or(host).to_ascii_lowercase();
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let named = !host.is_empty() && host.chars().all(fits) && port > 0;
        if !(named || number.is_some_and(|number| number.parse::<Ipv6Addr>().is_ok())) {
            return Err(wrong());
        }
        let path = match path.as_bytes().first() {
            None => "/".into(),
            Some(b'?') => format!("/{path}"),
            Some(_) => path.to_owned(),
        };
        Ok(Address { tls, host, port, path })
    }
}

/// Whether an address belongs to the public internet: not this machine, not its neighbours, not a range
/// that leads back to them.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19)))
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let parts = ip.segments();
    // Only global unicast (2000::/3) is routed; inside it, ranges that carry an IPv4 address, tunnels,
    // benchmarks and documentation are not trusted.
    if parts[0] & 0xe000 != 0x2000 {
        return match (&parts[..6], parts[6], parts[7]) {
            ([0x64, 0xff9b, 0, 0, 0, 0], high, low) => is_public_v4(embedded(high, low)),
            _ => false,
        };
    }
    match parts[0] {
        0x2001 => !(parts[1] < 0x200 || parts[1] == 0xdb8),
        0x2002 => false,
        0x3fff => parts[1] > 0xfff,
        _ => true,
    }
}

fn embedded(high: u16, low: u16) -> Ipv4Addr {
    let [a, b] = high.to_be_bytes();
    let [c, d] = low.to_be_bytes();
    Ipv4Addr::new(a, b, c, d)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_lead_out_of_the_house_are_public() {
        for (ip, expected) in [
            ("93.184.216.34", true),
            ("1.1.1.1", true),
            ("2606:4700::1111", true),
            ("127.0.0.1", false),
            ("127.9.9.9", false),
            ("0.0.0.0", false),
            ("10.1.2.3", false),
            ("172.16.0.1", false),
            ("172.31.255.255", false),
            ("172.32.0.1", true),
            ("192.168.1.1", false),
            ("169.254.169.254", false),
            ("100.64.0.1", false),
            ("198.18.0.1", false),
            ("224.0.0.1", false),
            ("255.255.255.255", false),
            ("::1", false),
            ("::", false),
            ("::ffff:127.0.0.1", false),
            ("::ffff:93.184.216.34", false),
            ("fe80::1", false),
            ("fc00::1", false),
            ("fd12::1", false),
            ("ff02::1", false),
            ("64:ff9b::7f00:1", false),
            ("64:ff9b::5db8:d822", true),
            ("2002:7f00:1::", false),
            ("2001::1", false),
            ("2001:db8::1", false),
        ] {
            assert_eq!(is_public(ip.parse().unwrap()), expected, "{ip}");
        }
    }

    #[test]
    fn addresses_are_read_whole_or_refused() {
        for (text, expected) in [
            ("https://Example.com/hook?a=1", Some((true, "example.com", 443, "/hook?a=1"))),
            ("http://example.com:8080", Some((false, "example.com", 8080, "/"))),
            ("https://[2606:4700::1111]:8443/x", Some((true, "2606:4700::1111", 8443, "/x"))),
            ("https://[2606:4700::1111]", Some((true, "2606:4700::1111", 443, "/"))),
            ("https://example.com?x", Some((true, "example.com", 443, "/?x"))),
            ("ftp://example.com/", None),
            ("https://user@example.com/", None),
            ("https://example.com:0/", None),
            ("https://example.com:99999/", None),
            ("https:///x", None),
            ("https://exa mple.com/", None),
            ("https://example.com/\r\nx-evil: 1", None),
            ("https://example.com\\@evil/", None),
            ("https://[::1", None),
            ("example.com", None),
        ] {
            let read = Address::read(text).ok();
            let found = read.as_ref().map(|a| (a.tls, a.host.as_str(), a.port, a.path.as_str()));
            assert_eq!(found, expected, "{text}");
        }
    }
}
