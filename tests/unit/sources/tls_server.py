"""A web server with a certificate of a certificate authority made for one test."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOUR = timedelta(hours=1)


class TlsServer:
    """Answers every GET with `photo`; remembers the names it was asked for, in the handshake and in the request."""

    def __init__(self, folder: Path, *names: str) -> None:
        self.server_names: list[str | None] = []
        self.host_headers: list[str] = []
        self.authority = folder / "authority.pem"
        chain = _make_certificates(folder, names, self.authority)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(chain)
        self._context.sni_callback = self._remember_name

    def trusted(self) -> ssl.SSLContext:
        """Return how a client verifies this server."""
        return ssl.create_default_context(cafile=str(self.authority))

    @contextmanager
    def running(self) -> Iterator[int]:
        """Serve on a port of loopback, which is yielded."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        server.socket = self._context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def _remember_name(self, _socket: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
        self.server_names.append(name)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        host_headers = self.host_headers

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                host_headers.append(self.headers["host"])
                self.send_response(200)
                self.send_header("content-type", "image/jpeg")
                self.send_header("content-length", "5")
                self.end_headers()
                self.wfile.write(b"photo")

            def log_message(self, *_: object) -> None:
                """Keep the tests' output clean."""

            def handle(self) -> None:
                try:
                    super().handle()
                except (OSError, ssl.SSLError):  # a client that did not like our certificate
                    self.close_connection = True

        return Handler


def _make_certificates(folder: Path, names: tuple[str, ...], authority_file: Path) -> Path:
    authority_key, server_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority_name = _name("Authority of one test")
    authority = (
        _builder(authority_name, authority_name, authority_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    certificate = (
        _builder(_name(names[0]), authority_name, server_key)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    authority_file.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    chain = folder / "server.pem"
    key = server_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + key)
    return chain


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - HOUR)
        .not_valid_after(now + HOUR)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
