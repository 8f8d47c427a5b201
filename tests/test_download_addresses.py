"""Where media may be fetched from: by https from anywhere, from this machine only if the API is here too."""

from __future__ import annotations

import pytest

from tests.downloading import BOTH, MEDIA, Save, video
from tests.raw_server import RawServer, answer
from tests.simulation import VirtualClock
from twintone.downloads import Web
from twintone.errors import DownloadError
from twintone.policies.transfer import Trouble

HERE = "http://127.0.0.1:8080/v1"
FAR = "https://api.example/v1"


@BOTH
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(save: Save, status: int) -> None:
    with RawServer(answer(200, MEDIA)) as store, RawServer() as server:
        server.reply_with(
            answer(status, b"<html>", f"location: {store.url}/elsewhere.mp4?x=1", "set-cookie: a=b"),
            answer(status, b"", "location: ../end.mp4"),
        )
        assert save(server.url, video(server.url)) == MEDIA
        [request] = store.requests
    assert request.target == "/v1/elsewhere.mp4?x=1"
    assert "cookie" not in request.headers


@BOTH
def test_an_address_without_a_host_is_the_same_host(save: Save) -> None:
    with RawServer(answer(302, b"", "location: ../end.mp4"), answer(200, MEDIA)) as server:
        assert save(server.url, video(server.url)) == MEDIA
        assert [request.target for request in server.requests] == ["/v1/1.mp4", "/end.mp4"]


@BOTH
@pytest.mark.parametrize(
    "url", ["http://media.example/1.mp4", "ftp://127.0.0.1/1.mp4", "/1.mp4", "https://[/", "\ud800"]
)
def test_an_address_that_is_not_safe_is_not_asked(save: Save, url: str) -> None:
    with RawServer(answer(200, MEDIA)) as server:
        with pytest.raises(DownloadError, match="The download of vid_1 was stopped"):
            save(server.url, video(server.url, url=url))
        assert server.requests == []


@BOTH
def test_an_api_elsewhere_must_not_send_us_to_this_machine(save: Save) -> None:
    with RawServer(answer(200, MEDIA)) as service:
        for allow_http in (False, True):
            with pytest.raises(DownloadError, match=r"127\.0\.0\.1 is this machine, and the API is not on it"):
                save(FAR, video(service.url), client={"allow_http": allow_http})
        assert service.requests == []


@pytest.mark.parametrize(
    ("base_url", "allow_http", "url", "says"),
    [
        (FAR, False, "https://media.example/1.mp4", None),
        (FAR, False, "https://10.0.0.5:8443/1.mp4", None),
        (FAR, False, "https://[2001:db8::1]/1.mp4", None),
        (FAR, False, "http://media.example/1.mp4", "unencrypted"),
        (FAR, True, "http://media.example/1.mp4", None),
        (HERE, False, "http://media.example/1.mp4", "unencrypted"),
        (HERE, False, "http://127.0.0.1:9000/1.mp4", None),
        (HERE, False, "http://localhost/1.mp4", None),
        (HERE, False, "https://[::1]/1.mp4", None),
        *(
            (FAR, True, f"{scheme}://{host}/1.mp4", "is this machine")
            for scheme in ("http", "https")
            for host in (
                *("127.0.0.1", "127.9.9.9", "127.1", "2130706433", "0x7f.1", "0.0.0.0", "LOCALHOST", "localhost."),
                *("web.localhost", "[::1]", "[::]", "[::ffff:127.0.0.1]"),
            )
        ),
    ],
)
def test_which_addresses_may_be_asked(base_url: str, allow_http: bool, url: str, says: str | None) -> None:
    web = Web(VirtualClock(), base_url, allow_http)
    if says is None:
        assert str(web.checked(url)) == url
    else:
        with pytest.raises(Trouble, match=says):
            web.checked(url)


@BOTH
def test_a_name_that_cannot_be_is_an_error_like_others(save: Save) -> None:
    with pytest.raises(DownloadError, match="broke off after 0 bytes"):
        save(HERE, "https://" + "a" * 70 + ".invalid/1.mp4")
