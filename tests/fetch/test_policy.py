from __future__ import annotations

import ipaddress
import platform

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.fetch import AddressRefused, Policy, Url, own_names
from onlineocr.fetch.policy import is_public

PUBLIC = ["1.1.1.1", "93.184.215.14", "172.15.255.255", "172.32.0.1", "100.63.255.255", "192.0.1.1", "223.255.255.255",
          "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "2a00::1", "2001:200::1", "64:ff9b::1.1.1.1"]  # fmt: skip
SPECIAL = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.255",
    "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1",
    "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:1.1.1.1", "::1.1.1.1", "64:ff9b::127.0.0.1",
    "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b:1::1.1.1.1", "100::1", "2001::1", "2001:0:53aa:64c::1",
    "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:101:101::1", "3fff::1", "5f00::1",
    "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1",
]  # fmt: skip


@pytest.mark.parametrize("text", PUBLIC)
def test_it_knows_public_addresses(text):
    assert is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", SPECIAL)
def test_it_knows_special_addresses(text):
    assert not is_public(ipaddress.ip_address(text))


@given(st.ip_addresses())
def test_nothing_that_the_standard_library_calls_special_is_public(address):
    assert address.is_global or not is_public(address) or address in ipaddress.ip_network("64:ff9b::/96")


def check(*addresses: str, port: int = 443, tls: bool = True, **policy):
    Policy(**policy).check([ipaddress.ip_address(address) for address in addresses], port, tls=tls)


def test_it_lets_public_addresses_pass():
    check("1.1.1.1", "2a00::1")


def test_one_private_address_spoils_the_name():
    with pytest.raises(AddressRefused):
        check("1.1.1.1", "10.0.0.1")


@pytest.mark.parametrize("port", [22, 25, 6379, 9999])
def test_it_keeps_to_its_ports(port):
    with pytest.raises(AddressRefused, match=f"Port {port}"):
        check("1.1.1.1", port=port)


def test_it_asks_for_tls_unless_told_otherwise():
    with pytest.raises(AddressRefused, match="https"):
        check("1.1.1.1", port=80, tls=False)
    check("1.1.1.1", port=80, tls=False, plain=True)


def test_the_operator_may_allow_a_network_with_every_port_and_without_tls():
    allow = [ipaddress.ip_network("10.1.0.0/16")]
    check("10.1.2.3", port=6379, tls=False, allow=allow)
    with pytest.raises(AddressRefused):
        check("10.2.2.3", allow=allow)
    with pytest.raises(AddressRefused):
        check("::ffff:10.1.2.3", allow=allow)


def test_a_refusal_does_not_tell_the_address():
    with pytest.raises(AddressRefused) as caught:
        check("10.7.7.7")
    assert "10.7" not in caught.value.detail


@pytest.mark.parametrize(
    "text", ["http://example.org/", "https://example.org:22/", "https://10.0.0.1/", "https://[::1]/"]
)
def test_it_foresees_what_is_certain(text):
    with pytest.raises(AddressRefused):
        Policy().foresee(Url.parse(text))


LOCAL = ["localhost", "LOCALHOST.", "a.localhost", "ip6-localhost", "ip6-loopback", "localhost.localdomain"]


@pytest.mark.parametrize("host", LOCAL)
@pytest.mark.parametrize("allow", [[], ["10.0.0.0/8"]])
def test_it_foresees_where_a_name_of_the_machine_itself_leads(host, allow):
    with pytest.raises(AddressRefused):
        Policy(allow=list(map(ipaddress.ip_network, allow))).foresee(Url.parse(f"https://{host}/"))


@pytest.mark.parametrize("host", LOCAL)
@pytest.mark.parametrize("allow", ["127.0.0.0/8", "::1/128"])
def test_such_a_name_is_taken_where_the_loopback_is_allowed(host, allow):
    Policy(allow=[ipaddress.ip_network(allow)]).foresee(Url.parse(f"http://{host}:9000/"))


@pytest.mark.parametrize("host", [platform.node(), "a.localdomain", "printer.local", "inside"])
def test_it_foresees_that_a_name_of_a_private_network_is_not_called(host):
    with pytest.raises(AddressRefused):
        Policy().foresee(Url.parse(f"https://{host}/"))


def test_it_foresees_what_the_hosts_file_says(tmp_path):
    file = tmp_path / "hosts"
    file.write_text("127.0.1.1 Vm.example vm # example.org\n::1 other.example\n10.1.1.1\nnonsense vm.example\n")
    assert list(map(str, own_names.listed("vm.example", file))) == ["127.0.1.1"]
    assert list(own_names.listed("example.org", file)) == []
    assert list(own_names.listed("vm", tmp_path / "none")) == []


def test_it_does_not_foresee_what_a_name_leads_to():
    Policy().foresee(Url.parse("https://example.org/"))
    Policy(allow=[ipaddress.ip_network("10.0.0.0/8")]).foresee(Url.parse("http://inside.example:9000/"))
